import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { louvainPartition } from '../../src/liaison/graph/louvain.js';
import type { WeightedPairs } from '../../src/liaison/graph/sparse-rows.js';
import type { Partitions } from '../../src/liaison/community/partitions.js';
import { Pacer, type Pace } from '../../src/kernel/pacer.js';

/** The program as it was built: a thread runs no TypeScript. */
const BUILT = '../../dist/src/liaison/community/partitions.js';

const FEW = 400;
/** With so many the answer takes some hundred times the time that is given below, on any machine. */
const MANY = 3_000;
const paces: Pace[] = [];
let partitions: Partitions;

beforeAll(async () => {
  const built = (await import(BUILT)) as { Partitions: new () => Partitions };
  partitions = new built.Partitions();
});
afterAll(() => {
  for (const pace of paces) pace.end();
});

/** As many as are done beside the event loop; each call makes them anew, for they are handed over. */
function pairsAmong(vertices: number): WeightedPairs {
  const found: [number, number][] = [];
  for (let one = 0; one < vertices; one += 1)
    for (let other = one + 1; other < vertices; other += 1)
      if ((one * 31 + other * 17) % 11 === 0) found.push([one, other]);
  return {
    vertices,
    ones: Int32Array.from(found, ([one]) => one),
    others: Int32Array.from(found, ([, other]) => other),
    weights: Float64Array.from(found, ([one, other]) => (one % 5 === other % 5 ? 4 : 1)),
  };
}

function within(milliseconds?: number): Pace {
  const pace = new Pacer().begin(milliseconds);
  paces.push(pace);
  return pace;
}

test('a thread finds what is found here, and the event loop goes on meanwhile', async () => {
  const expected = louvainPartition(pairsAmong(FEW));
  let turns = 0;
  let isFound = false;
  const turn = () => void ((turns += 1), isFound || setImmediate(turn));
  turn();
  const found = await Promise.all([
    partitions.of(within(), pairsAmong(FEW)),
    partitions.of(within(60_000), pairsAmong(FEW)),
  ]);
  isFound = true;
  expect(found).toEqual([expected, expected]);
  expect(turns).toBeGreaterThan(3);
});

test('whoever has no time left is told so, in the thread and in the queue before it, and the next one gets its answer', async () => {
  const pairs = [MANY, MANY, FEW].map(pairsAmong);
  const asked = [20, 30, undefined].map((time, at) => partitions.of(within(time), pairs[at]!));
  const [inThread, inQueue, next] = await Promise.allSettled(asked);
  const refused = { status: 'rejected', reason: { code: 'UNAVAILABLE', details: { limit: { name: 'operationMs' } } } };
  expect([inThread, inQueue]).toMatchObject([refused, refused]);
  expect(next).toMatchObject({ status: 'fulfilled', value: louvainPartition(pairsAmong(FEW)) });
});
