import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bestDisjointPaths } from '../../../src/liaison/graph/best-disjoint-paths.js';
import { DisjointPathCounter } from '../../../src/liaison/graph/disjoint-path-counter.js';
import type { Ends } from '../../../src/liaison/graph/disjoint-flow.js';
import { trustsOf } from '../../../src/liaison/graph/reach.js';
import { trustOf } from '../../../src/liaison/ties/strength.js';
import { finish, neighbours, rowsOf, someTies, type MadeTie } from './made-graphs.js';

const PERSONS = 8;

const group = fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { minLength: 1, maxLength: 4 });
/**
 * From 0 over 2, 3 and 4 to 6 everybody knows the next well, which the best path takes; 1 gets on over 4 alone, and 7 is known
 * by 2: for two paths the first has to give back 3. Perhaps there is a way around, which is better, or not.
 */
const trap = fc
  .record({
    loose: someTies(PERSONS, 5),
    around: fc.constantFrom(0.03, 0.1, 0.5, 1, 2),
    across: fc.constantFrom(0.03, 0.1, 0.5, 1, 2),
    isAround: fc.boolean(),
  })
  .map(({ loose, around, across, isAround }) => {
    const links = [
      [0, 2, 5],
      [2, 3, 5],
      [3, 4, 5],
      [4, 6, 5],
      [1, 4, across],
      [2, 7, across],
      ...(isAround ? [[1, 5, around] as const, [5, 7, around] as const] : []),
    ] as const;
    const ties = links.map(([a, b, strength]) => ({ a, b, strength }));
    const isNew = ({ a, b }: MadeTie) => !ties.some((tie) => tie.a === a && tie.b === b);
    return { ties: [...ties, ...loose.filter(isNew)], sources: [0, 1], targets: [6, 7] };
  });
const anyGraph = fc.record({ ties: someTies(PERSONS, 14), sources: group, targets: group });
const world = fc
  .tuple(fc.oneof(anyGraph, trap), fc.integer({ min: 1, max: 4 }))
  .map(([graph, most]) => ({ ...graph, most }));

const countDisjointPaths = ({ ties, sources, targets }: Ends) =>
  new DisjointPathCounter(ties).between(sources, targets);

/** Every simple path from one group to the other, whoever it leads through. */
function everyPath(ties: readonly MadeTie[], sources: readonly number[], targets: readonly number[]): number[][] {
  const known = neighbours(PERSONS, ties);
  const paths: number[][] = [];
  const walk = (path: readonly number[]) => {
    if (targets.includes(path.at(-1)!)) paths.push([...path]);
    for (const next of known[path.at(-1)!]!) if (!path.includes(next)) walk([...path, next]);
  };
  for (const source of sources) walk([source]);
  return paths;
}

/** By how many disjoint paths: the highest product of their trusts. */
function bestChoices(paths: readonly number[][], trustOfPath: (path: readonly number[]) => number): number[] {
  const best: number[] = [];
  const choose = (from: number, taken: ReadonlySet<number>, count: number, trust: number) => {
    best[count] = Math.max(best[count] ?? 0, trust);
    for (let place = from; place < paths.length; place += 1)
      if (paths[place]!.every((person) => !taken.has(person)))
        choose(place + 1, new Set([...taken, ...paths[place]!]), count + 1, trust * trustOfPath(paths[place]!));
  };
  choose(0, new Set(), 0, 1);
  return best;
}

