import { expect, test } from '@jest/globals';
import type { Acquaintances } from './acquaintances.js';
import { FirstGuess } from './first-guess.js';
import { BARRED, Roles } from './roles.js';

/** Of ties [one, other, trust], in the order of their trust. */
function rowsOf(persons: number, ties: readonly (readonly [number, number, number])[], absent: number): Acquaintances {
  const rows = Array.from({ length: persons }, (_, person) =>
    ties.flatMap(([a, b, trust]) => (a === person ? [{ other: b, trust }] : b === person ? [{ other: a, trust }] : [])),
  );
  const begins = rows.map((_, person) => rows.slice(0, person).flat().length);
  return {
    persons,
    admits: (person) => person !== absent,
    extent: (person) => rows[person]!.length,
    begin: (person) => begins[person]!,
    end: (person) => begins[person]! + rows[person]!.length,
    others: Int32Array.from(rows.flat(), ({ other }) => other),
    bounds: Float32Array.from(rows.flat(), ({ trust }) => trust),
    groupOf: () => {
      throw new Error('Nobody is asked about as a group.');
    },
    trustOf: () => {
      throw new Error('Bounds are enough.');
    },
  };
}

test('what is guessed is what the best paths at hand come to, whatever was guessed before', () => {
  const ties = [
    [0, 1, 0.9],
    [5, 3, 0.9],
    // Of four ties 0-1-2-3-5, of three 0-1-3-5, of two 0-4-5; 7 is barred, and 8 is absent.
    [1, 2, 0.8],
    [2, 3, 0.8],
    [0, 7, 0.7],
    [5, 7, 0.7],
    [0, 8, 0.7],
    [5, 8, 0.7],
    [1, 3, 0.5],
    [0, 4, 0.4],
    [4, 5, 0.4],
  ] as const;
  const graph = rowsOf(9, ties, 8);
  const roles = new Roles();
  roles.reserve(9);
  roles.mark([0, 5, 7], BARRED);
  const guess = new FirstGuess(roles);
  guess.reserve(9);
  const last = (most: number, maxTies: number, near = 0) => guess.trustOfLast(graph, [near], [5], most, maxTies);
  expect(last(1, 4)).toBeCloseTo(0.9 * 0.8 * 0.8 * 0.9, 6);
  expect(last(2, 4)).toBeCloseTo(0.9 * 0.5 * 0.9, 6);
  expect(last(3, 4)).toBeCloseTo(0.4 * 0.4, 6);
  expect(last(4, 4)).toBe(0);
  expect(last(1, 3)).toBeCloseTo(0.9 * 0.5 * 0.9, 6);
  expect(last(1, 4, 6)).toBe(0);
});
