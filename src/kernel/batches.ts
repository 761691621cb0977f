import type pg from 'pg';
import type { Image } from './rows.js';

/** Whoever waits for the event loop meanwhile waits for as long as taking in so many takes. */
const BATCH = 2_000;
const FEW_TEXTS = 256;

/** Rows of a table by columns, which are printed and read in half the time that rows take. */
export interface Batch {
  readonly size: number;
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
}

/**
 * All rows of a table in the order of a column, which has an index: so many at a time, as a nation at once would take
 * several times the memory that the book does. The database prepares the next ones while those before are taken in.
 */
export async function* batchesOf(client: pg.Client, table: string, key: string): AsyncGenerator<Batch> {
  const [from, by] = [client.escapeIdentifier(table), client.escapeIdentifier(key)];
  const { fields } = await client.query(`select * from ${from} limit 0`);
  // Each column as a text of its own: one of ids has letters of one byte only, and is read faster than all of them in one.
  const columns = fields.map(({ name }) => `json_agg(t.${client.escapeIdentifier(name)})::text`);
  // With ties: none of those that have the same key is left for a batch that begins after it.
  const text = `
    select ${columns.join(', ')}, count(*)::integer, max(t.${by})
      from (select * from ${from} where ${by} > $1 order by ${by} fetch first ${BATCH} rows with ties) t
    having count(*) > 0`;
  const ask = (after: string) => {
    const answer = client.query<[...columns: string[], size: number, last: string]>({
      text,
      values: [after],
      rowMode: 'array',
    });
    // Whoever takes in the batch before may fail first, and then nobody hears what became of this one.
    answer.catch(() => undefined);
    return answer;
  };
  const varied = new Set<string>();
  let [row] = (await ask('')).rows;
  while (row) {
    const next = ask(row.at(-1) as string);
    const read: [string, unknown[]][] = [];
    for (const [place, { name }] of fields.entries()) {
      const values = JSON.parse(row[place] as string) as unknown[];
      if (!varied.has(name) && !shareTexts(values)) varied.add(name);
      read.push([name, values]);
    }
    yield { size: row.at(-2) as number, columns: Object.fromEntries(read) };
    [row] = (await next).rows;
  }
}

export function imagesIn({ size, columns }: Batch): Image[] {
  const named = Object.entries(columns);
  // A copy has room for all properties at once, and need not grow with each.
  const blank: Readonly<Record<string, unknown>> = Object.fromEntries(named.map(([name]) => [name, null]));
  return Array.from({ length: size }, (_, place) => {
    const image = { ...blank };
    for (const [name, values] of named) image[name] = values[place];
    return image;
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
