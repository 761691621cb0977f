import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { ensureDemoKey } from '../../src/access/issue-token.js';
import { newToken } from '../../src/access/credentials.js';
import { Role } from '../../src/access/viewer.js';
import { createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { newId } from '../../src/kernel/ids.js';
import { Client, World, type ErrorAnswer } from '../harness.js';
import { addContactChannel, establishCsirt, registerOrganization, registerPerson } from '../scenario.js';
import { PATIENCE, within } from '../kernel/two-processes.js';
import { Socket } from '../server/socket.js';
import { settled } from './audience.js';

const ISSUE = `mutation($input: IssueApiKeyInput!) {
  issueApiKey(input: $input) {
    secret
    apiKey { id name role organization { id } scopes documentSet createdAt expiresAt lastUsedAt revokedAt }
  }
}`;
const REVOKE = 'mutation($id: ID!) { revokeApiKey(id: $id) { id revokedAt } }';
const LIST = '{ apiKeys { id name } }';

interface Issued {
  readonly issueApiKey: {
    readonly secret: string | null;
    readonly apiKey: { readonly id: string; readonly [field: string]: unknown };
  };
}

let world: World;
let administrator: Client;
let organization: string;

beforeAll(async () => {
  world = await World.start();
  administrator = await world.as('ADMINISTRATOR');
  organization = await registerOrganization(await world.as('OPERATOR'));
});
afterAll(() => world?.stop());

const issue = async (input: object, by = administrator, headers?: Record<string, string>) =>
  (await by.ask<Issued>(ISSUE, { input: { name: '例示ポータル', ...input } }, headers)).issueApiKey;

const refused = async (input: object, by = administrator) =>
  outcome(await by.refusal(ISSUE, { input: { name: '例示ポータル', ...input } }));

const outcome = ({ extensions: { code, path } }: ErrorAnswer) => (path ? { code, path } : { code });

/** Somebody who holds a key with these properties, and its id. */
async function holder(input: object, by = administrator): Promise<Client & { readonly id: string }> {
  const { secret, apiKey } = await issue(input, by);
  return Object.assign(new Client(world.url, secret!), { id: apiKey.id });
}

const isLetIn = async (client: Client) => (await client.send('{ viewer { name } }')).status === 200;

describe('issuing', () => {
  test('answers with the key as it was asked for', async () => {
    const expiresAt = new Date(world.clock.now() + 86_400_000).toISOString();
    const input = {
      role: 'MEMBER',
      organizationId: organization,
      expiresAt,
      scopes: ['WRITE', 'READ'],
      documentSet: 'p1',
    };
    const { secret, apiKey } = await issue(input);
    expect(secret).toMatch(/^renkei_[\w-]{43}$/);
    expect(apiKey).toEqual({
      id: expect.stringMatching(/^apikey_/),
      name: '例示ポータル',
      role: 'MEMBER',
      organization: { id: organization },
      scopes: ['READ', 'WRITE'],
      documentSet: 'p1',
      createdAt: expect.any(String),
      expiresAt,
      lastUsedAt: null,
      revokedAt: null,
    });
    // It comes in, and meets what it is bound to: a set that has no documents.
    expect(outcome(await new Client(world.url, secret!).refusal(LIST))).toEqual({ code: 'FORBIDDEN' });
  });

  test('answers with a token that is good at once', async () => {
    const by = await holder({ role: 'MEMBER', organizationId: organization, scopes: ['READ', 'WRITE'] });
    expect(await by.ask('{ viewer { name role organization { id } scopes } }')).toEqual({
      viewer: {
        name: '例示ポータル',
        role: 'MEMBER',
        organization: { id: organization },
        scopes: ['READ', 'WRITE'],
      },
    });
  });

  test('keeps no token anywhere', async () => {
    const key = { 'idempotency-key': 'keeps-no-token' };
    const { secret } = await issue({ role: 'MEMBER' }, administrator, key);
    const tables = await world.sql<{ name: string }>(
      `select quote_ident(table_name) as name from information_schema.tables where table_schema = current_schema()`,
    );
    for (const { name } of tables) {
      const found = await world.sql(`select from ${name} t where position($1 in t::text) > 0`, [secret]);
      expect({ name, found: found.length }).toEqual({ name, found: 0 });
    }
  });

  test('again with the same Idempotency-Key answers the same key, without its token', async () => {
    const key = { 'idempotency-key': 'issued-twice' };
    const first = await issue({ role: 'AUDITOR' }, administrator, key);
    const second = await issue({ role: 'AUDITOR' }, administrator, key);
    expect(first.secret).not.toBeNull();
    expect(second).toEqual({ ...first, secret: null });
  });

  test('several times at once with the same Idempotency-Key shows no token but that of the key', async () => {
    const key = { 'idempotency-key': 'issued-at-once' };
    const all = await Promise.all(Array.from({ length: 8 }, () => issue({ role: 'AUDITOR' }, administrator, key)));
    expect(new Set(all.map(({ apiKey }) => apiKey.id)).size).toBe(1);
    const shown = all.flatMap(({ secret }) => secret ?? []);
    expect(shown.length).toBe(1);
    expect(await isLetIn(new Client(world.url, shown[0]!))).toBe(true);
  });

  test('gives, where nothing is said, all that the role may', async () => {
    const scopes: Record<string, unknown> = {};
    for (const role of Object.values(Role)) scopes[role] = (await issue({ role })).apiKey['scopes'];
    const member = ['READ', 'CONTACT_VALUES', 'WRITE'];
    const all = [...member, 'ADMINISTER'];
    expect(scopes).toEqual({
      OPERATOR: all,
      LIAISON_OFFICER: member,
      MEMBER: member,
      AUDITOR: ['READ'],
      ADMINISTRATOR: all,
    });
  });

  test.each([
    ['an empty name', { role: 'MEMBER', name: '  ' }, ['input', 'name']],
    ['a name too long', { role: 'MEMBER', name: 'x'.repeat(201) }, ['input', 'name']],
    ['an id of something else', { role: 'MEMBER', organizationId: newId('Person') }, ['input', 'organizationId']],
    ['an end that has been', { role: 'MEMBER', expiresAt: '2020-01-01T00:00:00Z' }, ['input', 'expiresAt']],
    ['scopes without READ', { role: 'MEMBER', scopes: ['WRITE'] }, ['input', 'scopes']],
    ['no scope', { role: 'MEMBER', scopes: [] }, ['input', 'scopes']],
    ['a scope of no use', { role: 'MEMBER', scopes: ['READ', 'ADMINISTER'] }, ['input', 'scopes']],
    ['an auditor who writes', { role: 'AUDITOR', scopes: ['READ', 'WRITE'] }, ['input', 'scopes']],
    ['an auditor who reads values', { role: 'AUDITOR', scopes: ['READ', 'CONTACT_VALUES'] }, ['input', 'scopes']],
  ])('%s is refused', async (_, input, path) => {
    expect(await refused(input)).toEqual({ code: 'BAD_USER_INPUT', path });
  });

  test('for an organization that there is not is refused', async () => {
    const path = ['input', 'organizationId'];
    expect(await refused({ role: 'MEMBER', organizationId: newId('Organization') })).toEqual({
      code: 'NOT_FOUND',
      path,
    });
  });

  test('now is no end', async () => {
    const expiresAt = new Date(world.clock.now()).toISOString();
    expect(await refused({ role: 'MEMBER', expiresAt })).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('nobody gives what they lack', () => {
  test('a scope', async () => {
    const by = await holder({ role: 'OPERATOR', scopes: ['READ', 'WRITE', 'ADMINISTER'] });
    expect(await refused({ role: 'OPERATOR', scopes: ['READ', 'CONTACT_VALUES'] }, by)).toEqual({ code: 'FORBIDDEN' });
    const { apiKey } = await issue({ role: 'OPERATOR' }, by);
    expect(apiKey['scopes']).toEqual(['READ', 'WRITE', 'ADMINISTER']);
  });

  test.each([[['READ']], [['READ', 'CONTACT_VALUES', 'WRITE']], [['READ', 'ADMINISTER']]])(
    'the right to issue keys (an operator with %j)',
    async (scopes) => {
      const by = await holder({ role: 'OPERATOR', scopes });
      expect(await refused({ role: 'MEMBER', scopes: ['READ'] }, by)).toEqual({ code: 'FORBIDDEN' });
      expect(outcome(await by.refusal(REVOKE, { id: by.id }))).toEqual({ code: 'FORBIDDEN' });
      expect(await isLetIn(by)).toBe(true);
    },
  );
});

describe('the list', () => {
  let keys: Readonly<Record<string, Client & { readonly id: string }>>;
  beforeAll(async () => {
    keys = {
      OPERATOR: await holder({ role: 'OPERATOR' }),
      ADMINISTRATOR: await holder({ role: 'ADMINISTRATOR' }),
      AUDITOR: await holder({ role: 'AUDITOR' }),
      LIAISON_OFFICER: await holder({ role: 'LIAISON_OFFICER' }),
      MEMBER: await holder({ role: 'MEMBER', organizationId: organization }),
    };
  });

  const listed = async (by: Client) => (await by.ask<{ apiKeys: { id: string }[] }>(LIST)).apiKeys.map(({ id }) => id);

  test.each(['OPERATOR', 'ADMINISTRATOR', 'AUDITOR'])('is whole for %s, oldest first', async (role) => {
    const all = await world.sql<{ id: string }>('select id from api_key order by id');
    expect(await listed(keys[role]!)).toEqual(all.map(({ id }) => id));
  });

  test.each(['LIAISON_OFFICER', 'MEMBER'])('is that of its own key for %s', async (role) => {
    expect(await listed(keys[role]!)).toEqual([keys[role]!.id]);
  });

  test('is followed by node: a key that is not for the viewer is nothing', async () => {
    const node = async (by: Client, id: string) =>
      (await by.ask<{ node: object | null }>('query($id: ID!) { node(id: $id) { ... on ApiKey { name } } }', { id }))
        .node;
    for (const [role, by] of Object.entries(keys))
      for (const [other, { id }] of Object.entries(keys)) {
        const sees = role === other || ['OPERATOR', 'ADMINISTRATOR', 'AUDITOR'].includes(role);
        expect({ role, other, node: await node(by, id) }).toEqual({
          role,
          other,
          node: sees ? { name: '例示ポータル' } : null,
        });
      }
  });

  test('changes do not tell of keys', async () => {
    await administrator.ask(REVOKE, { id: (await issue({ role: 'MEMBER' })).apiKey.id });
    await settled(world);
    const { changes } = await administrator.ask<{ changes: { nodes: { nodeId: string }[] } }>(
      '{ changes(first: 100) { nodes { nodeId } } }',
    );
    expect(changes.nodes.length).toBeGreaterThan(0);
    expect(changes.nodes.filter(({ nodeId }) => nodeId.startsWith('apikey_'))).toEqual([]);
  });
});

describe('revoking', () => {
  test('is effective at once here, and soon at another process', async () => {
    const elsewhere = await world.addProcess();
    const { secret, apiKey } = await issue({ role: 'MEMBER' });
    const [here, there] = [new Client(world.url, secret!), new Client(elsewhere, secret!)];
    expect([await isLetIn(here), await isLetIn(there)]).toEqual([true, true]);
    const reply = await administrator.send(REVOKE, { id: apiKey.id });
    expect(await isLetIn(here)).toBe(false);
    await world.apps[1]!.book.waitFor(reply.headers.get('renkei-seen')!, 1_000);
    expect(await isLetIn(there)).toBe(false);
  });

  test('of one’s own key is answered, and the last answer to it', async () => {
    const by = await holder({ role: 'ADMINISTRATOR' });
    expect(await by.ask(REVOKE, { id: by.id })).toMatchObject({ revokeApiKey: { id: by.id } });
    expect((await by.refusal(LIST)).extensions.code).toBe('UNAUTHENTICATED');
  });

  test('again leaves it revoked since when it was', async () => {
    const { apiKey } = await issue({ role: 'MEMBER' });
    const first = await administrator.ask(REVOKE, { id: apiKey.id });
    world.clock.move(5_000);
    expect(await administrator.ask(REVOKE, { id: apiKey.id })).toEqual(first);
  });

  test('what there is not, or is no key, is refused', async () => {
    const refusal = async (id: string) => outcome(await administrator.refusal(REVOKE, { id }));
    expect(await refusal(newId('ApiKey'))).toEqual({ code: 'NOT_FOUND', path: ['id'] });
    expect(await refusal(organization)).toEqual({ code: 'BAD_USER_INPUT', path: ['id'] });
  });

  test('is not for others, who do not learn which keys there are', async () => {
    const officer = await holder({ role: 'LIAISON_OFFICER' });
    for (const id of [officer.id, newId('ApiKey'), 'nothing'])
      expect(outcome(await officer.refusal(REVOKE, { id }))).toEqual({ code: 'FORBIDDEN' });
  });
});

test('a key ends when it expires', async () => {
  const by = await holder({ role: 'MEMBER', expiresAt: new Date(world.clock.now() + 60_000).toISOString() });
  expect(await isLetIn(by)).toBe(true);
  world.clock.move(60_000);
  expect(await isLetIn(by)).toBe(false);
  world.clock.move(-60_000);
});

describe('the last use', () => {
  const lastUse = async (id: string, url = world.url) => {
    const by = new Client(url, administrator.token);
    const query = 'query($id: ID!) { node(id: $id) { ... on ApiKey { lastUsedAt } } }';
    return (await by.ask<{ node: { lastUsedAt: string | null } }>(query, { id })).node.lastUsedAt;
  };
  const changes = () => world.sql('select count(*) from change_log');

  test('is told by every process, and moves nothing', async () => {
    const elsewhere = await world.addProcess();
    const by = await holder({ role: 'MEMBER' });
    await world.apps.at(-1)!.follower.catchUp();
    expect(await lastUse(by.id)).toBeNull();
    const [before, revision] = [await changes(), world.apps[0]!.book.revision];
    const from = world.clock.now();
    await isLetIn(by);
    const used = Date.parse((await lastUse(by.id))!);
    expect(used).toBeGreaterThanOrEqual(from);
    expect(used).toBeLessThanOrEqual(world.clock.now());
    expect(await lastUse(by.id, elsewhere)).toBeNull();
    await world.apps[0]!.keyUses.tell();
    expect(await lastUse(by.id, elsewhere)).toBe(new Date(used).toISOString());
    expect([await changes(), world.apps[0]!.book.revision]).toEqual([before, revision]);
  });

  test('is the later one, whoever tells first', async () => {
    const by = await holder({ role: 'MEMBER' });
    const [first, second] = world.apps;
    first!.keyUses.note(by.id, Date.parse('2026-01-02T00:00:00Z'));
    second!.keyUses.note(by.id, Date.parse('2026-01-01T00:00:00Z'));
    await first!.keyUses.tell();
    await second!.keyUses.tell();
    const kept = await world.sql('select last_used_at from api_key_use where key_id = $1', [by.id]);
    expect(kept).toEqual([{ last_used_at: new Date('2026-01-02T00:00:00Z') }]);
  });

  test('goes on for as long as a WebSocket is open', async () => {
    const by = await holder({ role: 'MEMBER' });
    const socket = await Socket.admitted(world.url, by.token);
    world.clock.move(3_600_000);
    const opened = world.clock.now();
    const use = async () => Date.parse((await lastUse(by.id))!);
    expect(await within(PATIENCE, use, (moment) => moment >= opened)).toBeGreaterThanOrEqual(opened);
    socket.close();
  });

  test('is not that of a request that was refused', async () => {
    const { apiKey } = await issue({ role: 'MEMBER' });
    await isLetIn(new Client(world.url, newToken()));
    expect(await lastUse(apiKey.id)).toBeNull();
  });
});

describe('contact values', () => {
  const SECRET = '#言わない-4711';
  let csirt: string;
  let channels: string[];
  let blind: Client;
  beforeAll(async () => {
    const operator = await world.as('OPERATOR');
    csirt = await establishCsirt(operator, organization);
    const person = await registerPerson(operator, organization);
    channels = [
      await addContactChannel(operator, csirt, { value: SECRET, tlp: 'CLEAR' }),
      await addContactChannel(operator, person, { value: SECRET, tlp: 'CLEAR' }),
    ];
    blind = await holder({ role: 'MEMBER', organizationId: organization, scopes: ['READ', 'WRITE'] });
  });

  test('are null to a key without the scope, of its own organization as well', async () => {
    const query = 'query($ids: [ID!]!) { nodes(ids: $ids) { ... on ContactChannel { id value } } }';
    expect(await blind.ask(query, { ids: channels })).toEqual({ nodes: channels.map((id) => ({ id, value: null })) });
    const sighted = await holder({ role: 'MEMBER', organizationId: organization });
    expect(await sighted.ask(query, { ids: channels })).toEqual({
      nodes: channels.map((id) => ({ id, value: SECRET })),
    });
  });

  test('stand in no answer to it', async () => {
    await settled(world);
    const replies = [
      await blind.send(`{ search(text: "${SECRET}") { matched } whoIs(indicator: "${SECRET}") { matched } }`),
      await blind.send(
        `{ people(filter: { text: "${SECRET}" }) { totalCount } csirts(filter: { text: "${SECRET}" }) { totalCount } }`,
      ),
      await blind.send('{ changes { nodes { node { ... on ContactChannel { value } } } } }'),
      await blind.send('query($id: ID!) { contactChain(to: $id) { steps { channels { value } } } }', { id: csirt }),
      await blind.send('{ csirts { nodes { channels { value } } } people { nodes { channels { value } } } }'),
    ];
    for (const { data, errors } of replies) {
      expect(errors).toEqual([]);
      expect(JSON.stringify(data)).not.toContain(SECRET);
    }
    expect(replies[0]!.data).toEqual({ search: [], whoIs: [] });
    expect(replies[1]!.data).toEqual({ people: { totalCount: 0 }, csirts: { totalCount: 0 } });
  });

  test('are not written by whoever could not read them then', async () => {
    const input = { ownerId: csirt, kind: 'CHAT', value: '#new' };
    const mutation = 'mutation($input: AddContactChannelInput!) { addContactChannel(input: $input) { id } }';
    expect(outcome(await blind.refusal(mutation, { input }))).toEqual({ code: 'FORBIDDEN' });
    const retire = 'mutation($id: ID!) { retireContactChannel(id: $id) { id value } }';
    expect(await blind.ask(retire, { id: channels[0] })).toEqual({
      retireContactChannel: { id: channels[0], value: null },
    });
  });
});

describe('the demo token', () => {
  const key = { name: 'Demo operator', role: Role.OPERATOR, organizationId: null };
  const token = newToken();
  const ensure = async () => {
    await ensureDemoKey(world.apps[0]!.db, key, token);
    await world.apps[0]!.follower.catchUp();
  };

  test('is of one key, however often it is shown', async () => {
    const rows = () => world.sql('select id, demo, version from api_key where name = $1', [key.name]);
    await ensure();
    const once = await rows();
    expect(once).toEqual([expect.objectContaining({ demo: true, version: 1 })]);
    await ensure();
    expect(await rows()).toEqual(once);
  });

  test('is known for what it is in what an earlier release left', async () => {
    await ensure();
    await world.sql('update api_key set demo = false where name = $1', [key.name]);
    await ensure();
    expect(await world.sql('select demo from api_key where name = $1', [key.name])).toEqual([{ demo: true }]);
  });

  test('opens the embedded database', async () => {
    await ensure();
    expect(await isLetIn(new Client(world.url, token))).toBe(true);
  });

  test('opens no database of one’s own, not even one that was filled from the embedded one', async () => {
    await ensure();
    const config = readConfig({ DATABASE_URL: world.databaseUrl });
    const app = await createApp(config, world.databaseUrl, pino({ level: 'silent' }), world.clock);
    try {
      const url = `${await app.server.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
      await app.start();
      expect(await isLetIn(new Client(url, administrator.token))).toBe(true);
      expect((await new Client(url, token).refusal(LIST)).extensions.code).toBe('UNAUTHENTICATED');
    } finally {
      await app.stop();
    }
  });
});
