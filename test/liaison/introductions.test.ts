import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { carryOut, read, refusedQuery } from '../directory/asking.js';
import { World, type Client } from '../harness.js';
import {
  addPosition,
  appointPointOfContact,
  establishCsirt,
  positionsOf,
  recordEncounter,
  registerOrganization,
  registerOrganizations,
  registerPeople,
  registerPerson,
} from '../scenario.js';

const AT = '2025-04-01T12:00:00+09:00';
const PATHS = `query($from: ID!, $to: ID!, $at: DateTime, $first: Int, $maxHops: Int, $disjoint: Boolean, $avoid: [ID!]) {
  introductionPaths(from: $from, to: $to, at: $at, first: $first, maxHops: $maxHops, disjoint: $disjoint, avoid: $avoid) {
    trust people { id } ties { at from { id } to { id } trust encounters { nodes { id } } }
  }
}`;

interface PathAnswer {
  readonly trust: number;
  readonly people: readonly { readonly id: string }[];
  readonly ties: readonly {
    readonly at: string;
    readonly from: { readonly id: string };
    readonly to: { readonly id: string };
    readonly trust: number;
    readonly encounters: { readonly nodes: readonly { readonly id: string }[] };
  }[];
}

let world: World;
let operator: Client;
let centre: string;
let company: string;
let agency: string;
let [caller, first, second, contact]: string[] = [];

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  [centre, company, agency] = await registerOrganizations(operator, 3);
  [caller, first, second, contact] = await registerPeople(operator, centre, agency, agency, company);
  await met(caller!, first!, 'JOINT_WORK');
  await met(first!, second!, 'CONSULTATION');
  await met(second!, contact!, 'TRAINING');
});
afterAll(() => world?.stop());

/** Ends at the moment that is asked about, so that it counts in full. */
const met = (a: string, b: string, kind = 'MEETING', given: object = {}) =>
  recordEncounter(operator, centre, [a, b], { kind, ...given });
const paths = async (from: string, to: string, given: object = {}, by = operator) =>
  (await by.ask<{ introductionPaths: PathAnswer[] }>(PATHS, { from, to, at: AT, ...given })).introductionPaths;
const peopleOf = (all: readonly PathAnswer[]) => all.map(({ people }) => people.map(({ id }) => id));
const trust = (...strengths: number[]) => strengths.reduce((product, each) => product * (1 - Math.exp(-each)), 1);

