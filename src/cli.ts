import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { requireId } from './kernel/ids.js';
import { Refusal } from './kernel/refusal.js';
import { Role } from './access/viewer.js';
import { issueToken } from './access/issue-token.js';
import { readConfig, type Config } from './config.js';
import { Organization } from './directory/organization.js';
import { migrate } from './database/migrate.js';
import { withDatabase } from './database/open.js';
import { seedDemo } from '../seeds/demo.js';
import { seedReference } from '../seeds/reference.js';
import { serve } from './serve.js';
import { SetupError } from './setup-error.js';

const USAGE = `Usage: renkei <command>

  serve                        Serve GraphQL. On the embedded database it migrates, and seeds when empty.
  migrate                      Bring the database's tables up to this release.
  seed reference|demo          Add the public bodies of the reference data; demo adds fictional people and companies too.
  token --role ROLE [--organization ID] [--name NAME]
                               Issue an API key and print its token, once. ROLE: ${Object.values(Role).join(', ')}.

The environment configures it: see docs/configuration.md.
`;

/** What went wrong with the command line itself. */
class UsageError extends SetupError {
  override readonly exitCode = 2;

  constructor(message: string) {
    super(`${message}\n\n${USAGE}`);
  }
}

/** Exit codes: 0 done, 1 failed, 2 the command line or the environment is wrong. */
export async function run(args: readonly string[]): Promise<void> {
  try {
    await command(args, readConfig(process.env));
  } catch (error) {
    if (error instanceof SetupError) fail(error.exitCode, error.message);
    else if (error instanceof Refusal) fail(2, error.message);
    else fail(1, explain(error));
  }
}

async function command([name, ...rest]: readonly string[], config: Config): Promise<void> {
  switch (name) {
    case 'serve':
      none(rest);
      return serve(config);
    case 'migrate': {
      none(rest);
      const done = await withDatabase(config, tell, (db) => migrate(db));
      return tell(done.length > 0 ? `Migrated: ${done.join(', ')}.` : 'There was nothing to migrate.');
    }
    case 'seed':
      return seed(config, rest);
    case 'token':
      return token(config, rest);
    case 'help':
    case '--help':
    case '-h':
      process.stdout.write(USAGE);
      return;
    default:
      throw new UsageError(name === undefined ? 'Which command?' : `There is no command "${name}".`);
  }
}

async function seed(config: Config, [what, ...rest]: readonly string[]): Promise<void> {
  none(rest);
  if (what !== 'reference' && what !== 'demo') throw new UsageError('Seed what: reference or demo?');
  await withDatabase(config, tell, async (db) => {
    await seedReference(db);
    if (what === 'demo') await seedDemo(db);
  });
  tell(`Seeded: ${what}.`);
}

async function token(config: Config, args: readonly string[]): Promise<void> {
  const { role, organization, name } = options(args);
  const wanted = Object.values(Role).find((each) => each === role);
  if (!wanted) throw new UsageError(`--role is one of ${Object.values(Role).join(', ')}.`);
  if (organization !== undefined) requireId(organization, ['Organization'], ['--organization']);
  const issued = await withDatabase(config, tell, async (db) => {
    if (organization !== undefined && !(await db.manager.existsBy(Organization, { id: organization })))
      throw new UsageError(`There is no organization ${organization}.`);
    return issueToken(db, {
      name: name ?? `${wanted} (command line)`,
      role: wanted,
      organizationId: organization ?? null,
    });
  });
  process.stdout.write(`${issued}\n`);
}

function options(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { role: { type: 'string' }, organization: { type: 'string' }, name: { type: 'string' } },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function none(rest: readonly string[]): void {
  if (rest.length > 0) throw new UsageError(`What is "${rest.join(' ')}" for?`);
}

/** Standard output belongs to what a command answers; what it does on the way is told on standard error. */
function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

function fail(code: number, message: string): void {
  process.stderr.write(`${message.trimEnd()}\n`);
  process.exitCode = code;
}

function explain(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'ETIMEDOUT' || error instanceof AggregateError)
    return 'The database of DATABASE_URL cannot be reached.';
  if (code === '28P01' || code === '28000' || code === '3D000')
    return `The database of DATABASE_URL refuses: ${message}.`;
  if (code === '42P01') return 'The database has no tables of this program yet. Run `npx renkei migrate`.';
  if (code === '42501')
    return `The role of DATABASE_URL may not do this: ${message}. (The extension btree_gist must exist, or be allowed to be created.)`;
  return `It failed: ${message ?? String(error)}`;
}
