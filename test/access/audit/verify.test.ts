import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { AuditEntry } from '../../../src/access/audit/event.js';
import { leafHash } from '../../../src/access/audit/event.js';
import { insertStatement, registerKey } from '../../../src/access/audit/insert.js';
import { seal } from '../../../src/access/audit/sealed-event.js';
import { SigningKey } from '../../../src/access/audit/signing-key.js';
import { newestHead, type Rows } from '../../../src/access/audit/tree-queries.js';
import { Verification, type VerifyOptions } from '../../../src/access/audit/verification.js';
import { newId } from '../../../src/kernel/ids.js';
import { World } from '../../harness.js';
import { allSequenced, rowsOf } from './tree.js';

/** Leaves of the tree that is tampered with: no power of two, and more than one batch. */
const LEAVES = 237;
const BATCH = 50;

let world: World;
let client: pg.Client;
let rows: Rows;
const key = SigningKey.generate();

beforeAll(async () => {
  world = await World.start();
  await registerKey((sql, values) => world.sql(sql, values), key);
  // In several heads.
  for (const count of [5, 150, LEAVES - 155]) {
    await world.sql(Array.from({ length: count }, () => insertStatement(someEvent())).join(';'));
    await allSequenced(world);
  }
  // From here on nobody takes anything in, so that what is put in by hand stays as it is.
  for (const app of world.apps.splice(0)) await app.stop();
  client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  rows = async (sql, parameters = []) => (await client.query(sql, [...parameters])).rows as never;
  // What a superuser may do, the owner may after this: nothing is in the way of a tamperer.
  for (const table of ['audit_event', 'audit_leaf', 'audit_node', 'audit_tree_head', 'audit_key', 'audit_log'])
    await client.query(`grant all on ${table} to current_user`);
  await client.query('alter table audit_leaf drop constraint "an event is one leaf"');
  await client.query('alter table audit_key drop constraint "a key is found by its hash"');
  await client.query('alter table audit_log drop constraint "a database has one audit"');
  for (const table of ['audit_node', 'audit_tree_head'])
    await client.query(`alter table ${table} drop constraint ${table}_pkey`);
  await client.query('alter table audit_node drop constraint audit_node_level_check');
  await client.query('alter table audit_node drop constraint audit_node_node_index_check');
});
afterAll(async () => {
  await client?.end();
  await world?.stop();
});

function someEvent(changes: Partial<AuditEntry> = {}, signer = key) {
  const entry: AuditEntry = {
    id: newId('AuditEvent'),
    at: '2026-11-26T09:00:00.000Z',
    kind: 'READING',
    action: 'Example',
    actor: { credentialId: 'apikey_1', name: 'Example', role: 'OPERATOR', organizationId: null },
    origin: null,
    reason: null,
    subjects: [
      { id: 'channel_01e4sgkttpfm085av99em4py23', fields: ['value'] },
      { id: 'person_01e4sgkgxbftv90mbey5vjhevd', fields: [] },
    ],
    ...changes,
  };
  return seal(entry, signer);
}

/** What is found after something was done, which is then undone. `run` begins and commits: it is made to do so in a savepoint. */
async function findingsAfter(
  tampering: () => Promise<unknown>,
  options: Partial<VerifyOptions> = {},
): Promise<readonly string[]> {
  await client.query('begin');
  try {
    await tampering();
    const within: Rows = (sql, parameters) =>
      /^(begin|commit)/.test(sql) ? Promise.resolve([]) : rows(sql, parameters);
    const { findings } = await new Verification(within, {
      knownRoots: [],
      trustedKeys: undefined,
      batch: BATCH,
      ...options,
    }).run();
    expect(findings.count > 0).toBe(findings.lines().length > 0);
    return findings.lines();
  } finally {
    await client.query('rollback');
  }
}

const sql = (text: string, values: readonly unknown[] = []) => client.query(text, [...values]);
const idAt = async (index: number) =>
  (await rows<{ event_id: string }>('select event_id from audit_leaf where leaf_index = $1', [index]))[0]!.event_id;

let id: string;
beforeEach(async () => {
  id = await idAt(112);
});

