import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { generateKey } from 'openpgp';
import { World, type Client } from '../harness.js';
import {
  addContactChannel,
  addEncryptionKey,
  addPosition,
  appointPointOfContact,
  establishCsirt,
  nextNumber,
  positionsOf,
  registerOrganization,
  registerOrganizations,
  registerPerson,
} from '../scenario.js';
import { carryOut, isThere, read, refused } from './asking.js';

let world: World;
let operator: Client;
let organization: string;
let csirt: string;
let keep: string;
let drop: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  organization = await registerOrganization(operator);
  csirt = await establishCsirt(operator, organization);
});
afterAll(() => world?.stop());

const double = (given: object = {}) => registerPerson(operator, organization, { name: '例示 重子', ...given });

beforeEach(async () => {
  keep = await double();
  drop = await double();
});

const merge = (keepId = keep, dropId = drop) => carryOut(operator, 'mergePeople', { keepId, dropId });

const publicKey = async () => (await generateKey({ userIDs: [{ email: 'shigeko@bank.example' }] })).publicKey;

describe('positions', () => {
  test('that overlap in one organization become one, that do not stay', async () => {
    const [a, b, c] = await registerOrganizations(operator, 3);
    const [kept, dropped] = [await double(), await double({ from: '2019-04-01' })];
    await addPosition(operator, kept, a, { from: '2010-04-01', to: '2012-04-01', title: '主任' });
    await addPosition(operator, dropped, a, { from: '2011-04-01', to: '2014-04-01' });
    await addPosition(operator, dropped, a, { from: '2014-04-01', to: '2015-04-01', title: '係員' });
    await addPosition(operator, kept, b, { from: '2010-04-01', to: '2011-04-01', title: '係員' });
    await addPosition(operator, dropped, b, { from: '2012-04-01', to: '2013-04-01', title: '主任' });
    await addPosition(operator, dropped, c, { from: '2016-04-01', to: '2017-04-01', title: '併任' });
    const [first] = await positionsOf(operator, kept);
    await merge(kept, dropped);
    const { positions } = await read<{ positions: { id: string }[] }>(
      operator,
      kept,
      'positions { id from to title organization { id } person { id } }',
    );
    const held = (organizationId: string, from: string, to: string | null, title: string) =>
      expect.objectContaining({ from, to, title, organization: { id: organizationId }, person: { id: kept } });
    expect(positions).toHaveLength(6);
    expect(positions).toEqual(
      expect.arrayContaining([
        // The kept record's, over the days of both; one that only touches it stays by itself.
        held(a, '2010-04-01', '2014-04-01', '主任'),
        held(a, '2014-04-01', '2015-04-01', '係員'),
        held(b, '2010-04-01', '2011-04-01', '係員'),
        held(b, '2012-04-01', '2013-04-01', '主任'),
        held(c, '2016-04-01', '2017-04-01', '併任'),
        held(organization, '2019-04-01', null, '係長'),
      ]),
    );
    expect(positions.map(({ id }) => id)).toContain(first);
  });
});

describe('terms', () => {
  test('that overlap in one role of one CSIRT become one, with the channels of both', async () => {
    const kept = await appointPointOfContact(operator, csirt, { personId: keep, from: '2020-04-01', to: '2022-04-01' });
    const dropped = await appointPointOfContact(operator, csirt, { personId: drop, from: '2021-04-01' });
    const deputy = await appointPointOfContact(operator, csirt, { personId: drop, role: 'DEPUTY' });
    const channel = await addContactChannel(operator, dropped);
    const value = `#twin-${nextNumber()}`;
    const twin = await addContactChannel(operator, kept, { value });
    await addContactChannel(operator, dropped, { value });
    await merge();
    expect(await read(operator, kept, 'from to person { id } channels { id }')).toEqual({
      from: '2020-04-01',
      to: null,
      person: { id: keep },
      channels: [{ id: twin }, { id: channel }].sort((x, y) => (x.id < y.id ? -1 : 1)),
    });
    expect(await read(operator, dropped, 'from to channels { id }')).toEqual({
      from: '2021-04-01',
      to: '2021-04-01',
      channels: [],
    });
    expect(await read(operator, deputy, 'from to person { id }')).toEqual({
      from: '2020-04-01',
      to: null,
      person: { id: keep },
    });
    expect(await read(operator, keep, 'pointsOfContact { id }')).toEqual({
      pointsOfContact: [{ id: kept }, { id: deputy }],
    });
  });
});

