import { mkdir, open, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Account } from './account.js';
import { launch } from './account.js';
import type { Binaries } from './binaries.js';
import type { Passwords } from './cluster.js';
import type { Folder } from './folder.js';
import { EmbeddedPostgresError, giveToOwner } from './folder.js';
import { isPostmasterOf, readPostmasterFile, stopPostmaster } from './postmaster.js';
import type { Server } from './presence.js';
import { connectTo } from './presence.js';

/** For one small server beside the program, on a machine that nobody tunes. */
const SETTINGS: Readonly<Record<string, string>> = {
  shared_buffers: '128MB',
  max_connections: '60',
  fsync: 'on',
  // Open transactions hold back the horizon behind which the change log is read.
  idle_in_transaction_session_timeout: '60s',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Compiling costs more than it gains on statements of milliseconds.
  jit: 'off',
  // One file for each day of the week, overwritten after it: the log cannot fill the disk in years unattended.
  logging_collector: 'on',
  log_filename: 'postgresql-%a.log',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_truncate_on_rotation: 'on',
  // Without DETAIL lines: those quote the rows that broke a constraint, which are people's addresses and numbers.
  log_error_verbosity: 'terse',
  // Nor the errors of statements, which quote the values that they complain of, and the statements with them: whoever sent
  // one is told. What the server has to say of itself is LOG, FATAL or PANIC, which come after ERROR here.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: '0',
};

/** How messages of a start that may be tried again look: a faster other, the backends of a killed server, a taken port. */
const PASSING = /lock file "postmaster\.pid" already exists|pre-existing shared memory block|Address already in use/;

const TAIL_LINES = 15;

/** For a server just started that does not know our passwords: nobody uses it. */
const REFUSED_PATIENCE = { fastMs: 5_000, immediateMs: 15_000 };

/** All that a start needs. */
export interface Prepared {
  readonly folder: Folder;
  readonly binaries: Binaries;
  readonly account: Account;
  readonly passwords: Passwords;
  readonly log: (line: string) => void;
}

export interface Up {
  readonly server: Server;
  /** A superuser's connection that has answered a query. */
  readonly client: pg.Client;
  /** The server was running already. */
  readonly reused: boolean;
}

/** The time is over and the server not ready. */
class NoAnswer extends EmbeddedPostgresError {}

/** A server's process, which may not be ready yet. */
interface Process {
  readonly pid: number;
  readonly alive: () => Promise<boolean>;
}

/**
 * Answers the running server of the folder, or starts one and waits until it answers a query. A server that is
 * still recovering when the time is over is left at it: stopped, it would begin anew each time.
 */
