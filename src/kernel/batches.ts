import type pg from 'pg';
import type { Image } from './rows.js';

/** Whoever waits for the event loop meanwhile waits for as long as taking in so many takes. */
const BATCH = 4_000;
const FEW_TEXTS = 256;

/** Rows of a table by columns, which the database prints and JSON reads in half the time that rows take. */
export interface Batch {
  readonly size: number;
  readonly columns: Readonly<Record<string, readonly unknown[]>>;
}

interface Answer {
  readonly columns: string;
  readonly size: number;
  readonly last: string;
}

/**
 * All rows of a table in the order of a column, which has an index: so many at a time, as a nation at once would take
 * several times the memory that the book does. The database prepares the next ones while those before are taken in.
 */
export async function* batchesOf(client: pg.Client, table: string, key: string): AsyncGenerator<Batch> {
  const [from, by] = [client.escapeIdentifier(table), client.escapeIdentifier(key)];
  const { fields } = await client.query(`select * from ${from} limit 0`);
  const columns = fields.map(({ name }) => `json_agg(t.${client.escapeIdentifier(name)})`).join(', ');
  // With ties: none of those that have the same key is left for a batch that begins after it.
  const statement = `
    select json_build_array(${columns})::text as columns, count(*)::integer as size, max(t.${by}) as last
      from (select * from ${from} where ${by} > $1 order by ${by} fetch first ${BATCH} rows with ties) t
    having count(*) > 0`;
  const ask = (after: string) => {
    const answer = client.query<Answer>(statement, [after]);
    // Whoever takes in the batch before may fail first, and then nobody hears what became of this one.
    answer.catch(() => undefined);
    return answer;
  };
  let [batch] = (await ask('')).rows;
  while (batch) {
    const next = ask(batch.last);
    const values = JSON.parse(batch.columns) as unknown[][];
    yield {
      size: batch.size,
      columns: Object.fromEntries(fields.map(({ name }, place) => [name, sharing(values[place]!)])),
    };
    [batch] = (await next).rows;
  }
}

export function imagesIn({ size, columns }: Batch): Image[] {
  const named = Object.entries(columns);
  return Array.from({ length: size }, (_, place) => {
    const image: Record<string, unknown> = {};
    for (const [name, values] of named) image[name] = values[place];
    return image;
  });
}

/** Keeps a text of a column once, where there are few: kinds, hours and titles are the same in thousands of rows. */
function sharing(values: unknown[]): readonly unknown[] {
  const known = new Map<unknown, unknown>();
  for (const [place, value] of values.entries()) {
    if (typeof value !== 'string') continue;
    const one = known.get(value);
    if (one !== undefined) values[place] = one;
    else if (known.size < FEW_TEXTS) known.set(value, value);
    else return values;
  }
  return values;
}
