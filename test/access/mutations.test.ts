import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, World } from '../harness.js';
import { addContactChannel, appointPointOfContact, positionsOf, registerPerson } from '../scenario.js';
import type { Role } from './audience.js';
import { documentOf, rootFields, type RootField } from './documents.js';
import { everyRow, layGround, type Ground } from './ground.js';
import { MUTATION_LINES } from './mutation-lines.js';

let world: World;
let ground: Ground;
let fields: Readonly<Record<string, RootField>>;
let strangers: Readonly<Record<string, Client>>;
/** Somebody of a role that may, whose key may not. */
let restricted: Readonly<Record<string, Client>>;
let viewers: Readonly<Record<string, { client: Client; role: Role; isOwn: boolean }>>;

beforeAll(async () => {
  world = await World.start();
  ground = await layGround(world);
  fields = rootFields(world.apps[0]!.schema, 'mutation');
  const { own, other } = ground;
  strangers = {
    'nobody, without a token': new Client(world.url, undefined),
    'somebody with a token that was never issued': new Client(world.url, `renkei_${'A'.repeat(43)}`),
    'somebody with a text that is no token': new Client(world.url, 'two words'),
    'a member whose token expired': await withdrawn('expires_at'),
    'a member whose token was revoked': await withdrawn('revoked_at'),
  };
  restricted = { 'an operator whose key may read alone': await readingOnly() };
  const viewer = async (role: Role, organization: string | null = null) => ({
    client: await world.as(role, organization),
    role,
    isOwn: organization === own,
  });
  viewers = {
    'an auditor of the organization': await viewer('AUDITOR', own),
    'an auditor without an organization': await viewer('AUDITOR'),
    'a member of another organization': await viewer('MEMBER', other),
    'a member without an organization': await viewer('MEMBER'),
    'an administrator of another organization': await viewer('ADMINISTRATOR', other),
    'a member of the organization': await viewer('MEMBER', own),
    'an administrator of the organization': await viewer('ADMINISTRATOR', own),
    'an operator': await viewer('OPERATOR'),
    'an operator of another organization': await viewer('OPERATOR', other),
    'a liaison officer': await viewer('LIAISON_OFFICER'),
  };
});
afterAll(() => world?.stop());

/** A member whose token was good until a moment ago. */
async function withdrawn(column: 'expires_at' | 'revoked_at'): Promise<Client> {
  const client = await world.as('MEMBER', ground.own);
  expect(await client.ask('{ viewer { name } }')).toMatchObject({ viewer: {} });
  await world.sql(
    `update api_key set ${column} = now() - interval '1 second', changed_at = now()
      where id = (select id from api_key order by id desc limit 1)`,
  );
  await world.apps[0]!.follower.catchUp();
  return client;
}

async function readingOnly(): Promise<Client> {
  const { issueApiKey } = await ground.operator.ask<{ issueApiKey: { secret: string } }>(
    'mutation($input: IssueApiKeyInput!) { issueApiKey(input: $input) { secret } }',
    { input: { name: '例示の閲覧', role: 'OPERATOR', scopes: ['READ', 'CONTACT_VALUES'] } },
  );
  return new Client(world.url, issueApiKey.secret);
}

async function codesOf(
  name: string,
  variables: Record<string, unknown>,
  clients: Readonly<Record<string, Client>>,
): Promise<Record<string, string>> {
  const document = documentOf('mutation', fields[name]!);
  const codes: Record<string, string> = {};
  for (const [who, client] of Object.entries(clients)) {
    // A key to the same answer later would be a row as well.
    const reply = await client.send(document, variables, {
      'idempotency-key': `${name} by ${who}`.replace(/\W/g, '-'),
    });
    codes[who] = reply.errors[0]?.extensions.code ?? 'carried out';
  }
  return codes;
}

const all = (clients: Readonly<Record<string, Client>>, code: unknown) =>
  Object.fromEntries(Object.keys(clients).map((who) => [who, code]));

test('every mutation of the schema has a line here', () => {
  expect(Object.keys(MUTATION_LINES).sort()).toEqual(Object.keys(fields).sort());
});

const clientsWhere = (isWanted: (viewer: (typeof viewers)[string]) => boolean): Record<string, Client> =>
  Object.fromEntries(
    Object.entries(viewers)
      .filter(([, viewer]) => isWanted(viewer))
      .map(([who, { client }]) => [who, client]),
  );

