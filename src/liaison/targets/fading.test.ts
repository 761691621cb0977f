import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dayStart } from '../../kernel/days.js';
import { Fading, type Running } from './fading.js';
import { HALF_LIFE, rounded, trustOf } from '../ties/strength.js';

const DAY = 86_400_000;
const AT = Date.UTC(2026, 3, 1, 3);
const TOKYO = 'Asia/Tokyo';
/** Days have 23 and 25 hours there, and one begins at one o'clock. */
const ZONES = [TOKYO, 'America/Sao_Paulo', 'UTC'];

interface Given {
  readonly at: number;
  readonly ended: number;
  readonly running: readonly Running[];
}

const total = ({ ended, running }: Given) => running.reduce((sum, { strength }) => sum + strength, ended);
const read = (given: Given) => new Fading(given.at, total(given), given.running);

/** By the definition of a strength, encounter by encounter. */
const strengthAt = ({ at, ended, running }: Given, moment: number) =>
  running.reduce(
    (sum, { endsAt, strength }) => sum + strength * 2 ** -(Math.max(0, moment - endsAt) / HALF_LIFE),
    ended * 2 ** -((moment - at) / HALF_LIFE),
  );

const given: fc.Arbitrary<Given> = fc.record({
  at: fc.integer({ min: -300 * DAY, max: 300 * DAY }).map((ms) => AT + ms),
  ended: fc.constantFrom(0, 0.001, 0.3, 1, 5),
  running: fc.constant([]),
});
const withRunning = given.chain((each) =>
  fc
    .array(
      fc.record({
        endsAt: fc.integer({ min: 1, max: 200 * DAY }).map((ms) => each.at + ms),
        strength: fc.constantFrom(0.01, 0.25, 1),
      }),
      { maxLength: 3 },
    )
    .map((running) => ({ ...each, running })),
);

/** Day after day, until one begins with less than is wanted. */
function byLooking(of: Given, wanted: number, zone: string): string | null {
  const trustAt = (moment: number) => trustOf(rounded(strengthAt(of, moment)));
  if (trustAt(of.at) < wanted) return null;
  for (let day = of.at - 2 * DAY; ; day += DAY) {
    const text = new Date(day).toISOString().slice(0, 10);
    const start = dayStart(text, zone);
    if (start > of.at && trustAt(start) < wanted) return text;
  }
}

describe('The day on which too little is left', () => {
  test.each([
    ['with encounters that have ended', given],
    ['with some that run still', withRunning],
  ])('is the one that looking day after day finds, %s', (_, worlds) => {
    fc.assert(
      fc.property(
        worlds,
        fc.double({ min: 0.05, max: 0.999, noNaN: true }),
        fc.constantFrom(...ZONES),
        (of, wanted, zone) => {
          expect(read(of).fadesOn(wanted, zone)).toBe(byLooking(of, wanted, zone));
        },
      ),
      { numRuns: 120 },
    );
  });

  test('is right by roundings, too: also where just so much is wanted as a day begins with', () => {
    fc.assert(
      fc.property(withRunning, fc.integer({ min: 1, max: 900 }), fc.constantFrom(...ZONES), (of, days, zone) => {
        const fading = read(of);
        const day = new Date(of.at + days * DAY).toISOString().slice(0, 10);
        const wanted = fading.trustAt(dayStart(day, zone));
        fc.pre(wanted > 0 && dayStart(day, zone) > of.at);
        const fadesOn = fading.fadesOn(wanted, zone)!;
        // Not on that day: it begins with no less than is wanted.
        expect(fadesOn > day).toBe(true);
        expect(fading.trustAt(dayStart(fadesOn, zone))).toBeLessThan(wanted);
        const before = new Date(Date.parse(fadesOn) - DAY).toISOString().slice(0, 10);
        expect(fading.trustAt(Math.max(of.at, dayStart(before, zone)))).toBeGreaterThanOrEqual(wanted);
      }),
      { numRuns: 200 },
    );
  });

  test('there is none where it is too little already, and none that cannot be written', () => {
    expect(read({ at: AT, ended: 0.1, running: [] }).fadesOn(0.5, TOKYO)).toBeNull();
    expect(read({ at: AT, ended: 0, running: [] }).fadesOn(0.5, TOKYO)).toBeNull();
    const late = Date.UTC(9999, 11, 20);
    expect(read({ at: late, ended: 1, running: [] }).fadesOn(0.5, TOKYO)).toBeNull();
    expect(read({ at: late, ended: 1, running: [] }).fadesOn(trustOf(0.99), TOKYO)).toBe('9999-12-26');
    expect(read({ at: AT, ended: 1e-300, running: [] }).fadesOn(5e-324, TOKYO)).not.toBeNull();
  });
});

test('goes on as the definition of a strength has it, and never up', () => {
  fc.assert(
    fc.property(withRunning, fc.array(fc.integer({ min: 0, max: 4_000 * DAY }), { minLength: 2 }), (of, ages) => {
      const fading = read(of);
      const trusts = ages.toSorted((a, b) => a - b).map((age) => fading.trustAt(of.at + age));
      expect(trusts).toEqual(trusts.toSorted((a, b) => b - a));
      for (const age of ages) {
        const expected = trustOf(strengthAt(of, of.at + age));
        expect(Math.abs(fading.trustAt(of.at + age) - expected)).toBeLessThanOrEqual(1e-11 * expected);
      }
    }),
    { numRuns: 300 },
  );
});
