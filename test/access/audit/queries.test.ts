import { createHash, createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { leafHash } from '../../../src/access/audit/event.js';
import { isConsistent, isIncluded } from '../../../src/access/audit/merkle.js';
import { World, type Client } from '../../harness.js';
import { addContactChannel, recordEncounter, registerOrganization, registerPerson } from '../../scenario.js';
import { allSequenced } from './tree.js';

interface Event {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly action: string;
  readonly actor: { credentialId: string; name: string; role: string; organizationId: string | null } | null;
  readonly origin: { address: string } | null;
  readonly subjects: readonly { id: string; fields: readonly string[] }[];
  readonly leafIndex: number | null;
  readonly leafHash: string;
  readonly entry: string | null;
}

interface Page {
  readonly nodes: readonly Event[];
  readonly edges: readonly { readonly cursor: string }[];
  readonly pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  readonly totalCount: number;
}

const EVENTS = `query($filter: AuditFilter, $first: Int, $after: String, $last: Int, $before: String) {
  auditEvents(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    nodes {
      id at kind action actor { credentialId name role organizationId } origin { address requestId onBehalfOf }
      reason subjects { id fields } leafIndex leafHash entry
    }
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}`;

let world: World;
let operator: Client;
let auditor: Client;
let member: Client;
let stranger: Client;
let own: string;
let other: string;
let person: string;
let channel: string;

/** Writes, where no kind is given: those sign in who ask, at moments of their own. */
const eventsFor = async (client: Client, { filter, ...args }: { filter?: object; [name: string]: unknown } = {}) =>
  (await client.ask<{ auditEvents: Page }>(EVENTS, { first: 100, ...args, filter: { kind: ['WRITE'], ...filter } }))
    .auditEvents;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  own = await registerOrganization(operator);
  other = await registerOrganization(operator);
  person = await registerPerson(operator, own, { tlp: 'AMBER_STRICT' });
  channel = await addContactChannel(operator, person);
  await recordEncounter(operator, other, [person, await registerPerson(operator, other)]);
  auditor = await world.as('AUDITOR');
  member = await world.as('MEMBER', own);
  stranger = await world.as('MEMBER', other);
  await allSequenced(world);
});
afterAll(() => world.stop());

