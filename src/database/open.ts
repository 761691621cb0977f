import type { DataSource } from 'typeorm';
import { createDataSource } from '../../ormconfig.js';
import type { Config } from '../config.js';
import { startEmbedded, type EmbeddedPostgres } from './embedded.js';
import { migrate, requireSchema } from './migrate.js';

type Tell = (line: string) => void;

/** The database of DATABASE_URL, or the embedded one, started when it does not run. */
async function openDatabase(
  config: Config,
  log: Tell,
  onExit?: (reason: string) => void,
): Promise<{ readonly url: string; readonly embedded: EmbeddedPostgres | undefined }> {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, embedded: undefined };
  const embedded = await startEmbedded({ dataDirectory: config.dataDirectory, log, ...(onExit && { onExit }) });
  return { url: embedded.url, embedded };
}

/** The database of a process that serves. */
export interface HeldDatabase {
  readonly url: string;
  readonly isEmbedded: boolean;
  /** Ends the use of it; the embedded one is stopped by the last that uses it. */
  release(): Promise<void>;
}

/** For a process that serves: opens the database, and starts the embedded one again if it ends before the process. */
export async function holdDatabase(config: Config, tell: Tell, onTrouble: Tell): Promise<HeldDatabase> {
  let released = false;
  let again: Promise<EmbeddedPostgres | undefined> | undefined;
  const { url, embedded } = await openDatabase(config, tell, ended);

  function ended(reason: string): void {
    onTrouble(`The embedded database has ended: ${reason}`);
    if (!released) again = startAgain();
  }

  async function startAgain(): Promise<EmbeddedPostgres | undefined> {
    try {
      const reopened = await openDatabase(config, tell, ended);
      // It keeps its port unless somebody else has taken that.
      if (reopened.url !== url) onTrouble('The embedded database has moved to another port: start this process again.');
      return reopened.embedded;
    } catch (error) {
      onTrouble(`The embedded database could not be started again. ${(error as Error).message}`);
      return undefined;
    }
  }

  return {
    url,
    isEmbedded: embedded !== undefined,
    release: async () => {
      released = true;
      await (await (again ?? embedded))?.stop('if-unused');
    },
  };
}

/** For a command: opens the database, does the work, and leaves everything as it was. */
export async function withDatabase<T>(
  config: Config,
  tell: Tell,
  work: (db: DataSource, isEmbedded: boolean, url: string) => Promise<T>,
): Promise<T> {
  const { url, embedded } = await openDatabase(config, tell);
  const db = createDataSource(url, 2);
  try {
    await db.initialize();
    return await work(db, embedded !== undefined, url);
  } finally {
    if (db.isInitialized) await db.destroy();
    await embedded?.stop('if-ours');
  }
}

/** The same for work that needs the tables: the embedded database is migrated first, that of DATABASE_URL never is. */
export async function withTables<T>(
  config: Config,
  tell: Tell,
  work: (db: DataSource, url: string) => Promise<T>,
): Promise<T> {
  return withDatabase(config, tell, async (db, isEmbedded, url) => {
    await (isEmbedded ? migrate(db) : requireSchema(db));
    return work(db, url);
  });
}
