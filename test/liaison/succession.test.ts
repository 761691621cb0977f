import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { carryOut, refusedQuery, setClock } from '../directory/asking.js';
import { World, type Client } from '../harness.js';
import {
  addPosition,
  positionsOf,
  recordEncounter,
  registerOrganization,
  registerOrganizations,
  registerPeople,
  registerPerson,
} from '../scenario.js';

const NOW = '2040-04-01T12:00:00Z';
const TODAY = '2040-04-01';

const SIMULATION = `query($input: SimulateTransferInput!) { simulateTransfer(input: $input) {
  on at person { id } successor { id }
  departures {
    organization { id } tiesUnderTarget tiesEnding lengthenedPathCount unreachableCount handoverCount
    tieChanges(first: 100) { ...Change }
    lengthenedPaths(first: 100) { ...Reach }
    unreachable(first: 100) { ...Reach }
    handover(first: 20) {
      person { id } worth tie { from { id } to { id } strength } knownBy { from { id } to { id } strength } occasions(first: 5) { id }
    }
  }
  arrival { organization { id } tieChanges(first: 100) { ...Change } }
} }
fragment Change on OrganizationTieChange { to { id } trustBefore trustAfter wanted fallsUnderTarget ends }
fragment Reach on ReachChange { to { id } hopsBefore hopsAfter trustBefore trustAfter }`;

interface Id {
  readonly id: string;
}
interface Change {
  readonly to: Id;
  readonly trustBefore: number;
  readonly trustAfter: number;
  readonly wanted: number | null;
  readonly fallsUnderTarget: boolean;
  readonly ends: boolean;
}
interface Reach {
  readonly to: Id;
  readonly hopsBefore: number;
  readonly hopsAfter: number | null;
  readonly trustBefore: number;
  readonly trustAfter: number;
}
interface Contact {
  readonly person: Id;
  readonly worth: number;
  readonly tie: { readonly from: Id; readonly to: Id; readonly strength: number };
  readonly knownBy: { readonly from: Id; readonly to: Id; readonly strength: number } | null;
  readonly occasions: readonly Id[];
}
interface Departure {
  readonly organization: Id;
  readonly tiesUnderTarget: number;
  readonly tiesEnding: number;
  readonly lengthenedPathCount: number;
  readonly unreachableCount: number;
  readonly handoverCount: number;
  readonly tieChanges: readonly Change[];
  readonly lengthenedPaths: readonly Reach[];
  readonly unreachable: readonly Reach[];
  readonly handover: readonly Contact[];
}
interface Simulation {
  readonly on: string;
  readonly at: string;
  readonly person: Id;
  readonly successor: Id | null;
  readonly departures: readonly Departure[];
  readonly arrival: { readonly organization: Id; readonly tieChanges: readonly Change[] } | null;
}

const STRENGTH = `query($from: ID!, $to: ID!, $at: DateTime) {
  tie(from: $from, to: $to, at: $at) { ... on OrganizationTie { trust } }
  introductionPaths(from: $from, to: $to, at: $at, first: 10) { trust ties { at } }
}`;
const trust = (strength: number) => 1 - Math.exp(-strength);
const UNWANTED = { wanted: null, fallsUnderTarget: false, ends: false };
const near = (value: number) => expect.closeTo(value, 9) as unknown as number;

let world: World;
let operator: Client;
/** Left, joined, and others. */
let ministry: string;
let centre: string;
let bank: string;
let carrier: string;
let utility: string;
let railway: string;
/** Of the ministry: who leaves, and who stays. */
let official: string;
let deputy: string;
let novice: string;
/** Of the bank, the carrier, the utility and the railway. */
let banker: string;
let clerk: string;
let engineer: string;
let planner: string;
let driver: string;
let exercise: string;

const simulate = async (input: object, by = operator) =>
  (await by.ask<{ simulateTransfer: Simulation }>(SIMULATION, { input })).simulateTransfer;
const leaving = async (input: object, by = operator) => (await simulate(input, by)).departures[0]!;
const refusal = (input: object, by = operator) => refusedQuery(by, SIMULATION, { input });
/** Something that has just ended: it counts in full. */
const met = (attendees: readonly string[], given: object = {}) =>
  recordEncounter(operator, ministry, attendees, { startsAt: '2040-04-01T10:00:00Z', endsAt: NOW, ...given });
