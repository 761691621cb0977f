import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateKey } from 'openpgp';
import { settled } from '../access/audience.js';
import { carryOut, read, refused } from '../directory/asking.js';
import { Client, World } from '../harness.js';
import {
  addContactChannel,
  addEncryptionKey,
  addPosition,
  appointPointOfContact,
  establishCsirt,
  positionsOf,
  recordEncounter,
  registerOrganization,
  registerPerson,
} from '../scenario.js';
import { everyReport } from './reporting.js';
import { everyAnswer, everyBook, everyTable } from './sweep.js';

/** What stands nowhere after the erasure; each is planted somewhere else. */
const PLANTED = {
  name: '秘匿 太郎',
  nameEn: 'Taro Hitoku',
  kana: 'ヒトク タロウ',
  'earlier name': '旧姓 太郎',
  'name of a double': '秘匿 多郎',
  'title of a position': '極秘課長補佐',
  'corrected title': '極秘係員',
  'title of a double': '極秘主任',
  'e-mail': 'taro.hitoku@bank.example',
  mobile: '+819000001111',
  'retired phone': '+81300002222',
  'channel of a term': '#taro-on-duty',
  'words in hours': 'ask for Taro',
  notes: '部屋の鍵は窓際の引き出し',
  'notes of something withdrawn': '電話は夜だけ',
};

let world: World;
let operator: Client;
let second: Client;
let home: string;
let partner: string;
let csirt: string;
let person: string;
let double: string;
let friend: string;
let colleague: string;
let term: string;
let position: string;
let channels: string[];
let key: string;
let fingerprint: string;
let armored: string;
let meeting: string;
let withdrawn: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  second = new Client(await world.addProcess(), operator.token);
  home = await registerOrganization(operator);
  partner = await registerOrganization(operator);
  csirt = await establishCsirt(operator, home);
  await establishCsirt(operator, partner);
  friend = await registerPerson(operator, partner);
  colleague = await registerPerson(operator, home);
  await plant();
});
afterAll(() => world?.stop());

/** Somebody of whom the directory holds whatever it can. */
async function plant(): Promise<void> {
  person = await registerPerson(operator, home, { name: PLANTED['earlier name'], title: PLANTED['corrected title'] });
  [position] = (await positionsOf(operator, person)) as [string];
  const input = { name: PLANTED.name, nameEn: PLANTED.nameEn, kana: PLANTED.kana };
  await carryOut(operator, 'updatePerson', { id: person, version: 1, input });
  await addPosition(operator, person, partner, { title: '極秘顧問', from: '2018-04-01', to: '2019-04-01' });
  // A plain correction leaves the wrong title nowhere, so this one is written past it.
  await world.sql('update position set title = $2, changed_at = now() where id = $1', [
    position,
    PLANTED['title of a position'],
  ]);
  double = await registerPerson(operator, home, {
    name: PLANTED['name of a double'],
    title: PLANTED['title of a double'],
    from: '2015-04-01',
  });
  channels = [
    await addContactChannel(operator, person, { kind: 'EMAIL', value: PLANTED['e-mail'] }),
    await addContactChannel(operator, double, { kind: 'MOBILE', value: PLANTED.mobile }),
    await addContactChannel(operator, person, { kind: 'PHONE', value: PLANTED['retired phone'] }),
  ];
  await carryOut(operator, 'retireContactChannel', { id: channels[2] });
  await carryOut(operator, 'updateContactChannel', {
    id: channels[0],
    input: { hours: `Mo-Fr 09:00-17:00 open "${PLANTED['words in hours']}"` },
  });
  await carryOut(operator, 'updateContactChannel', { id: channels[0], input: { hours: 'Mo-Fr 09:00-17:00' } });
  term = await appointPointOfContact(operator, csirt, { personId: person });
  channels.push(await addContactChannel(operator, term, { value: PLANTED['channel of a term'] }));
  ({ publicKey: armored } = await generateKey({ userIDs: [{ name: 'Example', email: 'key@bank.example' }] }));
  key = await addEncryptionKey(operator, person, armored);
  ({ fingerprint } = await read<{ fingerprint: string }>(operator, key, 'fingerprint'));
  meeting = await recordEncounter(operator, home, [person, friend], {
    title: `${PLANTED.name.replace(' ', '')}さんとの会合`,
    place: `Office of ${PLANTED.nameEn}`,
    notes: PLANTED.notes,
  });
  await carryOut(operator, 'amendEncounter', { id: meeting, version: 1, input: { title: '例示会合' } });
  withdrawn = await recordEncounter(operator, home, [double, colleague], {
    notes: PLANTED['notes of something withdrawn'],
  });
  await carryOut(operator, 'withdrawEncounter', { id: withdrawn, reason: `${PLANTED['name of a double']}は欠席` });
  await recordEncounter(operator, partner, [colleague, person, friend], { kind: 'JOINT_WORK' });
  await recordEncounter(operator, partner, [double, friend, colleague], { kind: 'DRILL', mode: 'ONLINE' });
  await carryOut(operator, 'mergePeople', { keepId: person, dropId: double });
}

