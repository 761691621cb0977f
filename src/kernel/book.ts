import type { Image } from './rows.js';

/** One row as a transaction left it. */
export interface RowChange {
  readonly table: string;
  readonly image: Image;
}

/** The part of the book that one part of the domain keeps. Taking in an image is idempotent, and a higher version wins. */
export interface Chapter {
  readonly tables: readonly string[];
  take(table: string, image: Image): void;
}

/**
 * The book: what the process knows of the database, in memory. It stands at a horizon: every transaction below it is
 * taken in whole. Transactions of this process are taken in at once, and may lie above it.
 */
export class Book {
  private readonly chapterOf = new Map<string, Chapter>();
  private readonly ahead = new Set<bigint>();
  private readonly waiting = new Set<() => void>();
  private above = 0n;
  private newest = 0;

  constructor(chapters: readonly Chapter[]) {
    for (const chapter of chapters) for (const table of chapter.tables) this.chapterOf.set(table, chapter);
  }

  get tables(): readonly string[] {
    return [...this.chapterOf.keys()];
  }

  /** The lowest transaction id that may still be unknown here; 0 before the book is loaded. */
  get horizon(): bigint {
    return this.above;
  }

  get loaded(): boolean {
    return this.above > 0n;
  }

  /** The moment at which the newest thing in it began to hold, in ms: no answer about "now" may be older than what it tells. */
  get newestMoment(): number {
    return this.newest;
  }

  take(changes: readonly RowChange[]): void {
    for (const { table, image } of changes) {
      this.chapterOf.get(table)?.take(table, image);
      this.newest = Math.max(this.newest, Date.parse(image['changed_at'] as string));
    }
  }

  /** Takes in a transaction of this process, which has just been committed. */
  takeOwn(xid: bigint, changes: readonly RowChange[]): void {
    this.take(changes);
    if (xid >= this.above) this.ahead.add(xid);
    this.wake();
  }

  /** Takes in all that was committed below a new horizon. */
  moveTo(horizon: bigint, changes: readonly RowChange[]): void {
    this.take(changes);
    if (horizon > this.above) this.above = horizon;
    for (const xid of this.ahead) if (xid < this.above) this.ahead.delete(xid);
    this.wake();
  }

  /** What an answer given now has seen: the horizon, and the own transactions above it. */
  token(): string {
    return [this.above, ...this.ahead].join('.');
  }

  /** Whether all that an answer with this token had seen is in here; undefined when it is no token. */
  hasSeen(token: string): boolean | undefined {
    if (!/^\d{1,20}(\.\d{1,20}){0,1000}$/.test(token)) return undefined;
    const [horizon, ...own] = token.split('.').map(BigInt);
    return horizon! <= this.above && own.every((xid) => xid < this.above || this.ahead.has(xid));
  }

  /** Waits until the token's past is in here; false when that took too long. */
  async waitFor(token: string, milliseconds: number): Promise<boolean> {
    const deadline = Date.now() + milliseconds;
    while (!this.hasSeen(token)) {
      const left = deadline - Date.now();
      if (left <= 0) return false;
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          this.waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, left);
        this.waiting.add(done);
      });
    }
    return true;
  }

  private wake(): void {
    for (const done of [...this.waiting]) done();
  }
}
