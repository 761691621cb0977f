import { randomInt } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { CopiedRows } from './copied-rows.js';
import { instantOf } from './instants.js';
import type { ReadBeside } from './reading-beside.js';
import type { Image } from './rows.js';

const LARGEST_ID = 2 ** 48 - 1;

/** One row as a transaction left it. */
export interface RowChange {
  readonly table: string;
  readonly image: Image;
}

/**
 * The part of the book that one part of the domain keeps. Taking in an image is idempotent, and a higher version wins. A
 * table may be of interest to several, whom its images reach in the order of the chapters.
 */
export interface Chapter {
  readonly tables: readonly string[];
  /** Answers whether it was news: a version newer than all that it had of the row. */
  take(table: string, image: Image): boolean;
  /**
   * How it takes in the rows of one of its tables while the book is loaded, called for each that was read: in less than half
   * the time that images take. Tables of which there are few rows do without.
   */
  loading?(table: string, rows: CopiedRows): () => void;
  /**
   * The program of a thread (see `readTable`) that reads all rows of one of its tables beside the event loop, where none of them
   * has been taken in yet; a table that is its own alone.
   */
  readerOf?(table: string): URL | undefined;
  /** Takes in, step by step, what that has read. */
  takeRead?(table: string, read: unknown): Iterable<void>;
  /** Told when all rows of one of its tables are in it. */
  afterLoading?(table: string): void;
  /** Makes ready, step by step, what the first question would otherwise pay for; nothing is taken or asked before the last. */
  settling?(): Iterable<void> | AsyncIterable<void>;
}

/**
 * The book: what the process knows of the database, in memory. It stands at a snapshot: every transaction that is visible
 * in it is taken in whole. Those of this process are taken in at once, before any snapshot shows them.
 */
export class Book {
  private readonly chaptersOf = new Map<string, Chapter[]>();
  /** Tells the tokens of this process from those of others. */
  private readonly id = randomInt(LARGEST_ID).toString();
  private readonly waiting = new Set<() => void>();
  private readonly listeners = new Set<(news: readonly RowChange[]) => void>();
  private stand = '1:1:';
  private above = 0n;
  private newestXid = 0n;
  private newest = 0;
  private taken = 0;

  constructor(private readonly chapters: readonly Chapter[]) {
    for (const chapter of chapters)
      for (const table of chapter.tables) this.chaptersOf.set(table, [...(this.chaptersOf.get(table) ?? []), chapter]);
  }

  get tables(): readonly string[] {
    return [...this.chaptersOf.keys()];
  }

  /** Another number whenever something may have changed: what was made of the book before may be stale. */
  get revision(): number {
    return this.taken;
  }

  /** What it stands at, as PostgreSQL writes a pg_snapshot. */
  get snapshot(): string {
    return this.stand;
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

  /** To be called once all is taken, and before anything is asked. Whoever is to be told so meanwhile does not wait. */
  async settle(): Promise<void> {
    for (const chapter of this.chapters) for await (const _ of chapter.settling?.() ?? []) await setImmediate();
  }

  /** Answers what of it was news, in the same order. */
  take(changes: readonly RowChange[]): RowChange[] {
    this.taken += changes.length;
    const news: RowChange[] = [];
    for (const change of changes) {
      const { table, image } = change;
      let isNews = false;
      for (const chapter of this.chaptersOf.get(table) ?? []) if (chapter.take(table, image)) isNews = true;
      if (isNews) news.push(change);
      this.newest = Math.max(this.newest, instantOf(image['changed_at'] as string));
    }
    return news;
  }

  /** Whether rows of a table may be loaded as they are copied, and need not be images. */
  loadsRows(table: string): boolean {
    return this.chaptersOf.get(table)?.every((chapter) => chapter.loading !== undefined) ?? false;
  }

  /** How to take in the rows of such a table, as they are read. */
  loading(table: string, rows: CopiedRows): () => void {
    const takes = this.chaptersOf.get(table)!.map((chapter) => chapter.loading!(table, rows));
    const changed = rows.fieldOf('changed_at');
    return () => {
      this.taken += 1;
      for (const take of takes) take();
      this.newest = Math.max(this.newest, rows.instant(changed));
    };
  }

  /** The program of a thread that can read such a table beside the event loop, if there is one. */
  readerOf(table: string): URL | undefined {
    const [chapter, another] = this.chaptersOf.get(table)!;
    return another ? undefined : chapter!.readerOf?.(table);
  }

  /** Takes in what that has read, step by step. */
  *takeRead(table: string, { rows, newest, read }: ReadBeside): Iterable<void> {
    yield* this.chaptersOf.get(table)![0]!.takeRead!(table, read);
    this.taken += rows;
    this.newest = Math.max(this.newest, newest);
  }

  afterLoading(table: string): void {
    for (const chapter of this.chaptersOf.get(table) ?? []) chapter.afterLoading?.(table);
  }

  /**
   * Calls back after each step with what was news in it: each version of a row at most once, however often it is told,
   * and nothing while the book is loaded. Answers how to hear no more.
   */
  onNews(listener: (news: readonly RowChange[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Takes in what no snapshot showed yet: a transaction of this process, just committed, and what it built upon. */
  takeAhead(newestXid: bigint, changes: readonly RowChange[]): void {
    const news = this.take(changes);
    this.note(newestXid);
    this.tell(news);
  }

  /** Takes in all that a new snapshot shows besides; `newestXid` is the last transaction of it, 0 when there is none. */
  moveTo(snapshot: string, newestXid: bigint, changes: readonly RowChange[]): void {
    const news = this.take(changes);
    this.stand = snapshot;
    this.above = BigInt(snapshot.slice(0, snapshot.indexOf(':')));
    this.note(newestXid);
    this.tell(news);
  }

  /**
   * What an answer given now has seen: the newest transaction in the book. Not the horizon, which moves with every
   * transaction of the cluster: another process would wait for it though nothing of the directory has changed.
   */
  token(): string {
    return `${this.newestXid}.${this.id}`;
  }

  /**
   * Whether all that an answer with this token had seen is in here; undefined when it is no token. Nothing is ever taken
   * out, so this process has seen what it told; what another one told has all come by once the horizon is above it.
   */
  hasSeen(token: string): boolean | undefined {
    const [, newest, id] = /^(\d{1,20})(?:\.(\d{1,20}))?$/.exec(token) ?? [];
    if (newest === undefined) return undefined;
    return BigInt(newest) < this.above || (id === this.id && BigInt(newest) <= this.newestXid);
  }

  /**
   * Waits until the newest transaction that the token names is in here; false when that took too long. All of the token's
   * past is in here then only if a snapshot was taken since the token came: what is below the newest may be younger.
   */
  async waitFor(token: string, milliseconds: number): Promise<boolean> {
    const newest = BigInt(token.split('.')[0]!);
    const deadline = Date.now() + milliseconds;
    while (newest > this.newestXid) {
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

  private note(xid: bigint): void {
    if (xid > this.newestXid) this.newestXid = xid;
  }

  private tell(news: readonly RowChange[]): void {
    for (const done of [...this.waiting]) done();
    if (news.length > 0) for (const listener of [...this.listeners]) listener(news);
  }
}
