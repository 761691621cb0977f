import pg from 'pg';
import { NOW } from '../nation/calendar.js';
import { SECTORS } from '../nation/organizations.js';
import { DEFAULT_WEIGHTS, LEAST_TRUST } from '../../src/liaison/ties/strength.js';

/** The day of the nation's last evening, in Tokyo. */
export const TODAY = new Date(NOW + 9 * 3_600_000).toISOString().slice(0, 10);

/**
 * Whom one asks about the values of a sector's points of contact is told them as they are; of every second sector they are
 * AMBER, and the program writes down who was told them before it answers.
 */
export const AMBER_SECTORS = SECTORS.filter((_, number) => number % 2 === 1);
export const GREEN_SECTORS = SECTORS.filter((_, number) => number % 2 === 0);

/** Peers hide nobody: so nobody is hidden from an operator, and all answer the same. */
const EVERYBODY = `update person set tlp = 'AMBER_STRICT' where tlp = 'RED'`;

const AMBER_CHANNELS = `
with contacts as (
  select t.person_id, o.sector
  from point_of_contact t join csirt c on c.id = t.csirt_id join organization o on o.id = c.organization_id
)
update contact_channel set tlp = 'AMBER'
where person_id in (select person_id from contacts where sector = any($1))
  and person_id not in (select person_id from contacts where sector <> all($1))`;

/** What somebody who writes such statements would index, and each of them uses. */
const INDEXES = `
create extension if not exists pg_trgm;
create schema bench;
create index on organization (sector, name, id);
create index on csirt (organization_id, established_on, id);
create index on contact_channel (person_id, id);
create function bench.bigrams(text text) returns text[] language sql immutable parallel safe as $$
  select coalesce(array_agg(distinct substr(text, i, 2)), '{}') from generate_series(1, char_length(text) - 1) i
$$;
${['organization', 'csirt', 'person']
  .flatMap((table) => [
    `create index on ${table} using gin (name gin_trgm_ops);`,
    `create index on ${table} using gin (bench.bigrams(name));`,
  ])
  .join('\n')}`;

const factors = (of: Readonly<Record<string, number>>, column: string) =>
  `case ${column} ${Object.entries(of)
    .map(([name, factor]) => `when '${name}' then ${factor}`)
    .join(' ')} end`;

/**
 * What people are to each other on the last evening, in two tables. `bench.tie` is as the program defines it: of who holds a
 * position then, of what an operator may see, with the floor. In `bench.acquaintance` are all who met, whoever they are and
 * however little is left of it: the program need not look at those either, as they make no path, but a table for any floor and
 * any evening has them. Persons are numbered, and each row begins with its strongest tie.
 */
const TIES = `
create table bench.person as
select id, row_number() over (order by id)::int as number, exists (
  select from position where person_id = person.id and "from" <= '${TODAY}' and ("to" is null or "to" > '${TODAY}')
) as is_there
from person;
create unique index on bench.person (id);

create table bench.met as
select e.number as encounter, p.number as person, e.strength
from (
  select row_number() over ()::int as number, attendee_ids,
    ${factors(DEFAULT_WEIGHTS.kinds, 'kind')}::float8 * ${factors(DEFAULT_WEIGHTS.modes, 'mode')}::float8
      / (cardinality(attendee_ids) - 1)
      * power(2::float8, -greatest(0, extract(epoch from timestamptz '${new Date(NOW).toISOString()}' - ends_at)::float8) / (365 * 86400)) as strength
  from encounter
  where withdrawn_at is null and tlp <> 'RED' and cardinality(attendee_ids) > 1
    and starts_at <= '${new Date(NOW).toISOString()}'
) e cross join lateral unnest(e.attendee_ids) a(id) join bench.person p on p.id = a.id;
analyze bench.met;

create unlogged table bench.pair as
select person, other, 1 - exp(-strength) as trust
from (
  select a.person, b.person as other, sum(a.strength) as strength
  from bench.met a join bench.met b on b.encounter = a.encounter and b.person > a.person
  group by 1, 2
) summed;

create unlogged table bench.acquaintance as
select person, other, trust from bench.pair union all select other, person, trust from bench.pair;
create index on bench.acquaintance (person, trust desc) include (other);

create unlogged table bench.tie as
select person, other, trust from bench.acquaintance
where trust >= ${LEAST_TRUST}
  and person in (select number from bench.person where is_there)
  and other in (select number from bench.person where is_there);
create index on bench.tie (person, trust desc) include (other);`;

/** Makes a nation ready for the peers; before the program loads it. */
export async function prepare(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const table of ['person', 'contact_channel']) await client.query(`alter table ${table} disable trigger user`);
    await client.query(EVERYBODY);
    await client.query(AMBER_CHANNELS, [AMBER_SECTORS]);
    for (const table of ['person', 'contact_channel']) await client.query(`alter table ${table} enable trigger user`);
    await client.query(`set work_mem = '512MB'; set maintenance_work_mem = '1GB'`);
    await client.query(INDEXES);
    const since = performance.now();
    await client.query(TIES);
    const { rows } = await client.query<{ pairs: string; ties: string }>(
      'select (select count(*) from bench.pair) as pairs, (select count(*) / 2 from bench.tie) as ties',
    );
    const { pairs, ties } = rows[0]!;
    const seconds = ((performance.now() - since) / 1_000).toFixed(1);
    console.log(`${ties} ties of ${pairs} pairs who met, added up by SQL in ${seconds} s`);
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}
