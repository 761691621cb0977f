import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { compareText } from '../../src/kernel/ids.js';
import type { RowChange } from '../../src/kernel/book.js';
import { recordsOf } from '../../src/kernel/records.js';
import { World } from '../harness.js';
import { registerOrganization } from '../scenario.js';

const TABLES = ['organization', 'constituency', 'sharing_network', 'api_key'];

let world: World;
let client: pg.Client;

beforeAll(async () => {
  world = await World.start();
  const operator = await world.as('OPERATOR');
  for (let count = 0; count < 5; count += 1)
    await registerOrganization(operator, { constituencies: [`records-${count}.example`, `more-${count}.example`] });
  // Of one row more versions than fit into a batch, of another none.
  await world.sql(
    `update organization set website = 'https://1.example' where id in (select id from organization limit 4)`,
  );
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

const key = ({ table, image }: RowChange) => `${table} ${String(image['id'])} ${String(image['version'])}`;

test.each([1, 2, 3, 5, 6, 1_000])('what is recorded is read as the database has it, in batches of %d', async (most) => {
  const told: RowChange[] = [];
  for await (const changes of recordsOf(client, TABLES, most)) told.push(...changes);

  const { rows: past } = await client.query<RowChange>('select table_name as table, image from row_history');
  const present: RowChange[] = [];
  for (const table of TABLES) {
    const { rows } = await client.query<RowChange>(`select '${table}' as table, to_jsonb(t) as image from ${table} t`);
    present.push(...rows);
  }
  const inOrder = (changes: readonly RowChange[]) => changes.toSorted((a, b) => compareText(key(a), key(b)));
  expect(inOrder(told)).toEqual(inOrder([...present, ...past]));
  expect(past.length).toBeGreaterThan(5);
  // What it was comes after what it is.
  expect(new Set(told.slice(-past.length).map(key))).toEqual(new Set(past.map(key)));
});
