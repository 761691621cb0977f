import { Temporal } from 'temporal-polyfill';

const starts = new Map<string, Map<string, number>>();
const REMEMBERED_DAYS = 20_000;

/** From one instant until another, in ms since the epoch, a zone's clocks are ahead of UTC by so many ms. */
interface Offset {
  readonly since: number;
  readonly until: number;
  readonly ahead: number;
}

const offsets = new Map<string, Offset[]>();
const REMEMBERED_OFFSETS = 64;
const DAY = 86_400_000;
/** No further is looked for when clocks change next. */
const FAR = 400 * DAY;

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

/** The last one that is written YYYY-MM-DD. */
const LAST_DAY = '9999-12-31';

/** The day (YYYY-MM-DD) that an instant falls on in a time zone; the last that there is where clocks are beyond it already. */
export function dayOf(instant: number, timeZone: string): string {
  const day = plainDayOf(instant, timeZone);
  return day.year > 9999 ? LAST_DAY : day.toString();
}

function plainDayOf(instant: number, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDate();
}

/** When the day that an instant falls on begins, and when the next one does; quickly, for days that nobody asked about yet. */
export function boundsOfDay(instant: number, timeZone: string): { readonly since: number; readonly until: number } {
  const { since, until, ahead } = offsetAt(instant, timeZone);
  const begin = Math.floor((instant + ahead) / DAY) * DAY - ahead;
  // Where clocks change at about that time their offset alone does not tell.
  if (since + DAY <= begin && begin + 2 * DAY <= until) return { since: begin, until: begin + DAY };
  const day = plainDayOf(instant, timeZone);
  return {
    since: dayStart(day.toString(), timeZone),
    until: dayStart(day.add({ days: 1 }).toString(), timeZone),
  };
}

function offsetAt(instant: number, timeZone: string): Offset {
  let known = offsets.get(timeZone);
  if (!known) offsets.set(timeZone, (known = []));
  let offset = known.find(({ since, until }) => since <= instant && instant < until);
  if (!offset) {
    const moment = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
    // Looked for from just behind, as a change at the very instant is no previous one.
    const before = moment.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
    const after = moment.getTimeZoneTransition('next');
    const since = Math.max(before?.epochMilliseconds ?? -Infinity, instant - FAR);
    const until = Math.min(after?.epochMilliseconds ?? Infinity, instant + FAR);
    offset = { since, until, ahead: moment.offsetNanoseconds / 1e6 };
    if (known.length >= REMEMBERED_OFFSETS) known.length = 0;
    known.push(offset);
  }
  return offset;
}

/** A term by whole days; half-open: `to` is the first day on which it no longer holds, null when it is open-ended. */
export interface Term {
  readonly from: string;
  readonly to: string | null;
}

export function holds(term: Term, instant: number, timeZone: string): boolean {
  return dayStart(term.from, timeZone) <= instant && (term.to === null || instant < dayStart(term.to, timeZone));
}
