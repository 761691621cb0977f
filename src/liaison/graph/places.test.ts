import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Marks } from './marks.js';
import { Places } from './places.js';

test('places are given in the order in which numbers come, and stay', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 3_000 }), { maxLength: 1_200, size: 'max' }), (numbers) => {
      const [places, expected] = [new Places(), new Map<number, number>()];
      for (const number of numbers) {
        expect(places.known(number)).toBe(expected.get(number) ?? -1);
        if (!expected.has(number)) expected.set(number, expected.size);
        expect(places.of(number)).toBe(expected.get(number));
      }
      expect(numbers.map((number) => places.known(number))).toEqual(numbers.map((number) => expected.get(number)));
      expect(places.size).toBe(expected.size);
    }),
    { numRuns: 20 },
  );
});

test('marks add up until all of them are forgotten, however often that is', () => {
  for (const step of [8, 2 ** 28]) {
    const marks = new Marks(step);
    marks.reserve(3);
    for (let round = 0; round < 20; round += 1) {
      expect([0, 1, 2].map((number) => marks.of(number))).toEqual([0, 0, 0]);
      marks.set(1, 1);
      marks.set(1, 4);
      marks.set(2, 2);
      expect([0, 1, 2].map((number) => marks.of(number))).toEqual([0, 5, 2]);
      marks.clear();
    }
  }
});
