import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import Graph from 'graphology';
import louvain from 'graphology-communities-louvain';
import { finish, rowsOf, someTies, type MadeTie } from './made-graphs.js';
import { trustOf } from '../../../src/liaison/ties/strength.js';
import { communityOrder, strongPairs } from '../../../src/liaison/graph/community-members.js';
import { louvainPartition } from '../../../src/liaison/graph/louvain.js';
import { seededRandom } from '../../../src/liaison/graph/seeded-random.js';

// It is a CommonJS module whose types say that it is none.
const library = louvain as unknown as typeof louvain.default;

const ORGANIZATIONS = 7;

/** Newman's definition, pair by pair. */
function modularityOf(ties: readonly MadeTie[], communities: readonly number[]): number {
  const strengths = communities.map((_, vertex) =>
    ties.filter(({ a, b }) => a === vertex || b === vertex).reduce((sum, { strength }) => sum + strength, 0),
  );
  const whole = strengths.reduce((sum, strength) => sum + strength, 0);
  let sum = 0;
  for (const [one, here] of communities.entries())
    for (const [other, there] of communities.entries()) {
      if (here !== there) continue;
      const between = ties.find(({ a, b }) => a === Math.min(one, other) && b === Math.max(one, other));
      sum += (between?.strength ?? 0) - (strengths[one]! * strengths[other]!) / whole;
    }
  return sum / whole;
}

/** Each way to put all into communities. */
function* partitions(size: number, begun: readonly number[] = []): Generator<readonly number[]> {
  if (begun.length === size) yield begun;
  else for (let next = 0; next <= Math.max(-1, ...begun) + 1; next += 1) yield* partitions(size, [...begun, next]);
}

const partitionOf = (ties: readonly MadeTie[], least = 0) =>
  louvainPartition(finish(strongPairs(rowsOf(ORGANIZATIONS, ties), least)));

test('the modularity is that of the communities told, and hardly ever far below the best there is', () => {
  let [worst, sum, count] = [0, 0, 0];
  fc.assert(
    fc.property(someTies(ORGANIZATIONS, 12), (ties) => {
      const { communities, modularity } = partitionOf(ties);
      if (ties.length === 0) return expect([modularity, ...communities]).toEqual([0, ...communities.map(() => -1)]);
      // Whoever has no tie changes nothing, wherever they are put.
      const own = [...communities].map((community, vertex) => (community < 0 ? 100 + vertex : community));
      expect(modularity).toBeCloseTo(modularityOf(ties, own), 9);
      const best = Math.max(...[...partitions(ORGANIZATIONS)].map((each) => modularityOf(ties, each)));
      worst = Math.max(worst, best - modularity);
      sum += best - modularity;
      count += 1;
    }),
    { numRuns: 40, seed: 1 },
  );
  expect(worst).toBeLessThan(0.2);
  expect(sum / count).toBeLessThan(0.01);
});

test('the largest community comes first, whoever has no strong tie is in none, and it is the same each time', () => {
  fc.assert(
    fc.property(someTies(ORGANIZATIONS, 12), (ties) => {
      const least = trustOf(0.4);
      const { communities } = partitionOf(ties, least);
      expect(partitionOf(ties, least).communities).toEqual(communities);
      const tied = [...communities.keys()].map((each) =>
        ties.some(({ a, b, strength }) => (a === each || b === each) && trustOf(strength) >= least),
      );
      expect([...communities].map((community) => community >= 0)).toEqual(tied);
      const members = finish(communityOrder(rowsOf(ORGANIZATIONS, ties), communities));
      const sizes = members.map(({ length }) => length);
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
      for (const [community, list] of members.entries()) {
        expect(list.toSorted((a, b) => a - b)).toEqual(
          [...communities.keys()].filter((each) => communities[each] === community),
        );
        const within = list.map((one) =>
          ties
            .filter(({ a, b }) => (a === one && list.includes(b)) || (b === one && list.includes(a)))
            .reduce((sum, { strength }) => sum + strength, 0),
        );
        for (const [place, strength] of within.slice(1).entries())
          expect(strength).toBeLessThanOrEqual(within[place]! + 1e-9);
      }
    }),
    { numRuns: 100 },
  );
});

test('the library finds in pairs what it finds in a graph of its own', () => {
  const many = 40;
  fc.assert(
    fc.property(someTies(many, 120), (ties) => {
      const pairs = finish(strongPairs(rowsOf(many, ties), 0));
      const graph = new Graph.UndirectedGraph();
      for (const [pair, one] of pairs.ones.entries())
        graph.mergeUndirectedEdge(one, pairs.others[pair], { weight: pairs.weights[pair] });
      const { communities, modularity } = louvainPartition(pairs);
      if (ties.length === 0) return;
      const found = library.detailed(graph, { rng: seededRandom() });
      expect(modularity).toBe(found.modularity);
      const together = (of: (vertex: number) => number) =>
        [...communities.keys()].map((one) => [...communities.keys()].filter((other) => of(one) === of(other)));
      expect(together((vertex) => communities[vertex]!)).toEqual(together((vertex) => found.communities[vertex] ?? -1));
    }),
    { numRuns: 100 },
  );
});
