import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { carryOut, read, refusedQuery, setClock } from '../directory/asking.js';
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
const near = (value: number) => expect.closeTo(value, 9) as unknown as number;
const trust = (strength: number) => 1 - Math.exp(-strength);

let world: World;
let operator: Client;
let home: string;
let bank: string;
let carrier: string;
let utility: string;
let railway: string;
let port: string;
/** Of the home: one who alone knows the bank and the carrier, and two who each know somebody of the railway. */
let lone: string;
let left: string;
let right: string;
let banker: string;
let engineer: string;
let planner: string;
let driver: string;
let guard: string;
let pilot: string;

/** Something that ended so many days ago. */
const met = (attendees: readonly string[], kind = 'MEETING', daysAgo = 0, given: object = {}) => {
  const end = Date.parse(NOW) - daysAgo * 86_400_000;
  return recordEncounter(operator, home, attendees, {
    kind,
    startsAt: new Date(end - 3_600_000).toISOString(),
    endsAt: new Date(end).toISOString(),
    ...given,
  });
};
const resilience = async <T>(fields: string, by = operator, organization = home, at: string | null = null) =>
  (
    await read<{ resilience: T }>(
      by,
      organization,
      at === null ? `resilience { ${fields} }` : `resilience(at: "${at}") { ${fields} }`,
    )
  ).resilience;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  world.clock.stop();
  setClock(world, NOW);
  [home, bank, carrier, utility, railway, port] = await registerOrganizations(operator, 6);
  [lone, left, right] = await registerPeople(operator, home, home, home);
  [banker, engineer, planner] = await registerPeople(operator, bank, carrier, utility);
  [driver, guard, pilot] = await registerPeople(operator, railway, railway, port);
  await met([lone, banker], 'JOINT_WORK', 3 * 365);
  await met([lone, engineer], 'JOINT_WORK', 365);
  await met([lone, engineer], 'MEETING', 800);
  await met([engineer, planner]);
  await met([left, driver]);
  await met([right, guard], 'CONSULTATION');
  await met([left, guard]);
  await met([driver, pilot]);
  await met([guard, pilot]);
  await carryOut(operator, 'setLiaisonTarget', { from: railway, to: home, trust: 0.5 });
  await carryOut(operator, 'setLiaisonTarget', { from: home, to: utility, trust: 0.3 });
});
afterAll(() => world?.stop());

const ARTICULATIONS = `articulationPersonCount articulationPersons {
  person { id } cutOffPersons cutOffOrganizations { id } cutOffOrganizationCount
}`;

interface Articulations {
  readonly articulationPersonCount: number;
  readonly articulationPersons: readonly {
    readonly person: { readonly id: string };
    readonly cutOffPersons: number;
    readonly cutOffOrganizations: readonly { readonly id: string }[];
    readonly cutOffOrganizationCount: number;
  }[];
}

test('it hangs on those without whom others are not reached any more', async () => {
  const ids = (...organizations: string[]) => organizations.toSorted().map((id) => ({ id }));
  expect(await resilience<Articulations>(ARTICULATIONS)).toEqual({
    articulationPersonCount: 2,
    articulationPersons: [
      {
        person: { id: lone },
        cutOffPersons: 3,
        cutOffOrganizations: ids(bank, carrier, utility),
        cutOffOrganizationCount: 3,
      },
      {
        person: { id: engineer },
        cutOffPersons: 1,
        cutOffOrganizations: ids(carrier, utility),
        cutOffOrganizationCount: 2,
      },
    ],
  });
});

test('of who is alone in an organization everything hangs on that one, but not the organization itself', async () => {
  const { articulationPersons } = await resilience<Articulations>(ARTICULATIONS, operator, carrier);
  expect(articulationPersons[0]).toEqual({
    person: { id: engineer },
    // The one of the home with the banker, and the planner. Colleagues do not count as ties, except of those who ask.
    cutOffPersons: 3,
    cutOffOrganizations: [home, bank, utility].toSorted().map((id) => ({ id })),
    cutOffOrganizationCount: 3,
  });
});

