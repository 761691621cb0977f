import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction, createContext, runInContext } from 'node:vm';

import { InvalidValue } from '../../kernel/refusal.js';
import { japaneseHolidays } from './japanese-holidays.js';

/** What holds at a reading of the wall clock, and the reading until which it holds at least. */
export interface HoursState {
  readonly open: boolean;
  /** The value says itself that it is not sure: `unknown`, a comment without `open`, an open end such as `17:00+`. */
  readonly unknown: boolean;
  readonly until: number;
}

/**
 * Opening hours as parsed. A reading of the wall clock is a number: the milliseconds at which a clock on UTC would
 * read the same.
 */
export interface ParsedHours {
  /** The value as the library writes it, on one line. What it guessed while parsing is written out in it. */
  canonical(): string;
  /** The kinds of doubt the library has about the value, such as `use_multi`. */
  doubts(): ReadonlySet<string>;
  /** @throws {InvalidValue} where a date of the value cannot be computed, such as "easter -100 days" in some years. */
  stateAt(wallClock: number): HoursState;
}

interface LibraryInstance {
  getIterator: () => { advance: () => boolean };
  getStructuredWarnings(): { type: string }[];
  prettifyValue(): string;
  getStatePair(date: Date): [open: boolean, changes: Date | undefined, unknown: boolean];
}

type Library = new (value: string, place: object, options: object) => LibraryInstance;

type DateFields = [year: number, month: number, day?: number, hours?: number, minutes?: number];

/**
 * A Date whose local time is UTC whatever the time zone of the process, so that it can hold any reading of any wall
 * clock.
 */
class WallClockDate extends Date {
  constructor(...given: [] | [time: number | Date] | DateFields) {
    super(given.length === 0 ? Date.now() : given.length === 1 ? given[0] : 0);
    if (given.length > 1) {
      const [year, month, day = 1, hours = 0, minutes = 0] = given as DateFields;
      this.setUTCFullYear(year, month, day);
      this.setUTCHours(hours, minutes);
    }
  }
}

const FIELDS = ['FullYear', 'Month', 'Date', 'Hours', 'Minutes', 'Seconds', 'Milliseconds'] as const;
Object.defineProperty(WallClockDate.prototype, 'getDay', { value: Date.prototype.getUTCDay });
for (const field of FIELDS) {
  Object.defineProperty(WallClockDate.prototype, `get${field}`, { value: Date.prototype[`getUTC${field}`] });
  Object.defineProperty(WallClockDate.prototype, `set${field}`, { value: Date.prototype[`setUTC${field}`] });
}

/**
 * The library looks for the holidays of a place as `holidays[country][state].PH`, and then not for those of the
 * country.
 */
const COUNTRY = 'jp';
const STATE = '内閣府';

const holidayTable = {
  PH: [
    // Without a year it holds in every year: the library fails in a year without any holiday, and outside of the list
    // there is none.
    { name: '元日', fixed_date: [1, 1] },
    ...japaneseHolidays
      .filter(({ month, day }) => month !== 1 || day !== 1)
      .map(({ name, year, month, day }) => ({ name, year, fixed_date: [month, day] })),
  ],
  // Only for the parser, which writes a pageful where it has none; whoever parses must refuse the value.
  SH: [{ name: 'SH' }],
};

/**
 * The library is loaded into a realm of its own, because it leans on globals of the process that must not decide here:
 * - `Date`: it evaluates in the time zone of the process, which knows other gaps and folds than that of a channel;
 * - its table of holidays, which cannot be reached from outside and lacks 国民の休日 (2026-09-22) and what was moved in
 *   single years: in this realm every table inherits a state that holds the Cabinet Office's list;
 * - `console`: it prints the values of clients.
 * The sun's calendar (suncalc) is left out: the library would read it in UTC, so that values with sunrise or dusk are
 * refused.
 */
function loadLibrary(): Library {
  const file = createRequire(import.meta.url).resolve('opening_hours');
  const realm = createContext({});
  const everyObject = runInContext('Object.prototype', realm) as object;
  Object.defineProperty(everyObject, STATE, { value: holidayTable });
  const load = compileFunction(readFileSync(file, 'utf8'), ['module', 'exports', 'require', 'Date', 'console'], {
    filename: file,
    parsingContext: realm,
  });
  const module = { exports: {} };
  load(module, module.exports, () => ({}), WallClockDate, { warn: () => undefined, error: () => undefined });
  return module.exports as Library;
}

let library: Library | undefined;

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/**
 * Parses a value in OpenStreetMap's opening_hours syntax; PH are the national holidays of Japan.
 *
 * @throws {InvalidValue} where the library cannot parse it. The caller must have kept out values that begin with a blank
 * or a semicolon: on these a regular expression of the library (`^(?:\s*;?)+$`) takes exponential time.
 */
export function parseHours(value: string): ParsedHours {
  // Not every process is asked for hours, and none at its start.
  const Library = (library ??= loadLibrary());
  const parsed = attempt(() => new Library(value, { address: { country_code: COUNTRY, state: STATE } }, {}));
  // Before it names its doubts or writes the value, the library would look from now for the next change, five years
  // far.
  parsed.getIterator = () => ({ advance: () => false });
  return {
    canonical: () => attempt(() => parsed.prettifyValue()),
    doubts: () => attempt(() => new Set(parsed.getStructuredWarnings().map(({ type }) => type))),
    stateAt: (wallClock) => {
      const [open, changes, unknown] = attempt(() => parsed.getStatePair(new WallClockDate(wallClock)));
      return { open, unknown, until: changeAfter(wallClock, changes?.getTime()) };
    },
  };
}

/**
 * The next change that the library names can be too late; within a day, or at its end, it is right.
 * - With "|| ..." after times past midnight, a state that ends with the day is said to last until a time of the next.
 * - In a year without 29 February, a value that depends on it is said never to change.
 */
function changeAfter(wallClock: number, named: number | undefined): number {
  if (named === undefined) return Date.UTC(new Date(wallClock).getUTCFullYear() + 1, 0);
  const midnight = (Math.floor(wallClock / DAY) + 1) * DAY;
  if (named > midnight && named % DAY !== 0) return midnight;
  return named > wallClock ? named : wallClock + MINUTE;
}

/**
 * The library throws strings that repeat the value up to the fault, an arrow and then prose; on rare values a
 * TypeError.
 */
function attempt<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    const beyond = typeof error === 'string' ? error.indexOf(' <--- ') : -1;
    const where = beyond > 0 ? ` (the fault is near character ${beyond})` : '';
    throw new InvalidValue(
      `The opening hours are not valid in OpenStreetMap's opening_hours syntax${where}. Example: "Mo-Fr 09:00-17:00; PH off".`,
    );
  }
}
