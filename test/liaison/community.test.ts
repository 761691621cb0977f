import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, World } from '../harness.js';
import { recordEncounter, registerOrganization, registerPerson } from '../scenario.js';

/** When the encounters below end: each tie is as strong as it ever is. */
const AT = '2025-04-01T12:00:00+09:00';
const TRUST = { consultation: 1 - Math.exp(-2), meeting: 1 - Math.exp(-1) };

const FIGURES = `at peopleCount isolatedPeopleCount organizationCount isolatedOrganizationCount tieCount organizationTieCount
  personComponents { count largest shareInLargest } organizationComponents { count largest shareInLargest }
  trustMatrix { grouping threshold groups { key organizationCount }
    cells { from { key } to { key } pairCount tiedPairCount trustedShare minTrust medianTrust p90Trust maxTrust meanTrust } }
  partition { modularity count unassignedCount communities { size members { id } } }
  brokers { person { id } betweenness standardError }`;
const COMMUNITY = `query($at: DateTime) { community(at: $at) { ${FIGURES} } }`;
const SERIES = `query($from: Date!, $to: Date!) { communitySeries(from: $from, to: $to) { ${FIGURES} } }`;

interface Figures {
  readonly at: string;
  readonly peopleCount: number;
  readonly isolatedPeopleCount: number;
  readonly tieCount: number;
  readonly trustMatrix: {
    readonly cells: readonly { from: { key: string }; to: { key: string }; pairCount: number }[];
  };
  readonly brokers: readonly object[];
}

let world: World;
let operator: Client;
let nisc: string;
let ministry: string;
let center: string;
let bank: string;
let otherBank: string;
let railway: string;
/** A chain of consultations: a bank's, the coordination centre's, NISC's, the ministry's. */
let chain: readonly [string, string, string, string];
/** Of the first bank, who never attended anything that an operator sees. */
let loner: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  const register = (kind: string, sector: string) => registerOrganization(operator, { kind, sector });
  nisc = await register('COORDINATION_BODY', 'GOVERNMENT');
  ministry = await register('MINISTRY', 'GOVERNMENT');
  center = await register('COORDINATION_CENTER', 'INFORMATION_COMMUNICATIONS');
  bank = await register('COMPANY', 'FINANCE');
  otherBank = await register('COMPANY', 'FINANCE');
  railway = await register('COMPANY', 'RAILWAY');
  const at = (organization: string) => registerPerson(operator, organization);
  chain = [await at(bank), await at(center), await at(nisc), await at(ministry)];
  loner = await at(bank);
  for (const [place, person] of chain.slice(1).entries())
    await recordEncounter(operator, nisc, [chain[place]!, person], { kind: 'CONSULTATION' });
  await recordEncounter(operator, nisc, [await at(nisc), await at(otherBank)]);
  // Known to the bank, and to nobody else: two of it met, and somebody of the railway is not even heard of.
  const ofBank = await world.as('MEMBER', bank);
  await recordEncounter(ofBank, bank, [loner, chain[0]], { kind: 'JOINT_WORK', tlp: 'RED' });
  await registerPerson(await world.as('MEMBER', railway), railway, { tlp: 'RED' });
});
afterAll(() => world?.stop());

const ask = async (client: Client, at: string | null = AT) =>
  (await client.ask<{ community: Figures }>(COMMUNITY, { at })).community;
const close = (value: number) => expect.closeTo(value, 9);

test('the community as of a moment', async () => {
  const both = { count: expect.any(Number), shareInLargest: expect.any(Number) };
  const { trustMatrix: _, ...figures } = await ask(operator);
  expect(figures).toEqual({
    at: '2025-04-01T03:00:00.000Z',
    peopleCount: 7,
    isolatedPeopleCount: 1,
    organizationCount: 6,
    isolatedOrganizationCount: 1,
    tieCount: 4,
    organizationTieCount: 4,
    personComponents: { ...both, count: 3, largest: [4, 2, 1], shareInLargest: close(4 / 7) },
    organizationComponents: { ...both, count: 2, largest: [5, 1], shareInLargest: close(5 / 6) },
    // Strengths of 2 along the chain and of 1 between NISC and the other bank: half of 14 is within, 164 of 14² by chance.
    partition: {
      modularity: close(10 / 14 - (6 ** 2 + 8 ** 2) / 14 ** 2),
      count: 2,
      unassignedCount: 1,
      communities: [
        { size: 3, members: [{ id: nisc }, { id: ministry }, { id: otherBank }] },
        { size: 2, members: [{ id: center }, { id: bank }] },
      ],
    },
    // Each lies between two of the 15 pairs of two others.
    brokers: [chain[1], chain[2]].map((id) => ({ person: { id }, betweenness: close(2 / 15), standardError: 0 })),
  });
});

