import type { Pacer } from '../kernel/pacer.js';
import type { TieSteps } from './graph/tie-steps.js';

/** So long it holds the event loop at a time, and so long it then leaves it to others, in ms. */
const SLICE_MS = 2;
const REST_MS = 4;
/** While others wait for their turn. */
const BUSY_MS = 50;
/** What changed is seen to so often: whoever is asked about before waits for their own part of it. */
const PAUSE_MS = 250;
/** Makes ready how ties grew while nobody asks, so that nobody waits for it: of a nation it takes some seconds. */
export class TiesAhead {
  private timer: NodeJS.Timeout | undefined;
  private work: Iterator<void> | undefined;

  constructor(
    private readonly steps: TieSteps,
    private readonly pacer: Pacer,
  ) {}

  start(): void {
    this.goOnIn(0);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private goOnIn(milliseconds: number): void {
    this.timer = setTimeout(() => this.goOn(), milliseconds).unref();
  }

  private goOn(): void {
    if (this.pacer.queueLength > 0) return this.goOnIn(BUSY_MS);
    if (!this.work && this.steps.isSettled) return this.goOnIn(PAUSE_MS);
    this.work ??= this.steps.settling();
    const end = performance.now() + SLICE_MS;
    while (performance.now() < end)
      if (this.work.next().done) {
        this.work = undefined;
        return this.goOnIn(PAUSE_MS);
      }
    this.goOnIn(REST_MS);
  }
}
