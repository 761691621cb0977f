import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { World, type Client } from '../harness.js';
import {
  establishCsirt,
  joinSharingNetwork,
  registerOrganization,
  registerPerson,
  registerSharingNetwork,
} from '../scenario.js';
import { carryOut, refusedQuery } from './asking.js';

interface PageArgs {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
}

type Ask = (args: PageArgs) => Promise<Page>;

const COUNT = 7;
const VARIABLES = '$first: Int, $after: String, $last: Int, $before: String';
const PAGE_ARGS = 'first: $first, after: $after, last: $last, before: $before';
const PAGE =
  '{ totalCount nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }';

let world: World;
let operator: Client;
let parent: string;
let network: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  parent = await registerOrganization(operator, { name: '親' });
  network = await registerSharingNetwork(operator, parent);
  for (let n = 0; n < COUNT; n += 1) {
    // Two bear each name, so that the id must tell them apart; names come in another order than ids.
    const name = `子 ${9 - Math.floor(n / 2)}`;
    const child = await registerOrganization(operator, { parentId: parent, name });
    await joinSharingNetwork(operator, network, [child]);
    await establishCsirt(operator, child);
    await registerPerson(operator, parent);
    if (n > 0) await registerSharingNetwork(operator, parent);
  }
});
afterAll(() => world?.stop());

function queryOf(list: string): string {
  const [field, given = ''] = list.split('|');
  if (field === 'children' || field === 'people of')
    return `query(${VARIABLES}) { node(id: "${parent}") { ... on Organization { list: ${field.split(' ')[0]}(${PAGE_ARGS}) ${PAGE} } } }`;
  if (field === 'members')
    return `query(${VARIABLES}) { node(id: "${network}") { ... on SharingNetwork { list: members(${PAGE_ARGS}) ${PAGE} } } }`;
  return `query(${VARIABLES}) { list: ${field}(${given.replace('PARENT', `"${parent}"`)} ${PAGE_ARGS}) ${PAGE} }`;
}

const asking =
  (list: string): Ask =>
  async (args) => {
    const data = await operator.ask<{ list?: Page; node?: { list: Page } }>(queryOf(list), { ...args });
    return (data.list ?? data.node?.list)!;
  };

const LISTS = [
  'organizations|filter: { parentId: PARENT },',
  'organizations|filter: { parentId: PARENT }, orderBy: NAME_DESC,',
  'organizations|filter: { parentId: PARENT }, orderBy: CREATED_AT_ASC,',
  'organizations|filter: { parentId: PARENT }, orderBy: CREATED_AT_DESC,',
  'csirts|',
  'people|',
  'sharingNetworks|',
  'children',
  'people of',
  'members',
];

describe.each(LISTS)('%s', (list) => {
  const ask = asking(list);

  test('walked forward and backward in pages of any size is the list as a whole', async () => {
    const whole = await ask({ first: 100 });
    const ids = whole.nodes.map(({ id }) => id);
    expect(ids).toHaveLength(COUNT);
    expect(new Set(ids).size).toBe(COUNT);
    for (const size of [1, 3, COUNT, COUNT + 1]) {
      expect(await walk(ask, size)).toEqual(whole.edges);
      expect(await walkBack(ask, size)).toEqual(whole.edges);
    }
  });

  test('any page is the slice that its arguments say', async () => {
    const { edges } = await ask({ first: 100 });
    const place = fc.option(fc.nat(COUNT - 1), { nil: null });
    await fc.assert(
      fc.asyncProperty(
        place,
        place,
        fc.integer({ min: 1, max: COUNT + 2 }),
        fc.boolean(),
        async (after, before, size, back) => {
          const cursor = (at: number | null) => (at === null ? null : edges[at]!.cursor);
          const found = await ask({ after: cursor(after), before: cursor(before), [back ? 'last' : 'first']: size });
          const start = after === null ? 0 : after + 1;
          const end = Math.max(start, before ?? COUNT);
          const [from, to] = back ? [Math.max(start, end - size), end] : [start, Math.min(end, start + size)];
          const expected = edges.slice(from, to);
          expect(found).toEqual({
            edges: expected,
            nodes: expected.map(({ node }) => node),
            totalCount: COUNT,
            pageInfo: {
              hasNextPage: to < COUNT,
              hasPreviousPage: from > 0,
              startCursor: expected[0]?.cursor ?? null,
              endCursor: expected.at(-1)?.cursor ?? null,
            },
          });
        },
      ),
      { numRuns: 10 },
    );
  });
});

/** Every edge, page after page; pages must say truly whether more follows. */
async function walk(ask: Ask, size: number): Promise<Page['edges']> {
  const edges = [];
  let after: string | null = null;
  for (;;) {
    const page: Page = await ask({ first: size, after });
    edges.push(...page.edges);
    if (!page.pageInfo.hasNextPage) return edges;
    expect(page.edges).toHaveLength(size);
    after = page.pageInfo.endCursor;
  }
}