test('trust between groups of organizations, pairs without a tie with trust 0', async () => {
  const { trustMatrix } = await ask(operator);
  expect(trustMatrix).toMatchObject({
    grouping: 'ROLE',
    threshold: 0.5,
    groups: [
      { key: 'COORDINATION_BODY', organizationCount: 1 },
      { key: 'CENTRAL_GOVERNMENT', organizationCount: 1 },
      { key: 'COORDINATION_CENTER', organizationCount: 1 },
      { key: 'COMPANY_FINANCE', organizationCount: 2 },
      { key: 'COMPANY_RAILWAY', organizationCount: 1 },
    ],
  });
  expect(trustMatrix.cells.map(({ from, to, pairCount }) => [from.key, to.key, pairCount])).toEqual([
    ['COORDINATION_BODY', 'COORDINATION_BODY', 0],
    ['COORDINATION_BODY', 'CENTRAL_GOVERNMENT', 1],
    ['COORDINATION_BODY', 'COORDINATION_CENTER', 1],
    ['COORDINATION_BODY', 'COMPANY_FINANCE', 2],
    ['COORDINATION_BODY', 'COMPANY_RAILWAY', 1],
    ['CENTRAL_GOVERNMENT', 'CENTRAL_GOVERNMENT', 0],
    ['CENTRAL_GOVERNMENT', 'COORDINATION_CENTER', 1],
    ['CENTRAL_GOVERNMENT', 'COMPANY_FINANCE', 2],
    ['CENTRAL_GOVERNMENT', 'COMPANY_RAILWAY', 1],
    ['COORDINATION_CENTER', 'COORDINATION_CENTER', 0],
    ['COORDINATION_CENTER', 'COMPANY_FINANCE', 2],
    ['COORDINATION_CENTER', 'COMPANY_RAILWAY', 1],
    ['COMPANY_FINANCE', 'COMPANY_FINANCE', 1],
    ['COMPANY_FINANCE', 'COMPANY_RAILWAY', 2],
    ['COMPANY_RAILWAY', 'COMPANY_RAILWAY', 0],
  ]);
  const figures = ({ from: _, to: __, ...rest }: (typeof trustMatrix.cells)[number]) => rest;
  expect(figures(trustMatrix.cells[3]!)).toEqual({
    pairCount: 2,
    tiedPairCount: 1,
    trustedShare: 0.5,
    minTrust: 0,
    medianTrust: 0,
    p90Trust: close(TRUST.meeting),
    maxTrust: close(TRUST.meeting),
    meanTrust: close(TRUST.meeting / 2),
  });
  const nothing = { trustedShare: null, minTrust: null, medianTrust: null, p90Trust: null, maxTrust: null };
  expect(figures(trustMatrix.cells[0]!)).toEqual({ pairCount: 0, tiedPairCount: 0, ...nothing, meanTrust: null });
});

test('by kind, by sector, and from another trust on', async () => {
  const { community } = await operator.ask<{
    community: Record<string, { groups: object[]; cells: { trustedShare: number | null }[] }>;
  }>(
    `query($at: DateTime) { community(at: $at) {
      kind: trustMatrix(grouping: KIND, threshold: 0.7) { groups { key kinds sector organizationCount } cells { trustedShare } }
      sector: trustMatrix(grouping: SECTOR) { groups { key kinds sector organizationCount } cells { trustedShare } }
    } }`,
    { at: AT },
  );
  expect(community['kind']!.groups).toEqual(
    Object.entries({ COORDINATION_BODY: 1, MINISTRY: 1, COORDINATION_CENTER: 1, COMPANY: 3 }).map(([key, count]) => ({
      key,
      kinds: [key],
      sector: null,
      organizationCount: count,
    })),
  );
  // The coordination body with companies: one meeting, which is less; the centre with companies: one consultation.
  const shares = community['kind']!.cells.map(({ trustedShare }) => trustedShare);
  expect(shares).toEqual([null, 1, 1, 0, null, 0, 0, null, close(1 / 3), 0]);
  expect(community['sector']!.groups).toEqual(
    Object.entries({ GOVERNMENT: 2, INFORMATION_COMMUNICATIONS: 1, FINANCE: 2, RAILWAY: 1 }).map(([key, count]) => ({
      key,
      kinds: [],
      sector: key,
      organizationCount: count,
    })),
  );
});

test('month by month it is what it was on each first day', async () => {
  const { communitySeries } = await operator.ask<{ communitySeries: Figures[] }>(SERIES, {
    from: '2025-02-02',
    to: '2025-06-01',
  });
  expect(communitySeries.map(({ at, tieCount }) => [at, tieCount])).toEqual([
    ['2025-02-28T15:00:00.000Z', 0],
    // Before that day's encounters.
    ['2025-03-31T15:00:00.000Z', 0],
    ['2025-04-30T15:00:00.000Z', 4],
  ]);
  for (const point of communitySeries) expect(point).toEqual(await ask(operator, point.at));
  expect(communitySeries[1]!.brokers).toEqual([]);
  const none = await operator.ask<{ communitySeries: Figures[] }>(SERIES, { from: '2025-04-02', to: '2025-05-01' });
  expect(none.communitySeries).toEqual([]);
});

