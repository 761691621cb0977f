import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { World, type Client } from '../harness.js';
import {
  addContactChannel,
  appointPointOfContact,
  establishCsirt,
  joinSharingNetwork,
  nextNumber,
  positionsOf,
  registerOrganization,
  registerPerson,
  registerSharingNetwork,
} from '../scenario.js';
import { setClock } from '../directory/asking.js';
import { settled } from './audience.js';

const DAY = 86_400_000;

const MINUTE = 60_000;

/** The last minute before a day begins in the community's time zone. */
const justBefore = (day: string) => new Date(Date.parse(`${day}T00:00:00+09:00`) - MINUTE).toISOString();

interface Told {
  readonly nodeId: string;
  readonly removed: boolean;
  readonly node: { readonly id: string } | null;
}

let world: World;
let operator: Client;
let own: string;
let other: string;
/** Members of the two organizations. */
let member: Client;
let stranger: Client;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  own = await registerOrganization(operator);
  other = await registerOrganization(operator);
  member = await world.as('MEMBER', own);
  stranger = await world.as('MEMBER', other);
});
afterAll(() => world?.stop());

const sees = async (viewer: Client, id: string) =>
  (await viewer.ask<{ node: unknown }>('query($id: ID!) { node(id: $id) { id } }', { id })).node !== null;

const valueOf = async (viewer: Client, id: string) =>
  (
    await viewer.ask<{ node: { value: string | null } | null }>(
      'query($id: ID!) { node(id: $id) { ... on ContactChannel { value } } }',
      { id },
    )
  ).node;

const setTlp = async (by: Client, id: string, tlp: string) => {
  const { node } = await by.ask<{ node: { version: number } }>(
    'query($id: ID!) { node(id: $id) { ... on Person { version } } }',
    { id },
  );
  await by.ask(
    'mutation($id: ID!, $v: Int!, $t: Tlp!) { updatePerson(id: $id, version: $v, input: { tlp: $t }) { id } }',
    {
      id,
      v: node.version,
      t: tlp,
    },
  );
};

const transfer = (personId: string, organizationId: string, on: string) =>
  operator.ask(
    'mutation($p: ID!, $o: ID!, $d: Date!) { transferPerson(input: { personId: $p, organizationId: $o, title: "x", on: $d }) { person { id } } }',
    { p: personId, o: organizationId, d: on },
  );

const endPosition = (by: Client, positionId: string, on: string) =>
  by.ask('mutation($p: ID!, $d: Date!) { endPosition(positionId: $p, on: $d) { person { id } } }', {
    p: positionId,
    d: on,
  });

/** What `changes` tells a viewer, and where it ends. */
async function told(viewer: Client, after: string | null = null): Promise<{ changes: Told[]; end: string | null }> {
  await settled(world);
  const { changes } = await viewer.ask<{ changes: { nodes: Told[]; pageInfo: { endCursor: string | null } } }>(
    'query($after: String) { changes(after: $after) { nodes { nodeId removed node { id } } pageInfo { endCursor } } }',
    { after },
  );
  if (changes.nodes.length === 0) return { changes: [], end: after };
  const rest = await told(viewer, changes.pageInfo.endCursor);
  return { changes: [...changes.nodes, ...rest.changes], end: rest.end };
}

