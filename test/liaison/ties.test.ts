import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { carryOut, read, refusedQuery, setClock } from '../directory/asking.js';
import { World, type Client } from '../harness.js';
import {
  addPosition,
  positionsOf,
  recordEncounter,
  registerOrganization,
  registerOrganizations,
  registerPerson,
} from '../scenario.js';

const NOW = '2040-04-01T12:00:00Z';
const TIE = `query($from: ID!, $to: ID!, $at: DateTime) { tie(from: $from, to: $to, at: $at) {
  __typename
  ... on Tie { at from { id } to { id } strength trust lastMetAt encounters { totalCount nodes { id } } }
  ... on OrganizationTie {
    at organizationFrom: from { id } organizationTo: to { id } strength trust concentration lastMetAt
    carriers { person { id } share } encounters { totalCount nodes { id } }
  }
} }`;

interface TieAnswer {
  readonly __typename: string;
  readonly at: string;
  readonly strength: number;
  readonly trust: number;
  readonly lastMetAt: string;
  readonly concentration: number;
  readonly encounters: { readonly totalCount: number; readonly nodes: readonly { readonly id: string }[] };
  readonly carriers: readonly { readonly person: { readonly id: string }; readonly share: number }[];
}

let world: World;
let operator: Client;
let ministry: string;
let centre: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  setClock(world, NOW);
  ministry = await registerOrganization(operator);
  centre = await registerOrganization(operator);
});
afterAll(() => world?.stop());

const someone = (organization = ministry) => registerPerson(operator, organization);
const tie = async (from: string, to: string, at: string | null = NOW, by = operator) =>
  (await by.ask<{ tie: TieAnswer | null }>(TIE, { from, to, at })).tie;
/** An encounter that ended so many days before now. */
const met = (attendees: readonly string[], daysAgo: number, given: object = {}) => {
  const end = Date.parse(NOW) - daysAgo * 86_400_000;
  return recordEncounter(operator, ministry, attendees, {
    startsAt: new Date(end - 3_600_000).toISOString(),
    endsAt: new Date(end).toISOString(),
    ...given,
  });
};

describe('a tie of two persons', () => {
  test('adds up what they did together, by kind, mode, number and age', async () => {
    const [a, b, c] = [await someone(), await someone(centre), await someone(centre)];
    const work = await met([a, b], 365, { kind: 'JOINT_WORK', mode: 'HYBRID' });
    const symposium = await met([a, b, c], 730, { kind: 'SYMPOSIUM' });
    await met([a, c], 1, { kind: 'CONSULTATION' });
    const strength = (3 * 0.7) / 1 / 2 + 0.25 / 2 / 4;
    const answer = (await tie(a, b))!;
    expect(answer).toMatchObject({ __typename: 'Tie', at: '2040-04-01T12:00:00.000Z', from: { id: a }, to: { id: b } });
    expect(answer.strength).toBeCloseTo(strength, 9);
    expect(answer.trust).toBeCloseTo(1 - Math.exp(-strength), 9);
    expect(answer.lastMetAt).toBe('2039-04-02T12:00:00.000Z');
    expect(answer.encounters).toEqual({ totalCount: 2, nodes: [{ id: work }, { id: symposium }] });
    expect((await tie(b, a))!.strength).toBe(answer.strength);
  });

  test('fades, is as it was on any day, and is none below a trust of 0.02', async () => {
    const [a, b] = [await someone(), await someone(centre)];
    await met([a, b], 365, { kind: 'TRAINING' });
    const trusts = [];
    for (const at of ['2039-04-02T10:59:59Z', '2039-04-02T11:30:00Z', '2040-04-01T12:00:00Z', '2042-04-01T12:00:00Z'])
      trusts.push((await tie(a, b, at))?.trust ?? null);
    expect(trusts).toEqual([
      null,
      expect.closeTo(1 - Math.exp(-1.5), 9),
      expect.closeTo(1 - Math.exp(-0.75), 9),
      expect.closeTo(1 - Math.exp(-0.75 / 4), 9),
    ]);
    // 1.5 * 2^(-n) is below -ln(0.98) from n = 6.215 on.
    expect((await tie(a, b, '2045-06-01T00:00:00Z'))?.trust).toBeCloseTo(0.0206, 3);
    expect(await tie(a, b, '2045-07-01T00:00:00Z')).toBeNull();
  });

  test('counts what still runs as new', async () => {
    const [a, b] = [await someone(), await someone(centre)];
    await recordEncounter(operator, ministry, [a, b], {
      startsAt: '2040-01-01T00:00:00Z',
      endsAt: '2041-01-01T00:00:00Z',
    });
    for (const at of ['2040-02-01T00:00:00Z', NOW, '2040-12-31T00:00:00Z']) {
      const answer = (await tie(a, b, at))!;
      expect(answer.strength).toBe(1);
      expect(Date.parse(answer.lastMetAt)).toBe(Date.parse(at));
    }
    expect((await tie(a, b, '2042-01-01T00:00:00Z'))!.strength).toBeCloseTo(0.5, 9);
  });

  test('follows what is amended and withdrawn, for every moment', async () => {
    const [a, b, c] = [await someone(), await someone(centre), await someone(centre)];
    const id = await met([a, b, c], 365);
    const then = '2039-06-01T00:00:00Z';
    const before = (await tie(a, b, then))!.strength;
    await carryOut(operator, 'amendEncounter', { id, version: 1, input: { attendeeIds: [a, b], mode: 'ONLINE' } });
    expect((await tie(a, b, then))!.strength).toBeCloseTo(before * 2 * 0.4, 9);
    expect(await tie(a, c, then)).toBeNull();
    await carryOut(operator, 'withdrawEncounter', { id, reason: '取り違え' });
    expect([await tie(a, b, then), await tie(a, b)]).toEqual([null, null]);
  });

  test('goes along when records become one person', async () => {
    const [a, b, double] = [await someone(), await someone(centre), await someone(centre)];
    await met([a, b], 0);
    await met([a, double], 0);
    await carryOut(operator, 'mergePeople', { keepId: b, dropId: double });
    expect((await tie(a, b))!.strength).toBeCloseTo(2, 9);
  });

  test('stays with a person who holds no position any more', async () => {
    const [a, b] = [await someone(), await someone(centre)];
    await met([a, b], 365);
    const [{ id: positionId }] = (await read<{ positions: [{ id: string }] }>(operator, b, 'positions { id }'))
      .positions;
    await carryOut(operator, 'endPosition', { positionId, on: '2040-01-01' });
    expect((await tie(a, b))!.strength).toBeCloseTo(0.5, 9);
  });
});

