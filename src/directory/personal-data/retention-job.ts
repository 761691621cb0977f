import type { Retention } from './retention.js';

const FIRST_MS = 60_000;
const DAILY_MS = 86_400_000;

/** Applies the periods of retention once a day, for as long as the process serves. */
export class RetentionJob {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly retention: Retention,
    private readonly tell: (erased: Readonly<Record<string, number>>) => void,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  /** Not at once: a process that starts in an emergency has better things to do. */
  start(): void {
    if (this.retention.isConfigured) this.after(FIRST_MS);
  }

  /** Lets the batch under way end. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private after(milliseconds: number): void {
    if (this.stopped) return;
    const run = () => {
      this.running = this.run().catch(this.onTrouble);
      void this.running.then(() => this.after(DAILY_MS));
    };
    this.timer = setTimeout(run, milliseconds).unref();
  }

  private async run(): Promise<void> {
    const erased: Record<string, number> = {};
    for await (const { action } of this.retention.apply()) {
      erased[action] = (erased[action] ?? 0) + 1;
      if (this.stopped) break;
    }
    if (Object.keys(erased).length > 0) this.tell(erased);
  }
}
