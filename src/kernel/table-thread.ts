/** What a thread does that reads a table: see `ReadingBeside`. */
import { parentPort, workerData } from 'node:worker_threads';
import type { CopiedRows } from './copied-rows.js';
import { copyTable } from './copying.js';
import { connectReader, LONG_MS } from './reader.js';
import type { ReadBeside, ReadingOrder } from './reading-beside.js';

/** What gathers the rows that were read. */
export interface Gathering {
  /** Called with each row. */
  add(): void;
  /** Answers what they come to, and which memory is handed over with it. */
  done(): { readonly read: unknown; readonly handedOver: readonly ArrayBuffer[] };
}

export async function readTable(begin: (rows: CopiedRows) => Gathering): Promise<void> {
  const { databaseUrl, snapshot, table } = workerData as ReadingOrder;
  const client = await connectReader(databaseUrl, 'renkei reader', LONG_MS);
  let gathering!: Gathering;
  let [rows, newest] = [0, 0];
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query(`set transaction snapshot ${client.escapeLiteral(snapshot)}`);
    await client.query('set local statement_timeout = 0');
    await copyTable(client, table, (copied) => {
      gathering = begin(copied);
      const changed = copied.fieldOf('changed_at');
      return () => {
        gathering.add();
        rows += 1;
        newest = Math.max(newest, copied.instant(changed));
      };
    });
    await client.query('commit');
  } finally {
    await client.end();
  }
  const { read, handedOver } = gathering.done();
  const answer: ReadBeside = { rows, newest, read };
  parentPort!.postMessage(answer, handedOver);
}
