import { boundsOf, type Asked, type Due, type Stretch } from '../directory/personal-data/queries.js';
import type { Transaction } from '../kernel/writes.js';
import type { Encounter } from './encounters/encounter.js';

/** Gives encounters other texts, all at once: somebody may have attended a thousand. */
export async function rewriteTexts(
  tx: Transaction,
  encounters: readonly Pick<Encounter, 'id' | 'title' | 'place' | 'withdrawalReason'>[],
): Promise<void> {
  await tx.query(
    `update encounter e set title = t.title, place = t.place, withdrawal_reason = t.reason, changed_at = $5
       from unnest($1::text[], $2::text[], $3::text[], $4::text[]) t(id, title, place, reason) where e.id = t.id`,
    [
      encounters.map(({ id }) => id),
      encounters.map(({ title }) => title),
      encounters.map(({ place }) => place),
      encounters.map(({ withdrawalReason }) => withdrawalReason),
      tx.moment,
    ],
  );
}

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

/** Encounters with notes that ended by an instant. */
export async function notesOfOld(db: Asked, by: Date, stretch: Stretch): Promise<Due[]> {
  return db.query<Due>(
    `select e.id, to_jsonb(e.ends_at) #>> '{}' as since
       from encounter_notes n join encounter e on e.id = n.encounter_id
      where e.ends_at <= $1 and ($2::text[] is null or e.id = any($2)) and e.id > $3
      order by e.id limit $4`,
    [by, ...boundsOf(stretch)],
  );
}
