import type { DataSource } from 'typeorm';
import { createDataSource } from '../../ormconfig.js';
import type { Config } from '../config.js';
import { startEmbedded, type EmbeddedPostgres } from './embedded.js';
import { migrate, schemaProblem } from './migrate.js';
import { SetupError } from '../setup-error.js';

/** The database of DATABASE_URL, or the embedded one, started when it does not run. */
export async function openDatabase(
  config: Config,
  tell: (line: string) => void,
  onExit?: (reason: string) => void,
): Promise<{ url: string; embedded: EmbeddedPostgres | undefined }> {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, embedded: undefined };
  const embedded = await startEmbedded({ dataDirectory: config.dataDirectory, log: tell, ...(onExit && { onExit }) });
  return { url: embedded.url, embedded };
}

/** For a command: opens the database, does the work, and leaves everything as it was. The embedded one is migrated on the way. */
export async function withDatabase<T>(
  config: Config,
  tell: (line: string) => void,
  work: (db: DataSource) => Promise<T>,
): Promise<T> {
  const { url, embedded } = await openDatabase(config, tell);
  const db = createDataSource(url, 2);
  try {
    await db.initialize();
    if (embedded) await migrate(db);
    return await work(db);
  } finally {
    if (db.isInitialized) await db.destroy();
    await embedded?.stop('if-ours');
  }
}

/** @throws SetupError when the tables are not those of this release. */
export async function requireSchema(db: DataSource): Promise<void> {
  const problem = await schemaProblem(db);
  if (problem) throw new SetupError(problem);
}
