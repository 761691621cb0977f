import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseEntry, type AuditEntry } from '../../src/access/audit/event.js';
import { carryOut, isThere, read, refused, refusedQuery } from '../directory/asking.js';
import { World, type Client } from '../harness.js';
import {
  addContactChannel,
  establishCsirt,
  nextNumber,
  recordEncounter,
  registerOrganization,
  registerPeople,
  registerPerson,
} from '../scenario.js';
import { settled } from './audience.js';

const MINUTE = 60_000;

let world: World;
let organization: string;
let member: Client;
/** All of them RED, but the two who met. */
let person: string;
let channel: string;
let encounter: string;
let pair: [string, string];

beforeAll(async () => {
  world = await World.start();
  const keeper = await world.as('OPERATOR');
  organization = await registerOrganization(keeper);
  member = await world.as('MEMBER', organization);
  person = await registerPerson(member, organization, { name: '秘匿 対象', tlp: 'RED' });
  const csirt = await establishCsirt(member, organization);
  channel = await addContactChannel(member, csirt, { value: '#red', tlp: 'RED' });
  pair = await registerPeople(member, organization, organization);
  encounter = await recordEncounter(member, organization, pair, { tlp: 'RED', notes: '架空のもの。' });
});
afterAll(() => world?.stop());

const reason = () => `架空の事案 ${nextNumber()}`;

/** What of the RED records somebody can tell. */
async function told(by: Client): Promise<Record<string, unknown>> {
  const { tie, search } = await by.ask<{ tie: unknown; search: unknown[] }>(
    'query($a: ID!, $b: ID!) { tie(from: $a, to: $b) { __typename } search(text: "秘匿 対象") { score } }',
    { a: pair[0], b: pair[1] },
  );
  const { people } = await read<{ people: { totalCount: number } }>(by, organization, 'people { totalCount }');
  return {
    person: await isThere(by, person),
    channel: (await isThere(by, channel)) && (await read<{ value: string | null }>(by, channel, 'value')).value,
    encounter: (await isThere(by, encounter)) && (await read<{ notes: string }>(by, encounter, 'notes')).notes,
    tie: tie !== null,
    found: search.length,
    counted: people.totalCount,
  };
}

const NOTHING = { person: false, channel: false, encounter: false, tie: false, found: 0, counted: 2 };
const EVERYTHING = { person: true, channel: '#red', encounter: '架空のもの。', tie: true, found: 1, counted: 3 };

test('whoever breaks the glass reads what is RED, for an hour', async () => {
  const operator = await world.as('OPERATOR');
  expect(await told(operator)).toEqual(NOTHING);
  const before = world.clock.now();
  const { breakGlassUntil } = await carryOut<{ breakGlassUntil: string }>(
    operator,
    'breakGlass',
    { reason: reason() },
    'breakGlassUntil',
  );
  expect(Date.parse(breakGlassUntil)).toBeGreaterThanOrEqual(before + 60 * MINUTE);
  expect(Date.parse(breakGlassUntil)).toBeLessThan(before + 61 * MINUTE);
  expect(await told(operator)).toEqual(EVERYTHING);
  expect(await operator.ask('{ viewer { breakGlassUntil } }')).toEqual({ viewer: { breakGlassUntil } });
  // Nobody else does.
  expect(await told(await world.as('OPERATOR'))).toEqual(NOTHING);

  world.clock.move(61 * MINUTE);
  expect(await told(operator)).toEqual(NOTHING);
  expect(await operator.ask('{ viewer { breakGlassUntil } }')).toEqual({ viewer: { breakGlassUntil: null } });
});

test('and on every process', async () => {
  const operator = await world.as('OPERATOR');
  await carryOut(operator, 'breakGlass', { reason: reason(), minutes: 1 });
  const url = await world.addProcess();
  const there = new (operator.constructor as typeof Client)(url, operator.token);
  expect(await told(there)).toEqual(EVERYTHING);
  await carryOut(there, 'endBreakGlass', {});
  await world.apps[0]!.follower.catchUp();
  expect(await told(operator)).toEqual(NOTHING);
});

test('it is extended with a new reason only, and never shortened by that', async () => {
  const operator = await world.as('OPERATOR');
  const first = reason();
  const untilOf = (variables: Record<string, unknown>) =>
    carryOut<{ breakGlassUntil: string }>(operator, 'breakGlass', variables, 'breakGlassUntil');
  const { breakGlassUntil } = await untilOf({ reason: first, minutes: 30 });
  expect(await refused(operator, 'breakGlass', { reason: ` ${first} `, minutes: 60 })).toEqual({
    code: 'BAD_USER_INPUT',
    path: ['reason'],
  });
  const { breakGlassUntil: inLetters } = await untilOf({ reason: 'Fire at the ｶﾞﾗｽ works', minutes: 1 });
  expect(inLetters).toBe(breakGlassUntil);
  for (const same of [
    'FIRE AT THE ガラス WORKS!',
    'Ｆｉｒｅ　at  the がらす works',
    '"Fire at the\u200b ガラス works."',
  ])
    expect((await refused(operator, 'breakGlass', { reason: same })).code).toBe('BAD_USER_INPUT');
  const twice = reason();
  const atOnce = [1, 2, 3].map(() =>
    untilOf({ reason: twice, minutes: 1 }).then(
      () => true,
      () => false,
    ),
  );
  expect((await Promise.all(atOnce)).filter(Boolean)).toEqual([true]);
  const { breakGlassUntil: extended } = await untilOf({ reason: reason(), minutes: 60 });
  expect(Date.parse(extended)).toBeGreaterThan(Date.parse(breakGlassUntil) + 29 * MINUTE);
  expect(await carryOut(operator, 'endBreakGlass', {}, 'breakGlassUntil')).toEqual({ breakGlassUntil: null });
  // A further emergency may be like the first.
  await untilOf({ reason: first });
});

