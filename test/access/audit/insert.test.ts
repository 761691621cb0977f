import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createDataSource } from '../../../ormconfig.js';
import type { AuditEntry } from '../../../src/access/audit/event.js';
import { subjectKey } from '../../../src/access/audit/event-columns.js';
import { insertEvents, insertStatement } from '../../../src/access/audit/insert.js';
import { seal, type SealedEvent } from '../../../src/access/audit/sealed-event.js';
import { SigningKey } from '../../../src/access/audit/signing-key.js';
import { migrate } from '../../../src/database/migrate.js';
import { newId } from '../../../src/kernel/ids.js';
import { createDatabase } from '../../harness.js';

let database: Awaited<ReturnType<typeof createDatabase>>;
let client: pg.Client;
const key = SigningKey.generate();

beforeAll(async () => {
  database = await createDatabase();
  const db = createDataSource(database.url, 1);
  await db.initialize();
  await migrate(db);
  await db.destroy();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await database?.drop();
});

const query = (sql: string, parameters: readonly unknown[]) => client.query(sql, [...parameters]);

function entry(changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: newId('AuditEvent'),
    at: '2026-11-26T09:00:00.000Z',
    kind: 'WRITE',
    action: 'registerOrganization',
    actor: { credentialId: 'apikey_1', name: "O'Brien \\ 連携", role: 'OPERATOR', organizationId: null },
    origin: { address: '192.0.2.1', requestId: 'r1', onBehalfOf: null },
    reason: null,
    subjects: [{ id: 'org_1', fields: ['name'] }],
    ...changes,
  };
}

test('what is asked by is what the entry says, whichever statement brought it', async () => {
  const flat = ({ id, entry, leafHash, seal, keyId }: SealedEvent) => ({ id, entry, leafHash, seal, keyId });
  const [one, other] = [seal(entry(), key), seal(entry({ actor: null, origin: null }), key)];
  await insertEvents(query, [one, one]);
  await insertEvents(query, [one]);
  await client.query(insertStatement(other));
  const { rows } = await client.query(
    `select id, entry, leaf_hash as "leafHash", seal, key_id as "keyId", at, kind, action,
            credential_id as "credentialId", subject_keys::float8[] as "subjectKeys"
       from audit_event order by id`,
  );
  const columns = { at: entry().at, kind: 'WRITE', action: 'registerOrganization', subjectKeys: [subjectKey('org_1')] };
  expect(rows).toEqual(
    [
      { ...flat(one), ...columns, credentialId: 'apikey_1' },
      { ...flat(other), ...columns, credentialId: null },
    ].sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
});

test('no text that a stranger sends keeps an event from being kept', async () => {
  const hostile = ['\0', '\ud800', '\\u0000', 'ａ'.repeat(100_000)];
  const events = hostile.map((text) =>
    seal(entry({ action: text, reason: text, origin: { address: text, requestId: text, onBehalfOf: text } }), key),
  );
  await insertEvents(query, events);
  const { rows } = await client.query('select entry from audit_event where id = any($1)', [events.map(({ id }) => id)]);
  expect(rows.map((row: { entry: string }) => row.entry).sort()).toEqual(events.map((event) => event.entry).sort());
});

test.each(['audit_event', 'audit_leaf', 'audit_node', 'audit_tree_head', 'audit_key'])(
  'not even the owner changes, removes or empties %s',
  async (table) => {
    const [column] = (
      await client.query<{ name: string }>(
        `select attname as name from pg_attribute where attrelid = $1::regclass and attnum = 1`,
        [table],
      )
    ).rows;
    for (const statement of [
      `update ${table} set ${column!.name} = ${column!.name}`,
      `delete from ${table}`,
      `truncate ${table}`,
    ])
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
  },
);
