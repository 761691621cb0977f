import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Term } from '../kernel/days.js';
import { overlap, withoutDays } from './terms.js';

const DAYS = Array.from({ length: 12 }, (_, day) => `2026-04-${String(day + 1).padStart(2, '0')}`);

const term: fc.Arbitrary<Term> = fc
  .tuple(fc.nat({ max: 10 }), fc.option(fc.nat({ max: 11 })))
  .map(([from, to]) => ({ from: DAYS[from]!, to: to === null || to < from ? null : DAYS[to]! }));

const covers = (terms: readonly Term[], day: string) =>
  terms.some(({ from, to }) => from <= day && (to === null || day < to));

test('without the days of others, what is left are exactly the days that none of these has', () => {
  fc.assert(
    fc.property(fc.array(term, { maxLength: 4 }), fc.array(term, { maxLength: 4 }), (terms, others) => {
      const left = withoutDays(terms, others);
      for (const day of [...DAYS, '2099-01-01'])
        expect(covers(left, day)).toBe(covers(terms, day) && !covers(others, day));
    }),
    { numRuns: 500 },
  );
});

test('two terms overlap when there is a day on which both hold', () => {
  fc.assert(
    fc.property(term, term, (a, b) => {
      expect(overlap(a, b)).toBe([...DAYS, '2099-01-01'].some((day) => covers([a], day) && covers([b], day)));
    }),
    { numRuns: 500 },
  );
});
