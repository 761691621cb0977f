import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { DataSource, EntityManager, FindOptionsWhere, QueryRunner } from 'typeorm';
import type { Book, RowChange } from './book.js';
import type { Clock } from './clock.js';
import type { Follower } from './follower.js';
import type { IdempotencyKeys, IdempotentCall } from './idempotency.js';
import type { Row, Stamp } from './node.js';
import { PATIENCE } from './patience.js';
import { Refusal, refuse, type InputPath, type RefusalCode } from './refusal.js';
import type { Image, RowClass } from './rows.js';
import { isBroken, isUnavailable, type DatabaseError } from './unavailable.js';

/** What a write answers: the ids of the nodes that it answers with, so that a retried one can answer the same again. */
export type Answer = string | null | readonly Answer[] | { readonly [field: string]: Answer };

/** How the violation of a named constraint is answered. */
export interface Violation {
  readonly code: Extract<RefusalCode, 'CONFLICT' | 'BAD_USER_INPUT'>;
  readonly path: InputPath;
  readonly message: string;
}

/** Who writes, and through which field of Mutation: what a recorder keeps of it. Nobody: the program itself, by its configuration. */
export interface Author {
  readonly action: string;
  readonly viewer: {
    readonly credentialId: string;
    readonly name: string;
    readonly role: string;
    readonly organizationId: string | null;
  } | null;
  readonly origin: {
    readonly address: string;
    readonly requestId: string;
    readonly onBehalfOf: string | null;
    readonly purpose: string | null;
  } | null;
}

/** A row as a transaction left it, and as it was before; null where there was none. */
export interface WrittenRow extends RowChange {
  readonly previous: Image | null;
}

/** What a transaction wrote that the change log does not follow. */
export interface WrittenBeside {
  readonly id: string;
  readonly fields: readonly string[];
}

/** Keeps a record of every transaction, in that transaction. */
export interface Recorder {
  /** One statement, its values written in it: it is sent together with COMMIT. */
  statementFor(author: Author, rows: readonly WrittenRow[], tx: Pick<Transaction, 'beside' | 'reason'>): string;
}

interface Done {
  readonly answer: Answer;
  readonly xid: string;
  /** What it wrote, and what it may have built upon. */
  readonly changes: readonly LoggedChange[];
}

interface LoggedChange extends WrittenRow {
  readonly xid: string;
}

type Fate = 'committed' | 'aborted' | 'unknown';

const TRIES = 5;
const FATE_MS = 2_000;
const FATE_AGAIN_MS = 100;
/** serialization_failure, deadlock_detected: nothing happened, and trying again is the remedy. */
const TRANSIENT = new Set(['40001', '40P01']);
/** Somebody was faster. Tried again, the work meets what is there now, and may say better what is in its way. */
const EXCLUSION_VIOLATION = '23P01';

/** How long an operation may still take. */
export interface TimeLeft {
  /** ms */
  readonly left: number;
  /** @throws Refusal once there is none. */
  requireTime(): void;
}

const ALL_TIME: TimeLeft = { left: Infinity, requireTime: () => undefined };

/** One write transaction. Locks come first: `moment` is stamped when it is first asked for, and must not precede them. */
export class Transaction {
  private stamp: Date | undefined;
  /** What was written of tables that the change log does not follow: whoever writes there says so here. */
  readonly beside: WrittenBeside[] = [];
  /** Why, where whoever writes had to say so. */
  reason: string | null = null;

  constructor(
    readonly manager: EntityManager,
    private readonly clock: Clock,
    private readonly time: TimeLeft,
  ) {}

  /** When what this transaction changes begins to hold. */
  get moment(): Date {
    return (this.stamp ??= new Date(this.clock.now()));
  }

  /** The rows as they are now, locked until the end, in the order of their ids so that two transactions cannot wait for each other. */
  async lock<T extends Row>(entity: RowClass<T>, where: FindOptionsWhere<T> | FindOptionsWhere<T>[]): Promise<T[]> {
    await this.bound();
    return this.manager.find(entity, { where, order: { id: 'ASC' } as never, lock: { mode: 'pessimistic_write' } });
  }

  /** The same for rows that must stay as they are: others may lock them so too, and nobody changes them. */
  async lockShared<T extends Row>(entity: RowClass<T>, where: FindOptionsWhere<T>): Promise<T[]> {
    await this.bound();
    return this.manager.find(entity, { where, order: { id: 'ASC' } as never, lock: { mode: 'pessimistic_read' } });
  }

