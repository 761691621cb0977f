import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { agedBy, DEFAULT_WEIGHTS, freshStrength, HALF_LIFE, rounded, trustOf } from './strength.js';

const instant = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2050, 0, 1) });

describe('an encounter', () => {
  test('counts half a year of 365 days after its end, and in full while it runs', () => {
    expect(agedBy(1_000, 1_000 + HALF_LIFE)).toBeCloseTo(0.5, 15);
    expect(agedBy(1_000, 1_000 + 3 * HALF_LIFE)).toBeCloseTo(0.125, 15);
    expect([agedBy(1_000, 1_000), agedBy(1_000, 0)]).toEqual([1, 1]);
  });

  test('is divided by the number of the others; one person alone meets nobody', () => {
    expect(freshStrength(3, 2)).toBe(3);
    expect(freshStrength(3, 4)).toBe(1);
    expect([freshStrength(3, 1), freshStrength(3, 0)]).toEqual([0, 0]);
  });

  test('ages alike, whenever it was: what one factor makes of a strength is the strength later', () => {
    fc.assert(
      fc.property(instant, fc.nat(HALF_LIFE * 5), fc.nat(HALF_LIFE * 5), (end, then, later) => {
        const factor = 2 ** (-later / HALF_LIFE);
        expect(agedBy(end, end + then) * factor).toBeCloseTo(agedBy(end, end + then + later), 12);
      }),
    );
  });
});

test('trust is 1 - exp(-strength): 0 for nothing, never quite 1, and exact where it is small', () => {
  expect(trustOf(0)).toBe(0);
  expect(trustOf(1)).toBeCloseTo(1 - Math.exp(-1), 15);
  expect(trustOf(1e-18)).toBe(1e-18);
  for (const strength of [30, 37, 1e6]) expect(trustOf(strength)).toBeLessThan(1);
});

test('the weights are those of the definitions', () => {
  expect(DEFAULT_WEIGHTS).toEqual({
    kinds: { JOINT_WORK: 3, CONSULTATION: 2, TRAINING: 1.5, MEETING: 1, DRILL: 1, SYMPOSIUM: 0.25 },
    modes: { IN_PERSON: 1, HYBRID: 0.7, ONLINE: 0.4 },
  });
});

test('rounded strengths tell apart what differs by a second of ageing, and not what was added up in another order', () => {
  const parts = fc.array(fc.double({ min: 1e-6, max: 10, noNaN: true }), { minLength: 1, maxLength: 20 });
  const sum = (all: readonly number[]) => all.reduce((total, each) => total + each, 0);
  fc.assert(
    fc.property(parts, (all) => {
      const [strength, reversed] = [sum(all), sum(all.toReversed())];
      expect(Math.abs(rounded(strength) - rounded(reversed))).toBeLessThanOrEqual(strength * 2 ** -39);
      expect(rounded(strength)).toBeGreaterThan(rounded(strength * agedBy(0, 1_000)));
    }),
  );
  expect(rounded(1 - 2 ** -53)).toBe(1);
});
