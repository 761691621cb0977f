import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino, destination } from 'pino';
import type { DataSource } from 'typeorm';
import { demoViewerOrganizationId, seedDemo } from '../seeds/demo.js';
import { exampleQueries } from '../seeds/examples.js';
import { seedReference } from '../seeds/reference.js';
import { newToken } from './access/credentials.js';
import { ensureToken } from './access/issue-token.js';
import { Role } from './access/viewer.js';
import { createApp, type App } from './app.js';
import type { Config } from './config.js';
import { migrate } from './database/migrate.js';
import { openDatabase, requireSchema } from './database/open.js';
import { registerGraphiql } from './server/graphiql.js';
import { SetupError } from './setup-error.js';
import { createDataSource } from '../ormconfig.js';

/** Runs until SIGTERM or SIGINT. */
export async function serve(config: Config): Promise<void> {
  const tell = (line: string) => process.stdout.write(`${line}\n`);
  const logger = pino({ level: config.logLevel }, destination(2));
  const { url, embedded } = await openDatabase(config, tell, (reason) =>
    logger.error(`The embedded database has ended: ${reason}`),
  );
  const demoToken = embedded ? await prepareEmbedded(url, config, tell) : undefined;
  const app = await createApp(config, url, logger);
  await registerGraphiql(app.server, {
    endpoint: '/graphql',
    demoToken: demoToken ?? null,
    examples: demoToken ? exampleQueries : [],
  });
  try {
    await listen(app, config);
    if (!embedded) await checkSchema(url);
    await app.start();
  } catch (error) {
    await app.stop().catch(() => undefined);
    await embedded?.stop('if-unused');
    throw error;
  }
  const address = addressOf(app, config);
  tell(`GraphQL:  ${address}/graphql`);
  tell(`GraphiQL: ${address}/graphiql`);
  if (demoToken) tell(`Demo operator's token: ${demoToken}`);
  await stopSignal();
  tell('Stopping: requests under way are answered first.');
  const hurry = setTimeout(() => process.exit(1), config.shutdownSeconds * 1000);
  await app.stop();
  await embedded?.stop('if-unused');
  clearTimeout(hurry);
}

/** The embedded database is ours alone, so it is migrated unasked, and seeded when it is empty. */
async function prepareEmbedded(url: string, config: Config, tell: (line: string) => void): Promise<string> {
  const db = createDataSource(url, 2);
  try {
    await db.initialize();
    const migrated = await migrate(db);
    if (migrated.length > 0) tell(`Migrated the database: ${migrated.join(', ')}.`);
    if (await isEmpty(db)) {
      await seedReference(db);
      await seedDemo(db);
      tell('Seeded the empty database with the reference data and the demo.');
    }
    const token = await demoTokenIn(config.dataDirectory);
    await ensureToken(
      db,
      { name: 'Demo operator', role: Role.OPERATOR, organizationId: await demoOrganization(db) },
      token,
    );
    return token;
  } finally {
    if (db.isInitialized) await db.destroy();
  }
}

async function isEmpty(db: DataSource): Promise<boolean> {
  const rows = (await db.query('select from organization limit 1')) as unknown[];
  return rows.length === 0;
}

async function demoOrganization(db: DataSource): Promise<string | null> {
  const rows = (await db.query('select id from organization where id = $1', [demoViewerOrganizationId])) as {
    id: string;
  }[];
  return rows[0]?.id ?? null;
}

/** The same token at every start, so that a page left open goes on working. */
async function demoTokenIn(dataDirectory: string): Promise<string> {
  const file = join(dataDirectory, 'demo-operator-token');
  const known = await readFile(file, 'utf8').catch(() => '');
  if (/^renkei_[\w-]{43}$/.test(known.trim())) return known.trim();
  const token = newToken();
  await mkdir(dataDirectory, { recursive: true });
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  return token;
}

async function checkSchema(url: string): Promise<void> {
  const db = createDataSource(url, 1);
  try {
    await db.initialize();
    await requireSchema(db);
  } finally {
    if (db.isInitialized) await db.destroy();
  }
}

async function listen(app: App, { host, port }: Config): Promise<void> {
  try {
    await app.server.listen({ host, port });
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'EADDRINUSE')
      throw new SetupError(`Port ${port} is taken by another program. Set PORT to another one, or end that program.`);
    if (code === 'EACCES')
      throw new SetupError(`Port ${port} needs rights that this account does not have. Set PORT to one above 1023.`);
    if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL')
      throw new SetupError(`HOST=${host} is no address of this machine.`);
    throw error;
  }
}

function addressOf(app: App, { host }: Config): string {
  const address = app.server.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const name = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? 'localhost' : host;
  return `http://${name}:${port}`;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
}
