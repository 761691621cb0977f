import { Worker } from 'node:worker_threads';
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

/**
 * Computes beside the event loop what would take long: in a few threads, each of which does one task after the other. Whoever
 * comes first is served first. When the time of an operation is over its threads end, and what it had waiting is not begun.
 */
export class Threads {
  private readonly idle = new Set<Thread>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(private readonly program = PROGRAM) {}

  /**
   * @param work about how many entries are looked at
   * @throws UNAVAILABLE when the time of the operation is over
   */
  async run<T extends TaskName>(pace: Pace, work: number, task: T, ...given: Given<T>): Promise<Found<T>> {
    if (work <= LEAST_WORK) return here(pace, task, given);
    await this.enter(pace);
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
      this.leave();
    }
  }

  private async enter(pace: Pace): Promise<void> {
    if (this.running < MOST_THREADS) {
      this.running += 1;
      return;
    }
    let go!: () => void;
    const turn = new Promise<void>((resolve) => (go = resolve));
    this.waiting.push(go);
    try {
      await pace.within(turn);
    } catch (error) {
      const place = this.waiting.indexOf(go);
      if (place >= 0) this.waiting.splice(place, 1);
      // Its turn came just when its time was over.
      else this.leave();
      throw error;
    }
  }

  private leave(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.running -= 1;
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