test('it is for reading: what a write does to whom is decided without it', async () => {
  const operator = await world.as('OPERATOR');
  await carryOut(operator, 'breakGlass', { reason: reason() });
  const version = 1;
  expect(await refused(operator, 'updatePerson', { id: person, version, input: { name: '別名' } })).toEqual({
    code: 'NOT_FOUND',
    path: ['id'],
  });
  expect(await refused(operator, 'withdrawEncounter', { id: encounter, reason: '誤り' })).toEqual({
    code: 'NOT_FOUND',
    path: ['id'],
  });
  expect(
    await refused(operator, 'addContactChannel', {
      input: { ownerId: pair[0], kind: 'CHAT', value: '#more', tlp: 'RED' },
    }),
  ).toEqual({ code: 'FORBIDDEN' });
  // What a write answers with is read.
  expect(
    await carryOut(
      operator,
      'updateOrganization',
      { id: organization, version: 1, input: { nameEn: 'Example' } },
      'people { totalCount }',
    ),
  ).toEqual({ people: { totalCount: 3 } });
});

test('it opens nothing to others of its kind, whatever is asked of encounters first', async () => {
  const [operator, other] = [await world.as('OPERATOR'), await world.as('OPERATOR')];
  const elsewhere = await registerOrganization(await world.as('OPERATOR'));
  const theirs = await world.as('MEMBER', elsewhere);
  const two = await registerPeople(theirs, elsewhere, elsewhere);
  const met = await recordEncounter(theirs, elsewhere, two, { tlp: 'RED' });
  await carryOut(operator, 'breakGlass', { reason: reason() });
  // It looks at encounters without break-glass, as those others do.
  expect(await refused(operator, 'withdrawEncounter', { id: encounter, reason: '誤り' })).toMatchObject({
    code: 'NOT_FOUND',
  });
  const { encounters, tie } = await other.ask<Record<'encounters' | 'tie', unknown>>(
    `query($a: ID!, $b: ID!) {
       encounters(filter: { personId: $a }) { totalCount nodes { id } } tie(from: $a, to: $b) { __typename } }`,
    { a: two[0], b: two[1] },
  );
  expect({ encounters, tie }).toEqual({ encounters: { totalCount: 0, nodes: [] }, tie: null });
  expect(await isThere(other, met)).toBe(false);
});

test('it adds nothing to what a portal mirrors', async () => {
  const operator = await world.as('OPERATOR');
  await carryOut(operator, 'breakGlass', { reason: reason() });
  await settled(world);
  const { changes } = await operator.ask<{ changes: { nodes: { nodeId: string }[] } }>(
    '{ changes(first: 100) { nodes { nodeId } } }',
  );
  const ids = changes.nodes.map(({ nodeId }) => nodeId);
  expect(ids).toContain(pair[0]);
  for (const hidden of [person, channel, encounter]) expect(ids).not.toContain(hidden);
});

test.each([0, -1, 241, 2_147_483_647])('for %d minutes it is refused', async (minutes) => {
  const operator = await world.as('OPERATOR');
  expect(await refused(operator, 'breakGlass', { reason: reason(), minutes })).toEqual({
    code: 'BAD_USER_INPUT',
    path: ['minutes'],
  });
});

test.each(['', ' \n', 'あ'.repeat(1_001)])('without a reason that can be read it is refused', async (text) => {
  const operator = await world.as('OPERATOR');
  expect(await refused(operator, 'breakGlass', { reason: text })).toEqual({ code: 'BAD_USER_INPUT', path: ['reason'] });
});

describe('the list of uses', () => {
  test('has every use with its reason, newest first', async () => {
    const operator = await world.as('OPERATOR', organization);
    const stated = reason();
    await carryOut(operator, 'breakGlass', { reason: stated, minutes: 5 });
    for (const role of ['OPERATOR', 'LIAISON_OFFICER', 'AUDITOR', 'ADMINISTRATOR'] as const) {
      const asked = await world.as(role);
      const { breakGlassUses } = await asked.ask<{ breakGlassUses: { nodes: { from: string; until: string }[] } }>(
        '{ breakGlassUses(first: 1) { nodes { reason name onBehalfOf organization { id } from until } } }',
      );
      expect(breakGlassUses.nodes).toEqual([
        expect.objectContaining({ reason: stated, onBehalfOf: null, organization: { id: organization } }),
      ]);
      const [use] = breakGlassUses.nodes;
      expect(Date.parse(use!.until) - Date.parse(use!.from)).toBe(5 * MINUTE);
    }
  });

  test('is not for members', async () => {
    expect(await refusedQuery(member, '{ breakGlassUses { totalCount } }')).toEqual({ code: 'FORBIDDEN' });
  });
});