describe('whose a person is', () => {
  test('that of the post held last, when none is held', async () => {
    const person = await registerPerson(member, own, { tlp: 'AMBER_STRICT' });
    await endPosition(member, (await positionsOf(member, person))[0]!, '2022-04-01');
    expect([await sees(member, person), await sees(stranger, person)]).toEqual([true, false]);
  });

  test('that of every post held now', async () => {
    const person = await registerPerson(member, own, { tlp: 'AMBER_STRICT' });
    const channel = await addContactChannel(member, person, { tlp: 'RED', value: '#both' });
    await operator.ask(
      'mutation($p: ID!, $o: ID!) { addPosition(input: { personId: $p, organizationId: $o, title: "x", from: "2024-04-01" }) { id } }',
      { p: person, o: other },
    );
    for (const viewer of [member, stranger]) expect(await valueOf(viewer, channel)).toEqual({ value: '#both' });
  });

  test('that of the new post, from its first day on', async () => {
    const person = await registerPerson(member, own, { tlp: 'AMBER_STRICT' });
    const channel = await addContactChannel(member, person, { tlp: 'RED', value: '#desk' });
    const from = new Date(world.clock.now() + 2 * DAY).toISOString().slice(0, 10);
    await transfer(person, other, from);
    setClock(world, justBefore(from));
    expect([await sees(member, person), await sees(stranger, person)]).toEqual([true, false]);
    world.clock.move(MINUTE);
    expect([await valueOf(member, channel), await valueOf(stranger, channel)]).toEqual([null, { value: '#desk' }]);
  });
});

test('a sharing network opens what is AMBER while both are members of it', async () => {
  const hub = await registerOrganization(operator);
  const network = await registerSharingNetwork(operator, hub);
  const partner = await registerOrganization(operator);
  const viewer = await world.as('MEMBER', partner);
  const person = await registerPerson(member, own, { tlp: 'AMBER' });
  const day = (days: number) => new Date(world.clock.now() + days * DAY).toISOString().slice(0, 10);
  const leave = (organization: string, on: string) =>
    operator.ask(
      'mutation($n: ID!, $o: ID!, $d: Date!) { leaveSharingNetwork(networkId: $n, organizationId: $o, on: $d) { id } }',
      { n: network, o: organization, d: on },
    );
  /** What is seen until the last minute before a day begins, and from then on. */
  const around = async (on: string) => {
    setClock(world, justBefore(on));
    const before = await sees(viewer, person);
    world.clock.move(MINUTE);
    return [before, await sees(viewer, person)];
  };
  await joinSharingNetwork(operator, network, [own]);
  const begin = day(2);
  await joinSharingNetwork(operator, network, [partner], begin);
  expect(await around(begin)).toEqual([false, true]);
  // To be the hub is not to be a member.
  expect(await sees(await world.as('MEMBER', hub), person)).toBe(false);
  const ownerLeaves = day(2);
  await leave(own, ownerLeaves);
  expect(await around(ownerLeaves)).toEqual([true, false]);
  const ownerIsBack = day(2);
  await joinSharingNetwork(operator, network, [own], ownerIsBack);
  expect(await around(ownerIsBack)).toEqual([false, true]);
  const viewerLeaves = day(2);
  await leave(partner, viewerLeaves);
  expect(await around(viewerLeaves)).toEqual([true, false]);
});

