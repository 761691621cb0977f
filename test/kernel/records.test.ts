import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { Constituency } from '../../src/directory/constituency.js';
import { Organization } from '../../src/directory/organization.js';
import type { RowChange } from '../../src/kernel/book.js';
import { CopiedRows, kindOf, type Column } from '../../src/kernel/copied-rows.js';
import { compareText } from '../../src/kernel/ids.js';
import { instantOf } from '../../src/kernel/instants.js';
import type { ReadBeside } from '../../src/kernel/reading-beside.js';
import { loadRecords } from '../../src/kernel/records.js';
import { copiedDecoderOf, decoderOf } from '../../src/kernel/rows.js';
import { Encounter } from '../../src/liaison/encounters/encounter.js';
import { World } from '../harness.js';
import { recordEncounter, registerOrganization, registerPerson } from '../scenario.js';

/** Those that are copied row by row, and those that come as images. */
const ENTITIES = { organization: Organization, constituency: Constituency, encounter: Encounter };
const AS_IMAGES = ['sharing_network', 'api_key', 'trusted_document'];

let world: World;
let client: pg.Client;

beforeAll(async () => {
  world = await World.start();
  const operator = await world.as('OPERATOR');
  const registered: string[] = [];
  for (let count = 0; count < 5; count += 1)
    registered.push(
      await registerOrganization(operator, { constituencies: [`records-${count}.example`, `more-${count}.example`] }),
    );
  const [host, other] = registered as [string, string];
  const people = [await registerPerson(operator, host), await registerPerson(operator, other)];
  await recordEncounter(operator, host, people);
  await world.sql(
    `update organization set website = 'https://1.example', dissolved_on = '2031-04-01' where id in (select id from organization limit 4)`,
  );
  // Of one row more versions than of any other.
  for (const path of ['a', 'b', 'c', 'd'])
    await world.sql('update organization set website = $1 where id = (select min(id) from organization)', [
      `https://例示.example/${path}`,
    ]);
  client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await world?.stop();
});

test('what is recorded is read as the database has it, and what it was after what it is', async () => {
  const rows: unknown[] = [];
  const images: RowChange[] = [];
  const loaded: string[] = [];
  await client.query('begin');
  await loadRecords(client, {
    tables: [...Object.keys(ENTITIES), ...AS_IMAGES],
    loadsRows: (table) => table in ENTITIES,
    loading: (table, copied) => {
      const decode = copiedDecoderOf<Organization | Constituency | Encounter>(ENTITIES[table as never], copied);
      return () => rows.push({ table, row: decode() });
    },
    afterLoading: (table) => loaded.push(table),
    take: (changes) => images.push(...changes),
  });
  await client.query('commit');

  const imagesOf = async (table: string) =>
    (await client.query<RowChange>(`select '${table}' as table, to_jsonb(t) as image from ${table} t order by id`))
      .rows;
  const expected: unknown[] = [];
  for (const [table, entity] of Object.entries(ENTITIES))
    for (const { image } of await imagesOf(table))
      expected.push({ table, row: decoderOf<Organization | Constituency | Encounter>(entity)(image) });
  expect(rows).toEqual(expected);
  expect(loaded).toEqual([...Object.keys(ENTITIES), ...AS_IMAGES]);
  expect(new Set(rows.map((each) => (each as { table: string }).table)).size).toBe(3);

  const { rows: past } = await client.query<RowChange>('select table_name as table, image from row_history');
  const key = ({ table, image }: RowChange) => `${table} ${String(image['id'])} ${String(image['version'])}`;
  const inOrder = (changes: readonly RowChange[]) => changes.toSorted((a, b) => compareText(key(a), key(b)));
  const present: RowChange[] = [];
  for (const table of AS_IMAGES) present.push(...(await imagesOf(table)));
  expect(inOrder(images)).toEqual(inOrder([...present, ...past]));
  expect(past.length).toBeGreaterThan(5);
  expect(new Set(images.slice(-past.length).map(key))).toEqual(new Set(past.map(key)));
});

test('whoever takes in may fail, and is told', async () => {
  const load = loadRecords(client, {
    tables: ['organization'],
    loadsRows: () => true,
    loading: () => () => {
      throw new Error('It is too much.');
    },
    afterLoading: () => undefined,
    take: () => undefined,
  });
  await expect(load).rejects.toThrow('It is too much.');
  // What of the table was still to come is not mixed up with what is asked for next, on this connection or the next one.
  await client.end().catch(() => undefined);
  client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
});

/** The program of a thread as it was built: a thread runs no TypeScript. */
const READER = new URL('../../dist/src/liaison/encounters/encounter-thread.js', import.meta.url);

