import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { AuditEntry } from '../../../src/access/audit/event.js';
import { insertStatement, registerKey } from '../../../src/access/audit/insert.js';
import { seal } from '../../../src/access/audit/sealed-event.js';
import { Sequencer } from '../../../src/access/audit/sequencer.js';
import { SigningKey } from '../../../src/access/audit/signing-key.js';
import { newId } from '../../../src/kernel/ids.js';
import { World, type Client } from '../../harness.js';
import { Proxy } from '../../kernel/proxy.js';
import { PATIENCE, within } from '../../kernel/two-processes.js';
import { registerOrganization } from '../../scenario.js';
import { allSequenced, faultsOfTree } from './tree.js';

let world: World;
let operator: Client;
const recorder = SigningKey.generate();

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  await registerKey((sql, values) => world.sql(sql, values), recorder);
});
afterAll(() => world.stop());

function someEvent(signer = recorder) {
  const entry: AuditEntry = {
    id: newId('AuditEvent'),
    at: new Date().toISOString(),
    kind: 'READING',
    action: 'Example',
    actor: null,
    origin: null,
    reason: null,
    subjects: [],
  };
  return seal(entry, signer);
}

const isLeaf = async (id: string) => (await world.sql('select from audit_leaf where event_id = $1', [id])).length === 1;
const problems = async () => {
  const response = await fetch(world.url.replace('/graphql', '/readyz'));
  return ((await response.json()) as { problems: string[] }).problems.filter((each) => /audit/.test(each));
};

test('what is written is soon in the tree, under a signed head', async () => {
  await allSequenced(world);
  await registerOrganization(operator);
  const head = await allSequenced(world);
  expect(head.treeSize).toBeGreaterThan(0);
  expect(await faultsOfTree(world)).toEqual([]);
});

test('while nothing happens, no head is signed', async () => {
  // That the operator signed in comes by way of the journal.
  const signIns = () => world.sql(`select from audit_event where kind = 'SIGN_IN'`);
  await within(PATIENCE, signIns, ({ length }) => length > 0);
  const before = await allSequenced(world);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect((await allSequenced(world)).treeSize).toBe(before.treeSize);
});

test('an event that is committed late is not passed by', async () => {
  const late = new pg.Client({ connectionString: world.databaseUrl });
  await late.connect();
  try {
    await late.query('begin');
    const event = someEvent();
    await late.query(insertStatement(event));
    await registerOrganization(operator);
    await allSequenced(world);
    expect(await isLeaf(event.id)).toBe(false);
    await late.query('commit');
    await allSequenced(world);
    expect(await isLeaf(event.id)).toBe(true);
  } finally {
    await late.end();
  }
  expect(await faultsOfTree(world)).toEqual([]);
});

test('more events than one step takes are all taken', async () => {
  const events = Array.from({ length: 4_500 }, () => someEvent());
  await world.sql(events.map(insertStatement).join(';'));
  const head = await allSequenced(world);
  expect(head.treeSize).toBeGreaterThan(4_500);
  expect(await faultsOfTree(world)).toEqual([]);
});

test('the connection lost again and again, nothing is lost and nothing taken twice', async () => {
  const url = await world.addProcess();
  const cut = setInterval(() => {
    void world
      .sql(
        `select pg_terminate_backend(pid) from pg_stat_activity
             where application_name = 'renkei sequencer' and datname = current_database() and random() < 0.5`,
      )
      .catch(() => undefined);
  }, 40);
  const other = await world.as('OPERATOR', null, url);
  for (let times = 0; times < 30; times += 1)
    await Promise.all([registerOrganization(operator), registerOrganization(other)]);
  clearInterval(cut);
  await allSequenced(world);
  expect(await faultsOfTree(world)).toEqual([]);
});

test('when the process that signs ends, another goes on within seconds', async () => {
  const url = await world.addProcess();
  const survivor = await world.as('OPERATOR', null, url);
  const before = await allSequenced(world);
  await world.apps[0]!.stop();
  await world.apps[1]!.stop();
  world.apps.splice(0, 2);
  await registerOrganization(survivor);
  const after = await allSequenced(world);
  expect(after.keyId).not.toBe(before.keyId);
  expect(await faultsOfTree(world)).toEqual([]);
  operator = survivor;
});

test('when the process that signs stands still, another goes on', async () => {
  await world.apps.pop()!.stop();
  const proxy = await Proxy.start();
  const still = new Sequencer(proxy.to(world.databaseUrl), recorder, world.folders[0]!, Date.now, () => undefined);
  still.start();
  await world.sql(insertStatement(someEvent()));
  expect((await allSequenced(world)).keyId).toBe(recorder.keyId);
  await world.addProcess();
  operator = await world.as('OPERATOR');
  proxy.swallow();
  const before = Date.now();
  await registerOrganization(operator);
  expect((await allSequenced(world)).keyId).not.toBe(recorder.keyId);
  expect(Date.now() - before).toBeLessThan(5_000);
  proxy.cut();
  await still.stop();
  expect(await faultsOfTree(world)).toEqual([]);
});

describe('an event put in by hand', () => {
  test('is left out and told of, and the others go on', async () => {
    const stranger = SigningKey.generate();
    const [unknown, changed] = [someEvent(stranger), someEvent()];
    await world.sql(insertStatement(unknown));
    await world.sql(insertStatement({ ...changed, entry: changed.entry.replace('Example', 'Another') }));
    const good = someEvent();
    await world.sql(insertStatement(good));
    // What was sealed once, under another id.
    await world.sql(insertStatement({ ...good, id: newId('AuditEvent') }));
    await registerOrganization(operator);
    await allSequenced(world, 3);
    expect(await isLeaf(good.id)).toBe(true);
    expect(await problems()).toEqual([expect.stringMatching(/^3 audit events do not verify/)]);
    expect(await faultsOfTree(world)).toEqual([]);
  });
});

describe('the head that a process keeps in its data directory', () => {
  test('is the newest, and one that the database does not lead up to is told of and kept', async () => {
    await registerOrganization(operator);
    const [log] = await world.sql<{ id: string }>('select id::text from audit_log');
    const file = join(world.folders.at(-1)!, 'audit-tree-heads', `${log!.id}.json`);
    let head = await allSequenced(world, 3);
    let kept = { treeSize: 0, rootHash: '' };
    // It is written after the commit, and somebody may sign in meanwhile.
    for (let tries = 0; tries < 100 && kept.treeSize !== head.treeSize; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      head = await allSequenced(world, 3);
      kept = JSON.parse(await readFile(file, 'utf8')) as typeof kept;
    }
    expect(kept).toMatchObject({ treeSize: head.treeSize, rootHash: head.rootHash.toString('hex') });

    const folder = world.folders.at(-1)!;
    for (const [changes, told] of [
      [{ treeSize: head.treeSize + 1_000 }, /rolled back or cut/],
      [{ rootHash: '00'.repeat(32) }, /another past/],
    ] as const) {
      await world.apps.pop()!.stop();
      const written = JSON.stringify({ ...kept, ...changes });
      await writeFile(file, written);
      await world.addProcess(undefined, { DATA_DIR: folder });
      operator = await world.as('OPERATOR');
      await registerOrganization(operator);
      await allSequenced(world, 3);
      expect((await problems()).join()).toMatch(told);
      expect(await readFile(file, 'utf8')).toBe(written);
    }
  });
});
