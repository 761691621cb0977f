import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { finish, rowsOf, someTies } from './made-graphs.js';
import { trustOf } from '../../../src/liaison/ties/strength.js';
import { orderStatistic } from '../../../src/liaison/graph/order-statistic.js';
import { stepwiseSorted } from '../../../src/liaison/graph/stepwise-sort.js';
import { trustMatrixOfRows } from '../../../src/liaison/graph/trust-matrix.js';

const ORGANIZATIONS = 8;
const GROUPS = 3;

test('each cell has the trust of all its pairs, those without a tie with 0', () => {
  const world = fc.record({
    ties: someTies(ORGANIZATIONS, 20),
    groupOf: fc.array(fc.nat({ max: GROUPS - 1 }), { minLength: ORGANIZATIONS, maxLength: ORGANIZATIONS }),
    /** Of each group, organizations that are in no row. */
    absent: fc.array(fc.nat({ max: 2 }), { minLength: GROUPS, maxLength: GROUPS }),
    threshold: fc.constantFrom(0, 0.02, trustOf(0.5), 0.5, 0.9),
  });
  fc.assert(
    fc.property(world, ({ ties, groupOf, absent, threshold }) => {
      const all = [...groupOf, ...absent.flatMap((count, group) => Array<number>(count).fill(group))];
      const sizes = Array.from({ length: GROUPS }, (_, group) => all.filter((each) => each === group).length);
      const cells = finish(trustMatrixOfRows(rowsOf(ORGANIZATIONS, ties), Int32Array.from(groupOf), sizes, threshold));
      const expected = [0, 1, 2].flatMap((from) =>
        [0, 1, 2].slice(from).map((to) => {
          const trusts: number[] = [];
          for (const [a, one] of all.entries())
            for (const [b, other] of all.entries()) {
              if (a >= b || Math.min(one, other) !== from || Math.max(one, other) !== to) continue;
              const tie = ties.find((each) => each.a === a && each.b === b);
              trusts.push(tie ? trustOf(tie.strength) : 0);
            }
          trusts.sort((a, b) => a - b);
          const least = (part: number) => trusts.find((_, place) => (place + 1) / trusts.length >= part - 1e-12);
          return {
            from,
            to,
            pairs: trusts.length,
            tied: trusts.filter((trust) => trust > 0).length,
            trusted: trusts.filter((trust) => trust >= threshold).length,
            distribution:
              trusts.length === 0
                ? undefined
                : {
                    least: trusts[0],
                    median: least(0.5),
                    p90: least(0.9),
                    most: trusts.at(-1),
                    mean: expect.closeTo(trusts.reduce((sum, trust) => sum + trust, 0) / trusts.length, 12),
                  },
          };
        }),
      );
      expect(cells).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

/** Which of the two zeros comes first is no matter of order. */
const noNegativeZero = fc.double({ noNaN: true }).map((value) => value + 0);

test('an order statistic is what stands there once all is sorted', () => {
  const values = fc.array(fc.oneof(fc.nat({ max: 5 }), noNegativeZero), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(values, fc.nat(), (given, place) => {
      const at = place % given.length;
      expect(finish(orderStatistic(Float64Array.from(given), at))).toBe(Float64Array.from(given).sort()[at]);
    }),
    { numRuns: 500 },
  );
});

test('sorted in steps, many are in the order in which they would be at once', () => {
  let state = 7;
  const keys = Array.from({ length: 5_000 }, () => (state = (state * 48_271) % 2_147_483_647) % 700);
  const byKey = (a: number, b: number) => keys[a]! - keys[b]!;
  for (const count of [0, 1, 1_024, 1_025, 4_096, 5_000]) {
    const values = Array.from({ length: count }, (_, value) => value);
    expect([...finish(stepwiseSorted(values, byKey))]).toEqual(values.toSorted(byKey));
  }
});