async function walkBack(ask: Ask, size: number): Promise<Page['edges']> {
  const edges = [];
  let before: string | null = null;
  for (;;) {
    const page: Page = await ask({ last: size, before });
    edges.unshift(...page.edges);
    if (!page.pageInfo.hasPreviousPage) return edges;
    expect(page.edges).toHaveLength(size);
    before = page.pageInfo.startCursor;
  }
}

describe('a cursor', () => {
  const inNetwork = async (name: string) => {
    const id = await registerOrganization(operator, { parentId: above, name });
    return id;
  };
  const ask = (args: PageArgs, orderBy = 'NAME_ASC') =>
    asking(`organizations|filter: { parentId: "${above}" }, orderBy: ${orderBy},`)(args);
  let above: string;

  test('stays where it is when entries come and go before and after it', async () => {
    above = await registerOrganization(operator);
    const [b, d, f] = [await inNetwork('B'), await inNetwork('D'), await inNetwork('F')];
    const page = await ask({ first: 2 });
    expect(page.nodes).toEqual([{ id: b }, { id: d }]);
    const [a, e, g] = [await inNetwork('A'), await inNetwork('E'), await inNetwork('G')];
    const c = await inNetwork('C');
    const after = page.pageInfo.endCursor;
    expect((await ask({ first: 100, after })).nodes).toEqual([{ id: e }, { id: f }, { id: g }]);
    expect((await ask({ last: 100, before: after })).nodes).toEqual([{ id: a }, { id: b }, { id: c }]);
    // Even that of an entry that is in the list no more.
    await carryOut(operator, 'dissolveOrganization', { id: d, on: '2021-04-01' });
    expect((await ask({ first: 1, after })).nodes).toEqual([{ id: e }]);
    expect((await ask({ last: 1, before: after })).nodes).toEqual([{ id: c }]);
    expect((await ask({ first: 1, after })).totalCount).toBe(6);
  });
});

describe('is refused:', () => {
  const organizations = (args: string) => `query(${VARIABLES}) { organizations(${args} ${PAGE_ARGS}) { totalCount } }`;

  test.each(['first', 'last'])('%s beyond 1 to 100', async (argument) => {
    for (const size of [0, -1, 101, 2_147_483_647])
      for (const query of [organizations(''), queryOf('members')])
        expect(await refusedQuery(operator, query, { [argument]: size })).toEqual({
          code: 'BAD_USER_INPUT',
          path: [argument],
        });
    expect((await asking('children')({ [argument]: 100 })).nodes).toHaveLength(COUNT);
  });

  test('first together with last', async () => {
    expect(await refusedQuery(operator, organizations(''), { first: 1, last: 1 })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['last'],
    });
  });

  test('a malformed cursor, and one of another list or order', async () => {
    const { endCursor } = (await asking('organizations|')({ first: 1 })).pageInfo;
    const foreign = await Promise.all(
      [
        'organizations|orderBy: NAME_DESC,',
        'organizations|orderBy: CREATED_AT_ASC,',
        'csirts|',
        'people|',
        'children',
      ].map(async (list) => (await asking(list)({ first: 1 })).pageInfo.endCursor),
    );
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const name = (JSON.parse(Buffer.from(endCursor!, 'base64url').toString()) as string[])[0];
    const malformed = ['', ' ', 'x', 'null', `${endCursor}=`, ` ${endCursor}`, endCursor!.slice(0, -4), '例'];
    const forged = [[name], [name, 'A'], [name, 'A', 'B', 'C'], [name, 1, 2], { 0: name }, name, null].map(encoded);
    for (const cursor of [...malformed, ...foreign, ...forged])
      for (const argument of ['after', 'before'])
        expect([cursor, await refusedQuery(operator, organizations(''), { [argument]: cursor })]).toEqual([
          cursor,
          { code: 'BAD_USER_INPUT', path: [argument] },
        ]);
    const ofCsirts = (await asking('csirts|')({ first: 1 })).pageInfo.endCursor;
    expect(await refusedQuery(operator, queryOf('people|'), { after: ofCsirts })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['after'],
    });
  });
});

test('a null argument counts as absent', async () => {
  const nothing = { first: null, after: null, last: null, before: null };
  for (const list of ['organizations|filter: null, orderBy: null,', 'people|filter: null,', 'members'])
    expect(await asking(list)(nothing)).toEqual(await asking(list.replace(/\w+: null,/g, ''))({}));
});

test('a page has 20 entries when nothing is said of its size', async () => {
  const above = await registerOrganization(operator);
  for (let n = 0; n < 21; n += 1) await registerOrganization(operator, { parentId: above });
  const ask = asking(`organizations|filter: { parentId: "${above}" },`);
  const page = await ask({});
  expect([page.nodes.length, page.totalCount, page.pageInfo.hasNextPage]).toEqual([20, 21, true]);
  expect((await ask({ after: page.pageInfo.endCursor })).nodes).toHaveLength(1);
});
