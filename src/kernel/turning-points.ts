import { getMetadataArgsStorage } from 'typeorm';
import { dayStart } from './days.js';
import type { Row } from './node.js';

/** The properties of a row in which days and moments stand. */
interface Columns {
  readonly days: readonly string[];
  readonly moments: readonly string[];
}

/** A time within which nothing begins or ends that is recorded: from a moment until before another, in ms since the epoch. */
export interface QuietTime {
  readonly since: number;
  readonly until: number;
}

const DAY = 86_400_000;
/** A day begins nowhere further from where it begins in UTC. */
const FURTHEST = 16 * 3_600_000;
/** When there are more, those that are long over are forgotten. */
const MANY = 4_000;

/**
 * The moments at which something that is recorded begins or ends: of whatever was told as of now, nothing comes to be otherwise by itself
 * between two of them. What was over when it was recorded is none, as nobody is told how it was before that.
 */
export class TurningPoints {
  /** Days, and when they begin in UTC. */
  private readonly days = new Map<string, number>();
  private readonly moments = new Set<number>();
  private readonly zones = new Set<string>();
  private forgottenUntil = -Infinity;
  private quiet: QuietTime = { since: 0, until: 0 };
  /** The last day that was over when something was recorded at about a time. */
  private over = { since: 0, day: '' };
  private readonly columns = new Map<unknown, Columns>();

  /** @param timeZone in which days begin. */
  addZone(timeZone: string): void {
    if (this.zones.has(timeZone)) return;
    this.zones.add(timeZone);
    this.forgetQuiet();
  }

  /** Takes in the newest version of a row: every day and every moment that it has. */
  take(row: Row): void {
    let columns = this.columns.get(row.constructor);
    if (!columns) this.columns.set(row.constructor, (columns = columnsOf(row)));
    const values = row as unknown as Record<string, unknown>;
    for (const property of columns.days) {
      const day = values[property];
      if (typeof day === 'string') this.addDay(day, row.changed);
    }
    for (const property of columns.moments) {
      const moment = values[property];
      if (moment instanceof Date) this.addMoment(moment.getTime(), row.changed);
    }
  }

  private addDay(day: string, recorded: number): void {
    if (day <= this.overAt(recorded) || this.days.has(day)) return;
    this.days.set(day, Date.parse(day));
    this.forgetQuiet();
  }

  private addMoment(moment: number, recorded: number): void {
    if (moment <= recorded || this.moments.has(moment)) return;
    this.moments.add(moment);
    this.forgetQuiet();
  }

  /** The quiet time in which a moment lies; by what is recorded until now. */
  around(now: number): QuietTime {
    if (now < this.quiet.since || now >= this.quiet.until) this.quiet = this.find(now);
    return this.quiet;
  }

  private find(now: number): QuietTime {
    if (this.days.size + this.moments.size > MANY) this.forgetBefore(now - DAY);
    let since = now < this.forgottenUntil ? now : this.forgottenUntil;
    let until = Infinity;
    const consider = (moment: number) => {
      if (moment > now) until = Math.min(until, moment);
      else since = Math.max(since, moment);
    };
    for (const moment of this.moments) consider(moment);
    for (const [day, utc] of this.days)
      if (utc + FURTHEST > since && utc - FURTHEST < until)
        for (const zone of this.zones) consider(dayStart(day, zone));
    return { since, until: now < this.forgottenUntil ? Math.min(until, now + 1) : until };
  }

  private forgetBefore(moment: number): void {
    for (const [day, utc] of this.days) if (utc + FURTHEST < moment) this.days.delete(day);
    for (const each of this.moments) if (each < moment) this.moments.delete(each);
    this.forgottenUntil = Math.max(this.forgottenUntil, moment);
  }

  private overAt(recorded: number): string {
    if (recorded < this.over.since || recorded >= this.over.since + DAY) {
      const since = Math.floor(recorded / DAY) * DAY;
      this.over = { since, day: new Date(since - FURTHEST).toISOString().slice(0, 10) };
    }
    return this.over.day;
  }

  private forgetQuiet(): void {
    this.quiet = { since: 0, until: 0 };
  }
}

function columnsOf(row: Row): Columns {
  const columns = getMetadataArgsStorage().columns.filter(
    ({ target }) => typeof target === 'function' && row instanceof target,
  );
  const ofType = (type: string) =>
    columns.filter(({ options }) => options.type === type).map(({ propertyName }) => propertyName);
  const moments = ofType('timestamptz').filter((property) => property !== 'createdAt' && property !== 'changedAt');
  return { days: ofType('date'), moments };
}
