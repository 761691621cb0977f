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
  // Each value by itself: to spell arrays of entries, and to read them, takes longer than to insert them.
  const values = events.flatMap(valuesOf);
  const width = values.length / events.length;
  const rows = events.map(
    (_, row) => `(${Array.from({ length: width }, (_, column) => `$${row * width + column + 1}`).join()})`,
  );
  await query(`insert into audit_event (${COLUMNS}) values ${rows.join(', ')} on conflict (id) do nothing`, values);
}

/** The statement that does so with one new event, for one message together with COMMIT. */
export function insertStatement(event: SealedEvent): string {
  const written = valuesOf(event).map((value) => {
    if (value === null) return 'null';
    return pg.escapeLiteral(Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value);
  });
  return `insert into audit_event (${COLUMNS}) values (${written.join(', ')})`;
}

const COLUMNS = 'id, entry, leaf_hash, seal, key_id, at, kind, action, credential_id, subject_keys';

function valuesOf({ id, entry, leafHash, seal, keyId, columns }: SealedEvent): (string | Buffer | null)[] {
  const { at, kind, action, credentialId, subjectKeys } = columns;
  return [id, entry, leafHash, seal, keyId, at, kind, action, credentialId, `{${subjectKeys.join(',')}}`];
}