test('there are as many paths without anybody in common as fit in, those of the most trust together', async () => {
  const { targets, connectivity } = await resilience<{
    targets: readonly { to: { id: string }; disjointPaths: readonly { people: readonly { id: string }[] }[] }[];
    connectivity: object;
  }>(
    `targets { to { id } wanted disjointPathCount disjointPaths { trust people { id } ties { trust } } }
     connectivity(to: "${port}") { wanted disjointPathCount disjointPaths(first: 10) { people { id } } }`,
  );
  const path = (people: readonly string[], trusts: readonly number[]) => ({
    trust: near(trusts.reduce((product, each) => product * each, 1)),
    people: people.map((id) => ({ id })),
    ties: trusts.map((each) => ({ trust: near(each) })),
  });
  const expected = [
    {
      to: { id: utility },
      wanted: 0.3,
      disjointPathCount: 1,
      disjointPaths: [path([lone, engineer, planner], [trust(1.5 + 2 ** (-800 / 365)), trust(1)])],
    },
    {
      to: { id: railway },
      wanted: 0.5,
      disjointPathCount: 2,
      disjointPaths: [path([right, guard], [trust(2)]), path([left, driver], [trust(1)])],
    },
  ];
  expect(targets).toEqual(expected.sort((a, b) => (a.to.id < b.to.id ? -1 : 1)));
  // All of them end at the same person.
  expect(connectivity).toEqual({
    wanted: null,
    disjointPathCount: 1,
    disjointPaths: [{ people: [right, guard, pilot].map((id) => ({ id })) }],
  });
});

test('somebody of both organizations is a path alone', async () => {
  const both = await registerPerson(operator, home);
  const club = await registerOrganization(operator);
  await addPosition(operator, both, club);
  await met([both, planner]);
  const { connectivity } = await resilience<{ connectivity: object }>(
    `connectivity(to: "${club}") { disjointPathCount disjointPaths { trust people { id } ties { trust } } }`,
  );
  expect(connectivity).toEqual({
    disjointPathCount: 1,
    disjointPaths: [{ trust: 1, people: [{ id: both }], ties: [] }],
  });
  // And there is a second way to the utility, until that one is gone.
  expect((await resilience<Articulations>(ARTICULATIONS)).articulationPersons.map(({ person }) => person.id)).toEqual([
    lone,
  ]);
  for (const positionId of await positionsOf(operator, both))
    await carryOut(operator, 'endPosition', { positionId, on: '2040-04-01' });
});

test('so is whoever never met anybody, and looks no different for having met somebody who is hidden', async () => {
  const club = await registerOrganization(operator);
  const both = await registerPerson(operator, home);
  await addPosition(operator, both, club);
  const fields = `connectivity(to: "${club}") { disjointPathCount disjointPaths { trust people { id } } }`;
  const alone = { disjointPathCount: 1, disjointPaths: [{ trust: 1, people: [{ id: both }] }] };
  expect((await resilience<{ connectivity: object }>(fields)).connectivity).toEqual(alone);
  const owner = await world.as('MEMBER', club);
  const secret = await registerPerson(owner, club, { tlp: 'RED' });
  await recordEncounter(owner, club, [both, secret], { tlp: 'RED' });
  expect((await resilience<{ connectivity: object }>(fields)).connectivity).toEqual(alone);
  // What it would cost that this one leaves says the same.
  const { simulateTransfer } = await operator.ask<{ simulateTransfer: object }>(
    `{ simulateTransfer(input: { personId: "${both}", leavingOrganizationId: "${home}" }) {
      departures { unreachable { to { id } hopsBefore trustBefore } } } }`,
  );
  expect(simulateTransfer).toEqual({
    departures: [{ unreachable: [{ to: { id: club }, hopsBefore: 0, trustBefore: 1 }] }],
  });
  for (const positionId of await positionsOf(operator, both))
    await carryOut(operator, 'endPosition', { positionId, on: '2040-04-01' });
});

test('ties are old, and were not renewed, by when the two met', async () => {
  // Of the five, the one with the banker ended three years ago; the one with the engineer began two years ago and more.
  expect(await resilience('tieAges { ties notMetForTwoYears knownForTwoYears }')).toEqual({
    tieAges: { ties: 5, notMetForTwoYears: 1 / 5, knownForTwoYears: 2 / 5 },
  });
  const [idle] = [await registerOrganization(operator)];
  expect(
    await resilience(
      `tieAges { ties notMetForTwoYears knownForTwoYears } ${ARTICULATIONS} tiesOnOnePersonCount`,
      operator,
      idle,
    ),
  ).toEqual({
    tieAges: { ties: 0, notMetForTwoYears: null, knownForTwoYears: null },
    articulationPersonCount: 0,
    articulationPersons: [],
    tiesOnOnePersonCount: 0,
  });
});

