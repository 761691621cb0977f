import { refuse, type Refusal } from './refusal.js';

/** How long operations may hold the event loop, one after the other, before it comes round; in ms. */
const SLICE_MS = 10;
/**
 * How often the loop may come round after a slice that was used up, before the next, while anything comes in: libuv takes in
 * one new connection each time, and whoever opens one to ask little must not wait for as many slices as others opened before.
 */
const MOST_ROUNDS = 64;
/** What computes for long wants so much at a time, in cost points (10 us of this process each). */
export const SLICE_POINTS = 1_000;
/** What asks for no more goes first. */
const LITTLE = 50;
/** As many as a number of 32 bits can be doubled. */
const LEVELS = 32;
/** So often it is the turn of whoever has waited longest, however much it has had. */
const OLDEST_EVERY = 8;

interface Waiter {
  readonly points: number;
  readonly go: () => void;
  readonly refuse: (refusal: Refusal) => void;
}

/**
 * Shares the event loop among operations. What is about to compute passes here; once the slice of this turn of the loop is
 * used up it waits for the next, so that requests are read and answered in between. Then those go first that have had
 * little: an operation that asks little never waits for those that ask much. Those that have had about as much (up to twice)
 * go in the order in which they came, so that of many alike none waits for all that come after it: queues of several levels
 * with feedback (Corbato et al., An experimental time-sharing system, 1962). Whoever was let through goes on, unless it waits
 * for something, until the slice is used up: most answers are made in one go, and each wait costs more than a field does.
 */
export class Pacer {
  private readonly waiting = new Set<Pace>();
  /** Each turn of the event loop has a number. */
  private turn = 0;
  private isOpen = false;
  private openedAt = 0;
  private chosen = 0;

  /** @param milliseconds after which the operation is refused whatever it still asks; without it, never. */
  begin(milliseconds?: number): Pace {
    const pace = new Pace(this);
    if (milliseconds !== undefined) pace.limit(milliseconds);
    return pace;
  }

  /** How many operations wait for their turn. */
  get queueLength(): number {
    return this.waiting.size;
  }

  /** Whether an operation may go on in this turn. @param now of `performance` */
  admits(pace: Pace, now: number): boolean {
    if (!this.isOpen) this.open(now);
    if (now - this.openedAt > SLICE_MS) return false;
    if (pace.turn === this.turn) return true;
    if (this.waiting.size > 0) return false;
    pace.turn = this.turn;
    return true;
  }

  enqueue(pace: Pace): void {
    this.waiting.add(pace);
  }

  dequeue(pace: Pace): void {
    this.waiting.delete(pace);
  }

  private open(now: number): void {
    this.isOpen = true;
    this.openedAt = now;
    this.turn += 1;
    setImmediate(() => this.close());
  }

  private close(): void {
    if (this.isUsedUp && this.waiting.size > 0) this.comeRound(MOST_ROUNDS);
    else this.reopen();
  }

  private comeRound(times: number): void {
    const before = eventsSoFar();
    setImmediate(() => (times > 1 && eventsSoFar() > before ? this.comeRound(times - 1) : this.reopen()));
  }

  private reopen(): void {
    this.isOpen = false;
    if (this.waiting.size === 0) return;
    this.open(performance.now());
    this.letThrough();
  }

  /** Lets one after the other go on, each as far as it comes by itself, while there is time. */
  private letThrough(): void {
    const next = this.next();
    if (!next || this.isUsedUp) return;
    next.turn = this.turn;
    next.proceed();
    // It goes on in microtasks, and Node looks after ticks that those ask for when no microtask is left.
    queueMicrotask(() => process.nextTick(() => this.letThrough()));
  }

  private get isUsedUp(): boolean {
    return performance.now() - this.openedAt > SLICE_MS;
  }

  private next(): Pace | undefined {
    this.chosen += 1;
    const [oldest] = this.waiting;
    if (this.chosen % OLDEST_EVERY === 0) return oldest;
    let first = oldest;
    for (const pace of this.waiting) if (pace.level < first!.level) first = pace;
    return first;
  }
}

/** How much the loop was told by the system. */
function eventsSoFar(): number {
  return performance.nodeTiming.uvMetricsInfo.events;
}

