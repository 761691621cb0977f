import { chown, mkdir, open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { SetupError } from '../setup-error.js';

/** A database of the project's own that cannot be used. The message is written for the operator and says what to do. */
export class EmbeddedPostgresError extends SetupError {}

/** Ends every message about a machine on which PostgreSQL cannot be run: the way out is always the same. */
export const OTHERWISE = 'Otherwise set DATABASE_URL to a PostgreSQL 15 or newer that you run yourself.';

/** What lies where in the data directory. All paths are absolute and free of symbolic links. */
export interface Folder {
  readonly root: string;
  /** `data` and `pgpass` together, so that one rename puts a finished cluster in place, password included. */
  readonly cluster: string;
  /** PGDATA. */
  readonly data: string;
  /** The passwords in libpq's format, so that `PGPASSFILE=... psql` works. */
  readonly pgpass: string;
  /** The port of the last start: kept where possible, so that pools of other processes find a restarted server. */
  readonly port: string;
  readonly lock: string;
  /** What the server says before its log collector runs. */
  readonly startupLog: string;
  readonly logs: string;
  /** Links to shared libraries, where the package's own folder cannot be written. */
  readonly libraries: string;
}

export function folderAt(root: string): Folder {
  const inside = (...names: string[]) => path.join(root, ...names);
  return {
    root,
    cluster: inside('cluster'),
    data: inside('cluster', 'data'),
    pgpass: inside('cluster', 'pgpass'),
    port: inside('port'),
    lock: inside('start.lock'),
    startupLog: inside('startup.log'),
    logs: inside('log'),
    libraries: inside('lib'),
  };
}

/** Makes the data directory where it is missing, readable by nobody else. */
export async function openFolder(dataDirectory: string): Promise<Folder> {
  try {
    // Folders above it as this user makes folders: were they private too, no other account could reach the data.
    await mkdir(path.dirname(path.resolve(dataDirectory)), { recursive: true });
    await mkdir(dataDirectory, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } catch (error) {
    throw new EmbeddedPostgresError(`The data directory cannot be made: ${(error as Error).message}. ${OTHERWISE}`, {
      cause: error,
    });
  }
  // PostgreSQL reports resolved paths; with a symbolic link in ours a live server would be taken for a foreign one.
  const folder = folderAt(await realpath(dataDirectory));
  if (await exists(path.join(folder.root, 'PG_VERSION'))) {
    throw new EmbeddedPostgresError(
      `${folder.root} is itself a PostgreSQL data directory made by something else. ` +
        'Give the database of this program a folder of its own.',
    );
  }
  return folder;
}

export async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false;
      throw error;
    },
  );
}

/**
 * Gives a file that root made to the owner of the data directory, who must be able to use the directory without root
 * tomorrow. Does nothing for other users.
 */
export async function giveToOwner(folder: Folder, file: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(folder.root);
  await chown(file, uid, gid);
}

/** Makes renames inside a directory survive a power failure, which a rename alone does not. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
