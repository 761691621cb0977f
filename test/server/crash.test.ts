import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, World } from '../harness.js';

let world: World;
let operator: Client;
const servers: ChildProcess[] = [];

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
});
afterAll(async () => {
  for (const server of servers) server.kill('SIGKILL');
  await world?.stop();
});

/** The program as it is run, on the database of this test; answers its process and its endpoint. */
async function serve(): Promise<{ server: ChildProcess; url: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'renkei-crash-'));
  world.folders.push(folder);
  const own = { DATABASE_URL: world.databaseUrl, DATA_DIR: folder, HOST: '127.0.0.1', PORT: '0' };
  const server = spawn(process.execPath, ['dist/src/main.js', 'serve'], {
    env: { ...process.env, NODE_OPTIONS: '', ...own },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  servers.push(server);
  for await (const line of createInterface(server.stdout!)) {
    const url = /^GraphQL: +(\S+)$/.exec(line)?.[1];
    if (url) return { server, url };
  }
  throw new Error('The program ended before it served. Has `npm run build` been run?');
}

const register = async (by: Client, name: string) => {
  const { made } = await by.ask<{ made: { id: string } }>(
    'mutation($name: String!) { made: registerOrganization(input: { name: $name, kind: COMPANY, sector: OTHER }) { id } }',
    { name },
    { 'idempotency-key': name.replace(' ', '-') },
  );
  return made.id;
};

const found = () =>
  world.sql<{ name: string; ids: string[] }>(
    `select name, array_agg(id order by id) as ids from organization where name like 'Example %' group by name`,
  );

test('what a process acknowledged before it was killed is there once, and the rest can be sent again', async () => {
  const { server, url } = await serve();
  const exited = once(server, 'exit');
  const acknowledged = new Map<string, string>();
  const unanswered: string[] = [];
  const writer = async (number: number) => {
    const by = new Client(url, operator.token);
    for (let count = 0; unanswered.length === 0; count += 1) {
      const name = `Example ${number}-${count}`;
      try {
        acknowledged.set(name, await register(by, name));
      } catch (error) {
        if (!server.killed) throw error;
        unanswered.push(name);
      }
      if (acknowledged.size === 60) server.kill('SIGKILL');
    }
  };
  await Promise.all([0, 1, 2, 3, 4, 5].map(writer));
  expect((await exited)[1]).toBe('SIGKILL');

  expect(acknowledged.size).toBeGreaterThanOrEqual(60);
  const left = new Map((await found()).map(({ name, ids }) => [name, ids]));
  for (const [name, id] of acknowledged) expect([name, left.get(name)]).toEqual([name, [id]]);

  const next = new Client((await serve()).url, operator.token);
  for (const name of unanswered) acknowledged.set(name, await register(next, name));
  // Also when they are sent once more, to another process.
  for (const [name, id] of acknowledged) expect(await register(operator, name)).toBe(id);
  expect(new Map((await found()).map(({ name, ids }) => [name, ids]))).toEqual(
    new Map([...acknowledged].map(([name, id]) => [name, [id]])),
  );
});
