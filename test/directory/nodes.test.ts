import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isInterfaceType } from 'graphql';
import { generateKey } from 'openpgp';
import { newId } from '../../src/kernel/ids.js';
import { World, type Client } from '../harness.js';
import {
  addContactChannel,
  addEncryptionKey,
  appointPointOfContact,
  establishCsirt,
  positionsOf,
  recordEncounter,
  registerOrganization,
  registerPerson,
  registerSharingNetwork,
  setLiaisonTarget,
} from '../scenario.js';
import { carryOut, refusedQuery } from './asking.js';

const ENCOUNTERS = [
  ['Meeting', 'MEETING'],
  ['Consultation', 'CONSULTATION'],
  ['JointWork', 'JOINT_WORK'],
  ['Training', 'TRAINING'],
  ['Drill', 'DRILL'],
  ['Symposium', 'SYMPOSIUM'],
] as const;

let world: World;
let operator: Client;
let member: Client;
/** One id of each type. */
let ids: Readonly<Record<string, string>>;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  const organization = await registerOrganization(operator);
  const csirt = await establishCsirt(operator, organization);
  const person = await registerPerson(operator, organization);
  const { publicKey } = await generateKey({ userIDs: [{ email: 'csirt@bank.example' }] });
  member = await world.as('MEMBER', organization);
  const { apiKeys } = await member.ask<{ apiKeys: { id: string }[] }>('{ apiKeys { id } }');
  ids = {
    ApiKey: apiKeys[0]!.id,
    ContactChannel: await addContactChannel(operator, csirt),
    Csirt: csirt,
    EncryptionKey: await addEncryptionKey(operator, csirt, publicKey),
    LiaisonTarget: await setLiaisonTarget(operator, organization, await registerOrganization(operator)),
    Organization: organization,
    Person: person,
    PointOfContact: await appointPointOfContact(operator, csirt),
    Position: (await positionsOf(operator, person))[0]!,
    SharingNetwork: await registerSharingNetwork(operator, organization),
  };
  const attendees = [person, await registerPerson(operator, organization)];
  for (const [type, kind] of ENCOUNTERS)
    ids = { ...ids, [type]: await recordEncounter(operator, organization, attendees, { kind }) };
  ids = { ...ids, BreakGlassNotice: await someNotice(organization) };
});
afterAll(() => world?.stop());