describe('the list of events', () => {
  test('has all of them, the newest first, as they were recorded', async () => {
    const { nodes, totalCount } = await eventsFor(auditor);
    expect(nodes.map(({ action }) => action)).toEqual([
      'recordEncounter',
      'registerPerson',
      'addContactChannel',
      'registerPerson',
      'registerOrganization',
      'registerOrganization',
    ]);
    expect(totalCount).toBe(6);
    const places = nodes.map(({ leafIndex }) => leafIndex!);
    expect(places).toEqual([...places].sort((a, b) => b - a));
    for (const { entry, leafHash: hash } of nodes) expect(leafHash(entry!).toString('hex')).toBe(hash);
    expect(nodes[0]).toMatchObject({ kind: 'WRITE', actor: { role: 'OPERATOR' }, origin: { address: '127.0.0.1' } });
  });

  test('is filtered by each thing, and by all together', async () => {
    const [newest] = (await eventsFor(auditor)).nodes as [Event];
    const count = async (filter: object) => (await eventsFor(auditor, { filter })).nodes.length;
    expect(await count({ kind: ['WRITE', 'READING'] })).toBe(6);
    expect(await count({ kind: ['READING'] })).toBe(0);
    expect(await count({ kind: [] })).toBe(0);
    expect(await count({ action: 'registerPerson' })).toBe(2);
    expect(await count({ credentialId: newest.actor!.credentialId })).toBe(6);
    expect(await count({ credentialId: 'apikey_unknown' })).toBe(0);
    expect(await count({ subjectId: person })).toBe(3);
    expect(await count({ subjectId: channel })).toBe(1);
    expect(await count({ from: newest.at })).toBeGreaterThan(0);
    expect((await eventsFor(auditor, { filter: { to: newest.at } })).nodes.map(({ id }) => id)).not.toContain(
      newest.id,
    );
    expect(
      await count({ kind: ['WRITE'], action: 'registerPerson', subjectId: person, from: '2020-01-01T00:00:00Z' }),
    ).toBe(1);
  });

  test.each([{ kind: null, action: 'registerOrganization' }, { kind: ['WRITE', 'READING'] }, { subjectId: 'person' }])(
    'is read in pages from both ends, filtered by %j',
    async (given) => {
      const filter = 'subjectId' in given ? { subjectId: person } : given;
      const all = (await eventsFor(auditor, { filter })).nodes.map(({ id }) => id);
      for (const forward of [true, false]) {
        const seen: string[] = [];
        for (let cursor: string | null = null; ;) {
          const args = forward ? { first: 1, after: cursor } : { first: null, last: 1, before: cursor };
          const page = await eventsFor(auditor, { filter, ...args });
          expect(page.totalCount).toBe(all.length);
          const ids = page.nodes.map(({ id }) => id);
          if (forward) seen.push(...ids);
          else seen.unshift(...ids);
          cursor = forward ? page.pageInfo.endCursor : page.pageInfo.startCursor;
          if (!(forward ? page.pageInfo.hasNextPage : page.pageInfo.hasPreviousPage)) break;
        }
        expect(seen).toEqual(all);
      }
    },
  );

  test('refuses a subject that is no id, and has nothing of one that nothing was done to', async () => {
    for (const subjectId of ['', 'x', 'person_', `${person} `, person.toUpperCase()])
      expect((await auditor.refusal(EVENTS, { filter: { subjectId } })).extensions).toEqual({
        code: 'BAD_USER_INPUT',
        path: ['filter', 'subjectId'],
      });
    const filter = { subjectId: 'person_01kdy02102f8za24ptae216sdw' };
    expect((await eventsFor(auditor, { filter })).totalCount).toBe(0);
  });

  test('refuses a cursor of something else', async () => {
    const made = (parts: string[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    for (const cursor of ['x', made(['audit event at', '\0', 'audit_x']), made(['org id', 'a'])])
      expect((await auditor.refusal(EVENTS, { after: cursor })).extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        path: ['after'],
      });
  });
});

describe('who may ask', () => {
  test('for everything: operators, auditors and administrators', async () => {
    for (const client of [operator, await world.as('ADMINISTRATOR', other)])
      expect((await eventsFor(client)).totalCount).toBe(6);
  });

  test('others must name a person, of their own organization', async () => {
    for (const client of [member, await world.as('LIAISON_OFFICER', own)]) {
      expect((await client.refusal(EVENTS)).extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        path: ['filter', 'subjectId'],
      });
      expect((await client.refusal(EVENTS, { filter: { subjectId: own } })).extensions.code).toBe('BAD_USER_INPUT');
      expect((await eventsFor(client, { filter: { subjectId: person } })).totalCount).toBe(2);
    }
  });

  test('of somebody hidden as of nobody, of others not at all', async () => {
    const absent = 'person_01kdy02102f8za24ptae216sdw';
    const [hidden, nobody] = await Promise.all(
      [person, absent].map((subjectId) => stranger.refusal(EVENTS, { filter: { subjectId } })),
    );
    expect(hidden!.extensions).toEqual({ code: 'NOT_FOUND', path: ['filter', 'subjectId'] });
    expect(nobody).toEqual(hidden);
    const seen = await registerPerson(operator, own, { tlp: 'CLEAR' });
    expect((await stranger.refusal(EVENTS, { filter: { subjectId: seen } })).extensions.code).toBe('FORBIDDEN');
  });

  test('of a person one is told what was done to their records, and nothing of other records', async () => {
    const { nodes } = await eventsFor(member, { filter: { subjectId: person } });
    // Not of the encounter: its record is not the person’s, and may be hidden.
    expect(nodes.map(({ action }) => action)).toEqual(['addContactChannel', 'registerPerson']);
    expect(nodes[0]!.subjects.map(({ id }) => id).sort()).toEqual([channel, person].sort());
    for (const { origin, entry, subjects } of nodes) {
      expect({ origin, entry }).toEqual({ origin: null, entry: null });
      expect(subjects.map(({ id }) => id)).not.toContain(own);
    }
  });
});

