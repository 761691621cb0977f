import { MigrationExecutor, type DataSource } from 'typeorm';
import { grantServing } from './grants.js';
import { SetupError } from '../setup-error.js';

/**
 * The names of the migrations that were still to run, now done, each in its own transaction. Two programs may start at
 * the same moment: the later one waits, and finds it done.
 * @param servingRole is given what it needs of every table; undefined where the owner serves.
 */
export async function migrate(db: DataSource, servingRole?: string): Promise<string[]> {
  await requireVersion(db);
  // Locks and settings are of a session: so this one runs the migrations too.
  const runner = db.createQueryRunner();
  try {
    await runner.query('set statement_timeout = 0');
    await runner.query(`select pg_advisory_lock(hashtext('renkei: migrate'))`);
    const executor = new MigrationExecutor(db, runner);
    executor.transaction = 'each';
    const done = await executor.executePendingMigrations();
    if (servingRole !== undefined) await grantServing(runner, servingRole);
    return done.map(({ name }) => name);
  } finally {
    // It goes back to the pool as it came.
    await runner.query('discard all').catch(() => undefined);
    await runner.release();
  }
}

/** Changes nothing. @throws SetupError when the program cannot work on the database as it is. */
export async function requireSchema(db: DataSource): Promise<void> {
  await requireVersion(db);
  const missing = await new MigrationExecutor(db).getPendingMigrations();
  if (missing.length > 0)
    throw new SetupError('The database lacks migrations of this release. Run `npx renkei migrate`.');
}

async function requireVersion(db: DataSource): Promise<void> {
  const [{ version }] = (await db.query(`select current_setting('server_version_num')::int as version`)) as [
    { version: number },
  ];
  if (version < 150_000)
    throw new SetupError(`The database is PostgreSQL ${Math.floor(version / 10_000)}; 15 or newer is needed.`);
}
