import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { instantOf } from './instants.js';

const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');
const DAY_OF_MINUTES = 24 * 60;
const two = (number: number) => String(number).padStart(2, '0');

/** As PostgreSQL does, in a session whose zone is so many minutes east of Greenwich. */
function printed(instant: number, offset: number): string {
  const [seconds, fraction] = new Date(instant + offset * 60_000).toISOString().slice(0, -1).split('.');
  const digits = fraction!.replace(/0+$/, '');
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${seconds}${digits && `.${digits}`}${offset < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}

test('reads every instant of the years that have four digits, in any offset and with as many digits as it needs', () => {
  const instant = fc.integer({ min: FIRST + 86_400_000, max: LAST - 86_400_000 });
  const offset = fc.integer({ min: 1 - DAY_OF_MINUTES, max: DAY_OF_MINUTES - 1 });
  fc.assert(
    fc.property(instant, offset, fc.constantFrom(1, 10, 100, 1_000), (at, minutes, unit) => {
      const rounded = Math.floor(at / unit) * unit;
      expect(instantOf(printed(rounded, minutes))).toBe(rounded);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['2026-02-28T23:59:59.999+00:00', '2026-02-28T23:59:59.999Z'],
  ['2024-02-29T00:00:00+09:00', '2024-02-28T15:00:00Z'],
  ['2000-03-01T00:00:00.5-03:30', '2000-03-01T03:30:00.500Z'],
  ['1899-12-31T23:59:59+09:18:59', '1899-12-31T14:41:00Z'],
  ['0001-12-31T15:00:00+00:00 BC', '0000-12-31T15:00:00Z'],
])('%s', (text, expected) => {
  expect(new Date(instantOf(text)).toISOString()).toBe(new Date(expected).toISOString());
});