/** Makes an operator read by break-glass what is RED; answers the notice to its owner. */
async function someNotice(organization: string): Promise<string> {
  const id = await registerPerson(member, organization, { tlp: 'RED' });
  const other = await world.as('OPERATOR');
  await carryOut(other, 'breakGlass', { reason: '架空の事案' });
  await other.ask('query($id: ID!) { node(id: $id) { id } }', { id });
  for (;;) {
    const { breakGlassNotices } = await member.ask<{ breakGlassNotices: { nodes: { id: string }[] } }>(
      '{ breakGlassNotices { nodes { id } } }',
    );
    if (breakGlassNotices.nodes[0]) return breakGlassNotices.nodes[0].id;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const node = async (id: string, asked = operator) =>
  (await asked.ask<{ node: unknown }>('query($id: ID!) { node(id: $id) { __typename id } }', { id })).node;

const nodes = async (wanted: readonly string[]) =>
  (
    await operator.ask<{ nodes: ({ id: string } | null)[] }>('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: wanted,
    })
  ).nodes;

test('every type that is a Node comes back by its id', async () => {
  const { schema } = world.apps[0]!;
  const type = schema.getType('Node');
  if (!isInterfaceType(type)) throw new Error('Node is no interface.');
  expect(
    schema
      .getPossibleTypes(type)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(ids).sort());
  for (const [__typename, id] of Object.entries(ids)) expect(await node(id, member)).toEqual({ __typename, id });
  // It is for whoever owns what was read.
  expect(await node(ids['BreakGlassNotice']!)).toBeNull();
});

test('ids name their type, are as long as one another, and sort by creation', async () => {
  const prefixes = Object.values(ids).map((id) => /^([a-z]+)_[0-9a-hjkmnp-tv-z]{26}$/.exec(id)?.[1]);
  const encounters = ENCOUNTERS.map(() => 'enc');
  expect(prefixes).toEqual([
    ...['apikey', 'channel', 'csirt', 'key', 'target', 'org', 'person', 'poc', 'position', 'network'],
    ...encounters,
    'notice',
  ]);
  const made = [];
  for (let n = 0; n < 5; n += 1) made.push(await registerOrganization(operator));
  expect(made.toSorted()).toEqual(made);
});

test('node is null for what is malformed, of no type of its own, or absent', async () => {
  const { Organization: id } = ids;
  const odd = [
    '',
    '_',
    'org_',
    id!.slice(0, -1),
    `${id}0`,
    id!.toUpperCase(),
    ` ${id}`,
    id!.replace('org', 'nobody'),
    'org_8zzzzzzzzzzzzzzzzzzzzzzzzz',
  ];
  for (const each of [...odd, newId('Organization'), newId('Constituency')])
    expect([each, await node(each)]).toEqual([each, null]);
});

test('node is null for what is hidden', async () => {
  const organization = await registerOrganization(operator);
  const person = await registerPerson(operator, organization, { tlp: 'AMBER_STRICT' });
  const [position] = await positionsOf(operator, person);
  const channel = await addContactChannel(operator, person);
  const { publicKey } = await generateKey({ userIDs: [{ email: 'hidden@bank.example' }] });
  const key = await addEncryptionKey(operator, person, publicKey);
  const [own, other] = [await world.as('MEMBER', organization), await world.as('MEMBER', ids['Organization'])];
  for (const id of [person, position!, channel, key]) {
    expect(await node(id, own)).toMatchObject({ id });
    expect(await node(id, other)).toBeNull();
  }
});

test('nodes answers in the order asked, the same one twice, and null where there is none', async () => {
  const { Person: person, Csirt: csirt } = ids as Record<'Person' | 'Csirt', string>;
  expect(await nodes([person, 'nothing', csirt, newId('Csirt'), person])).toEqual([
    { id: person },
    null,
    { id: csirt },
    null,
    { id: person },
  ]);
  expect(await nodes([])).toEqual([]);
});

test('nodes takes at most 100 ids', async () => {
  const wanted = Array.from({ length: 101 }, () => ids['Person']!);
  expect(await nodes(wanted.slice(1))).toHaveLength(100);
  expect(await refusedQuery(operator, 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: wanted })).toEqual({
    code: 'BAD_USER_INPUT',
    path: ['ids'],
  });
});

test('an argument that names something tells the wrong id from the absent one', async () => {
  const channel = ids['ContactChannel']!;
  const chain = 'query($id: ID!) { contactChain(to: $id) { at } }';
  for (const id of ['', 'org_', ids['Person']!, channel])
    expect(await refusedQuery(operator, chain, { id })).toEqual({ code: 'BAD_USER_INPUT', path: ['to'] });
  expect(await refusedQuery(operator, chain, { id: newId('Csirt') })).toEqual({ code: 'NOT_FOUND', path: ['to'] });
  const people = 'query($id: ID!) { people(filter: { organizationId: $id }) { totalCount } }';
  expect(await refusedQuery(operator, people, { id: channel })).toEqual({
    code: 'BAD_USER_INPUT',
    path: ['filter', 'organizationId'],
  });
  expect(await refusedQuery(operator, people, { id: newId('Organization') })).toEqual({
    code: 'NOT_FOUND',
    path: ['filter', 'organizationId'],
  });
});

test('what is retired stays under its id, what is removed does not', async () => {
  const { Csirt: csirt } = ids as Record<'Csirt', string>;
  const channel = await addContactChannel(operator, csirt);
  await carryOut(operator, 'retireContactChannel', { id: channel });
  const term = await appointPointOfContact(operator, csirt);
  await carryOut(operator, 'endPointOfContact', { id: term, on: '2020-04-01' });
  await carryOut(operator, 'removeEncryptionKey', { id: ids['EncryptionKey'] });
  expect(await nodes([channel, term, ids['EncryptionKey']!])).toEqual([{ id: channel }, { id: term }, null]);
});
