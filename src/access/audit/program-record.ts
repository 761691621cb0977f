import type { DataSource, EntityManager } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { newId } from '../../kernel/ids.js';
import type { WrittenRow } from '../../kernel/writes.js';
import type { AuditSubject } from './event.js';
import { Sequencer } from './sequencer.js';
import { insertEvents, registerKey } from './insert.js';
import { seal } from './sealed-event.js';
import { SigningKey } from './signing-key.js';
import { subjectsOf } from './write-record.js';

/** Where a process keeps what is its own of the audit. */
export interface AuditFiles {
  readonly auditKeyFile: string;
  readonly auditHeadFolder: string;
}

/** What the program itself writes, as the command line does: in one transaction, with its event unless nothing changed. */
export async function recorded<T>(
  db: DataSource,
  files: AuditFiles,
  action: string,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const done = await db.transaction(async (manager) => {
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
        files,
        action,
        subjectsOf(rows, [], () => []),
      );
    return answer;
  });
  await takeIn(db, files);
  return done;
}

/** Migrations that were run, each in its own transaction; nothing when there were none. */
export async function recordedMigration(
  db: DataSource,
  files: AuditFiles,
  action: string,
  names: readonly string[],
): Promise<void> {
  const subjects = names.map((id) => ({ id, fields: [] }));
  if (subjects.length === 0) return;
  await db.transaction((manager) => record(manager, files, action, subjects));
  await takeIn(db, files);
}

/** Where no process serves, nobody else would take the event into the tree until one does. */
async function takeIn(db: DataSource, { auditKeyFile, auditHeadFolder }: AuditFiles): Promise<void> {
  const key = new SigningKey(auditKeyFile);
  await key.load();
  const { url } = db.options as PostgresDataSourceOptions;
  const sequencer = new Sequencer(url!, key, auditHeadFolder, Date.now, () => undefined);
  sequencer.start();
  await sequencer.stop();
}

async function record(
  manager: EntityManager,
  files: AuditFiles,
  action: string,
  subjects: readonly AuditSubject[],
): Promise<void> {
  const key = new SigningKey(files.auditKeyFile);
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
