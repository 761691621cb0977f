import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bestDisjointPaths, countDisjointPaths } from '../../../src/liaison/graph/vertex-disjoint-paths.js';
import { trustsOf } from '../../../src/liaison/graph/reach.js';
import { trustOf } from '../../../src/liaison/strength.js';
import { finish, neighbours, rowsOf, someTies, type MadeTie } from './made-graphs.js';

const PERSONS = 8;

const group = fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { minLength: 1, maxLength: 4 });
const world = fc.record({
  ties: someTies(PERSONS, 14),
  sources: group,
  targets: group,
  most: fc.integer({ min: 1, max: 4 }),
});

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
    { numRuns: 500 },
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
