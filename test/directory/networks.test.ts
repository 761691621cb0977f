import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { World, type Client } from '../harness.js';
import { joinSharingNetwork, nextNumber, registerOrganization, registerSharingNetwork } from '../scenario.js';
import { carryOut, read, refused } from './asking.js';

let world: World;
let operator: Client;
let hub: string;
let network: string;
let member: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  hub = await registerOrganization(operator);
});
afterAll(() => world?.stop());

beforeEach(async () => {
  network = await registerSharingNetwork(operator, hub);
  member = await registerOrganization(operator);
});

const leave = (on: string) =>
  carryOut(operator, 'leaveSharingNetwork', { networkId: network, organizationId: member, on }, 'id');

const join = (from: string) => joinSharingNetwork(operator, network, [member], from);

/** Whether the organization is a member, and the network one of its networks, at the beginning of a day in Tokyo. */
async function isMemberOn(day: string): Promise<boolean> {
  const at = `at: "${day}T00:00:00+09:00"`;
  const { members } = await read<{ members: { nodes: { id: string }[] } }>(
    operator,
    network,
    `members(${at}) { nodes { id } }`,
  );
  const { networks } = await read<{ networks: { id: string }[] }>(operator, member, `networks(${at}) { id }`);
  expect(networks).toEqual(members.nodes.length > 0 ? [{ id: network }] : []);
  return members.nodes.length > 0;
}

describe('registerSharingNetwork', () => {
  test('keeps what it is given', async () => {
    const name = `例示情報共有協議会 ${nextNumber()}`;
    const given = { name, nameEn: 'Example Sharing Council', description: '架空のもの。' };
    const id = await registerSharingNetwork(operator, hub, given);
    expect(await read(operator, id, 'name nameEn description hub { id } members { totalCount }')).toEqual({
      ...given,
      hub: { id: hub },
      members: { totalCount: 0 },
    });
    expect(await refused(operator, 'registerSharingNetwork', { input: { name, hubId: member } })).toEqual({
      code: 'CONFLICT',
      path: ['input', 'name'],
    });
  });

  test.each([
    ['an empty name', { name: ' ' }, 'name'],
    ['a long description', { description: 'x'.repeat(10_001) }, 'description'],
    ['a hub that is no organization', { hubId: 'network_01kdvdna00ef1b7d71ge8d9faq' }, 'hubId'],
  ])('refuses %s', async (_what, given, field) => {
    expect(await refused(operator, 'registerSharingNetwork', { input: { name: 'X', hubId: hub, ...given } })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['input', field],
    });
  });
});

describe('joining and leaving', () => {
  test('a membership holds from its first day until the day of leaving', async () => {
    await join('2024-04-01');
    expect([await isMemberOn('2024-03-31'), await isMemberOn('2024-04-01'), await isMemberOn('2090-04-01')]).toEqual([
      false,
      true,
      true,
    ]);
    expect(await leave('2025-04-01')).toEqual({ id: network });
    expect([await isMemberOn('2025-03-31'), await isMemberOn('2025-04-01')]).toEqual([true, false]);
  });

  test('one organization is a member once at a time, and may come back', async () => {
    await join('2024-04-01');
    const fault = (from: string) =>
      refused(operator, 'joinSharingNetwork', { networkId: network, organizationId: member, from });
    for (const from of ['2024-04-01', '2025-04-01', '2023-04-01'])
      expect(await fault(from)).toEqual({ code: 'CONFLICT', path: ['from'] });
    await leave('2025-04-01');
    expect(await fault('2025-03-31')).toEqual({ code: 'CONFLICT', path: ['from'] });
    await join('2025-04-01');
    await leave('2090-04-01');
    await leave('2089-04-01');
    await join('2090-04-01');
    expect([await isMemberOn('2088-12-31'), await isMemberOn('2089-12-31'), await isMemberOn('2090-12-31')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('leaving on the first day calls it off; who is no member on that day cannot leave', async () => {
    const fault = (on: string) =>
      refused(operator, 'leaveSharingNetwork', { networkId: network, organizationId: member, on });
    expect(await fault('2024-04-01')).toEqual({ code: 'BAD_USER_INPUT', path: ['on'] });
    await join('2024-04-01');
    expect(await fault('2024-03-31')).toEqual({ code: 'BAD_USER_INPUT', path: ['on'] });
    await leave('2024-04-01');
    expect(await isMemberOn('2024-04-01')).toBe(false);
    expect(await fault('2024-04-01')).toEqual({ code: 'BAD_USER_INPUT', path: ['on'] });
    await join('2024-04-01');
    expect(await isMemberOn('2024-04-01')).toBe(true);
  });

  test('ids are checked before anything else', async () => {
    const variables = { networkId: network, organizationId: member, from: '2024-04-01' };
    const absent = 'org_01kdvdna00ef1b7d71ge8d9faq';
    const fault = (given: object) => refused(operator, 'joinSharingNetwork', { ...variables, ...given });
    expect(await fault({ networkId: member })).toEqual({ code: 'BAD_USER_INPUT', path: ['networkId'] });
    expect(await fault({ organizationId: network })).toEqual({ code: 'BAD_USER_INPUT', path: ['organizationId'] });
    expect(await fault({ organizationId: absent })).toEqual({ code: 'NOT_FOUND', path: ['organizationId'] });
  });
});

test('sharingNetworks and members stand by id', async () => {
  const members = [hub, member, await registerOrganization(operator)];
  await joinSharingNetwork(operator, network, members.toReversed());
  expect(await read(operator, network, 'members { totalCount nodes { id } }')).toEqual({
    members: { totalCount: 3, nodes: members.map((id) => ({ id })) },
  });
  const later = await registerSharingNetwork(operator, member);
  const { sharingNetworks } = await operator.ask<{ sharingNetworks: { nodes: { id: string }[] } }>(
    '{ sharingNetworks(last: 2) { nodes { id } } }',
  );
  expect(sharingNetworks.nodes).toEqual([{ id: network }, { id: later }]);
});
