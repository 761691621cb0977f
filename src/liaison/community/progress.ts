import type { Pace } from '../../kernel/pacer.js';

/** What was done by then tells well enough how long the rest takes. */
const TELLING_MS = 1_000;
const TELLING_PARTS = 2;

/**
 * How far something is that is done part by part, so that it is given up when it is known that its time is too short, and not
 * when that is over. The first parts are slow, before their code is compiled, and others compute in between: so it is given
 * up only if all of the rest went as fast as the fastest part did, and came too late all the same.
 */
export class Progress {
  private readonly begun: number;
  private last: number;
  private parts = 0;
  /** Least ms for a unit of work. */
  private pace = Infinity;

  /**
   * @param what is done, in words for whoever asks
   * @param work of each part, of any unit that its time goes by
   * @param now ms of any clock that only goes on
   */
  constructor(
    private readonly operation: Pick<Pace, 'left' | 'tooLong'>,
    private readonly what: string,
    private readonly work: readonly number[],
    private readonly now: () => number = () => performance.now(),
  ) {
    this.begun = this.last = now();
  }

  /** To be called after each part. @throws TOO_COMPLEX once it is known that the rest takes longer than there is time. */
  done(): void {
    const now = this.now();
    this.pace = Math.min(this.pace, (now - this.last) / Math.max(1, this.work[this.parts]!));
    this.last = now;
    this.parts += 1;
    if (this.parts < TELLING_PARTS || now - this.begun < TELLING_MS) return;
    const rest = this.pace * this.work.slice(this.parts).reduce((total, each) => total + each, 0);
    if (rest > this.operation.left) throw this.operation.tooLong(this.what, rest);
  }
}
