import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { Pace } from '../../src/kernel/pacer.js';
import { setClock } from '../directory/asking.js';
import { World, type Client } from '../harness.js';
import { recordEncounter, registerOrganization, registerPerson, setLiaisonTarget } from '../scenario.js';

const NOW = '2040-04-01T12:00:00Z';
const MET = { startsAt: '2040-03-31T10:00:00Z', endsAt: '2040-03-31T12:00:00Z' };
const LIMIT_MS = 100;

let world: World;
/** Of the process whose operations may take next to no time. */
let hurried: Client;
let hub: string;
let official: string;

beforeAll(async () => {
  world = await World.start();
  const operator = await world.as('OPERATOR');
  setClock(world, NOW);
  hub = await registerOrganization(operator);
  const other = await registerOrganization(operator);
  official = await registerPerson(operator, hub);
  const [colleague, known, unknown] = [
    await registerPerson(operator, hub),
    await registerPerson(operator, other),
    await registerPerson(operator, other),
  ];
  await recordEncounter(operator, hub, [official, known], MET);
  await recordEncounter(operator, other, [known, unknown, colleague], MET);
  await setLiaisonTarget(operator, hub, other, 0.99);
  hurried = await world.as(
    'OPERATOR',
    null,
    await world.addProcess(undefined, { LIMIT_OPERATION_MS: String(LIMIT_MS) }),
  );
});
afterAll(() => world?.stop());

/** Whatever computes for long comes by here now and then; on this machine it would not take long by itself. */
beforeEach(() => {
  jest.spyOn(Pace.prototype, 'breathe').mockImplementation(async function (this: Pace) {
    // Timers count from when the loop last came round: one alone may be over too early.
    while (this.left > 0) await sleep(this.left + 1);
    this.requireTime();
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

const departures = (fields: string) => `simulateTransfer(input: { personId: $person }) { departures { ${fields} } }`;
const resilience = (fields: string) => `node(id: $hub) { ... on Organization { resilience { ${fields} } } }`;
const LONG = [
  'encounters { totalCount }',
  'community { tieCount }',
  'community { trustMatrix { cells { meanTrust } } }',
  'community { partition { count } }',
  'community { brokers { betweenness } }',
  'communitySeries(from: "2039-04-01", to: "2040-04-02") { tieCount }',
  'communitySeries(from: "2039-04-01", to: "2040-04-02") { trustMatrix { cells { meanTrust } } }',
  'liaisonGaps { trust }',
  'suggestedIntroductions { score }',
  departures('tieChanges { trustAfter }'),
  departures('lengthenedPaths { to { id } }'),
  departures('unreachable { to { id } }'),
  departures('handover { worth }'),
  resilience('articulationPersons { cutOffPersons }'),
  resilience('targets { disjointPathCount }'),
  resilience('tieAges { ties }'),
  resilience('tiesOnOnePersonCount'),
  'node(id: $hub) { ... on Organization { ties { totalCount } } }',
  'liaisonPicture(organization: $hub) { svg }',
  'liaisonPicture { svg }',
  'liaisonGraph(format: DOT) { content }',
];

test.each(LONG)('%s is given up when its time is over, and says so', async (field) => {
  // It uses what the others need, too.
  const query = `query($hub: ID!, $person: ID!) { ${field} hub: node(id: $hub) { id } person: node(id: $person) { id } }`;
  const { extensions } = await hurried.refusal(query, { hub, person: official });
  expect(extensions).toMatchObject({ code: 'UNAVAILABLE', limit: { name: 'operationMs', value: LIMIT_MS } });
  expect((await fetch(new URL('/healthz', hurried.url))).status).toBe(200);
});

test.each(['svg', 'graphml', 'gexf', 'dot'])('so is the file liaison.%s', async (format) => {
  const response = await fetch(new URL(`/liaison.${format}`, hurried.url), {
    headers: { authorization: `Bearer ${hurried.token}` },
  });
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
});
