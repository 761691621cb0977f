import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { generateKey } from 'openpgp';
import { World, type Client } from '../harness.js';
import {
  addContactChannel,
  addEncryptionKey,
  appointPointOfContact,
  establishCsirt,
  joinSharingNetwork,
  positionsOf,
  registerOrganization,
  registerPeople,
  registerPerson,
  registerSharingNetwork,
} from '../scenario.js';
import { carryOut, refusedQuery } from './asking.js';

interface Change {
  readonly sequence: string;
  readonly at: string;
  readonly nodeId: string;
  readonly removed: boolean;
  readonly node: { readonly id: string } | null;
}

interface Page {
  readonly nodes: readonly Change[];
  readonly edges: readonly { readonly cursor: string; readonly node: Change }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount?: number;
}

const CHANGE = '{ sequence at nodeId removed node { id } }';
const PAGE = `{ nodes ${CHANGE} edges { cursor node ${CHANGE} } pageInfo { hasNextPage startCursor endCursor } }`;

let world: World;
let operator: Client;
let organization: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
});
afterAll(() => world?.stop());

beforeEach(async () => {
  organization = await registerOrganization(operator);
});

async function page(asked: Client, after: string | null, first: number | null = null): Promise<Page> {
  const { changes } = await asked.ask<{ changes: Page }>(
    `query($after: String, $first: Int) { changes(after: $after, first: $first) ${PAGE} }`,
    { after, first },
  );
  return changes;
}

/** Everything after a cursor, in pages of a size. */
async function walk(asked: Client, after: string | null, size = 100): Promise<Change[]> {
  const found: Change[] = [];
  for (let cursor = after; ;) {
    const { nodes, edges, pageInfo } = await page(asked, cursor, size);
    expect(edges).toEqual(nodes.map((node) => ({ cursor: node.sequence, node })));
    expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([
      nodes[0]?.sequence ?? null,
      nodes.at(-1)?.sequence ?? null,
    ]);
    found.push(...nodes);
    if (!pageInfo.hasNextPage) return found;
    expect(nodes).toHaveLength(size);
    cursor = pageInfo.endCursor;
  }
}

