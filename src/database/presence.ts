import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Passwords } from './cluster.js';
import { ROLE, SERVING_ROLE, SUPERUSER } from './cluster.js';
import { EmbeddedPostgresError } from './folder.js';
import { isPostmasterOf } from './postmaster.js';

const DATABASE = 'renkei';

/** Copying template1 is a second's work on a slow disk; other statements of ours read what lies in memory. */
const CREATE_DATABASE_MS = 60_000;
const QUERY_MS = 5_000;

const WATCH_MS = 1_000;

/** duplicate_object, duplicate_database, and the unique violation that two simultaneous creations end in. */
const EXISTS_ALREADY = new Set(['42710', '42P04', '23505']);

/** invalid_authorization_specification and invalid_password. */
const WRONG_PASSWORD = new Set(['28000', '28P01']);

/** Methods of pg's client that its type declarations lack. */
type Referable = pg.Client & { ref(): void; unref(): void };

/** One running server, as found or started. */
export interface Server {
  readonly pid: number;
  readonly port: number;
  readonly data: string;
  readonly passwords: Passwords;
}

export function urlOf(server: Server, role: typeof ROLE | typeof SERVING_ROLE): string {
  return `postgres://${role}:${server.passwords[role]}@127.0.0.1:${server.port}/${DATABASE}`;
}

/** Connects as superuser and has a query answered, which a server that merely accepts connections may not do. */
export async function connectTo(server: Server, timeoutMs = QUERY_MS): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: server.port,
    user: SUPERUSER,
    password: server.passwords[SUPERUSER],
    database: 'postgres',
    ssl: false,
    application_name: 'renkei-presence',
    // Named so that a PGOPTIONS of the environment is not heeded.
    options: '-c idle_session_timeout=0',
    connectionTimeoutMillis: timeoutMs,
    query_timeout: QUERY_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    if (rows[0]?.data_directory === server.data) return client;
    throw new EmbeddedPostgresError(
      `On port ${server.port} answers the database of ${rows[0]?.data_directory}, not that of ${server.data}.`,
    );
  } catch (error) {
    void client.end().catch(() => undefined);
    if (!WRONG_PASSWORD.has((error as { code?: string }).code ?? '')) throw error;
    throw new EmbeddedPostgresError(
      `The passwords in the pgpass file beside ${server.data} are not those of the database. Restore that file.`,
      { cause: error },
    );
  }
}

/** Makes the roles and the database where they are missing: on a new cluster, one of an earlier release, and after somebody dropped them. */
export async function ensureDatabase(client: pg.Client, passwords: Passwords): Promise<void> {
  // A failing statement is logged with its text, and this one holds a password.
  await client.query('set log_min_error_statement = panic');
  // createdb: tests and restores make databases of their own. btree_gist and pg_trgm are trusted extensions.
  await createUnless(
    client,
    `select from pg_roles where rolname = '${ROLE}'`,
    `create role ${ROLE} login createdb password ${client.escapeLiteral(passwords[ROLE])}`,
  );
  await createUnless(
    client,
    `select from pg_roles where rolname = '${SERVING_ROLE}'`,
    // The owner is a member, so that it may end the connections of those who serve.
    `create role ${SERVING_ROLE} login role ${ROLE} password ${client.escapeLiteral(passwords[SERVING_ROLE])}`,
  );
  await createUnless(
    client,
    `select from pg_database where datname = '${DATABASE}'`,
    `create database ${DATABASE} owner ${ROLE}`,
  );
  await client.query('reset log_min_error_statement');
}

async function createUnless(client: pg.Client, exists: string, create: string): Promise<void> {
  if ((await client.query(exists)).rowCount !== 0) return;
  const text: pg.QueryConfig & { query_timeout: number } = { text: create, query_timeout: CREATE_DATABASE_MS };
  await client.query(text).catch((error: { code?: string }) => {
    if (!EXISTS_ALREADY.has(error.code ?? '')) throw error;
  });
}

/**
 * One idle connection that this process keeps for as long as it uses the server: so others that share the server
 * see that it is in use, even between two queries, and the kernel takes the sign away when the process dies.
 * Neither the connection nor the watch keeps the process alive.
 */
export class Presence {
  private client: pg.Client | undefined;
  private watch: NodeJS.Timeout | undefined;
  private looking = false;

  /** @param onGone called once when the server dies before `leave`. */
  constructor(
    private readonly server: Server,
    client: pg.Client,
    private readonly onGone: () => void,
  ) {
    this.keep(client);
    this.watch = setInterval(() => void this.look(), WATCH_MS).unref();
  }

  /** Whether anybody but this process's presence is connected. A server that cannot be asked serves nobody. */
  async othersAreConnected(farewellMs: number): Promise<boolean> {
    const until = Date.now() + farewellMs;
    for (;;) {
      const others = await this.countOthers();
      if (others === 0 || Date.now() >= until) return others > 0;
      await sleep(50);
    }
  }

  async leave(): Promise<void> {
    clearInterval(this.watch);
    this.watch = undefined;
    const client = this.client;
    this.client = undefined;
    if (client === undefined) return;
    // A program that awaits this as its last act would otherwise end in the middle of it.
    (client as Referable).ref();
    await client.end().catch(() => undefined);
  }

  private async countOthers(): Promise<number> {
    try {
      this.client ??= await connectTo(this.server);
      const { rows } = await this.client.query<{ others: number }>(
        `select count(*)::int as others from pg_stat_activity
         where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      );
      return rows[0]?.others ?? 0;
    } catch (error) {
      // too_many_connections, and passwords that somebody changed: very much alive.
      return error instanceof EmbeddedPostgresError || (error as { code?: string }).code === '53300' ? 1 : 0;
    }
  }

  private keep(client: pg.Client): void {
    this.client = client;
    (client as Referable).unref();
    client.once('end', () => {
      if (this.client !== client) return;
      this.client = undefined;
      void this.look();
    });
  }

  /** A lost connection need not mean a lost server: PostgreSQL ends all clients when one backend crashes. */
  private async look(): Promise<void> {
    if (this.looking || this.watch === undefined) return;
    this.looking = true;
    try {
      if (!(await isPostmasterOf(this.server.pid, this.server.data))) {
        if (this.watch === undefined) return;
        await this.leave();
        this.onGone();
      } else if (this.client === undefined) {
        const client = await connectTo(this.server).catch(() => undefined);
        if (client === undefined) return;
        if (this.watch === undefined) await client.end();
        else this.keep(client);
      }
    } finally {
      this.looking = false;
    }
  }
}
