import type { Pace } from '../../kernel/pacer.js';

/** What was done by then tells well enough how long the rest takes. */
const TELLING_MS = 1_000;
const TELLING_PARTS = 3;

/** How far something is that is done part by part, so that it is given up when it is known that its time is too short, and not when that is over. */
export class Progress {
  private readonly begun = performance.now();

  /**
   * @param what is done, in words for whoever asks
   * @param work of each part, of any unit that its time goes by
   */
  constructor(
    private readonly pace: Pace,
    private readonly what: string,
    private readonly work: readonly number[],
  ) {}

  /** @throws TOO_COMPLEX once so many parts took so long that the rest would take longer than there is time. */
  note(parts: number): void {
    const spent = performance.now() - this.begun;
    if (parts < TELLING_PARTS || spent < TELLING_MS) return;
    const done = sum(this.work.slice(0, parts));
    const rest = (spent * sum(this.work.slice(parts))) / Math.max(1, done);
    if (rest > this.pace.left) throw this.pace.tooLong(this.what, rest);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