describe('channels', () => {
  test('go to the kept person; of a twin, what was found out about it', async () => {
    const own = await addContactChannel(operator, keep, { kind: 'EMAIL', value: 'shigeko@bank.example' });
    const twin = await addContactChannel(operator, drop, { kind: 'EMAIL', value: 'shigeko@BANK.example' });
    const further = await addContactChannel(operator, drop, { kind: 'MOBILE', value: '090-0000-0000' });
    const at = '2024-04-01T00:00:00.000Z';
    await carryOut(operator, 'verifyContactChannel', { id: twin, outcome: 'CONFIRMED', at });
    await merge();
    expect(await read(operator, keep, 'channels { id status verifiedAt }')).toEqual({
      channels: [
        { id: own, status: 'VERIFIED', verifiedAt: at },
        { id: further, status: 'UNVERIFIED', verifiedAt: null },
      ],
    });
    expect(await read(operator, twin, 'status')).toEqual({ status: 'RETIRED' });
  });

  test('one that is not RED has no twin in a RED one, of which others are not told', async () => {
    const value = '#both';
    const member = await world.as('MEMBER', organization);
    await addContactChannel(member, keep, { value, tlp: 'RED' });
    const open = await addContactChannel(operator, drop, { value });
    await merge();
    expect(await read(operator, keep, 'channels { id }')).toEqual({ channels: [{ id: open }] });
    expect(await read(member, keep, 'channels { value }')).toEqual({ channels: [{ value }, { value }] });
  });

  test('a retired one has no twin', async () => {
    const value = '#back-again';
    const retired = await addContactChannel(operator, keep, { value });
    await carryOut(operator, 'retireContactChannel', { id: retired });
    const alive = await addContactChannel(operator, drop, { value });
    await merge();
    expect(await read(operator, keep, 'channels { id }')).toEqual({ channels: [{ id: alive }] });
  });
});

test('keys go to the kept person, one that both have only once', async () => {
  const [both, one] = [await publicKey(), await publicKey()];
  const own = await addEncryptionKey(operator, keep, both);
  const twin = await addEncryptionKey(operator, drop, both);
  const further = await addEncryptionKey(operator, drop, one);
  await merge();
  expect(await read(operator, keep, 'keys { id }')).toEqual({ keys: [{ id: own }, { id: further }] });
  expect(await isThere(operator, twin)).toBe(false);
});

test.each([
  ['GREEN', 'AMBER_STRICT', 'AMBER_STRICT'],
  ['AMBER', 'CLEAR', 'AMBER'],
  ['GREEN', 'GREEN', 'GREEN'],
])('of TLP %s and %s the stricter, of names those that the kept record lacks', async (ofKept, ofDropped, tlp) => {
  const kept = await double({ tlp: ofKept, kana: 'レイジ' });
  await merge(kept, await double({ tlp: ofDropped, name: '別字 重子', kana: 'ベツジ', nameEn: 'Shigeko' }));
  expect(await read(operator, kept, 'name nameEn kana tlp version')).toEqual({
    name: '例示 重子',
    nameEn: 'Shigeko',
    kana: 'レイジ',
    tlp,
    version: 2,
  });
});