describe('somebody who is hidden now', () => {
  test('is told of once in changes, and what comes after not at all', async () => {
    const person = await registerPerson(member, own);
    const position = (await positionsOf(member, person))[0]!;
    const channel = await addContactChannel(member, person, { tlp: 'GREEN' });
    const { changes, end } = await told(stranger);
    for (const id of [person, position, channel])
      expect(changes).toContainEqual({ nodeId: id, removed: false, node: { id } });

    await setTlp(member, person, 'RED');
    const once = await told(stranger, end);
    expect(once.changes).toEqual([{ nodeId: person, removed: true, node: null }]);

    const later = [
      await addContactChannel(member, person, { tlp: 'CLEAR' }),
      await appointPointOfContact(member, await establishCsirt(member, own), { personId: person }),
    ];
    await member.ask('mutation($id: ID!) { correctPosition(positionId: $id, input: { title: "x" }) { id } }', {
      id: position,
    });
    await setTlp(member, person, 'AMBER_STRICT');
    const silent = await told(stranger, once.end);
    // The title of a position that a portal has: it is told to drop it, as it would have been of the person.
    expect(silent.changes.filter(({ nodeId }) => nodeId === person || nodeId === later[0])).toEqual([]);
    expect(silent.changes.filter(({ removed }) => removed)).toEqual([{ nodeId: position, removed: true, node: null }]);

    // Whoever begins anew is told of no change of theirs as a change of something there is.
    const anew = await told(stranger);
    expect(
      anew.changes.filter(({ nodeId, removed }) => [person, position, channel].includes(nodeId) && !removed),
    ).toEqual([]);

    await setTlp(member, person, 'GREEN');
    const back = await told(stranger, silent.end);
    expect(back.changes).toContainEqual({ nodeId: person, removed: false, node: { id: person } });
  });

  test('is told of when a transfer took them out of sight, and not after that', async () => {
    const person = await registerPerson(member, own, { tlp: 'AMBER_STRICT' });
    const before = await told(member);
    const newcomer = await told(stranger);
    await transfer(person, other, '2024-04-01');
    const moved = await told(member, before.end);
    expect(moved.changes).toContainEqual({ nodeId: person, removed: true, node: null });
    const [, next] = await positionsOf(stranger, person);
    expect((await told(stranger, newcomer.end)).changes).toContainEqual({
      nodeId: person,
      removed: false,
      node: { id: person },
    });
    const channel = await addContactChannel(stranger, person, { tlp: 'CLEAR' });
    await endPosition(stranger, next!, '2025-04-01');
    expect(
      (await told(member, moved.end)).changes.filter(({ nodeId }) => nodeId === channel || nodeId === person),
    ).toEqual([]);
  });

  test('was never told of to whom they were always hidden', async () => {
    const before = await told(stranger);
    const person = await registerPerson(member, own, { tlp: 'RED' });
    await addContactChannel(member, person, { tlp: 'CLEAR' });
    await setTlp(member, person, 'AMBER_STRICT');
    await endPosition(member, (await positionsOf(member, person))[0]!, '2025-04-01');
    expect((await told(stranger, before.end)).changes).toEqual([]);
  });

  test('does not come back by an Idempotency-Key', async () => {
    const document =
      'mutation($o: ID!, $n: String!) { registerPerson(input: { name: $n, organizationId: $o, title: "x", from: "2020-04-01", tlp: AMBER_STRICT }) { id name } }';
    const variables = { o: own, n: `見本 ${nextNumber()}` };
    const key = { 'idempotency-key': `sight-${nextNumber()}` };
    const first = await member.ask<{ registerPerson: { id: string } }>(document, variables, key);
    expect(await member.ask(document, variables, key)).toEqual(first);
    await transfer(first.registerPerson.id, other, '2024-04-01');
    const { data, errors } = await member.send(document, variables, key);
    expect([data, errors.map(({ extensions }) => extensions.code)]).toEqual([null, ['NOT_FOUND']]);
  });

  test('takes no place in a search, and their channels none in a contact chain', async () => {
    const name = `早見 ${nextNumber()}`;
    const hidden = await registerPerson(member, own, { name, tlp: 'RED' });
    const seen = await registerPerson(member, own, { name: `${name} 二郎` });
    const search = (viewer: Client) =>
      viewer.ask('query($t: String!) { search(text: $t, first: 1) { node { id } } }', { t: name });
    expect(await search(member)).toEqual({ search: [{ node: { id: hidden } }] });
    expect(await search(stranger)).toEqual({ search: [{ node: { id: seen } }] });

    const csirt = await establishCsirt(member, own);
    const contact = await appointPointOfContact(member, csirt, { personId: hidden });
    await addContactChannel(member, hidden, { tlp: 'CLEAR', value: '#shared' });
    const shared = await addContactChannel(member, csirt, { tlp: 'CLEAR', value: '#shared' });
    const chain = async (viewer: Client) =>
      (
        await viewer.ask<{ contactChain: { steps: unknown[] } }>(
          'query($c: ID!) { contactChain(to: $c) { steps { pointOfContact { id personWithheld } channels { id } } } }',
          { c: csirt },
        )
      ).contactChain.steps.slice(0, 2);
    expect(await chain(stranger)).toEqual([
      { pointOfContact: { id: contact, personWithheld: true }, channels: [] },
      { pointOfContact: null, channels: [{ id: shared }] },
    ]);
  });
});