  /** The row with an id that is known to exist, locked. */
  async lockOne<T extends Row>(entity: RowClass<T>, id: string): Promise<T> {
    const [row] = await this.lock(entity, { id } as FindOptionsWhere<T>);
    if (!row) throw new Error(`${entity.name} ${id} is in the book and not in the database.`);
    return row;
  }

  /** One writer at a time on a matter that no row stands for, such as the tree of organizations. */
  async serialize(matter: string): Promise<void> {
    await this.bound();
    await this.manager.query(`select pg_advisory_xact_lock(hashtext($1))`, [`renkei: ${matter}`]);
  }

  async insert<T extends Row>(entity: RowClass<T>, values: Omit<T, Stamp>): Promise<void> {
    await this.bound();
    const row = { ...values, version: 1, createdAt: this.moment, changedAt: this.moment };
    await this.manager.insert(entity, row as never);
  }

  async update<T extends Row>(entity: RowClass<T>, id: string, changes: Partial<Omit<T, 'id' | Stamp>>): Promise<void> {
    if (Object.keys(changes).length === 0) return;
    await this.bound();
    await this.manager.update(entity, id, { ...changes, changedAt: this.moment } as never);
  }

  async query<R>(sql: string, parameters: readonly unknown[] = []): Promise<R[]> {
    await this.bound();
    return this.manager.query(sql, [...parameters]) as Promise<R[]>;
  }

  /** A statement gets no more time than its operation has left: then the database itself gives it up. */
  private async bound(): Promise<void> {
    const { left } = this.time;
    if (left < PATIENCE.statement)
      await this.manager.query(`set local statement_timeout = ${Math.max(1, Math.floor(left))}`);
  }
}

/** Another call with the same Idempotency-Key was first. */
class KeyTaken extends Error {}

/** Carries out writes: one transaction each, taken into the book of this process before it is answered. */
export class Writes {
  constructor(
    private readonly db: DataSource,
    private readonly book: Book,
    private readonly follower: Follower,
    private readonly keys: IdempotencyKeys,
    private readonly clock: Clock,
    private readonly violations: Readonly<Record<string, Violation>>,
    private readonly recorder: Recorder,
  ) {}

