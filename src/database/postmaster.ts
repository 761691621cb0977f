import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './folder.js';

/** What a server writes of itself into postmaster.pid (PostgreSQL's src/include/utils/pidfile.h). */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** `ready` once it takes connections; `starting`, `stopping` or nothing else before and after. */
  readonly status: string;
}

/** Line 1 is the pid, line 4 the port, line 8 the status; the last ones are missing at first. */
export function parsePostmasterFile(text: string): Postmaster | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 ? { pid, port, status: lines[7] ?? '' } : undefined;
}

/** undefined where there is no file, or none that can be understood. */
export async function readPostmasterFile(data: string): Promise<Postmaster | undefined> {
  const text = await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return parsePostmasterFile(text);
}

/**
 * Whether a process is alive and the server of this PGDATA. A pid alone says nothing: after a reboot, or in a restarted
 * container, the pid of an old file belongs to another program, perhaps to ourselves; and one that was killed
 * below an init that does not reap stays as a zombie, to which signals still can be sent.
 */
export async function isPostmasterOf(pid: number, data: string): Promise<boolean> {
  const words = await commandOf(pid);
  if (words.some((word, at) => word === '-D' && words[at + 1] === data)) return true;
  // The same folder under another name: a bind mount, or a server that somebody started by hand with PGDATA.
  if (path.basename(words[0] ?? '') !== 'postgres') return false;
  const [its, ours] = await Promise.all(
    [stat(`/proc/${pid}/cwd`), stat(data)].map((one) => one.catch(() => undefined)),
  );
  return its !== undefined && ours !== undefined && its.dev === ours.dev && its.ino === ours.ino;
}

/** The words of a running process's command line; none for a dead one and for a zombie. */
async function commandOf(pid: number): Promise<string[]> {
  if (process.platform === 'linux') {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0').slice(0, -1);
  }
  // ps joins the words with spaces: a data directory with spaces is cut out again by the caller's exact comparison.
  const line = await psField(pid, 'command');
  const at = line.indexOf(' -D ');
  const end = line.indexOf(' -c ', at);
  return at < 0 ? line.split(' ') : [line.slice(0, at), '-D', line.slice(at + 4, end < 0 ? undefined : end)];
}

/**
 * Names a process for all time: a pid is given again, a pid with its time of start is not.
 * undefined when there is no such process (or only a zombie of it).
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    const started = await psField(pid, 'lstart');
    return started === '' ? undefined : `${pid} since ${started}`;
  }
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // proc(5): the name stands in parentheses and may hold any byte; field 3 is the state, field 22 the start in ticks.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields.length < 20 || fields[0] === 'Z' ? undefined : `${pid} since tick ${fields[19]}`;
}

async function psField(pid: number, field: string): Promise<string> {
  return promisify(execFile)('ps', ['-ww', '-o', `${field}=`, '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
}

/** How long a stopping server is given, in milliseconds. */
export interface Patience {
  readonly fastMs: number;
  readonly immediateMs: number;
}

/**
 * Stops a server: fast (it ends its clients and writes a checkpoint), then immediate (the next start recovers).
 * Does nothing when the process is not, or no longer, the server of this PGDATA.
 */
export async function stopPostmaster(pid: number, data: string, patience: Patience): Promise<void> {
  if (!(await isPostmasterOf(pid, data))) return;
  const server = await processIdentity(pid);
  const steps = [
    ['SIGINT', patience.fastMs],
    ['SIGQUIT', patience.immediateMs],
  ] as const;
  for (const [signal, waitMs] of steps) {
    if ((await processIdentity(pid)) !== server) return;
    process.kill(pid, signal);
    const until = Date.now() + waitMs;
    while (Date.now() < until) {
      await sleep(20);
      if ((await processIdentity(pid)) !== server) return;
    }
  }
  throw new EmbeddedPostgresError(`PostgreSQL (process ${pid}) does not stop. End it by hand: kill -9 ${pid}`);
}
