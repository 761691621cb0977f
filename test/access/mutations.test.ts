import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, World } from '../harness.js';
import { registerPerson } from '../scenario.js';
import { documentOf, rootFields, type RootField } from './documents.js';
import { everyRow, layGround, type Ground } from './ground.js';
import { MUTATION_LINES } from './mutation-lines.js';

let world: World;
let ground: Ground;
let fields: Readonly<Record<string, RootField>>;
let strangers: Readonly<Record<string, Client>>;
let readers: Readonly<Record<string, Client>>;
let members: Readonly<Record<string, Client>>;
let keepers: Readonly<Record<string, Client>>;

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
  readers = {
    'an auditor of the organization': await world.as('AUDITOR', own),
    'an auditor without an organization': await world.as('AUDITOR'),
    'a member of another organization': await world.as('MEMBER', other),
    'a member without an organization': await world.as('MEMBER'),
    'an administrator of another organization': await world.as('ADMINISTRATOR', other),
  };
  members = {
    'a member of the organization': await world.as('MEMBER', own),
    'an administrator of the organization': await world.as('ADMINISTRATOR', own),
  };
  keepers = {
    'an operator': ground.operator,
    'an operator of another organization': await world.as('OPERATOR', other),
    'a liaison officer': await world.as('LIAISON_OFFICER'),
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

async function codesOf(
  name: string,
  variables: Record<string, unknown>,
  clients: Readonly<Record<string, Client>>,
): Promise<Record<string, string>> {
  const document = documentOf('mutation', fields[name]!);
  const codes: Record<string, string> = {};
  for (const [who, client] of Object.entries(clients)) {
    // A key to the same answer later would be a row as well.
    const reply = await client.send(document, variables, { 'idempotency-key': `${name} by ${who}`.replace(/\W/g, '-') });
    codes[who] = reply.errors[0]?.extensions.code ?? 'carried out';
  }
  return codes;
}

const all = (clients: Readonly<Record<string, Client>>, code: unknown) =>
  Object.fromEntries(Object.keys(clients).map((who) => [who, code]));

test('every mutation of the schema has a line here', () => {
  expect(Object.keys(MUTATION_LINES).sort()).toEqual(Object.keys(fields).sort());
});

describe.each(Object.keys(MUTATION_LINES))('%s', (name) => {
  const { reach, prepare } = MUTATION_LINES[name]!;

  test('is refused to who may not, and nothing is written', async () => {
    const variables = await prepare(ground);
    const refused = reach === 'OWN' ? readers : { ...readers, ...members };
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

  test(`is carried out for ${reach === 'OWN' ? 'its own members, ' : ''}operators and liaison officers`, async () => {
    const allowed = reach === 'OWN' ? { ...members, ...keepers } : keepers;
    for (const [who, client] of Object.entries(allowed)) {
      const variables = await prepare(ground);
      const before = await everyRow(world);
      expect(await codesOf(name, variables, { [who]: client })).toEqual({ [who]: 'carried out' });
      const changed = Object.entries(await everyRow(world)).filter(([table, rows]) => rows !== before[table]);
      expect(changed.map(([table]) => table)).toEqual(expect.arrayContaining(['change_log', 'idempotency_key']));
    }
  });
});
