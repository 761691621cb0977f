import { Temporal } from 'temporal-polyfill';

const DAY = 86_400_000;
const [DASH, COLON, T, POINT, PLUS] = [...'-:T.+'].map((sign) => sign.charCodeAt(0));

/**
 * The instant, in ms since the epoch, that a text of PostgreSQL names in JSON. Millions are read when the book is loaded,
 * nearly all of them like 2026-04-01T09:00:00.123+09:00: those are read here, and in a fifth of the time that `Date` takes.
 */
export function instantOf(text: string): number {
  const zone = text.length - 6;
  const sign = text.charCodeAt(zone);
  const isPlain =
    zone >= 19 &&
    (sign === PLUS || sign === DASH) &&
    text.charCodeAt(4) === DASH &&
    text.charCodeAt(10) === T &&
    text.charCodeAt(16) === COLON &&
    text.charCodeAt(zone + 3) === COLON &&
    (zone === 19 || (text.charCodeAt(19) === POINT && zone <= 23));
  if (!isPlain) return unusual(text);
  const two = (place: number) => digit(text, place) * 10 + digit(text, place + 1);
  const day = dayNumber(two(0) * 100 + two(2), two(5), two(8));
  let time = (two(11) * 60 + two(14)) * 60_000 + two(17) * 1_000;
  for (let place = 20, worth = 100; place < zone; place += 1, worth /= 10) time += digit(text, place) * worth;
  const offset = (two(zone + 1) * 60 + two(zone + 4)) * 60_000;
  return day * DAY + time - (sign === PLUS ? offset : -offset);
}

/**
 * `Date` alone reads neither offsets with seconds (local mean time) nor the year before the first, in which 0001-01-01
 * begins where days begin in the east.
 */
function unusual(text: string): number {
  const instant = Date.parse(text);
  if (!Number.isNaN(instant)) return instant;
  return Temporal.Instant.from(text.replace(/^0001(.+) BC$/, '+000000$1')).epochMilliseconds;
}

function digit(text: string, place: number): number {
  return text.charCodeAt(place) - 48;
}

/** Days since 1970-01-01 in the Gregorian calendar, as `days_from_civil` of H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013), counts them. */
function dayNumber(year: number, month: number, day: number): number {
  // From March on, so that the day that years do not always have is their last.
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
