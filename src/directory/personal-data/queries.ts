import type { Image } from '../../kernel/rows.js';
import type { Transaction } from '../../kernel/writes.js';

/** `established_on` is the property `establishedOn`. */
const propertyName = (column: string) => column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Values of columns, as they stand in images of rows. */
export type Values = Readonly<Record<string, string | null>>;

/** What asks the database, inside a transaction or outside of any. */
export type Asked = Pick<Transaction, 'query'>;

/** A person and the doubles that were merged into it, over any number of merges. */
export async function withDoubles(db: Asked, personId: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `with recursive same as (
       select id from person where id = $1
       union
       select p.id from person p join same on p.merged_into_id = same.id)
     select id from same order by id`,
    [personId],
  );
  return rows.map(({ id }) => id);
}

/**
 * Writes values over what was recorded of rows: in their earlier versions, and in what portals and processes are told. By
 * what is left, nobody could tell any more that they were others: so it is said here what was written.
 */
export async function rewriteRecorded(tx: Transaction, ids: readonly string[], values: Values): Promise<void> {
  for (const table of ['row_history', 'change_log'])
    await tx.query(`update ${table} set image = image || $2::jsonb where row_id = any($1)`, [
      ids,
      JSON.stringify(values),
    ]);
  const fields = Object.keys(values).map(propertyName);
  for (const id of ids) tx.beside.push({ id, fields });
}

/** Every name under which persons are, or were, recorded. */
export async function namesRecorded(tx: Transaction, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    `select distinct v.name
       from (select to_jsonb(p) as image from person p where id = any($1)
             union all select image from row_history where row_id = any($1)) known,
            lateral (values (image ->> 'name'), (image ->> 'name_en'), (image ->> 'kana')) v(name)
      where v.name is not null`,
    [ids],
  );
  return rows.map(({ name }) => name);
}

export interface Version {
  readonly table: string;
  readonly image: Image;
}

/** The earlier versions of rows, by their ids, oldest first. */
export async function earlierVersions(db: Asked, ids: readonly string[]): Promise<Version[]> {
  return db.query<Version>(
    'select table_name as table, image from row_history where row_id = any($1) order by row_id, version',
    [ids],
  );
}

/** Every version of the records of persons, the present ones too, in the order in which they were recorded. */
export async function versionsOfPersons(db: Asked, ids: readonly string[]): Promise<Image[]> {
  const rows = await db.query<{ image: Image }>(
    `select image from (select to_jsonb(p) as image from person p where id = any($1)
                        union all select image from row_history where row_id = any($1)) known
      order by (image ->> 'changed_at')::timestamptz, image ->> 'id', (image ->> 'version')::int`,
    [ids],
  );
  return rows.map(({ image }) => image);
}
