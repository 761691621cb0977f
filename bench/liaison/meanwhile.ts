/**
 * Whether what takes long hurts those who ask little: asks small questions again and again from another process than the
 * one that serves, while each long question is answered.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Chance } from '../chance.js';
import { nationId } from '../nation/ids.js';
import { HUBS } from '../nation/organizations.js';
import { NOW } from '../nation/calendar.js';
import { quantile } from '../timing.js';
import { Endpoint } from './endpoint.js';
import { Served } from './serving.js';

const DAY = 86_400_000;
const EVERY_MS = 3;
const QUIET_MS = 2_000;
const TARGETS = 600;
const PAGES = 50;

const SMALL = '{ viewer { name } }';
const FIGURES = `peopleCount isolatedPeopleCount organizationCount isolatedOrganizationCount tieCount organizationTieCount
  personComponents { count shareInLargest } organizationComponents { count shareInLargest }
  trustMatrix { groups { key } cells { pairCount trustedShare medianTrust p90Trust meanTrust } }`;
const COMMUNITY = `{ community { ${FIGURES}
  partition { modularity count communities { size members { name } } }
  brokers { person { name } betweenness standardError }
} }`;
const SERIES = `query ($from: Date!, $to: Date!) { communitySeries(from: $from, to: $to) { at ${FIGURES} } }`;
const GAPS = '{ liaisonGaps { from { name } to { name } wanted trust trustAtHorizon fadesOn concentration } }';
const REMEDIES =
  '{ liaisonGaps { to { name } remedy { kind attendeeCount fromPeople { name } toPeople { name } fadesOn } } }';
const SUGGESTED = '{ suggestedIntroductions { from { name } to { name } introducer { name } score } }';
const TRANSFER = `query ($input: SimulateTransferInput!) { simulateTransfer(input: $input) { departures {
  tieChanges { to { name } } lengthenedPaths { to { name } } unreachable { to { name } } handover { person { name } worth }
} } }`;
const RESILIENCE = `query ($id: ID!) { node(id: $id) { ... on Organization { resilience {
  articulationPersons { person { name } cutOffPersons } targets { disjointPathCount } tieAges { ties } tiesOnOnePersonCount
} } } }`;
const TIES = `query ($id: ID!) { node(id: $id) { ... on Organization {
  ties(first: 100) { totalCount nodes { trust concentration to { name } } }
} } }`;
const STAFF = `query ($id: ID!) { node(id: $id) { ... on Organization { people(first: 1) { nodes { id } } } } }`;
const PICTURE = 'query ($id: ID) { liaisonPicture(organization: $id) { svg } }';
const PATHS = `query ($from: ID!, $to: ID!, $at: DateTime) {
  introductionPaths(from: $from, to: $to, at: $at) { trust people { name } ties { trust } }
}`;
const PAGE = `query ($after: String) { encounters(first: 100, after: $after) {
  nodes { id title startsAt endsAt host { name } attendees(first: 50) { nodes { name } } } pageInfo { endCursor }
} }`;
const SET =
  'mutation ($from: ID!, $to: ID!, $trust: Float!) { setLiaisonTarget(from: $from, to: $to, trust: $trust) { id } }';

interface Long {
  readonly label: string;
  readonly ask: (endpoint: Endpoint) => Promise<string>;
}

/** @param organizations how many there are. */
export async function measureMeanwhile(databaseUrl: string, organizations: number, only = ''): Promise<void> {
  const served = await Served.begin(databaseUrl);
  const asking = new Endpoint(served.address);
  const beside = new Beside(served);
  try {
    await setTargets(asking, organizations);
    printHead();
    await beside.print({ label: 'nothing', ask: () => sleep(QUIET_MS, '') }, asking);
    for (const long of await longQuestions(asking, organizations))
      if (long.label.includes(only)) await beside.print(long, asking);
  } finally {
    asking.close();
    beside.close();
    await served.end();
  }
}

async function setTargets(endpoint: Endpoint, organizations: number): Promise<void> {
  const chance = new Chance(3);
  const organization = (number: number) => nationId('Organization', number);
  for (let target = 0; target < TARGETS; target += 1) {
    const from = target % 2 === 0 ? chance.pick(HUBS) : chance.below(organizations);
    const to = HUBS.length + chance.below(organizations - HUBS.length);
    if (from === to) continue;
    const trust = chance.pick([0.3, 0.6, 0.9]);
    await endpoint.ask(SET, { from: organization(from), to: organization(to), trust });
  }
}

