import { Worker } from 'node:worker_threads';

/** What a thread is told to read, over a connection of its own, as of a snapshot that another one holds open. */
export interface ReadingOrder {
  readonly databaseUrl: string;
  readonly snapshot: string;
  readonly table: string;
}

/** What it answers. */
export interface ReadBeside {
  readonly rows: number;
  /** When the newest of them began to hold, in ms since the epoch. */
  readonly newest: number;
  /** As whoever takes it in has agreed with the program of the thread. */
  readonly read: unknown;
}

/** A thread that reads a large table while the event loop takes in the others. */
export class ReadingBeside {
  /** Undefined where it failed: then whoever needs the rows reads them, and learns what ails the database. */
  readonly answer: Promise<ReadBeside | undefined>;
  private readonly worker: Worker;

  constructor(order: ReadingOrder, program: URL, onTrouble: (error: unknown) => void) {
    this.worker = new Worker(program, { workerData: order });
    this.answer = new Promise((resolve) => {
      this.worker.once('message', resolve);
      this.worker.once('exit', () => resolve(undefined));
      this.worker.once('error', (error) => {
        onTrouble(error);
        resolve(undefined);
      });
    });
  }

  /** It holds a connection until then. */
  async end(): Promise<void> {
    await this.worker.terminate();
  }
}
