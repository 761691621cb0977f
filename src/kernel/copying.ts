import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { CopiedRows, kindOf } from './copied-rows.js';

/** So many bytes are taken in before others have a turn of the event loop: some ms. A socket that is full would give none. */
const A_TURN = 256 * 1024;

/**
 * Reads all rows of a table, in the order of their ids.
 *
 * @param begin answers what to call for each that was read.
 */
export async function copyTable(
  client: pg.Client,
  table: string,
  begin: (rows: CopiedRows) => () => void,
): Promise<void> {
  const { fields } = await client.query(`select * from ${client.escapeIdentifier(table)} limit 0`);
  const columns = fields.map(({ name, dataTypeID }) => ({ name, kind: kindOf(dataTypeID) }));
  const rows = new CopiedRows(columns);
  const selected = columns.map(({ name, kind }) => {
    const column = client.escapeIdentifier(name);
    return kind === 'json' ? `to_json(${column})::text` : column;
  });
  const statement = `select ${selected.join(', ')} from ${client.escapeIdentifier(table)} order by id`;
  await copy(client, statement, rows, begin(rows));
}

/** Reads what a statement answers. It comes as PostgreSQL has it in memory, piece by piece. */
export async function copy(client: pg.Client, statement: string, rows: CopiedRows, take: () => void): Promise<void> {
  // The last row comes before PostgreSQL says that it is ready for more.
  let ready!: () => void;
  const isReady = new Promise<void>((resolve) => (ready = resolve));
  client.once('drain', ready).once('end', ready);
  try {
    const chunks = client.query(copyTo(`copy (${statement}) to stdout (format binary)`));
    let taken = 0;
    for await (const chunk of chunks) {
      rows.read(chunk as Buffer, take);
      taken += (chunk as Buffer).length;
      if (taken < A_TURN) continue;
      taken = 0;
      await setImmediate();
    }
    await isReady;
  } finally {
    client.off('drain', ready).off('end', ready);
  }
}
