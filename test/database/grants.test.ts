import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createDataSource } from '../../ormconfig.js';
import { SERVING_ROLE } from '../../src/database/cluster.js';
import { ownsAudit } from '../../src/database/grants.js';
import { migrate } from '../../src/database/migrate.js';
import { World } from '../harness.js';

let world: World;

beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());

const AUDIT = ['audit_event', 'audit_key', 'audit_leaf', 'audit_node', 'audit_tree_head'];
const ALL = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'];

async function privileges(): Promise<Record<string, string[]>> {
  const rows = await world.sql<{ table: string; privilege: string }>(
    `select relname as table, privilege
       from pg_class, unnest($2::text[]) privilege
      where relnamespace = 'public'::regnamespace and relkind = 'r' and has_table_privilege($1, oid, privilege)`,
    [SERVING_ROLE, ALL],
  );
  const found: Record<string, string[]> = {};
  for (const { table, privilege } of rows) (found[table] ??= []).push(privilege);
  return found;
}

test('who serves adds to the audit and reads it, and may do nothing else with it', async () => {
  const found = await privileges();
  for (const table of AUDIT) expect({ table, may: found[table] }).toEqual({ table, may: ['SELECT', 'INSERT'] });
  expect(await ownsAudit(world.apps[0]!.db)).toBe(false);
  for (const table of AUDIT)
    await expect(world.apps[0]!.db.query(`delete from ${table}`)).rejects.toMatchObject({ code: '42501' });
});

test('it changes no migration, empties no table, and removes where things are removed', async () => {
  const found = await privileges();
  expect(found['migration']).toEqual(['SELECT']);
  const having = (privilege: string) => Object.keys(found).filter((table) => found[table]!.includes(privilege));
  expect(having('DELETE').sort()).toEqual(expect.arrayContaining(['encounter_notes', 'idempotency_key']));
  expect(having('TRUNCATE')).toEqual([]);
  expect(found['person']).toEqual(['SELECT', 'INSERT', 'UPDATE']);
});

test('a table of a later migration is served, and what was granted by mistake is taken back', async () => {
  await world.sql('create table later (id integer)');
  expect((await privileges())['later']).toEqual(['SELECT', 'INSERT', 'UPDATE']);
  await world.sql(`grant all on audit_event to ${SERVING_ROLE}`);
  const db = createDataSource(world.databaseUrl, 1);
  await db.initialize();
  await migrate(db, SERVING_ROLE);
  expect(await ownsAudit(db)).toBe(true);
  await db.destroy();
  expect((await privileges())['audit_event']).toEqual(['SELECT', 'INSERT']);
});
