import { Worker } from 'node:worker_threads';
import type { Context } from '../../directory/context.js';
import type { Pace } from '../../kernel/pacer.js';
import { TASKS, type Found, type Given, type TaskName } from './tasks.js';
import type { Order } from './thread.js';

const PROGRAM = new URL('./thread.js', import.meta.url);

/** So many at once in the whole process, whoever asks: each may take a processor, and some hundred MB where a nation is in it. */
export const MOST_THREADS = 2;
/** What looks at no more is done in less time than a thread takes to begin. */
const LEAST_WORK = 10_000;
/** A thread that has nothing to do is kept for so long, as its code is compiled and warm. */
const IDLE_MS = 10_000;

/** Whose operation it is, and how long that may take. */
export interface Asking {
  readonly pace: Pace;
  readonly viewer: Pick<Context['viewer'], 'credentialId'>;
}

interface Waiter {
  readonly asker: string;
  readonly go: () => void;
}

/**
 * Computes beside the event loop what would take long: in a few threads, each of which does one task after the other. The next
 * one is of whoever has the fewest at work, so that nobody who asks much keeps others waiting for longer than a task takes; of
 * those whoever came first. When the time of an operation is over its threads end, and what it had waiting is not begun.
 */
export class Threads {
  private readonly idle = new Set<Thread>();
  private readonly waiting: Waiter[] = [];
  /** By asker: how many are at work. */
  private readonly atWork = new Map<string, number>();
  private running = 0;

  constructor(private readonly program = PROGRAM) {}

  /**
   * @param work about how many entries are looked at
   * @throws UNAVAILABLE when the time of the operation is over
   */
  async run<T extends TaskName>(asking: Asking, work: number, task: T, ...given: Given<T>): Promise<Found<T>> {
    const { pace } = asking;
    if (work <= LEAST_WORK) return here(pace, task, given);
    const asker = asking.viewer.credentialId;
    await this.enter(pace, asker);
    try {
      const [thread = new Thread(this.program)] = this.idle;
      this.idle.delete(thread);
      try {
        const found = await pace.within(thread.do({ task, given }));
        this.keep(thread);
        return found as Found<T>;
      } catch (error) {
        await thread.end();
        throw error;
      }
    } finally {
      this.leave(asker);
    }
  }

  private async enter(pace: Pace, asker: string): Promise<void> {
    if (this.running < MOST_THREADS) {
      this.begin(asker);
      return;
    }
    let go!: () => void;
    const turn = new Promise<void>((resolve) => (go = resolve));
    const waiter = { asker, go };
    this.waiting.push(waiter);
    try {
      await pace.within(turn);
    } catch (error) {
      const place = this.waiting.indexOf(waiter);
      if (place >= 0) this.waiting.splice(place, 1);
      // Its turn came just when its time was over.
      else this.leave(asker);
      throw error;
    }
  }

  private begin(asker: string): void {
    this.running += 1;
    this.atWork.set(asker, this.atWorkFor(asker) + 1);
  }

  private leave(asker: string): void {
    this.running -= 1;
    const left = this.atWorkFor(asker) - 1;
    if (left > 0) this.atWork.set(asker, left);
    else this.atWork.delete(asker);
    const next = this.next();
    if (!next) return;
    this.waiting.splice(this.waiting.indexOf(next), 1);
    this.begin(next.asker);
    next.go();
  }

  private next(): Waiter | undefined {
    let [next] = this.waiting;
    for (const each of this.waiting) if (this.atWorkFor(each.asker) < this.atWorkFor(next!.asker)) next = each;
    return next;
  }

  private atWorkFor(asker: string): number {
    return this.atWork.get(asker) ?? 0;
  }

  private keep(thread: Thread): void {
    this.idle.add(thread);
    thread.rest(IDLE_MS, () => {
      this.idle.delete(thread);
      void thread.end();
    });
  }
}

/** One of them, which holds the process up while it works only. */
class Thread {
  private readonly worker: Worker;
  private resting: NodeJS.Timeout | undefined;
  private answer: { resolve: (found: unknown) => void; reject: (error: unknown) => void } | undefined;

  constructor(program: URL) {
    this.worker = new Worker(program);
    this.worker.on('message', (found) => this.answer?.resolve(found));
    this.worker.on('error', (error) => this.answer?.reject(error));
    this.worker.on('exit', (code) => this.answer?.reject(new Error(`A thread ended with ${code}.`)));
  }

  do(order: Order): Promise<unknown> {
    clearTimeout(this.resting);
    this.worker.ref();
    return new Promise((resolve, reject) => {
      this.answer = { resolve, reject };
      this.worker.postMessage(order);
    });
  }

  /** Calls when it has had nothing to do for so long, or ended by itself. */
  rest(milliseconds: number, call: () => void): void {
    this.worker.unref();
    this.answer = { resolve: call, reject: call };
    this.resting = setTimeout(call, milliseconds).unref();
  }

  async end(): Promise<void> {
    clearTimeout(this.resting);
    this.answer = undefined;
    await this.worker.terminate();
  }
}

async function here<T extends TaskName>(pace: Pace, task: T, given: Given<T>): Promise<Found<T>> {
  const steps = (TASKS[task] as (...given: Given<T>) => Generator<void, Found<T>, void>)(...given);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    const wait = pace.breathe();
    if (wait) await wait;
  }
}
