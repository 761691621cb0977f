/** A thread that builds one index of names: see `buildBeside`. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Texts } from './search-building.js';
import { buildParts, buffersOf } from './search/parts.js';

const { counts, joined } = workerData as Texts;
const texts = joined.split('\0');
let from = 0;
const content = Array.from(counts, (count) => texts.slice(from, (from += count)));
const steps = buildParts(content);
for (;;) {
  const step = steps.next();
  if (!step.done) continue;
  parentPort!.postMessage(step.value, buffersOf(step.value));
  break;
}
