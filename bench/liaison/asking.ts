import type { Organization } from '../../src/directory/organization.js';
import { MOST_TIES, type PathRequest } from '../../src/liaison/paths/introductions.js';
import { Chance } from '../chance.js';
import { NOW } from '../nation/calendar.js';
import { printHeads, printTimes, timesOf, type Times } from '../timing.js';
import type { Endpoint } from './endpoint.js';
import { KINDS, Population, TWO_YEARS_AGO, type Question } from './questions.js';
import type { Subject } from './subject.js';

const QUESTIONS = 1_000;
/** Of each kind, where they are only compared. */
const COMPARED = 300;
const FIRST = 3;
/** So many past days are asked about for the first time. */
const DAYS = 60;
const DAY = 86_400_000;

const PATHS = `query ($from: ID!, $to: ID!, $at: DateTime) {
  introductionPaths(from: $from, to: $to, at: $at) { trust people { id name } ties { strength trust lastMetAt } }
}`;
const ORGANIZATION_TIES = `query ($id: ID!) {
  node(id: $id) { ... on Organization { ties(first: 20) { totalCount nodes { trust concentration to { name } } } } }
}`;
const NEWEST = `{ encounters(first: 20) { totalCount nodes { id title startsAt attendeeCount host { name } } } }`;

/** How long answers take: each kind of question, then one thing changed at a time. */
export async function measurePaths(subject: Subject, endpoint: Endpoint): Promise<void> {
  const { app } = subject;
  const chance = new Chance(2);
  const population = new Population(app.directory);
  const { member, largest } = population;
  const many = (count: number, make: () => Question) => Array.from({ length: count }, make);
  const ask = (question: Question, at: number, memberOf?: Organization, given: Partial<PathRequest> = {}) =>
    subject.introductions.paths(subject.request(memberOf), {
      ...question,
      at,
      first: FIRST,
      maxHops: MOST_TIES,
      ...given,
    });
  const inProcess = (questions: readonly Question[], at: number, memberOf?: Organization): Promise<Times> =>
    timesOf(questions, (question) => ask(question, at, memberOf));

  const questions = new Map(KINDS.map((kind) => [kind, many(QUESTIONS, () => population.ask(kind, chance))]));
  const now = new Map<string, Times>();
  printHeads('best 3 paths of up to 4 ties, in the process');
  for (const [kind, asked] of questions) {
    now.set(kind, await inProcess(asked, NOW));
    printTimes(kind, now.get(kind)!);
  }
  printHeads('beside the same now');
  for (const [kind, asked] of questions)
    printTimes(
      `two years ago, ${kind}`,
      await inProcess(asked.slice(0, COMPARED), TWO_YEARS_AGO),
      await inProcess(asked.slice(0, COMPARED), NOW),
    );
  // Each of another day, and each day asked about twice: nothing is there yet of a day that nobody asked about.
  const days = (place: number) => TWO_YEARS_AGO + (place - DAYS) * DAY;
  for (const [kind, asked] of questions) {
    const [first, second]: [number[], number[]] = [[], []];
    for (const [place, question] of asked.slice(0, DAYS).entries())
      for (const times of [first, second]) {
        const start = performance.now();
        await ask(question, days(place));
        times.push(performance.now() - start);
      }
    for (const times of [first, second]) times.sort((a, b) => a - b);
    printTimes(`the first question of a past day, ${kind}`, first, now.get(kind));
    printTimes('the same once more', second, now.get(kind));
  }
  for (const [kind, asked] of questions)
    printTimes(
      `disjoint, ${kind}`,
      await timesOf(asked.slice(0, COMPARED), (question) => ask(question, NOW, undefined, { disjoint: true })),
      await inProcess(asked.slice(0, COMPARED), NOW),
    );
  const asMember = many(COMPARED, () => population.askAs(member, chance));
  const asOperator = await inProcess(asMember, NOW);
  printTimes("from a member's own, as an operator", asOperator);
  printTimes("from a member's own, as that member", await inProcess(asMember, NOW, member), asOperator);

  printHeads('through the endpoint, one connection; beside the process');
  for (const [kind, asked] of questions)
    printTimes(
      kind,
      await timesOf(asked, ({ from, to }) => endpoint.ask(PATHS, { from: from.id, to: to.id })),
      now.get(kind),
    );

  printHeads('lists');
  const repeated = <T>(thing: T) => Array.from({ length: 10 }, () => thing);
  printTimes(
    `ties of ${app.directory.peopleAt(largest.id, NOW).length} people's organization, in the process`,
    await timesOf(repeated(largest), (each) => subject.organizationTies.pageOf(subject.request(), each, NOW, {})),
  );
  printTimes(
    'the same, the first 20 through the endpoint',
    await timesOf(repeated(largest), ({ id }) => endpoint.ask(ORGANIZATION_TIES, { id })),
  );
  printTimes(
    'encounters(first: 20), through the endpoint',
    await timesOf(repeated(NEWEST), (each) => endpoint.ask(each)),
  );
}