describe.each(Object.keys(MUTATION_LINES))('%s', (name) => {
  const { reach, prepare } = MUTATION_LINES[name]!;
  const isAllowed = ({ role, isOwn }: (typeof viewers)[string]) =>
    reach[role] === 'ALL' || (reach[role] === 'OWN' && isOwn);

  test('is refused to who may not, and nothing is written', async () => {
    const variables = await prepare(ground, ground.operator);
    const refused = { ...clientsWhere((viewer) => !isAllowed(viewer)), ...restricted };
    const before = await everyRow(world);
    expect(await codesOf(name, variables, strangers)).toEqual(all(strangers, 'UNAUTHENTICATED'));
    expect(await codesOf(name, variables, refused)).toEqual({
      ...all(refused, 'FORBIDDEN'),
      // To them the GREEN people of the test do not exist.
      'an auditor without an organization': expect.stringMatching(/^(FORBIDDEN|NOT_FOUND)$/),
      'a member without an organization': expect.stringMatching(/^(FORBIDDEN|NOT_FOUND)$/),
    });
    expect(await everyRow(world)).toEqual(before);
  });

  test('is carried out for who may', async () => {
    const allowed = clientsWhere(isAllowed);
    expect(Object.keys(allowed)).not.toEqual([]);
    for (const [who, client] of Object.entries(allowed)) {
      const variables = await prepare(ground, client);
      const before = await writtenSoFar();
      expect(await codesOf(name, variables, { [who]: client })).toEqual({ [who]: 'carried out' });
      const { changes, keys } = await writtenSoFar();
      expect(changes).toBeGreaterThan(before.changes);
      expect(keys).toBe(before.keys + 1);
    }
  });
});

async function writtenSoFar(): Promise<{ changes: number; keys: number }> {
  const [row] = await world.sql<{ changes: number; keys: number }>(
    'select (select count(*) from change_log)::int as changes, (select count(*) from idempotency_key)::int as keys',
  );
  return row!;
}

describe('nobody writes what they could not then read', () => {
  let member: Client;
  let operator: Client;
  let otherOperator: Client;
  let officer: Client;

  beforeAll(async () => {
    member = viewers['a member of the organization']!.client;
    ({ operator } = ground);
    otherOperator = viewers['an operator of another organization']!.client;
    officer = viewers['a liaison officer']!.client;
  });

  /** FORBIDDEN, and nothing is written. */
  async function forbidden(who: Client, name: string, variables: Record<string, unknown>): Promise<void> {
    const before = await everyRow(world);
    const refusal = await who.refusal(documentOf('mutation', fields[name]!), variables);
    expect({ name, code: refusal.extensions.code }).toEqual({ name, code: 'FORBIDDEN' });
    expect(await everyRow(world)).toEqual(before);
  }

  const carriedOut = (who: Client, name: string, variables: Record<string, unknown>) =>
    who.ask(documentOf('mutation', fields[name]!), variables);

  const personInput = (tlp: string) => ({
    input: { name: '見本 花子', organizationId: ground.own, title: '係員', from: '2020-04-01', tlp },
  });

  test('a person who is RED, by anybody but an owner', async () => {
    for (const who of [operator, otherOperator, officer]) {
      await forbidden(who, 'registerPerson', personInput('RED'));
      await carriedOut(who, 'registerPerson', personInput('AMBER_STRICT'));
      await forbidden(who, 'updatePerson', { id: ground.person, version: 1, input: { tlp: 'RED' } });
    }
    await carriedOut(member, 'registerPerson', personInput('RED'));
    await carriedOut(await world.as('OPERATOR', ground.own), 'registerPerson', personInput('RED'));
  });

  test('a channel that is RED, by anybody but an owner', async () => {
    const contact = await appointPointOfContact(operator, ground.csirt, { role: 'EXECUTIVE' });
    for (const ownerId of [ground.person, ground.csirt, contact]) {
      const id = await addContactChannel(operator, ownerId, { tlp: 'AMBER_STRICT' });
      for (const who of [operator, otherOperator, officer]) {
        await forbidden(who, 'addContactChannel', { input: { ownerId, kind: 'CHAT', value: '#red', tlp: 'RED' } });
        await forbidden(who, 'updateContactChannel', { id, input: { tlp: 'RED' } });
      }
      await carriedOut(member, 'updateContactChannel', { id, input: { tlp: 'RED' } });
    }
  });

  test('a person whom a change of posts takes out of their sight', async () => {
    const { own, other } = ground;
    const ownOperator = await world.as('OPERATOR', own);
    const red = { personId: await registerPerson(member, own, { tlp: 'RED' }), title: '参与' };
    // Who sees up to AMBER_STRICT sees RED only as an owner, and a transfer gives the person away.
    await forbidden(ownOperator, 'transferPerson', { input: { ...red, organizationId: other, on: '2024-04-01' } });
    await carriedOut(ownOperator, 'addPosition', { input: { ...red, organizationId: other, from: '2024-04-01' } });
    const [first] = await positionsOf(member, red.personId);
    for (const who of [member, ownOperator]) {
      await forbidden(who, 'endPosition', { positionId: first, on: '2025-04-01' });
      await forbidden(who, 'correctPosition', { positionId: first, input: { to: '2025-04-01' } });
    }
    // On a day to come they read it still.
    await carriedOut(member, 'endPosition', { positionId: first, on: '2099-04-01' });
  });

  test('two records that become one in another organization', async () => {
    const { own, other } = ground;
    const ownOperator = await world.as('OPERATOR', own);
    const dropId = await registerPerson(member, own, { tlp: 'RED' });
    await carriedOut(member, 'endPosition', { positionId: (await positionsOf(member, dropId))[0], on: '2024-04-01' });
    const keepId = await registerPerson(operator, other);
    await forbidden(ownOperator, 'mergePeople', { keepId, dropId });
  });
});