describe('what is read so', () => {
  interface Notice {
    readonly auditEventId: string;
    readonly use: { readonly reason: string; readonly name: string };
    readonly records: readonly { readonly id: string; readonly fields: readonly string[] }[];
  }

  /** The notices to somebody of what was read for a reason; they come within a moment. */
  async function noticesTo(asked: Client, stated: string, count: number): Promise<Notice[]> {
    for (;;) {
      const { breakGlassNotices } = await asked.ask<{ breakGlassNotices: { nodes: Notice[] } }>(
        '{ breakGlassNotices(first: 100) { nodes { auditEventId use { reason name } records { id fields } } } }',
      );
      const found = breakGlassNotices.nodes.filter(({ use }) => use.reason === stated);
      if (found.length >= count) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  interface Page {
    readonly nodes: readonly { readonly sequence: string; readonly node: { readonly __typename: string } | null }[];
    readonly pageInfo: { readonly hasNextPage: boolean };
  }

  async function readingsFor(stated: string, count: number): Promise<AuditEntry[]> {
    for (;;) {
      const rows = await world.sql<{ entry: string }>('select entry from audit_event');
      const entries = rows.map(({ entry }) => parseEntry(entry));
      const found = entries.filter(({ kind, reason: why }) => kind === 'READING' && why === stated);
      if (found.length >= count) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  test('is told to its owners, with the reason, and to nobody else', async () => {
    const operator = await world.as('OPERATOR');
    const stated = reason();
    const emergency = () =>
      operator.ask(
        `query Emergency($p: ID!, $c: ID!, $e: ID!, $o: ID!) {
        person: node(id: $p) { ... on Person { name positions { title } } }
        channel: node(id: $c) { ... on ContactChannel { value } }
        meeting: node(id: $e) { ... on Encounter { title } }
        known: node(id: $o) { ... on Person { name } }
      }`,
        { p: person, c: channel, e: encounter, o: pair[0] },
      );
    // So often that it is compiled: that must not keep it from being told.
    for (let times = 0; times < 5; times += 1) await emergency();
    await carryOut(operator, 'breakGlass', { reason: stated });
    await emergency();
    const [notice] = await noticesTo(member, stated, 1);
    const { positions } = await read<{ positions: { id: string }[] }>(member, person, 'positions { id }');
    expect(notice!.use.name).toContain('OPERATOR');
    const sorted = [...notice!.records].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(sorted).toEqual([
      { id: channel, fields: ['value'] },
      { id: encounter, fields: ['title'] },
      { id: person, fields: ['name', 'positions'] },
      { id: positions[0]!.id, fields: ['title'] },
    ]);
    const [entry] = await readingsFor(stated, 1);
    expect(entry).toMatchObject({ id: notice!.auditEventId, action: 'Emergency' });

    const others = [await world.as('MEMBER', await registerOrganization(operator)), await world.as('AUDITOR')];
    for (const other of others)
      expect(await other.ask('{ breakGlassNotices { totalCount } }')).toEqual({ breakGlassNotices: { totalCount: 0 } });
  });

  test('comes to portals by `changes`', async () => {
    const operator = await world.as('OPERATOR');
    const stated = reason();
    await carryOut(operator, 'breakGlass', { reason: stated });
    await read(operator, person, 'name');
    await noticesTo(member, stated, 1);
    await settled(world);
    const told = async (asked: Client) => {
      const types: string[] = [];
      for (let after: string | null = null, more = true; more;) {
        const { changes }: { changes: Page } = await asked.ask<{ changes: Page }>(
          'query($a: String) { changes(after: $a) { nodes { sequence node { __typename } } pageInfo { hasNextPage } } }',
          { a: after },
        );
        types.push(...changes.nodes.map(({ node }) => node?.__typename ?? ''));
        after = changes.nodes.at(-1)?.sequence ?? null;
        more = changes.pageInfo.hasNextPage;
      }
      return types;
    };
    expect(await told(member)).toContain('BreakGlassNotice');
    expect(await told(operator)).not.toContain('BreakGlassNotice');
  });

  test('is marked also where it shows in a number alone', async () => {
    const operator = await world.as('OPERATOR');
    const stated = reason();
    await carryOut(operator, 'breakGlass', { reason: stated });
    await operator.ask('query Strength($a: ID!, $b: ID!) { tie(from: $a, to: $b) { __typename } }', {
      a: pair[0],
      b: pair[1],
    });
    const [entry] = await readingsFor(stated, 1);
    expect(entry!.action).toBe('Strength');
    expect(entry!.subjects.map(({ id }) => id)).toEqual([expect.stringMatching(/^glass_/)]);
  });
});
