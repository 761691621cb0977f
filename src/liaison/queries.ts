import type { Transaction } from '../kernel/writes.js';

/** Whatever an encounter was called earlier, in what was recorded it is called as it is now. */
export async function forgetEarlierTexts(tx: Transaction, ids: readonly string[]): Promise<void> {
  for (const table of ['row_history', 'change_log'])
    await tx.query(
      `update ${table} r set image = r.image || jsonb_build_object('title', e.title, 'place', e.place, 'withdrawal_reason',
              case when r.image ->> 'withdrawn_at' is not null then e.withdrawal_reason end)
         from encounter e where r.row_id = any($1) and e.id = r.row_id`,
      [ids],
    );
}
