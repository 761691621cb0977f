import { readFileSync } from 'node:fs';

const EVERY_MS = 1;

/** How long the event loop was held in one go, in ms: by the clock, and of the processor's time. */
export interface Held {
  readonly clock: number;
  /** That of this thread alone, which is less where others have the processor; null where the system does not tell. */
  readonly processor: number | null;
}

/** Looks again and again whether the event loop comes round. */
export class LoopWatch {
  private longest = { clock: 0, processor: 0 };
  private timer: NodeJS.Timeout | undefined;

  begin(): void {
    this.longest = { clock: 0, processor: 0 };
    this.look(performance.now(), processorTime());
  }

  end(): Held {
    clearTimeout(this.timer);
    return { ...this.longest, processor: processorTime() === undefined ? null : this.longest.processor };
  }

  private look(since: number, used: number | undefined): void {
    this.timer = setTimeout(() => {
      const [now, use] = [performance.now(), processorTime()];
      this.longest.clock = Math.max(this.longest.clock, now - since - EVERY_MS);
      this.longest.processor = Math.max(this.longest.processor, (use ?? 0) - (used ?? 0));
      this.look(now, use);
    }, EVERY_MS);
  }
}

/** Of the main thread, in ms (Linux, `proc_pid_schedstat`). */
function processorTime(): number | undefined {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'latin1').split(' ')[0]) / 1e6;
  } catch {
    return undefined;
  }
}