describe('who may ask', () => {
  test('each sees what is made of what they see', async () => {
    const ofOfficer = await ask(await world.as('LIAISON_OFFICER', nisc));
    expect(ofOfficer).toEqual(await ask(operator));
    // Who was at what only the bank knows of.
    expect(await ask(await world.as('AUDITOR', bank))).toMatchObject({
      peopleCount: 7,
      isolatedPeopleCount: 0,
      tieCount: 5,
    });
    expect(await ask(await world.as('AUDITOR', railway))).toMatchObject({
      peopleCount: 8,
      isolatedPeopleCount: 2,
      tieCount: 4,
    });
    // GREEN is for the community, and this one is of none.
    expect(await ask(await world.as('AUDITOR'))).toMatchObject({
      peopleCount: 0,
      tieCount: 0,
      personComponents: { count: 0, largest: [], shareInLargest: null },
      organizationCount: 6,
      brokers: [],
    });
  });

  test.each(['MEMBER', 'ADMINISTRATOR'] as const)('a %s may not', async (role) => {
    const client = await world.as(role, nisc);
    for (const query of [
      '{ community { tieCount } }',
      '{ communitySeries(from: "2025-01-01", to: "2025-02-01") { at } }',
    ])
      expect((await client.refusal(query)).extensions).toMatchObject({ code: 'FORBIDDEN', action: 'community.ask' });
  });
});

describe('bad input', () => {
  test.each([
    ['a moment before the first position', 'community(at: "2020-03-31T14:59:59Z") { tieCount }', ['at']],
    ['a trust of 1', 'community { trustMatrix(threshold: 1) { threshold } }', ['threshold']],
    ['a negative trust', 'community { trustMatrix(threshold: -0.1) { threshold } }', ['threshold']],
    ['no brokers', 'community { brokers(first: 0) { betweenness } }', ['first']],
    ['too many brokers', 'community { brokers(first: 101) { betweenness } }', ['first']],
    ['too many communities', 'community { partition { communities(first: 101) { size } } }', ['first']],
    ['no term', 'communitySeries(from: "2025-04-01", to: "2025-04-01") { at }', ['to']],
    ['too many months', 'communitySeries(from: "2020-04-01", to: "2025-04-02") { at }', ['to']],
    ['a term before the first position', 'communitySeries(from: "2020-03-31", to: "2021-01-01") { at }', ['from']],
  ])('%s', async (_, query, path) => {
    const refusal = await operator.refusal(`{ ${query} }`);
    expect(refusal.extensions).toMatchObject({ code: 'BAD_USER_INPUT', path });
  });

  test('the longest term there is', async () => {
    const { communitySeries } = await operator.ask<{ communitySeries: object[] }>(
      '{ communitySeries(from: "2020-04-01", to: "2025-04-01") { at tieCount } }',
    );
    expect(communitySeries).toHaveLength(60);
  });

  test('the last months that there are', async () => {
    const { communitySeries } = await operator.ask<{ communitySeries: { at: string }[] }>(
      '{ communitySeries(from: "9999-11-01", to: "9999-12-31") { at } }',
    );
    expect(communitySeries.map(({ at }) => at)).toEqual(['9999-10-31T15:00:00.000Z', '9999-11-30T15:00:00.000Z']);
  });
});

test('every process tells the same to the last bit, whatever it was asked before', async () => {
  const organizations: string[] = [];
  const people: string[] = [];
  for (let count = 0; count < 7; count += 1) {
    organizations.push(await registerOrganization(operator));
    people.push(await registerPerson(operator, organizations[count]!));
    for (const [place, other] of people.slice(0, -1).entries())
      await recordEncounter(operator, nisc, [people[count]!, other], {
        kind: ['MEETING', 'TRAINING', 'JOINT_WORK'][(count + place) % 3],
        mode: ['IN_PERSON', 'ONLINE'][(count * place) % 2],
      });
  }
  const newcomer = new Client(await world.addProcess(), operator.token);
  // It meets the organizations in another order than they came in.
  for (const id of organizations.toReversed())
    await newcomer.ask('query($id: ID!) { node(id: $id) { ... on Organization { encounters { totalCount } } } }', {
      id,
    });
  const months = { from: '2025-05-01', to: '2026-05-01' };
  expect(await newcomer.ask(SERIES, months)).toEqual(await operator.ask(SERIES, months));
});

test('of two questions of now, between which a tie falls under the floor, the second one tells one tie less', async () => {
  const { clock } = world;
  clock.stop();
  // At noon in Tokyo: no day ends in between.
  const [day, noon] = [86_400_000, 3 * 3_600_000];
  clock.move((noon - (clock.now() % day) + day) % day);
  const floor = -Math.log1p(-0.02);
  const endsAt = clock.now() + 60_000 - Math.round(Math.log2(1 / floor) * 365 * day);
  const times = { startsAt: new Date(endsAt - 3_600_000).toISOString(), endsAt: new Date(endsAt).toISOString() };
  await recordEncounter(operator, nisc, [loner, chain[3]], { ...times, kind: 'MEETING' });
  const before = await ask(operator, null);
  const ties = async () => (await ask(operator, null)).tieCount;
  clock.move(59_990);
  expect(await ties()).toBe(before.tieCount);
  clock.move(20);
  expect(await ties()).toBe(before.tieCount - 1);
  expect((await ask(operator, new Date(clock.now() - 20).toISOString())).tieCount).toBe(before.tieCount);
});