export async function bringUp(
  prepared: Prepared,
  settings: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<Up> {
  const { folder, log } = prepared;
  const until = Date.now() + timeoutMs;
  for (let attempt = 0; ; attempt += 1) {
    const running = await livePostmaster(folder, log);
    const found = running === undefined ? undefined : await answer(running, prepared, until);
    if (found !== undefined) {
      log(`using the PostgreSQL that runs already (process ${found.server.pid}, port ${found.server.port})`);
      return { ...found, reused: true };
    }
    const started = Date.now();
    const child = await start(prepared, settings, await freePort(folder, attempt === 0));
    const up = await answer(child, prepared, until).catch(async (error: unknown) => {
      if (error instanceof NoAnswer) throw error;
      await stopPostmaster(child.pid, folder.data, REFUSED_PATIENCE);
      throw error;
    });
    if (up !== undefined) {
      log(`started PostgreSQL (process ${child.pid}, port ${up.server.port}) in ${Date.now() - started} ms`);
      await writeFile(folder.port, `${up.server.port}\n`);
      await giveToOwner(folder, folder.port);
      return { ...up, reused: false };
    }
    const tail = await logTail(folder);
    if (!PASSING.test(tail) || Date.now() > until) {
      throw new EmbeddedPostgresError(`PostgreSQL does not start in ${folder.data}. Its log ends with:\n${tail}`);
    }
    await sleep(200);
  }
}

/** The end of what the server wrote of its start and of the newest log file, for messages. */
export async function logTail(folder: Folder): Promise<string> {
  const names = await readdir(folder.logs).catch(() => []);
  const logs = await Promise.all(names.map((name) => lastWritten(path.join(folder.logs, name))));
  const startup = await lastWritten(folder.startupLog);
  const newest = logs.sort((a, b) => b.at - a.at)[0];
  // A start that failed early wrote nothing to the log files: the newest then tells of an older run.
  const files = newest !== undefined && newest.at >= startup.at ? [startup.file, newest.file] : [startup.file];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return texts.flatMap((text) => text.trimEnd().split('\n').slice(-TAIL_LINES)).join('\n');
}

async function lastWritten(file: string): Promise<{ file: string; at: number }> {
  const stats = await stat(file).catch(() => undefined);
  return { file, at: stats?.mtimeMs ?? 0 };
}

/**
 * The process that postmaster.pid names, if it lives and is this folder's server. Otherwise the file is put right where
 * it would mislead PostgreSQL, which refuses to start while any process has that pid, be it a zombie. Only the pid:
 * from the rest PostgreSQL knows the shared memory that backends of a killed server may still use.
 */
async function livePostmaster({ data }: Folder, log: (line: string) => void): Promise<Process | undefined> {
  const file = path.join(data, 'postmaster.pid');
  const postmaster = await readPostmasterFile(data);
  if (postmaster === undefined) {
    await rm(file, { force: true });
    return undefined;
  }
  const alive = () => isPostmasterOf(postmaster.pid, data);
  if (await alive()) return { pid: postmaster.pid, alive };
  if (hasProcess(postmaster.pid)) {
    log(`process ${postmaster.pid} is not PostgreSQL any more: correcting ${file}`);
    // The pid of its own parent does not keep a server from starting: CreateLockFile() in PostgreSQL's miscinit.c.
    await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(process.pid)));
  }
  return undefined;
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Waits until the server answers a query; undefined when its process ends before. Throws when the time is over. */
async function answer(
  { pid, alive }: Process,
  { folder, passwords }: Prepared,
  until: number,
): Promise<Omit<Up, 'reused'> | undefined> {
  let last = 'it has not said that it is ready';
  while (await alive()) {
    const postmaster = await readPostmasterFile(folder.data);
    // Before it is ready, another program's server could answer on the port that this one does not get.
    if (postmaster?.pid === pid && postmaster.status === 'ready') {
      const server = { pid, port: postmaster.port, data: folder.data, passwords };
      try {
        return { server, client: await connectTo(server, Math.min(5_000, Math.max(500, until - Date.now()))) };
      } catch (error) {
        if (error instanceof EmbeddedPostgresError) throw error;
        last = (error as Error).message;
      }
    }
    if (Date.now() > until) {
      throw new NoAnswer(
        `PostgreSQL (process ${pid}) runs in ${folder.data} and does not answer: ${last}. It is left running, for it ` +
          `may be recovering from a crash: try again later. Its log ends with:\n${await logTail(folder)}`,
      );
    }
    await sleep(30);
  }
  return undefined;
}

/** Starts the server in a session of its own: Ctrl-C in a terminal reaches this program, whose drain still writes. */
async function start(
  { folder, binaries, account }: Prepared,
  settings: Readonly<Record<string, string>>,
  port: number,
): Promise<Process> {
  const { data, logs, startupLog } = folder;
  await mkdir(logs, { recursive: true, mode: 0o700 });
  await giveToOwner(folder, logs);
  // Last, so that nothing given can open the server to the network. A socket's path may have 107 bytes: TCP only.
  const fixed = { log_directory: logs, listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '' };
  const words = Object.entries({ ...SETTINGS, ...settings, ...fixed });
  const args = ['-D', data, ...words.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const output = await open(startupLog, 'w', 0o600);
  try {
    await giveToOwner(folder, startupLog);
    const child = launch(account, binaries, binaries.postgres, args, {
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
    });
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    // Not by its command line: that is empty for moments while a program replaces itself by another (unshare, postgres).
    const alive = () => Promise.resolve(child.exitCode === null && child.signalCode === null);
    return { pid: child.pid ?? 0, alive };
  } finally {
    await output.close();
  }
}

/** The port of the last start if it is free and wanted, else any free one of the loopback interface. */
async function freePort(folder: Folder, preferLast: boolean): Promise<number> {
  const last = preferLast ? Number.parseInt(await readFile(folder.port, 'utf8').catch(() => ''), 10) : 0;
  return (await tryPort(last > 0 && last < 65_536 ? last : 0)) ?? (await tryPort(0)) ?? 0;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