  /**
   * Refuses with CONFLICT or BAD_USER_INPUT what a constraint forbids, with UNAVAILABLE what the database cannot do now;
   * `extensions.outcome` is UNKNOWN when the reply to COMMIT was lost and nobody can say yet whether it happened.
   */
  async perform(
    author: Author,
    call: IdempotentCall | undefined,
    work: (tx: Transaction) => Promise<Answer>,
    time: TimeLeft = ALL_TIME,
  ): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.once(author, call, work, time);
      } catch (error) {
        // What the database gave up then it can do for others.
        if (!(error instanceof Refusal) && isUnavailable(error)) time.requireTime();
        const { code = '' } = (error ?? {}) as DatabaseError;
        // A connection that broke before COMMIT was sent took its transaction with it.
        if (tries < TRIES && (TRANSIENT.has(code) || isBroken(error))) continue;
        if (tries === 1 && code === EXCLUSION_VIOLATION) continue;
        if (call && error instanceof KeyTaken) {
          const first = await this.recall(call);
          if (first) return first.answer;
          if (tries < TRIES) continue;
        }
        throw this.refusalOf(error);
      }
    }
  }

  /** The answer that the first call with this key got, with what it wrote in the book; undefined when there was none. */
  async recall(call: IdempotentCall): Promise<{ answer: Answer } | undefined> {
    for (let tries = 1; ; tries += 1) {
      try {
        const first = await this.keys.recall(call);
        // The first call may have reached another process.
        if (first) await this.follower.catchUp();
        return first as { answer: Answer } | undefined;
      } catch (error) {
        if (tries >= TRIES || !isBroken(error)) throw this.refusalOf(error);
      }
    }
  }

  private async once(
    author: Author,
    call: IdempotentCall | undefined,
    work: (tx: Transaction) => Promise<Answer>,
    time: TimeLeft,
  ): Promise<Answer> {
    const runner = this.db.createQueryRunner();
    let ended = false;
    try {
      const done = await this.transact(runner, author, call, work, time);
      ended = true;
      this.book.takeAhead(BigInt(done.changes.at(-1)?.xid ?? 0), done.changes);
      this.follower.wakeOthers();
      return done.answer;
    } catch (error) {
      if (!isUnavailable(error))
        ended = await runner.rollbackTransaction().then(
          () => true,
          () => false,
        );
      throw error;
    } finally {
      if (!ended) await abandon(runner);
      await runner.release();
    }
  }

  private async transact(
    runner: QueryRunner,
    author: Author,
    call: IdempotentCall | undefined,
    work: (tx: Transaction) => Promise<Answer>,
    time: TimeLeft,
  ): Promise<Done> {
    await begin(runner);
    const tx = new Transaction(runner.manager, this.clock, time);
    const query = (sql: string, parameters: readonly unknown[]) => tx.query(sql, parameters);
    if (call && !(await this.keys.claim(query, call))) throw new KeyTaken();
    const answer = await work(tx);
    if (call) await this.keys.keep(query, call, answer);
    // With what others committed meanwhile: a row that this one changed may hang on one that is not in the book yet. Its own
    // rows whatever the snapshot says: a database back from a crash gives out ids again that one taken before it shows.
    const rows = await tx.query<LoggedChange & { own: string }>(
      `select mine.xid::text as own, c.xid::text, c.table_name as table, c.image, h.image as previous
         from (select pg_current_xact_id() as xid) mine
         left join change_log c on c.xid >= least(mine.xid, pg_snapshot_xmin($1::pg_snapshot))
          and (c.xid = mine.xid or not pg_visible_in_snapshot(c.xid, $1::pg_snapshot))
         left join row_history h on c.xid = mine.xid and h.row_id = c.row_id and h.version = c.version - 1
        order by c.xid, c.n`,
      [this.follower.since],
    );
    const xid = rows[0]!.own;
    const done = { answer, xid, changes: rows.filter(({ table }) => table !== null) };
    const wrote = done.changes.filter((change) => change.xid === xid);
    await this.commit(runner, done, this.recorder.statementFor(author, wrote, tx));
    return done;
  }

  /** Records and commits; where the reply is lost, asks the database what became of the transaction. */
  private async commit(runner: QueryRunner, done: Done, record: string): Promise<void> {
    try {
      // In one message: of two, the second would wait for the answer to the first.
      await runner.query(`${record}; COMMIT`);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      this.follower.lostDatabase();
      const fate = await this.fateOf(done);
      if (fate === 'committed') return void (await abandon(runner));
      if (fate === 'aborted')
        throw refuse.unavailable('The database was lost before the write was done. Nothing was written.');
      throw refuse.unavailable(
        'The database was lost while the write was being committed; it may or may not have happened.',
        { outcome: 'UNKNOWN' },
      );
    }
  }

  private async fateOf(done: Done): Promise<Fate> {
    const deadline = Date.now() + FATE_MS;
    const late = sleep<Fate>(FATE_MS, 'unknown', { ref: false });
    while (Date.now() < deadline) {
      const fate = await Promise.race([this.askFate(done), late]);
      if (fate !== 'unknown') return fate;
      await sleep(FATE_AGAIN_MS);
    }
    return 'unknown';
  }

  private async askFate({ xid, changes }: Done): Promise<Fate> {
    const own = changes.find((change) => change.xid === xid);
    try {
      const [row] = await this.db.query<[{ status: string | null; logged: boolean }]>(
        `select pg_xact_status($1::xid8) as status,
                exists (select from change_log where xid = $1::xid8 and row_id = $2 and version = $3) as logged`,
        [xid, own?.image['id'] ?? null, own?.image['version'] ?? null],
      );
      if (row.status === 'aborted') return 'aborted';
      if (row.status !== 'committed') return 'unknown';
      // A database that crashed gives out again the ids of transactions that it had not written down.
      return own && !row.logged ? 'aborted' : 'committed';
    } catch (error) {
      // invalid_parameter_value: an id that the database, back from a crash, has not given out yet.
      return (error as DatabaseError).code === '22023' ? 'aborted' : 'unknown';
    }
  }

  private refusalOf(error: unknown): unknown {
    if (error instanceof Refusal) return error;
    const { constraint } = (error ?? {}) as DatabaseError;
    const violation = constraint === undefined ? undefined : this.violations[constraint];
    if (violation) return new Refusal(violation.code, violation.message, violation.path);
    if (!isUnavailable(error)) return error;
    this.follower.lostDatabase();
    return refuse.unavailable('The database cannot do this now. Nothing was written.');
  }
}

/**
 * Begins a transaction in one statement, where TypeORM takes two. It lets rows be locked only where the runner says that one is
 * open.
 */
async function begin(runner: QueryRunner): Promise<void> {
  await runner.query('START TRANSACTION ISOLATION LEVEL READ COMMITTED');
  (runner as { isTransactionActive: boolean }).isTransactionActive = true;
}

/** Breaks a connection whose transaction may still be open, or its answer outstanding: the next user would be inside it. */
async function abandon(runner: QueryRunner): Promise<void> {
  if (runner.isReleased) return;
  const client = (await runner.connect().catch(() => undefined)) as pg.Client | undefined;
  void client?.end();
}
