import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import type { EmbeddedPostgres } from '../../src/database/embedded.js';
import { startEmbedded } from '../../src/database/embedded.js';
import { folderAt } from '../../src/database/folder.js';
import { query, serversBelow, temporaryGround, untilTrue } from './embedded-ground.js';

const ground = temporaryGround();

/** A cluster made once. Every test that uses it stops its server and leaves it usable: initdb takes long. */
let shared: string;
beforeAll(async () => {
  shared = await ground.freshFolder("連携 data 'base");
});

describe('the first start', () => {
  let db: EmbeddedPostgres;
  const lines: string[] = [];

  beforeAll(async () => {
    db = await startEmbedded({
      dataDirectory: shared,
      log: (line) => lines.push(line),
      settings: { max_connections: '33', listen_addresses: '*' },
    });
  });
  afterAll(() => db.stop('now'));

  test('answers a database of an ordinary role that handles Japanese', async () => {
    const [row] = await query<Record<string, unknown>>(
      db.url,
      `select current_database() as database, usesuper as super, current_setting('server_encoding') as encoding,
         'Ａ' ~ '\\w' as letters, array(select x from unnest(array['b', 'é', 'Z']) x order by x) as sorted
       from pg_user where usename = current_user`,
    );
    expect(row).toEqual({ database: 'renkei', super: false, encoding: 'UTF8', letters: true, sorted: ['Z', 'b', 'é'] });
    await query(db.url, 'create extension pg_trgm');
    await query(db.url, 'create extension btree_gist');
    expect(await query(db.url, `select cardinality(show_trgm('東京')) as n`)).toEqual([{ n: 3 }]);
  });

  test('is safe against power failure, and open to this machine alone whatever the settings say', async () => {
    const names = ['fsync', 'timezone', 'max_connections', 'listen_addresses', 'data_checksums'];
    const rows = await query<{ value: string }>(
      db.url,
      `select current_setting(name) as value from unnest(array['${names.join("','")}']) with ordinality n (name, at) order by at`,
    );
    expect(rows.map(({ value }) => value)).toEqual(['on', 'UTC', '33', '127.0.0.1', 'on']);
  });

  test('keeps the passwords in a private file and out of logs and command lines', async () => {
    const { pgpass, startupLog, logs } = folderAt(shared);
    expect((await stat(pgpass)).mode & 0o777).toBe(0o600);
    expect((await stat(shared)).mode & 0o777).toBe(0o700);
    const passwords = (await readFile(pgpass, 'utf8')).split('\n').flatMap((line) => line.split(':').slice(4));
    expect(new Set(passwords).size).toBe(3);
    expect(passwords.every((password) => password.length === 32)).toBe(true);
    const written = await Promise.all([
      readFile(startupLog, 'utf8'),
      readFile(`/proc/${db.pid}/cmdline`, 'utf8'),
      ...(await readdir(logs)).map((name) => readFile(path.join(logs, name), 'utf8')),
    ]);
    for (const text of [...written, ...lines]) for (const password of passwords) expect(text).not.toContain(password);
  });

  test('of a cluster of the first release makes the role that serves', async () => {
    const { pgpass } = folderAt(shared);
    const lines = (await readFile(pgpass, 'utf8')).split('\n').filter((line) => !line.includes(':renkei_server:'));
    await writeFile(pgpass, lines.join('\n'));
    const [superuser] = lines.map((line) => line.split(':'));
    await query(db.url.replace(/\/\/[^@]*@/, `//${superuser![3]}:${superuser![4]}@`), 'drop role renkei_server');
    const again = await startEmbedded({ dataDirectory: shared });
    expect(await query(again.servingUrl, 'select current_user::text as role')).toEqual([{ role: 'renkei_server' }]);
    expect((await stat(pgpass)).mode & 0o777).toBe(0o600);
    const once = await startEmbedded({ dataDirectory: shared });
    expect(once.servingUrl).toBe(again.servingUrl);
    for (const use of [again, once]) await use.stop();
  });

  test('asks for the password', async () => {
    await expect(query(db.url.replace(/:[^:@]*@/, ':wrong@'), 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  test('a later start on the same folder finds the data, on the same port', async () => {
    await query(db.url, 'create table kept as select 42 as answer');
    expect(await db.stop()).toBe(true);
    const again = await startEmbedded({ dataDirectory: shared });
    expect(again).toMatchObject({ reused: false, url: db.url });
    expect(await query(again.url, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(await again.stop()).toBe(true);
    expect(await again.stop()).toBe(true);
  });
});

test('a start takes another port where the last one is taken', async () => {
  await (await startEmbedded({ dataDirectory: shared })).stop();
  const last = Number(await readFile(folderAt(shared).port, 'utf8'));
  const stranger = createServer();
  await new Promise<void>((resolve) => stranger.listen(last, '127.0.0.1', resolve));
  try {
    const db = await startEmbedded({ dataDirectory: shared });
    expect(new URL(db.url).port).not.toBe(String(last));
    expect(await query(db.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await db.stop()).toBe(true);
  } finally {
    await new Promise((resolve) => stranger.close(resolve));
  }
});

describe('several processes', () => {
  test('two that start at once on a fresh folder share one server', async () => {
    const dataDirectory = await ground.freshFolder();
    const pair = [ground.other({ dataDirectory }), ground.other({ dataDirectory })];
    const said = await Promise.all(pair.map((process) => process.said()));
    expect(said.map(({ reused }) => reused).sort()).toEqual([false, true]);
    expect(said[0]?.pid).toBe(said[1]?.pid);
    expect(await serversBelow(dataDirectory)).toEqual([said[0]?.pid]);
    // The one that started it goes first, and leaves it to the other, who is the last one out.
    const [starter, user] = said[0]?.reused ? pair.reverse() : pair;
    starter?.tell('stop if-ours');
    expect(await starter?.said()).toEqual({ stopped: false });
    user?.tell('stop if-ours');
    expect(await user?.said()).toEqual({ stopped: false });
    user?.tell('stop if-unused');
    expect(await user?.said()).toEqual({ stopped: true });
    expect(await serversBelow(dataDirectory)).toEqual([]);
    for (const process of pair) process.finish();
    expect(await Promise.all(pair.map(({ ended }) => ended))).toEqual([0, 0]);
  });

  test('the server outlives Ctrl-C and a killed parent, and is found again', async () => {
    const dataDirectory = shared;
    const parent = ground.other({ dataDirectory }, { detached: true });
    const first = await parent.said();
    process.kill(-parent.pid, 'SIGINT');
    expect(await parent.said()).toEqual({ interrupted: true });
    parent.kill('SIGKILL');
    await parent.ended;
    expect(await serversBelow(dataDirectory)).toEqual([first.pid]);
    const next = await startEmbedded({ dataDirectory });
    expect(next).toMatchObject({ reused: true, url: first.url, pid: first.pid });
    expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await next.stop()).toBe(false);
    expect(await next.stop('if-unused')).toBe(true);
  });

  test('connected clients keep a server from being stopped, unless it is wanted now', async () => {
    const db = await startEmbedded({ dataDirectory: shared });
    const client = new pg.Client({ connectionString: db.url });
    const cut = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    expect(await db.stop()).toBe(false);
    expect(await db.stop('if-unused')).toBe(false);
    expect((await client.query<{ one: number }>('select 1 as one')).rows).toEqual([{ one: 1 }]);
    expect(await db.stop('now')).toBe(true);
    await cut;
  });
});

describe('after a crash', () => {
  test('of the server: the program is told, and the next start recovers', async () => {
    const dataDirectory = shared;
    let tell: (reason: string) => void = () => undefined;
    const told = new Promise<string>((resolve) => (tell = resolve));
    const db = await startEmbedded({ dataDirectory, onExit: tell });
    await query(db.url, 'create table crashed as select 42 as answer');
    process.kill(db.pid, 'SIGKILL');
    expect(await told).toContain(`process ${db.pid}`);
    const again = await startEmbedded({ dataDirectory });
    expect(again).toMatchObject({ reused: false, url: db.url });
    expect(await query(again.url, 'select answer from crashed')).toEqual([{ answer: 42 }]);
    await again.stop();
  });

  test('of the server, but not of a backend: the next start waits until that is gone too', async () => {
    const db = await startEmbedded({ dataDirectory: shared });
    const client = new pg.Client({ connectionString: db.url });
    const cut = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const backend = rows[0]?.pid ?? 0;
    process.kill(backend, 'SIGSTOP');
    process.kill(db.pid, 'SIGKILL');
    // Started all the same, two servers' processes would write the same files.
    const next = startEmbedded({ dataDirectory: shared });
    await untilTrue(async () => {
      const log = await readFile(folderAt(shared).startupLog, 'utf8');
      return log.includes('pre-existing shared memory block');
    });
    process.kill(backend, 'SIGCONT');
    await cut;
    const again = await next;
    expect(again.reused).toBe(false);
    expect(await query(again.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await again.stop()).toBe(true);
  });

  test('of one backend: the server is not reported gone', async () => {
    const dataDirectory = shared;
    const reasons: string[] = [];
    const db = await startEmbedded({ dataDirectory, onExit: (reason) => reasons.push(reason) });
    const client = new pg.Client({ connectionString: db.url });
    const cut = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
    await cut;
    await untilTrue(() =>
      query(db.url, 'select 1').then(
        () => true,
        () => false,
      ),
    );
    // The presence has come back: it is what another process sees.
    await untilTrue(async () => {
      const seen = await query(db.url, `select from pg_stat_activity where application_name = 'renkei-presence'`);
      return seen.length === 1;
    });
    expect(await db.stop()).toBe(true);
    expect(reasons).toEqual([]);
  });

  test('in the middle of the first start: it is done anew', async () => {
    const dataDirectory = await ground.freshFolder();
    const killed = ground.other({ dataDirectory });
    await untilTrue(async () => {
      const [unfinished] = (await readdir(dataDirectory).catch(() => [])).filter((name) => name.startsWith('init-'));
      return unfinished !== undefined && (await readdir(path.join(dataDirectory, unfinished))).includes('data');
    });
    killed.kill('SIGKILL');
    await killed.ended;
    const db = await startEmbedded({ dataDirectory });
    expect(await query(db.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await db.stop()).toBe(true);
    expect((await readdir(dataDirectory)).sort()).toEqual(['cluster', 'log', 'port', 'startup.log']);
  });

  test('and a reboot: the pid in the old file belongs to another program by now', async () => {
    const dataDirectory = shared;
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    try {
      const { data } = folderAt(dataDirectory);
      const old = [stranger.pid, data, '1', '5432', '', '127.0.0.1', '1 1', 'ready'];
      await writeFile(path.join(data, 'postmaster.pid'), old.join('\n'));
      await writeFile(folderAt(dataDirectory).lock, JSON.stringify({ process: 'long ago', pid: stranger.pid }));
      const db = await startEmbedded({ dataDirectory });
      expect(db.reused).toBe(false);
      expect(await db.stop()).toBe(true);
      expect(stranger.exitCode).toBeNull();
    } finally {
      stranger.kill('SIGKILL');
    }
  });
});
