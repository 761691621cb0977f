import { InvalidValue } from '../../kernel/refusal.js';
import type { HoursState, ParsedHours } from './opening-hours-library.js';
import { parseHours } from './opening-hours-library.js';
import { ZoneOffsets } from './zone-offset.js';

export interface Openness {
  readonly open: boolean;
  /** In ms since the epoch; null while it is open, and where it does not open within fifty years. */
  readonly opensNext: number | null;
}

const ALWAYS = '24/7';
const MAX_LENGTH = 500;
const MAX_SUGGESTION_LENGTH = 120;
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/**
 * Within 40 years every day of the calendar falls on every weekday; what does not open within this time hardly ever
 * will.
 */
const SEARCHED_YEARS = 50;

/**
 * How long a search for the next opening may take, in units of what one time range costs in one step (0.5 µs on a
 * slow machine): in all some 0.15 s, and only for values that are closed for years on end. Measured: the library
 * computes some sixty movable days of the year each time it meets a holiday or Easter.
 */
const MAX_WORK = 250_000;
const WORK_OF_STEP = 12;
const WORK_OF_HOLIDAY = 120;

/** The year in which a check begins to evaluate: fixed, so that a value is accepted or refused on every day alike. */
const CHECKED_FROM = 2025;

/** A parsed value takes some 30 kB. */
const MAX_SCHEDULES = 1_000;
const MAX_ZONES = 600;
const MAX_ZONES_OF_SCHEDULE = 32;
const MAX_INTERVALS = 8;

/**
 * What the library reports about values whose meaning is nevertheless certain. Any other report means that it
 * guessed, or that the value hardly means what it says ("Mo-Fr 09:00-17:00 Sa 10:00-12:00" is open on Saturday from
 * 09:00 to 17:00).
 */
const HARMLESS_DOUBTS: ReadonlySet<string> = new Set([
  'additional_rule_separator_not_used_after_time_wrapping_midnight',
  'additional_rule_which_evaluates_to_closed',
  'date_past',
  'date_range_past',
  'nothing_useful',
  'vague',
  'year_past',
]);

/**
 * The normalised text of opening hours in OpenStreetMap's opening_hours syntax: blanks, case and zeros as the library
 * writes them. PH are the national holidays of Japan. Only what has one certain meaning passes, since somebody in an
 * emergency relies on it.
 *
 * Refused are: SH (there is no list of Japan's school holidays); sunrise, sunset, dawn and dusk (they need a place,
 * and a channel has none); values that the library can only guess at or gets wrong; values that are never certain to
 * be open, such as `24/7 "by appointment"` or "17:00+"; values that take too long to evaluate. "off", which never
 * opens, is a value like others.
 *
 * @throws {InvalidValue} with a message for the client.
 */
export function checkHours(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '')
    throw new InvalidValue('The opening hours are empty. For a channel that is always open write "24/7".');
  if (trimmed.length > MAX_LENGTH) throw new InvalidValue(`The opening hours have more than ${MAX_LENGTH} characters.`);
  const hours = trimmed.replace(/\s+/gu, ' ');
  if (/\p{C}/u.test(hours)) throw new InvalidValue('The opening hours contain control characters.');
  if (hours === ALWAYS) return hours;
  // See parseHours on the values that it must not get.
  if (hours.startsWith(';')) throw new InvalidValue('The opening hours begin with an empty rule (";").');

  const parsed = parseHours(hours);
  const canonical = parsed.canonical();
  refuseUnsupported(canonical);
  refuseDoubtful(hours, canonical, parsed.doubts());
  for (let year = 0; year <= SEARCHED_YEARS; year++) parsed.stateAt(Date.UTC(CHECKED_FROM + year, 0));
  refuseNeverCertain(scheduleOf(canonical));
  return canonical;
}

function refuseUnsupported(canonical: string): void {
  const withoutComments = canonical.replace(/"[^"]*"/gu, '');
  if (/\bSH\b/u.test(withoutComments)) {
    throw new InvalidValue('School holidays (SH) are not supported in opening hours; give their dates.');
  }
  if (/\b(?:dawn|sunrise|sunset|dusk)\b/u.test(withoutComments)) {
    throw new InvalidValue('Times of the sun are not supported in opening hours; give them as hours and minutes.');
  }
  // The library takes "Feb 15-28" for no day at all in a year without 29 February, "Feb 15-29" for none in any year,
  // and "Feb 15-Feb 29" with 1 March in a year without.
  if (/\bFeb \d\d(?:[-,/]\d\d?)*-2[89]\b|-Feb 29\b/u.test(withoutComments)) {
    throw new InvalidValue('Write days up to the end of February as "Feb 15-Feb 28" or "Feb 15-Feb 28,Feb 29".');
  }
}

function refuseDoubtful(hours: string, canonical: string, doubts: ReadonlySet<string>): void {
  if ([...doubts].every((doubt) => HARMLESS_DOUBTS.has(doubt)) && canonical.length <= MAX_LENGTH) return;
  if (doubts.has('interpreted_as_year')) throw new InvalidValue('The opening hours name a year after 2099.');
  if (doubts.has('combine_rules') || doubts.has('default_state')) {
    throw new InvalidValue(
      'A rule of the opening hours replaces those before it; join times with "," or name the days.',
    );
  }
  if (canonical === hours || canonical.length > MAX_SUGGESTION_LENGTH) {
    throw new InvalidValue('The opening hours can be read in more than one way; separate rules with ";".');
  }
  throw new InvalidValue(`The opening hours can only be guessed at. If this is what they mean, write: ${canonical}`);
}

