import { fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { createDataSource } from '../../ormconfig.js';
import { startEmbedded } from '../../src/database/embedded.js';
import { migrate } from '../../src/database/migrate.js';
import { EDITION, type Size } from '../nation.js';

const FILLER = fileURLToPath(new URL('../nation.js', import.meta.url));

export interface Databases {
  /** A database of its own with a nation in it, dropped at the end: whoever measures may write into it. */
  withNation(size: Size): Promise<string>;
  end(): Promise<void>;
}

/**
 * On a PostgreSQL of its own in a folder that is kept: filling a nation takes longer than measuring it. So one is filled
 * once, and copied for each run.
 *
 * @param settings of PostgreSQL, where others are compared with that live by it.
 */
export async function openDatabases(settings: Readonly<Record<string, string>> = {}): Promise<Databases> {
  const embedded = await startEmbedded({
    dataDirectory: join(tmpdir(), `renkei-bench-${userInfo().uid}`),
    settings: { fsync: 'off', shared_buffers: '256MB', max_wal_size: '4GB', ...settings },
  });
  const client = new pg.Client({ connectionString: embedded.url });
  await client.connect();
  const copies: string[] = [];
  const urlOf = (name: string) => Object.assign(new URL(embedded.url), { pathname: `/${name}` }).href;

  async function fillOnce(size: Size): Promise<string> {
    const name = `nation_${size.toLowerCase()}_${EDITION}`;
    const known = await client.query('select from pg_database where datname = $1', [name]);
    if (known.rowCount === 1) return name;
    // Under another name until it is whole.
    const started = performance.now();
    await client.query(`drop database if exists ${name}_begun`);
    await client.query(`create database ${name}_begun`);
    await migrateTo(urlOf(`${name}_begun`));
    await fillInAnotherProcess(urlOf(`${name}_begun`), size);
    await client.query(`alter database ${name}_begun rename to ${name}`);
    console.log(`a nation of size ${size} filled in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    return name;
  }

  return {
    withNation: async (size) => {
      const template = await fillOnce(size);
      const name = `${template}_${process.pid}`;
      await client.query(`create database ${name} template ${template} strategy file_copy`);
      copies.push(name);
      // One that was filled by an earlier release lacks what came since.
      await migrateTo(urlOf(name));
      return urlOf(name);
    },
    end: async () => {
      for (const name of copies) await client.query(`drop database if exists ${name} with (force)`);
      await client.end();
      await embedded.stop();
    },
  };
}

async function migrateTo(url: string): Promise<void> {
  const db = await createDataSource(url, 1).initialize();
  await migrate(db);
  await db.destroy();
}

/** So that this one's memory is that of the program alone. */
async function fillInAnotherProcess(url: string, size: Size): Promise<void> {
  const [code, signal] = (await once(fork(FILLER, [url, size]), 'exit')) as [number | null, string | null];
  if (code !== 0) throw new Error(`The nation could not be filled in (${signal ?? code}).`);
}