const want = (from: string, to: string, least: number) =>
  carryOut(operator, 'setLiaisonTarget', { from, to, trust: least });

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  world.clock.stop();
  setClock(world, NOW);
  [ministry, centre, bank, carrier, utility, railway] = await registerOrganizations(operator, 6);
  [official, deputy, novice] = await registerPeople(operator, ministry, ministry, ministry);
  [banker, clerk] = await registerPeople(operator, bank, bank);
  [engineer, planner, driver] = await registerPeople(operator, carrier, utility, railway);
  // The bank is known by two, the carrier by the official alone; the utility through the carrier, and the railway beyond it.
  await met([official, banker], { kind: 'JOINT_WORK' });
  await met([deputy, clerk], { kind: 'SYMPOSIUM' });
  await met([official, engineer]);
  await met([engineer, planner], { kind: 'CONSULTATION' });
  await met([clerk, banker]);
  await met([banker, engineer]);
  await met([planner, driver]);
  exercise = await met([official, engineer], {
    kind: 'DRILL',
    startsAt: '2040-03-31T00:00:00Z',
    endsAt: '2040-04-08T00:00:00Z',
  });
  await want(ministry, bank, 0.5);
  await want(carrier, ministry, 0.8);
  await want(ministry, utility, 0.8);
});
afterAll(() => world?.stop());