describe('introduction paths', () => {
  test('lead through people who know each other, and each tie is explained', async () => {
    const [path, ...others] = await paths(caller!, contact!);
    expect(others).toEqual([]);
    expect(path!.people.map(({ id }) => id)).toEqual([caller, first, second, contact]);
    expect(path!.trust).toBeCloseTo(trust(3, 2, 1.5), 9);
    expect(path!.ties.map(({ from, to }) => [from.id, to.id])).toEqual([
      [caller, first],
      [first, second],
      [second, contact],
    ]);
    expect(path!.ties.map((each) => each.trust)).toEqual([
      expect.closeTo(trust(3), 9),
      expect.closeTo(trust(2), 9),
      expect.closeTo(trust(1.5), 9),
    ]);
    for (const { at, encounters } of path!.ties) {
      expect(Date.parse(at)).toBe(Date.parse(AT));
      expect(encounters.nodes).toHaveLength(1);
    }
  });

  test('begin and end with anybody of an organization, and have no more ties than wanted', async () => {
    for (const [from, to] of [
      [centre, company],
      [centre, contact],
      [caller, company],
    ] as const)
      expect(peopleOf(await paths(from!, to!))).toEqual([[caller, first, second, contact]]);
    expect(await paths(centre, company, { maxHops: 2 })).toEqual([]);
    expect(peopleOf(await paths(centre, agency, { maxHops: 1 }))).toEqual([[caller, first]]);
    expect(peopleOf(await paths(centre, agency))).toEqual([
      [caller, first],
      [caller, first, second],
    ]);
  });

  test('are none through somebody who held no position at that moment', async () => {
    const [a, between, b] = await registerPeople(operator, centre, agency, company);
    await met(a, between);
    await met(between, b);
    const [position] = await positionsOf(operator, between);
    await carryOut(operator, 'endPosition', { positionId: position, on: '2026-01-01' });
    expect(peopleOf(await paths(a, b, { at: '2025-12-31T23:59:59+09:00' }))).toEqual([[a, between, b]]);
    expect(await paths(a, b, { at: '2026-01-01T00:00:00+09:00' })).toEqual([]);
    // Nor to them, who are still known to each other.
    expect(await paths(a, between, { at: '2026-01-01T00:00:00+09:00' })).toEqual([]);
  });

  test('of equal trust: fewer ties first, then by the ids', async () => {
    const [x, y] = await registerOrganizations(operator, 2);
    const [a, b, c, d] = await registerPeople(operator, x, x, y, y);
    await recordEncounter(operator, x, [d, c, b, a]);
    expect(peopleOf(await paths(x, y, { first: 4 }))).toEqual([
      [a, c],
      [a, d],
      [b, c],
      [b, d],
    ]);
    expect(await paths(x, y)).toHaveLength(3);
  });

  test('lead from one of a person’s two organizations to the other through others only', async () => {
    const [x, y] = await registerOrganizations(operator, 2);
    const [both, other] = await registerPeople(operator, x, y);
    await addPosition(operator, both, y);
    expect(await paths(x, y)).toEqual([]);
    await met(both, other);
    expect(peopleOf(await paths(x, y))).toEqual([[both, other]]);
  });

  test.each([
    [{ first: 0 }, ['first']],
    [{ first: 11 }, ['first']],
    [{ maxHops: 0 }, ['maxHops']],
    [{ maxHops: 5 }, ['maxHops']],
    [{ at: '1990-01-01T00:00:00Z' }, ['at']],
  ])('are not asked for by %j', async (given, path) => {
    expect(await refusedQuery(operator, PATHS, { from: centre, to: company, ...given })).toEqual({
      code: 'BAD_USER_INPUT',
      path,
    });
  });

  test('null for what has a default is the default', async () => {
    expect(await paths(centre, agency, { first: null, maxHops: null })).toEqual(await paths(centre, agency));
  });

  test('are not asked for to oneself, nor between what there is not', async () => {
    for (const [from, to, code, path] of [
      [centre, centre, 'BAD_USER_INPUT', ['to']],
      [caller, caller, 'BAD_USER_INPUT', ['to']],
      [newId('Person'), centre, 'NOT_FOUND', ['from']],
      [centre, newId('Organization'), 'NOT_FOUND', ['to']],
      [centre, newId('Csirt'), 'BAD_USER_INPUT', ['to']],
    ] as const)
      expect(await refusedQuery(operator, PATHS, { from, to })).toEqual({ code, path });
  });
});

