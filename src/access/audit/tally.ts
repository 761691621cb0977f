import type { Happening } from './entry.js';

interface Window {
  readonly of: Happening;
  readonly until: number;
  more: number;
}

const MINUTE = 60_000;
/** Whoever comes from ever other addresses must not fill the memory, nor the disk. */
const MOST_AT_ONCE = 1_000;

/**
 * Tells of what happens again and again the first time at once, and when a minute is over how many more there were. Beyond
 * a thousand different ones a minute only the actions are told apart.
 */
export class Tally {
  private readonly windows = new Map<string, Window>();

  constructor(private readonly tell: (happening: Happening) => void) {}

  /** @param who tells apart those who do the same. */
  note(who: string, happening: Happening): void {
    const { kind, action, at } = happening;
    const key = JSON.stringify([kind, action, who]);
    const known = this.windows.get(key);
    if (known && known.until > at) known.more += 1;
    else if (known || this.windows.size < MOST_AT_ONCE || who === ANYBODY) this.begin(key, happening);
    else this.note(ANYBODY, { ...happening, viewer: null, origin: SEVERAL, subjects: [] });
  }

  /** Tells of the minutes that are over by then. */
  sweep(now: number): void {
    for (const [key, { until }] of this.windows) if (until <= now) this.end(key, now);
  }

  /** Tells of all, over or not. */
  flush(now: number): void {
    for (const key of this.windows.keys()) this.end(key, now);
  }

  private begin(key: string, happening: Happening): void {
    this.end(key, happening.at);
    this.windows.set(key, { of: happening, until: happening.at + MINUTE, more: 0 });
    this.tell(happening);
  }

  private end(key: string, now: number): void {
    const window = this.windows.get(key);
    this.windows.delete(key);
    if (window && window.more > 0) this.tell({ ...window.of, at: now, count: window.more });
  }
}

const ANYBODY = '*';
const SEVERAL = { address: '*', requestId: '*', onBehalfOf: null, purpose: null };
