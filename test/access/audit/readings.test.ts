import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parseEntry, type AuditEntry } from '../../../src/access/audit/event.js';
import { World, type Client } from '../../harness.js';
import { Proxy } from '../../kernel/proxy.js';
import { PATIENCE, within } from '../../kernel/two-processes.js';
import {
  addContactChannel,
  appointPointOfContact,
  establishCsirt,
  registerOrganization,
  registerPerson,
} from '../../scenario.js';

let proxy: Proxy;
let world: World;
let operator: Client;
let organization: string;
let csirt: string;
let person: string;
let contact: string;
let mobile: string;
let desk: string;
let open: string;

beforeAll(async () => {
  proxy = await Proxy.start();
  world = await World.start({ through: (url) => proxy.to(url) });
  operator = await world.as('OPERATOR');
  organization = await registerOrganization(operator);
  csirt = await establishCsirt(operator, organization);
  person = await registerPerson(operator, organization, { name: '例示 花子' });
  contact = await appointPointOfContact(operator, csirt, { personId: person });
  mobile = await addContactChannel(operator, person, { kind: 'MOBILE', value: '090-0000-0001', tlp: 'AMBER_STRICT' });
  desk = await addContactChannel(operator, contact, { value: '#desk', tlp: 'AMBER' });
  open = await addContactChannel(operator, csirt, { value: '#open', tlp: 'GREEN' });
});
afterAll(async () => {
  await world?.stop();
  proxy?.cut();
});

/** What the table has of readings since the last time it was asked, once so many have come. */
const known = new Set<string>();
const readings = async (atLeast: number): Promise<AuditEntry[]> => {
  const all = async () => {
    const rows = await world.sql<{ entry: string }>(
      `select entry from audit_event where kind = 'READING' order by xid, id`,
    );
    return rows.map(({ entry }) => parseEntry(entry)).filter(({ id }) => !known.has(id));
  };
  return within(PATIENCE, all, ({ length }) => length >= atLeast);
};
beforeEach(async () => {
  // Whatever is on its way belongs to the test before.
  await operator.ask(`query Last($id: ID!) { node(id: $id) { ... on ContactChannel { value } } }`, { id: desk });
  const isThere = (all: AuditEntry[]) => all.some(({ action }) => action === 'Last');
  for (const { id } of await within(PATIENCE, () => readings(1), isThere)) known.add(id);
});

const CHAIN = `query Duty($to: ID!) {
  contactChain(to: $to) { steps { pointOfContact { person { name } } channels { id kind value } } }
  again: contactChain(to: $to) { steps { channels { number: value } } }
  organizations { totalCount }
}`;
interface Chain {
  readonly contactChain: {
    readonly steps: readonly {
      readonly pointOfContact: { readonly person: { readonly name: string } } | null;
      readonly channels: readonly { readonly id: string; readonly value: string | null }[];
    }[];
  };
  readonly again: { readonly steps: readonly { readonly channels: readonly { readonly number: string | null }[] }[] };
  readonly organizations: { readonly totalCount: number };
}

test('who was told what is one event an operation: who, whose, which field, from where', async () => {
  const { contactChain } = await operator.ask<Chain>(CHAIN, { to: organization });
  expect(contactChain.steps.flatMap(({ channels }) => channels.map(({ value }) => value))).toEqual(
    expect.arrayContaining(['#desk', '+819000000001', '#open']),
  );
  const [event, ...more] = await readings(1);
  expect(more).toEqual([]);
  expect(event).toMatchObject({
    kind: 'READING',
    action: 'Duty',
    actor: { role: 'OPERATOR', credentialId: expect.stringMatching(/^apikey_/) },
    origin: { address: '127.0.0.1', onBehalfOf: null },
    reason: null,
  });
  expect([...event!.subjects].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
    ...[desk, mobile].sort().map((id) => ({ id, fields: ['value'] })),
    { id: person, fields: [] },
    { id: contact, fields: [] },
  ]);
});

test('why is what the portal says that the request is for', async () => {
  const question = 'query Why($id: ID!) { node(id: $id) { ... on ContactChannel { value } } }';
  await operator.send(question, { id: desk }, { 'renkei-purpose': 'incident 0000' });
  expect((await readings(1)).map(({ action, reason }) => [action, reason])).toEqual([['Why', 'incident 0000']]);
});

