import { dayOf, dayStart } from '../../kernel/days.js';
import { agedBy, HALF_LIFE, rounded, trustOf } from '../ties/strength.js';

/** What an encounter that still runs adds to a strength: in full until its end, and then less and less. */
export interface Running {
  /** ms since the epoch */
  readonly endsAt: number;
  readonly strength: number;
}

const DAY = 86_400_000;
/** No later day can be written in four digits of a year. */
const LAST_DAY = '9999-12-31';

/**
 * How a strength goes on from a moment `at` (ms since the epoch) if nobody meets any more. Encounters that have ended diminish
 * alike, so that one factor tells of all of them, and the day on which too little is left follows from a logarithm.
 */
export class Fading {
  private readonly ended: number;
  private readonly running: readonly Running[];

  /** @param strength at the moment, the running encounters included. */
  constructor(
    readonly at: number,
    private readonly strength: number,
    running: readonly Running[],
  ) {
    this.running = running.toSorted((a, b) => a.endsAt - b.endsAt);
    this.ended = this.running.reduce((rest, each) => Math.max(0, rest - each.strength), strength);
  }

  /** As it is told of any moment from `at` on. */
  trustAt(moment: number): number {
    return trustOf(rounded(this.strengthAt(moment)));
  }

  /** The first day after `at` that begins with less trust than is wanted; null where there is none: it is less already. */
  fadesOn(wanted: number, timeZone: string): string | null {
    if (wanted <= 0 || this.trustAt(this.at) < wanted) return null;
    const isUnder = (day: string) =>
      dayStart(day, timeZone) > this.at && this.trustAt(dayStart(day, timeZone)) < wanted;
    const falls = this.falls(-Math.log1p(-wanted));
    if (!(falls < Date.parse(LAST_DAY))) return null;
    // By roundings the logarithm may be wrong by a little: what is told of each morning decides.
    let day = dayOf(Math.max(Math.floor(falls), this.at), timeZone);
    while (isUnder(next(day, -1))) day = next(day, -1);
    while (!isUnder(day)) {
      if (day >= LAST_DAY) return null;
      day = next(day, 1);
    }
    return day;
  }

  /** The same from a moment on at which so much is added by what has just ended. */
  with(strength: number, moment: number): Fading {
    const since = Math.max(moment, this.at);
    const running = this.running.filter(({ endsAt }) => endsAt > since);
    return new Fading(since, this.strengthAt(since) + strength, running);
  }

  private strengthAt(moment: number): number {
    if (moment <= this.at) return this.strength;
    return this.running.reduce(
      (sum, { endsAt, strength }) => sum + strength * agedBy(endsAt, moment),
      this.ended * agedBy(this.at, moment),
    );
  }

  /** When the strength comes down to a level: between the ends of running encounters it is a constant, and what diminishes. */
  private falls(level: number): number {
    let since = this.at;
    let diminishing = this.ended;
    let constant = this.running.reduce((sum, { strength }) => sum + strength, 0);
    for (const { endsAt, strength } of this.running) {
      const falls = momentOf(level - constant, diminishing, since);
      if (falls < endsAt) return falls;
      diminishing = diminishing * agedBy(since, endsAt) + strength;
      constant -= strength;
      since = endsAt;
    }
    return momentOf(level, diminishing, since);
  }
}

/** When what diminishes since a moment comes down to a level. */
function momentOf(level: number, diminishing: number, since: number): number {
  if (level <= 0) return Infinity;
  return since + HALF_LIFE * Math.max(0, Math.log2(diminishing / level));
}

function next(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}
