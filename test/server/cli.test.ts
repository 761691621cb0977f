import { once, type EventEmitter } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { WAKE_CHANNEL } from '../../src/kernel/follower.js';
import { serversBelow } from '../database/embedded-ground.js';
import { Client, createDatabase } from '../harness.js';
import { registerOrganization } from '../scenario.js';
import { ownAddress } from './own-address.js';
import { Program, eventually, renkei, renkeiInTurn, serve, type Outcome } from './program.js';

// Two stories: each test goes on from where the one before it ended.

const TOKEN = /^renkei_[\w-]{43}\n$/;

afterAll(async () => {
  await Program.endAll();
  expect(Program.stackLines()).toEqual([]);
});

const viewerOf = async (by: Client) => (await by.ask<{ viewer: object }>('{ viewer { name role } }')).viewer;

describe('the command line', () => {
  test('that is not understood is answered with the usage, and that alone', async () => {
    const wrong = [['server'], ['serve', '--port', '4001'], ['token', '--role', 'BOSS']];
    for (const { code, stdout, stderr } of [await renkei([]), ...(await renkeiInTurn(wrong))]) {
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('Usage: renkei <command>');
    }
  });

  test('help is given in any environment', async () => {
    const { code, stdout } = await renkei(['--help'], { PORT: 'nonsense' });
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: renkei <command>');
  });

  test('a wrong variable is refused with its name, and never its value', async () => {
    const { code, stdout, stderr } = await renkei(['serve'], { PORT: '70000', DATABASE_URL: 'mysql://a:secret@db/a' });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^PORT must be .+\nDATABASE_URL must be .+\n$/);
    expect(stderr).not.toContain('secret');
    const raw = await renkei(['migrate'], { DATABASE_URL: 'postgres://a:100%secret@127.0.0.1:1/a' });
    expect(raw).toMatchObject({ code: 2, stderr: expect.stringMatching(/^DATABASE_URL must be .+%25.+\n$/) });
    expect(raw.stderr).not.toContain('secret');
  });
});