test('what is told to the whole community is no event, nor what was withheld', async () => {
  const auditor = await world.as('AUDITOR');
  const ask = (by: Client, id: string) =>
    by.ask<{ node: { value: string | null } }>(
      'query($id: ID!) { node(id: $id) { ... on ContactChannel { value } } }',
      { id },
    );
  expect((await ask(operator, open)).node.value).toBe('#open');
  expect((await ask(auditor, desk)).node.value).toBeNull();
  expect((await ask(operator, desk)).node.value).toBe('#desk');

  expect((await readings(1)).map(({ action, subjects }) => [action, subjects.map(({ id }) => id)])).toEqual([
    ['node', [desk, contact, person]],
  ]);
});

test('what a mutation answers counts, also when it answers again what it answered the first time', async () => {
  const add = () =>
    operator.ask<{ made: { id: string; value: string } }>(
      'mutation($o: ID!) { made: addContactChannel(input: { ownerId: $o, kind: CHAT, value: "#new", tlp: AMBER }) { id value } }',
      { o: csirt },
      { 'idempotency-key': 'new-channel' },
    );
  const { made } = await add();
  expect(await add()).toEqual({ made });
  expect((await readings(2)).map(({ action, subjects }) => [action, subjects])).toEqual(
    Array(2).fill([
      'addContactChannel',
      [
        { id: made.id, fields: ['value'] },
        { id: csirt, fields: [] },
      ],
    ]),
  );
});

test('with the database away it is told as ever, on disk before the answer, and comes into the table afterwards', async () => {
  proxy.cut();
  try {
    await operator.ask<Chain>(CHAIN, { to: organization });
    expect(await onDisk('"action":"Duty"')).toBe(true);
  } finally {
    await proxy.restore();
  }
  expect((await readings(1)).map(({ action }) => action)).toEqual(['Duty']);
});

test('nothing that it keeps has a value in it', async () => {
  await operator.ask<Chain>(CHAIN, { to: organization });
  expect(await readings(1)).toHaveLength(1);
  const found = await world.sql(`select from audit_event where entry ~ '#desk|#open|9000000001|花子'`);
  expect(found).toHaveLength(0);
});

const journal = () => join(world.folders[0]!, 'audit-journal');
const onDisk = async (text: string) => {
  const [log] = await readdir(journal());
  const files = await readdir(join(journal(), log!));
  const contents = await Promise.all(files.map((name) => readFile(join(journal(), log!, name), 'utf8')));
  return contents.some((content) => content.includes(text));
};

test('where it cannot be recorded, those values are withheld and the rest answers', async () => {
  const before = await operator.send<Chain>(CHAIN, { to: organization });
  await rename(journal(), `${journal()}.away`);
  await writeFile(journal(), '');
  try {
    const reply = await operator.send<Chain>(CHAIN, { to: organization });
    const steps = reply.data!.contactChain.steps;
    const told = steps.flatMap(({ channels }) => channels);
    expect(new Map(told.map(({ id, value }) => [id, value]))).toEqual(
      new Map(
        before
          .data!.contactChain.steps.flatMap(({ channels }) => channels)
          .map(({ id, value }) => [id, value === '#open' ? value : null]),
      ),
    );
    expect(
      reply.data!.again.steps.flatMap(({ channels }) => channels.map(({ number }) => number)).filter(Boolean),
    ).toEqual(['#open']);
    expect(steps[0]?.pointOfContact?.person.name).toBe('例示 花子');
    expect(reply.data!.organizations).toEqual(before.data!.organizations);

    const paths = steps.flatMap(({ channels }, step) =>
      channels.flatMap(({ value }, channel) =>
        value === null
          ? [
              ['contactChain', 'steps', step, 'channels', channel, 'value'],
              ['again', 'steps', step, 'channels', channel, 'number'],
            ]
          : [],
      ),
    );
    expect(paths.length).toBeGreaterThanOrEqual(4);
    expect(reply.errors.map(({ path }) => JSON.stringify(path)).sort()).toEqual(
      paths.map((path) => JSON.stringify(path)).sort(),
    );
    expect(new Set(reply.errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['UNAVAILABLE']));

    const health = (await (await fetch(new URL('/readyz', world.url))).json()) as {
      status: string;
      problems: string[];
    };
    expect(health).toMatchObject({
      status: 'degraded',
      problems: expect.arrayContaining([expect.stringContaining('AUDIT_JOURNAL_DIR')]),
    });
    expect(JSON.stringify(health)).not.toContain(journal());
  } finally {
    await rm(journal());
    await rename(`${journal()}.away`, journal());
  }
  expect(await operator.send<Chain>(CHAIN, { to: organization })).toMatchObject({ data: before.data, errors: [] });
});

afterEach(() => proxy.restore());
