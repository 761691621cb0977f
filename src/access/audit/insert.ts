import pg from 'pg';
import type { PublicKey } from './signing-key.js';
import type { SealedEvent } from './sealed-event.js';

export type Query = (sql: string, parameters: readonly unknown[]) => Promise<unknown>;

/** Makes the key of a process known, with which the seals of its events are checked. */
export async function registerKey(query: Query, { keyId, publicKey }: PublicKey): Promise<void> {
  await query(
    `insert into audit_key (key_id, public_key, since) values ($1, $2, now()) on conflict (key_id) do nothing`,
    [keyId, publicKey],
  );
}

/** Names the audit of this database among all that there are. */
export async function readLogId(query: Query): Promise<string> {
  const [log] = (await query('select id::text from audit_log', [])) as { id: string }[];
  if (!log) throw new Error('The audit of this database has no name.');
  return log.id;
}

/** Puts events into the table, those that are there already left out: what was sent once may be sent again. */
export async function insertEvents(query: Query, events: readonly SealedEvent[]): Promise<void> {
  if (events.length === 0) return;
  await query(
    `insert into audit_event (id, entry, leaf_hash, seal, key_id)
     select * from unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[], $5::text[])
     on conflict (id) do nothing`,
    [
      events.map(({ id }) => id),
      events.map(({ entry }) => entry),
      events.map(({ leafHash }) => leafHash),
      events.map(({ seal }) => seal),
      events.map(({ keyId }) => keyId),
    ],
  );
}

/** The statement that does so with one new event, for one message together with COMMIT. */
export function insertStatement({ id, entry, leafHash, seal, keyId }: SealedEvent): string {
  const values = [id, entry, `\\x${leafHash.toString('hex')}`, `\\x${seal.toString('hex')}`, keyId];
  const written = values.map((value) => pg.escapeLiteral(value)).join(', ');
  return `insert into audit_event (id, entry, leaf_hash, seal, key_id) values (${written})`;
}
