/**
 * Loads the book over a nation, says how long each part of that takes and what the process then holds. A program of its own,
 * which does nothing else: `node --expose-gc dist/bench/liaison/loading.js <database URL>`.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { SearchIndex } from '../../src/directory/search/search-index.js';
import type { GraphView } from '../../src/liaison/graph/graph-view.js';
import { LiaisonSights } from '../../src/liaison/sight.js';
import { timesOfCalls } from '../timing.js';
import { Subject } from './subject.js';

const PROGRAM = fileURLToPath(import.meta.url);
const MB = 2 ** 20;

/** In processes of their own, one after the other, so that nobody else's memory is counted. */
export async function measureLoading(databaseUrl: string, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const [code] = (await once(fork(PROGRAM, [databaseUrl]), 'exit')) as [number | null];
    if (code !== 0) throw new Error('The book could not be loaded.');
  }
}

async function load(databaseUrl: string): Promise<void> {
  const subject = await Subject.prepare(databaseUrl);
  const { app } = subject;
  const before = memory();
  const ofSearch = timesOfSteps(app.directory.searchIndex);
  const ofLists = timesOfCalls(app.liaison, 'settle');
  const collections = timesOfCollections();
  const held = monitorEventLoopDelay({ resolution: 5 });
  held.enable();
  const used = process.cpuUsage();
  const loop = performance.eventLoopUtilization();
  const start = performance.now();
  await app.start();
  const whole = performance.now() - start;
  const { active } = performance.eventLoopUtilization(loop);
  const { user, system } = process.cpuUsage(used);
  // Its last turn counts, too.
  await setTimeout(50);
  held.disable();
  const after = process.memoryUsage.rss() / MB;
  const ofCollections = sum(collections);
  const collected = memory();
  const { graph } = app.liaison;
  const { people, positions, channels } = app.directory;
  const stages = [
    ['waiting for the database', whole - active],
    ['reading and taking in the rows', active - sum(ofSearch) - sum(ofLists)],
    ['search, which a thread has built', sum(ofSearch)],
    ['lists of encounters', sum(ofLists)],
  ] as const;
  const growing = process.cpuUsage();
  await subject.untilSettled();
  const grew = process.cpuUsage(growing);
  const grown = memory();
  const tying = performance.now();
  const { view, entries } = tieEverybody(subject);
  const tied = performance.now() - tying;
  const full = memory();
  console.log(
    [
      `\n${people.size} persons, ${positions.size} positions, ${channels.size} channels; ${graph.encounters} encounters of ${graph.persons} persons`,
      `loaded in ${seconds(whole)}: ${stages.map(([stage, time]) => `${seconds(time)} ${stage}`).join('; ')}`,
      `processor ${seconds((user + system) / 1_000)}, of the whole ${seconds(ofCollections)} collecting garbage; the event loop was held for at most ${(held.max / 1e6).toFixed(0)} ms`,
      `memory: ${before.rss} MB before, ${after.toFixed(0)} MB loaded, ${collected.rss} MB collected: ${collected.rss - before.rss} MB more, of which ${collected.heap - before.heap} MB objects and ${collected.arrays - before.arrays} MB arrays`,
      `with how ties grew, made ready in ${seconds((grew.user + grew.system) / 1_000)} of the processor: ${grown.rss - before.rss} MB more, of which ${grown.arrays - before.arrays} MB arrays`,
      `with the ties of ${view.persons} persons as of a day, ${entries / 2} in both directions, added up in ${seconds(tied)}: ${full.rss - before.rss} MB more, of which ${full.arrays - before.arrays} MB arrays; peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
    ].join('\n'),
  );
  await app.stop();
}

/** Asks for the row of everybody, as an operator's questions of paths do by and by. The view keeps them. */
function tieEverybody(subject: Subject): { view: GraphView; entries: number } {
  const ctx = subject.request();
  const view = new LiaisonSights(subject.app.liaison).viewAt(ctx, ctx.now);
  let entries = 0;
  for (let person = 0; person < view.persons; person += 1) {
    const begin = view.begin(person);
    entries += view.end(person) - begin;
  }
  return { view, entries };
}

/** What is in use after a collection, in MB; it takes `node --expose-gc`. */
export function memory(): { rss: number; heap: number; arrays: number } {
  (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { rss: Math.round(rss / MB), heap: Math.round(heapUsed / MB), arrays: Math.round(arrayBuffers / MB) };
}

/** How long each step of taking over the search takes, from now on. */
function timesOfSteps(index: SearchIndex): number[] {
  const times: number[] = [];
  const original = index.adopting.bind(index);
  index.adopting = function* (...built) {
    const steps = original(...built);
    for (let isDone = false; !isDone; yield) {
      const start = performance.now();
      isDone = steps.next().done === true;
      times.push(performance.now() - start);
    }
  };
  return times;
}

/** How long each collection of garbage takes, from now on. */
function timesOfCollections(): number[] {
  const times: number[] = [];
  new PerformanceObserver((list) => times.push(...list.getEntries().map(({ duration }) => duration))).observe({
    entryTypes: ['gc'],
  });
  return times;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) await load(process.argv[2]!);