describe('a transfer that is thought of', () => {
  test('tells which ties of the organization that is left end, or fall under their target', async () => {
    const { departures, arrival, ...rest } = await simulate({ personId: official, organizationId: centre });
    expect(rest).toEqual({ on: TODAY, at: '2040-04-01T12:00:00.000Z', person: { id: official }, successor: null });
    expect(departures).toHaveLength(1);
    const [{ organization, tieChanges, tiesEnding, tiesUnderTarget }] = departures as [Departure];
    expect({ organization, tiesEnding, tiesUnderTarget }).toEqual({
      organization: { id: ministry },
      tiesEnding: 1,
      tiesUnderTarget: 2,
    });
    expect(tieChanges).toEqual([
      {
        to: { id: carrier },
        trustBefore: near(trust(2)),
        trustAfter: 0,
        wanted: 0.8,
        fallsUnderTarget: true,
        ends: true,
      },
      {
        to: { id: bank },
        trustBefore: near(trust(3.25)),
        trustAfter: near(trust(0.25)),
        wanted: 0.5,
        fallsUnderTarget: true,
        ends: false,
      },
    ]);
    expect(arrival).toEqual({
      organization: { id: centre },
      tieChanges: [
        { to: { id: bank }, trustBefore: 0, trustAfter: near(trust(3)), ...UNWANTED },
        { to: { id: carrier }, trustBefore: 0, trustAfter: near(trust(2)), ...UNWANTED },
      ],
    });
  });

  test('tells what is reached over more ties than before, and what is not reached any more', async () => {
    const { lengthenedPaths, lengthenedPathCount, unreachable, unreachableCount } = await leaving({
      personId: official,
    });
    const around = trust(0.25) * trust(1) * trust(1);
    expect(lengthenedPaths).toEqual([
      { to: { id: carrier }, hopsBefore: 1, hopsAfter: 3, trustBefore: near(trust(2)), trustAfter: near(around) },
      {
        to: { id: utility },
        hopsBefore: 2,
        hopsAfter: 4,
        trustBefore: near(trust(2) * trust(2)),
        trustAfter: near(around * trust(2)),
      },
    ]);
    expect(unreachable).toEqual([
      {
        to: { id: railway },
        hopsBefore: 3,
        hopsAfter: null,
        trustBefore: near(trust(2) * trust(2) * trust(1)),
        trustAfter: 0,
      },
    ]);
    expect([lengthenedPathCount, unreachableCount]).toEqual([2, 1]);
  });

  test('lists whom to introduce the successor to, by what they are worth', async () => {
    const { handover, handoverCount } = await leaving({ personId: official });
    expect(handoverCount).toBe(2);
    expect(handover).toEqual([
      // Nothing would be left of what is wanted: twice what an untroubled tie counts.
      {
        person: { id: engineer },
        worth: near(trust(2) * 2),
        tie: { from: { id: official }, to: { id: engineer }, strength: near(2) },
        knownBy: null,
        occasions: [{ id: exercise }],
      },
      {
        person: { id: banker },
        worth: near((trust(3.25) - trust(0.25)) * (1 + (0.5 - trust(0.25)) / 0.5)),
        tie: { from: { id: official }, to: { id: banker }, strength: near(3) },
        knownBy: null,
        occasions: [],
      },
    ]);
  });

  test('names no occasion that the viewer does not see', async () => {
    const member = await world.as('MEMBER', ministry);
    const given = { startsAt: '2040-04-01T10:00:00Z', endsAt: '2040-04-09T00:00:00Z', tlp: 'RED' };
    const hidden = await recordEncounter(member, ministry, [official, engineer], given);
    const occasions = async (by: Client) =>
      (await leaving({ personId: official }, by)).handover.find(({ person }) => person.id === engineer)!.occasions;
    expect(await occasions(member)).toEqual([{ id: exercise }, { id: hidden }]);
    expect(await occasions(operator)).toEqual([{ id: exercise }]);
    await carryOut(member, 'withdrawEncounter', { id: hidden, reason: '取り違え' });
  });

  test('counts a contact for less whom the successor, or somebody of the others, knows already', async () => {
    const talks = await met([deputy, engineer, novice], { endsAt: '2040-04-02T00:00:00Z' });
    const left = 2 * 0.5;
    const worth = (trust(2 + left) - trust(left)) * (1 + (0.8 - trust(left)) / 0.8);
    const contactOf = async (input: object) =>
      (await leaving({ personId: official, ...input })).handover.find(({ person }) => person.id === engineer)!;
    const known = (from: string) => ({ from: { id: from }, to: { id: engineer }, strength: near(0.5) });
    expect(await contactOf({})).toMatchObject({ worth: near(worth * (1 - trust(0.5))), knownBy: known(deputy) });
    const named = await contactOf({ successorId: novice });
    expect(named).toMatchObject({ worth: near(worth * (1 - trust(0.5))), knownBy: known(novice) });
    // First where the one who leaves is, too.
    expect(named.occasions).toEqual([{ id: exercise }, { id: talks }]);
    const stranger = await registerPerson(operator, ministry);
    expect(await contactOf({ successorId: stranger })).toMatchObject({ worth: near(worth), knownBy: null });
    await carryOut(operator, 'withdrawEncounter', { id: talks, reason: '取り違え' });
  });

  test('does not send the successor to themself, wherever they come from', async () => {
    const { handover } = await leaving({ personId: official, successorId: banker });
    expect(handover.map(({ person }) => person.id)).toEqual([engineer]);
  });

  test('does not send the successor to whoever was erased', async () => {
    const [person, contact] = await registerPeople(operator, ministry, bank);
    await met([person, contact]);
    expect((await leaving({ personId: person })).handover.map((each) => each.person.id)).toEqual([contact]);
    await carryOut(operator, 'erasePerson', { id: contact, version: 1, reason: 'x' });
    expect((await leaving({ personId: person })).handover).toEqual([]);
    for (const positionId of await positionsOf(operator, person))
      await carryOut(operator, 'endPosition', { positionId, on: TODAY });
  });

  test('without a target a contact counts half', async () => {
    const [from, partner] = await registerOrganizations(operator, 2);
    const [one, other] = await registerPeople(operator, from, partner);
    await met([one, other]);
    expect((await leaving({ personId: one })).handover[0]!.worth).toBeCloseTo(trust(1) / 2, 9);
  });

  test('is what is the case once it is recorded', async () => {
    const on = '2041-07-01';
    const at = '2041-06-30T15:00:00.000Z';
    const organizations = [bank, carrier, utility, railway, centre];
    const real = async (from: string, to: string) => {
      const { tie, introductionPaths } = await operator.ask<{
        tie: { trust: number } | null;
        introductionPaths: { trust: number; ties: object[] }[];
      }>(STRENGTH, { from, to, at });
      return {
        tie: tie?.trust ?? 0,
        hops: introductionPaths.length > 0 ? Math.min(...introductionPaths.map(({ ties }) => ties.length)) : null,
        best: introductionPaths[0]?.trust ?? 0,
      };
    };
    const all = async (from: string) => {
      const others = organizations.filter((to) => to !== from);
      return new Map(await Promise.all(others.map(async (to) => [to, await real(from, to)] as const)));
    };
    const [before, joinedBefore] = [await all(ministry), await all(centre)];
    const simulation = await simulate({ personId: official, organizationId: centre, on });
    expect(simulation.at).toBe(at);
    await carryOut(operator, 'transferPerson', {
      input: { personId: official, organizationId: centre, title: '課長', on },
    });
    const [after, joinedAfter] = [await all(ministry), await all(centre)];
    const changed = (was: typeof before, is: typeof after) =>
      organizations
        .filter((to) => is.has(to) && Math.abs(was.get(to)!.tie - is.get(to)!.tie) > 1e-12)
        .map((to) => [to, near(was.get(to)!.tie), near(is.get(to)!.tie)])
        .sort();
    const told = (changes: readonly Change[]) =>
      changes
        .filter(({ to }) => organizations.includes(to.id))
        .map(({ to, trustBefore, trustAfter }) => [to.id, trustBefore, trustAfter])
        .sort();
    const [departure] = simulation.departures as [Departure];
    expect(told(departure.tieChanges)).toEqual(changed(before, after));
    expect(told(simulation.arrival!.tieChanges)).toEqual(changed(joinedBefore, joinedAfter));
    const reach = [...departure.lengthenedPaths, ...departure.unreachable];
    expect(reach.map(({ to }) => to.id).sort()).toEqual(
      organizations
        .filter((to) => before.get(to)!.hops !== null && (after.get(to)!.hops ?? 9) > before.get(to)!.hops!)
        .sort(),
    );
    for (const { to, ...told } of reach)
      expect(told).toEqual({
        hopsBefore: before.get(to.id)!.hops,
        hopsAfter: after.get(to.id)!.hops,
        trustBefore: near(before.get(to.id)!.best),
        trustAfter: near(after.get(to.id)!.best),
      });
    // Asked again, the person is elsewhere, and leaves from there.
    const again = await simulate({ personId: official, on: '2041-07-02' });
    expect(again.departures.map(({ organization }) => organization.id)).toEqual([centre]);
  });

  test('ends the post begun last, the one that is named, or without a destination all of them', async () => {
    const person = await registerPerson(operator, bank);
    await addPosition(operator, person, carrier, { from: '2030-04-01' });
    await addPosition(operator, person, utility, { from: '2035-04-01', to: '2039-04-01' });
    await met([person, planner]);
    const left = async (input: object) =>
      (await simulate({ personId: person, ...input })).departures.map(({ organization }) => organization.id);
    expect(await left({ organizationId: centre })).toEqual([carrier]);
    expect(await left({ organizationId: centre, leavingOrganizationId: bank })).toEqual([bank]);
    expect(await left({ leavingOrganizationId: bank })).toEqual([bank]);
    expect(await left({})).toEqual([bank, carrier].sort());
    // As when it is recorded: another post in the same organization, and the one begun last where it ends on that day anyway.
    expect(await left({ organizationId: carrier })).toEqual([carrier]);
    expect((await leaving({ personId: person, organizationId: carrier })).tieChanges).toEqual([]);
    const ends = { personId: person, organizationId: centre, on: '2039-04-01' };
    expect(await left(ends)).toEqual([utility]);
    expect(await left({ ...ends, leavingOrganizationId: carrier })).toEqual([carrier]);
    // Of both, somebody who stays in one of them is still reached from there.
    const [{ tieChanges }] = (await simulate({ personId: person, leavingOrganizationId: bank })).departures as [
      Departure,
    ];
    expect(tieChanges.map(({ to }) => to.id)).toContain(utility);
  });
});

