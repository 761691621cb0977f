import 'reflect-metadata';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { wakeFollowers } from './kernel/follower.js';
import { typeOfId } from './kernel/ids.js';
import { DateTimeScalar } from './kernel/scalars.js';
import { isUnavailable } from './kernel/unavailable.js';
import { Role } from './access/viewer.js';
import { recorded, recordedMigration } from './access/audit/program-record.js';
import { issueToken, revokeKey } from './access/issue-token.js';
import { scopesOf } from './access/policy.js';
import { ApiKeyScope } from './access/scope.js';
import { readConfig, type Config } from './config.js';
import { Organization } from './directory/organization.js';
import { createLogger } from './logger.js';
import { migrate } from './database/migrate.js';
import { withDatabase, withTables } from './database/open.js';
import { seedDemo } from '../seeds/demo.js';
import { seedReference } from '../seeds/reference.js';
import { linesOf, verifyAudit } from './verify-audit.js';
import { SetupError, reasonOf } from './setup-error.js';

const OTHER_SCOPES = Object.values(ApiKeyScope).filter((scope) => scope !== ApiKeyScope.READ);

const USAGE = `Usage: renkei <command>

  serve                        Serve GraphQL. On the embedded database it migrates, and seeds when empty.
  migrate                      Bring the database's tables up to this release.
  seed reference|demo          Add the public bodies of the reference data; demo adds fictional people and companies too.
  audit verify [--head SIZE:ROOT]... [--key FILE]...
                               Check every event, hash, seal, node and head of the audit; against heads and public
                               keys (PEM) that you kept, too.
  token --role ROLE [--organization ID] [--name NAME] [--scopes SCOPES] [--expires TIME] [--document-set NAME]
                               Issue an API key and print its token, once. ROLE: ${Object.values(Role).join(', ')}.
                               SCOPES: READ, and with commas ${OTHER_SCOPES.join(', ')}. TIME: 2027-04-01T00:00:00+09:00.
  token revoke ID              Revoke an API key.
  retention apply [--dry-run]  Erase what was kept for as long as RETENTION_* says, and print of each what and since when;
                               with --dry-run only print.
  documents register --set NAME PATH...
                               Register trusted documents: files and folders of .graphql, or JSON manifests of them.
  documents list [--set NAME]  What is registered, as JSON.
  documents remove --set NAME [HASH...]
                               Take documents out of a set; without hashes, all of them.

The environment configures it: see docs/configuration.md.
`;

const TEXT = { type: 'string' } as const;

/** Answered whatever the environment is. */
const HELP = /^(help|--help|-h)$/;

/** What went wrong with the command line itself. */
class UsageError extends SetupError {
  override readonly exitCode = 2;

  constructor(message: string) {
    super(`${message}\n\n${USAGE}`);
  }
}

/** Exit codes: 0 done, 1 failed, 2 the command line or the environment is wrong. */
export async function run(args: readonly string[]): Promise<void> {
  // Whoever reads them may be gone first, as `tee` is after Ctrl-C: no reason to break off in the middle of something.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    if (HELP.test(args[0] ?? '')) process.stdout.write(USAGE);
    else await command(args, readConfig(process.env));
  } catch (error) {
    if (error instanceof SetupError) fail(error.exitCode, error.message);
    else fail(1, explain(error));
  }
}

async function command([name, ...rest]: readonly string[], config: Config): Promise<void> {
  switch (name) {
    case 'serve': {
      none(rest);
      // The other commands need no server, and loading one is a third of their time.
      const { serve } = await import('./serve.js');
      return serve(config);
    }
    case 'migrate': {
      none(rest);
      const done = await withDatabase(config, tell, async (db, { servingRole }) => {
        const names = await migrate(db, servingRole);
        await recordedMigration(db, config, 'cli.migrate', names);
        return names;
      });
      return tell(done.length > 0 ? `Migrated: ${done.join(', ')}.` : 'There was nothing to migrate.');
    }
    case 'seed':
      return seed(config, rest);
    case 'audit':
      return audit(config, rest);
    case 'token':
      return token(config, rest);
    case 'retention':
      return retention(config, rest);
    case 'documents':
      return documents(config, rest);
    default:
      throw new UsageError(name === undefined ? 'Which command?' : `There is no command "${name}".`);
  }
}

async function seed(config: Config, [what, ...rest]: readonly string[]): Promise<void> {
  none(rest);
  if (what !== 'reference' && what !== 'demo') throw new UsageError('Seed what: reference or demo?');
  await withTables(config, tell, async (db) => {
    await recorded(db, config, 'cli.seed', async (manager) => {
      await seedReference(manager);
      if (what === 'demo') await seedDemo(manager);
    });
  });
  tell(`Seeded: ${what}.`);
}

