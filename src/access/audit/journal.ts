import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../kernel/clock.js';
import type { AuditEntry } from './event.js';
import { JournalDirectory } from './journal-directory.js';
import { lineOf } from './journal-line.js';
import { OpenSegment, Segment } from './journal-segment.js';
import { JournalShipping, type Deposit, type Tell } from './journal-shipping.js';
import { seal, type SealedEvent, type Signer } from './sealed-event.js';

const BEAT_MS = 1_000;
/** Entries are in the table so soon, if the database is there. */
const SHIP_MS = 100;
const AGAIN_MS = 500;
const LARGEST_SEGMENT = 8_000_000;
/** A disk that takes longer is as good as none: whoever waits for an answer is given one. */
const PATIENCE_MS = 2_000;
/** At the end, what is not in the table by then is left for the next process. */
const FAREWELL_MS = 2_000;
const LAG_MS = 60_000;
/** With less than this left, readings begin to fail. */
const ROOM_FOR_ONE = 10_000;

const TOLD = {
  writing: { fails: 'The audit journal cannot be written.', works: 'The audit journal can be written again.' },
  looking: { fails: 'The audit journal cannot be looked after.', works: 'The audit journal is looked after again.' },
  shipping: {
    fails: 'The database does not take the audit journal; it is kept.',
    works: 'The database takes the audit journal again.',
  },
} as const;

export interface JournalOptions {
  readonly path: string;
  /** Bytes of all files in the directory at most. */
  readonly bytes: number;
  readonly signer: Signer;
  readonly deposit: Deposit;
  readonly clock: Clock;
  readonly tell: Tell;
  /** How often processes that share the directory tell each other that they live. */
  readonly beatMs?: number;
}

interface Waiting {
  readonly event: SealedEvent;
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** What may fail for a while. */
type Work = keyof typeof TOLD;

/**
 * Keeps entries of the audit on disk until they are in the table: in files that only grow, so that neither the end of the
 * process nor the absence of the database loses one.
 */
export class Journal {
  private readonly directory: JournalDirectory;
  private readonly shipping: JournalShipping;
  private current: Promise<OpenSegment> | undefined;
  private waiting: Waiting[] = [];
  private committing: Promise<void> | undefined;
  private isStuck = false;
  private beat: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private pass: Promise<void> | undefined;
  /** Of all files in the directory, as last seen, and of what was written since. */
  private bytes = 0;
  private damaged = 0;
  private isOpen = false;
  private readonly failing = new Set<Work>();
  /** What was appended before this is in the table. */
  private caughtUpAt: number;

  constructor(private readonly options: JournalOptions) {
    this.directory = new JournalDirectory(options.path, options.beatMs ?? BEAT_MS);
    this.shipping = new JournalShipping(this.directory, options.deposit, options.tell);
    this.caughtUpAt = options.clock.now();
  }

  /** From now on it takes entries for this log. A directory that cannot be written is told, not thrown. */
  async start(logId: string): Promise<void> {
    this.directory.choose(logId);
    this.isOpen = true;
    await this.lookAround();
    this.beat = setInterval(() => {
      this.looking ??= this.lookAround().finally(() => (this.looking = undefined));
    }, this.directory.beatMs).unref();
  }

  /** Resolves when the entry is on disk. @throws when it cannot be written */
  append(entry: AuditEntry): Promise<void> {
    const event = seal(entry, this.options.signer);
    const line = lineOf(event);
    const length = Buffer.byteLength(line);
    // What no answer waits for leaves room for what one does.
    const room = entry.kind === 'READING' ? this.options.bytes : this.options.bytes / 2;
    if (!this.isOpen) return Promise.reject(new Error('The audit journal is not open.'));
    if (this.isStuck) return Promise.reject(silent());
    if (this.bytes + length > room) return Promise.reject(new Error('The audit journal is full.'));
    this.bytes += length;
    return new Promise((resolve, reject) => {
      this.waiting.push({ event, line, resolve, reject });
      this.committing ??= this.commit();
    });
  }

  /** What is wrong, in words for whoever runs it. */
  problems(): string[] {
    const problems: string[] = [];
    const withheld = 'contact values that are withheld by default are not told to anybody.';
    if (this.failing.has('writing') || this.failing.has('looking'))
      problems.push(`The audit journal cannot be written (AUDIT_JOURNAL_DIR): ${withheld}`);
    else if (this.bytes + ROOM_FOR_ONE > this.options.bytes)
      problems.push(`The audit journal is full (AUDIT_JOURNAL_MB): ${withheld}`);
    if (!this.shipping.isDone && this.options.clock.now() - this.caughtUpAt > LAG_MS)
      problems.push('The audit journal holds entries that have not come into the database for more than a minute.');
    if (this.damaged > 0)
      problems.push(
        'Files of the audit journal are damaged, and kept in AUDIT_JOURNAL_DIR; their names end in .damaged.',
      );
    return problems;
  }