describe('a member', () => {
  test('asks about its own people and organization alone', async () => {
    const [own, other, auditor] = [
      await world.as('MEMBER', ministry),
      await world.as('ADMINISTRATOR', bank),
      await world.as('AUDITOR', railway),
    ];
    const input = { personId: deputy, organizationId: bank };
    const told = await simulate(input);
    expect(told.arrival).not.toBeNull();
    expect(await simulate(input, own)).toEqual({ ...told, arrival: null });
    expect((await simulate(input, auditor)).departures).toHaveLength(1);
    expect(await refusal(input, other)).toEqual({ code: 'FORBIDDEN', path: undefined });
    expect(await refusal({ personId: clerk, successorId: deputy }, other)).toEqual({
      code: 'FORBIDDEN',
      path: undefined,
    });
    expect(await refusal({ personId: clerk, leavingOrganizationId: ministry }, other)).toEqual({
      code: 'FORBIDDEN',
      path: undefined,
    });
  });

  test('is told nothing of the posts that its people hold elsewhere', async () => {
    const person = await registerPerson(operator, ministry);
    await addPosition(operator, person, bank);
    const own = await world.as('MEMBER', ministry);
    expect((await simulate({ personId: person }, own)).departures.map(({ organization }) => organization.id)).toEqual([
      ministry,
    ]);
  });

  test('is told nothing of whom, and of what it does not see', async () => {
    const secret = await registerPerson(operator, railway, { tlp: 'AMBER' });
    await met([deputy, secret], { kind: 'JOINT_WORK' });
    await met([deputy, driver], { kind: 'JOINT_WORK', tlp: 'AMBER_STRICT', hostId: railway });
    const own = await world.as('MEMBER', bank);
    await met([clerk, secret], { tlp: 'AMBER' });
    await met([clerk, driver], { tlp: 'GREEN' });
    const [all, some] = [await leaving({ personId: clerk }), await leaving({ personId: clerk }, own)];
    const peopleOf = ({ handover }: Departure) => handover.map(({ person }) => person.id);
    expect(peopleOf(all)).toEqual(expect.arrayContaining([secret, driver]));
    expect(peopleOf(some)).toEqual(peopleOf(all).filter((id) => id !== secret));
    const toRailway = ({ tieChanges }: Departure) => tieChanges.find(({ to }) => to.id === railway)!.trustBefore;
    expect([toRailway(all), toRailway(some)]).toEqual([near(trust(2)), near(trust(1))]);
  });
});

