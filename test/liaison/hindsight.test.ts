import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { carryOut, isThere, read, refused } from '../directory/asking.js';
import { World, type Client } from '../harness.js';
import { addPosition, positionsOf, recordEncounter, registerOrganizations, registerPerson } from '../scenario.js';

/**
 * The organizations in which attendees held positions own the record of an encounter. So whoever could place somebody in
 * its own organization afterwards would open what that one did elsewhere.
 */
let world: World;
let operator: Client;
let theirs: string;
let own: string;
let owners: Client;
let member: Client;
let encounter: string;
/** Was with the others until 2025-04-01, and is with the member's organization since. */
let person: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  [theirs, own] = await registerOrganizations(operator, 2);
  [owners, member] = [await world.as('MEMBER', theirs), await world.as('MEMBER', own)];
  person = await registerPerson(operator, theirs);
  const colleague = await registerPerson(operator, theirs);
  encounter = await recordEncounter(owners, theirs, [person, colleague], {
    startsAt: '2023-05-01T10:00:00+09:00',
    tlp: 'RED',
  });
  await carryOut(operator, 'transferPerson', {
    input: { personId: person, organizationId: own, title: '課長', on: '2025-04-01' },
  });
});
afterAll(() => world?.stop());

const post = (from: string, to: string | null = null) => ({
  input: { personId: person, organizationId: own, title: '併任', from, to },
});

describe('a member opens no record of what somebody did elsewhere', () => {
  test('by a further post for days past', async () => {
    for (const [from, to] of [
      ['2023-05-01', '2023-05-02'],
      ['2020-01-01', '2020-04-02'],
      ['2025-03-31', '2025-04-01'],
    ] as const)
      expect(await refused(member, 'addPosition', post(from, to))).toEqual({ code: 'FORBIDDEN' });
    expect(await isThere(member, encounter)).toBe(false);
  });

  test('by an earlier beginning of a post', async () => {
    const [, positionId] = await positionsOf(operator, person);
    const correction = { positionId, input: { from: '2023-04-01' } };
    expect(await refused(member, 'correctPosition', correction)).toEqual({ code: 'FORBIDDEN' });
    expect(await isThere(member, encounter)).toBe(false);
  });

  test('by a double that was there all the time', async () => {
    const dropId = await registerPerson(member, own, { from: '2023-01-01' });
    expect(await refused(member, 'mergePeople', { keepId: person, dropId })).toEqual({ code: 'FORBIDDEN' });
    expect(await refused(member, 'mergePeople', { keepId: dropId, dropId: person })).toEqual({ code: 'FORBIDDEN' });
    expect(await isThere(member, encounter)).toBe(false);
  });

  test('whether there is such a record or not', async () => {
    const other = await registerPerson(operator, theirs);
    await carryOut(operator, 'transferPerson', {
      input: { personId: other, organizationId: own, title: '係長', on: '2025-04-01' },
    });
    const input = { ...post('2023-05-01', '2023-05-02').input, personId: other };
    expect(await refused(member, 'addPosition', { input })).toEqual({ code: 'FORBIDDEN' });
  });
});

test('a member writes the days past on which somebody was nowhere else, and days to come as they are', async () => {
  const newcomer = await registerPerson(member, own, { from: '2024-04-01' });
  const [first] = await positionsOf(member, newcomer);
  await carryOut(member, 'correctPosition', { positionId: first, input: { from: '2022-04-01' } });
  const shared = await registerPerson(member, own, { from: '2024-04-01' });
  await addPosition(operator, shared, theirs, { from: '2024-04-01' });
  const [position] = await positionsOf(member, shared);
  await carryOut(member, 'endPosition', { positionId: position, on: '2099-01-01' });
  await carryOut(member, 'correctPosition', { positionId: position, input: { to: null } });
  expect(await read(member, shared, 'positions { to }')).toEqual({ positions: [{ to: null }, { to: null }] });
});

test('an operator enters a further post afterwards, and with it who owns the records of that time', async () => {
  await carryOut(operator, 'addPosition', post('2022-01-01', '2022-02-01'));
  expect(await isThere(member, encounter)).toBe(false);
  await carryOut(operator, 'addPosition', post('2023-05-01', '2023-05-02'));
  expect(await isThere(member, encounter)).toBe(true);
});