test('in a tree that nobody touched nothing is wrong, and everything was looked at', async () => {
  const verified = await new Verification(rows, { knownRoots: [], trustedKeys: undefined }).run();
  const { findings, keys, ...counts } = verified;
  expect(findings.lines()).toEqual([]);
  const [expected] = await rows(
    `select (select count(*)::int from audit_leaf) as leaves, (select count(*)::int from audit_node) as nodes,
            (select count(*)::int from audit_tree_head) as heads, 0 as waiting`,
  );
  expect(counts).toEqual(expected);
  expect(counts.leaves).toBe(LEAVES);
  expect(keys).toEqual(
    await rows(
      `select key_id as "keyId", since, (select count(*)::int from audit_event e where e.key_id = k.key_id) as events,
              (select count(*)::int from audit_tree_head h where h.key_id = k.key_id) as heads
         from audit_key k order by since, key_id`,
    ),
  );
  expect(keys).toHaveLength(2);
});

describe('an event', () => {
  test('with another entry', async () => {
    const found = await findingsAfter(() =>
      sql(`update audit_event set entry = replace(entry, '"Example"', '"Another"') where id = $1`, [id]),
    );
    expect(found).toEqual([
      `Leaf 112, event ${id}: its entry is not what was recorded.`,
      `Leaf 112, event ${id}: its column action says something else than its entry.`,
    ]);
  });

  test('with another entry, and its hash to match', async () => {
    const [row] = await rows<{ entry: string }>('select entry from audit_event where id = $1', [id]);
    const entry = row!.entry.replace('"Example"', '"Another"');
    const found = await findingsAfter(() =>
      sql('update audit_event set entry = $2, leaf_hash = $3 where id = $1', [id, entry, leafHash(entry)]),
    );
    expect(found[0]).toBe(`Leaf 112, event ${id}: it, or its seal, is not what was recorded.`);
    expect(found.join()).toContain(`(events ${id} and ${await idAt(113)})`);
  });

  test('with another entry, and its hash and seal to match, by whoever has the key', async () => {
    const other = someEvent({ id, action: 'Another' });
    const found = await findingsAfter(() =>
      sql('update audit_event set entry = $2, leaf_hash = $3, seal = $4 where id = $1', [
        id,
        other.entry,
        other.leafHash,
        other.seal,
      ]),
    );
    expect(found.join()).toContain(`(events ${id} and ${await idAt(113)})`);
    expect(found.join()).toMatch(/Head of size \d+: its root is not that of the tree; the leaves from 5 to \d+/);
  });

  test('with another hash, seal, key or id', async () => {
    const changed = (what: string) => findingsAfter(() => sql(`update audit_event set ${what} where id = $1`, [id]));
    const name = `Leaf 112, event ${id}`;
    expect(await changed(`leaf_hash = sha256('')`)).toEqual([`${name}: its leaf hash is another than its entry has.`]);
    expect(await changed(`seal = seal || ''::bytea, key_id = 'nobody'`)).toEqual([
      'Key nobody is not known, or not trusted: it made 1 signatures.',
    ]);
    expect(await changed(`seal = sha256('') || sha256('')`)).toEqual([
      `${name}: it, or its seal, is not what was recorded.`,
    ]);
    const renamed = newId('AuditEvent');
    const found = await changed(`id = '${renamed}'`);
    expect(found).toContain(`${name}: the event is missing.`);
    expect(found).toContain(
      `Event ${renamed}, in no leaf: it was put in or changed by hand; its column id says something else than its entry.`,
    );
  });

  test.each([
    ['at', `'2026-11-25T09:00:00.000Z'`],
    ['kind', `'WRITE'`],
    ['action', `'Harmless'`],
    ['credential_id', 'null'],
    ['credential_id', `'apikey_2'`],
    ['subject_keys', `subject_keys[2:]`],
    ['subject_keys', `subject_keys || 1::bigint`],
    ['subject_keys', `array[subject_keys[2], subject_keys[1]]`],
  ])('whose column %s does not say what its entry does, but %s', async (column, value) => {
    const both = [id, await idAt(236)];
    const found = await findingsAfter(() =>
      sql(`update audit_event set ${column} = ${value} where id = any ($1)`, [both]),
    );
    expect(found).toEqual([
      `Leaf 112, event ${id}: its column ${column} says something else than its entry.`,
      `Leaf 236, event ${await idAt(236)}: its column ${column} says something else than its entry.`,
    ]);
  });

  test('that waits for the tree and whose columns do not say what its entry does', async () => {
    const event = someEvent();
    const found = await findingsAfter(() =>
      sql(insertStatement({ ...event, columns: { ...event.columns, subjectKeys: [] } })),
    );
    expect(found).toEqual([
      `Event ${event.id}, in no leaf: it was put in or changed by hand; its column subject_keys says something else than its entry.`,
    ]);
  });

  test('that is removed, alone or with its leaf', async () => {
    const alone = await findingsAfter(() => sql('delete from audit_event where id = $1', [id]));
    expect(alone[0]).toBe(`Leaf 112, event ${id}: the event is missing.`);
    const both = await findingsAfter(async () => {
      await sql('delete from audit_event where id = $1', [id]);
      await sql('delete from audit_leaf where event_id = $1', [id]);
    });
    expect(both[0]).toBe('Leaf 112 is missing.');
  });

  test('that is put in, without a key or with one', async () => {
    const stranger = SigningKey.generate();
    const [unsealed, sealed] = [someEvent({}, stranger), someEvent()];
    const found = await findingsAfter(async () => {
      await sql(insertStatement({ ...unsealed, keyId: key.keyId }));
      await sql(insertStatement(sealed));
    });
    expect(found).toHaveLength(2);
    expect(found).toContain(
      `Event ${unsealed.id}, in no leaf: it was put in or changed by hand; it, or its seal, is not what was recorded.`,
    );
    expect(found).toContain(
      `Event ${sealed.id} was recorded, and is not in the tree: no process takes it in, or its leaf was removed.`,
    );
  });
});

