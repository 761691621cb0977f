import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { demoViewerOrganizationId, seedDemo } from '../seeds/demo.js';
import { exampleQueries } from '../seeds/examples.js';
import { seedReference } from '../seeds/reference.js';
import { recorded, recordedMigration } from './access/audit/program-record.js';
import { newToken } from './access/credentials.js';
import { ensureDemoKey } from './access/issue-token.js';
import { Role } from './access/viewer.js';
import { createApp, type App } from './app.js';
import type { Config } from './config.js';
import { SERVING_ROLE } from './database/cluster.js';
import { migrate } from './database/migrate.js';
import { holdDatabase } from './database/open.js';
import { Organization } from './directory/organization.js';
import { createLogger } from './logger.js';
import { registerGraphiql } from './server/graphiql.js';
import { SetupError } from './setup-error.js';
import { createDataSource } from '../ormconfig.js';

const SAME_SIGNAL_MS = 1_000;

/** Runs until SIGTERM or SIGINT. One that comes while it starts is heeded as soon as it has started. */
export async function serve(config: Config): Promise<void> {
  const stop = stopSignal();
  const logger = createLogger(config.logLevel);
  outliveRejections(logger);
  endQuietly(logger);
  const database = await holdDatabase(config, tell, (what) => logger.error(what));
  try {
    const demoToken = database.isEmbedded ? await demoTokenIn(config.dataDirectory) : null;
    const app = await createApp(config, database.url, logger);
    // Without a certificate it means what it means to every program: the terminal is gone.
    if (config.tls) process.on('SIGHUP', () => void app.readTlsAgain());
    const examples = demoToken === null ? [] : exampleQueries;
    await registerGraphiql(app.server, {
      endpoint: '/graphql',
      demoToken,
      examples,
      onlyTrusted: config.trustedDocuments === 'only',
    });
    try {
      // First, so that a port that is taken is told at once, and whoever asks meanwhile hears that it is starting.
      await listen(app, config);
      if (demoToken !== null) await prepareEmbedded(database.ownerUrl, demoToken, config);
      await app.start();
      const address = addressOf(app, config);
      tell(`GraphQL:  ${address}/graphql`);
      tell(`GraphiQL: ${address}/graphiql`);
      if (demoToken !== null) tell(`Demo operator's token: ${demoToken}`);
      await stop;
    } finally {
      await app.stop();
    }
  } finally {
    await database.release();
  }
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * Of several items of a list that fail, graphql-js tells the one that fails at once, and waits for none of the others: where
 * nobody waits for a rejection, Node.js ends the process, and one client could end it for everybody.
 */
function outliveRejections(logger: Logger): void {
  process.on('unhandledRejection', (reason) => {
    if (!(reason instanceof GraphQLError)) logger.error({ err: reason }, 'Something failed for which nobody waited.');
  });
}

/** What Node.js itself would print of an error has all that is in it: the values of a statement that failed, for one. */
function endQuietly(logger: Logger): void {
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'Something failed that nobody expected; the process ends.');
    process.exit(1);
  });
}

/** The embedded database is ours alone, so it is migrated unasked, and seeded when it is empty. */
async function prepareEmbedded(url: string, demoToken: string, config: Config): Promise<void> {
  const db = createDataSource(url, 2);
  try {
    await db.initialize();
    const migrated = await migrate(db, SERVING_ROLE);
    await recordedMigration(db, config, 'serve.migrate', migrated);
    if (migrated.length > 0) tell(`Migrated the database: ${migrated.join(', ')}.`);
    if (!(await db.manager.exists(Organization))) {
      await recorded(db, config, 'serve.seed', async (manager) => {
        await seedReference(manager);
        await seedDemo(manager);
      });
      tell('Seeded the empty database with the reference data and the demo.');
    }
    const organizationId = await demoOrganization(db);
    await recorded(db, config, 'serve.demoToken', (manager) =>
      ensureDemoKey({ manager }, { name: 'Demo operator', role: Role.OPERATOR, organizationId }, demoToken),
    );
  } finally {
    if (db.isInitialized) await db.destroy();
  }
}

/** Whoever seeded the database otherwise has no such organization. */
async function demoOrganization(db: DataSource): Promise<string | null> {
  return (await db.manager.existsBy(Organization, { id: demoViewerOrganizationId })) ? demoViewerOrganizationId : null;
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

async function listen(app: App, { host, port }: Config): Promise<void> {
  try {
    await app.server.listen({ host, port });
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'EADDRINUSE')
      throw new SetupError(`Port ${port} is taken by another program. Set PORT to another one, or end that program.`);
    if (code === 'EACCES')
      throw new SetupError(`Port ${port} needs rights that this account does not have. Set PORT to one above 1023.`);
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EADDRNOTAVAIL' || code === 'EINVAL')
      throw new SetupError(`HOST=${host} is no address of this machine.`);
    throw error;
  }
}

/** Where a browser on this machine finds it: the addresses that stand for all of them are none to go to. */
function addressOf(app: App, { host, tls }: Config): string {
  const address = app.server.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `${tls ? 'https' : 'http'}://${name}:${port}`;
}

/** A second signal ends the process at once. Soon after the first it is the same: npm passes on a terminal's. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked: number | undefined;
    const heed = () => {
      if (asked !== undefined && Date.now() - asked > SAME_SIGNAL_MS) process.exit(1);
      if (asked !== undefined) return;
      asked = Date.now();
      tell('Stopping: requests under way are answered first.');
      resolve();
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, heed);
  });
}
