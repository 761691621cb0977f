import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { issueToken } from '../../src/access/issue-token.js';
import { Role } from '../../src/access/viewer.js';
import { headersOfPayload, type Admission, type Gate } from '../../src/server/gate.js';
import { createDataSource } from '../../ormconfig.js';
import { Client, World } from '../harness.js';

let world: World;
let gate: Gate;
let token: string;

beforeAll(async () => {
  world = await World.start();
  ({ gate } = world.apps[0]!);
  const db = createDataSource(world.databaseUrl, 1);
  await db.initialize();
  token = await issueToken(db, { name: '例示ポータル', role: Role.MEMBER, organizationId: null });
  await db.destroy();
});
afterAll(() => world?.stop());

const admit = (headers: Record<string, string>): Promise<Admission> =>
  gate.admit({ headers: { authorization: `Bearer ${token}`, ...headers }, ip: '192.0.2.7', id: 'req-1' });

const ask = (headers: Record<string, string>) => new Client(world.url, token).send('{ __typename }', {}, headers);

describe('on behalf of', () => {
  test('nobody, unless it says so', async () => {
    expect((await admit({})).origin).toEqual({
      address: '192.0.2.7',
      requestId: 'req-1',
      onBehalfOf: null,
      purpose: null,
    });
  });

  test('a user is kept as named', async () => {
    const { origin } = await admit({ 'renkei-on-behalf-of': encodeURIComponent('山田 太郎') });
    expect(origin.onBehalfOf).toBe('山田 太郎');
  });

  test('a user who is not named as it should be makes the request be refused, with the name of the header', async () => {
    const reply = await ask({ 'renkei-on-behalf-of': 'taro%0Aadmin' });
    expect(reply.data).toBeUndefined();
    expect(reply.errors).toEqual([
      {
        message: expect.stringContaining('Renkei-On-Behalf-Of'),
        extensions: { code: 'BAD_USER_INPUT', path: ['Renkei-On-Behalf-Of'] },
      },
    ]);
  });

  test('a stranger is told nothing of it', async () => {
    const reply = await new Client(world.url, undefined).send('{ __typename }', {}, { 'renkei-on-behalf-of': '%' });
    expect(reply.errors.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
  });
});

describe('a purpose', () => {
  test('is kept as stated', async () => {
    const { origin } = await admit({ 'renkei-purpose': encodeURIComponent('定例の連絡訓練') });
    expect(origin.purpose).toBe('定例の連絡訓練');
  });

  test('that is none makes the request be refused, with the name of the header', async () => {
    const { errors } = await ask({ 'renkei-purpose': 'a'.repeat(201) });
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT', path: ['Renkei-Purpose'] }]);
  });
});

describe('a connection_init', () => {
  test.each(['authorization', 'Authorization', 'AUTHORIZATION'])('brings the token as %s', async (name) => {
    const headers = headersOfPayload({
      [name]: `Bearer ${token}`,
      'Renkei-On-Behalf-Of': 'taro',
      'renkei-PURPOSE': 'drill',
    });
    const { viewer, origin } = await gate.admit({ headers, ip: '192.0.2.7', id: 'socket-1' });
    expect(viewer.name).toBe('例示ポータル');
    expect(origin).toMatchObject({ onBehalfOf: 'taro', purpose: 'drill' });
  });

  test.each([[undefined], [null], ['Bearer x'], [[`Bearer x`]], [{ authorization: 1 }], [{ cookie: 'Bearer x' }]])(
    'without a token lets nobody in (%j)',
    async (payload) => {
      const admitted = gate.admit({ headers: headersOfPayload(payload), ip: '192.0.2.7', id: 'socket-2' });
      await expect(admitted).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    },
  );
});

describe('credentials that were good', () => {
  test('hold until they expire', async () => {
    const { viewer } = await admit({});
    const [row] = await world.sql<{ at: Date }>(
      `update api_key set expires_at = now() + interval '1 hour', changed_at = now() where id = $1 returning expires_at as at`,
      [viewer.credentialId],
    );
    await world.apps[0]!.follower.catchUp();
    expect(gate.stillHolds(viewer)).toBe(true);
    world.clock.move(row!.at.getTime() - world.clock.now() - 5_000);
    expect(gate.stillHolds(viewer)).toBe(true);
    world.clock.move(5_000);
    expect(gate.stillHolds(viewer)).toBe(false);
    world.clock.move(-3_600_000);
    expect(gate.stillHolds(viewer)).toBe(true);
  });

  test('hold until they are revoked', async () => {
    const { viewer } = await admit({});
    await world.sql('update api_key set revoked_at = now(), changed_at = now() where id = $1', [viewer.credentialId]);
    await world.apps[0]!.follower.catchUp();
    expect(gate.stillHolds(viewer)).toBe(false);
    await expect(admit({})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