describe('a leaf', () => {
  test('that is removed, in the middle or at the end', async () => {
    expect((await findingsAfter(() => sql('delete from audit_leaf where leaf_index = 112')))[0]).toBe(
      'Leaf 112 is missing.',
    );
    const last = await findingsAfter(() => sql('delete from audit_leaf where leaf_index = 236'));
    expect(last[0]).toBe(`Head of size ${LEAVES}: the tree has only 236 leaves; its end was cut off.`);
  });

  test('that is put in, after the others or of an event that has one', async () => {
    const event = someEvent();
    const appended = await findingsAfter(async () => {
      await sql(insertStatement(event));
      await sql(`insert into audit_leaf values (${LEAVES}, $1)`, [event.id]);
    });
    expect(appended).toContain(`The leaves from ${LEAVES} to ${LEAVES} are under no head.`);
    const again = await findingsAfter(() => sql(`insert into audit_leaf values (${LEAVES}, $1)`, [id]));
    expect(again).toContain(`Event ${id} is in the leaves 112, ${LEAVES}.`);
  });

  test.each([
    ['beside each other', 112, 113],
    ['far from each other', 3, 200],
  ])('that changed places with another, %s', async (_where, a, b) => {
    const [first, second] = [await idAt(a), await idAt(b)];
    const found = await findingsAfter(async () => {
      await sql('update audit_leaf set event_id = $2 where leaf_index = $1', [a, second]);
      await sql('update audit_leaf set event_id = $2 where leaf_index = $1', [b, first]);
    });
    expect(found.filter((line) => line.includes(first)).length).toBeGreaterThan(0);
    expect(found.filter((line) => line.includes(second)).length).toBeGreaterThan(0);
    expect(found.join()).toContain('put in another order');
  });
});

describe('a node', () => {
  test.each([
    [
      'is another',
      `update audit_node set hash = sha256('') where level = 3 and node_index = 7`,
      /^Node 7 of level 3 is not that of the leaves 56 to 63/,
    ],
    [
      'is missing',
      'delete from audit_node where level = 3 and node_index = 7',
      /^Node 7 of level 3, of the leaves 56 to 63, is missing/,
    ],
    [
      'was put in',
      `insert into audit_node values (3, 999, sha256(''))`,
      /^Node 999 of level 3 is of no leaves of the tree/,
    ],
    [
      'was put in below the others',
      `insert into audit_node values (0, 7, sha256(''))`,
      /^Node 7 of level 0 is of no leaves of the tree/,
    ],
    [
      'was put in before the others',
      `insert into audit_node values (3, -1, sha256(''))`,
      /^Node -1 of level 3 is of no leaves of the tree/,
    ],
    [
      'is there twice',
      'insert into audit_node select * from audit_node where level = 3 and node_index = 7',
      /^Node 7 of level 3 is .* there twice/,
    ],
  ])('that %s', async (_what, statement, told) => {
    const found = await findingsAfter(() => sql(statement));
    expect(found).toEqual([expect.stringMatching(told)]);
  });
});

