import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { generateKey } from 'openpgp';
import { parseEntry } from '../../src/access/audit/event.js';
import { carryOut, refusedQuery } from '../directory/asking.js';
import { World, type Client } from '../harness.js';
import { Proxy } from '../kernel/proxy.js';
import { PATIENCE, within } from '../kernel/two-processes.js';
import {
  addContactChannel,
  addEncryptionKey,
  appointPointOfContact,
  establishCsirt,
  positionsOf,
  recordEncounter,
  registerOrganization,
  registerPerson,
} from '../scenario.js';
import { everyReport } from './reporting.js';

let proxy: Proxy;
let world: World;
let operator: Client;
let member: Client;
let home: string;
let person: string;
let double: string;
let friend: string;
let position: string;
let term: string;
let channels: string[];
let red: string;
let key: string;

beforeAll(async () => {
  proxy = await Proxy.start();
  world = await World.start({ through: (url) => proxy.to(url) });
  operator = await world.as('OPERATOR');
  home = await registerOrganization(operator);
  member = await world.as('MEMBER', home);
  friend = await registerPerson(operator, home);
  person = await registerPerson(operator, home, { name: '例示 はじめ' });
  await carryOut(operator, 'updatePerson', { id: person, version: 1, input: { name: '例示 つぎ', kana: 'ツギ' } });
  double = await registerPerson(operator, home, { name: '例示 ふたり' });
  [position] = (await positionsOf(operator, person)) as [string];
  term = await appointPointOfContact(operator, await establishCsirt(operator, home), { personId: person });
  await carryOut(operator, 'endPointOfContact', { id: term, on: '2024-04-01' });
  channels = [
    await addContactChannel(operator, person, { kind: 'EMAIL', value: 'tsugi@bank.example' }),
    await addContactChannel(operator, term, { value: '#duty' }),
  ];
  red = await addContactChannel(member, person, { value: '#red', tlp: 'RED' });
  const at = '2025-04-01T00:00:00.000Z';
  await carryOut(operator, 'verifyContactChannel', { id: channels[0], outcome: 'CONFIRMED', at });
  await carryOut(operator, 'updateContactChannel', { id: channels[0], input: { hours: 'Mo-Fr 09:00-17:00' } });
  await carryOut(operator, 'retireContactChannel', { id: channels[0] });
  const { publicKey } = await generateKey({ userIDs: [{ email: 'tsugi@bank.example' }] });
  key = await addEncryptionKey(operator, person, publicKey);
  await carryOut(operator, 'removeEncryptionKey', { id: key });
  await recordEncounter(operator, home, [person, friend], { notes: '控え' });
  await recordEncounter(member, home, [double, friend], { tlp: 'RED' });
  const withdrawn = await recordEncounter(operator, home, [person, friend]);
  await carryOut(operator, 'withdrawEncounter', { id: withdrawn, reason: '二重' });
  await carryOut(operator, 'mergePeople', { keepId: person, dropId: double });
});
afterAll(async () => {
  await world?.stop();
  proxy?.cut();
});

test('tells its own organization all that is held of somebody, and what was held', async () => {
  const report = await everyReport(member, person);
  expect(report).toMatchObject({ withheld: 0, person: { id: person, name: '例示 つぎ' } });
  const names = report.names.map(({ personId, name, replacedAt }) => [personId, name, replacedAt !== null]);
  // The merge was a new version of both.
  expect(names).toEqual([
    [person, '例示 はじめ', true],
    [person, '例示 つぎ', true],
    [double, '例示 ふたり', true],
    ...[
      [person, '例示 つぎ', false],
      [double, '例示 ふたり', false],
    ].sort(([a], [b]) => (a! < b! ? -1 : 1)),
  ]);
  expect(report.positions.map(({ id }) => id)).toContain(position);
  expect(report.positions).toHaveLength(2);
  expect(report.pointsOfContact).toMatchObject([{ id: term, to: '2024-04-01' }]);
  expect(report.channels.map(({ id, value }) => [id, value])).toEqual([
    [channels[0], 'tsugi@bank.example'],
    [channels[1], '#duty'],
    [red, '#red'],
  ]);
  expect(report.channels[0]!.verifications).toEqual([{ at: '2025-04-01T00:00:00.000Z', outcome: 'CONFIRMED' }]);
  expect(report.keys).toMatchObject([{ id: key, removedAt: expect.any(String) }]);
  expect(report.encounters).toMatchObject({ totalCount: 3 });
  expect(report.encounters.nodes).toContainEqual(expect.objectContaining({ notes: '控え' }));
  expect(report.encounters.nodes).toContainEqual(expect.objectContaining({ withdrawalReason: '二重' }));
  const before = (id: string) => report.earlierVersions.filter(({ nodeId }) => nodeId === id);
  expect(before(channels[0]!)[0]).toMatchObject({
    version: 1,
    values: expect.arrayContaining([{ field: 'hours', value: '24/7' }]),
  });
  expect(before(term)).toMatchObject([{ version: 1, values: expect.arrayContaining([{ field: 'to', value: null }]) }]);
});

test('leaves out what the viewer may not see, and counts it', async () => {
  const report = await everyReport(operator, person);
  expect(report.withheld).toBe(2);
  expect(report.channels.map(({ id }) => id)).toEqual(channels);
  expect(report.encounters.totalCount).toBe(2);
});