describe('with a database of one’s own', () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let own: Record<string, string>;
  let folder: string;
  let client: pg.Client;
  let server: Program;
  let address: string;
  let token: string;
  beforeAll(async () => {
    database = await createDatabase();
    folder = await mkdtemp(path.join(tmpdir(), 'renkei-own-'));
    // Quiet while all is well: a request is told of at info.
    own = {
      DATABASE_URL: database.servingUrl,
      MIGRATION_DATABASE_URL: database.url,
      DATA_DIR: folder,
      LOG_LEVEL: 'warn',
    };
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await Program.endAll();
    await client?.end();
    await database?.drop();
    if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const count = async (rows: string) => {
    const answer = await client.query<{ count: number }>(`select count(*)::int from ${rows}`);
    return answer.rows[0]?.count ?? 0;
  };

  test('that has no tables, a command says what to run, and does nothing itself', async () => {
    const commands = [['serve'], ['seed', 'reference']];
    const outcomes = await renkeiInTurn(commands, own);
    const refused = { code: 1, stdout: '', stderr: expect.stringContaining('`npx renkei migrate`') };
    expect(outcomes).toEqual(commands.map(() => refused));
    expect(await count(`pg_class where relnamespace = 'public'::regnamespace`)).toBe(0);
  });

  test('migrations are run once, also by two who begin at once', async () => {
    const both = await Promise.all([renkei(['migrate'], own), renkei(['migrate'], own)]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.map(({ stderr }) => stderr.split(':')[0]).sort()).toEqual([
      'Migrated',
      'There was nothing to migrate.\n',
    ]);
  });

  test('the reference data is seeded when asked for; again, nothing changes', async () => {
    ({ server, address } = await serve(own));
    expect(await count('organization')).toBe(0);
    // The demo token is for the embedded database.
    expect(await count('api_key')).toBe(0);
    expect((await renkei(['seed', 'reference'], own)).code).toBe(0);
    const seeded = await count('change_log');
    expect(seeded).toBeGreaterThan(0);
    expect((await renkei(['seed', 'reference'], own)).code).toBe(0);
    expect(await count('change_log')).toBe(seeded);
  });

  test('a token is issued for an organization that there is, and known to the running server at once', async () => {
    const { rows } = await client.query<{ id: string }>('select id from organization limit 1');
    const ids = [rows[0]!.id, 'org_01kdvdna0mewvsadj6r6kzzzzz'];
    const lines = ids.map((id) => ['token', '--role', 'OPERATOR', '--organization', id]);
    const [issued, refused] = (await renkeiInTurn(lines, own)) as [Outcome, Outcome];
    expect(issued).toEqual({ code: 0, stdout: expect.stringMatching(TOKEN), stderr: '' });
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('There is no organization') });
    token = issued.stdout.trim();
    expect(await viewerOf(new Client(`${address}/graphql`, token))).toMatchObject({ role: 'OPERATOR' });
  });

  test('a token may what it is said to, until it ends or is revoked', async () => {
    const refused = [
      ['--scopes', 'WRITE'],
      ['--scopes', 'READ,ADMINISTER'],
      ['--expires', '2020-01-01T00:00:00Z'],
      ['--expires', 'soon'],
    ];
    const given = ['--scopes', 'WRITE,READ', '--expires', '2099-04-01T00:00:00+09:00', '--document-set', 'portal'];
    const lines = [...refused, ['--name', '例示', ...given]].map((args) => ['token', '--role', 'MEMBER', ...args]);
    const outcomes = (await renkeiInTurn(lines, own)).map(({ code, stdout }) => ({ code, stdout }));
    expect(outcomes).toEqual([
      ...refused.map(() => ({ code: 2, stdout: '' })),
      { code: 0, stdout: expect.stringMatching(TOKEN) },
    ]);
    const keys = () =>
      client.query<{ id: string }>(
        `select id, scopes, document_set, expires_at, revoked_at is null as good from api_key where name = '例示'`,
      );
    const [key] = (await keys()).rows;
    const expires_at = new Date('2099-04-01T00:00:00+09:00');
    const row = { id: key!.id, scopes: ['READ', 'WRITE'], document_set: 'portal', expires_at };
    expect(key).toEqual({ ...row, good: true });
    const none = ['', 'org_01kdvdna0mewvsadj6r6kzzzzz', 'apikey_01kdvdna0mewvsadj6r6kzzzzz'];
    // Processes that serve are told, and wait for no look of their own.
    await client.query(`listen ${WAKE_CHANNEL}`);
    const woken = once(client as unknown as EventEmitter, 'notification');
    const [revoked, ...wrong] = await renkeiInTurn(
      [key!.id, ...none].map((id) => ['token', 'revoke', id]),
      own,
    );
    expect(revoked).toMatchObject({ code: 0, stderr: 'Revoked: 例示.\n' });
    await woken;
    await client.query(`unlisten ${WAKE_CHANNEL}`);
    expect((await keys()).rows).toEqual([{ ...row, good: false }]);
    expect(wrong.map(({ code }) => code)).toEqual(none.map(() => 2));
  });

  /** Work that is done while a write waits, which goes on after it. */
  async function whileWriting(work: (answer: Promise<string>) => Promise<void>): Promise<void> {
    await client.query('begin');
    await client.query('lock table organization in share row exclusive mode');
    const answer = registerOrganization(new Client(`${address}/graphql`, token));
    answer.catch(() => undefined);
    try {
      const waiting = `pg_locks where relation = 'organization'::regclass and not granted`;
      await eventually(async () => (await count(waiting)) > 0);
      await work(answer);
    } finally {
      await client.query('commit');
    }
  }

  test('SIGTERM: what is under way is answered, and no more', async () => {
    let answer = Promise.resolve('');
    await whileWriting(async (written) => {
      answer = written;
      server.kill('SIGTERM');
      await server.tells(/^Stopping/m);
      await expect(fetch(`${address}/healthz`)).rejects.toThrow('fetch failed');
    });
    expect(await count(`organization where id = '${await answer}'`)).toBe(1);
    expect(await server.ended).toMatchObject({ code: 0, stderr: '' });
  });

  test('SIGTERM: what takes longer than SHUTDOWN_SECONDS is broken off', async () => {
    ({ server, address } = await serve({ ...own, SHUTDOWN_SECONDS: '0' }));
    await whileWriting(async (answer) => {
      server.kill('SIGTERM');
      await expect(answer).rejects.toThrow('fetch failed');
    });
    expect(await server.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('SHUTDOWN_SECONDS') });
  });

  test('that cannot be reached: the server says so, and ends', async () => {
    const DATABASE_URL = `postgres://renkei:secret@${ownAddress()}:5432/renkei`;
    const { code, stdout, stderr } = await renkei(['serve'], { DATABASE_URL });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^The database cannot be reached: .+\n$/);
    expect(stderr).not.toContain('secret');
  });
});