describe('a head', () => {
  test.each([
    ['with another root', `root_hash = sha256('')`],
    ['with another time', `at = at + interval '1 hour'`],
    ['with another signature', `signature = sha256('') || sha256('')`],
  ])('%s', async (_what, change) => {
    const found = await findingsAfter(() => sql(`update audit_tree_head set ${change} where tree_size = 5`));
    expect(found).toContain('Head of size 5: it is not what was signed.');
  });

  test('that is there twice', async () => {
    const found = await findingsAfter(() =>
      sql('insert into audit_tree_head select * from audit_tree_head where tree_size = 5'),
    );
    expect(found).toEqual(['Head of size 5: it is there twice.']);
  });

  test('that is put in or was removed at the end', async () => {
    const inserted = await findingsAfter(() =>
      sql(
        `insert into audit_tree_head select 6, root_hash, at, key_id, signature, snapshot from audit_tree_head where tree_size = 5`,
      ),
    );
    expect(inserted).toContain('Head of size 6: it is not what was signed.');
    const removed = await findingsAfter(() => sql(`delete from audit_tree_head where tree_size = ${LEAVES}`));
    expect(removed).toEqual([
      expect.stringMatching(new RegExp(`^The leaves from \\d+ to ${LEAVES - 1} are under no head`)),
    ]);
  });
});

describe('a key', () => {
  test('that is another, or was removed', async () => {
    const other = SigningKey.generate();
    const changed = await findingsAfter(() =>
      sql('update audit_key set public_key = $2 where key_id = $1', [key.keyId, other.publicKey]),
    );
    expect(changed).toContain(`Key ${key.keyId}: its public key is another.`);
    const removed = await findingsAfter(() => sql('delete from audit_key where key_id = $1', [key.keyId]));
    expect(removed).toEqual([`Key ${key.keyId} is not known, or not trusted: it made ${LEAVES} signatures.`]);
  });

  test('that is no key', async () => {
    const found = await findingsAfter(() =>
      sql(`insert into audit_key values (encode(sha256('example'), 'hex'), 'example', now())`),
    );
    expect(found).toEqual([expect.stringMatching(/^Key \w{64}: it is no Ed25519 key\.$/)]);
  });

  test('that is not among the pinned ones', async () => {
    const head = (await newestHead(rowsOf(world)))!;
    const found = await findingsAfter(async () => undefined, { trustedKeys: [head.keyId] });
    expect(found).toEqual([`Key ${key.keyId} is not known, or not trusted: it made ${LEAVES} signatures.`]);
  });
});

test('a name of the audit too many', async () => {
  const found = await findingsAfter(() => sql('insert into audit_log values (gen_random_uuid(), true)'));
  expect(found).toEqual(['The audit has 2 names in audit_log, and should have one.']);
});

describe('a head known from elsewhere', () => {
  test('finds that the end was cut off, heads and all, and that all was made anew', async () => {
    const head = (await newestHead(rowsOf(world)))!;
    const pinned = { treeSize: head.treeSize, rootHash: head.rootHash, source: 'a notebook' };
    expect(await findingsAfter(async () => undefined, { knownRoots: [pinned] })).toEqual([]);
    const cut = async () => {
      await sql('delete from audit_event where id in (select event_id from audit_leaf where leaf_index >= 5)');
      await sql('delete from audit_leaf where leaf_index >= 5');
      await sql('delete from audit_tree_head where tree_size > 5');
      await sql('delete from audit_node where (node_index + 1) * (2 ^ level) > 5');
    };
    expect(await findingsAfter(cut)).toEqual([]);
    expect(await findingsAfter(cut, { knownRoots: [pinned] })).toEqual([
      `The tree has 5 leaves, and had ${LEAVES} by the head known from a notebook: its end was cut off.`,
    ]);
    const other = { treeSize: 5, rootHash: head.rootHash, source: 'a notebook' };
    expect(await findingsAfter(async () => undefined, { knownRoots: [other] })).toEqual([
      'The first 5 leaves are not those of the head known from a notebook.',
    ]);
  });
});
