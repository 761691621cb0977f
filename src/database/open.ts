import pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../ormconfig.js';
import type { Config } from '../config.js';
import { startEmbedded, type EmbeddedPostgres } from './embedded.js';
import { migrate, requireSchema } from './migrate.js';

type Tell = (line: string) => void;

interface OpenDatabase {
  /** As its owner. */
  readonly ownerUrl: string;
  /** As the role that serves: the owner's, where there is no other. */
  readonly servingUrl: string;
  readonly embedded: EmbeddedPostgres | undefined;
}

/** The database of DATABASE_URL, or the embedded one, started when it does not run. */
async function openDatabase(config: Config, log: Tell, onExit?: (reason: string) => void): Promise<OpenDatabase> {
  const { databaseUrl, migrationDatabaseUrl } = config;
  if (databaseUrl !== undefined)
    return { ownerUrl: migrationDatabaseUrl ?? databaseUrl, servingUrl: databaseUrl, embedded: undefined };
  const embedded = await startEmbedded({ dataDirectory: config.dataDirectory, log, ...(onExit && { onExit }) });
  return { ownerUrl: embedded.url, servingUrl: embedded.servingUrl, embedded };
}

/** The database of a process that serves. */
export interface HeldDatabase {
  readonly url: string;
  /** For what is done before it serves. */
  readonly ownerUrl: string;
  readonly isEmbedded: boolean;
  /** Ends the use of it; the embedded one is stopped by the last that uses it. */
  release(): Promise<void>;
}

/** For a process that serves: opens the database, and starts the embedded one again if it ends before the process. */
export async function holdDatabase(config: Config, tell: Tell, onTrouble: Tell): Promise<HeldDatabase> {
  let released = false;
  let again: Promise<EmbeddedPostgres | undefined> | undefined;
  const { servingUrl, ownerUrl, embedded } = await openDatabase(config, tell, ended);

  function ended(reason: string): void {
    onTrouble(`The embedded database has ended: ${reason}`);
    if (!released) again = startAgain();
  }

  async function startAgain(): Promise<EmbeddedPostgres | undefined> {
    try {
      const reopened = await openDatabase(config, tell, ended);
      // It keeps its port unless somebody else has taken that.
      if (reopened.servingUrl !== servingUrl)
        onTrouble('The embedded database has moved to another port: start this process again.');
      return reopened.embedded;
    } catch (error) {
      onTrouble(`The embedded database could not be started again. ${(error as Error).message}`);
      return undefined;
    }
  }

  return {
    url: servingUrl,
    ownerUrl,
    isEmbedded: embedded !== undefined,
    release: async () => {
      released = true;
      await (await (again ?? embedded))?.stop('if-unused');
    },
  };
}

/** How the same database is served. */
interface Serving {
  readonly servingUrl: string;
  /** Undefined where the owner serves. */
  readonly servingRole: string | undefined;
  readonly isEmbedded: boolean;
}

/** As whom a URL connects, where it names nobody as well. */
function roleOf(url: string): string | undefined {
  return new pg.Client({ connectionString: url }).user;
}

/** For a command: opens the database as its owner, does the work, and leaves everything as it was. */
export async function withDatabase<T>(
  config: Config,
  tell: Tell,
  work: (db: DataSource, whom: Serving) => Promise<T>,
): Promise<T> {
  const { ownerUrl, servingUrl, embedded } = await openDatabase(config, tell);
  const db = createDataSource(ownerUrl, 2);
  try {
    await db.initialize();
    const servingRole = ownerUrl === servingUrl ? undefined : roleOf(servingUrl);
    return await work(db, { servingUrl, servingRole, isEmbedded: embedded !== undefined });
  } finally {
    if (db.isInitialized) await db.destroy();
    await embedded?.stop('if-ours');
  }
}

/** The same for work that needs the tables: the embedded database is migrated first, that of DATABASE_URL never is. */
export async function withTables<T>(
  config: Config,
  tell: Tell,
  work: (db: DataSource, servingUrl: string) => Promise<T>,
): Promise<T> {
  return withDatabase(config, tell, async (db, { servingUrl, servingRole, isEmbedded }) => {
    await (isEmbedded ? migrate(db, servingRole) : requireSchema(db));
    return work(db, servingUrl);
  });
}
