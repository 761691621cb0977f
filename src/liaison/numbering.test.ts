import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Numbering } from './numbering.js';

/** Many that end alike, as the ids of one table that begin alike do not. */
const id = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.nat({ max: 400 }).map((number) => `per_01k${number.toString(32).padStart(23, '0')}`),
  fc.nat({ max: 40 }).map((number) => `${number}${'0'.repeat(20)}`),
);

test('an id that lies in bytes has the number that it has as a text', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(id, fc.boolean(), fc.nat({ max: 3 })), { maxLength: 200 }), (ids) => {
      const numbering = new Numbering();
      const numbers = new Map<string, number>();
      for (const [each, isInBytes, before] of ids) {
        if (!numbers.has(each)) numbers.set(each, numbers.size);
        const bytes = Buffer.from(`${'x'.repeat(before)}${each}yz`);
        const number = isInBytes ? numbering.ofBytes(bytes, before, before + each.length) : numbering.of(each);
        expect(number).toBe(numbers.get(each));
        expect(numbering.idOf(number)).toBe(each);
      }
      expect(numbering.size).toBe(numbers.size);
    }),
    { numRuns: 300 },
  );
});

test('numbers ids in the order in which they come, each once, as a map would', () => {
  fc.assert(
    fc.property(fc.array(id, { maxLength: 300 }), id, (ids, stranger) => {
      const numbering = new Numbering();
      const numbers = new Map<string, number>();
      for (const each of ids) {
        expect(numbering.known(each)).toBe(numbers.get(each));
        if (!numbers.has(each)) numbers.set(each, numbers.size);
        expect(numbering.of(each)).toBe(numbers.get(each));
      }
      expect(numbering.size).toBe(numbers.size);
      expect(numbering.known(stranger)).toBe(numbers.get(stranger));
      for (const [each, number] of numbers) {
        expect(numbering.known(each)).toBe(number);
        expect(numbering.idOf(number)).toBe(each);
      }
      expect([...numbers.values()].sort(numbering.byId).map((number) => numbering.idOf(number))).toEqual(
        [...numbers.keys()].sort(),
      );
    }),
    { numRuns: 300 },
  );
});
