import type pg from 'pg';
import type { RowChange } from './book.js';
import type { Image } from './rows.js';

/** Whoever waits for the event loop meanwhile waits for as long as taking in so many takes. */
const BATCH = 2_000;
const FEW_TEXTS = 256;

/** Where earlier versions of the rows of all tables are kept. */
const HISTORY = 'row_history';

/** Rows of a table by columns, which are printed and read in half the time that rows take. */
interface Batch {
  readonly table: string;
  readonly size: number;
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
}

interface Source {
  readonly table: string;
  readonly columns: readonly string[];
  /** Takes the key of the row after which to begin. */
  readonly statement: string;
  /** Columns in which few texts are the same. */
  readonly varied: Set<string>;
}

/** The columns, how many rows, and the key of the last one. */
type Answer = [...columns: string[], size: number, last: string];

/**
 * All that is recorded of some tables, so many rows at a time, as a nation at once would take several times the memory that
 * the book does: first what the rows are, then what they were before, for which there is a place then. The database prepares
 * the next ones while those before are taken in.
 */
export async function* recordsOf(
  client: pg.Client,
  tables: readonly string[],
  most = BATCH,
): AsyncGenerator<RowChange[]> {
  const sources: Source[] = [];
  for (const table of tables) sources.push(await sourceOf(client, table, 'id', most));
  sources.push(await sourceOf(client, HISTORY, 'row_id', most));
  const ask = ({ statement }: Source, after: string) => {
    const answer = client.query<Answer>({ text: statement, values: [after], rowMode: 'array' });
    // Whoever takes in the batch before may fail first, and then nobody hears what became of this one.
    answer.catch(() => undefined);
    return answer;
  };
  let place = 0;
  let asked: ReturnType<typeof ask> | undefined = ask(sources[place]!, '');
  while (asked) {
    const source: Source = sources[place]!;
    const rows: Answer[] = (await asked).rows;
    const row: Answer | undefined = rows[0];
    const isFull: boolean = row !== undefined && (row.at(-2) as number) >= most;
    if (!isFull) place += 1;
    const next = sources[place];
    asked = next && ask(next, isFull ? (row!.at(-1) as string) : '');
    if (row) yield changesIn(read(source, row));
  }
}

async function sourceOf(client: pg.Client, table: string, key: string, most: number): Promise<Source> {
  const [from, by] = [client.escapeIdentifier(table), client.escapeIdentifier(key)];
  const { fields } = await client.query(`select * from ${from} limit 0`);
  // Each column as a text of its own: one of ids has letters of one byte only, and is read faster than all of them in one.
  const columns = fields.map(({ name }) => `json_agg(t.${client.escapeIdentifier(name)})::text`);
  // With ties: none of those that have the same key is left for a batch that begins after it.
  const statement = `
    select ${columns.join(', ')}, count(*)::integer, max(t.${by})
      from (select * from ${from} where ${by} > $1 order by ${by} fetch first ${most} rows with ties) t
    having count(*) > 0`;
  return { table, columns: fields.map(({ name }) => name), statement, varied: new Set() };
}

function read({ table, columns, varied }: Source, row: Answer): Batch {
  const read = columns.map((name, place): [string, unknown[]] => {
    const values = JSON.parse(row[place] as string) as unknown[];
    if (!varied.has(name) && !shareTexts(values)) varied.add(name);
    return [name, values];
  });
  return { table, size: row.at(-2) as number, columns: Object.fromEntries(read) };
}

function changesIn({ table, size, columns }: Batch): RowChange[] {
  if (table === HISTORY)
    return Array.from({ length: size }, (_, place) => ({
      table: columns['table_name']![place] as string,
      image: columns['image']![place] as Image,
    }));
  const named = Object.entries(columns);
  // A copy has room for all properties at once, and need not grow with each.
  const blank: Readonly<Record<string, unknown>> = Object.fromEntries(named.map(([name]) => [name, null]));
  return Array.from({ length: size }, (_, place) => {
    const image = { ...blank };
    for (const [name, values] of named) image[name] = values[place];
    return { table, image };
  });
}

/** Keeps a text once that is the same in many rows, as kinds, hours and titles are; false where too many are different. */
function shareTexts(values: unknown[]): boolean {
  const known = new Map<unknown, unknown>();
  for (const [place, value] of values.entries()) {
    if (typeof value !== 'string') continue;
    const one = known.get(value);
    if (one !== undefined) values[place] = one;
    else if (known.size < FEW_TEXTS) known.set(value, value);
    else return false;
  }
  return true;
}