/** A transaction under way in any database of the server holds back what may be told. */
async function settled(): Promise<void> {
  for (;;) {
    const [row] = await world.sql<{ settled: boolean }>(
      'select not exists (select from change_log where xid >= pg_snapshot_xmin(pg_current_snapshot())) as settled',
    );
    if (row!.settled) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Where the list ends now. */
async function end(asked = operator): Promise<string | null> {
  await settled();
  return (await walk(asked, null)).at(-1)?.sequence ?? null;
}

/** What is told of what happens after a cursor: ids, those that are gone with a minus. */
async function told(asked: Client, after: string | null): Promise<string[]> {
  await settled();
  return (await walk(asked, after)).map(({ nodeId, removed, node }) => {
    expect(node).toEqual(removed ? null : { id: nodeId });
    return removed ? `-${nodeId}` : nodeId;
  });
}

test('a walk in pages of any size is the list as a whole, in the order in which things happened', async () => {
  const start = await end();
  const csirt = await establishCsirt(operator, organization);
  const person = await registerPerson(operator, organization);
  const network = await registerSharingNetwork(operator, organization);
  await joinSharingNetwork(operator, network, [organization]);
  await settled();
  const whole = await walk(operator, start);
  const [position] = await positionsOf(operator, person);
  expect(whole.map(({ nodeId }) => nodeId)).toEqual([csirt, person, position, person, network, network, organization]);
  // A position stands for its person too, and a membership for both sides: a page may end between the two.
  for (const size of [1, 2, 3, 4]) expect(await walk(operator, start, size)).toEqual(whole);
  expect(new Set(whole.map(({ sequence }) => sequence)).size).toBe(whole.length);
  for (const [place, { sequence }] of whole.entries())
    expect(await walk(operator, sequence)).toEqual(whole.slice(place + 1));
});

test('it goes on where it ended', async () => {
  const last = await end();
  const nothing = await page(operator, last);
  expect(nothing).toMatchObject({ nodes: [], pageInfo: { hasNextPage: false, startCursor: null, endCursor: null } });
  const csirt = await establishCsirt(operator, organization);
  expect(await told(operator, last)).toEqual([csirt]);
  const { changes } = await operator.ask<{ changes: { totalCount: number } }>('{ changes(first: 1) { totalCount } }');
  expect(changes.totalCount).toBe((await walk(operator, null)).length);
});

test('what has no id of its own stands for what it belongs to', async () => {
  const csirt = await establishCsirt(operator, organization);
  const channel = await addContactChannel(operator, csirt);
  const term = await appointPointOfContact(operator, csirt);
  const start = await end();
  const input = { constituencies: ['moved.example', 'AS64511'] };
  await carryOut(operator, 'updateOrganization', { id: organization, version: 1, input });
  await carryOut(operator, 'verifyContactChannel', { id: channel, outcome: 'CONFIRMED' });
  await carryOut(operator, 'endPointOfContact', { id: term, on: '2022-04-01' });
  await carryOut(operator, 'retireContactChannel', { id: channel });
  expect(await told(operator, start)).toEqual([organization, organization, organization, channel, term, channel]);
});

describe('removed', () => {
  test('is what was taken away', async () => {
    const csirt = await establishCsirt(operator, organization);
    const { publicKey } = await generateKey({ userIDs: [{ email: 'csirt@bank.example' }] });
    const key = await addEncryptionKey(operator, csirt, publicKey);
    const start = await end();
    await carryOut(operator, 'removeEncryptionKey', { id: key });
    expect(await told(operator, start)).toEqual([`-${key}`]);
  });

  test('is a person who was merged away', async () => {
    const [keep, drop] = await registerPeople(operator, organization, organization);
    const start = await end();
    await carryOut(operator, 'mergePeople', { keepId: keep, dropId: drop });
    const ids = await told(operator, start);
    expect(ids).toContain(`-${drop}`);
    expect(ids).toContain(keep);
    expect(ids).not.toContain(drop);
  });

  test('is a person who became RED, but to the owners', async () => {
    const [member, stranger] = [
      await world.as('MEMBER', organization),
      await world.as('MEMBER', await registerOrganization(operator)),
    ];
    const owner = await world.as('OPERATOR', organization);
    const person = await registerPerson(owner, organization, { tlp: 'GREEN' });
    const start = await end();
    const starts = await Promise.all([member, stranger].map((asked) => end(asked)));
    await carryOut(owner, 'updatePerson', { id: person, version: 1, input: { tlp: 'RED' } });
    expect(await told(operator, start)).toEqual([`-${person}`]);
    expect(await told(stranger, starts[1]!)).toEqual([`-${person}`]);
    expect(await told(member, starts[0]!)).toEqual([person]);
    // Not RED any more, it is there again.
    await carryOut(owner, 'updatePerson', { id: person, version: 2, input: { tlp: 'GREEN' } });
    expect((await told(operator, start)).at(-1)).toBe(person);
  });
});

test('what a viewer never saw is not told of, not even its id', async () => {
  const stranger = await world.as('MEMBER', await registerOrganization(operator));
  const [start, strangers] = [await end(), await end(stranger)];
  const hidden = await registerPerson(operator, organization, { tlp: 'AMBER_STRICT' });
  const channel = await addContactChannel(operator, hidden);
  const [position] = await positionsOf(operator, hidden);
  const shown = await registerPerson(operator, organization);
  const [shownPosition] = await positionsOf(operator, shown);
  expect(await told(operator, start)).toEqual([hidden, position, hidden, channel, shown, shownPosition, shown]);
  expect(await told(stranger, strangers)).toEqual([shown, shownPosition, shown]);
  await carryOut(operator, 'updatePerson', { id: hidden, version: 1, input: { name: '別名' } });
  await carryOut(operator, 'mergePeople', {
    keepId: await registerPerson(operator, organization, { tlp: 'AMBER_STRICT' }),
    dropId: hidden,
  });
  expect(await told(stranger, strangers)).toEqual([shown, shownPosition, shown]);
});

test('nothing is lost to who reads at one process while others write at another', async () => {
  const elsewhere = await world.as('OPERATOR', null, await world.addProcess());
  let cursor = await end();
  const seen: string[] = [];
  let writing = true;
  const reading = (async () => {
    for (let more = true; writing || more;) {
      const { nodes, pageInfo } = await page(elsewhere, cursor, 50);
      seen.push(...nodes.map(({ nodeId }) => nodeId));
      cursor = pageInfo.endCursor ?? cursor;
      more = pageInfo.hasNextPage;
    }
  })();
  const written: string[] = [];
  const write = async () => {
    for (let n = 0; n < 25; n += 1) written.push(await registerOrganization(operator));
  };
  await Promise.all([write(), write(), write()]);
  await settled();
  writing = false;
  await reading;
  seen.push(...(await walk(elsewhere, cursor)).map(({ nodeId }) => nodeId));
  expect(seen.toSorted()).toEqual(written.toSorted());
});

test('its arguments are checked', async () => {
  const query = 'query($after: String, $first: Int) { changes(after: $after, first: $first) { nodes { nodeId } } }';
  const { endCursor } = (
    await operator.ask<{ organizations: Page }>('{ organizations(first: 1) { pageInfo { endCursor } } }')
  ).organizations.pageInfo;
  for (const after of [
    '',
    'x',
    '1',
    '1.2',
    '1.2.3.4',
    '-1.0.0',
    '1.2.10',
    ' 1.2.3',
    '1,2,3',
    endCursor!,
    '9'.repeat(30) + '.1.1',
  ])
    expect([after, await refusedQuery(operator, query, { after })]).toEqual([
      after,
      { code: 'BAD_USER_INPUT', path: ['after'] },
    ]);
  for (const first of [0, -1, 101])
    expect(await refusedQuery(operator, query, { first })).toEqual({ code: 'BAD_USER_INPUT', path: ['first'] });
  expect((await page(operator, '9999999999999999999.1.1')).nodes).toEqual([]);
  expect((await page(operator, null, null)).nodes.length).toBeLessThanOrEqual(100);
});