/** Loads encounters, which a program can read beside; answers how many rows it read, or came here one by one, and what went wrong. */
async function loadBeside(program: URL, databaseUrl: string, more?: () => void) {
  const seen = { read: 0, taken: 0, troubles: [] as string[] };
  await client.query('begin isolation level repeatable read read only');
  try {
    const book = {
      tables: ['encounter', 'organization'],
      loadsRows: () => true,
      loading: (table: string) => () => {
        if (table === 'encounter') seen.taken += 1;
        else more?.();
      },
      readerOf: (table: string) => (table === 'encounter' ? program : undefined),
      takeRead: (_: string, { rows }: ReadBeside) => {
        seen.read += rows;
        return [];
      },
      afterLoading: () => undefined,
      take: () => undefined,
    };
    await loadRecords(client, book, {
      databaseUrl,
      many: 0,
      onTrouble: (what, error) => seen.troubles.push(`${what} ${String(error)}`),
    });
  } finally {
    await client.query('rollback').catch(() => undefined);
  }
  return seen;
}

test('a large table is read in a thread, and where that fails here', async () => {
  expect(await loadBeside(READER, world.databaseUrl)).toEqual({ read: 1, taken: 0, troubles: [] });

  const nobody = await loadBeside(new URL('file:///no/such/thread.js'), world.databaseUrl);
  expect(nobody).toMatchObject({ read: 0, taken: 1, troubles: [expect.stringContaining('Cannot find module')] });
  expect(nobody.troubles[0]).toMatch(/^The rows of encounter could not be read beside all others\./);

  const elsewhere = new URL(world.databaseUrl);
  elsewhere.pathname = '/no_such_database';
  const turnedAway = await loadBeside(READER, elsewhere.href);
  expect(turnedAway).toMatchObject({ read: 0, taken: 1, troubles: [expect.stringContaining('does not exist')] });
});

test('where loading fails, the thread and its connection end with it', async () => {
  const load = loadBeside(READER, world.databaseUrl, () => {
    throw new Error('It is too much.');
  });
  await expect(load).rejects.toThrow('It is too much.');
  await client.end().catch(() => undefined);
  client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  const left = `select count(*)::int as count from pg_stat_activity where application_name = 'renkei reader'`;
  const count = async () => (await client.query<{ count: number }>(left)).rows[0]!.count;
  for (const until = Date.now() + 5_000; Date.now() < until && (await count()) > 0;);
  expect(await count()).toBe(0);
});

test('every value is read as JSON has it, wherever the bytes break off', async () => {
  await client.query(`
    create temporary table every_value as
    select n::integer as number, case when n % 3 > 0 then repeat('例', n % 40) || n % 5 end as text, n || ' of many' as other,
           array(select 'id_' || m from generate_series(1, n % 7) m) as texts, n % 2 = 0 as flag, n / 3.0::double precision as ratio,
           (array['0001-01-01', '0001-12-31 BC', '4713-01-01 BC', '1999-12-31', '2000-02-29', '9999-12-31', '12026-04-01',
                  'infinity', '-infinity', null]::date[])[n % 10 + 1] as day,
           (array['0001-01-01T00:00:00.001Z', '1969-12-31T23:59:59.999Z', '2000-01-01T00:00:00Z', '2026-04-01T09:00:00.123+09:00',
                  '9999-12-31T23:59:59.999Z', null]::timestamptz(3)[])[n % 6 + 1] as moment
      from generate_series(0, 400) n`);
  const { fields } = await client.query('select * from every_value limit 0');
  const columns: Column[] = fields.map(({ name, dataTypeID }) => ({ name, kind: kindOf(dataTypeID) }));
  const selected = columns.map(({ name, kind }) => (kind === 'json' ? `to_json(${name})::text` : name));
  const copied = `copy (select ${selected.join(', ')} from every_value order by number) to stdout (format binary)`;
  const chunks: Buffer[] = [];
  for await (const chunk of client.query(copyTo(copied))) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);

  const { rows: expected } = await client.query<{ image: Record<string, unknown> }>(
    'select to_jsonb(e) as image from every_value e order by number',
  );
  for (const { image } of expected)
    if (image['moment'] !== null) image['moment'] = new Date(instantOf(image['moment'] as string));
  for (const size of [1, 2, 3, 18, 19, 20, 61, 4_000, bytes.length]) {
    const rows = new CopiedRows(columns);
    const read: unknown[] = [];
    const take = () => read.push(Object.fromEntries(columns.map(({ name }, field) => [name, rows.value(field)])));
    for (let at = 0; at < bytes.length; at += size) rows.read(bytes.subarray(at, at + size), take);
    expect(read).toEqual(expected.map(({ image }) => image));
  }
});