describe('what cannot be simulated', () => {
  const path = (field: string) => ({ code: 'BAD_USER_INPUT', path: ['input', field] });
  /** Of the bank and the utility, and of the centre from next year on. */
  let double: string;
  beforeAll(async () => {
    double = await registerPerson(operator, bank);
    await addPosition(operator, double, utility);
    await addPosition(operator, double, centre, { from: '2041-04-01' });
  });

  test.each([
    ['of nobody', () => ({ personId: newId('Person') }), { code: 'NOT_FOUND', path: ['input', 'personId'] }],
    ['of something else', () => ({ personId: bank }), path('personId')],
    [
      'to nothing',
      () => ({ organizationId: newId('Organization') }),
      { code: 'NOT_FOUND', path: ['input', 'organizationId'] },
    ],
    [
      'to where the person is and stays',
      () => ({ personId: double, organizationId: bank, leavingOrganizationId: utility }),
      path('organizationId'),
    ],
    ['to where the person will be', () => ({ personId: double, organizationId: centre }), path('organizationId')],
    ['from where the person is not', () => ({ leavingOrganizationId: carrier }), path('leavingOrganizationId')],
    ['to be succeeded by oneself', () => ({ successorId: clerk }), path('successorId')],
    [
      'to be succeeded by nobody',
      () => ({ successorId: newId('Person') }),
      { code: 'NOT_FOUND', path: ['input', 'successorId'] },
    ],
    ['before the first record', () => ({ on: '2020-03-31' }), path('on')],
    ['before the post began', () => ({ on: '2020-04-01' }), path('on')],
  ] as const)('%s', async (_, input, fault) => {
    expect(await refusal({ personId: clerk, ...input() })).toEqual(fault);
  });

  test('of who holds no post, is hidden, or to what is dissolved by then', async () => {
    const retired = await registerPerson(operator, bank);
    const { node } = await operator.ask<{ node: { positions: [Id] } }>(
      'query($id: ID!) { node(id: $id) { ... on Person { positions { id } } } }',
      { id: retired },
    );
    await carryOut(operator, 'endPosition', { positionId: node.positions[0].id, on: '2040-01-01' });
    expect(await refusal({ personId: retired })).toEqual(path('personId'));
    expect(await refusal({ personId: retired, on: '2040-02-01' })).toEqual(path('on'));
    expect((await simulate({ personId: retired, on: '2039-12-31' })).departures).toHaveLength(1);
    const secret = await registerPerson(operator, bank, { tlp: 'AMBER_STRICT' });
    expect(await refusal({ personId: secret }, await world.as('MEMBER', carrier))).toEqual({
      code: 'NOT_FOUND',
      path: ['input', 'personId'],
    });
    const gone = await registerOrganization(operator);
    await carryOut(operator, 'dissolveOrganization', { id: gone, on: '2040-03-01', successorId: null });
    expect(await refusal({ personId: clerk, organizationId: gone })).toEqual(path('on'));
  });
});

