import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Folder } from './folder.js';
import { EmbeddedPostgresError, giveToOwner } from './folder.js';
import { processIdentity } from './postmaster.js';

/** A lock file that does not say whose it is was left by a process killed while writing it; writing takes no time. */
const UNREADABLE_IS_STALE_MS = 5_000;

/**
 * Runs `work` while no other process starts or stops a server in this folder. The holder may die at any moment: its
 * lock is then taken over. The lock only spares double work and keeps a stop from crossing a start. That there is
 * one cluster and one server follows from the rename in cluster.ts and from PostgreSQL's own postmaster.pid.
 */
export async function withStartLock<T>(folder: Folder, timeoutMs: number, work: () => Promise<T>): Promise<T> {
  const mine = JSON.stringify({ process: await processIdentity(process.pid), pid: process.pid, nonce: randomUUID() });
  const until = Date.now() + timeoutMs;
  while (!(await create(folder, mine))) {
    const theirs = await readLock(folder.lock);
    if (theirs !== undefined && (await isStale(folder.lock, theirs))) {
      await takeAway(folder.lock, theirs);
    } else if (Date.now() > until) {
      throw new EmbeddedPostgresError(
        `Another process is starting or stopping the database in ${folder.root} and does not finish (${theirs ?? '?'}). ` +
          `End that process; the lock ${folder.lock} then counts no more.`,
      );
    } else {
      await sleep(50);
    }
  }
  try {
    return await work();
  } finally {
    if ((await readLock(folder.lock)) === mine) await rm(folder.lock, { force: true });
  }
}

async function create(folder: Folder, content: string): Promise<boolean> {
  try {
    const handle = await open(folder.lock, 'wx', 0o600);
    try {
      await handle.writeFile(content);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    throw new EmbeddedPostgresError(`The data directory ${folder.root} cannot be written: ${message}`, {
      cause: error,
    });
  }
  await giveToOwner(folder, folder.lock);
  return true;
}

async function readLock(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

async function isStale(file: string, content: string): Promise<boolean> {
  try {
    const holder = JSON.parse(content) as { process: string; pid: number };
    return (await processIdentity(holder.pid)) !== holder.process;
  } catch {
    const age =
      Date.now() -
      (await stat(file).then(
        (stats) => stats.mtimeMs,
        () => Date.now(),
      ));
    return age > UNREADABLE_IS_STALE_MS;
  }
}

/** Two may find the same stale lock: the slower one must not remove the lock that the faster one has made meanwhile. */
async function takeAway(file: string, stale: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
    if ((await readLock(aside)) !== stale) await link(aside, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  } finally {
    await rm(aside, { force: true });
  }
}
