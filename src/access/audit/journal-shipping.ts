import { isUnavailable } from '../../kernel/unavailable.js';
import type { JournalDirectory } from './journal-directory.js';
import { eventInTail, linesOf } from './journal-line.js';
import type { Segment } from './journal-segment.js';
import type { SealedEvent } from './sealed-event.js';

/** Takes events into the table in their order; those that are there already change nothing. */
export type Deposit = (events: readonly SealedEvent[]) => Promise<void>;

/** Tells whoever runs it what went wrong; never what stands in an entry. */
export type Tell = (what: string, details?: Readonly<Record<string, unknown>>) => void;

const BATCH_BYTES = 262_144;
const BATCH_EVENTS = 500;
/** So much of what was written is remembered until it is in the table, and need not be read back from disk. */
const REMEMBERED_BYTES = 4_194_304;
/** SQLSTATE classes of data that the table will never take: the same event fails again tomorrow. */
const NEVER = /^2[23]/;

/** What stands in some bytes of a file that this process has written. */
interface Passage {
  readonly from: number;
  readonly to: number;
  readonly events: readonly SealedEvent[];
}

/** Moves entries from the files of the journal into the table, and removes the files that are done with. */
export class JournalShipping {
  private readonly segments: Segment[] = [];
  /** In their order; what is not there is read from the files. */
  private readonly remembered = new Map<Segment, Passage[]>();
  private rememberedBytes = 0;

  constructor(
    private readonly directory: JournalDirectory,
    private readonly deposit: Deposit,
    private readonly tell: Tell,
  ) {}

  add(segment: Segment): void {
    this.segments.push(segment);
  }

  /** That these events are the last bytes of a file. */
  remember(segment: Segment, length: number, events: readonly SealedEvent[]): void {
    if (this.rememberedBytes + length > REMEMBERED_BYTES) return;
    this.rememberedBytes += length;
    const passages = this.remembered.get(segment) ?? [];
    passages.push({ from: segment.size - length, to: segment.size, events });
    this.remembered.set(segment, passages);
  }

  get isDone(): boolean {
    return this.segments.every(({ shipped, size }) => shipped >= size);
  }

  /** Whether there is a file that nobody needs any more. */
  get isAnyDoneWith(): boolean {
    return this.segments.some(({ shipped, size, closed }) => closed && shipped >= size);
  }

  /** Everything that was on disk when it was called. @throws when the table cannot take it now */
  async ship(): Promise<void> {
    for (const segment of [...this.segments]) {
      const { size, closed } = segment;
      while (segment.shipped < size) {
        const passages = this.passagesOf(segment);
        if (passages[0]?.from === segment.shipped) await this.shipRemembered(segment, passages);
        else if (!(await this.shipBatch(segment, Math.min(size, passages[0]?.from ?? size)))) break;
      }
      if (closed && segment.shipped >= size) await this.finish(segment);
    }
  }

  /** What is remembered of what has not been shipped. */
  private passagesOf(segment: Segment): readonly Passage[] {
    const passages = this.remembered.get(segment) ?? [];
    while (passages[0] && passages[0].from < segment.shipped) this.forgetOne(passages);
    return passages;
  }

  private async shipRemembered(segment: Segment, passages: readonly Passage[]): Promise<void> {
    const events: SealedEvent[] = [];
    let end = segment.shipped;
    for (const { from, to, events: some } of passages) {
      const isEnough = events.length + some.length > BATCH_EVENTS || to - segment.shipped > BATCH_BYTES;
      if (from !== end || (isEnough && events.length > 0)) break;
      events.push(...some);
      end = to;
    }
    await this.depositAll(segment, events);
    segment.shipped = end;
  }

  private forgetOne(passages: Passage[]): void {
    const { from, to } = passages.shift()!;
    this.rememberedBytes -= to - from;
  }

  /** Answers whether the file is still ours. */
  private async shipBatch(segment: Segment, end: number): Promise<boolean> {
    for (let most = BATCH_BYTES; ; most *= 2) {
      const bytes = await segment.read(most, end);
      if (!bytes) {
        this.tell('A file of the audit journal is gone: another process has taken it over, or somebody removed it.');
        this.forget(segment);
        return false;
      }
      const isShort = bytes.length < Math.min(most, end - segment.shipped);
      const isLast = isShort || segment.shipped + bytes.length === end;
      const { lines, length } = linesOf(bytes);
      // An entry may be longer than a batch.
      if (lines.length === 0 && !isLast) continue;
      await this.take(segment, lines);
      if (isLast) await this.takeTail(segment, bytes.subarray(length));
      if (isShort) this.damage(segment, 'A file of the audit journal has become shorter.');
      segment.shipped = isLast ? end : segment.shipped + length;
      return true;
    }
  }

  private async take(segment: Segment, lines: readonly (SealedEvent | Buffer)[]): Promise<void> {
    const whole = lines.filter((line): line is SealedEvent => !Buffer.isBuffer(line));
    if (whole.length < lines.length)
      this.damage(segment, 'Lines of the audit journal are not what was written.', lines.length - whole.length);
    for (let at = 0; at < whole.length; at += BATCH_EVENTS)
      await this.depositAll(segment, whole.slice(at, at + BATCH_EVENTS));
  }

  /** What follows the last line break. Where somebody still writes there is nothing: the size of that file counts whole lines. */
  private async takeTail(segment: Segment, tail: Buffer): Promise<void> {
    if (tail.length === 0) return;
    const event = eventInTail(tail);
    if (event) return this.take(segment, [event]);
    this.tell('The last line of a file of the audit journal is torn: it was never acknowledged.', {
      file: segment.path,
      bytes: tail.length,
    });
  }

  private async depositAll(segment: Segment, events: readonly SealedEvent[]): Promise<void> {
    try {
      await this.deposit(events);
    } catch (error) {
      const { code = '' } = error as { code?: string };
      if (isUnavailable(error) || !NEVER.test(code)) throw error;
      if (events.length === 1) return this.damage(segment, 'The database refuses an event of the audit journal.', 1);
      const half = events.length >> 1;
      await this.depositAll(segment, events.slice(0, half));
      await this.depositAll(segment, events.slice(half));
    }
  }

  private damage(segment: Segment, what: string, lines?: number): void {
    segment.isDamaged = true;
    this.tell(`${what} The file is kept aside when it is done with; its name ends in .damaged.`, {
      file: segment.path,
      lines,
    });
  }

  private async finish(segment: Segment): Promise<void> {
    await (segment.isDamaged ? this.directory.keepAside(segment.path) : this.directory.remove(segment.path));
    this.forget(segment);
  }

  private forget(segment: Segment): void {
    const passages = this.remembered.get(segment) ?? [];
    while (passages.length > 0) this.forgetOne(passages);
    this.remembered.delete(segment);
    const place = this.segments.indexOf(segment);
    if (place >= 0) this.segments.splice(place, 1);
  }
}