async function longQuestions(endpoint: Endpoint, organizations: number): Promise<Long[]> {
  const hub = nationId('Organization', HUBS[0]);
  const query =
    (text: string, variables: object = {}) =>
    (from: Endpoint) =>
      from.answer(text, { ...variables });
  const { node } = await endpoint.ask<{ node: { people: { nodes: { id: string }[] } } }>(STAFF, { id: hub });
  const ofHub = node.people.nodes[0]!.id;
  const day = (ago: number) => new Date(NOW - ago * DAY).toISOString().slice(0, 10);
  const series = (days: number) => query(SERIES, { from: day(days), to: day(0) });
  const to = nationId('Organization', organizations - 1);
  const at = new Date(NOW - 500 * DAY).toISOString();
  return [
    { label: 'community, all of it', ask: query(COMMUNITY) },
    { label: 'communitySeries of a year', ask: series(365) },
    { label: 'communitySeries of two years', ask: series(2 * 365) },
    { label: 'communitySeries of five years', ask: series(5 * 365) },
    { label: 'liaisonGaps, all', ask: query(GAPS) },
    { label: 'liaisonGaps, all, with remedies', ask: query(REMEDIES) },
    { label: 'suggestedIntroductions', ask: query(SUGGESTED) },
    { label: 'simulateTransfer from a hub', ask: query(TRANSFER, { input: { personId: ofHub } }) },
    { label: 'resilience of a hub', ask: query(RESILIENCE, { id: hub }) },
    { label: 'ties of a hub', ask: query(TIES, { id: hub }) },
    { label: 'liaisonPicture of a hub', ask: query(PICTURE, { id: hub }) },
    { label: 'liaisonPicture of all', ask: query(PICTURE) },
    { label: 'GET /liaison.graphml', ask: (from) => from.get('/liaison.graphml') },
    { label: 'GET /liaison.graphml, trust 0.95', ask: (from) => from.get('/liaison.graphml?leastTrust=0.95') },
    { label: 'GET /liaison.gexf of a hub', ask: (from) => from.get(`/liaison.gexf?organization=${hub}`) },
    { label: 'introductionPaths on a past day', ask: query(PATHS, { from: hub, to, at }) },
    { label: `encounters, ${PAGES} pages of 100`, ask: pages },
  ];
}

async function pages(endpoint: Endpoint): Promise<string> {
  let after: string | null = null;
  for (let page = 0; page < PAGES; page += 1) {
    const answer: string = await endpoint.answer(PAGE, { after });
    after = /"endCursor":"([^"]*)"/.exec(answer)?.[1] ?? null;
    if (after === null) return answer;
  }
  return '';
}

/** Asks little, again and again. */
class Beside {
  private readonly askers: readonly Endpoint[];

  constructor(private readonly served: Served) {
    this.askers = [new Endpoint(served.address), new Endpoint(served.address)];
  }

  async print({ label, ask }: Long, endpoint: Endpoint): Promise<void> {
    const [viewer, health] = this.askers as [Endpoint, Endpoint];
    let isOver = false;
    let answer = '';
    let took = 0;
    const again = async (small: () => Promise<unknown>): Promise<number[]> => {
      const waits: number[] = [];
      while (!isOver) {
        const start = performance.now();
        await small();
        waits.push(performance.now() - start);
        await sleep(EVERY_MS);
      }
      return waits.sort((a, b) => a - b);
    };
    let waits: number[][] = [];
    const { clock, processor, used } = await this.served.watch(async () => {
      const small = Promise.all([again(() => viewer.ask(SMALL)), again(() => health.get('/healthz'))]);
      await sleep(EVERY_MS * 10);
      const start = performance.now();
      answer = await ask(endpoint);
      took = performance.now() - start;
      isOver = true;
      waits = await small;
    });
    const figures = [
      took,
      used,
      ...waits.flatMap((each) => [0.5, 0.99, 1].map((q) => quantile(each, q))),
      clock,
      processor ?? NaN,
    ];
    console.log(label.padEnd(36) + figures.map((figure) => figure.toFixed(figure < 100 ? 1 : 0).padStart(8)).join(''));
    if (answer.includes('"errors":[')) console.log(`  refused: ${/"message":"([^"]*)"/.exec(answer)?.[1]}`);
  }

  close(): void {
    for (const each of this.askers) each.close();
  }
}

function printHead(): void {
  console.log('\nsmall questions from another process while a long one is answered, ms');
  const groups = ['long', '', SMALL, '', '', '/healthz', '', '', 'loop held', ''];
  const heads = ['took', 'CPU', 'p50', 'p99', 'max', 'p50', 'p99', 'max', 'clock', 'CPU'];
  console.log(' '.repeat(36) + groups.map((each) => each.slice(0, 8).padStart(8)).join(''));
  console.log(' '.repeat(36) + heads.map((each) => each.padStart(8)).join(''));
}
