import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { World, type Client } from '../harness.js';
import {
  appointPointOfContact,
  establishCsirt,
  joinSharingNetwork,
  nextNumber,
  positionsOf,
  registerOrganization,
  registerOrganizations,
  registerPerson,
  registerSharingNetwork,
} from '../scenario.js';
import { carryOut, momentAfter, read, refused } from './asking.js';

/** The day on which most of these organizations end, and the instants around its beginning in Tokyo. */
const ON = '2021-04-01';
const LAST = '2021-03-31T23:59:59.999+09:00';
const FIRST = '2021-04-01T00:00:00+09:00';

let world: World;
let operator: Client;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
});
afterAll(() => world?.stop());

const dissolve = (id: string, on: string, successorId?: string | null) =>
  carryOut<{ dissolvedOn: string; successor: { id: string } | null }>(
    operator,
    'dissolveOrganization',
    { id, on, successorId },
    'dissolvedOn successor { id }',
  );

const parentOf = async (id: string, at?: string) =>
  (await read<{ parent: { id: string } | null }>(operator, id, `parent(at: ${at ? `"${at}"` : 'null'}) { id }`)).parent
    ?.id;

async function ownerOf(indicator: string, at?: string): Promise<string | undefined> {
  const { whoIs } = await operator.ask<{ whoIs: { organization: { id: string } }[] }>(
    'query($indicator: String!, $at: DateTime) { whoIs(indicator: $indicator, at: $at) { organization { id } } }',
    { indicator, at },
  );
  return whoIs[0]?.organization.id;
}

describe('dissolveOrganization', () => {
  test('ends CSIRTs, positions, terms and memberships on that day', async () => {
    const id = await registerOrganization(operator, { name: '例示庁' });
    const csirt = await establishCsirt(operator, id);
    const person = await registerPerson(operator, id);
    const held = await appointPointOfContact(operator, csirt, { personId: person });
    const over = await appointPointOfContact(operator, csirt, { to: '2021-01-01' });
    const toCome = await appointPointOfContact(operator, csirt, { from: '2022-04-01' });
    const appointed = await registerPerson(operator, id, { from: '2022-04-01' });
    const network = await registerSharingNetwork(operator, await registerOrganization(operator));
    await joinSharingNetwork(operator, network, [id]);

    expect(await dissolve(id, ON)).toEqual({ dissolvedOn: ON, successor: null });

    const at = (field: string, fields: string) =>
      `before: ${field}(at: "${LAST}") ${fields} after: ${field}(at: "${FIRST}") ${fields}`;
    expect(await read(operator, id, at('csirts', '{ id }'))).toEqual({ before: [{ id: csirt }], after: [] });
    expect(await read(operator, id, at('networks', '{ id }'))).toEqual({ before: [{ id: network }], after: [] });
    expect(await read(operator, network, at('members', '{ nodes { id } }'))).toEqual({
      before: { nodes: [{ id }] },
      after: { nodes: [] },
    });
    expect(await read(operator, id, at('people', '{ nodes { id } }'))).toEqual({
      before: { nodes: [{ id: person }] },
      after: { nodes: [] },
    });
    expect(await read(operator, csirt, `disbandedOn ${at('pointsOfContact', '{ id }')}`)).toEqual({
      disbandedOn: ON,
      before: [{ id: held }],
      after: [],
    });
    expect(await read(operator, person, 'positions { to }')).toEqual({ positions: [{ to: ON }] });
    expect(await read(operator, over, 'to')).toEqual({ to: '2021-01-01' });
    // What had not begun never will.
    expect(await read(operator, toCome, 'from to')).toEqual({ from: '2022-04-01', to: '2022-04-01' });
    expect(await positionsOf(operator, appointed)).toEqual([]);
  });

  test('it is found no more, but for its id and the past', async () => {
    const name = `例示社 ${nextNumber()}`;
    const id = await registerOrganization(operator, { name, constituencies: ['gone.example'] });
    await dissolve(id, ON);
    const { organizations } = await operator.ask<{ organizations: { nodes: unknown[] } }>(
      'query($text: String) { organizations(filter: { text: $text }) { nodes { id } } }',
      { text: name },
    );
    expect(organizations.nodes).toEqual([]);
    expect(await read(operator, id, 'name constituencies { value }')).toEqual({ name, constituencies: [] });
    for (const indicator of [name, 'gone.example']) {
      expect(await ownerOf(indicator)).toBeUndefined();
      expect(await ownerOf(indicator, FIRST)).toBeUndefined();
      expect(await ownerOf(indicator, LAST)).toBe(id);
    }
    const heir = await registerOrganization(operator);
    const input = { constituencies: ['gone.example'] };
    await carryOut(operator, 'updateOrganization', { id: heir, version: 1, input });
    expect(await ownerOf('www.gone.example')).toBe(heir);
  });

  test('hands constituencies on that day, and at once the organizations below, to a successor', async () => {
    const [above, successor] = await registerOrganizations(operator, 2);
    const id = await registerOrganization(operator, { parentId: above, constituencies: ['passed.example', 'AS64500'] });
    const child = await registerOrganization(operator, { parentId: id });
    const before = momentAfter(world);
    expect(await dissolve(id, ON, successor)).toEqual({ dissolvedOn: ON, successor: { id: successor } });
    for (const indicator of ['www.passed.example', 'AS64500']) {
      expect(await ownerOf(indicator, LAST)).toBe(id);
      expect(await ownerOf(indicator, FIRST)).toBe(successor);
      expect(await ownerOf(indicator)).toBe(successor);
    }
    expect(await read(operator, successor, 'constituencies { value }')).toEqual({
      constituencies: [{ value: 'passed.example' }, { value: 'AS64500' }],
    });
    // A parent is no dated attribute: a change of it holds from its commit.
    expect([await parentOf(child, before), await parentOf(child)]).toEqual([id, successor]);
    expect(await parentOf(id)).toBe(above);
  });

  test('a successor from below takes its place, and none is above itself', async () => {
    const above = await registerOrganization(operator);
    const id = await registerOrganization(operator, { parentId: above });
    const child = await registerOrganization(operator, { parentId: id });
    const sibling = await registerOrganization(operator, { parentId: id });
    const successor = await registerOrganization(operator, { parentId: child });
    await dissolve(id, ON, successor);
    expect(await parentOf(child)).toBe(above);
    expect(await parentOf(sibling)).toBe(successor);
    expect(await parentOf(successor)).toBe(child);
  });

  test('without a successor those below stay below it, as it was', async () => {
    const id = await registerOrganization(operator);
    const child = await registerOrganization(operator, { parentId: id });
    await dissolve(id, ON);
    expect(await parentOf(child)).toBe(id);
  });

  test('a successor does not get what others held before it', async () => {
    const value = 'late.example';
    const first = await registerOrganization(operator, { constituencies: [value] });
    const id = await registerOrganization(operator);
    const held = momentAfter(world);
    await carryOut(operator, 'updateOrganization', { id: first, version: 1, input: { constituencies: [] } });
    await carryOut(operator, 'updateOrganization', { id, version: 1, input: { constituencies: [value] } });
    const successor = await registerOrganization(operator);
    // Entered late: it was dissolved years before it took the domain.
    await dissolve(id, ON, successor);
    expect(await ownerOf(value, FIRST)).toBe(first);
    expect(await ownerOf(value, held)).toBe(first);
    expect(await ownerOf(value)).toBe(successor);
  });

  test('is refused where it makes no sense', async () => {
    const [id, successor] = await registerOrganizations(operator, 2);
    const tried = (variables: object) => refused(operator, 'dissolveOrganization', { id, on: ON, ...variables });
    expect(await tried({ successorId: id })).toEqual({ code: 'BAD_USER_INPUT', path: ['successorId'] });
    expect(await tried({ on: '2021-02-29' })).toEqual({ code: 'BAD_USER_INPUT', path: ['on'] });
    await dissolve(successor, ON);
    expect(await tried({ successorId: successor })).toEqual({ code: 'BAD_USER_INPUT', path: ['successorId'] });
    expect(await tried({ id: successor })).toEqual({ code: 'CONFLICT', path: ['id'] });
    expect(await read(operator, id, 'dissolvedOn')).toEqual({ dissolvedOn: null });
  });
});

