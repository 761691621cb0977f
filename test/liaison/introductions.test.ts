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
  registerPerson,
} from '../scenario.js';

const AT = '2025-04-01T12:00:00+09:00';
const PATHS = `query($from: ID!, $to: ID!, $at: DateTime, $first: Int, $maxHops: Int) {
  introductionPaths(from: $from, to: $to, at: $at, first: $first, maxHops: $maxHops) {
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
  [centre, company, agency] = [
    await registerOrganization(operator),
    await registerOrganization(operator),
    await registerOrganization(operator),
  ];
  [caller, first, second, contact] = [
    await registerPerson(operator, centre),
    await registerPerson(operator, agency),
    await registerPerson(operator, agency),
    await registerPerson(operator, company),
  ];
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
    const [a, between, b] = [
      await registerPerson(operator, centre),
      await registerPerson(operator, agency),
      await registerPerson(operator, company),
    ];
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
    const [x, y] = [await registerOrganization(operator), await registerOrganization(operator)];
    const [a, b, c, d] = [
      await registerPerson(operator, x),
      await registerPerson(operator, x),
      await registerPerson(operator, y),
      await registerPerson(operator, y),
    ];
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
    const [x, y] = [await registerOrganization(operator), await registerOrganization(operator)];
    const [both, other] = [await registerPerson(operator, x), await registerPerson(operator, y)];
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
