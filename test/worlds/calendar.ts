/**
 * Days and opening hours, told from the wall clock alone: slow, and independent of how the product tells them. Every zone
 * and all the hours used keep to quarters of an hour.
 */

const QUARTER = 15 * 60_000;
const BLOCK = 24 * QUARTER;
const DAY = 24 * 60 * 60_000;

interface Wall {
  /** YYYY-MM-DD */
  readonly date: string;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Since midnight. */
  readonly minute: number;
}

function wallAt(instant: number, timeZone: string): Wall {
  const shown = new Date(instant + offsetAt(instant, timeZone));
  return {
    date: shown.toISOString().slice(0, 10),
    weekday: shown.getUTCDay(),
    minute: shown.getUTCHours() * 60 + shown.getUTCMinutes(),
  };
}

/** By how many ms the wall clock is ahead of UTC. No zone changes its clocks twice within a few hours. */
function offsetAt(instant: number, timeZone: string): number {
  const begin = Math.floor(instant / BLOCK) * BLOCK;
  const offset = readOffset(begin, timeZone);
  if (offset === readOffset(begin + BLOCK, timeZone)) return offset;
  return readOffset(Math.floor(instant / QUARTER) * QUARTER, timeZone);
}

const clocks = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

function readOffset(instant: number, timeZone: string): number {
  const key = `${instant} ${timeZone}`;
  let offset = offsets.get(key);
  if (offset === undefined) offsets.set(key, (offset = readClock(instant, timeZone) - instant));
  return offset;
}

/** What the wall clock shows, as the instant at which a clock of UTC shows the same. */
function readClock(instant: number, timeZone: string): number {
  let clock = clocks.get(timeZone);
  if (!clock) {
    const two = '2-digit';
    const parts = { year: 'numeric', month: two, day: two, hour: two, minute: two, hourCycle: 'h23' } as const;
    clocks.set(timeZone, (clock = new Intl.DateTimeFormat('en-US', { ...parts, calendar: 'gregory', timeZone })));
  }
  const part = Object.fromEntries(clock.formatToParts(instant).map(({ type, value }) => [type, value]));
  return Date.parse(`${part['year']}-${part['month']}-${part['day']}T${part['hour']}:${part['minute']}Z`);
}

/** The day that an instant falls on. */
export function dayOf(instant: number, timeZone: string): string {
  return wallAt(instant, timeZone).date;
}

/** The day so many days after another one. */
export function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

const starts = new Map<string, number>();

/** The first instant, in ms since the epoch, at which the wall clock shows the day. */
export function dayStart(date: string, timeZone: string): number {
  const key = `${date} ${timeZone}`;
  let start = starts.get(key);
  if (start === undefined) {
    start = Date.parse(`${date}T00:00:00Z`) - 15 * 4 * QUARTER;
    while (dayOf(start, timeZone) < date) start += QUARTER;
    starts.set(key, start);
  }
  return start;
}

const OPEN: Readonly<Record<string, (wall: Wall) => boolean>> = {
  '24/7': () => true,
  off: () => false,
  'Mo-Fr 09:00-17:00': ({ weekday, minute }) => weekday >= 1 && weekday <= 5 && minute >= 9 * 60 && minute < 17 * 60,
  'Sa,Su 00:00-24:00': ({ weekday }) => weekday === 0 || weekday === 6,
  'Mo-Su 22:00-06:00': ({ minute }) => minute >= 22 * 60 || minute < 6 * 60,
  'We 12:30-13:15': ({ weekday, minute }) => weekday === 3 && minute >= 12 * 60 + 30 && minute < 13 * 60 + 15,
};

/** The opening hours of which `opennessAt` knows what they mean. */
export const HOURS = Object.keys(OPEN);

export interface Openness {
  readonly open: boolean;
  /** The first instant at which it is open; null while it is, and where it never opens. */
  readonly opensNext: number | null;
}

const answers = new Map<string, Openness>();

export function opennessAt(hours: string, timeZone: string, instant: number): Openness {
  const key = `${hours} ${timeZone} ${instant}`;
  let answer = answers.get(key);
  if (!answer) answers.set(key, (answer = search(OPEN[hours]!, timeZone, instant)));
  return answer;
}

function search(isOpen: (wall: Wall) => boolean, timeZone: string, instant: number): Openness {
  if (isOpen(wallAt(instant, timeZone))) return { open: true, opensNext: null };
  // All of these hours come again within a week, a day lost to a change of the clock aside.
  for (let next = Math.floor(instant / QUARTER) * QUARTER + QUARTER; next < instant + 9 * DAY; next += QUARTER)
    if (isOpen(wallAt(next, timeZone))) return { open: false, opensNext: next };
  return { open: false, opensNext: null };
}
