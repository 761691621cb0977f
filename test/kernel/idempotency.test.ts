import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateKey } from 'openpgp';
import { Client, World, type Reply } from '../harness.js';
import {
  addEncryptionKey,
  appointPointOfContact,
  establishCsirt,
  nextNumber,
  positionsOf,
  registerOrganization,
  registerOrganizations,
  registerPerson,
} from '../scenario.js';
import { PATIENCE, Outsider, within } from './two-processes.js';

type Made = { made: { id: string; name: string } };

const REGISTER =
  'mutation($input: RegisterOrganizationInput!) { made: registerOrganization(input: $input) { id name } }';

let world: World;
let operator: Client;
let there: Client;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  there = new Client(await world.addProcess(), operator.token);
});
afterAll(() => world?.stop());

const newKey = () => ({ 'idempotency-key': `key-${nextNumber()}` });

const inputOf = (name: string, given: object = {}) => ({ input: { name, kind: 'COMPANY', sector: 'OTHER', ...given } });

const register = async (by: Client, headers: Record<string, string>, name: string, given: object = {}) =>
  (await by.ask<Made>(REGISTER, inputOf(name, given), headers)).made;

const countOf = async (name: string) =>
  (await world.sql<{ count: number }>('select count(*)::int from organization where name = $1', [name]))[0]!.count;

describe('a mutation that is sent again with its Idempotency-Key', () => {
  test('is answered as the first time, and not carried out again', async () => {
    const key = newKey();
    const first = await register(operator, key, 'Example Once', { constituencies: ['once.example'] });

    expect(await register(operator, key, 'Example Once', { constituencies: ['once.example'] })).toEqual(first);
    expect(await register(there, key, 'Example Once', { constituencies: ['once.example'] })).toEqual(first);
    expect(await countOf('Example Once')).toBe(1);
  });

  test('is answered by another process at once, also while a transaction stays open', async () => {
    const key = newKey();
    const slow = await Outsider.begin(world);
    const first = await register(operator, key, 'Example Open');

    expect(await register(there, key, 'Example Open')).toEqual(first);
    await slow.commit();
  });

  test('is recognized by what it says, and not by the order of its fields or by its variables', async () => {
    const key = newKey();
    const first = await register(operator, key, 'Example Literal');
    const literal =
      'mutation { made: registerOrganization(input: { sector: OTHER, kind: COMPANY, name: "Example Literal" }) { id name } }';

    expect((await operator.ask<Made>(literal, {}, key)).made).toEqual(first);
  });

  test.each([
    ['that are in nobody’s way', []],
    ['that are in each other’s way', ['ten.example']],
  ])('happens once when ten %s arrive at the same time, at two processes', async (_, constituencies) => {
    const key = newKey();
    const name = `Example Ten ${constituencies.length}`;
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, place) => register(place % 2 ? operator : there, key, name, { constituencies })),
    );

    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(await countOf(name)).toBe(1);
  });

  test('happens once when ten updates of one version arrive at the same time', async () => {
    const { id } = await register(operator, {}, 'Example Old');
    const key = newKey();
    const update =
      'mutation($id: ID!) { updateOrganization(id: $id, version: 1, input: { name: "Example New" }) { name version } }';
    await within(
      PATIENCE,
      () => there.ask<{ node: unknown }>('query($id: ID!) { node(id: $id) { id } }', { id }),
      ({ node }) => node !== null,
    );
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, place) => (place % 2 ? operator : there).ask<unknown>(update, { id }, key)),
    );

    for (const answer of all) expect(answer).toEqual({ updateOrganization: { name: 'Example New', version: 2 } });
  });

  test('is answered with the same thing as it is now, when it has changed since', async () => {
    const key = newKey();
    const first = await register(operator, key, 'Example Before');
    await operator.ask<unknown>(
      'mutation($id: ID!) { updateOrganization(id: $id, version: 1, input: { name: "Example After" }) { id } }',
      { id: first.id },
    );

    expect(await register(there, key, 'Example Before')).toEqual({ id: first.id, name: 'Example After' });
  });

  test('is refused with CONFLICT when it says something else', async () => {
    const key = newKey();
    await register(operator, key, 'Example One');

    for (const by of [operator, there]) {
      const { extensions } = await by.refusal(REGISTER, inputOf('Example Other'), key);
      expect(extensions.code).toBe('CONFLICT');
    }
    expect(await countOf('Example Other')).toBe(0);
  });

  test('is refused with CONFLICT when another says something else at the same time', async () => {
    const key = newKey();
    const names = ['Example Left', 'Example Right'];
    const replies = await Promise.all(
      names.map((name, place) => [operator, there][place]!.send<Made>(REGISTER, inputOf(name), key)),
    );

    expect(replies.map(({ errors }) => errors[0]?.extensions.code).sort()).toEqual(['CONFLICT', undefined]);
    expect((await Promise.all(names.map(countOf))).sort()).toEqual([0, 1]);
  });

  test('may be tried again when it was refused the first time', async () => {
    const key = newKey();
    const { id } = await register(operator, {}, 'Example Holder', { constituencies: ['held.example'] });
    const claim = inputOf('Example Claimant', { constituencies: ['held.example'] });
    expect((await operator.refusal(REGISTER, claim, key)).extensions.code).toBe('CONFLICT');
    await operator.ask<unknown>(
      'mutation($id: ID!) { updateOrganization(id: $id, version: 1, input: { constituencies: [] }) { id } }',
      { id },
    );

    // It held the domain until a moment ago: only an update takes it from now on. Another input is no other use of the key.
    const other = await register(operator, key, 'Example Claimant');
    expect(await countOf('Example Claimant')).toBe(1);
    expect(await register(operator, key, 'Example Claimant')).toEqual(other);
  });

  test('is carried out again after 24 hours, and no earlier', async () => {
    const key = newKey();
    const age = (hours: number) =>
      world.sql('update idempotency_key set created_at = now() - make_interval(hours => $1) where key = $2', [
        hours,
        key['idempotency-key'],
      ]);
    const first = await register(operator, key, 'Example Day');
    await age(23);
    expect(await register(operator, key, 'Example Day')).toEqual(first);
    await age(24);

    const second = await register(operator, key, 'Example Day');
    expect(second.id).not.toBe(first.id);
    expect(await register(there, key, 'Example Day')).toEqual(second);
  });
});

