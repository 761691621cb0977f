import { setTimeout as sleep } from 'node:timers/promises';
import { betweenness } from '../../src/liaison/graph/betweenness.js';
import { sampledBetweenness } from '../../src/liaison/graph/sampled-betweenness.js';
import { seededRandom } from '../../src/liaison/graph/seeded-random.js';
import { finish } from '../../src/liaison/unhurried.js';
import { OrganizationGrouping } from '../../src/liaison/community/organization-groups.js';
import { NOW } from '../nation/calendar.js';
import { printHeads, printTimes, type Times } from '../timing.js';
import type { Endpoint } from './endpoint.js';
import { TWO_YEARS_AGO } from './questions.js';
import type { Subject } from './subject.js';

const ROUNDS = 3;
const DAY = 86_400_000;

const FIGURES = `peopleCount isolatedPeopleCount organizationCount isolatedOrganizationCount tieCount organizationTieCount
  personComponents { count shareInLargest } organizationComponents { count shareInLargest }
  trustMatrix { groups { key } cells { pairCount trustedShare medianTrust p90Trust meanTrust } }`;
const WHOLE = `query ($at: DateTime) { community(at: $at) { ${FIGURES}
  partition { modularity count communities { size members { name } } }
  brokers { person { name } betweenness standardError }
} }`;
const SERIES = `query ($from: Date!, $to: Date!) { communitySeries(from: $from, to: $to) { at ${FIGURES} } }`;

/** How long the network of everybody takes, and what is told of it; and how long small questions wait meanwhile. */
export async function measureCommunity(subject: Subject, endpoint: Endpoint): Promise<void> {
  printHeads('the community as a whole, in the process');
  let moment = 0;
  /** Never the same moment twice: a network that is known is no work. */
  const next = (at: number) => at - (moment += 1_000);
  const timed = async (label: string, work: () => Promise<unknown>): Promise<void> => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const start = performance.now();
      await work();
      times.push(performance.now() - start);
    }
    printTimes(
      label,
      times.sort((a, b) => a - b),
    );
  };
  await timed('network, now', () => subject.networks.at(subject.request(), next(NOW)));
  await timed('network, two years ago', () => subject.networks.at(subject.request(), next(TWO_YEARS_AGO)));
  const { persons, organizations, ties, organizationTies } = await subject.networks.at(subject.request(), NOW);
  const survey = () => subject.communities.at(subject.request(), NOW).survey;
  await timed('numbers and components', () => survey().numbers());
  await timed('trust matrix', () => survey().trustMatrix(OrganizationGrouping.ROLE, 0.5));
  await timed('communities, in their thread', () => survey().communities());
  await timed('brokers', () => survey().brokers());
  console.log(
    `of ${persons.length} persons with ${ties.others.length / 2} ties, ${organizations.length} organizations with ${organizationTies.others.length / 2}`,
  );

  printHeads('the community as a whole, through the endpoint');
  const small = endpoint.another();
  const beside = async (label: string, ask: () => Promise<unknown>): Promise<void> => {
    const waits: number[] = [];
    let isOver = false;
    const start = performance.now();
    const asked = ask()
      .catch((error: unknown) => console.log(String(error).slice(0, 200)))
      .finally(() => (isOver = true));
    while (!isOver) {
      const begun = performance.now();
      await small.ask('{ viewer { name } }');
      waits.push(performance.now() - begun);
      await sleep(10);
    }
    await asked;
    printTimes(label, [performance.now() - start]);
    printTimes('small questions meanwhile', sorted(waits));
  };
  const at = (ago: number) => new Date(next(NOW) - ago).toISOString();
  for (let round = 0; round < ROUNDS; round += 1) await beside('all of it', () => endpoint.ask(WHOLE, { at: at(0) }));
  const day = (ago: number) => new Date(NOW - ago).toISOString().slice(0, 10);
  await beside('a year, month by month', () => endpoint.ask(SERIES, { from: day(365 * DAY), to: day(0) }));
  await beside('five years, month by month', () => endpoint.ask(SERIES, { from: day(5 * 365 * DAY), to: day(0) }));
  small.close();
}

/** Brokers by chains drawn at random beside all chains. */
export async function compareBrokers(subject: Subject): Promise<void> {
  const ctx = subject.request();
  const { persons, ties } = await subject.networks.at(ctx, NOW);
  const exact = await finish(ctx, betweenness(ties, persons.length));
  const drawn = await finish(
    ctx,
    sampledBetweenness(ties, persons.length, { samples: 10_000, entries: Infinity, random: seededRandom() }),
  );
  const first = [...exact.scores.keys()].sort((a, b) => exact.scores[b]! - exact.scores[a]!).slice(0, 100);
  const errors = first.map((person) => Math.abs(drawn.scores[person]! - exact.scores[person]!));
  const relative = first.slice(0, 10).map((person, place) => errors[place]! / exact.scores[person]!);
  const withinTwo = first.filter((person, place) => errors[place]! <= 2 * drawn.standardErrors[person]!);
  console.log(
    `the first 100 of ${persons.length} brokers, from ${drawn.samples} chains drawn: off by at most ${Math.max(...errors).toFixed(4)} of ${exact.scores[first[0]!]!.toFixed(4)} (the first 10 by at most ${(100 * Math.max(...relative)).toFixed(0)} %); ${withinTwo.length} within two standard errors`,
  );
}

function sorted(times: readonly number[]): Times {
  return times.toSorted((a, b) => a - b);
}
