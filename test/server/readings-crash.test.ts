import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../src/access/audit/event.js';
import { Client, World } from '../harness.js';
import { Proxy } from '../kernel/proxy.js';
import { addContactChannel, establishCsirt, registerOrganization } from '../scenario.js';
import { eventually, Program, serve } from './program.js';

const READERS = 6;
const ENOUGH = 200;

let proxy: Proxy;
let world: World;
let operator: Client;
let channel: string;
let folder: string;

beforeAll(async () => {
  proxy = await Proxy.start();
  world = await World.start();
  operator = await world.as('OPERATOR');
  const csirt = await establishCsirt(operator, await registerOrganization(operator));
  channel = await addContactChannel(operator, csirt, { value: '#example', tlp: 'AMBER' });
  folder = await mkdtemp(join(tmpdir(), 'renkei-crash-'));
});
afterAll(async () => {
  await Program.endAll();
  await world?.stop();
  proxy?.cut();
  await rm(folder, { recursive: true, force: true });
});

const environment = (databaseUrl: string) => ({ DATABASE_URL: databaseUrl, DATA_DIR: folder, LOG_LEVEL: 'fatal' });

/** How often each operation is in the table, by its name. */
async function recorded(): Promise<Map<string, number>> {
  const rows = await world.sql<{ entry: string }>(`select entry from audit_event where kind = 'READING'`);
  const counts = new Map<string, number>();
  for (const { entry } of rows) {
    const { action } = JSON.parse(entry) as AuditEntry;
    counts.set(action, (counts.get(action) ?? 0) + 1);
  }
  return counts;
}

/** Asks until the program is gone, each time under another name; answers the names of what was answered. */
async function readUntilKilled(server: Program, url: string, round: string, atEnough: () => void): Promise<string[]> {
  const answered: string[] = [];
  let isOver = false;
  const reader = async (number: number) => {
    const by = new Client(url, operator.token);
    for (let count = 0; !isOver; count += 1) {
      const name = `${round}_${number}_${count}`;
      const query = `query ${name}($id: ID!) { node(id: $id) { ... on ContactChannel { value } } }`;
      try {
        const { node } = await by.ask<{ node: { value: string } }>(query, { id: channel });
        expect(node.value).toBe('#example');
        answered.push(name);
      } catch (error) {
        if (!isOver) throw error;
      }
      if (answered.length === ENOUGH) atEnough();
      if (answered.length === 2 * ENOUGH && !isOver) {
        isOver = true;
        server.kill('SIGKILL');
      }
    }
  };
  await Promise.all(Array.from({ length: READERS }, (_, number) => reader(number)));
  await server.ended;
  return answered;
}

test('what a client was told before the program was killed is in the table after its restart, once', async () => {
  const first = await serve(environment(world.databaseUrl));
  const answered = await readUntilKilled(first.server, `${first.address}/graphql`, 'a', () => undefined);

  // Killed once more, half of it with the database away.
  const second = await serve(environment(proxy.to(world.databaseUrl)));
  answered.push(...(await readUntilKilled(second.server, `${second.address}/graphql`, 'b', () => proxy.cut())));
  expect(answered.length).toBeGreaterThanOrEqual(4 * ENOUGH);
  const missing = async () => {
    const counts = await recorded();
    return answered.filter((name) => !counts.has(name));
  };
  expect((await missing()).length).toBeGreaterThanOrEqual(ENOUGH / 2);

  await serve(environment(world.databaseUrl));
  await eventually(async () => (await missing()).length === 0);
  const counts = await recorded();
  expect([...counts.values()].every((count) => count === 1)).toBe(true);
});
