/** A thread of its own for `louvainPartition`, which holds the loop for seconds where a nation is in it. */
import { parentPort, workerData } from 'node:worker_threads';
import { louvainPartition } from '../graph/louvain.js';
import type { WeightedPairs } from '../graph/sparse-rows.js';

parentPort!.postMessage(louvainPartition(workerData as WeightedPairs));
