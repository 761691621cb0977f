/** `node dist/bench/liaison/exactness.js <database URL>`: whether the best paths are those of a slow reference. */
import 'reflect-metadata';
import { MOST_TIES } from '../../src/liaison/paths/introductions.js';
import { Chance } from '../chance.js';
import { NOW } from '../nation/calendar.js';
import { compareBrokers } from './community.js';
import { KINDS, Population, TWO_YEARS_AGO } from './questions.js';
import { agree, readEncounters, ReferenceTies } from './reference.js';
import { Subject } from './subject.js';

const OF_EACH_KIND = 10;
const FIRST = 3;

const url = process.argv[2];
if (url === undefined) throw new Error('Usage: node dist/bench/liaison/exactness.js <database URL>');

const chance = new Chance(3);
const subject = await Subject.prepare(url);
await subject.app.start();
await subject.untilSettled();
const encounters = await readEncounters(url);
const population = new Population(subject.app.directory);
const { member } = population;
const views = [
  { who: 'an operator, now', ctx: subject.request(), at: NOW },
  { who: 'an operator, two years ago', ctx: subject.request(), at: TWO_YEARS_AGO },
  { who: 'a member, now', ctx: subject.request(member), at: NOW },
];
for (const { who, ctx, at } of views) {
  const reference = new ReferenceTies(ctx, at, encounters);
  const questions =
    ctx.viewer.organizationId === null
      ? KINDS.flatMap((kind) => Array.from({ length: OF_EACH_KIND }, () => population.ask(kind, chance)))
      : Array.from({ length: OF_EACH_KIND * KINDS.length }, () => population.askAs(member, chance));
  let agreed = 0;
  let found = 0;
  for (const question of questions) {
    const answer = await subject.introductions.paths(ctx, { ...question, at, first: FIRST, maxHops: MOST_TIES });
    const paths = answer.map(({ trust, people }) => ({ trust, ids: people.map(({ id }) => id) }));
    found += paths.length;
    if (agree(paths, reference.paths(question, FIRST, MOST_TIES))) agreed += 1;
    else console.log(`not the best from ${question.from.id} to ${question.to.id}: ${JSON.stringify(paths)}`);
  }
  console.log(`${who}: ${agreed} of ${questions.length} questions agree with the reference, ${found} paths`);
  if (agreed < questions.length) process.exitCode = 1;
}
await compareBrokers(subject);
await subject.app.stop();
