import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { getIntrospectionQuery, type GraphQLSchema } from 'graphql';
import pg from 'pg';
import { Pace } from '../../src/kernel/pacer.js';
import { LIMIT_NAMES, LIMITS } from '../../src/server/limits/limit-values.js';
import { World, type Client } from '../harness.js';
import { randomQuery } from './random-query.js';
import { RawConnection } from './raw.js';

let world: World;
let operator: Client;
let schema: GraphQLSchema;

beforeAll(async () => {
  world = await World.start({ seed: 'demo' });
  operator = await world.as('OPERATOR');
  schema = world.apps[0]!.schema;
});

afterAll(() => world.stop());

/** The same viewers on a process of its own. */
async function withLimits(environment: Readonly<Record<string, string>>): Promise<Client> {
  const url = await world.addProcess(undefined, environment);
  return world.as('OPERATOR', null, url);
}

interface Cost {
  readonly requested: number;
  readonly nodes: number;
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: string;
  readonly requestsRemaining: number;
}

const costIn = (reply: { readonly extensions?: Record<string, unknown> }) => reply.extensions?.['cost'] as Cost;

describe('what an operation costs', () => {
  const nodesOf = async (query: string, variables?: Record<string, unknown>) =>
    costIn(await operator.send(query, variables)).nodes;

  test.each([
    ['{ viewer { name } }', 0],
    ['{ organizations { totalCount } }', 0],
    ['{ organizations { nodes { id } } }', 20],
    ['{ organizations(first: 100) { nodes { people(last: 99) { nodes { id } } } } }', 10_000],
    ['{ organizations(first: 10) { nodes { id } edges { node { id } } } }', 20],
    ['{ organizations(first: 10) { ...page } } fragment page on OrganizationConnection { nodes { id } }', 10],
    ['{ nodes(ids: ["a", "b", "c"]) { ... on Organization { children(first: 5) { nodes { id } } } } }', 18],
    ['{ search(text: "x") { node { id } } }', 20],
    ['{ organizations(first: 10) { nodes @skip(if: true) { id } } }', 0],
    ['{ organizations(first: 10) { ... @include(if: false) { nodes { id } } } }', 0],
  ])('%s: nodes', async (query, nodes) => {
    expect(await nodesOf(query)).toBe(nodes);
  });

  test('variables count as what they are given', async () => {
    const query = `query($first: Int = 7, $ids: [ID!]!, $with: Boolean!) {
      organizations(first: $first) { nodes @include(if: $with) { id } } nodes(ids: $ids) { id } }`;
    const ids = ['a', 'b'];
    expect(await nodesOf(query, { ids, with: true })).toBe(9);
    expect(await nodesOf(query, { ids, with: true, first: 50 })).toBe(52);
    expect(await nodesOf(query, { ids, with: false, first: 50 })).toBe(2);
    expect(await nodesOf(query, { ids, with: true, first: null })).toBe(22);
  });

  test('more nodes than may be asked for are refused by how many they are', async () => {
    const query = '{ organizations(first: 100) { nodes { people(first: 100) { nodes { id } } } } }';
    const reply = await operator.send(query);
    expect(reply.status).toBe(400);
    expect(reply.errors[0]!.extensions).toEqual({
      code: 'TOO_COMPLEX',
      limit: { name: 'nodes', value: 10_000, actual: 10_100 },
    });
    expect(reply.errors[0]!.message).toMatch(/10100.*nodes.*10000/);
  });

  test('introspection in circles costs what it answers', async () => {
    const types = (inner: string) => `{ __schema { types { ${inner} } } }`;
    const once = costIn(await operator.send(types('name'))).requested;
    const fields = costIn(await operator.send(types('fields { type { name } }'))).requested;
    expect(fields).toBeGreaterThan(once * 3);
    const round = 'possibleTypes { interfaces { possibleTypes { interfaces { name } } } }';
    expect(costIn(await operator.send(types(round)))?.requested ?? Infinity).toBeGreaterThan(0);
    const inputs = (levels: number): string =>
      levels === 0 ? 'name' : `inputFields { type { ofType { ofType { ${inputs(levels - 1)} } } } }`;
    expect((await operator.send(types(inputs(3)))).errors.length).toBeLessThan(2);
  });

  test('the schema is told to tools, and not many times over in one operation', async () => {
    expect((await operator.send(getIntrospectionQuery())).errors).toEqual([]);
    const once = '__schema { types { name fields { name args { name type { name } } type { name } } } }';
    const asked = Array.from({ length: 100 }, (_, index) => `a${index}: ${once}`).join(' ');
    const reply = await operator.send(`{ ...all } fragment all on Query { ${asked} }`);
    expect(reply.status).toBe(400);
    expect(reply.errors[0]!.extensions).toEqual({
      code: 'TOO_COMPLEX',
      limit: { name: 'introspection', value: 5_000, actual: expect.any(Number) },
    });
  });

  test('no fewer nodes are counted than are answered, whatever is asked', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(randomQuery(schema), async (query) => {
        const reply = await operator.send(query);
        const refused = reply.errors.find(({ extensions }) => extensions.code === 'TOO_COMPLEX');
        if (refused) return;
        expect(reply.errors.map(({ extensions }) => extensions.code)).not.toContain('INTERNAL_SERVER_ERROR');
        const entries = entriesIn(reply.data);
        answered += entries;
        expect(entries).toBeLessThanOrEqual(costIn(reply).nodes);
      }),
      { numRuns: 60 },
    );
    expect(answered).toBeGreaterThan(100);
  });

  /** The entries of pages: generated queries name connections' parts by what they are. */
  function entriesIn(value: unknown, key = ''): number {
    if (Array.isArray(value))
      return (
        (/^(nodes|edges)/.test(key) ? value.length : 0) + value.reduce<number>((sum, each) => sum + entriesIn(each), 0)
      );
    if (typeof value !== 'object' || value === null) return 0;
    return Object.entries(value).reduce((sum, [name, each]) => sum + entriesIn(each, name), 0);
  }
});