/** By what each is found in a text, whatever its name is in. */
const marks = () => ({ ...PLANTED, fingerprint, armored: armored.split(/\r?\n/).at(3)!.trim() });

/** Which of the planted texts are in another. */
const foundIn = (text: string) =>
  Object.entries(marks()).flatMap(([what, planted]) =>
    [planted, planted.replaceAll(' ', '')].some((each) => text.includes(each)) ? [what] : [],
  );

const nodes = () => [person, friend, colleague, home, partner, csirt, term, position, ...channels, meeting, withdrawn];

const answers = async (asked: Client) => {
  const all = await everyAnswer(asked, world.apps[0]!.schema, nodes());
  const { found } = await asked.ask<{ found: unknown }>('{ found: people(last: 100) { nodes { name nameEn kana } } }');
  const { changes } = await asked.ask<{ changes: unknown }>(
    '{ changes(first: 100) { nodes { node { id ... on Person { name } } } } }',
  );
  const report = await everyReport(asked, person).catch((error: Error) => error.message);
  return `${all}${JSON.stringify([found, changes, report])}`;
};

/** Who is tied to whom, and how, without what anybody is called. */
const shape = (asked: Client, at: string) =>
  asked.ask<object>(
    `query($person: ID!, $friend: ID!, $home: ID!, $partner: ID!, $at: DateTime) {
      tie(from: $home, to: $partner, at: $at) { ... on OrganizationTie {
        strength concentration carriers { share person { id } } } }
      introductionPaths(from: $friend, to: $home, at: $at, first: 10) { trust people { id } ties { strength } }
      node(id: $person) { ... on Person {
        positions { id from to organization { id } } encounters { totalCount edges { cursor } }
        ties(at: $at) { totalCount nodes { strength trust lastMetAt to { id } encounters { totalCount } } } } }
      csirt: node(id: "${csirt}") { ... on Csirt { pointsOfContact(at: "2021-01-01T00:00:00Z") { id from person { id } } } }
    }`,
    { person, friend, home, partner, at },
  );

const search = (asked: Client, text: string) =>
  asked.ask<{ search: object[]; people: { totalCount: number } }>(
    'query($text: String!) { search(text: $text) { matched } people(filter: { text: $text }) { totalCount } }',
    { text },
  );

const erase = (by: Client, variables: object = {}) =>
  carryOut<{ id: string; name: string; erasedAt: string | null }>(
    by,
    'erasePerson',
    { id: person, reason: `${PLANTED.name}本人の求め`, ...variables },
    'id name nameEn kana erasedAt',
  );

test('what is planted is found, everywhere that is looked', async () => {
  const everything = Object.keys(marks());
  expect(foundIn(await everyTable(world))).toEqual(everything);
  const inMemory = foundIn(everyBook(world));
  for (const what of ['name', 'name of a double', 'title of a position', 'e-mail', 'retired phone', 'fingerprint'])
    expect(inMemory).toContain(what);
  expect(foundIn(await answers(operator))).toEqual(
    expect.arrayContaining(Object.keys(marks()).filter((what) => what !== 'notes of something withdrawn')),
  );
});

