import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { RowChange } from './book.js';
import { CopiedRows, kindOf } from './copied-rows.js';
import type { Image } from './rows.js';

/** Where earlier versions of the rows of all tables are kept. */
const HISTORY = 'row_history';

/** So many bytes are taken in before others have a turn of the event loop: some ms. A socket that is full would give none. */
const A_TURN = 256 * 1024;

/** What is loaded: the book. */
interface Loaded {
  readonly tables: readonly string[];
  loadsRows(table: string): boolean;
  loading(table: string, rows: CopiedRows): () => void;
  afterLoading(table: string): void;
  take(changes: readonly RowChange[]): void;
}

/**
 * All that is recorded of the tables of a book: first what the rows are, then what they were before, for which there is a
 * place then. It comes as PostgreSQL has it in memory, which takes a third of the time that it takes to spell it as JSON, and
 * is taken in piece by piece: the database runs ahead by what the socket holds, and not more of it than that is ever there.
 */
export async function loadRecords(client: pg.Client, book: Loaded): Promise<void> {
  // Whoever is slow to take in makes it last: a connection that is silent for long breaks off by itself.
  await client.query('set local statement_timeout = 0');
  for (const table of book.tables) {
    if (book.loadsRows(table)) await loadRows(client, table, book);
    else await loadImages(client, table, book);
    book.afterLoading(table);
  }
  await loadHistory(client, book);
}

async function loadRows(client: pg.Client, table: string, book: Loaded): Promise<void> {
  const { fields } = await client.query(`select * from ${client.escapeIdentifier(table)} limit 0`);
  const columns = fields.map(({ name, dataTypeID }) => ({ name, kind: kindOf(dataTypeID) }));
  const rows = new CopiedRows(columns);
  const selected = columns.map(({ name, kind }) => {
    const column = client.escapeIdentifier(name);
    return kind === 'json' ? `to_json(${column})::text` : column;
  });
  const statement = `select ${selected.join(', ')} from ${client.escapeIdentifier(table)} order by id`;
  await copy(client, statement, rows, book.loading(table, rows));
}

async function loadImages(client: pg.Client, table: string, book: Loaded): Promise<void> {
  const rows = new CopiedRows([{ name: 'image', kind: 'json' }]);
  await copy(client, `select to_jsonb(t)::text from ${client.escapeIdentifier(table)} t order by id`, rows, () =>
    book.take([{ table, image: rows.value(0) as Image }]),
  );
}

async function loadHistory(client: pg.Client, book: Loaded): Promise<void> {
  const rows = new CopiedRows([
    { name: 'table_name', kind: 'text' },
    { name: 'image', kind: 'json' },
  ]);
  await copy(client, `select table_name, image::text from ${HISTORY} order by row_id, version`, rows, () =>
    book.take([{ table: rows.text(0), image: rows.value(1) as Image }]),
  );
}

async function copy(client: pg.Client, statement: string, rows: CopiedRows, take: () => void): Promise<void> {
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