describe('what a viewer may ask in a minute', () => {
  test('the answer tells what is left, and once nothing is, how long to wait', async () => {
    const client = await withLimits({ LIMIT_COST_PER_MINUTE: '5000', LIMIT_REQUESTS_PER_MINUTE: '20' });
    const query = '{ people(first: 1) { totalCount } }';
    const first = await client.send(query);
    const { requested, remaining, limit } = costIn(first);
    expect(limit).toBe(5000);
    // A little flowed in meanwhile.
    expect(remaining).toBeLessThan(5000 - requested + 500);
    expect(costIn(first).requestsRemaining).toBeLessThan(20);
    expect(Date.parse(costIn(first).resetAt)).not.toBeNaN();
    let reply = first;
    for (let asked = 1; asked < 20 && reply.status === 200; asked += 1) reply = await client.send(query);
    expect(reply.status).toBe(429);
    const { code, limit: met, retryAfter } = reply.errors[0]!.extensions as never as Record<string, unknown>;
    expect({ code, met }).toEqual({
      code: 'RATE_LIMITED',
      met: { name: 'costPerMinute', value: 5000, actual: expect.any(Number) },
    });
    expect(retryAfter).toBeGreaterThan(0);
    expect(reply.headers.get('retry-after')).toBe(String(retryAfter));
    // Another viewer has an allowance of its own.
    expect((await (await world.as('OPERATOR', null, client.url)).send(query)).status).toBe(200);
  });

  test('requests count whether there is anything wrong with them or not', async () => {
    const client = await withLimits({ LIMIT_REQUESTS_PER_MINUTE: '12' });
    const statuses: number[] = [];
    // One flows in every five seconds: on a slow machine it takes some more than twelve.
    for (let asked = 0; asked < 100 && statuses.at(-1) !== 429; asked += 1)
      statuses.push((await client.send('{ nothing }')).status);
    expect(statuses.at(0)).toBe(200);
    expect(statuses.length).toBeGreaterThan(10);
    expect(statuses.at(-1)).toBe(429);
  });

  test('whoever fails again and again to say who it is, is told so; whoever has credentials is not kept out', async () => {
    const client = await withLimits({ LIMIT_FAILURES_PER_MINUTE: '60' });
    const { Client: Asker } = await import('../harness.js');
    const stranger = new Asker(client.url, `renkei_${'x'.repeat(43)}`);
    const codes: (string | undefined)[] = [];
    for (let asked = 0; asked < 1_000 && codes.at(-1) !== 'RATE_LIMITED'; asked += 1)
      codes.push((await stranger.refusal('{ viewer { name } }')).extensions.code);
    expect(codes[0]).toBe('UNAUTHENTICATED');
    expect(codes.at(-1)).toBe('RATE_LIMITED');
    expect((await client.send('{ viewer { name } }')).status).toBe(200);
  });
});