test('counts a value that is withheld of a channel that is listed', async () => {
  const partner = await registerOrganization(operator);
  const moved = await registerPerson(operator, home);
  const held = await addContactChannel(member, moved, { tlp: 'AMBER_STRICT' });
  const theirs = await world.as('MEMBER', partner);
  const post = { personId: moved, organizationId: partner, title: '出向', from: '2020-04-01' };
  await carryOut(operator, 'addPosition', { input: post });
  expect(await everyReport(theirs, moved)).toMatchObject({ withheld: 0, channels: [{ id: held }] });
  const desk = await appointPointOfContact(operator, await establishCsirt(operator, home), {
    personId: moved,
    from: '2020-04-01',
    to: '2021-04-01',
  });
  const strict = await addContactChannel(member, desk, { tlp: 'AMBER_STRICT' });
  const report = await everyReport(theirs, moved);
  expect(report).toMatchObject({ withheld: 1 });
  expect(report.channels).toContainEqual(expect.objectContaining({ id: strict, value: null }));
});

test('leaves out a name that the record had while it was RED', async () => {
  const renamed = await registerPerson(member, home, { name: '例示 むかし', tlp: 'RED' });
  await carryOut(member, 'updatePerson', { id: renamed, version: 1, input: { name: '例示 いま', tlp: 'AMBER' } });
  const both = { withheld: 0, names: [{ name: '例示 むかし', tlp: 'RED' }, { name: '例示 いま' }] };
  expect(await everyReport(member, renamed)).toMatchObject(both);
  expect(await everyReport(operator, renamed)).toMatchObject({ withheld: 1, names: [{ name: '例示 いま' }] });
  const duty = await world.as('OPERATOR');
  await carryOut(duty, 'breakGlass', { reason: '例示の事故' });
  expect(await everyReport(duty, renamed)).toMatchObject(both);
  const query = '{ breakGlassNotices { nodes { records { id fields } } } }';
  const notices = () => member.ask<{ breakGlassNotices: { nodes: { records: { id: string }[] }[] } }>(query);
  const told = await within(PATIENCE, notices, ({ breakGlassNotices }) => breakGlassNotices.nodes.length > 0);
  const records = told.breakGlassNotices.nodes.flatMap((notice) => notice.records);
  expect(records).toContainEqual({ id: renamed, fields: ['names'] });
});

test('is for those who keep the directory and those whose the record is, and for nobody else', async () => {
  const query = 'query($id: ID!) { personalDataReport(personId: $id) { withheld } }';
  const asks = async (role: 'AUDITOR' | 'MEMBER' | 'ADMINISTRATOR', organization: string | null) =>
    (await refusedQuery(await world.as(role, organization), query, { id: person })).code;
  const other = await registerOrganization(operator);
  expect([await asks('AUDITOR', home), await asks('MEMBER', other), await asks('ADMINISTRATOR', other)]).toEqual([
    'FORBIDDEN',
    'FORBIDDEN',
    'FORBIDDEN',
  ]);
  expect(await asks('MEMBER', null)).toBe('NOT_FOUND');
  expect(await refusedQuery(operator, query, { id: double })).toEqual({ code: 'NOT_FOUND', path: ['personId'] });
  expect(await refusedQuery(operator, query, { id: home })).toEqual({ code: 'BAD_USER_INPUT', path: ['personId'] });
  expect(await everyReport(await world.as('ADMINISTRATOR', home), person)).toMatchObject({ withheld: 0 });
});

test('a name that was corrected was never another', async () => {
  const wrong = '誤記 例示';
  const somebody = await registerPerson(operator, home, { name: wrong, nameEn: 'Goki' });
  await carryOut(operator, 'updatePerson', { id: somebody, version: 1, input: { tlp: 'AMBER' } });
  const input = { name: '正記 例示', nameEn: null };
  const reason = `${wrong}は別人`;
  await carryOut(operator, 'correctPerson', { id: somebody, version: 2, input, reason });
  const { names } = await everyReport(operator, somebody);
  expect(names).toHaveLength(3);
  for (const each of names) expect(each).toMatchObject({ name: '正記 例示', nameEn: null });
  const [left] = await world.sql<{ count: number }>(
    `select count(*)::int as count from (
       select image::text as text from row_history union all select image::text from change_log
       union all select entry from audit_event) kept where text like '%' || $1 || '%' or text like '%Goki%'`,
    [wrong],
  );
  expect(left).toEqual({ count: 0 });
  const { search } = await operator.ask<{ search: unknown[] }>(`{ search(text: "${wrong}") { matched } }`);
  expect(search).toEqual([]);
});

test('of somebody whom break-glass alone shows, is a reading of the names and of what was', async () => {
  const hidden = await registerPerson(member, home, { name: '例示 かくれ', tlp: 'RED' });
  const duty = await world.as('OPERATOR');
  await carryOut(duty, 'breakGlass', { reason: '例示の障害' });
  expect(await everyReport(duty, hidden)).toMatchObject({ withheld: 0, names: [{ name: '例示 かくれ' }] });
  const readings = async () =>
    (
      await world.sql<{ entry: string }>(
        `select entry from audit_event where kind = 'READING' and entry like '%' || $1 || '%'`,
        [hidden],
      )
    ).map(({ entry }) => parseEntry(entry));
  const [event] = await within(PATIENCE, readings, (found) => found.length > 0);
  expect(event!.subjects.find(({ id }) => id === hidden)!.fields).toContain('names');
});

test('is UNAVAILABLE while the database is away', async () => {
  proxy.cut();
  const query = 'query($id: ID!) { personalDataReport(personId: $id) { withheld } }';
  expect(await refusedQuery(operator, query, { id: person })).toMatchObject({ code: 'UNAVAILABLE' });
});
