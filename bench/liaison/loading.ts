import { timesOfCalls } from '../timing.js';
import { Subject } from './subject.js';

/** Starts the program over a nation, and says how long that takes and what it holds. */
export async function measureLoading(databaseUrl: string): Promise<Subject> {
  const before = memory();
  const subject = await Subject.prepare(databaseUrl);
  const { app } = subject;
  const takes = timesOfCalls(app.book, 'take');
  const ofSearch = timesOfCalls(app.directory.searchIndex, 'settle');
  const ofTies = timesOfCalls(app.liaison, 'settle');
  const start = performance.now();
  await app.start();
  const whole = performance.now() - start;
  const rest = whole - sum(takes) - ofSearch[0]! - ofTies[0]!;
  const after = process.memoryUsage.rss() / MB;
  const collected = memory();
  const { graph } = app.liaison;
  const { people, positions, channels } = app.directory;
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
  console.log(
    [
      `${people.size} persons, of whom ${graph.persons} ever met anybody; ${positions.size} positions, ${channels.size} channels`,
      `${graph.encounters} encounters, ${graph.ties.size / 2} ties of two persons`,
      `start: ${seconds(whole)}: ${seconds(rest)} waiting for the database and reading its answers, ${seconds(sum(takes))} taking in the rows, ${seconds(ofTies[0]!)} adding up the ties, ${seconds(ofSearch[0]!)} search`,
      `memory: ${before.rss} MB before; ${after.toFixed(0)} MB loaded, ${collected.rss} MB collected, of which ${collected.heap} MB objects and ${collected.arrays} MB arrays; peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
    ].join('\n'),
  );
  return subject;
}

const MB = 2 ** 20;

/** What is in use after a collection, in MB; it takes `node --expose-gc`. */
export function memory(): { rss: string; heap: string; arrays: string } {
  (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const inMB = (bytes: number) => (bytes / MB).toFixed(0);
  return { rss: inMB(rss), heap: inMB(heapUsed), arrays: inMB(arrayBuffers) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
