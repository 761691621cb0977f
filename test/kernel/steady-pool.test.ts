import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../ormconfig.js';
import { createDatabase } from '../harness.js';

let db: DataSource;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await createDatabase();
  drop = () => database.drop();
  db = createDataSource(database.url, 2);
  await db.initialize();
});
afterAll(async () => {
  await db?.destroy();
  await drop?.();
});

test('a connection that is ended just when it is taken out of the pool ends no process', async () => {
  const pool = (db.driver as unknown as { master: pg.Pool }).master;
  const client = await pool.connect();
  try {
    // As the database says so before whoever took it out can listen: without a listener, Node.js throws.
    expect(() => client.emit('error', new Error('terminating connection'))).not.toThrow();
  } finally {
    client.release(true);
  }
  expect(await db.query('select 1 as one')).toEqual([{ one: 1 }]);
});