test('a post that is recorded to end on the very day ends by the transfer, whether it is thought of or recorded', async () => {
  const [here, there, other] = await registerOrganizations(operator, 3);
  const mover = await registerPerson(operator, here);
  await met([mover, await registerPerson(operator, other)]);
  const on = '2040-07-01';
  await carryOut(operator, 'endPosition', { positionId: (await positionsOf(operator, mover))[0]!, on });
  const { departures, arrival } = await simulate({ personId: mover, organizationId: there, on });
  expect(departures.map(({ organization }) => organization)).toEqual([{ id: here }]);
  const [lost] = departures[0]!.tieChanges;
  expect(lost).toMatchObject({ to: { id: other }, trustAfter: 0, ends: true });
  expect(arrival!.tieChanges).toMatchObject([{ to: { id: other }, trustBefore: 0, trustAfter: lost!.trustBefore }]);
  // Out of the community nothing ends that would not end all the same.
  expect(await refusal({ personId: mover, on })).toEqual({ code: 'BAD_USER_INPUT', path: ['input', 'on'] });

  await carryOut(operator, 'transferPerson', { input: { personId: mover, organizationId: there, title: '室長', on } });
  const { tie } = await operator.ask<{ tie: { trust: number } }>(
    'query($from: ID!, $to: ID!, $at: DateTime) { tie(from: $from, to: $to, at: $at) { ... on OrganizationTie { trust } } }',
    { from: there, to: other, at: '2040-07-01T00:00:00+09:00' },
  );
  expect(tie.trust).toBe(arrival!.tieChanges[0]!.trustAfter);
});

test('whose post ends on the very day, and who begins another there on it, stays there, thought of or recorded', async () => {
  const [here, there, other] = [
    await registerOrganization(operator),
    await registerOrganization(operator),
    await registerOrganization(operator),
  ];
  const mover = await registerPerson(operator, here);
  await met([mover, await registerPerson(operator, other)]);
  const [on, at] = ['2040-07-01', '2040-07-01T00:00:00+09:00'];
  const transfer = (organizationId: string) =>
    carryOut(operator, 'transferPerson', { input: { personId: mover, organizationId, title: '室長', on } });
  const trustWithOther = async (from: string) => {
    const { tie } = await operator.ask<{ tie: { trust: number } | null }>(
      'query($from: ID!, $to: ID!, $at: DateTime) { tie(from: $from, to: $to, at: $at) { ... on OrganizationTie { trust } } }',
      { from, to: other, at },
    );
    return tie?.trust;
  };
  await transfer(here);
  const { departures, arrival } = await simulate({ personId: mover, organizationId: there, on });
  expect(departures).toMatchObject([{ organization: { id: here }, tieChanges: [], unreachable: [] }]);
  const [gained] = arrival!.tieChanges;
  expect(gained).toMatchObject({ to: { id: other }, trustBefore: 0 });

  await transfer(there);
  expect([await trustWithOther(here), await trustWithOther(there)]).toEqual([gained!.trustAfter, gained!.trustAfter]);
});