describe('the ties of a person', () => {
  test('come strongest first, page by page, as of the moment of the first page', async () => {
    const me = await someone();
    const others: string[] = [];
    for (const kind of ['SYMPOSIUM', 'JOINT_WORK', 'MEETING', 'CONSULTATION', 'DRILL']) {
      others.push(await someone(centre));
      await met([me, others.at(-1)!], 10, { kind });
    }
    // Of equal strength, the lower id comes first.
    const expected = [others[1], others[3], others[2], others[4], others[0]];
    const page = (args: string) =>
      read<{
        ties: {
          totalCount: number;
          nodes: { at: string; to: { id: string } }[];
          pageInfo: { hasNextPage: boolean; endCursor: string };
        };
      }>(operator, me, `ties(${args}) { totalCount nodes { at to { id } } pageInfo { hasNextPage endCursor } }`);
    const first = await page('first: 2');
    expect(first.ties.totalCount).toBe(5);
    const at = first.ties.nodes[0]!.at;
    world.clock.move(86_400_000);
    const rest = await page(`first: 10, after: "${first.ties.pageInfo.endCursor}"`);
    expect([...first.ties.nodes, ...rest.ties.nodes].map(({ to }) => to.id)).toEqual(expected);
    expect(new Set(rest.ties.nodes.map((each) => each.at))).toEqual(new Set([at]));
    expect((await page(`at: "${at}", after: "${first.ties.pageInfo.endCursor}"`)).ties.nodes).toHaveLength(3);
    const query =
      'query($id: ID!, $at: DateTime, $after: String) { node(id: $id) { ... on Person { ties(at: $at, after: $after) { totalCount } } } }';
    for (const [variables, path] of [
      [{ after: first.ties.pageInfo.endCursor, at: '2040-01-01T00:00:00Z' }, ['after']],
      [{ after: 'x' }, ['after']],
      [{ after: cursor(['tie', at, 'f', me]) }, ['after']],
      [{ after: cursor(['tie', 'now', '0'.repeat(16), me]) }, ['after']],
      [{ after: cursor(['tie', '2040-03-01', '0'.repeat(16), me]) }, ['after']],
      [{ after: cursor(['tie', '9999-12-31T23:59:59-14:00', '0'.repeat(16), me]) }, ['after']],
      [{ after: cursor(['organization-tie', at, '0'.repeat(16), me]) }, ['after']],
      [{ after: cursor(['tie', '1800-01-01T00:00:00.000Z', '0'.repeat(16), me]) }, ['at']],
      [{ at: '2019-01-01T00:00:00Z' }, ['at']],
    ] as const)
      expect(await refusedQuery(operator, query, { id: me, ...variables })).toEqual({ code: 'BAD_USER_INPUT', path });
  });
});

const cursor = (key: readonly string[]) => Buffer.from(JSON.stringify(key)).toString('base64url');