describe('with the embedded database', () => {
  let folder: string;
  let here: Record<string, string>;
  let server: Program;
  let by: Client;
  let address: string;
  beforeAll(async () => {
    // In the path, what people have in their paths.
    folder = path.join(await mkdtemp(path.join(tmpdir(), 'renkei-cli-')), '連絡 先');
    here = { DATA_DIR: folder, HOST: ownAddress(), PORT: '4000' };
  });
  afterAll(async () => {
    await Program.endAll();
    const left = await serversBelow(folder);
    for (const pid of left) process.kill(pid, 'SIGKILL');
    await rm(path.dirname(folder), { recursive: true, force: true });
    expect(left).toEqual([]);
  });
  const postmaster = async () =>
    Number((await readFile(path.join(folder, 'cluster', 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);

  test('the first start: it says that it is starting until it can answer, then where, and with which token', async () => {
    server = new Program(['serve'], here);
    address = `http://${here['HOST']}:${here['PORT']}`;
    const seen = new Set<string>();
    const ready = async () => {
      const answer = await fetch(`${address}/readyz`).catch(() => undefined);
      if (!answer) return false;
      const { status } = (await answer.json()) as { status: string };
      seen.add(`${answer.status} ${status}`);
      if (answer.status === 503) {
        expect((await fetch(`${address}/healthz`)).status).toBe(200);
        const early = await new Client(`${address}/graphql`, undefined).send('{ viewer { name } }');
        seen.add(`${early.status} ${early.errors[0]?.extensions.code}`);
      }
      return answer.status === 200;
    };
    await eventually(ready);
    // The last one asked while it became ready.
    seen.delete('401 UNAUTHENTICATED');
    expect([...seen]).toEqual(['503 starting', '503 UNAVAILABLE', '200 ok']);

    const [, token] = await server.tells(/^Demo operator's token: (\S+)$/m);
    await server.tells(new RegExp(`^GraphQL:  ${address}/graphql\nGraphiQL: ${address}/graphiql$`, 'm'));
    expect(`${token}\n`).toBe(await readFile(path.join(folder, 'demo-operator-token'), 'utf8'));
    expect((await fetch(`${address}/graphiql`)).status).toBe(200);
    by = new Client(`${address}/graphql`, token);
    expect(await viewerOf(by)).toEqual({ name: 'Demo operator', role: 'OPERATOR' });
    const { whoIs } = await by.ask<{ whoIs: object[] }>('{ whoIs(indicator: "192.0.2[.]77") { matched } }');
    expect(whoIs).not.toEqual([]);
  });

  test('a token issued beside the running server is known to it at once', async () => {
    const { code, stdout } = await renkei(['token', '--role', 'AUDITOR', '--name', '例示の監査'], here);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(TOKEN) });
    expect(await viewerOf(new Client(by.url, stdout.trim()))).toEqual({ name: '例示の監査', role: 'AUDITOR' });
  });

  test('a second server finds the port taken, and the first goes on', async () => {
    const { code, stderr } = await renkei(['serve'], here);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Port ${here['PORT']} is taken by another program. Set PORT to another one, or end that program.\n`,
    );
    await registerOrganization(by, { name: '例示の隣' });
  });

  test('kill -9 of PostgreSQL: it is started again, and writes go on', async () => {
    const killed = await postmaster();
    process.kill(killed, 'SIGKILL');
    await eventually(async () => (await postmaster().catch(() => killed)) !== killed);
    await eventually(() => registerOrganization(by, { name: '例示の復旧' }).then(Boolean, () => false));
    await eventually(async () => (await (await fetch(`${address}/readyz`)).text()).includes('"ok"'));
  });

  test('kill -9 of the server: the next start finds all that was there, and stops the database at its end', async () => {
    const id = await registerOrganization(by, { name: '例示の記憶' });
    server.kill('SIGKILL');
    await server.ended;
    const next = await serve(here);
    const { node } = await by.ask<{ node: object }>('query($id: ID!) { node(id: $id) { id } }', { id });
    expect(node).toEqual({ id });
    next.server.kill('SIGINT');
    expect((await next.server.ended).code).toBe(0);
    expect(await serversBelow(folder)).toEqual([]);
  });
});
