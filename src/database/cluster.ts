import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Account } from './account.js';
import { run } from './account.js';
import type { Binaries } from './binaries.js';
import type { Folder } from './folder.js';
import { EmbeddedPostgresError, OTHERWISE, exists, giveToOwner, syncDirectory } from './folder.js';

/** The superuser, used for nothing but making the role and the database and asking who is connected. */
export const SUPERUSER = 'postgres';

/** Who owns the tables, and changes them from release to release: no superuser, so that it works with a DATABASE_URL too. */
export const ROLE = 'renkei';

/** Whom a process serves as: it owns nothing, and what may not be changed it cannot. */
export const SERVING_ROLE = 'renkei_server';

const ROLES = [SUPERUSER, ROLE, SERVING_ROLE] as const;

export type Passwords = Readonly<Record<(typeof ROLES)[number], string>>;

/** A name under which nothing but an unfinished initdb is found. */
const UNFINISHED = 'init-';

/** A slow disk takes long to sync a thousand new files. */
const INITDB_MS = 180_000;

/** Locale names with a UTF-8 ctype; without one Japanese text has no trigrams. Not every system knows both. */
const LOCALES = ['C.UTF-8', 'en_US.UTF-8'];

/**
 * Makes the cluster where there is none, and answers its passwords. Whatever moment the process is killed at, there is
 * afterwards either no cluster or a whole one: it is made under another name and renamed.
 * The caller holds the start lock.
 */
export async function ensureCluster(
  folder: Folder,
  binaries: Binaries,
  account: Account,
  log: (line: string) => void,
): Promise<Passwords> {
  await removeUnfinished(folder, log);
  if (!(await exists(folder.cluster))) {
    log(`making a PostgreSQL ${binaries.major} cluster in ${folder.cluster}`);
    await makeCluster(folder, binaries, account);
  }
  return readPasswords(folder);
}

/** Refuses the data of another major version before a server says so in words that help nobody. */
export async function requireSameMajor(folder: Folder, binaries: Binaries): Promise<void> {
  if (!(await exists(folder.cluster))) return;
  const version = await readFile(path.join(folder.data, 'PG_VERSION'), 'utf8').catch(() => '');
  if (version.trim() === String(binaries.major)) return;
  throw new EmbeddedPostgresError(
    version === ''
      ? `${folder.data} is not a PostgreSQL data directory. Move ${folder.cluster} away, or restore it from a backup.`
      : `The data in ${folder.data} is of PostgreSQL ${version.trim()}, this program brings PostgreSQL ` +
          `${binaries.major}, which cannot read it. Dump it with the release that wrote it (pg_dump), move the folder ` +
          `away and restore the dump. ${OTHERWISE}`,
  );
}

async function removeUnfinished(folder: Folder, log: (line: string) => void): Promise<void> {
  for (const name of await readdir(folder.root)) {
    if (!name.startsWith(UNFINISHED)) continue;
    log(`removing ${name}, which an interrupted first start left`);
    // The initdb of a killed program may still be writing; what it leaves is removed at the next start.
    await rm(path.join(folder.root, name), { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}

async function makeCluster(folder: Folder, binaries: Binaries, account: Account): Promise<void> {
  const unfinished = path.join(folder.root, `${UNFINISHED}${randomBytes(8).toString('hex')}`);
  await mkdir(unfinished, { mode: 0o700 });
  try {
    await giveToOwner(folder, unfinished);
    const passwords = Object.fromEntries(ROLES.map((role) => [role, newPassword()])) as Passwords;
    const lines = Object.entries(passwords).map(([user, password]) => passLine(user, password));
    const pgpass = path.join(unfinished, path.basename(folder.pgpass));
    const pwfile = path.join(unfinished, 'pwfile');
    await writeSecret(folder, pgpass, lines.join(''));
    await writeSecret(folder, pwfile, `${passwords[SUPERUSER]}\n`);
    await initdb(path.join(unfinished, path.basename(folder.data)), pwfile, binaries, account);
    await rm(pwfile);
    await syncDirectory(unfinished);
    await rename(unfinished, folder.cluster).catch((error: NodeJS.ErrnoException) => {
      // Somebody else's is in place: as good as ours.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    // Without this a power failure could bring the old name back, and the next start would remove the data with it.
    await syncDirectory(folder.root);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function initdb(data: string, pwfile: string, binaries: Binaries, account: Account): Promise<void> {
  let output = '';
  for (const locale of LOCALES) {
    const args = [
      `--pgdata=${data}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${pwfile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--data-checksums',
      '--no-instructions',
      `--locale=${locale}`,
      // Both sort by code point, whatever the system's libraries think of a language and at their next update.
      ...(binaries.major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : ['--lc-collate=C']),
    ];
    const outcome = await run(account, binaries, binaries.initdb, args, INITDB_MS);
    if (outcome.code === 0) return;
    output = outcome.output;
    if (!output.includes('invalid locale name')) break;
    await rm(data, { recursive: true, force: true });
  }
  throw new EmbeddedPostgresError(`initdb failed. ${OTHERWISE} It said:\n${output.trim()}`);
}

/** Letters that need no quoting in a URL, in SQL and in pgpass. 192 bits. */
function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

async function writeSecret(folder: Folder, file: string, content: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await giveToOwner(folder, file);
}

async function readPasswords(folder: Folder): Promise<Passwords> {
  const text = await readFile(folder.pgpass, 'utf8').catch((error: unknown) => {
    throw new EmbeddedPostgresError(`The passwords of the database, ${folder.pgpass}, cannot be read.`, {
      cause: error,
    });
  });
  // Somebody who copied the folder by hand may have opened it to others; libpq refuses such a file as well.
  await chmod(folder.pgpass, 0o600);
  const found = new Map(text.split('\n').map((line) => [line.split(':')[3], line.split(':')[4]]));
  const [superuser, role] = [found.get(SUPERUSER), found.get(ROLE)];
  if (!superuser || !role) {
    throw new EmbeddedPostgresError(`${folder.pgpass} lacks the password of ${superuser ? ROLE : SUPERUSER}.`);
  }
  const serving = found.get(SERVING_ROLE) ?? (await addServingPassword(folder, text));
  return { [SUPERUSER]: superuser, [ROLE]: role, [SERVING_ROLE]: serving };
}

/** Clusters of the first release have no such role. The password is kept before the role is made with it. */
async function addServingPassword(folder: Folder, text: string): Promise<string> {
  const password = newPassword();
  const draft = `${folder.pgpass}.draft`;
  await rm(draft, { force: true });
  await writeSecret(folder, draft, `${text.trimEnd()}\n${passLine(SERVING_ROLE, password)}`);
  await rename(draft, folder.pgpass);
  await syncDirectory(path.dirname(folder.pgpass));
  return password;
}

function passLine(user: string, password: string): string {
  return `127.0.0.1:*:*:${user}:${password}\n`;
}
