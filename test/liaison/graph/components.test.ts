import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { finish, neighbours, rowsOf, someTies } from './made-graphs.js';
import { componentSizes } from '../../../src/liaison/graph/components.js';

const PERSONS = 9;

function sizesByWalking(known: readonly (readonly number[])[]): number[] {
  const sets = [...known.keys()].map((vertex) => {
    const reached = new Set([vertex]);
    for (const each of reached) for (const next of known[each]!) reached.add(next);
    return [...reached].sort((a, b) => a - b);
  });
  const components = new Map(sets.map((set) => [set.join(), set.length]));
  return [...components.values()].sort((a, b) => b - a);
}

test('they are who reaches whom, the largest first', () => {
  fc.assert(
    fc.property(someTies(PERSONS, 10), (ties) => {
      const sizes = finish(componentSizes(rowsOf(PERSONS, ties)));
      expect([...sizes]).toEqual(sizesByWalking(neighbours(PERSONS, ties)));
    }),
    { numRuns: 300 },
  );
});
