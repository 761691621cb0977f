import type { DataSource, EntityManager, FindOptionsWhere, QueryRunner } from 'typeorm';
import type { Book, RowChange } from './book.js';
import type { Clock } from './clock.js';
import { WAKE_CHANNEL, type Follower } from './follower.js';
import type { Row } from './node.js';
import { Refusal, refuse, type InputPath, type RefusalCode } from './refusal.js';
import type { RowClass } from './rows.js';

/** What a write answers: the ids of the nodes that it answers with, so that a retried one can answer the same again. */
export type Answer = string | null | readonly Answer[] | { readonly [field: string]: Answer };

/** One mutation field of a request that carries an Idempotency-Key. */
export interface IdempotentCall {
  readonly viewerId: string;
  readonly key: string;
  /** The response key of the field. */
  readonly field: string;
  readonly inputHash: string;
}

/** How the violation of a named constraint is answered. */
export interface Violation {
  readonly code: Extract<RefusalCode, 'CONFLICT' | 'BAD_USER_INPUT'>;
  readonly path: InputPath;
  readonly message: string;
}

interface DatabaseError {
  readonly code?: string;
  readonly constraint?: string;
}

const TRIES = 5;
/** serialization_failure, deadlock_detected: nothing happened, and trying again is the remedy. */
const TRANSIENT = new Set(['40001', '40P01']);

/** One write transaction. Locks come first: `moment` is stamped when it is first asked for, and must not precede them. */
export class Transaction {
  private stamp: Date | undefined;

  constructor(
    readonly manager: EntityManager,
    private readonly clock: Clock,
  ) {}

  /** When what this transaction changes begins to hold. */
  get moment(): Date {
    return (this.stamp ??= new Date(this.clock.now()));
  }

  /** The rows as they are now, locked until the end, in the order of their ids so that two transactions cannot wait for each other. */
  async lock<T extends Row>(entity: RowClass<T>, where: FindOptionsWhere<T> | FindOptionsWhere<T>[]): Promise<T[]> {
    return this.manager.find(entity, { where, order: { id: 'ASC' } as never, lock: { mode: 'pessimistic_write' } });
  }

  /** The row with an id that is known to exist, locked. */
  async lockOne<T extends Row>(entity: RowClass<T>, id: string): Promise<T> {
    const [row] = await this.lock(entity, { id } as FindOptionsWhere<T>);
    if (!row) throw new Error(`${entity.name} ${id} is in the book and not in the database.`);
    return row;
  }

  /** One writer at a time on a matter that no row stands for, such as the tree of organizations. */
  async serialize(matter: string): Promise<void> {
    await this.manager.query(`select pg_advisory_xact_lock(hashtext($1))`, [`renkei: ${matter}`]);
  }

  async insert<T extends Row>(
    entity: RowClass<T>,
    values: Omit<T, 'version' | 'createdAt' | 'changedAt'>,
  ): Promise<void> {
    const row = { ...values, version: 1, createdAt: this.moment, changedAt: this.moment };
    await this.manager.insert(entity, row as never);
  }

  async update<T extends Row>(
    entity: RowClass<T>,
    id: string,
    changes: Partial<Omit<T, 'id' | 'version' | 'createdAt' | 'changedAt'>>,
  ): Promise<void> {
    if (Object.keys(changes).length === 0) return;
    await this.manager.update(entity, id, { ...changes, changedAt: this.moment } as never);
  }

  async query<R>(sql: string, parameters: readonly unknown[] = []): Promise<R[]> {
    return this.manager.query(sql, [...parameters]) as Promise<R[]>;
  }
}

/** Carries out writes: one transaction each, taken into the book of this process before it is answered. */
export class Writes {
  constructor(
    private readonly db: DataSource,
    private readonly book: Book,
    private readonly follower: Follower,
    private readonly clock: Clock,
    private readonly violations: Readonly<Record<string, Violation>>,
  ) {}

