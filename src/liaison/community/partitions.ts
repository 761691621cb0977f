import { Worker } from 'node:worker_threads';
import type { Pace } from '../../kernel/pacer.js';
import { louvainPartition, type Partition } from '../graph/louvain.js';
import type { WeightedPairs } from '../graph/sparse-rows.js';

/** Up to so many pairs are done in less time than a thread takes to begin. */
const MOST_AT_ONCE = 2_000;
const WORKER = new URL('./louvain-worker.js', import.meta.url);

/** Finds communities beside the event loop, for one after the other: a nation takes some hundred MB, and a processor. */
export class Partitions {
  private last: Promise<unknown> = Promise.resolve();

  /** @throws UNAVAILABLE when the time of the operation is over; the thread ends with it. */
  async of(pace: Pace, pairs: WeightedPairs): Promise<Partition> {
    if (pairs.ones.length <= MOST_AT_ONCE) return louvainPartition(pairs);
    const before = this.last;
    const own = pace.within(before).then(() => inThread(pace, pairs));
    // Whoever gave up waiting does not let the next one in before its turn.
    this.last = Promise.allSettled([before, own]);
    return own;
  }
}

async function inThread(pace: Pace, pairs: WeightedPairs): Promise<Partition> {
  const worker = new Worker(WORKER, {
    workerData: pairs,
    transferList: [pairs.ones, pairs.others, pairs.weights].map(({ buffer }) => buffer as ArrayBuffer),
  });
  try {
    return await pace.within(
      new Promise<Partition>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.once('exit', (code) => reject(new Error(`The thread ended with ${code} before it had an answer.`)));
      }),
    );
  } finally {
    await worker.terminate();
  }
}