describe('for when the best path does not answer', () => {
  let home: string;
  let abroad: string;
  let [caller, target, near, far, aside, loner]: string[] = [];

  // caller - near - far - target is the best, then caller - near - target; caller - aside - target is the weakest.
  beforeAll(async () => {
    [home, abroad] = await registerOrganizations(operator, 2);
    [caller, target, near, far, aside, loner] = await registerPeople(
      operator,
      home,
      abroad,
      agency,
      agency,
      company,
      company,
    );
    for (const [a, b, kind] of [
      [caller, near, 'JOINT_WORK'],
      [near, far, 'JOINT_WORK'],
      [far, target, 'JOINT_WORK'],
      [near, target, 'MEETING'],
      [caller, aside, 'SYMPOSIUM'],
      [aside, target, 'SYMPOSIUM'],
    ] as const)
      await met(a!, b!, kind);
  });

  test('disjoint paths share no intermediate person; the best one comes first', async () => {
    const [best, second, weakest] = [
      [caller, near, far, target],
      [caller, near, target],
      [caller, aside, target],
    ];
    expect(peopleOf(await paths(caller!, target!))).toEqual([best, second, weakest]);
    expect(peopleOf(await paths(caller!, target!, { disjoint: true }))).toEqual([best, weakest]);
    expect(peopleOf(await paths(caller!, target!, { disjoint: true, first: 1 }))).toEqual([best]);
    expect(peopleOf(await paths(caller!, target!, { disjoint: true, maxHops: 2 }))).toEqual([second, weakest]);
    for (const disjoint of [false, null])
      expect(peopleOf(await paths(caller!, target!, { disjoint }))).toEqual([best, second, weakest]);
  });

  test('whoever is avoided is on no path', async () => {
    const without = async (...avoid: (string | undefined)[]) => peopleOf(await paths(caller!, target!, { avoid }));
    expect(await without(near)).toEqual([[caller, aside, target]]);
    expect(await without(far)).toEqual([
      [caller, near, target],
      [caller, aside, target],
    ]);
    expect(await without(near, aside, near)).toEqual([]);
    expect(peopleOf(await paths(caller!, target!, { avoid: [far], disjoint: true }))).toEqual([
      [caller, near, target],
      [caller, aside, target],
    ]);
    for (const avoid of [null, []])
      expect(await paths(caller!, target!, { avoid })).toEqual(await paths(caller!, target!));
  });

  test('nor are the people of an organization that is avoided, as of that moment', async () => {
    expect(peopleOf(await paths(caller!, target!, { avoid: [agency] }))).toEqual([[caller, aside, target]]);
    expect(peopleOf(await paths(caller!, target!, { avoid: [agency, company] }))).toEqual([]);
    const [between, position] = await (async () => {
      const person = await registerPerson(operator, company);
      return [person, (await positionsOf(operator, person))[0]] as const;
    })();
    await met(loner!, between, 'JOINT_WORK', { startsAt: '2024-04-01T10:00:00+09:00' });
    await met(between, target!, 'JOINT_WORK', { startsAt: '2024-04-01T10:00:00+09:00' });
    await addPosition(operator, between, agency);
    await carryOut(operator, 'endPosition', { positionId: position, on: '2025-01-01' });
    const onDay = async (at: string, avoid: string[]) =>
      peopleOf(await paths(loner!, target!, { at, avoid, maxHops: 2 })).length;
    expect(await onDay('2024-12-31T12:00:00+09:00', [company])).toBe(0);
    expect(await onDay('2025-01-01T12:00:00+09:00', [company])).toBe(1);
    expect(await onDay('2025-01-01T12:00:00+09:00', [agency])).toBe(0);
  });

  test('whoever is asked about by name stays, as one of the people of an avoided organization; who is not, does not', async () => {
    const both = await registerPerson(operator, abroad);
    await addPosition(operator, both, agency);
    await met(caller!, both);
    const direct = { maxHops: 1, avoid: [agency] };
    expect(peopleOf(await paths(home, both, direct))).toEqual([[caller, both]]);
    expect(peopleOf(await paths(home, abroad, { ...direct, avoid: [] }))).toEqual([[caller, both]]);
    expect(peopleOf(await paths(home, abroad, direct))).toEqual([]);
    expect(peopleOf(await paths(both, home, { ...direct, avoid: [abroad] }))).toEqual([[both, caller]]);
    expect(peopleOf(await paths(abroad, home, { maxHops: 1, avoid: [both] }))).toEqual([]);
  });

  test('what cannot be avoided is refused, and its place in the list is told', async () => {
    const hidden = await registerPerson(await world.as('MEMBER', agency), agency, { tlp: 'RED' });
    const many = (count: number) => Array.from({ length: count }, () => near!);
    for (const [avoid, code, path] of [
      [[near, caller], 'BAD_USER_INPUT', ['avoid', 1]],
      [[target], 'BAD_USER_INPUT', ['avoid', 0]],
      [['somebody'], 'BAD_USER_INPUT', ['avoid', 0]],
      [[near, far, newId('Csirt')], 'BAD_USER_INPUT', ['avoid', 2]],
      [[newId('Person')], 'NOT_FOUND', ['avoid', 0]],
      [[near, hidden], 'NOT_FOUND', ['avoid', 1]],
      [many(101), 'BAD_USER_INPUT', ['avoid']],
    ] as const)
      expect(await refusedQuery(operator, PATHS, { from: caller, to: target, avoid })).toEqual({ code, path });
    expect(await refusedQuery(operator, PATHS, { from: home, to: target, avoid: [home] })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['avoid', 0],
    });
    expect(await paths(caller!, target!, { avoid: many(100) })).toHaveLength(1);
  });
});

test('each tie is explained by what its encounters add, newest first', async () => {
  const [a, b, third] = await registerPeople(operator, agency, agency, agency);
  const day = (date: string) => ({ startsAt: `${date}T10:00:00+09:00` });
  const old = await met(a, b, 'JOINT_WORK', day('2024-04-01'));
  const online = await met(a, b, 'CONSULTATION', { ...day('2025-01-01'), mode: 'ONLINE' });
  const shared = await recordEncounter(operator, centre, [b, a, third], { kind: 'TRAINING', ...day('2025-03-01') });
  await met(a, third, 'MEETING', day('2025-03-01'));
  await met(a, b, 'MEETING', day('2025-06-01'));
  const { introductionPaths } = await operator.ask<{
    introductionPaths: {
      ties: {
        strength: number;
        contributions: { totalCount: number; nodes: { encounter: { id: string }; strength: number; share: number }[] };
      }[];
    }[];
  }>(
    `query($a: ID!, $b: ID!, $at: DateTime) { introductionPaths(from: $a, to: $b, at: $at, first: 1, maxHops: 1) { ties {
      strength contributions { totalCount nodes { encounter { id } strength share } } } } }`,
    { a, b, at: AT },
  );
  const [{ strength, contributions }] = introductionPaths[0]!.ties as [(typeof introductionPaths)[0]['ties'][0]];
  const aged = (end: string) => 2 ** (-(Date.parse(AT) - Date.parse(`${end}T12:00:00+09:00`)) / (365 * 86_400_000));
  const expected = [
    [shared, (1.5 / 2) * aged('2025-03-01')],
    [online, 2 * 0.4 * aged('2025-01-01')],
    [old, 3 * aged('2024-04-01')],
  ] as const;
  const sum = expected.reduce((all, [, each]) => all + each, 0);
  expect(strength).toBeCloseTo(sum, 9);
  expect(contributions).toEqual({
    totalCount: 3,
    nodes: expected.map(([id, each]) => ({
      encounter: { id },
      strength: expect.closeTo(each, 9),
      share: expect.closeTo(each / sum, 9),
    })),
  });
  expect(
    await read(
      operator,
      a,
      `ties(at: "${AT}", first: 1) { nodes { contributions(last: 1) { nodes { encounter { id } } } } }`,
    ),
  ).toEqual({
    ties: { nodes: [{ contributions: { nodes: [{ encounter: { id: old } }] } }] },
  });
});