/** The pace of one operation: how much it has had, and until when it may take. */
export class Pace {
  /** Cost points for which it was let through. */
  had = 0;
  /** In which turn of the loop it was last. */
  turn = 0;
  private deadline = Infinity;
  private milliseconds: number | undefined;
  private isKept = false;
  private readonly waiters: Waiter[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly pacer: Pacer) {}

  /** From now on it may take so many ms, and is then refused whatever it still asks. */
  limit(milliseconds: number): void {
    this.milliseconds = milliseconds;
    this.deadline = Math.min(this.deadline, performance.now() + milliseconds);
    this.timer = setTimeout(() => this.expire(), milliseconds).unref();
  }

  /** It is to be carried out from now on, whether anybody waits for it or not. */
  keep(): void {
    this.isKept = true;
  }

  /** Nobody waits for it any more: it computes nothing that it need not. */
  abandon(): void {
    if (this.isKept) return;
    this.deadline = 0;
    this.expire();
  }

  /** How much time is left, in ms; Infinity where it may take any. */
  get left(): number {
    return this.deadline - performance.now();
  }

  /** @throws UNAVAILABLE once its time is over. */
  requireTime(): void {
    if (this.left <= 0) throw this.tooLate();
  }

  /**
   * To be passed before something that costs so many points: undefined when it may begin now, else when to. Cheap.
   *
   * @throws UNAVAILABLE once its time is over.
   */
  pass(points: number): Promise<void> | undefined {
    if (!this.mayGoOn()) return this.wait(points);
    this.had += points;
    return undefined;
  }

  /**
   * To be passed every ms or so by what computes for long: undefined while it may go on, else when to. Whoever waited may
   * find that the book has moved on.
   *
   * @throws UNAVAILABLE once its time is over.
   */
  breathe(): Promise<void> | undefined {
    return this.mayGoOn() ? undefined : this.wait(SLICE_POINTS);
  }

  /** What comes in time. @throws UNAVAILABLE once its time is over. */
  async within<T>(promise: Promise<T>): Promise<T> {
    if (this.left === Infinity) return promise;
    let timer: NodeJS.Timeout | undefined;
    try {
      const expired = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(this.tooLate()), Math.max(0, this.left) + 1);
      });
      return await Promise.race([promise, expired]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** When nothing more comes of the operation. */
  end(): void {
    clearTimeout(this.timer);
    this.pacer.dequeue(this);
    for (const waiter of this.waiters.splice(0)) waiter.refuse(this.tooLate());
  }

  /** How much it has had with what it wants, in doublings of what is little. */
  get level(): number {
    return LEVELS - Math.clz32((this.had + this.pointsWanted) / LITTLE);
  }

  get pointsWanted(): number {
    return this.waiters[0]?.points ?? 0;
  }

  /** Lets go on whatever of it waits longest. */
  proceed(): void {
    const waiter = this.waiters.shift();
    if (this.waiters.length === 0) this.pacer.dequeue(this);
    waiter?.go();
  }

  /** @throws UNAVAILABLE once its time is over. */
  private mayGoOn(): boolean {
    const now = performance.now();
    if (now >= this.deadline) throw this.tooLate();
    return this.pacer.admits(this, now);
  }

  private async wait(points: number): Promise<void> {
    await new Promise<void>((go, reject) => {
      this.waiters.push({ points, go, refuse: reject });
      this.pacer.enqueue(this);
    });
    this.had += points;
  }

  private expire(): void {
    this.pacer.dequeue(this);
    for (const waiter of this.waiters.splice(0)) waiter.refuse(this.tooLate());
  }

  /** What to refuse something with that would take so many ms more: there is no use in waiting until its time is over. */
  tooLong(what: string, milliseconds: number): Refusal {
    const value = this.milliseconds ?? 0;
    const actual = Math.ceil(value - this.left + milliseconds);
    return refuse.tooComplex(`${what} would take some ${actual} ms, and ${value} are the limit (operationMs).`, {
      limit: { name: 'operationMs', value, actual },
    });
  }

  private tooLate(): Refusal {
    const value = this.milliseconds ?? 0;
    return refuse.unavailable(
      `The operation took longer than ${value} ms, the limit (operationMs), and was given up.`,
      {
        limit: { name: 'operationMs', value, actual: Math.max(value, Math.ceil(value - this.left)) },
      },
    );
  }
}
