import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { World } from '../harness.js';

/** Tables that only SQL touches. */
const WITHOUT_ENTITY = [
  'audit_event',
  'audit_key',
  'audit_leaf',
  'audit_log',
  'audit_node',
  'audit_tree_head',
  'change_log',
  'idempotency_key',
  'migration',
  'row_history',
];

let world: World;
let db: DataSource;

beforeAll(async () => {
  world = await World.start();
  db = world.apps[0]!.db;
});
afterAll(() => world.stop());

function line(table: string, column: string, type: string, nullable: boolean): string {
  return `${table}.${column} ${type}${nullable ? '' : ' not null'}`;
}

test('entities and migrated tables have the same columns, of the same types, nullable alike', async () => {
  const inEntities = db.entityMetadatas.flatMap(({ tableName, columns }) =>
    columns.map((column) =>
      line(
        tableName,
        column.databaseName,
        column.isArray ? 'ARRAY' : db.driver.normalizeType(column),
        column.isNullable,
      ),
    ),
  );
  const rows = await world.sql<{ table: string; column: string; type: string; nullable: boolean }>(
    `select table_name as "table", column_name as "column", data_type as "type", is_nullable = 'YES' as nullable
       from information_schema.columns
      where table_schema = current_schema() and table_name <> all ($1)`,
    [WITHOUT_ENTITY],
  );
  const inTables = rows.map(({ table, column, type, nullable }) => line(table, column, type, nullable));
  expect(inEntities.length).toBeGreaterThan(0);
  expect(inTables.sort()).toEqual(inEntities.sort());
});

test('the primary keys are the same', async () => {
  const rows = await world.sql<{ key: string }>(
    `select k.table_name || '(' || string_agg(u.column_name, ', ' order by u.ordinal_position) || ')' as key
       from information_schema.table_constraints k
       join information_schema.key_column_usage u using (constraint_schema, constraint_name, table_name)
      where k.constraint_type = 'PRIMARY KEY' and k.table_schema = current_schema() and k.table_name <> all ($1)
      group by k.table_name`,
    [WITHOUT_ENTITY],
  );
  const inEntities = db.entityMetadatas.map(
    ({ tableName, primaryColumns }) =>
      `${tableName}(${primaryColumns.map(({ databaseName }) => databaseName).join(', ')})`,
  );
  expect(rows.map(({ key }) => key).sort()).toEqual(inEntities.sort());
});

// Instants are compared in JavaScript and in SQL: one that SQL knows more exactly is equal to none that was read.
test('every instant is kept to the millisecond', async () => {
  const others = await world.sql(
    `select table_name, column_name, datetime_precision
       from information_schema.columns
      where table_schema = current_schema() and data_type like 'timestamp%' and datetime_precision <> 3`,
  );
  expect(others).toEqual([]);
});

test('every table with versions counts them, and is followed by the change log', async () => {
  const followed = db.entityMetadatas
    .filter(({ columns }) => columns.some(({ databaseName }) => databaseName === 'version'))
    .map(({ tableName }) => tableName);
  const triggers = await world.sql<{ definition: string }>(
    `select replace(pg_get_triggerdef(t.oid), '"', '') as definition
       from pg_trigger t join pg_class c on c.oid = t.tgrelid
      where not t.tgisinternal and t.tgenabled = 'O' and c.relnamespace = current_schema()::regnamespace`,
  );
  const expected = followed.flatMap((table) => [
    `CREATE TRIGGER next_version BEFORE UPDATE ON public.${table} FOR EACH ROW EXECUTE FUNCTION next_version()`,
    `CREATE TRIGGER log_change AFTER INSERT OR UPDATE ON public.${table} FOR EACH ROW EXECUTE FUNCTION log_change()`,
  ]);
  expect(expected.length).toBeGreaterThan(0);
  const present = new Set(triggers.map(({ definition }) => definition));
  expect(expected.filter((definition) => !present.has(definition))).toEqual([]);
});