test('ties of the organization that hang on one person are those of a concentration of 1', async () => {
  const { ties } = await read<{ ties: { nodes: { to: { id: string }; concentration: number }[] } }>(
    operator,
    home,
    'ties { nodes { to { id } concentration } }',
  );
  const hanging = ties.nodes.filter(({ concentration }) => concentration === 1).map(({ to }) => ({ to }));
  expect(hanging.map(({ to }) => to.id)).toEqual([carrier, bank]);
  expect(await resilience('tiesOnOnePersonCount tiesOnOnePerson { to { id } }')).toEqual({
    tiesOnOnePersonCount: 2,
    tiesOnOnePerson: hanging,
  });
});

test('is as of any moment, and once somebody has left, as was told', async () => {
  const [positionId] = (await positionsOf(operator, lone)) as [string];
  await carryOut(operator, 'endPosition', { positionId, on: '2041-04-01' });
  const [before, after] = ['2041-03-31T14:59:59Z', '2041-03-31T15:00:00Z'];
  expect((await resilience<Articulations>(ARTICULATIONS, operator, home, before)).articulationPersonCount).toBe(2);
  expect((await resilience<Articulations>(ARTICULATIONS, operator, home, after)).articulationPersonCount).toBe(0);
  for (const [to, reached] of [
    [bank, 0],
    [carrier, 0],
    [utility, 0],
    [railway, 1],
    [port, 1],
  ] as const) {
    const { introductionPaths } = await operator.ask<{ introductionPaths: object[] }>(
      'query($from: ID!, $to: ID!, $at: DateTime) { introductionPaths(from: $from, to: $to, at: $at, first: 1) { trust } }',
      { from: home, to, at: after },
    );
    expect({ to, reached: introductionPaths.length }).toEqual({ to, reached });
  }
});

test('a member is told it of its own organization, and of what it sees', async () => {
  const secret = await registerPerson(operator, port, { tlp: 'AMBER_STRICT' });
  await met([driver, secret]);
  const [own, other, auditor] = [
    await world.as('ADMINISTRATOR', home),
    await world.as('MEMBER', bank),
    await world.as('AUDITOR', bank),
  ];
  const on = async (by: Client) =>
    (await resilience<Articulations | null>(ARTICULATIONS, by))?.articulationPersons.map(({ person }) => person.id);
  expect(await on(operator)).toEqual(
    [lone, driver, engineer].sort((a, b) => (a === lone ? -1 : b === lone ? 1 : a < b ? -1 : 1)),
  );
  expect(await on(own)).toEqual([lone, engineer]);
  expect(await on(auditor)).toEqual([lone, engineer]);
  expect(await on(other)).toBeUndefined();
  const paths = (by: Client) =>
    resilience<{ connectivity: { disjointPathCount: number } }>(
      `connectivity(to: "${port}") { disjointPathCount }`,
      by,
    );
  expect((await paths(operator)).connectivity.disjointPathCount).toBe(2);
  expect((await paths(own)).connectivity.disjointPathCount).toBe(1);
});

test('what cannot be asked is refused where it stands', async () => {
  const asked = (fields: string) => `query($id: ID!) { node(id: $id) { ... on Organization { ${fields} } } }`;
  for (const [fields, code, path] of [
    ['resilience(at: "2019-01-01T00:00:00Z") { at }', 'BAD_USER_INPUT', ['at']],
    ['resilience { articulationPersons(first: 0) { cutOffPersons } }', 'BAD_USER_INPUT', ['first']],
    ['resilience { tiesOnOnePerson(first: 101) { trust } }', 'BAD_USER_INPUT', ['first']],
    [`resilience { connectivity(to: "${bank}") { disjointPaths(first: 11) { trust } } }`, 'BAD_USER_INPUT', ['first']],
    [`resilience { connectivity(to: "${home}") { disjointPathCount } }`, 'BAD_USER_INPUT', ['to']],
    [`resilience { connectivity(to: "${lone}") { disjointPathCount } }`, 'BAD_USER_INPUT', ['to']],
    [`resilience { connectivity(to: "${newId('Organization')}") { disjointPathCount } }`, 'NOT_FOUND', ['to']],
  ] as const)
    expect(await refusedQuery(operator, asked(fields), { id: home })).toEqual({ code, path });
});
