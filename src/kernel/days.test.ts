import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { boundsOfDay, dayOf, dayStart } from './days.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Some whose clocks change at midnight, by half an hour, twice within weeks, or by a whole day. */
const zone = fc.constantFrom(
  'Asia/Tokyo',
  'UTC',
  'America/New_York',
  'America/Sao_Paulo',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/St_Johns',
  'Asia/Beirut',
);
const begin = Date.UTC(1940, 0, 1);

test('a day is from its beginning to that of the next, wherever clocks change', () => {
  fc.assert(
    fc.property(zone, fc.nat({ max: 130 * 366 * 24 }), fc.nat({ max: 12 }), (timeZone, hour, days) => {
      // Of one day after the other, of which some have no whole day's offset of their own.
      for (let day = 0; day <= days; day += 1) {
        const instant = begin + hour * HOUR + day * DAY;
        const told = dayOf(instant, timeZone);
        let next = instant;
        while (dayOf(next, timeZone) === told) next += HOUR;
        expect(boundsOfDay(instant, timeZone)).toEqual({
          since: dayStart(told, timeZone),
          until: dayStart(dayOf(next, timeZone), timeZone),
        });
      }
    }),
    { numRuns: 100 },
  );
});

test.each([
  ['2011-12-29T09:59:59.999Z', 'Pacific/Apia', '2011-12-28T10:00:00Z', '2011-12-29T10:00:00Z'],
  ['2011-12-29T10:00:00Z', 'Pacific/Apia', '2011-12-29T10:00:00Z', '2011-12-30T10:00:00Z'],
  ['2018-11-04T03:00:00Z', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z'],
  // A minute after midnight it was a minute after eleven again.
  ['2010-11-07T12:00:00Z', 'America/St_Johns', '2010-11-07T02:30:00Z', '2010-11-08T03:30:00Z'],
  ['2024-11-03T05:00:00Z', 'America/New_York', '2024-11-03T04:00:00Z', '2024-11-04T05:00:00Z'],
  ['2026-04-01T14:59:59.999Z', 'Asia/Tokyo', '2026-03-31T15:00:00Z', '2026-04-01T15:00:00Z'],
])('the day of %s in %s', (instant, timeZone, since, until) => {
  expect(boundsOfDay(Date.parse(instant), timeZone)).toEqual({ since: Date.parse(since), until: Date.parse(until) });
});

test('the last day that there is goes on where clocks are beyond it', () => {
  const [last, first] = [Date.parse('9999-12-31T23:59:59.999Z'), Date.parse('9999-12-31T15:00:00Z')];
  expect(dayOf(first - 1, 'Asia/Tokyo')).toBe('9999-12-31');
  expect(dayOf(last, 'Asia/Tokyo')).toBe('9999-12-31');
  expect(boundsOfDay(last, 'Asia/Tokyo')).toEqual({ since: first, until: first + DAY });
});
