import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { Pace } from '../../src/kernel/pacer.js';
import { setClock } from '../directory/asking.js';
import { World, type Client } from '../harness.js';
import { recordEncounter, registerOrganization, registerPeople, setLiaisonTarget } from '../scenario.js';

const NOW = '2040-04-01T12:00:00Z';
const MET = { startsAt: '2040-03-31T10:00:00Z', endsAt: '2040-03-31T12:00:00Z' };
const OTHERS = 5;
/** Enough to see that what is recorded makes nothing begin again. */
const MOST_RECORDED = 12;

let world: World;
let operator: Client;
let hub: string;
let officials: readonly string[];
/** Of each other organization: one whom the officials have met, and one whom only that one has. */
let contacts: readonly (readonly [known: string, unknown: string])[];

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  setClock(world, NOW);
});
afterAll(() => world?.stop());

beforeEach(async () => {
  hub = await registerOrganization(operator);
  officials = await registerPeople(operator, hub, hub);
  contacts = await Promise.all(
    Array.from({ length: OTHERS }, async () => {
      const other = await registerOrganization(operator);
      const [known, unknown] = await registerPeople(operator, other, other);
      await recordEncounter(operator, hub, [officials[0]!, known], MET);
      await recordEncounter(operator, other, [known, unknown], MET);
      await setLiaisonTarget(operator, hub, other, 0.99);
      return [known, unknown] as const;
    }),
  );
});
afterEach(() => {
  jest.restoreAllMocks();
});

test.each<[string, string, pauses?: number]>([
  [
    'gaps with their remedies',
    `query($hub: ID!, $at: DateTime) { liaisonGaps(organization: $hub, at: $at) {
      to { id } trust trustAtHorizon fadesOn concentration
      remedy { kind attendeeCount trust concentration fromPeople { id } toPeople { id } } } }`,
  ],
  [
    'who should meet',
    `query($hub: ID!, $at: DateTime) { suggestedIntroductions(organization: $hub, at: $at) {
      from { id } to { id } score commonAcquaintances introducer { id } introduction { trust } gap { trust } } }`,
  ],
  [
    'ties of an organization',
    `query($hub: ID!, $at: DateTime) { node(id: $hub) { ... on Organization {
      ties(at: $at) { totalCount nodes { to { id } trust concentration } } } } }`,
  ],
  [
    'months of the community',
    `query { communitySeries(from: "2040-04-01", to: "2040-04-02") {
      tieCount organizationTieCount trustMatrix { cells { meanTrust } } } }`,
  ],
  ['encounters', 'query { encounters(first: 3) { totalCount nodes { id } } }', 1],
])(
  '%s are of one moment, and others are answered, however much is recorded meanwhile',
  async (_, query, pauses = 5) => {
    const ask = () => operator.ask<object>(query, { hub, at: NOW });
    const before = await ask();
    const recorded = recordAtEachPause();
    const meanwhile = await ask();
    jest.restoreAllMocks();
    expect(meanwhile).toEqual(before);
    // What began again each time went on without any pause in the end.
    expect(recorded.count).toBeGreaterThanOrEqual(pauses);
    expect(await ask()).not.toEqual(before);
  },
);

/** Whatever computes for long pauses whenever it may, until an encounter was recorded that everything told here hangs on. */
function recordAtEachPause(): { count: number } {
  const recorded = { count: 0 };
  jest.spyOn(Pace.prototype, 'breathe').mockImplementation(async () => {
    recorded.count += 1;
    if (recorded.count > MOST_RECORDED) return;
    await recordEncounter(operator, hub, [...officials, ...contacts[recorded.count % OTHERS]!], MET);
    await operator.ask('{ viewer { name } }');
  });
  return recorded;
}
