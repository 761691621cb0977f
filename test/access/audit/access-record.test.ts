import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { AuditEntry, AuditKind } from '../../../src/access/audit/event.js';
import { hashToken, newToken } from '../../../src/access/credentials.js';
import { Client, World } from '../../harness.js';
import { PATIENCE, within } from '../../kernel/two-processes.js';
import { registerOrganization } from '../../scenario.js';
import { Socket } from '../../server/socket.js';

const QUARTER = 15 * 60_000;

let world: World;
let operator: Client;
const seen = new Set<string>();

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
});
afterAll(() => world?.stop());

/** What came into the table of a kind since the test began, once there are so many; oldest first. */
async function events(kind: AuditKind, atLeast: number): Promise<AuditEntry[]> {
  const look = async () => {
    const rows = await world.sql<{ entry: string }>('select entry from audit_event where kind = $1 order by at, id', [
      kind,
    ]);
    return rows.map(({ entry }) => JSON.parse(entry) as AuditEntry).filter(({ id }) => !seen.has(id));
  };
  return within(PATIENCE, look, ({ length }) => length >= atLeast);
}
beforeEach(async () => {
  const stranger = new Client(world.url, newToken());
  for (let count = 0; count < 2; count += 1) await stranger.send('{ viewer { name } }');
  // Every window is over. What came again in one is told then; once the stranger's is, all are.
  world.clock.move(2 * QUARTER);
  await within(
    PATIENCE,
    () => events('REFUSAL', 1),
    (told) => told.some(({ action, count }) => action === 'token.unknown' && count !== undefined),
  );
  const moment = world.clock.now();
  await operator.ask('{ viewer { name } }');
  await within(
    PATIENCE,
    () => events('SIGN_IN', 1),
    (told) => told.some(({ at }) => Date.parse(at) >= moment),
  );
  for (const kind of ['SIGN_IN', 'REFUSAL'] as const) for (const { id } of await events(kind, 0)) seen.add(id);
});

test('the first use of credentials in a quarter of an hour is a sign-in', async () => {
  const asked = await world.as('AUDITOR');
  for (let count = 0; count < 3; count += 1) await asked.ask('{ viewer { name } }');
  const before = await events('SIGN_IN', 1);
  expect(before).toMatchObject([
    {
      action: 'apiKey',
      actor: { role: 'AUDITOR', credentialId: expect.stringMatching(/^apikey_/) },
      origin: { address: '127.0.0.1' },
    },
  ]);
  world.clock.move(QUARTER);
  await asked.ask('{ viewer { name } }');
  expect(await events('SIGN_IN', 2)).toHaveLength(2);
});

test('so is every WebSocket', async () => {
  for (let count = 0; count < 2; count += 1) {
    const socket = await Socket.open(world.url);
    socket.raw.send(
      JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${operator.token}` } }),
    );
    await new Promise((resolve) => socket.raw.once('message', resolve));
    socket.raw.close();
  }
  expect(await events('SIGN_IN', 1)).toMatchObject([{ action: 'apiKey.webSocket', actor: { role: 'OPERATOR' } }]);
  world.clock.move(60_000);
  expect((await events('SIGN_IN', 2)).map(({ count }) => count)).toEqual([undefined, 1]);
});

test('every refusal of credentials is told, with what was wrong and without the token', async () => {
  const [revoked, expired] = [await world.as('OPERATOR'), await world.as('OPERATOR')];
  const idOf = async (client: Client) => {
    const [key] = await world.sql<{ id: string }>('select id from api_key where token_hash = $1', [
      hashToken(client.token!),
    ]);
    return key!.id;
  };
  const [revokedId, expiredId] = [await idOf(revoked), await idOf(expired)];
  await world.sql('update api_key set revoked_at = now(), changed_at = now() where id = $1', [revokedId]);
  await world.sql(`update api_key set expires_at = now() - interval '1 s', changed_at = now() where id = $1`, [
    expiredId,
  ]);
  const refused = async (client: Client) => (await client.send('{ viewer { name } }')).status === 401;
  for (const client of [revoked, expired]) expect(await within(PATIENCE, () => refused(client), Boolean)).toBe(true);
  const unknown = newToken();
  for (const token of [undefined, 'not a token', unknown])
    expect(await refused(new Client(world.url, token))).toBe(true);

  const told = await events('REFUSAL', 5);
  const found = told.map(({ action, subjects, actor }) => [action, subjects.map(({ id }) => id), actor] as const);
  expect(found.sort(([a], [b]) => (a < b ? -1 : 1))).toEqual([
    ['token.absent', [], null],
    ['token.expired', [expiredId], null],
    ['token.malformed', [], null],
    ['token.revoked', [revokedId], null],
    ['token.unknown', [`token_${hashToken(unknown).slice(0, 8)}`], null],
  ]);
  const rows = await world.sql(`select from audit_event where position($1 in entry) > 0`, [unknown]);
  expect(rows).toHaveLength(0);
});

test('what the policy forbids is told by the name of the action, a flood of it as one', async () => {
  const home = await registerOrganization(operator);
  const member = await world.as('MEMBER', home);
  const forbidden = 'mutation { registerOrganization(input: { name: "x", kind: COMPANY, sector: OTHER }) { id } }';
  for (let count = 0; count < 30; count += 1)
    expect((await member.refusal(forbidden)).extensions.code).toBe('FORBIDDEN');
  const foreign = await registerOrganization(operator);
  await member.refusal('query($f: ID!) { one: contactChain(to: $f, from: $f) { at } }', { f: foreign });
  expect((await events('REFUSAL', 2)).map(({ action, actor, count }) => [action, actor?.role, count])).toEqual([
    ['organization.register', 'MEMBER', undefined],
    ['chain.ask', 'MEMBER', undefined],
  ]);
  world.clock.move(60_000);
  const all = await events('REFUSAL', 3);
  expect(all.slice(2).map(({ action, count }) => [action, count])).toEqual([['organization.register', 29]]);
});
