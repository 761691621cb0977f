import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../ormconfig.js';
import { canonical, leafHash, type AuditEntry } from '../../src/access/audit/event.js';
import { pageOfEvents } from '../../src/access/audit/event-queries.js';
import { insertEvents, registerKey } from '../../src/access/audit/insert.js';
import { seal, sealed, type SealedEvent } from '../../src/access/audit/sealed-event.js';
import { Sequencer } from '../../src/access/audit/sequencer.js';
import { SigningKey } from '../../src/access/audit/signing-key.js';
import { newestHead, type Rows } from '../../src/access/audit/tree-queries.js';
import { Verification } from '../../src/access/audit/verification.js';
import { migrate } from '../../src/database/migrate.js';
import { newId } from '../../src/kernel/ids.js';
import { createDatabase } from '../harness.js';

/** The last release in which PostgreSQL made the columns of an event from its entry. */
const LAST_GENERATED = 'LiaisonTargets1767398460000';

let database: Awaited<ReturnType<typeof createDatabase>>;
let folder: string;
let db: DataSource;
const key = SigningKey.generate();
const query = (sql: string, values: readonly unknown[] = []) => db.query<unknown>(sql, [...values]);
const rows: Rows = (sql, values = []) => db.query(sql, [...values]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'renkei-upgrade-'));
  database = await createDatabase();
  db = await createDataSource(database.url, 2).initialize();
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

function entry(changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: newId('AuditEvent'),
    at: '2026-11-26T09:00:00.000Z',
    kind: 'READING',
    action: 'Example',
    actor: { credentialId: 'apikey_1', name: 'Example', role: 'OPERATOR', organizationId: null },
    origin: { address: '192.0.2.1', requestId: 'r1', onBehalfOf: null },
    reason: null,
    subjects: [],
    ...changes,
  };
}

/** As it was then: each subject of a reading was spelled by itself. */
function sealedThen(changes: Partial<AuditEntry>): Omit<SealedEvent, 'columns'> {
  const kept = entry(changes);
  const spelled = JSON.stringify(canonical({ ...kept, kind: 'WRITE' })).replace('"kind":"WRITE"', '"kind":"READING"');
  const leaf = leafHash(spelled);
  return { id: kept.id, entry: spelled, leafHash: leaf, seal: key.sign(sealed(leaf)), keyId: key.keyId };
}

async function intoTheTree(): Promise<void> {
  const sequencer = new Sequencer(database.url, key, folder, Date.now, (what, error) =>
    expect([what, error]).toEqual([]),
  );
  sequencer.start();
  await sequencer.stop();
}

const verify = async () =>
  (await new Verification(rows, { knownRoots: [], trustedKeys: undefined }).run()).findings.lines();
const found = async (subjectId: string) =>
  (await pageOfEvents(rows, { subjectId }, { first: 10 }, undefined)).nodes.map(({ id }) => id);

test('events of a release that generated their columns stay as they were, are found, and verify', async () => {
  const all = db.migrations;
  const last = all.findIndex(({ name, constructor }) => (name ?? constructor.name) === LAST_GENERATED);
  expect(last).toBeGreaterThan(0);
  Object.assign(db, { migrations: all.slice(0, last + 1) });
  await migrate(db);
  await registerKey(query, key);

  const subjects = [
    { id: newId('ContactChannel'), fields: ['value'] },
    { id: newId('Person'), fields: [] },
    // Neither ends as ids do; the second in what PostgreSQL and JavaScript count differently.
    { id: 'Audit1767398400000', fields: [] },
    { id: '連携𠮷', fields: [] },
    { id: 'channel_7zzzzzzzzzzzzzzzzzzzzzzzzz', fields: ['value'] },
    { id: 'channel_00000000000000000000000000', fields: ['value'] },
  ];
  const long = '𠮷'.repeat(600);
  const olds = [
    sealedThen({ subjects }),
    sealedThen({ action: long, actor: null, origin: null }),
    sealedThen({ subjects: [subjects[1]!] }),
  ];
  for (const { id, entry, leafHash, seal, keyId } of olds)
    await query('insert into audit_event (id, entry, leaf_hash, seal, key_id) values ($1, $2, $3, $4, $5)', [
      id,
      entry,
      leafHash,
      seal,
      keyId,
    ]);
  await intoTheTree();
  const { rootHash } = (await newestHead(rows))!;
  const kept =
    'select id, entry, leaf_hash, seal, key_id, xid, at, kind, action, credential_id from audit_event order by id';
  const before = await query(kept);

  Object.assign(db, { migrations: all });
  await migrate(db);

  expect(await query(kept)).toEqual(before);
  expect((await newestHead(rows))!.rootHash).toEqual(rootHash);
  expect(await verify()).toEqual([]);
  const told = await pageOfEvents(rows, { subjectId: subjects[0]!.id }, { first: 10 }, [subjects[0]!.id]);
  expect(told.nodes.map((each) => [each.id, each.subjects])).toEqual([[olds[0]!.id, [subjects[0]]]]);
  for (const [place, { id }] of subjects.entries())
    if (place !== 1 && place !== 3) expect(await found(id)).toEqual([olds[0]!.id]);
  expect((await found(subjects[1]!.id)).sort()).toEqual([olds[0]!.id, olds[2]!.id].sort());

  const next = seal(entry({ subjects }), key);
  await insertEvents(query, [next]);
  await intoTheTree();
  expect(await verify()).toEqual([]);
  expect((await found(subjects[0]!.id)).sort()).toEqual([olds[0]!.id, next.id].sort());
  const since = await pageOfEvents(rows, { subjectId: subjects[1]!.id }, { first: 10 }, [subjects[0]!.id]);
  expect(since.nodes.map(({ subjects }) => subjects)).toEqual([[subjects[0]], [subjects[0]]]);
  // Nothing of a person's was told where only other records of theirs are asked for.
  expect((await pageOfEvents(rows, { subjectId: subjects[1]!.id }, {}, [subjects[1]!.id])).nodes).toEqual([]);
  // Also those who own the table may do no more than before.
  await expect(query('update audit_event set subject_keys = subject_keys')).rejects.toMatchObject({ code: '42501' });
});