describe('a step of a contact chain', () => {
  const CHAIN = `query($to: ID!, $from: ID, $at: DateTime) { contactChain(to: $to, from: $from, at: $at) {
    from { id } steps { pointOfContact { person { id } } introduction { trust people { id } ties { trust } } }
  } }`;
  interface ChainAnswer {
    readonly from: { readonly id: string } | null;
    readonly steps: readonly {
      readonly pointOfContact: { readonly person: { readonly id: string } | null } | null;
      readonly introduction: { readonly trust: number; readonly people: readonly { readonly id: string }[] } | null;
    }[];
  }
  const chain = async (by: Client, given: object = {}) =>
    (await by.ask<{ contactChain: ChainAnswer }>(CHAIN, { to: company, from: centre, at: AT, ...given })).contactChain;
  const led = ({ steps }: ChainAnswer) =>
    steps.map(({ introduction }) => introduction?.people.map(({ id }) => id) ?? null);

  let stranger: string;

  beforeAll(async () => {
    const csirt = await establishCsirt(operator, company);
    stranger = await registerPerson(operator, company);
    await appointPointOfContact(operator, csirt, { personId: contact });
    await appointPointOfContact(operator, csirt, { personId: stranger, role: 'DEPUTY' });
    await appointPointOfContact(operator, csirt, { deskName: '例示窓口', role: 'EXECUTIVE' });
  });

  test('names the best introduction from the organization that calls, and none where there is none', async () => {
    const answer = await chain(operator);
    expect(led(answer)).toEqual([[caller, first, second, contact], null, null]);
    expect(answer.steps[0]!.introduction!.trust).toBeCloseTo(trust(3, 2, 1.5), 9);
    expect(led(await chain(await world.as('MEMBER', centre), { from: null }))).toEqual(led(answer));
  });

  test('names a contact of one’s own alone, with trust 1 and no ties', async () => {
    const answer = await chain(operator, { from: company });
    expect(answer.steps.slice(0, 2).map(({ introduction }) => introduction)).toEqual([
      { trust: 1, people: [{ id: contact }], ties: [] },
      { trust: 1, people: [{ id: stranger }], ties: [] },
    ]);
  });

  test('names none where nobody calls, and answers for any moment', async () => {
    expect(led(await chain(operator, { from: null }))).toEqual([null, null, null]);
    expect(led(await chain(operator, { at: '2024-04-01T00:00:00Z' }))).toEqual([null, null, null]);
  });
});

test('a path is as it was on a day before somebody moved on', async () => {
  const [bureau, guest] = [await registerOrganization(operator), await registerPerson(operator, company)];
  await met(caller!, guest);
  await carryOut(operator, 'transferPerson', {
    input: { personId: guest, organizationId: bureau, title: '室長', on: '2026-01-01' },
  });
  const to = async (organization: string, at: string) =>
    peopleOf(await paths(centre, organization, { at, maxHops: 1 }));
  expect(await to(company, '2025-12-31T00:00:00+09:00')).toEqual([[caller, guest]]);
  expect(await to(bureau, '2025-12-31T00:00:00+09:00')).toEqual([]);
  expect(await to(company, '2026-01-01T00:00:00+09:00')).toEqual([]);
  expect(await to(bureau, '2026-01-01T00:00:00+09:00')).toEqual([[caller, guest]]);
  expect(await read(operator, guest, 'ties(at: "2026-06-01T00:00:00Z") { totalCount }')).toEqual({
    ties: { totalCount: 1 },
  });
});
