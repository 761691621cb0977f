import pg from 'pg';
import type { NationTable } from './rows.js';

const BATCH = 5_000;

/**
 * Fills tables in one transaction, a batch with each statement. The triggers that would write the change log rest
 * meanwhile: nobody follows yet, and the book is loaded from the tables.
 */
export async function fill(databaseUrl: string, tables: readonly NationTable[]): Promise<Map<string, number>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  const counts = new Map<string, number>();
  await client.connect();
  try {
    await client.query('begin');
    for (const { table, rows } of tables) {
      const name = client.escapeIdentifier(table);
      await client.query(`alter table ${name} disable trigger user`);
      let count = 0;
      for (const batch of inBatches(rows)) {
        const statement = `insert into ${name} select * from json_populate_recordset(null::${name}, $1)`;
        await client.query(statement, [JSON.stringify(batch)]);
        count += batch.length;
      }
      await client.query(`alter table ${name} enable trigger user`);
      counts.set(table, count);
    }
    await client.query('commit');
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
  return counts;
}

function* inBatches<T>(rows: Iterable<T>): Generator<T[]> {
  let batch: T[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
