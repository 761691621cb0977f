import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { finish, neighbours, rowsOf, someTies } from './made-graphs.js';
import { betweenness } from '../../../src/liaison/graph/betweenness.js';
import { sampledBetweenness } from '../../../src/liaison/graph/sampled-betweenness.js';
import { seededRandom } from '../../../src/liaison/graph/seeded-random.js';

const PERSONS = 8;
/** Somebody who is in no row. */
const ALONE = 2;

/** Every shortest path between two, each as the vertices on it. */
function shortestPaths(known: readonly (readonly number[])[], from: number, to: number): number[][] {
  let layer = [[from]];
  while (layer.length > 0) {
    const arrived = layer.filter((path) => path.at(-1) === to);
    if (arrived.length > 0) return arrived;
    layer = layer.flatMap((path) =>
      path.length > PERSONS
        ? []
        : known[path.at(-1)!]!.filter((next) => !path.includes(next)).map((next) => [...path, next]),
    );
  }
  return [];
}

/** Word by word. */
function betweennessByPaths(known: readonly (readonly number[])[], vertices: number): number[] {
  const scores = known.map(() => 0);
  for (const from of known.keys())
    for (const to of known.keys()) {
      if (from === to) continue;
      const paths = shortestPaths(known, from, to);
      for (const path of paths) for (const vertex of path.slice(1, -1)) scores[vertex]! += 1 / paths.length;
    }
  return scores.map((score) => score / ((vertices - 1) * (vertices - 2)));
}

test('it is the part of the shortest paths that lead through somebody', () => {
  fc.assert(
    fc.property(someTies(PERSONS, 14), (ties) => {
      const { scores } = finish(betweenness(rowsOf(PERSONS, ties), PERSONS + ALONE));
      const expected = betweennessByPaths(neighbours(PERSONS, ties), PERSONS + ALONE);
      expect([...scores]).toEqual(expected.map((score) => expect.closeTo(score, 12)));
    }),
    { numRuns: 200 },
  );
});

test('where paths are drawn it is near that, as near as the standard error says', () => {
  let [squares, count] = [0, 0];
  fc.assert(
    fc.property(someTies(PERSONS, 14), fc.integer({ min: 1, max: 2 ** 31 }), (ties, seed) => {
      const sampling = { samples: 2_000, entries: Infinity, random: seededRandom(seed) };
      const sampled = finish(sampledBetweenness(rowsOf(PERSONS, ties), PERSONS + ALONE, sampling));
      const expected = betweennessByPaths(neighbours(PERSONS, ties), PERSONS + ALONE);
      expect(sampled.samples).toBe(2_000);
      for (const [vertex, score] of expected.entries()) {
        expect(Math.abs(sampled.scores[vertex]! - score)).toBeLessThan(5.5 * sampled.standardErrors[vertex]! + 0.005);
        if (score < 0.01) continue;
        squares += ((sampled.scores[vertex]! - score) / sampled.standardErrors[vertex]!) ** 2;
        count += 1;
      }
    }),
    { numRuns: 200 },
  );
  expect(squares / count).toBeGreaterThan(0.7);
  expect(squares / count).toBeLessThan(1.4);
});

test('no further path is drawn once so many entries were looked at', () => {
  const ring = Array.from({ length: PERSONS }, (_, a) => ({ a, b: (a + 1) % PERSONS, strength: 1 })).map(
    ({ a, b, strength }) => (a < b ? { a, b, strength } : { a: b, b: a, strength }),
  );
  const sampling = { samples: 2_000, entries: 1_000, random: seededRandom() };
  const { samples } = finish(sampledBetweenness(rowsOf(PERSONS, ring), PERSONS, sampling));
  expect(samples).toBeGreaterThan(50);
  expect(samples).toBeLessThan(1_000);
});

test('of two people, nobody lies between others', () => {
  const rows = rowsOf(2, [{ a: 0, b: 1, strength: 1 }]);
  expect([...finish(betweenness(rows, 2)).scores]).toEqual([0, 0]);
});
