import type { DataSource, EntityManager } from 'typeorm';
import { newId } from '../../kernel/ids.js';
import type { WrittenRow } from '../../kernel/writes.js';
import type { AuditSubject } from './event.js';
import { insertEvents, registerKey } from './insert.js';
import { seal } from './sealed-event.js';
import { SigningKey } from './signing-key.js';
import { subjectsOf } from './write-record.js';

/** What the program itself writes, as the command line does: in one transaction, with its event unless nothing changed. */
export async function recorded<T>(
  db: DataSource,
  keyFile: string,
  action: string,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  return db.transaction(async (manager) => {
    const answer = await work(manager);
    const rows = await manager.query<WrittenRow[]>(
      `select c.table_name as table, c.image, h.image as previous
         from change_log c
         left join row_history h on h.row_id = c.row_id and h.version = c.version - 1
        where c.xid = pg_current_xact_id()
        order by c.n`,
    );
    if (rows.length > 0)
      await record(
        manager,
        keyFile,
        action,
        subjectsOf(rows, [], () => []),
      );
    return answer;
  });
}

/** Migrations that were run, each in its own transaction; nothing when there were none. */
export async function recordedMigration(
  db: DataSource,
  keyFile: string,
  action: string,
  names: readonly string[],
): Promise<void> {
  const subjects = names.map((id) => ({ id, fields: [] }));
  if (subjects.length > 0) await db.transaction((manager) => record(manager, keyFile, action, subjects));
}

async function record(
  manager: EntityManager,
  keyFile: string,
  action: string,
  subjects: readonly AuditSubject[],
): Promise<void> {
  const key = new SigningKey(keyFile);
  await key.load();
  const query = (sql: string, parameters: readonly unknown[]) => manager.query(sql, [...parameters]);
  await registerKey(query, key);
  const entry = {
    id: newId('AuditEvent'),
    at: new Date().toISOString(),
    kind: 'WRITE',
    action,
    actor: null,
    origin: null,
    reason: null,
    subjects,
  } as const;
  await insertEvents(query, [seal(entry, key)]);
}