describe('the dropped one', () => {
  test('is nowhere any more', async () => {
    const name = `見本 ${nextNumber()}子`;
    const kept = await double();
    const dropped = await double({ name });
    const before = await operator.ask<{ search: unknown[] }>(
      'query($name: String!) { search(text: $name) { score } }',
      { name },
    );
    expect(before.search).toHaveLength(1);
    const term = await appointPointOfContact(operator, csirt, { personId: dropped });
    await merge(kept, dropped);
    const after = await operator.ask<Record<string, unknown>>(
      `query($id: ID!, $name: String!, $organization: ID!) {
        node(id: $id) { id }
        nodes(ids: [$id]) { id }
        search(text: $name) { score }
        people(filter: { text: $name }) { totalCount }
        past: people(filter: { organizationId: $organization, at: "2021-01-01T00:00:00Z", text: $name }) { totalCount }
      }`,
      { id: dropped, name, organization },
    );
    expect(after).toEqual({
      node: null,
      nodes: [null],
      search: [],
      people: { totalCount: 0 },
      past: { totalCount: 0 },
    });
    expect(await read(operator, term, 'person { id } personWithheld')).toEqual({
      person: { id: kept },
      personWithheld: false,
    });
    const { people } = await read<{ people: { nodes: { id: string }[] } }>(
      operator,
      organization,
      'people(last: 100) { nodes { id } }',
    );
    const ids = people.nodes.map(({ id }) => id);
    expect([ids.includes(kept), ids.includes(dropped)]).toEqual([true, false]);
  });

  test('can be written to no more, not even by who began before', async () => {
    const armored = await publicKey();
    const channel = { ownerId: drop, kind: 'CHAT', value: '#late' };
    const post = { personId: drop, organizationId: await registerOrganization(operator), title: '併任' };
    const writes: [string, object, string[]][] = [
      ['updatePerson', { id: drop, version: 1, input: { name: 'X' } }, ['id']],
      ['addPosition', { input: { ...post, from: '2020-04-01' } }, ['input', 'personId']],
      ['transferPerson', { input: { ...post, on: '2024-04-01' } }, ['input', 'personId']],
      [
        'appointPointOfContact',
        { input: { csirtId: csirt, personId: drop, role: 'PRIMARY', from: '2020-04-01' } },
        ['input', 'personId'],
      ],
      ['addContactChannel', { input: channel }, ['input', 'ownerId']],
      ['addEncryptionKey', { input: { ownerId: drop, armored } }, ['input', 'ownerId']],
      ['mergePeople', { keepId: drop, dropId: keep }, ['keepId']],
      ['mergePeople', { keepId: keep, dropId: drop }, ['dropId']],
    ];
    const begunBefore = await overtakenByMerge(() =>
      Promise.all(writes.map(([mutation, variables]) => refused(operator, mutation, { ...variables }))),
    );
    expect(begunBefore).toEqual(writes.map(([, , path]) => ({ code: 'NOT_FOUND', path })));
    await world.apps[0]!.follower.catchUp();
    for (const [mutation, variables, path] of writes)
      expect([mutation, await refused(operator, mutation, { ...variables })]).toEqual([
        mutation,
        { code: 'NOT_FOUND', path },
      ]);
  });
});

/** Runs `work` while another process is about to merge `drop` into `keep`, and commits only when all of it waits. */
async function overtakenByMerge<T>(work: () => Promise<T>): Promise<T> {
  const other = new pg.Client({ connectionString: world.databaseUrl });
  await other.connect();
  try {
    await other.query('begin');
    await other.query('select 1 from person where id = $1 for update', [drop]);
    await other.query('update person set merged_into_id = $1, changed_at = now() where id = $2', [keep, drop]);
    const done = work();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await other.query('commit');
    return await done;
  } finally {
    await other.end();
  }
}

test('doubles of doubles end up with the last one kept', async () => {
  const third = await double();
  const channel = await addContactChannel(operator, drop);
  await merge(keep, drop);
  await merge(third, keep);
  expect([await isThere(operator, keep), await isThere(operator, drop)]).toEqual([false, false]);
  expect(await read(operator, third, 'channels { id }')).toEqual({ channels: [{ id: channel }] });
});

test('a person is not merged with itself', async () => {
  expect(await refused(operator, 'mergePeople', { keepId: keep, dropId: keep })).toEqual({
    code: 'BAD_USER_INPUT',
    path: ['dropId'],
  });
});