async function token(config: Config, args: readonly string[]): Promise<void> {
  if (args[0] === 'revoke') return revoke(config, args.slice(1));
  const { organization, name, ...given } = parsed(args, {
    role: TEXT,
    organization: TEXT,
    name: TEXT,
    scopes: TEXT,
    expires: TEXT,
    'document-set': TEXT,
  });
  const role = Object.values(Role).find((each) => each === given.role);
  if (!role) throw new UsageError(`--role is one of ${Object.values(Role).join(', ')}.`);
  if (organization !== undefined && typeOfId(organization) !== 'Organization')
    throw new UsageError('--organization is the id of an organization.');
  const key = {
    name: name?.trim() || `${role} (command line)`,
    role,
    organizationId: organization ?? null,
    scopes: given.scopes === undefined ? undefined : scopesIn(given.scopes, role),
    expiresAt: given.expires === undefined ? undefined : momentIn(given.expires),
    documentSet: given['document-set']?.trim() || undefined,
  };
  const issued = await withTables(config, tell, async (db) => {
    if (organization !== undefined && !(await db.manager.existsBy(Organization, { id: organization })))
      throw new UsageError(`There is no organization ${organization}.`);
    return recorded(db, config, 'cli.token', (manager) => issueToken({ manager }, key));
  });
  process.stdout.write(`${issued}\n`);
}

async function retention(config: Config, [what, ...rest]: readonly string[]): Promise<void> {
  if (what !== 'apply') throw new UsageError('What of retention: apply?');
  const isDry = rest[0] === '--dry-run';
  none(rest.slice(isDry ? 1 : 0));
  const { createApp } = await import('./app.js');
  await withTables(config, tell, async (_db, url) => {
    const app = await createApp(config, url, createLogger(config.logLevel));
    try {
      // With all that a process knows: it writes as one that serves does.
      await app.start();
      if (!app.retention.isConfigured) tell('No period is set: see RETENTION_LEFT_DAYS and its like.');
      for await (const { action, id, since } of isDry ? app.retention.due() : app.retention.apply())
        process.stdout.write(`${action} ${id} ${since}\n`);
    } finally {
      await app.stop();
    }
  });
}

async function documents(config: Config, [what, ...args]: readonly string[]): Promise<void> {
  const { set, rest } = setAndRest(args);
  // Like the server, it is loaded by whoever needs it.
  const commands = await import('./documents.js');
  if (what === 'list') {
    none(rest);
    return print(await commands.list(config, tell, set));
  }
  if (what !== 'register' && what !== 'remove') throw new UsageError('Documents: register, list or remove?');
  if (set === undefined || !/^[\w.-]{1,64}$/.test(set))
    throw new UsageError('--set is a name of 1 to 64 letters, digits, points and hyphens.');
  if (what === 'remove') {
    const hashes = rest.map((each) => each.replace(/^sha256:/, '').toLowerCase());
    return tell(`Removed: ${await commands.remove(config, tell, set, hashes)}.`);
  }
  if (rest.length === 0) throw new UsageError('Register which files or folders?');
  print(await commands.register(config, tell, set, rest));
}

function setAndRest(args: readonly string[]): { readonly set: string | undefined; readonly rest: readonly string[] } {
  try {
    const options = { set: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { set: values.set, rest: positionals };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function print(answer: unknown): void {
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
}

async function revoke(config: Config, [id = '', ...rest]: readonly string[]): Promise<void> {
  none(rest);
  if (typeOfId(id) !== 'ApiKey') throw new UsageError('Revoke which API key? Its id begins with apikey_.');
  const name = await withTables(config, tell, async (db) => {
    const revoked = await recorded(db, config, 'cli.token.revoke', (manager) => revokeKey({ manager }, id));
    await wakeFollowers(db);
    return revoked;
  });
  if (name === undefined) throw new UsageError(`There is no API key ${id}.`);
  tell(`Revoked: ${name}.`);
}

function scopesIn(text: string, role: Role): ApiKeyScope[] {
  const names = text.split(',').map((name) => name.trim());
  const useful = scopesOf(role);
  if (!names.includes(ApiKeyScope.READ) || !names.every((name) => useful.map(String).includes(name)))
    throw new UsageError(`--scopes of ${role} are READ, and with commas others of ${useful.join(', ')}.`);
  return useful.filter((scope) => names.includes(scope));
}

function momentIn(text: string): Date {
  try {
    const moment = DateTimeScalar.parseValue(text) as Date;
    if (moment.getTime() > Date.now()) return moment;
  } catch {
    // It is told below what it must be.
  }
  throw new UsageError('--expires is a moment in the future, with an offset: 2027-04-01T00:00:00+09:00.');
}

async function audit(config: Config, [what, ...args]: readonly string[]): Promise<void> {
  if (what !== 'verify') throw new UsageError('Audit what: verify?');
  const { head = [], key = [] } = parsed(args, {
    head: { type: 'string', multiple: true },
    key: { type: 'string', multiple: true },
  });
  const verified = await verifyAudit(config, { heads: head, keys: key }, tell);
  for (const line of linesOf(verified)) process.stdout.write(`${line}\n`);
  if (verified.findings.count > 0) process.exitCode = 1;
}

function parsed<O extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options }).values;
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
  const { code } = error as { code?: string };
  const reason = reasonOf(error);
  if (code !== undefined && /^(28|3D)/.test(code)) return `The database refuses: ${reason}.`;
  if (code === '42501')
    return `The role of DATABASE_URL may not do this: ${reason}. (The extension btree_gist must exist, or be allowed to be created.)`;
  if (isUnavailable(error)) return `The database cannot be reached: ${reason}.`;
  return `It failed: ${reason}`;
}
