import type pg from 'pg';
import type { Book } from './book.js';
import { PATIENCE } from './patience.js';
import { connectReader, LONG_MS } from './reader.js';
import { loadRecords } from './records.js';
import { refuse } from './refusal.js';
import type { Image } from './rows.js';

/** The channel on which a committed write wakes the followers. It carries nothing: the change log does. */
export const WAKE_CHANNEL = 'renkei_changes';

/** Processes that serve look for what a command wrote by themselves; told, they do it at once. */
export async function wakeFollowers(db: { query(sql: string): Promise<unknown> }): Promise<void> {
  await db.query(`notify ${WAKE_CHANNEL}`);
}

const NAME = 'renkei follower';
const POLL_MS = 400;
const RECONNECT_MS = 250;
/** Fewer rows are read in less time than a thread takes to begin. */
const MANY = 20_000;
/**
 * A database that crashed gives out again the ids of transactions that it had not yet written down: those of its last
 * second, of which a follower may have passed some by. So it looks this many back when it comes to a new connection.
 */
const LOOK_BACK = 10_000n;

interface LoggedRow {
  readonly snapshot: string;
  readonly xid: string | null;
  readonly table_name: string;
  readonly image: Image;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Loads the book, and moves it on as other processes write, over a connection of its own: writes that wait for locks must
 * not keep it from looking. A notification makes it quick; looking again every POLL_MS makes it certain.
 */
export class Follower {
  private client: pg.Client | undefined;
  private waiting: Waiter[] = [];
  private following: Promise<void> = Promise.resolve();
  private due = false;
  /** Whether others are still to be told that something was written here. */
  private untold = false;
  private endPause = (): void => undefined;
  private stopped = false;
  private reachable = false;

  constructor(
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
    this.lookSoon();
  }

  /**
   * The snapshot beyond which everything that the book may not know lies: its own, as long as nothing has happened to the
   * database since it was taken.
   */
  get since(): string {
    return this.client ? this.book.snapshot : farBack(this.book.horizon);
  }

  /** Wakes the followers of other processes, with the next look of this one. */
  wakeOthers(): void {
    this.untold = true;
    this.lookSoon();
  }

  async start(): Promise<void> {
    await this.load();
    this.following = this.follow();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.lookSoon();
    await this.following;
    await this.disconnect();
  }

  /** Resolves when all that was committed before the call is in the book. @throws UNAVAILABLE */
  catchUp(): Promise<void> {
    if (this.stopped) return Promise.reject(unreachable());
    return new Promise((resolve, reject) => {
      // A look under way may have begun before the commit that the caller knows of: only the next one will do.
      this.waiting.push({ resolve, reject });
      this.lookSoon();
    });
  }

  private async load(): Promise<void> {
    const client = await connectReader(this.databaseUrl, NAME, LONG_MS);
    try {
      await client.query('begin isolation level repeatable read read only');
      const { rows } = await client.query<{ snapshot: string; newest: string | null }>(
        `select pg_current_snapshot()::text as snapshot,
                (select xid::text from change_log order by change_log.xid desc limit 1) as newest`,
      );
      await loadRecords(client, this.book, { databaseUrl: this.databaseUrl, many: MANY, onTrouble: this.onTrouble });
      await client.query('commit');
      await this.book.settle();
      // From the next line on requests are answered, and must not be told that the database is away.
      this.reachable = true;
      this.book.moveTo(rows[0]!.snapshot, BigInt(rows[0]!.newest ?? 0), []);
    } finally {
      await client.end();
    }
  }

  private async follow(): Promise<void> {
    let failures = 0;
    while (!this.stopped) {
      this.due = false;
      const waiting = this.waiting.splice(0);
      try {
        await this.look();
        this.reachable = true;
        failures = 0;
        for (const { resolve } of waiting) resolve();
      } catch (error) {
        failures += 1;
        this.reachable = false;
        for (const { reject } of waiting) reject(unreachable());
        void this.disconnect();
        if (failures === 2) this.onTrouble('The database cannot be reached; reading goes on from memory.', error);
      }
      // Perhaps only the connection is lost: another is tried at once, and then in intervals, whoever asks.
      if (failures === 0) await this.pause(POLL_MS, () => this.due);
      else if (failures > 1) await this.pause(RECONNECT_MS, () => this.stopped);
    }
    for (const { reject } of this.waiting.splice(0)) reject(unreachable());
  }

  /** Takes in what is visible now and was not at the last look, in whatever order it was committed. */
  private async look(): Promise<void> {
    const { since } = this;
    const client = this.client ?? (await this.connect());
    const isToTell = this.untold;
    this.untold = false;
    // Outside of the transaction that wrote, where it would make all commits wait for one another; in one message with the look.
    const notify = isToTell ? `notify ${WAKE_CHANNEL}; ` : '';
    const snapshot = `${client.escapeLiteral(since)}::pg_snapshot`;
    // Transaction ids from the future are those of a restored dump: not new at each look.
    const results = await client
      .query<LoggedRow>(
        `${notify}select s.now::text as snapshot, c.xid::text, c.table_name, c.image
           from (select pg_current_snapshot() as now) s
           left join change_log c on c.xid >= pg_snapshot_xmin(${snapshot})
            and not pg_visible_in_snapshot(c.xid, ${snapshot}) and pg_visible_in_snapshot(c.xid, s.now)
          order by c.xid, c.n`,
      )
      .catch((error: unknown) => {
        this.untold ||= isToTell;
        throw error;
      });
    const { rows } = [results].flat().at(-1)!;
    const changes = rows.filter(({ xid }) => xid !== null).map(({ table_name: table, image }) => ({ table, image }));
    this.book.moveTo(rows[0]!.snapshot, BigInt(rows.at(-1)!.xid ?? 0), changes);
  }

  private async connect(): Promise<pg.Client> {
    const client = (this.client = await connectReader(this.databaseUrl, NAME, PATIENCE.silence));
    client.on('notification', ({ processId }) => {
      if (processId !== ownId(client)) this.lookSoon();
    });
    client.once('end', () => {
      if (this.client === client) this.client = undefined;
      this.lookSoon();
    });
    // Before the look: what is committed after it is told, what was committed before it is found.
    await client.query(`listen ${WAKE_CHANNEL}`);
    return client;
  }

  private async disconnect(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.end();
  }

  private lookSoon(): void {
    this.due = true;
    this.endPause();
  }

  /** Waits; not at all, or no longer, when there is a reason not to. */
  private async pause(milliseconds: number, over: () => boolean): Promise<void> {
    if (over()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.endPause = () => {
        if (!over()) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** The snapshot in which nothing is visible but what lies far below the horizon. */
function farBack(horizon: bigint): string {
  const xid = horizon > LOOK_BACK ? horizon - LOOK_BACK : 1n;
  return `${xid}:${xid}:`;
}

/** Of the process of the database that serves a connection: whose own notifications come back to it. */
function ownId(client: pg.Client): unknown {
  return (client as { readonly processID?: unknown }).processID;
}

const unreachable = () =>
  refuse.unavailable('The database cannot be reached now; what is not in memory cannot be told.');