  /**
   * Refuses with CONFLICT or BAD_USER_INPUT what a constraint forbids, with UNAVAILABLE what the database cannot do now;
   * `extensions.outcome` is UNKNOWN when the reply to COMMIT was lost and nobody can say yet whether it happened.
   */
  async perform(call: IdempotentCall | undefined, work: (tx: Transaction) => Promise<Answer>): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.once(call, work);
      } catch (error) {
        const { code } = (error ?? {}) as DatabaseError;
        if (tries < TRIES && TRANSIENT.has(code ?? '')) continue;
        if (call && (error as DatabaseError).constraint === 'an idempotency key is used once') {
          const first = await this.recall(call);
          if (first) return first.answer;
        }
        throw this.refusalOf(error);
      }
    }
  }

  /** The answer that the first call with this key got; undefined when there was none. */
  async recall(call: IdempotentCall): Promise<{ answer: Answer } | undefined> {
    const rows: unknown = await this.db
      .query(
        `select input_hash, answer from idempotency_key
          where viewer_id = $1 and key = $2 and field = $3 and created_at > now() - interval '24 hours'`,
        [call.viewerId, call.key, call.field],
      )
      .catch((error: unknown) => {
        throw this.refusalOf(error);
      });
    const [first] = rows as { input_hash: string; answer: Answer }[];
    if (!first) return undefined;
    if (first.input_hash !== call.inputHash)
      throw refuse.conflict('This Idempotency-Key was used before with another input.');
    // The first call may have reached another process.
    await this.follower.catchUp();
    return { answer: first.answer };
  }

  private async once(call: IdempotentCall | undefined, work: (tx: Transaction) => Promise<Answer>): Promise<Answer> {
    const runner = this.db.createQueryRunner();
    try {
      await runner.connect();
      await runner.startTransaction('READ COMMITTED');
      let done: { answer: Answer; xid: bigint; changes: RowChange[] };
      try {
        const tx = new Transaction(runner.manager, this.clock);
        if (call) await this.forgetOld(tx, call);
        const answer = await work(tx);
        if (call)
          await tx.query(
            `insert into idempotency_key (viewer_id, key, field, input_hash, answer, created_at) values ($1, $2, $3, $4, $5, now())`,
            [call.viewerId, call.key, call.field, call.inputHash, JSON.stringify(answer)],
          );
        const rows = await tx.query<RowChange & { xid: string }>(
          `select pg_current_xact_id()::text as xid, table_name as table, image
             from (select 1) one left join change_log on xid = pg_current_xact_id() order by n`,
        );
        done = { answer, xid: BigInt(rows[0]!.xid), changes: rows.filter(({ table }) => table) };
      } catch (error) {
        await runner.rollbackTransaction().catch(() => undefined);
        throw error;
      }
      await this.commit(runner, done.xid);
      this.book.takeOwn(done.xid, done.changes);
      this.wakeOthers();
      return done.answer;
    } finally {
      await runner.release().catch(() => undefined);
    }
  }

  private async forgetOld(tx: Transaction, call: IdempotentCall): Promise<void> {
    await tx.query(
      `delete from idempotency_key where viewer_id = $1 and key = $2 and created_at <= now() - interval '24 hours'`,
      [call.viewerId, call.key],
    );
  }

  /** Commits; where the reply is lost, asks the database what became of the transaction. */
  private async commit(runner: QueryRunner, xid: bigint): Promise<void> {
    try {
      await runner.commitTransaction();
    } catch (error) {
      if ((error as DatabaseError).constraint) throw error;
      const fate = await this.fateOf(xid);
      if (fate === 'committed') return;
      if (fate === 'aborted')
        throw refuse.unavailable('The database was lost before the write was done. Nothing was written.');
      throw refuse.unavailable(
        'The database was lost while the write was being committed; it may or may not have happened.',
        {
          outcome: 'UNKNOWN',
        },
      );
    }
  }

  private async fateOf(xid: bigint): Promise<string> {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      try {
        const [row] = (await this.db.query(`select pg_xact_status($1::xid8) as status`, [xid.toString()])) as [
          { status: string | null },
        ];
        if (row.status === 'committed' || row.status === 'aborted') return row.status;
      } catch {
        // Not back yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 200 * tries));
    }
    return 'unknown';
  }

  /** After the commit and outside of it: NOTIFY inside a transaction would make all commits wait for one another. */
  private wakeOthers(): void {
    this.db.query(`notify ${WAKE_CHANNEL}`).catch(() => undefined);
  }

  private refusalOf(error: unknown): unknown {
    if (error instanceof Refusal) return error;
    const { code, constraint } = (error ?? {}) as DatabaseError;
    const violation = constraint === undefined ? undefined : this.violations[constraint];
    if (violation) return new Refusal(violation.code, violation.message, violation.path);
    if (isUnavailable(code, error)) {
      this.follower.lostDatabase();
      return refuse.unavailable('The database cannot be reached now. Nothing was written.');
    }
    return error;
  }
}

/** Connection failures have a system code, a SQLSTATE of class 08 or 57P, or (pg) only a message. */
export function isUnavailable(code: string | undefined, error: unknown): boolean {
  if (code !== undefined && /^(08|57P|53300|57014|25P03|ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH)/.test(code))
    return true;
  if (error instanceof AggregateError)
    return error.errors.some((each: unknown) => isUnavailable((each as DatabaseError)?.code, each));
  return (
    error instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Driver not Connected|terminating connection/i.test(
      error.message,
    )
  );
}