describe('refused', () => {
  test('is to erase a point of contact', async () => {
    expect(await refused(operator, 'erasePerson', { id: person, reason: '例示' })).toEqual({
      code: 'CONFLICT',
      path: ['id'],
    });
    await carryOut(operator, 'endPointOfContact', { id: term, on: '2024-04-01' });
    const next = await appointPointOfContact(operator, csirt, {
      personId: person,
      from: '2099-04-01',
      to: '2099-05-01',
    });
    expect(await refused(operator, 'erasePerson', { id: person, reason: '例示' })).toMatchObject({ code: 'CONFLICT' });
    await carryOut(operator, 'endPointOfContact', { id: next, on: '2099-04-01' });
  });

  test('is a stale version, an empty reason, and one that is too long', async () => {
    const tried = (given: object) => refused(operator, 'erasePerson', { id: person, reason: '例示', ...given });
    expect(await tried({ version: 1 })).toEqual({ code: 'CONFLICT', path: ['version'] });
    expect(await tried({ reason: '　' })).toEqual({ code: 'BAD_USER_INPUT', path: ['reason'] });
    expect(await tried({ reason: 'x'.repeat(1_001) })).toEqual({ code: 'BAD_USER_INPUT', path: ['reason'] });
  });
});

describe('after an erasure', () => {
  const now = new Date().toISOString();
  const then = '2025-06-01T00:00:00Z';
  let before: object[];
  let cursor: string;

  beforeAll(async () => {
    before = [await shape(operator, now), await shape(operator, then)];
    for (const { follower } of world.apps) await follower.catchUp();
    const { changes } = await operator.ask<{ changes: { pageInfo: { endCursor: string } } }>(
      '{ changes(first: 100) { pageInfo { endCursor } } }',
    );
    cursor = changes.pageInfo.endCursor;
    expect(await erase(second)).toEqual({
      id: person,
      name: '削除済み',
      nameEn: null,
      kana: null,
      erasedAt: expect.any(String),
    });
    for (const { follower } of world.apps) await follower.catchUp();
  });

  test('nothing of it is left: in no table, no process and no answer', async () => {
    expect(foundIn(await everyTable(world))).toEqual([]);
    expect(foundIn(everyBook(world))).toEqual([]);
    for (const asked of [operator, second, await world.as('MEMBER', home), await world.as('AUDITOR')])
      expect(foundIn(await answers(asked))).toEqual([]);
    for (const text of [PLANTED.name, PLANTED.nameEn, PLANTED.kana, PLANTED['earlier name'], '秘匿'])
      expect([text, await search(operator, text)]).toEqual([text, { search: [], people: { totalCount: 0 } }]);
  });

  test('a process that starts now knows the same as those that were told', async () => {
    await world.addProcess();
    const [first, told, fresh] = world.apps.map(({ directory, liaison }) => [directory.dump(), liaison.dump()]);
    expect(first).toStrictEqual(fresh);
    expect(told).toStrictEqual(fresh);
  });

  test('ties, paths, carriers and days are what they were', async () => {
    for (const asked of [operator, second]) expect([await shape(asked, now), await shape(asked, then)]).toEqual(before);
    expect(JSON.stringify(before)).toContain(person);
  });

  test('channels answer without a value, keys not at all, titles are empty', async () => {
    for (const id of channels)
      expect(await read(operator, id, 'value status hours erasedAt')).toEqual({
        value: null,
        status: 'RETIRED',
        hours: '24/7',
        erasedAt: expect.any(String),
      });
    const past = '2021-01-01T00:00:00Z';
    expect(await read(operator, person, `channels(at: "${past}") { id } keys { id }`)).toEqual({
      channels: [],
      keys: [],
    });
    expect(await read(operator, position, 'title person { id name }')).toEqual({
      title: '',
      person: { id: person, name: '削除済み' },
    });
    expect(await read(operator, meeting, 'title place notes attendeeCount')).toEqual({
      title: '例示会合',
      place: 'Office of 削除済み',
      notes: null,
      attendeeCount: 2,
    });
  });

  test('portals are told of all that was erased', async () => {
    await settled(world);
    const { changes } = await operator.ask<{
      changes: { nodes: { nodeId: string; removed: boolean; node: object }[] };
    }>(
      `query($after: String) { changes(after: $after) {
         nodes { nodeId removed node { ... on Person { erasedAt } ... on ContactChannel { erasedAt } } } } }`,
      { after: cursor },
    );
    const told = new Map(changes.nodes.map(({ nodeId, removed, node }) => [nodeId, { removed, node }]));
    for (const id of [person, ...channels])
      expect([id, told.get(id)]).toEqual([id, { removed: false, node: { erasedAt: expect.any(String) } }]);
    expect(told.get(key)).toMatchObject({ removed: true });
    for (const id of [position, meeting, withdrawn]) expect([id, told.has(id)]).toEqual([id, true]);
  });

  test('the audit keeps what was erased by ids and names of fields, and why, without a name', async () => {
    const [event] = await world.sql<{ entry: string }>(`select entry from audit_event where action = 'erasePerson'`);
    const { reason, subjects } = JSON.parse(event!.entry) as { reason: string; subjects: { id: string }[] };
    expect(reason).toBe('削除済み本人の求め');
    const fieldsOf = (id: string) => subjects.find((subject) => subject.id === id);
    expect(fieldsOf(person)).toEqual({ id: person, fields: ['erasedAt', 'kana', 'name', 'nameEn'] });
    expect(fieldsOf(position)).toEqual({ id: position, fields: ['title'] });
    expect(fieldsOf(channels[0]!)).toMatchObject({ fields: expect.arrayContaining(['value', 'erasedAt']) });
    expect(fieldsOf(key)).toMatchObject({ fields: expect.arrayContaining(['armored', 'fingerprint']) });
    expect(fieldsOf(meeting)).toMatchObject({ fields: expect.arrayContaining(['notes', 'place']) });
  });

  test('nothing more can be written to the person, but that a post ends', async () => {
    const post = { personId: person, organizationId: await registerOrganization(operator), title: '併任' };
    const attended = {
      kind: 'MEETING',
      title: '例示',
      startsAt: '2025-05-01T00:00:00Z',
      endsAt: '2025-05-01T01:00:00Z',
      hostId: home,
    };
    const { version } = await read<{ version: number }>(operator, person, 'version');
    const owner = { kind: 'CHAT', value: '#late' };
    const writes: [string, object, (string | number)[]][] = [
      ['updatePerson', { id: person, version, input: { name: 'X' } }, ['id']],
      ['correctPerson', { id: person, version, input: { name: 'X' }, reason: '例示' }, ['id']],
      ['erasePerson', { id: person, reason: '例示' }, ['id']],
      ['addPosition', { input: { ...post, from: '2020-04-01' } }, ['input', 'personId']],
      ['transferPerson', { input: { ...post, on: '2024-04-01' } }, ['input', 'personId']],
      ['correctPosition', { positionId: position, input: { title: 'X' } }, ['positionId']],
      [
        'appointPointOfContact',
        { input: { csirtId: csirt, personId: person, role: 'DEPUTY', from: '2020-04-01' } },
        ['input', 'personId'],
      ],
      ['endPointOfContact', { id: term, on: '2023-04-01' }, ['id']],
      ['addContactChannel', { input: { ownerId: person, ...owner } }, ['input', 'ownerId']],
      ['addContactChannel', { input: { ownerId: term, ...owner } }, ['input', 'ownerId']],
      ['updateContactChannel', { id: channels[0], input: { hours: '24/7' } }, ['id']],
      ['verifyContactChannel', { id: channels[0], outcome: 'CONFIRMED' }, ['id']],
      ['addEncryptionKey', { input: { ownerId: person, armored } }, ['input', 'ownerId']],
      ['mergePeople', { keepId: person, dropId: friend }, ['keepId']],
      ['mergePeople', { keepId: friend, dropId: person }, ['dropId']],
      ['recordEncounter', { input: { ...attended, attendeeIds: [friend, person] } }, ['input', 'attendeeIds', 1]],
    ];
    for (const [mutation, variables, path] of writes)
      expect([mutation, await refused(operator, mutation, { ...variables })]).toEqual([
        mutation,
        { code: 'CONFLICT', path },
      ]);
    await carryOut(operator, 'endPosition', { positionId: position, on: '2030-04-01' });
  });

  test('a record in which the person stands can still be amended', async () => {
    const { version } = await read<{ version: number }>(operator, meeting, 'version');
    await carryOut(operator, 'amendEncounter', {
      id: meeting,
      version,
      input: { attendeeIds: [person, friend, colleague] },
    });
    expect(await read(operator, meeting, 'attendeeCount')).toEqual({ attendeeCount: 3 });
  });
});