describe('operations under way', () => {
  const RENAME =
    'mutation($id: ID!, $version: Int!, $name: String!) { updateOrganization(id: $id, version: $version, input: { name: $name }) { id } }';

  /** An organization whose row somebody else holds: whoever would write it waits. */
  async function heldOrganization() {
    const { organizations } = await operator.ask<{
      organizations: { nodes: { id: string; version: number; name: string }[] };
    }>('{ organizations(first: 1) { nodes { id version name } } }');
    const { id, version, name } = organizations.nodes[0]!;
    const holder = new pg.Client({ connectionString: world.databaseUrl });
    await holder.connect();
    await holder.query('begin');
    await holder.query('select from organization where id = $1 for update', [id]);
    return { id, version, name, held: { release: () => holder.end() } };
  }

  test('as many as may be; what is refused, and what is answered, makes room again', async () => {
    const client = await withLimits({ LIMIT_CONCURRENT_OPERATIONS: '2' });
    const { id, version, held } = await heldOrganization();
    let answered = 0;
    const asked = Array.from({ length: 12 }, async () => {
      const reply = await client.send(RENAME, { id, version, name: 'Example' });
      // Two wait for the row.
      if ((answered += 1) === 10) await held.release();
      return reply;
    });
    const replies = await Promise.all(asked);
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(10);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(2);
    expect(refused[0]!.errors[0]!.extensions.limit).toMatchObject({ name: 'concurrentOperations', value: 2 });
    for (let asked = 0; asked < 5; asked += 1)
      expect((await client.send('{ changes(first: 1) { totalCount } }')).status).toBe(200);
  });

  test('a write that waits for a lock is given up in time, and has written nothing', async () => {
    const client = await withLimits({ LIMIT_OPERATION_MS: '600' });
    const { id, version, name, held } = await heldOrganization();
    const { extensions } = await client.refusal(RENAME, { id, version, name: 'Otherwise' });
    expect(extensions).toMatchObject({ code: 'UNAVAILABLE', limit: { name: 'operationMs', value: 600 } });
    await held.release();
    const { node } = await operator.ask<{ node: { name: string } }>(
      'query($id: ID!) { node(id: $id) { ... on Organization { name } } }',
      { id },
    );
    expect(node.name).toBe(name);
  });
});

test('variables hold no more values than anybody has to say, and what is not declared is looked at by nobody', async () => {
  const query = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }';
  const { extensions } = await operator.refusal(query, { ids: Array.from({ length: 10_000 }, () => 'a') });
  expect(extensions).toEqual({
    code: 'TOO_COMPLEX',
    limit: { name: 'inputValues', value: 10_000, actual: 10_001 },
  });
  const deep = `${'['.repeat(40_000)}${']'.repeat(40_000)}`;
  // Also where it is asked so often that its answer is kept.
  for (let asked = 0; asked < 6; asked += 1) {
    const response = await fetch(operator.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${operator.token}` },
      body: `{"query":"{ sharingNetworks { nodes { id } } }","variables":{"undeclared":${deep}}}`,
    });
    expect(await response.json()).toMatchObject({ data: expect.any(Object) });
  }
});

test('a body, and an array of operations, are refused by their size', async () => {
  const post = async (body: unknown) => {
    const response = await fetch(operator.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${operator.token}` },
      body: JSON.stringify(body),
    });
    const { errors } = (await response.json()) as { errors: { extensions: Record<string, unknown> }[] };
    return { status: response.status, limit: errors[0]!.extensions['limit'] };
  };
  const query = '{ viewer { name } }';
  const batch = Array.from({ length: 1_000 }, () => ({ query }));
  expect(await post(batch)).toEqual({ status: 400, limit: { name: 'batch', value: 1, actual: 1_000 } });
  const large = { query, x: 'x'.repeat(300_000) };
  expect(await post(large)).toEqual({
    status: 413,
    limit: { name: 'bodyBytes', value: 200_000, actual: JSON.stringify(large).length },
  });
});

/** Takes longer than the event loop is held at a time. */
const GREAT_QUERY = `{ ${Array.from(
  { length: 20 },
  (_, place) => `a${place}: organizations(first: 20) { nodes { people(first: 20) { nodes {
    name kana nameEn tlp version positions { title from to organization { name } } channels { kind value status } } } } }`,
).join(' ')} }`;

