import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { Book, RowChange } from './book.js';
import type { Image } from './rows.js';

/** The channel on which a committed write wakes the followers. It carries nothing: the change log does. */
export const WAKE_CHANNEL = 'renkei_changes';

const POLL_MS = 400;
const RECONNECT_MS = 250;

interface LoggedRow {
  readonly horizon: string;
  readonly table_name: string | null;
  readonly image: Image | null;
}

/**
 * Loads the book, and moves it on as other processes write. A notification makes it quick; looking again every
 * POLL_MS makes it certain, also when the listening connection is cut and nobody noticed.
 */
export class Follower {
  private listener: pg.Client | undefined;
  private poll: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private reachable = false;

  constructor(
    private readonly db: DataSource,
    private readonly databaseUrl: string,
    private readonly book: Book,
    private readonly onTrouble: (what: string, error: unknown) => void,
  ) {}

  /** Whether the database answered when it was last asked. */
  get databaseAvailable(): boolean {
    return this.reachable;
  }

  /** Called by whoever met a lost connection, so that answers say so at once and not after the next look. */
  lostDatabase(): void {
    this.reachable = false;
  }

  async start(): Promise<void> {
    await this.load();
    this.reachable = true;
    void this.listen();
    this.schedule();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.poll);
    await this.running?.catch(() => undefined);
    await this.listener?.end().catch(() => undefined);
  }

  /** Resolves when all that was committed and settled before the call is in the book. */
  catchUp(): Promise<void> {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.follow().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async load(): Promise<void> {
    const runner = this.db.createQueryRunner();
    try {
      await runner.startTransaction('REPEATABLE READ');
      // Within one snapshot; what it holds above its xmin will come again from the log, and change nothing.
      const [{ horizon }] = (await runner.query(`select pg_snapshot_xmin(pg_current_snapshot())::text as horizon`)) as [
        { horizon: string },
      ];
      for (const table of this.book.tables) {
        const past = (await runner.query(
          `select table_name as table, image from row_history where table_name = $1 order by row_id, version`,
          [table],
        )) as RowChange[];
        const present = (await runner.query(`select to_jsonb(t) as image from "${table}" t order by id`)) as {
          image: Image;
        }[];
        this.book.take(past);
        this.book.take(present.map(({ image }) => ({ table, image })));
      }
      await runner.commitTransaction();
      this.book.moveTo(BigInt(horizon), []);
    } finally {
      await runner.release();
    }
  }

  private async follow(): Promise<void> {
    do {
      this.again = false;
      const rows = (await this.db.query(
        `select h.xmin::text as horizon, c.table_name, c.image
           from (select pg_snapshot_xmin(pg_current_snapshot()) as xmin) h
           left join change_log c on c.xid >= $1::xid8 and c.xid < h.xmin
          order by c.xid, c.n`,
        [this.book.horizon.toString()],
      )) as LoggedRow[];
      const changes = rows.flatMap(({ table_name: table, image }) => (table && image ? [{ table, image }] : []));
      this.book.moveTo(BigInt(rows[0]!.horizon), changes);
      this.reachable = true;
    } while (this.again && !this.stopped);
  }

  private schedule(): void {
    if (this.stopped) return;
    this.poll = setTimeout(() => {
      this.catchUp()
        .catch((error: unknown) => {
          if (this.reachable) this.onTrouble('The database cannot be reached; reading goes on from memory.', error);
          this.reachable = false;
        })
        .finally(() => this.schedule());
    }, POLL_MS);
    this.poll.unref();
  }

  private async listen(): Promise<void> {
    while (!this.stopped) {
      const client = new pg.Client({
        connectionString: this.databaseUrl,
        connectionTimeoutMillis: 5_000,
        keepAlive: true,
      });
      this.listener = client;
      const ended = new Promise<void>((resolve) => client.once('end', resolve));
      client.on('error', () => undefined);
      client.on('notification', () => void this.catchUp().catch(() => undefined));
      try {
        await client.connect();
        await client.query(`listen ${WAKE_CHANNEL}`);
        await this.catchUp().catch(() => undefined);
        await ended;
      } catch {
        await client.end().catch(() => undefined);
      }
      if (!this.stopped) await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
  }
}
