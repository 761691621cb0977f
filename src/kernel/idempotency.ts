import type { DataSource } from 'typeorm';
import { refuse } from './refusal.js';

/** One mutation field of a request that carries an Idempotency-Key. */
export interface IdempotentCall {
  readonly viewerId: string;
  readonly key: string;
  /** The response key of the field. */
  readonly field: string;
  readonly inputHash: string;
}

type Query = (sql: string, parameters: readonly unknown[]) => Promise<unknown[]>;

const EXPIRED = `created_at <= now() - interval '24 hours'`;
const CLEANING_MS = 3_600_000;
const BATCH = 5_000;

/** What the calls with an Idempotency-Key of the last 24 hours were answered. */
export class IdempotencyKeys {
  private cleaning: NodeJS.Timeout | undefined;

  constructor(private readonly db: DataSource) {}

  /** The answer that the first call with this key got; undefined when there was none. @throws CONFLICT for another input. */
  async recall(call: IdempotentCall): Promise<{ answer: unknown } | undefined> {
    const [first] = await this.db.query<{ input_hash: string; answer: unknown }[]>(
      `select input_hash, answer from idempotency_key where viewer_id = $1 and key = $2 and field = $3 and not ${EXPIRED}`,
      [call.viewerId, call.key, call.field],
    );
    if (first && first.input_hash !== call.inputHash)
      throw refuse.conflict('This Idempotency-Key was used before with another input.', ['Idempotency-Key']);
    return first;
  }

  /**
   * Takes the key for a transaction, before anything else in it: whoever comes with the same key meanwhile waits here for
   * its end, and not at some row, where it would be refused for what the first call did. Answers false when it is taken.
   */
  async claim(query: Query, call: IdempotentCall): Promise<boolean> {
    const claimed = await query(
      `insert into idempotency_key as known (viewer_id, key, field, input_hash, answer, created_at)
       values ($1, $2, $3, $4, 'null', now())
       on conflict (viewer_id, key, field) do update
         set input_hash = excluded.input_hash, answer = excluded.answer, created_at = excluded.created_at
         where known.${EXPIRED}
       returning key`,
      [call.viewerId, call.key, call.field, call.inputHash],
    );
    return claimed.length > 0;
  }

  /** Keeps what the call that claimed the key is answered. */
  async keep(query: Query, call: IdempotentCall, answer: unknown): Promise<void> {
    await query(`update idempotency_key set answer = $4 where viewer_id = $1 and key = $2 and field = $3`, [
      call.viewerId,
      call.key,
      call.field,
      JSON.stringify(answer),
    ]);
  }

  /** Forgets the expired ones now and every hour: most keys never come again. */
  startForgetting(onTrouble: (error: unknown) => void): void {
    const forget = () => void this.forgetExpired().catch(onTrouble);
    forget();
    this.cleaning = setInterval(forget, CLEANING_MS).unref();
  }

  stopForgetting(): void {
    clearInterval(this.cleaning);
  }

  /** A batch at a time, so that none takes longer than a statement may. */
  private async forgetExpired(): Promise<void> {
    for (let forgotten = BATCH; forgotten === BATCH;)
      [, forgotten] = await this.db.query<[unknown[], number]>(
        `delete from idempotency_key
          where (viewer_id, key, field) in (select viewer_id, key, field from idempotency_key where ${EXPIRED} limit $1)`,
        [BATCH],
      );
  }
}