test('there are as many disjoint paths, and those of the highest trust, as among all choices of paths', () => {
  fc.assert(
    fc.property(world, ({ ties, sources, targets, most }) => {
      const rows = rowsOf(PERSONS, ties);
      const ends = { ties: rows, sources: Int32Array.from(sources), targets: Int32Array.from(targets) };
      const trust = (path: readonly number[]) =>
        path.slice(1).reduce((product, person, place) => {
          const tie = ties.find(({ a, b }) => [a, b].includes(person) && [a, b].includes(path[place]!));
          return product * trustOf(tie!.strength);
        }, 1);
      // Nobody needs a path that leads through another end: it is no shorter, and shuts out more.
      const paths = everyPath(ties, sources, targets).filter(
        (path) =>
          !path.slice(1).some((each) => sources.includes(each)) &&
          !path.slice(0, -1).some((each) => targets.includes(each)),
      );
      const best = bestChoices(paths, trust);
      expect(finish(countDisjointPaths(ends))).toBe(best.length - 1);

      const found = finish(bestDisjointPaths(ends, finish(trustsOf(rows)), most));
      expect(found).toHaveLength(Math.min(most, best.length - 1));
      expect(new Set(found.flat()).size).toBe(found.flat().length);
      for (const path of found) {
        expect(sources).toContain(path[0]);
        expect(targets).toContain(path.at(-1));
      }
      expect(found.reduce((product, path) => product * trust(path), 1)).toBeCloseTo(best[found.length]!, 12);
    }),
    { numRuns: 400 },
  );
});

test('there are as many of them as persons without whom no way is left', () => {
  fc.assert(
    fc.property(world, ({ ties, sources, targets }) => {
      const known = neighbours(PERSONS, ties);
      const separates = (cut: number) => {
        const isThere = (person: number) => (cut & (1 << person)) === 0;
        const found = new Set(sources.filter(isThere));
        for (const person of found) for (const other of known[person]!) if (isThere(other)) found.add(other);
        return !targets.some((target) => found.has(target));
      };
      let fewest = PERSONS;
      for (let cut = 0; cut < 2 ** PERSONS; cut += 1)
        if (separates(cut)) fewest = Math.min(fewest, cut.toString(2).replaceAll('0', '').length);
      const ends = {
        ties: rowsOf(PERSONS, ties),
        sources: Int32Array.from(sources),
        targets: Int32Array.from(targets),
      };
      expect(finish(countDisjointPaths(ends))).toBe(fewest);
    }),
    { numRuns: 300 },
  );
});

test('the shortest path gives back whoever keeps two others apart', () => {
  // From 0 by 2, 3 and 4 to 6; from 1 the long way to 4, and from 2 the long way to 7.
  const ways = [
    [0, 2, 3, 4, 6],
    [1, 8, 9, 10, 11, 4],
    [2, 12, 13, 14, 15, 7],
  ];
  const ties = ways.flatMap((way) =>
    way.slice(1).map((b, place) => ({ a: Math.min(way[place]!, b), b: Math.max(way[place]!, b), strength: 1 })),
  );
  const rows = rowsOf(16, ties);
  const ends = { ties: rows, sources: Int32Array.of(0, 1), targets: Int32Array.of(6, 7) };
  expect(finish(countDisjointPaths(ends))).toBe(2);
  expect(finish(bestDisjointPaths(ends, finish(trustsOf(rows)), 2))).toEqual([
    [0, 2, 12, 13, 14, 15, 7],
    [1, 8, 9, 10, 11, 4, 6],
  ]);
});

test('one counter counts between group after group, however long the ways and uneven the groups', () => {
  const many = 40;
  const some = fc.uniqueArray(fc.nat({ max: many - 1 }), { minLength: 1, maxLength: 12 });
  const thin = fc.record({
    ties: someTies(many, 70),
    pairs: fc.array(fc.tuple(some, some), { minLength: 2, maxLength: 5 }),
  });
  let counted = 0;
  fc.assert(
    fc.property(thin, ({ ties: made, pairs }) => {
      const ties = rowsOf(many, made);
      const counter = new DisjointPathCounter(ties);
      const trusts = finish(trustsOf(ties));
      for (const [sources, targets] of pairs.map((pair) => pair.map((each) => Int32Array.from(each)))) {
        const paths = finish(bestDisjointPaths({ ties, sources: sources!, targets: targets! }, trusts, Infinity));
        expect(finish(counter.between(sources!, targets!))).toBe(paths.length);
        counted += paths.length;
      }
    }),
    { numRuns: 150 },
  );
  expect(counted).toBeGreaterThan(500);
});