test('the key of one viewer is none of another, nor of no key at all', async () => {
  const key = newKey();
  const other = await world.as('LIAISON_OFFICER');
  const ids = [
    await register(operator, key, 'Example Shared'),
    await register(other, key, 'Example Shared'),
    await register(operator, {}, 'Example Shared'),
  ].map(({ id }) => id);

  expect(new Set(ids).size).toBe(3);
});

test('each field of a document is carried out once, also when only some of them were the first time', async () => {
  const key = newKey();
  const both = `mutation($a: RegisterOrganizationInput!, $b: RegisterOrganizationInput!) {
    a: registerOrganization(input: $a) { id } b: registerOrganization(input: $b) { id } }`;
  const free = inputOf('Example A').input;
  const invalid = inputOf('Example B', { constituencies: ['not a domain'] }).input;
  const first: Reply<unknown> = await operator.send(both, { a: free, b: invalid }, key);
  expect(first.errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([[['b'], 'BAD_USER_INPUT']]);

  const valid = { a: free, b: inputOf('Example B').input };
  const answer = await operator.ask<unknown>(both, valid, key);
  expect(await there.ask<unknown>(both, valid, key)).toEqual(answer);
  expect([await countOf('Example A'), await countOf('Example B')]).toEqual([1, 1]);
});

test('a transfer is answered again with all that came of it', async () => {
  const key = newKey();
  const [from, to] = await registerOrganizations(operator, 2);
  const person = await registerPerson(operator, from);
  const csirt = await establishCsirt(operator, from);
  const term = await appointPointOfContact(operator, csirt, { personId: person });
  const transfer = `mutation($input: TransferPersonInput!) { transferPerson(input: $input) {
    person { id positions { title } } endedTerms { id to } csirtsWithoutPrimary { id } } }`;
  const input = { personId: person, organizationId: to, title: '課長', on: '2025-04-01' };
  const first = await operator.ask<unknown>(transfer, { input }, key);

  expect(first).toMatchObject({
    transferPerson: { endedTerms: [{ id: term, to: '2025-04-01' }], csirtsWithoutPrimary: [{ id: csirt }] },
  });
  expect(await there.ask<unknown>(transfer, { input }, key)).toEqual(first);
  expect(await positionsOf(operator, person)).toHaveLength(2);
});

test('what was removed or merged away since is answered all the same', async () => {
  const keys = [newKey(), newKey()];
  const organization = await registerOrganization(operator);
  const kept = await registerPerson(operator, organization);
  const { publicKey } = await generateKey({ userIDs: [{ name: 'Example', email: 'csirt@bank.example' }] });
  const key = await addEncryptionKey(operator, kept, publicKey);
  const remove = 'mutation($id: ID!) { removeEncryptionKey(id: $id) { id fingerprint } }';
  const removed = await operator.ask<unknown>(remove, { id: key }, keys[0]);
  const enter = 'mutation($input: RegisterPersonInput!) { registerPerson(input: $input) { id name } }';
  const input = { name: '例示 花子', organizationId: organization, title: '係長', from: '2020-04-01' };
  const dropped = await operator.ask<{ registerPerson: { id: string } }>(enter, { input }, keys[1]);
  const merge = 'mutation($k: ID!, $d: ID!) { mergePeople(keepId: $k, dropId: $d) { id } }';
  await operator.ask<unknown>(merge, { k: kept, d: dropped.registerPerson.id });

  for (const by of [operator, there]) {
    expect(await by.ask<unknown>(remove, { id: key }, keys[0])).toEqual(removed);
    expect(await by.ask<unknown>(enter, { input }, keys[1])).toEqual(dropped);
  }
});

test('what is no longer for the viewer is not answered again', async () => {
  const key = newKey();
  const [own, other] = await registerOrganizations(operator, 2);
  const member = await world.as('MEMBER', own);
  const enter = 'mutation($input: RegisterPersonInput!) { registerPerson(input: $input) { id name } }';
  const input = { name: '例示 一', organizationId: own, title: '係長', from: '2020-04-01', tlp: 'AMBER_STRICT' };
  const made = await member.ask<{ registerPerson: { id: string } }>(enter, { input }, key);
  const transfer = 'mutation($input: TransferPersonInput!) { transferPerson(input: $input) { person { id } } }';
  const move = { personId: made.registerPerson.id, organizationId: other, title: '課長', on: '2025-04-01' };
  await operator.ask<unknown>(transfer, { input: move });

  const { extensions } = await member.refusal(enter, { input }, key);
  expect(extensions).toEqual({ code: 'NOT_FOUND', path: ['Idempotency-Key'] });
});

test.each(['', 'two words', 'é', 'x'.repeat(201)])('%j is no Idempotency-Key', async (key) => {
  const headers = { 'idempotency-key': key };
  const { extensions } = await operator.refusal(REGISTER, inputOf('Example Malformed'), headers);

  expect(extensions).toEqual({ code: 'BAD_USER_INPUT', path: ['Idempotency-Key'] });
  expect(await countOf('Example Malformed')).toBe(0);
  // It is for mutations: what reads does not look at it.
  expect(await operator.ask('{ viewer { role } }', {}, headers)).toEqual({ viewer: { role: 'OPERATOR' } });
});

test('the longest key is one', async () => {
  const key = { 'idempotency-key': `${'~'.repeat(199)}!` };

  expect(await register(operator, key, 'Example Long')).toEqual(await register(there, key, 'Example Long'));
});

test('keys that never come again are forgotten', async () => {
  await register(operator, { 'idempotency-key': 'forgotten' }, 'Example Forgotten');
  await register(operator, { 'idempotency-key': 'remembered' }, 'Example Remembered');
  await world.sql(`update idempotency_key set created_at = now() - interval '25 hours' where key = 'forgotten'`);
  await world.addProcess();

  const keys = () => world.sql(`select key from idempotency_key where key in ('forgotten', 'remembered')`);
  expect(await within(PATIENCE, keys, ({ length }) => length === 1)).toEqual([{ key: 'remembered' }]);
});