describe('an organization that will be dissolved', () => {
  const later = '2090-04-01';
  let id: string;
  let successor: string;

  beforeAll(async () => {
    id = await registerOrganization(operator, { constituencies: ['ending.example', 'dropped.example'] });
    successor = await registerOrganization(operator);
    await dissolve(id, later, successor);
  });

  test('is there until then', async () => {
    const { name } = await read<{ name: string }>(operator, id, 'name');
    expect([await ownerOf(name), await ownerOf('ending.example')]).toEqual([id, id]);
    expect([
      await ownerOf(name, '2090-03-31T15:00:00Z'),
      await ownerOf('ending.example', '2090-03-31T15:00:00Z'),
    ]).toEqual([undefined, successor]);
  });

  test('takes nothing that would outlast it', async () => {
    const person = await registerPerson(operator, id);
    expect(await read(operator, person, 'positions { to }')).toEqual({ positions: [{ to: later }] });
    const network = await registerSharingNetwork(operator, id);
    await joinSharingNetwork(operator, network, [id]);
    expect(await read(operator, network, 'members(at: "2090-04-01T00:00:00+09:00") { totalCount }')).toEqual({
      members: { totalCount: 0 },
    });
    const somebody = { personId: await registerPerson(operator, successor), organizationId: id, title: '顧問' };
    const fault = (mutation: string, input: object) => refused(operator, mutation, { input });
    expect(await fault('addPosition', { ...somebody, from: later })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['input', 'from'],
    });
    expect(await fault('addPosition', { ...somebody, from: '2089-04-01', to: '2090-04-02' })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['input', 'to'],
    });
    expect(await fault('transferPerson', { ...somebody, on: later })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['input', 'on'],
    });
    expect(await fault('registerPerson', { name: '例示', organizationId: id, title: '顧問', from: later })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['input', 'from'],
    });
    expect(await fault('establishCsirt', { organizationId: id, name: 'X', shortName: 'X' })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['input', 'organizationId'],
    });
    expect(
      await refused(operator, 'joinSharingNetwork', { networkId: network, organizationId: id, from: '2095-01-01' }),
    ).toEqual({ code: 'BAD_USER_INPUT', path: ['from'] });
  });

  test('still changes its constituencies, until then', async () => {
    const { version } = await read<{ version: number }>(operator, id, 'version');
    const input = { constituencies: ['ending.example', 'added.example'] };
    await carryOut(operator, 'updateOrganization', { id, version, input });
    expect(await read(operator, id, 'constituencies { value }')).toEqual({
      constituencies: [{ value: 'ending.example' }, { value: 'added.example' }],
    });
    expect(await ownerOf('dropped.example')).toBeUndefined();
    expect([await ownerOf('added.example'), await ownerOf('added.example', '2090-04-01T00:00:00+09:00')]).toEqual([
      id,
      undefined,
    ]);
  });
});