  /** Puts what it holds into the table, if that is there; else it stays on disk for the next process. */
  async stop(): Promise<void> {
    this.isOpen = false;
    clearInterval(this.beat);
    clearTimeout(this.timer);
    await this.looking;
    await this.committing;
    if (this.current) await this.retire(await this.current);
    await this.pass;
    await Promise.race([this.ship(), sleep(FAREWELL_MS, undefined, { ref: false })]);
  }

  /** While one group is on its way to the disk, the next one gathers. */
  private async commit(): Promise<void> {
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      this.isBehindFromNow();
      const bytes = Buffer.from(group.map(({ line }) => line).join(''));
      const events = group.map(({ event }) => event);
      const writing = this.write(bytes, events);
      try {
        await this.inTime(writing);
        for (const { resolve } of group) resolve();
        this.works('writing');
        this.shipSoon(SHIP_MS);
      } catch (error) {
        for (const { reject } of [...group, ...this.waiting.splice(0)]) reject(error as Error);
        this.fails('writing', error);
        // One at a time: each that the disk does not answer holds a thread of the process.
        await writing.catch(() => undefined);
        this.isStuck = false;
      }
    }
    this.committing = undefined;
  }

  private async inTime(writing: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        this.isStuck = true;
        reject(silent());
      }, PATIENCE_MS);
    });
    await Promise.race([writing, late]).finally(() => clearTimeout(timer));
  }

  private async write(bytes: Buffer, events: readonly SealedEvent[]): Promise<void> {
    for (;;) {
      const segment = await this.openSegment();
      let isOurs = false;
      try {
        isOurs = await segment.write(bytes);
        // At once: from here on it may be shipped, and done with when it is closed.
        if (isOurs) this.shipping.remember(segment, bytes.length, events);
      } finally {
        // One that somebody took for left behind, or that may end in half a line, is written to no more.
        if (!isOurs || segment.size >= Math.min(LARGEST_SEGMENT, this.options.bytes / 8)) await this.retire(segment);
      }
      if (isOurs) return;
    }
  }

  private openSegment(): Promise<OpenSegment> {
    return (this.current ??= OpenSegment.create(this.directory).then(
      (segment) => {
        this.shipping.add(segment);
        return segment;
      },
      (error) => {
        this.current = undefined;
        throw error;
      },
    ));
  }

  private async retire(segment: OpenSegment): Promise<void> {
    this.current = undefined;
    await segment.close();
    // What was in the table before it was closed must not lie there: it may be what fills the disk.
    this.shipSoon(SHIP_MS);
  }

  /** Shows that this process lives, and takes over what those left that do not. */
  private async lookAround(): Promise<void> {
    // First: where the disk is full, nothing of what follows works until it is done.
    if (this.shipping.isAnyDoneWith) this.shipSoon(SHIP_MS);
    try {
      await this.directory.beat((await this.openSegment()).path);
      const { bytes, damaged } = await this.directory.survey(({ path, size }) => {
        this.isBehindFromNow();
        this.shipping.add(new Segment(path, size));
        this.options.tell('A file that another process left in the audit journal is taken over.', { file: path });
      });
      this.bytes = bytes;
      this.damaged = damaged;
      if (!this.shipping.isDone) this.shipSoon(SHIP_MS);
      this.works('looking');
    } catch (error) {
      this.fails('looking', error);
    }
  }

  private shipSoon(milliseconds: number): void {
    if (!this.isOpen || this.pass) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.pass = this.ship().then((isDone) => {
        this.pass = undefined;
        if (!this.shipping.isDone) this.shipSoon(isDone ? SHIP_MS : AGAIN_MS);
      });
    }, milliseconds);
  }

  private async ship(): Promise<boolean> {
    const began = this.options.clock.now();
    try {
      await this.shipping.ship();
      this.caughtUpAt = began;
      this.works('shipping');
      return true;
    } catch (error) {
      this.fails('shipping', error);
      return false;
    }
  }

  private isBehindFromNow(): void {
    if (this.shipping.isDone) this.caughtUpAt = this.options.clock.now();
  }

  private works(work: Work): void {
    if (this.failing.delete(work)) this.options.tell(TOLD[work].works);
  }

  private fails(work: Work, error: unknown): void {
    if (this.failing.has(work)) return;
    this.failing.add(work);
    this.options.tell(TOLD[work].fails, { err: error });
  }
}

function silent(): Error {
  return new Error('The disk of the audit journal does not answer.');
}
