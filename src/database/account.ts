import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { lchown, readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Binaries } from './binaries.js';
import type { Folder } from './folder.js';
import { EmbeddedPostgresError, OTHERWISE, exists } from './folder.js';

/** As whom the server programs run. PostgreSQL refuses to run as root. */
export interface Account {
  readonly name: string;
  /** Words before the command: the program that changes the account. */
  readonly prefix: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

const ITSELF: Account = { name: 'the present user', prefix: [] };

/**
 * Root without root's powers: a user namespace in which it has another number. Files stay root's, so it works in a
 * private folder and no account of the machine is touched. unshare(1) runs the command in its own place: same pid.
 */
const NAMESPACE: Account = {
  name: 'root in a user namespace',
  prefix: ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--'],
};

export interface Outcome {
  /** 0 for success; null when a signal ended it. */
  readonly code: number | null;
  /** stdout and stderr as they came. */
  readonly output: string;
}

/** Starts a server program. Its environment is bare: it needs none of ours, which may hold secrets or PGOPTIONS. */
export function launch(
  account: Account,
  binaries: Binaries,
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): ChildProcess {
  const [first, ...rest] = [...account.prefix, command, ...args];
  return spawn(first ?? command, rest, {
    ...options,
    cwd: '/',
    uid: account.uid,
    gid: account.gid,
    env: {
      PATH: process.env.PATH,
      // English messages: a start that failed is understood from them.
      LC_ALL: 'C',
      TZ: 'UTC',
      ...(binaries.libraryPath && {
        LD_LIBRARY_PATH: binaries.libraryPath,
        DYLD_LIBRARY_PATH: binaries.libraryPath,
      }),
    },
  });
}

/** Runs a server program to its end. A program that cannot be started is an outcome too. */
export function run(
  account: Account,
  binaries: Binaries,
  command: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<Outcome> {
  return new Promise((resolve) => {
    // In a session of its own: Ctrl-C in a terminal is for this program, which ends in order.
    const child = launch(account, binaries, command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    // Not spawn's own `timeout`: its timer goes on when the program cannot be started, and keeps this process alive.
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    let output = '';
    const collect = (chunk: Buffer) => (output += chunk.toString());
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    const end = (code: number | null, said: string) => {
      clearTimeout(timer);
      resolve({ code, output: said });
    };
    child.once('error', (error) => end(null, `${output}${error.message}`));
    child.once('close', (code, signal) => end(code, signal ? `${output}ended by ${signal}` : output));
  });
}

/**
 * Chooses as whom to run, by trying: an ordinary user as itself; root as the owner of the data, else in a user
 * namespace, else (where the kernel or a container forbids those) as `nobody`, to whom the data is then given.
 */
export async function chooseAccount(folder: Folder, binaries: Binaries): Promise<Account> {
  const owner = await stat((await exists(folder.data)) ? folder.data : folder.root);
  const self = process.getuid?.();
  if (self !== 0) {
    if (owner.uid !== self) {
      throw new EmbeddedPostgresError(
        `${folder.root} belongs to user ${owner.uid}, this program runs as user ${self}. ` +
          'Run it as the owner, or give the folder to the present user.',
      );
    }
    return mustRun(ITSELF, folder, binaries);
  }
  if (owner.uid !== 0) {
    const name = `user ${owner.uid}, who owns the data`;
    return mustRun({ name, prefix: [], uid: owner.uid, gid: owner.gid }, folder, binaries);
  }
  const refusal = await obstacle(NAMESPACE, folder, binaries);
  if (refusal === undefined) return NAMESPACE;
  const nobody = await accountNobody();
  try {
    await chownTree(folder.root, nobody.uid, nobody.gid);
    return await mustRun(nobody, folder, binaries, refusal);
  } catch (error) {
    await chownTree(folder.root, owner.uid, owner.gid).catch(() => undefined);
    if (error instanceof EmbeddedPostgresError) throw error;
    throw cannotRun(folder, [refusal, `The data cannot be given to nobody: ${(error as Error).message}`], error);
  }
}

async function mustRun(account: Account, folder: Folder, binaries: Binaries, earlier?: string): Promise<Account> {
  const refusal = await obstacle(account, folder, binaries);
  if (refusal === undefined) return account;
  throw cannotRun(folder, earlier === undefined ? [refusal] : [earlier, refusal]);
}

function cannotRun(folder: Folder, refusals: readonly string[], cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `PostgreSQL cannot be run here with its data in ${folder.root}. ${refusals.join('. ')}. ` +
      'Run this program as an ordinary user, with a data directory and an installation which that user can reach. ' +
      OTHERWISE,
    { cause },
  );
}

/** What keeps an account from running the server; undefined when nothing does. The shell is there: initdb needs it. */
async function obstacle(account: Account, folder: Folder, binaries: Binaries): Promise<string | undefined> {
  const script =
    'test -w "$1" && test -x "$1" || { echo "may not write in $1"; exit 1; }; ' +
    'test -x "$2" || { echo "may not execute $2"; exit 1; }; exec "$2" --version';
  const { code, output } = await run(
    account,
    binaries,
    '/bin/sh',
    ['-c', script, 'sh', folder.root, binaries.postgres],
    20_000,
  );
  return code === 0 ? undefined : `As ${account.name}: ${output.trim().replaceAll('\n', ' ') || `exit code ${code}`}`;
}

async function accountNobody(): Promise<Account & { uid: number; gid: number }> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const [, , uid, gid] = /^nobody:.*$/m.exec(passwd)?.[0].split(':') ?? [];
  return { name: 'nobody', prefix: [], uid: Number(uid ?? 65534), gid: Number(gid ?? 65534) };
}

/** Links are changed themselves, never what they point at: that may lie anywhere. */
async function chownTree(directory: string, uid: number, gid: number): Promise<void> {
  const entries = await readdir(directory, { recursive: true });
  for (const entry of ['', ...entries]) await lchown(path.join(directory, entry), uid, gid);
}
