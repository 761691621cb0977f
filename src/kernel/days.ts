import { Temporal } from 'temporal-polyfill';

const starts = new Map<string, Map<string, number>>();
const REMEMBERED_DAYS = 20_000;

/** The first instant of a day in a time zone, in ms since the epoch: after midnight where daylight saving skips it. */
export function dayStart(date: string, timeZone: string): number {
  let known = starts.get(timeZone);
  if (!known) starts.set(timeZone, (known = new Map<string, number>()));
  let start = known.get(date);
  if (start === undefined) {
    start = Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds;
    if (known.size >= REMEMBERED_DAYS) known.clear();
    known.set(date, start);
  }
  return start;
}

/** The day (YYYY-MM-DD) that an instant falls on in a time zone. */
export function dayOf(instant: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** A term by whole days; half-open: `to` is the first day on which it no longer holds, null when it is open-ended. */
export interface Term {
  readonly from: string;
  readonly to: string | null;
}

export function holds(term: Term, instant: number, timeZone: string): boolean {
  return dayStart(term.from, timeZone) <= instant && (term.to === null || instant < dayStart(term.to, timeZone));
}
