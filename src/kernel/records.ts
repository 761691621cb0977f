import { setImmediate, setTimeout } from 'node:timers/promises';
import type pg from 'pg';
import type { RowChange } from './book.js';
import { CopiedRows } from './copied-rows.js';
import { copy, copyTable } from './copying.js';
import { ReadingBeside, type ReadBeside } from './reading-beside.js';
import type { Image } from './rows.js';

/** Where earlier versions of the rows of all tables are kept. */
const HISTORY = 'row_history';

/** A connection that is silent for longer breaks off: this is said while others read. */
const SIGN_OF_LIFE_MS = 5_000;

/** What is loaded: the book. */
interface Loaded {
  readonly tables: readonly string[];
  loadsRows(table: string): boolean;
  loading(table: string, rows: CopiedRows): () => void;
  /** The program of a thread that can read the table, if there is one; and what it has read is taken in, step by step. */
  readerOf?(table: string): URL | undefined;
  takeRead?(table: string, answer: ReadBeside): Iterable<void>;
  afterLoading(table: string): void;
  take(changes: readonly RowChange[]): void;
}

/** How large tables are read over connections of their own. */
export interface Besides {
  readonly databaseUrl: string;
  /** More rows than these make a table large. */
  readonly many: number;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/**
 * All that is recorded of the tables of a book: first what the rows are, then what they were before, for which there is a
 * place then. It comes as PostgreSQL has it in memory, which takes a third of the time that it takes to spell it as JSON, and
 * is taken in piece by piece: the database runs ahead by what the socket holds, and not more of it than that is ever there.
 *
 * @param client in a transaction whose snapshot stays as it is
 */
export async function loadRecords(client: pg.Client, book: Loaded, besides?: Besides): Promise<void> {
  // Whoever is slow to take in makes it last: a connection that is silent for long breaks off by itself.
  await client.query('set local statement_timeout = 0');
  const readings = new Map<string, ReadingBeside>();
  try {
    if (besides) await beginReading(client, book, besides, readings);
    for (const table of book.tables) {
      const answer = await answerOf(client, readings.get(table));
      if (answer) for (const _ of book.takeRead!(table, answer)) await setImmediate();
      else if (book.loadsRows(table)) await copyTable(client, table, (rows) => book.loading(table, rows));
      else await loadImages(client, table, book);
      book.afterLoading(table);
    }
    await loadHistory(client, book);
  } finally {
    await Promise.all([...readings.values()].map((reading) => reading.end()));
  }
}

async function beginReading(
  client: pg.Client,
  book: Loaded,
  { databaseUrl, many, onTrouble }: Besides,
  readings: Map<string, ReadingBeside>,
): Promise<void> {
  for (const table of book.tables) {
    const program = book.readerOf?.(table);
    if (!program) continue;
    const { rows } = await client.query<{ snapshot: string }>(
      `select pg_export_snapshot() as snapshot where exists (select from ${client.escapeIdentifier(table)} offset $1)`,
      [many],
    );
    if (rows.length === 0) continue;
    const { snapshot } = rows[0]!;
    const tell = (error: unknown) => onTrouble(`The rows of ${table} could not be read beside all others.`, error);
    readings.set(table, new ReadingBeside({ databaseUrl, snapshot, table }, program, tell));
  }
}

async function answerOf(client: pg.Client, reading: ReadingBeside | undefined): Promise<ReadBeside | undefined> {
  if (!reading) return undefined;
  for (;;) {
    const waiting = new AbortController();
    const silence = setTimeout(SIGN_OF_LIFE_MS, 'silent' as const, waiting).catch(() => 'silent' as const);
    const answer = await Promise.race([reading.answer, silence]);
    waiting.abort();
    if (answer !== 'silent') return answer;
    await client.query('select');
  }
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