function refuseNeverCertain(schedule: Schedule): void {
  const from = Date.UTC(CHECKED_FROM, 0);
  const { opening, uncertain, givenUp } = searchOpening(schedule, new ZoneOffsets('UTC'), from, searchEnd(from));
  if (opening !== null) return;
  if (uncertain) {
    throw new InvalidValue(
      'The opening hours are never certain to be open; write "open" before a comment, and an end instead of "+".',
    );
  }
  if (givenUp) throw new InvalidValue('The opening hours are too intricate to be evaluated.');
}

/** [from, to) in ms since the epoch, in which one answer holds. */
interface Interval {
  readonly from: number;
  readonly to: number;
  readonly answer: Openness;
}

interface Schedule {
  readonly hours: ParsedHours;
  /** How many states a search may look at. */
  readonly maxSteps: number;
  /** By time zone the intervals asked for, latest first. */
  readonly intervals: Map<string, Interval[]>;
}

const schedules = new Map<string, Schedule>();
const zones = new Map<string, ZoneOffsets>();
const OPEN: Openness = Object.freeze({ open: true, opensNext: null });

/**
 * Whether hours that have passed `checkHours` are open in an IANA time zone at an instant (ms since the epoch), and
 * when they open next: the first instant at which they are open. Where the hours are not sure themselves (`unknown`,
 * a comment without "open", an open end) they count as closed: a chain of contacts must not promise that somebody
 * answers.
 *
 * A wall clock's hour that a zone skips is never open, one that it repeats is open twice; hours that begin in a
 * skipped hour begin with the jump. Beyond 2050, where the list of holidays ends, only New Year's Day is a PH.
 *
 * @throws {InvalidValue} where the hours cannot be parsed. @throws {RangeError} where there is no such time zone.
 */
export function openness(hours: string, timeZone: string, at: number): Openness {
  if (hours === ALWAYS) return OPEN;
  const schedule = remember(schedules, MAX_SCHEDULES, hours, () => scheduleOf(hours));
  const known = remember(schedule.intervals, MAX_ZONES_OF_SCHEDULE, timeZone, () => []);
  let interval = known.find(({ from, to }) => from <= at && at < to);
  if (!interval) {
    const offsets = remember(zones, MAX_ZONES, timeZone, () => new ZoneOffsets(timeZone));
    interval = intervalAround(schedule, offsets, at);
    known.unshift(interval);
    if (known.length > MAX_INTERVALS) known.pop();
  }
  return interval.answer;
}

function intervalAround(schedule: Schedule, offsets: ZoneOffsets, at: number): Interval {
  const from = beginOfMinute(offsets, at);
  const { open, until } = stateAt(schedule, offsets, from);
  if (open) return { from, to: until, answer: OPEN };
  const { opening, reached } = searchOpening(schedule, offsets, until, searchEnd(at));
  if (opening !== null) return { from, to: opening, answer: { open, opensNext: opening } };
  // The end of the search moves with the year, so that "never" is known for this year only.
  return { from, to: Math.min(reached, endOfYear(at)), answer: { open, opensNext: null } };
}

/** The state at an instant, and until which instant it holds at least: the wall clock has got there, or has jumped. */
function stateAt(schedule: Schedule, offsets: ZoneOffsets, instant: number): HoursState {
  const { offset, to } = offsets.spanAt(instant);
  try {
    const { open, unknown, until } = schedule.hours.stateAt(instant + offset);
    return { open, unknown, until: Math.min(until - offset, to) };
  } catch (error) {
    // A check looks at each year once, and thus not at every date: one value must not take the whole answer down.
    if (error instanceof InvalidValue) return { open: false, unknown: true, until: Math.min(instant + DAY, to) };
    throw error;
  }
}

function searchOpening(schedule: Schedule, offsets: ZoneOffsets, from: number, end: number) {
  let reached = from;
  let uncertain = false;
  for (let step = 0; step < schedule.maxSteps && reached < end; step++) {
    const { open, unknown, until } = stateAt(schedule, offsets, reached);
    if (open) return { opening: reached, reached, uncertain, givenUp: false };
    uncertain ||= unknown;
    reached = until;
  }
  return { opening: null, reached, uncertain, givenUp: reached < end };
}

/** States change with whole minutes of the wall clock. To begin there serves requests that overtake one another. */
function beginOfMinute(offsets: ZoneOffsets, instant: number): number {
  const { from, offset } = offsets.spanAt(instant);
  return Math.max(from, Math.floor((instant + offset) / MINUTE) * MINUTE - offset);
}

function endOfYear(instant: number): number {
  return Date.UTC(new Date(instant).getUTCFullYear() + 1, 0);
}

/** Not beyond the last instant that can be told. */
function searchEnd(instant: number): number {
  return Date.UTC(Math.min(new Date(instant).getUTCFullYear() + SEARCHED_YEARS + 1, 10_000), 0);
}

function scheduleOf(hours: string): Schedule {
  const ranges = hours.split(/[,;|]/u).length;
  const holidays = hours.match(/PH|easter/giu)?.length ?? 0;
  const work = WORK_OF_STEP + ranges + WORK_OF_HOLIDAY * holidays;
  return { hours: parseHours(hours), maxSteps: Math.ceil(MAX_WORK / work), intervals: new Map() };
}

/** The value of a key; what is missing is made, and the oldest entry makes room for it. */
function remember<V>(cache: Map<string, V>, limit: number, key: string, make: () => V): V {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (cache.size >= limit) cache.delete(cache.keys().next().value as string);
  cache.set(key, made);
  return made;
}