test('what somebody asked who left computes no more', async () => {
  const client = await withLimits({ LIMIT_CONCURRENT_OPERATIONS: '40' });
  const passed = jest.spyOn(Pace.prototype, 'pass');
  // Each another one: nothing of their answers is kept.
  const great = (place: number) => GREAT_QUERY.replace('a0', `b${place}`);
  await client.ask(great(0));
  const fieldsOfOne = passed.mock.calls.length;

  const leaving = new AbortController();
  const asked = Array.from({ length: 40 }, (_, place) =>
    fetch(client.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${client.token}` },
      body: JSON.stringify({ query: great(place + 1) }),
      signal: leaving.signal,
    }).catch(() => undefined),
  );
  let isOver = false;
  void Promise.all(asked).then(() => (isOver = true));
  // All of them are under way.
  while (!isOver && (await client.send('{ viewer { name } }')).status === 200);
  leaving.abort();
  await Promise.all(asked);
  passed.mockClear();
  while ((await client.send('{ changes(first: 1) { totalCount } }')).status !== 200);
  const all = await Promise.all(Array.from({ length: 30 }, () => client.send('{ viewer { name } }')));

  expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
  // Of the forty, not one went on to its end.
  expect(passed.mock.calls.length).toBeLessThan(fieldsOfOne);
  passed.mockRestore();
});

test.each([
  ['great ones', GREAT_QUERY],
  ['those for the schema', getIntrospectionQuery()],
])('a little question is answered soon while %s are asked at once', async (_, great) => {
  const [attacker, officer] = [await world.as('OPERATOR'), await world.as('OPERATOR')];
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${attacker.token}` },
    body: JSON.stringify({ query: great }),
  };
  const GREAT = 24;
  let isOver = false;
  let answered = 0;
  const attack = Promise.all(
    Array.from({ length: GREAT }, async () => {
      while (!isOver) {
        // Their answers are not read as JSON: this process is the server's, too.
        await (await fetch(attacker.url, request)).arrayBuffer();
        answered += 1;
      }
    }),
  );
  while (answered === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  // Those that were answered while the little one waited: all of them, if it waited for its turn behind them.
  const waits: number[] = [];
  for (let asked = 0; asked < 7; asked += 1) {
    const before = answered;
    expect((await officer.send('{ viewer { name } }')).status).toBe(200);
    waits.push(answered - before);
  }
  isOver = true;
  await attack;
  expect(waits.toSorted((a, b) => a - b)[3]).toBeLessThan(GREAT / 2);
});

test('what arrives all at once is read in turns, and somebody else meanwhile', async () => {
  // Apollo keeps no document that is wrong: each is parsed and validated again.
  const wrong = `{ organizations { nodes { ${Array.from({ length: 1_800 }, (_, place) => `naem${place}`).join(' ')} } } }`;
  const body = JSON.stringify({ query: wrong });
  const request = (rest: string) => `${rest} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n`;
  const post = `${request('POST /graphql')}Authorization: Bearer ${operator.token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const all = await Promise.all(Array.from({ length: 40 }, () => RawConnection.to(operator.url)));
  const somebody = await RawConnection.to(operator.url);
  for (const each of all) each.write(post.slice(0, -1));
  // Until these have been taken in.
  await operator.send('{ viewer { name } }');

  const begun = process.cpuUsage();
  const computed = () => process.cpuUsage(begun).user + process.cpuUsage(begun).system;
  for (const each of all) each.write(post.slice(-1));
  somebody.write(`${request('GET /healthz')}\r\n`);
  const answered = somebody.untilClosed().then((text) => ({ text, after: computed() }));
  const answers = await Promise.all(all.map((each) => each.untilClosed()));
  const { text, after } = await answered;

  expect(text).toMatch(/^HTTP\/1.1 200 /);
  for (const each of answers) expect(each).toMatch(/GRAPHQL_VALIDATION_FAILED/);
  expect(after).toBeLessThan(computed() / 2);
});

test('every limit stands in the documentation, with its default', () => {
  const docs = ['configuration', 'limits'].map((name) =>
    readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8'),
  );
  for (const name of LIMIT_NAMES.filter((each) => each !== 'batch')) {
    const { variable, default: value } = LIMITS[name];
    expect(docs[0]).toContain(`| \`${variable}\` | \`${value}\` |`);
    expect(docs[1]).toContain(`\`${name}\``);
  }
});
