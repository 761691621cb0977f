import type { Organization } from '../../src/directory/organization.js';
import { Chance } from '../chance.js';
import { NOW } from '../nation/calendar.js';
import { printHeads, printTimes, timesOf } from '../timing.js';
import type { Endpoint } from './endpoint.js';
import { Population, TWO_YEARS_AGO } from './questions.js';
import type { Subject } from './subject.js';

const PAIRS = 1_000;
/** Of the whole nation, a good part of them with the hubs. */
const TARGETS = 600;

const TIES = `query ($id: ID!) {
  node(id: $id) { ... on Organization { ties(first: 20) { totalCount nodes { trust concentration to { name } } } } }
}`;
const SET =
  'mutation ($from: ID!, $to: ID!, $trust: Float!) { setLiaisonTarget(from: $from, to: $to, trust: $trust) { id } }';
const GAPS = `query ($id: ID, $at: DateTime) {
  liaisonGaps(organization: $id, at: $at) { to { name } wanted trust trustAtHorizon fadesOn concentration }
}`;
const REMEDIES = `query ($id: ID) {
  liaisonGaps(organization: $id) { to { name } remedy { kind attendeeCount fromPeople { name } toPeople { name } fadesOn } }
}`;
const SUGGESTED = `query ($id: ID) {
  suggestedIntroductions(organization: $id) { from { name } to { name } introducer { name } score }
}`;

/** How long what is asked of organizations takes: ties, gaps, what would close them, and who should meet. */
export async function measureOrganizations(subject: Subject, endpoint: Endpoint): Promise<void> {
  const { app, organizationTies } = subject;
  const chance = new Chance(3);
  const population = new Population(app.directory);
  const { largest, organizations, hubs } = population;
  const pairs = (from: () => Organization, count: number) =>
    Array.from({ length: count }, () => [from(), chance.pick(organizations)] as const).filter(([a, b]) => a !== b);

  printHeads('ties of organizations, in the process');
  const ctx = subject.request();
  const between = (at: number) => (ends: readonly [Organization, Organization]) =>
    organizationTies.between(ctx, ends[0], ends[1], at);
  const any = pairs(() => chance.pick(organizations), PAIRS);
  const ofHubs = pairs(() => chance.pick(hubs), PAIRS);
  const now = await timesOf(any, between(NOW));
  printTimes('one pair', now);
  printTimes('one pair, two years ago', await timesOf(any, between(TWO_YEARS_AGO)), now);
  printTimes('a hub and another', await timesOf(ofHubs, between(NOW)), now);
  const repeated = <T>(thing: T) => Array.from({ length: 10 }, () => thing);
  const pageAt = (at: number) => (each: Organization) => organizationTies.pageOf(subject.request(), each, at, {});
  const ofLargest = await timesOf(repeated(largest), pageAt(NOW));
  const people = app.liaison.people.membersAt(largest.id, NOW).length;
  printTimes(`the first 20 of an organization of ${people} people`, ofLargest);
  printTimes('the same, two years ago', await timesOf(repeated(largest), pageAt(TWO_YEARS_AGO)), ofLargest);
  printTimes('the first 20 of any organization', await timesOf(organizations.slice(0, PAIRS), pageAt(NOW)), ofLargest);

  printHeads('through the endpoint');
  const targets = [
    ...pairs(() => chance.pick(hubs), TARGETS / 2),
    ...pairs(() => chance.pick(organizations), TARGETS / 2),
  ];
  for (const [from, to] of targets)
    await endpoint.ask(SET, { from: from.id, to: to.id, trust: chance.pick([0.3, 0.6, 0.9]) });
  const asked = (query: string, id: string | null, variables: object = {}) =>
    timesOf(repeated(id), (each) => endpoint.ask(query, { id: each, ...variables }));
  printTimes('ties of that organization', await asked(TIES, largest.id));
  printTimes('gaps of a hub', await asked(GAPS, hubs[0]!.id));
  printTimes(`all gaps of ${targets.length} targets`, await asked(GAPS, null));
  printTimes('the same, two years ago', await asked(GAPS, null, { at: new Date(TWO_YEARS_AGO) }));
  printTimes('gaps of a hub, with their remedies', await asked(REMEDIES, hubs[0]!.id));
  printTimes('who of a hub should meet', await asked(SUGGESTED, hubs[0]!.id));
  printTimes('who should meet at all', await asked(SUGGESTED, null));
}
