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

/** Something that has been kept for too long, and since when: a day or an instant. */
export interface Due {
  readonly id: string;
  readonly since: string;
}

/** A stretch of what is due: so many after an id, or which of some ids still are. */
export type Stretch = { readonly after: string; readonly limit: number } | { readonly among: readonly string[] };

const LONGEST_STRETCH = 2_000;

/** The parameters of a statement that answers a stretch: the ids or null, the id before, how many. */
export function boundsOf(stretch: Stretch): readonly unknown[] {
  return 'among' in stretch
    ? [stretch.among, '', LONGEST_STRETCH]
    : [null, stretch.after, Math.min(stretch.limit, LONGEST_STRETCH)];
}

/**
 * Persons who have held no position since a day, nor are a point of contact after it. Who never held one is counted from
 * the day on which the record was made.
 */
export async function peopleWhoLeft(db: Asked, by: string, zone: string, stretch: Stretch): Promise<Due[]> {
  return db.query<Due>(
    `select p.id, coalesce(max(h."to"), (p.created_at at time zone $5)::date)::text as since
       from person p
       left join position h on h.person_id = p.id and h."from" is distinct from h."to"
      where p.merged_into_id is null and p.erased_at is null
        and ($2::text[] is null or p.id = any($2)) and p.id > $3
        and not exists (select from point_of_contact c
                         where c.person_id = p.id and c."from" is distinct from c."to" and (c."to" is null or c."to" > $1))
      group by p.id
     having count(h.id) filter (where h."to" is null) = 0
        and coalesce(max(h."to"), (p.created_at at time zone $5)::date) <= $1
      order by p.id limit $4`,
    [by, ...boundsOf(stretch), zone],
  );
}

/** Channels of persons and points of contact that were retired, or found wrong and not confirmed since, by an instant. */
export async function channelsOutOfUse(db: Asked, by: Date, stretch: Stretch): Promise<Due[]> {
  return db.query<Due>(
    `select c.id, to_jsonb(least(c.retired_at, w.at)) #>> '{}' as since
       from contact_channel c
       left join lateral (select case v.outcome when 'WRONG' then v.at end as at from channel_verification v
                           where v.channel_id = c.id and v.outcome <> 'NO_ANSWER'
                           order by v.at desc, v.id desc limit 1) w on true
      where c.erased_at is null and c.csirt_id is null
        and ($2::text[] is null or c.id = any($2)) and c.id > $3
        and least(c.retired_at, w.at) <= $1
      order by c.id limit $4`,
    [by, ...boundsOf(stretch)],
  );
}
