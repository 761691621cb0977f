import pg from 'pg';
import { impatientSocket, PATIENCE } from '../../kernel/patience.js';
import { HeadFile } from './head-file.js';
import { readLogId } from './insert.js';
import { contradiction, Sequencing } from './sequencing.js';
import type { SigningKey } from './signing-key.js';
import type { SignedTreeHead } from './tree-head.js';
import { newestHead, TreeDamaged, type Rows } from './tree-queries.js';

/** Well within the second after which an event is in the tree. */
const STEP_MS = 250;
/** How soon it tries again when it failed more than once. */
const AGAIN_MS = 1_000;
const STATEMENT_MS = 10_000;
/** After so many failures in a row it is told: fewer are those of a process that is kept waiting by its machine. */
const MOST_UNTOLD = 4;
/**
 * Of a process that stands still, or of a machine that is gone, the connection stays open, and the lock with it: after a
 * silence of two steps the database ends it. With the step after which another process has the lock that is within the second.
 */
const SILENCE_MS = 2 * STEP_MS;

/** Told what goes wrong, in words for the log. */
export type OnTrouble = (what: string, error?: unknown) => void;

/**
 * Takes recorded events into the tree and signs its heads. One process at a time does so, the one that holds a lock of the
 * database; the others wait to take over.
 */
export class Sequencer {
  private client: pg.Client | undefined;
  private sequencing: Sequencing | undefined;
  private running: Promise<void> = Promise.resolve();
  private endPause = (): void => undefined;
  private stopped = false;
  private readonly rejected = new Set<string>();
  /** Why nothing is signed, or the kept head stays as it is; empty when all is well. */
  private readonly troubles = new Set<string>();
  private headFile: HeadFile | undefined;
  private kept: SignedTreeHead | undefined;
  private hasCompared = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly key: SigningKey,
    private readonly headFolder: string,
    private readonly now: () => number,
    private readonly onTrouble: OnTrouble,
  ) {}

  /** For `/readyz`. */
  problems(): string[] {
    const { size } = this.rejected;
    const inserted = `${size} audit events do not verify and are left out of the tree: see the log.`;
    return size > 0 ? [...this.troubles, inserted] : [...this.troubles];
  }

  start(): void {
    this.running = this.run();
  }

  /** Takes one more step, and ends. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.endPause();
    await this.running;
    await this.disconnect();
  }

  private async run(): Promise<void> {
    for (let failures = 0, isLast = false; !isLast;) {
      isLast = this.stopped;
      let isMore = false;
      try {
        isMore = await this.work();
        failures = 0;
      } catch (error) {
        failures += 1;
        await this.disconnect();
        if (error instanceof TreeDamaged) this.tell(`The audit is not sequenced. ${error.message}`);
        else if (failures === MOST_UNTOLD) this.onTrouble('Audit events cannot be taken into the tree now.', error);
      }
      if (!isMore && !isLast) await this.pause(failures > 1 ? AGAIN_MS : STEP_MS);
    }
  }

  /** Answers whether more waits. */
  private async work(): Promise<boolean> {
    const client = (this.client ??= await connect(this.databaseUrl));
    const rows: Rows = async (sql, parameters = []) => (await client.query(sql, [...parameters])).rows as never;
    if (!this.hasCompared) await this.compare(rows);
    if (!this.sequencing) {
      const [row] = await rows<{ held: boolean }>(
        `select pg_try_advisory_lock(hashtext('renkei: audit sequencer')) as held`,
      );
      if (!row!.held) {
        await this.keep(await newestHead(rows));
        return false;
      }
      this.sequencing = await Sequencing.resume(rows, this.key, this.now);
    }
    const { head, rejected, isMore } = await this.sequencing.step();
    for (const { id, fault } of rejected) this.reject(id, fault);
    await this.keep(head);
    return isMore;
  }

  private reject(id: string, fault: string): void {
    if (this.rejected.has(id)) return;
    this.rejected.add(id);
    this.onTrouble(`The audit event ${id} was not recorded by this program, and is left out of the tree: ${fault}.`);
  }

  /** Whether the database still tells what this process, or one before it here, saw it tell. */
  private async compare(rows: Rows): Promise<void> {
    const file = HeadFile.of(this.headFolder, await readLogId(rows));
    this.headFile = file;
    try {
      this.kept = await file.read();
    } catch (error) {
      this.onTrouble(`${file.path} is not a tree head, and is left as it is.`, error);
      this.tell('The tree head that was kept here cannot be read.');
    }
    const fault = this.kept && (await contradiction(rows, this.kept));
    if (fault !== undefined) this.tell(`The audit contradicts the tree head kept in DATA_DIR. ${fault}`);
    this.hasCompared = true;
  }

  private async keep(head: SignedTreeHead | undefined): Promise<void> {
    // What contradicts it is to be looked into with the head that is there.
    if (!head || this.troubles.size > 0 || head.treeSize <= (this.kept?.treeSize ?? 0)) return;
    await this.headFile?.write(head);
    this.kept = head;
  }

  private tell(trouble: string): void {
    if (this.troubles.has(trouble)) return;
    this.troubles.add(trouble);
    this.onTrouble(trouble);
  }

  private async disconnect(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    this.sequencing = undefined;
    await client?.end().catch(() => undefined);
  }

  private async pause(milliseconds: number): Promise<void> {
    if (this.stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** A connection of its own: the lock is its session's, and ends with it. */
async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'renkei sequencer',
    connectionTimeoutMillis: PATIENCE.connect,
    statement_timeout: STATEMENT_MS,
    stream: () => impatientSocket(STATEMENT_MS + PATIENCE.silence),
    keepAlive: true,
  });
  // Without a listener, a connection that breaks while nothing is asked would end the process.
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`set idle_session_timeout = ${SILENCE_MS}`);
  return client;
}
