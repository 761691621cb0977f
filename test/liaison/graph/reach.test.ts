import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { trustOf } from '../../../src/liaison/ties/strength.js';
import { finish, listsOf, rowsOf, someTies, type MadeTie } from './made-graphs.js';
import { reachedOf, reachOf, trustsOf } from '../../../src/liaison/graph/reach.js';

const PERSONS = 7;

const world = fc.record({
  ties: someTies(PERSONS, 12),
  sources: fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { maxLength: 2 }),
  away: fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { maxLength: 2 }),
  most: fc.integer({ min: 1, max: 4 }),
  staff: fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { maxLength: 3 }),
});

/** Every simple path, by where it ends: its ties and its trust. */
function pathsTo(ties: readonly MadeTie[], sources: readonly number[], away: readonly number[], most: number) {
  const paths = new Map<number, { hops: number; trust: number }[]>();
  const walk = (path: readonly number[], trust: number) => {
    const last = path.at(-1)!;
    paths.set(last, [...(paths.get(last) ?? []), { hops: path.length - 1, trust }]);
    if (path.length > most) return;
    for (const { a, b, strength } of ties)
      for (const [one, other] of [
        [a, b],
        [b, a],
      ] as const)
        if (one === last && !path.includes(other) && !away.includes(other))
          walk([...path, other], trust * trustOf(strength));
  };
  for (const source of sources) walk([source], 1);
  return paths;
}

test('the fewest ties and the best trust are those of all simple paths', () => {
  fc.assert(
    fc.property(world, ({ ties, sources: some, away, most, staff }) => {
      const sources = some.filter((each) => !away.includes(each));
      const rows = rowsOf(PERSONS, ties);
      const posts = listsOf(Array.from({ length: PERSONS }, (_, person) => (away.includes(person) ? [] : [0])));
      const reach = finish(reachOf(rows, finish(trustsOf(rows)), posts, sources, most));
      const paths = pathsTo(ties, sources, away, most);
      const bestOf = (people: readonly number[]) => {
        const ways = people.flatMap((person) => paths.get(person) ?? []);
        return { hops: Math.min(...ways.map(({ hops }) => hops)), trust: Math.max(...ways.map(({ trust }) => trust)) };
      };
      for (let person = 0; person < PERSONS; person += 1) {
        const { hops, trust } = bestOf([person]);
        expect(reach.hops[person]).toBe(hops === Infinity ? -1 : hops);
        expect(reach.trusts[person]).toBeCloseTo(trust === -Infinity ? 0 : trust, 12);
      }
      const { hops, trust } = bestOf(staff);
      expect(reachedOf(reach, listsOf([staff]), 0)).toEqual(
        hops === Infinity ? undefined : { hops, trust: expect.closeTo(trust, 12) },
      );
    }),
    { numRuns: 500 },
  );
});