describe('a third party', () => {
  const hash = (text: string) => Buffer.from(text, 'hex');

  test('checks a head, an event in it, and that a later one goes on from it', async () => {
    await allSequenced(world);
    const asked = '{ auditTreeHead { treeSize rootHash at keyId signature } auditKeys { keyId publicKey } }';
    interface Answer {
      auditTreeHead: { treeSize: number; rootHash: string; at: string; keyId: string; signature: string };
      auditKeys: { keyId: string; publicKey: string }[];
    }
    const { auditTreeHead: before, auditKeys } = await stranger.ask<Answer>(asked);
    const pem = auditKeys.find(({ keyId }) => keyId === before.keyId)!.publicKey;
    const key = createPublicKey(pem);
    expect(
      createHash('sha256')
        .update(key.export({ type: 'spki', format: 'der' }))
        .digest('hex'),
    ).toBe(before.keyId);
    const numbers = Buffer.alloc(16);
    numbers.writeBigUInt64BE(BigInt(Date.parse(before.at)));
    numbers.writeBigUInt64BE(BigInt(before.treeSize), 8);
    const message = Buffer.concat([Buffer.from([0, 1]), numbers, hash(before.rootHash)]);
    expect(verify(null, message, key, Buffer.from(before.signature, 'base64'))).toBe(true);

    const [newest] = (await eventsFor(auditor, { filter: { action: 'recordEncounter' } })).nodes as [Event];
    const { proof } = await auditor.ask<{ proof: { leafIndex: number; path: string[]; rootHash: string } }>(
      'query($id: ID!, $size: Int) { proof: auditInclusionProof(eventId: $id, treeSize: $size) { leafIndex path rootHash } }',
      { id: newest.id, size: before.treeSize },
    );
    expect(proof.rootHash).toBe(before.rootHash);
    const path = proof.path.map(hash);
    expect(isIncluded(leafHash(newest.entry!), proof.leafIndex, before.treeSize, path, hash(before.rootHash))).toBe(
      true,
    );

    await registerOrganization(operator);
    await allSequenced(world);
    const { auditTreeHead: after } = await stranger.ask<Answer>(asked);
    const { consistency } = await stranger.ask<{ consistency: { to: number; path: string[] } }>(
      'query($from: Int!) { consistency: auditConsistencyProof(from: $from) { to path } }',
      { from: before.treeSize },
    );
    expect(consistency.to).toBe(after.treeSize);
    expect(
      isConsistent(
        before.treeSize,
        after.treeSize,
        hash(before.rootHash),
        hash(after.rootHash),
        consistency.path.map(hash),
      ),
    ).toBe(true);
  });

  test('is refused proofs of what is not there', async () => {
    const inclusion = 'query($id: ID!, $size: Int) { auditInclusionProof(eventId: $id, treeSize: $size) { path } }';
    const [newest] = (await eventsFor(auditor)).nodes as [Event];
    const absent = 'audit_01kdy02102f8za24ptae216sdw';
    const asked = async (client: Client, query: string, variables: object) =>
      (await client.refusal(query, variables as Record<string, unknown>)).extensions;
    expect(await asked(auditor, inclusion, { id: absent })).toEqual({ code: 'NOT_FOUND', path: ['eventId'] });
    expect(await asked(auditor, inclusion, { id: own })).toEqual({ code: 'BAD_USER_INPUT', path: ['eventId'] });
    for (const size of [0, -1, newest.leafIndex, 2_147_483_647])
      expect(await asked(auditor, inclusion, { id: newest.id, size })).toEqual({
        code: 'BAD_USER_INPUT',
        path: ['treeSize'],
      });
    expect((await asked(member, inclusion, { id: newest.id })).code).toBe('FORBIDDEN');
    const consistency = 'query($from: Int!, $to: Int) { auditConsistencyProof(from: $from, to: $to) { path } }';
    expect((await asked(member, consistency, { from: 0 })).path).toEqual(['from']);
    expect((await asked(member, consistency, { from: 3, to: 2 })).path).toEqual(['from']);
    expect((await asked(member, consistency, { from: 1, to: 1_000_000 })).path).toEqual(['to']);
  });
});

test('what was changed by hand keeps nobody from the rest, and is told of by what it is', async () => {
  const [newest] = (await eventsFor(auditor)).nodes as [Event];
  await world.sql('grant all on audit_event, audit_node, audit_key to current_user');
  await world.sql(`insert into audit_key values (encode(sha256('example'), 'hex'), 'example', now())`);
  const { auditKeys } = await stranger.ask<{ auditKeys: object[] }>('{ auditKeys { publicKey } }');
  expect(auditKeys.length).toBeGreaterThan(0);
  await world.sql(`update audit_event set entry = 'example' where id = $1`, [newest.id]);
  const { message, extensions } = await auditor.refusal(EVENTS, { filter: { kind: ['WRITE'] } });
  expect([extensions.code, message]).toEqual(['UNAVAILABLE', expect.stringContaining(newest.id)]);
  await world.sql('delete from audit_node');
  const proof = 'query($id: ID!) { auditInclusionProof(eventId: $id) { path } }';
  expect((await auditor.refusal(proof, { id: newest.id })).extensions.code).toBe('UNAVAILABLE');
});