describe('a tie of two organizations', () => {
  test('adds up all pairs, also those below the floor, and tells on whom it hangs', async () => {
    const [a, b] = await registerOrganizations(operator, 2);
    const [one, two, three] = [await someone(a), await someone(a), await someone(b)];
    const work = await met([one, three], 0, { kind: 'JOINT_WORK' });
    const meeting = await met([two, three], 365 * 7);
    const weak = 2 ** -7;
    expect(await tie(two, three)).toBeNull();
    const answer = (await tie(a, b))!;
    expect(answer).toMatchObject({ __typename: 'OrganizationTie', lastMetAt: '2040-04-01T12:00:00.000Z' });
    expect(answer.strength).toBeCloseTo(3 + weak, 9);
    expect(answer.trust).toBeCloseTo(1 - Math.exp(-3 - weak), 9);
    expect(answer.concentration).toBe(1);
    expect(answer.encounters).toEqual({ totalCount: 2, nodes: [{ id: work }, { id: meeting }] });
    expect(answer.carriers.map(({ person }) => person.id)).toEqual([three, one, two]);
    expect(answer.carriers.map(({ share }) => share)).toEqual([
      1,
      expect.closeTo(3 / (3 + weak), 9),
      expect.closeTo(weak / (3 + weak), 9),
    ]);
  });

  test('moves with whoever is transferred, and is as it was before', async () => {
    const [old, next, partner] = await registerOrganizations(operator, 3);
    const [official, contact] = [await someone(old), await someone(partner)];
    await met([official, contact], 400);
    await carryOut(operator, 'transferPerson', {
      input: { personId: official, organizationId: next, title: '課長', on: '2039-07-01' },
    });
    const [before, after] = ['2039-06-30T14:59:59Z', '2039-06-30T15:00:00Z'];
    expect([await tie(old, partner, after), await tie(next, partner, before)]).toEqual([null, null]);
    expect((await tie(next, partner, after))!.strength).toBeCloseTo((await tie(old, partner, before))!.strength, 6);
    expect(await read(operator, partner, `ties(at: "${after}") { totalCount nodes { to { id } } }`)).toEqual({
      ties: { totalCount: 1, nodes: [{ to: { id: next } }] },
    });
  });

  test('counts once a pair of whom each is at both sides', async () => {
    const [a, b] = await registerOrganizations(operator, 2);
    const [one, two] = [await someone(a), await someone(a)];
    await addPosition(operator, one, b);
    await addPosition(operator, two, b);
    await met([one, two], 0);
    const answer = (await tie(a, b))!;
    expect(answer.strength).toBeCloseTo(1, 9);
    expect(answer.carriers.map(({ share }) => share)).toEqual([1, 1]);
  });
});

describe('what cannot be a tie', () => {
  test.each([
    ['of one with itself', () => [ministry, ministry], 'BAD_USER_INPUT', 'to'],
    ['of an organization with nothing', () => [ministry, newId('Organization')], 'NOT_FOUND', 'to'],
    ['of nobody', () => [newId('Person'), ministry], 'NOT_FOUND', 'from'],
    ['of something else', () => [newId('Csirt'), ministry], 'BAD_USER_INPUT', 'from'],
  ] as const)('%s', async (_, ends, code, argument) => {
    const [from, to] = ends();
    expect(await refusedQuery(operator, TIE, { from, to })).toEqual({ code, path: [argument] });
  });

  test('of a person with an organization, and before the first record', async () => {
    const [a, b] = [await someone(), await someone()];
    expect(await refusedQuery(operator, TIE, { from: a, to: ministry })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['to'],
    });
    for (const at of ['2020-03-31T14:59:59Z', '0001-01-01T00:00:00Z'])
      expect(await refusedQuery(operator, TIE, { from: a, to: b, at })).toEqual({
        code: 'BAD_USER_INPUT',
        path: ['at'],
      });
    expect(await tie(a, b, '2020-03-31T15:00:00Z')).toBeNull();
    expect(await tie(a, b, '9999-12-31T23:59:59Z')).toBeNull();
  });

  test('the first record is another one once an earlier post is recorded, and again when that is put right', async () => {
    const [a, b] = [await someone(), await someone()];
    const at = '2019-06-01T00:00:00Z';
    const isRefused = async () => (await operator.send(TIE, { from: a, to: b, at })).errors.length > 0;
    expect(await isRefused()).toBe(true);
    const early = await registerPerson(operator, ministry, { from: '2019-04-01' });
    expect(await isRefused()).toBe(false);
    const [positionId] = await positionsOf(operator, early);
    await operator.ask(
      'mutation($id: ID!) { correctPosition(positionId: $id, input: { from: "2020-04-01" }) { id } }',
      { id: positionId },
    );
    expect(await isRefused()).toBe(true);
  });

  test('carriers are asked for by 1 to 100', async () => {
    const [a, b] = await registerOrganizations(operator, 2);
    await met([await someone(a), await someone(b)], 0);
    for (const first of [0, -1, 101])
      expect(
        await refusedQuery(
          operator,
          'query($a: ID!, $b: ID!, $n: Int) { tie(from: $a, to: $b) { ... on OrganizationTie { carriers(first: $n) { share } } } }',
          { a, b, n: first },
        ),
      ).toEqual({ code: 'BAD_USER_INPUT', path: ['first'] });
  });
});