describe('a member does not make its organization the owner of somebody', () => {
  /** Somebody who held a post in the member's organization from 2020 to 2022, and has one in the other since. */
  async function someoneWhoLeft(): Promise<{ personId: string; former: string }> {
    const personId = await registerPerson(ground.operator, ground.own);
    await ground.operator.ask(documentOf('mutation', fields['transferPerson']!), {
      input: { personId, organizationId: ground.other, title: '部長', on: '2022-04-01' },
    });
    const [former] = await positionsOf(ground.operator, personId);
    return { personId, former: former! };
  }

  const MOVES: Readonly<Record<string, (left: { personId: string; former: string }) => [string, object]>> = {
    'by a further post': ({ personId }) => [
      'addPosition',
      { input: { personId, organizationId: ground.own, title: '顧問', from: '2026-04-01' } },
    ],
    'by a further post to come': ({ personId }) => [
      'addPosition',
      { input: { personId, organizationId: ground.own, title: '顧問', from: '2099-04-01' } },
    ],
    'by a transfer': ({ personId }) => [
      'transferPerson',
      { input: { personId, organizationId: ground.own, title: '顧問', on: '2026-04-01' } },
    ],
    'by a transfer from the former post': ({ personId }) => [
      'transferPerson',
      { input: { personId, organizationId: ground.own, title: '顧問', on: '2021-04-01' } },
    ],
    'by another end of the former post': ({ former }) => [
      'correctPosition',
      { positionId: former, input: { to: null } },
    ],
    'by a merge with somebody of its own': ({ personId }) => [
      'mergePeople',
      { keepId: ground.person, dropId: personId },
    ],
  };

  test.each(Object.keys(MOVES))('%s', async (move) => {
    const left = await someoneWhoLeft();
    const channel = await addContactChannel(ground.operator, left.personId, { tlp: 'AMBER_STRICT' });
    const member = viewers['a member of the organization']!.client;
    const [name, variables] = MOVES[move]!(left);
    const before = await everyRow(world);
    const refusal = await member.refusal(documentOf('mutation', fields[name]!), variables as Record<string, unknown>);
    expect(refusal.extensions.code).toBe('FORBIDDEN');
    expect(await everyRow(world)).toEqual(before);
    expect(
      await member.ask('query($id: ID!) { node(id: $id) { ... on ContactChannel { value } } }', { id: channel }),
    ).toEqual({ node: { value: null } });
  });

  test('but corrects the title that somebody had', async () => {
    const { former } = await someoneWhoLeft();
    await viewers['a member of the organization']!.client.ask(documentOf('mutation', fields['correctPosition']!), {
      positionId: former,
      input: { title: '係長補佐' },
    });
  });
});
