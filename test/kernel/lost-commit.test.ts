import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { World, type Client } from '../harness.js';
import { Proxy } from './proxy.js';
import { PATIENCE, within } from './two-processes.js';

let proxy: Proxy;
let world: World;
let operator: Client;

beforeAll(async () => {
  proxy = await Proxy.start();
  world = await World.start({ through: (url) => proxy.to(url) });
  operator = await world.as('OPERATOR');
});
afterEach(async () => {
  await proxy.restore();
  await within(PATIENCE, async () => world.apps[0]!.follower.databaseAvailable, Boolean);
});
afterAll(async () => {
  await world?.stop();
  proxy?.cut();
});

const register = (name: string, headers: Record<string, string> = {}) =>
  operator.send<{ made: { id: string; name: string } }>(
    'mutation($input: RegisterOrganizationInput!) { made: registerOrganization(input: $input) { id name } }',
    { input: { name, kind: 'COMPANY', sector: 'OTHER', constituencies: [domainOf(name)] } },
    headers,
  );

/** Two organizations of one name would be in each other's way. */
const domainOf = (name: string) => `${name.toLowerCase().replace(/\W+/g, '-')}.example`;

const idsOf = async (name: string) =>
  (await world.sql<{ id: string }>('select id from organization where name = $1', [name])).map(({ id }) => id);

describe('when the connection breaks at COMMIT', () => {
  test('a write that was carried out is answered as done', async () => {
    proxy.loseCommit('after it arrived');
    const { data, errors } = await register('Example Committed');

    expect(errors).toEqual([]);
    expect(data!.made.name).toBe('Example Committed');
    expect(await idsOf('Example Committed')).toEqual([data!.made.id]);
    const found = 'query($id: ID!) { node(id: $id) { id } }';
    expect(await operator.ask<unknown>(found, { id: data!.made.id })).toEqual({ node: { id: data!.made.id } });
  });

  test('a write that was not is refused, and left nothing', async () => {
    proxy.loseCommit('before it arrives');
    const { errors } = await register('Example Aborted', { 'idempotency-key': 'aborted' });

    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'UNAVAILABLE' }]);
    expect(await idsOf('Example Aborted')).toEqual([]);
    expect((await register('Example Aborted', { 'idempotency-key': 'aborted' })).errors).toEqual([]);
    expect(await idsOf('Example Aborted')).toHaveLength(1);
  });
});

describe.each([
  ['before it arrives', 0],
  ['after it arrived', 1],
] as const)('when the database is lost with a COMMIT, %s', (how, times) => {
  test('nobody can tell what became of the write, and sent again with its key it happens once', async () => {
    const name = `Example ${how}`;
    const key = { 'idempotency-key': `lost-${times}` };
    proxy.loseCommit(how, true);
    const { errors } = await register(name, key);

    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'UNAVAILABLE', outcome: 'UNKNOWN' }]);
    expect((await register(name, key)).errors.map(({ extensions }) => extensions)).toEqual([{ code: 'UNAVAILABLE' }]);
    expect(await idsOf(name)).toHaveLength(times);
    await proxy.restore();

    const again = await register(name, key);
    expect(again.errors).toEqual([]);
    expect(await idsOf(name)).toEqual([again.data!.made.id]);
  });
});

test('a write whose COMMIT is swallowed is not waited for, and sent again with its key it happens once', async () => {
  const key = { 'idempotency-key': 'swallowed' };
  proxy.loseCommit('into silence');
  const { errors } = await register('Example Swallowed', key);

  expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'UNAVAILABLE', outcome: 'UNKNOWN' }]);
  await proxy.restore();
  const again = await register('Example Swallowed', key);
  expect(again.errors).toEqual([]);
  expect(await idsOf('Example Swallowed')).toEqual([again.data!.made.id]);
});
