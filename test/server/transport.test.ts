import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createLogger } from '../../src/logger.js';
import { World, type Client } from '../harness.js';
import { registerOrganization } from '../scenario.js';
import { exchange, RawConnection, readAnswer } from './raw.js';

const ORIGIN = 'https://portal.example';
/** To pages of other sites. */
const CLOSED = {
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
};

let world: World;
let operator: Client;
/** For earnest, behind one proxy, with a portal in browsers, and in a hurry. */
let productionUrl: string;
const lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  const stream = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  world = await World.start({ logger: createLogger('info', stream) });
  productionUrl = await world.addProcess(undefined, {
    NODE_ENV: 'production',
    CORS_ORIGINS: `${ORIGIN}, http://localhost:5173`,
    TRUST_PROXY: '127.0.0.2, 10.0.0.0/8',
    HTTP_REQUEST_SECONDS: '1',
    HTTP_IDLE_SECONDS: '1',
    HTTP_CONNECTIONS: '20',
  });
  operator = await world.as('OPERATOR');
});
afterAll(() => world?.stop());

const at = (path: string, url = world.url) => new URL(path, url).href;
const bearer = () => ({ authorization: `Bearer ${operator.token}` });
const json = () => ({ 'content-type': 'application/json', ...bearer() });
const asked = JSON.stringify({ query: '{ viewer { role } }' });

/** The one line that tells of a request. */
async function lineOf(requestId: string | null): Promise<Record<string, unknown>> {
  const find = () => lines.find((line) => line['requestId'] === requestId);
  while (!find()) await new Promise((resolve) => setImmediate(resolve));
  return find()!;
}

describe('every answer', () => {
  test.each([
    ['of health', '/healthz', {}, 200],
    ['of nothing', '/nowhere?x=1', {}, 404],
    ['to a stranger', '/graphql?query={__typename}', {}, 401],
    ['to an address that is none', '/%E0%A4%A', {}, 400],
    ['to another method', '/graphql', { method: 'DELETE' }, 405],
    ['to a question', '/graphql', { method: 'POST', body: asked }, 200],
  ])('%s is closed to pages and caches that have no business with it', async (_of, path, init: RequestInit, status) => {
    const response = await fetch(at(path), { ...init, headers: init.body ? json() : {} });
    expect(response.status).toBe(status);
    const headers = Object.fromEntries(response.headers);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.stringMatching(/^[\w-]{36}$/),
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('server');
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(headers).toMatchObject(CLOSED);
    if (path.startsWith('/graphql') && status !== 405) expect(headers['cache-control']).toBe('no-store');
  });

  test.each([
    ['a-1_b.C', true],
    ['x'.repeat(64), true],
    ['x'.repeat(65), false],
    ['', false],
    ['a b', false],
    ['a"b', false],
    ['é', false],
    [`renkei_${'x'.repeat(43)}`, false],
  ])('names its request, as the client did where that is harmless: %j %j', async (given, isTaken) => {
    const response = await fetch(at('/healthz'), { headers: { 'x-request-id': given } });
    const id = response.headers.get('x-request-id');
    if (isTaken) expect(id).toBe(given);
    else expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('a page of another site', () => {
  const preflight = (origin: string, url: string) =>
    fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,renkei-on-behalf-of',
      },
    });

  test('may ask, and read what it is answered, when it is of a listed origin', async () => {
    const allowed = await preflight(ORIGIN, productionUrl);
    expect(allowed.status).toBe(204);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers':
        'authorization, content-type, idempotency-key, renkei-seen, renkei-on-behalf-of, renkei-purpose, apollo-require-preflight, x-request-id',
      vary: expect.stringMatching(/Origin/i),
    });
    const answer = await fetch(productionUrl, { method: 'POST', headers: { origin: ORIGIN, ...json() }, body: asked });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-expose-headers': 'renkei-seen, renkei-degraded, x-request-id, retry-after',
    });
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
  });

  test('also reads why it was refused', async () => {
    const refused = await fetch(productionUrl, { method: 'POST', headers: { origin: ORIGIN }, body: asked });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, ORIGIN]);
  });

  test.each(['https://portal.example.evil.example', 'http://portal.example', 'null', 'https://PORTAL.example'])(
    'reads nothing when it is of %s',
    async (origin) => {
      const { headers } = await preflight(origin, productionUrl);
      expect(headers.has('access-control-allow-origin')).toBe(false);
      const answer = await fetch(productionUrl, { method: 'POST', headers: { origin, ...json() }, body: asked });
      expect(answer.headers.has('access-control-allow-origin')).toBe(false);
    },
  );

  test('reads nothing where no origin is listed', async () => {
    const { status, headers } = await preflight(ORIGIN, world.url);
    expect([status, headers.get('allow')]).toEqual([204, 'GET, POST, OPTIONS']);
    expect(headers.has('access-control-allow-origin')).toBe(false);
  });

  test.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
    ['', 415],
  ])('cannot have %j carried out, which it could send without asking', async (type, status) => {
    const mutation =
      'mutation { registerOrganization(input: {name: "Forged", kind: COMPANY, sector: OTHER}) { organization { id } } }';
    const response = await fetch(world.url, {
      method: 'POST',
      headers: { 'content-type': type, ...bearer() },
      body: Buffer.from(JSON.stringify({ query: mutation })),
    });
    expect(response.status).toBe(status);
    expect(await operator.ask('{ organizations(first: 1) { totalCount } }')).toEqual({
      organizations: { totalCount: 0 },
    });
  });

  test('cannot ask over GET either', async () => {
    const plain = await fetch(`${world.url}?query={__typename}`, { headers: bearer() });
    expect(plain.status).toBe(400);
    const form = { 'content-type': 'text/plain', ...bearer() };
    expect((await fetch(`${world.url}?query={__typename}`, { headers: form })).status).toBe(400);
    const deliberate = { 'apollo-require-preflight': '1', ...bearer() };
    expect((await fetch(`${world.url}?query={__typename}`, { headers: deliberate })).status).toBe(200);
  });
});

describe('a request that is none', () => {
  interface Sent {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string | Buffer;
  }

  /** With node:http, which sends what fetch will not. */
  const send = ({ method = 'POST', path = '/graphql', headers = {}, body = '' }: Sent) =>
    new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
      const request = httpRequest(at(path), { method, headers: { ...json(), ...headers } }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: text }));
      });
      request.on('error', reject).end(body);
    });

  const INSIDE = /node_modules|at \w|FST_|Error:|\.[jt]s\b|fastify|apollo server|stack/i;

  test.each<[string, Sent, number]>([
    ['to nowhere', { path: '/wp-admin' }, 404],
    ['with DELETE', { method: 'DELETE' }, 405],
    ['with PUT', { method: 'PUT', body: asked }, 405],
    ['with PROPFIND', { method: 'PROPFIND' }, 405],
    ['with TRACE', { method: 'TRACE' }, 405],
    ['with POST where there is only GET', { path: '/healthz', body: asked }, 405],
    ['malformed JSON', { body: '{ "query": ' }, 400],
    ['no body', { body: '' }, 400],
    [
      'a mutation over GET',
      {
        method: 'GET',
        path: '/graphql?query=mutation{__typename}',
        headers: { 'apollo-require-preflight': '1' },
      },
      405,
    ],
    ['XML', { headers: { 'content-type': 'application/xml' }, body: '<a/>' }, 415],
    ['GraphQL as it is', { headers: { 'content-type': 'application/graphql' }, body: '{__typename}' }, 415],
    ['JSON in Shift_JIS', { headers: { 'content-type': 'application/json; charset=shift_jis' }, body: asked }, 415],
    [
      'bytes that are no UTF-8',
      { body: Buffer.from([...Buffer.from('{"query":"{__typename}#'), 0xff, 0x22, 0x7d]) },
      400,
    ],
    ['a type that nobody sends back', { headers: { accept: 'text/html' }, body: asked }, 406],
    ['an address that is none', { path: '/graphql%', body: asked }, 400],
    ['a Host that is none', { headers: { host: 'a b:c' }, body: asked }, 200],
    ['a body of 10 MB', { body: JSON.stringify({ query: 'x'.repeat(10_000_000) }) }, 413],
  ])('%s is refused in JSON that tells nothing of the inside', async (_what, sent, status) => {
    const answer = await send(sent).catch((error: NodeJS.ErrnoException) => error);
    // Of a body that is too large the rest need not be taken.
    if (answer instanceof Error)
      return expect([status, answer.code]).toEqual([413, expect.stringMatching(/EPIPE|ECONNRESET/)]);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/json; charset=utf-8$/);
    if (status === 405) expect(answer.headers['allow']).toMatch(/GET|POST/);
    if (status === 200) return;
    const { errors } = JSON.parse(answer.body) as { errors: { message: string; extensions: { code: string } }[] };
    const limit = { name: 'bodyBytes', value: 200_000, actual: expect.any(Number) };
    const extensions = { code: 'BAD_REQUEST', ...(status === 413 && { limit }) };
    expect(errors).toEqual([{ message: expect.any(String), extensions }]);
    expect(answer.body).not.toMatch(INSIDE);
  });

  test('HEAD is told that there is none', async () => {
    expect((await send({ method: 'HEAD' })).status).toBe(405);
    expect((await send({ method: 'HEAD', path: '/healthz' })).status).toBe(200);
  });

  test('it is told in the type that GraphQL has for itself, to whoever asks for that', async () => {
    const { headers } = await send({ headers: { accept: 'application/graphql-response+json' }, body: '{' });
    expect(headers['content-type']).toBe('application/graphql-response+json; charset=utf-8');
  });

  test.each([
    ['no HTTP at all', 'HELO mail.example\r\n\r\n', 400],
    ['two lengths', 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n', 400],
    [
      'a length and chunks',
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n',
      400,
    ],
    ['headers without end', `GET /healthz HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  ])('%s is refused likewise', async (_what, text, status) => {
    const raw = await exchange(world.url, text);
    const answer = readAnswer(raw);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(Object.fromEntries(answer.headers)).toMatchObject(CLOSED);
    expect(answer.body).toEqual({ errors: [{ message: expect.any(String), extensions: { code: 'BAD_REQUEST' } }] });
    expect(raw).not.toMatch(/HPE_|Parse Error/);
  });
});

describe('a stranger', () => {
  const asks: [string, RequestInit & { path?: string }][] = [
    ['a question', { method: 'POST', body: asked, headers: { 'content-type': 'application/json' } }],
    [
      'a name that resembles one',
      { method: 'POST', body: '{"query":"{viewr{name}}"}', headers: { 'content-type': 'application/json' } },
    ],
    ['a syntax error', { method: 'POST', body: '{"query":"{"}', headers: { 'content-type': 'application/json' } }],
    ['no JSON', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }],
    ['nothing', { method: 'POST' }],
    ['text/plain', { method: 'POST', body: asked, headers: { 'content-type': 'text/plain' } }],
    ['multipart', { method: 'POST', body: '--x--', headers: { 'content-type': 'multipart/form-data; boundary=x' } }],
    [
      'introspection over GET',
      { path: '?query={__schema{types{name}}}', headers: { 'apollo-require-preflight': '1' } },
    ],
    ['GET without the header', { path: '?query={viewr}' }],
    [
      'a subscription',
      { method: 'POST', body: '{"query":"subscription{x}"}', headers: { 'content-type': 'application/json' } },
    ],
    ['a document by its name', { path: `?documentId=${'0'.repeat(64)}` }],
    ['a type that nobody sends back', { path: '', headers: { accept: 'text/html' } }],
    [
      'with a token that is none',
      {
        method: 'POST',
        body: asked,
        headers: { 'content-type': 'application/json', authorization: 'Bearer renkei_no' },
      },
    ],
  ];

  test.each(asks)('who sends %s is told only that nobody knows them', async (_what, { path = '', ...init }) => {
    const response = await fetch(`${productionUrl}${path}`, init);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(response.headers.has('renkei-seen')).toBe(false);
    const { errors, ...rest } = (await response.json()) as { errors: { message: string; extensions: unknown }[] };
    expect([rest, errors.length, errors[0]!.extensions]).toEqual([{}, 1, { code: 'UNAUTHENTICATED' }]);
    expect(errors[0]!.message).toMatch(/token/);
  });
});

describe('which names there are that resemble a wrong one', () => {
  const wrong = [
    '{ viewr { name } }',
    '{ viewer { nam } }',
    '{ organizations(fist: 1) { totalCount } }',
    '{ organizations(filter: {kind: COMPAMY}) { totalCount } }',
    '{ node(id: "x") { ... on Organisation { id } } }',
    'query($f: OrganizationFiltr) { __typename }',
    '{ viewer }',
  ];

  test('is told to whoever develops', async () => {
    for (const query of wrong) expect((await operator.refusal(query)).message).toMatch(/Did you mean/);
  });

  test('is told to nobody in production', async () => {
    for (const query of wrong) {
      const response = await fetch(productionUrl, { method: 'POST', headers: json(), body: JSON.stringify({ query }) });
      const text = await response.text();
      expect(text).toMatch(/"errors"/);
      expect(text).not.toMatch(/Did you mean|COMPANY|Organization\b|OrganizationFilter\b/);
    }
  });
});

test('whoever shows two tokens shows none: nobody could say which a proxy in front has looked at', async () => {
  const line = (token: string | undefined) => `authorization: Bearer ${token}\r\n`;
  const asks = (headers: string) =>
    exchange(
      world.url,
      `POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n${headers}` +
        `content-length: ${asked.length}\r\n\r\n${asked}`,
    );
  const own = line(operator.token);
  const statuses = [own, own + own, own + line('x'), line('x') + own].map(async (headers) =>
    Number((await asks(headers)).split(' ')[1]),
  );
  expect(await Promise.all(statuses)).toEqual([200, 401, 401, 401]);
});

test('whoever names two hosts is answered neither for the one nor for the other', async () => {
  const asks = (hosts: string) => exchange(world.url, `GET /healthz HTTP/1.1\r\n${hosts}connection: close\r\n\r\n`);
  const statuses = ['host: x\r\n', 'host: x\r\nHost: y\r\n', 'Host: x\r\nHOST: x\r\n'].map(
    async (hosts) => readAnswer(await asks(hosts)).status,
  );
  expect(await Promise.all(statuses)).toEqual([200, 400, 400]);
});

test('whoever expects what HTTP does not know is answered as if they did not', async () => {
  const answer = await exchange(
    world.url,
    'GET /nowhere HTTP/1.1\r\nhost: x\r\nexpect: 200-ok\r\nconnection: close\r\n\r\n',
  );
  expect(readAnswer(answer).status).toBe(404);
  expect(Object.fromEntries(readAnswer(answer).headers)).toMatchObject(CLOSED);
});

describe('the address of a client', () => {
  const addressOf = async (from: string, url: string, forwarded: string) => {
    const raw = await RawConnection.to(url, from);
    raw.write(
      `GET /nowhere HTTP/1.1\r\nhost: x\r\nx-forwarded-for: ${forwarded}\r\nx-forwarded-proto: https\r\nconnection: close\r\n\r\n`,
    );
    const { headers } = readAnswer(await raw.untilClosed());
    const { address } = await lineOf(headers.get('x-request-id'));
    return [address, headers.has('strict-transport-security')];
  };

  test('is what a trusted proxy says', async () => {
    expect(await addressOf('127.0.0.2', productionUrl, '203.0.113.7')).toEqual(['203.0.113.7', true]);
    expect(await addressOf('127.0.0.2', productionUrl, '203.0.113.7, 10.1.2.3')).toEqual(['203.0.113.7', true]);
  });

  test('is not what a client says of itself, through such a proxy or not', async () => {
    expect(await addressOf('127.0.0.2', productionUrl, '198.51.100.1, 203.0.113.7')).toEqual(['203.0.113.7', true]);
    expect(await addressOf('127.0.0.3', productionUrl, '198.51.100.1')).toEqual(['127.0.0.3', false]);
    expect(await addressOf('127.0.0.2', world.url, '198.51.100.1')).toEqual(['127.0.0.2', false]);
  });
});

test('what is wrong is told to this machine, and to others only whether anything is', async () => {
  const ready = async (forwarded: string) => {
    const raw = await RawConnection.to(productionUrl, '127.0.0.2');
    raw.write(`GET /readyz HTTP/1.1\r\nhost: x\r\n${forwarded}connection: close\r\n\r\n`);
    return readAnswer(await raw.untilClosed()).body;
  };
  // No coordinator of last resort is in this directory.
  expect(await ready('')).toEqual({ status: 'degraded', problems: [expect.stringContaining('COORDINATORS')] });
  for (const stranger of ['203.0.113.7', '2001:db8::7'])
    expect(await ready(`x-forwarded-for: ${stranger}\r\n`)).toEqual({ status: 'degraded' });
});

describe('whoever is slow', () => {
  const POST = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n`;

  test('is cut off: with headers, with a body, and when nothing comes at all', async () => {
    const dripping = async (text: string) => {
      const raw = await RawConnection.to(productionUrl);
      raw.write(text);
      // A byte now and then keeps no connection.
      const drip = setInterval(() => raw.write('x'), 200);
      return raw.untilClosed().finally(() => clearInterval(drip));
    };
    const [headers, body, nothing] = await Promise.all([
      dripping('GET /healthz HTTP/1.1\r\nhost: x\r\na: '),
      dripping(`${POST}authorization: Bearer ${operator.token}\r\ncontent-length: 1000\r\n\r\n{"query":"`),
      exchange(productionUrl, ''),
    ]);
    expect(readAnswer(headers).status).toBe(408);
    expect(readAnswer(body).status).toBe(408);
    expect(nothing === '' || readAnswer(nothing).status === 408).toBe(true);
  });

  test('is cut off between two requests', async () => {
    const text = await exchange(productionUrl, 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('does not keep out others, of whom there are only so many', async () => {
    const many = await Promise.all(Array.from({ length: 40 }, () => RawConnection.to(productionUrl)));
    const closed = await Promise.all(many.map((raw) => raw.untilClosed()));
    expect(closed).toHaveLength(40);
    expect((await fetch(at('/healthz', productionUrl))).status).toBe(200);
  });
});

describe('whoever does not wait for answers', () => {
  const written = (body: string) =>
    [
      'POST /graphql HTTP/1.1',
      'host: localhost',
      'content-type: application/json',
      `authorization: Bearer ${operator.token}`,
      `content-length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n');

  test('has a few requests answered in their order', async () => {
    const raw = await RawConnection.to(world.url);
    raw.write(written(asked).repeat(20) + 'GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    expect((await raw.untilClosed()).match(/HTTP\/1.1 200/g)).toHaveLength(21);
  });

  test('is cut off after many more', async () => {
    const raw = await RawConnection.to(world.url);
    raw.write(written(asked).repeat(300));
    expect((await raw.untilClosed()).match(/HTTP\/1.1 200/g)?.length ?? 0).toBeLessThan(300);
    expect((await operator.send('{ viewer { role } }')).status).toBe(200);
  });

  test('keeps no process from ending with answers whose turn never came', async () => {
    const organization = await registerOrganization(operator);
    const url = await world.addProcess(undefined, { SHUTDOWN_SECONDS: '1' });
    const client = new pg.Client({ connectionString: world.databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('begin');
    await client.query('select from organization where id = $1 for update', [organization]);
    const query = `mutation { updateOrganization(id: "${organization}", version: 1, input: { nameEn: "Example" }) { id } }`;
    const raw = await RawConnection.to(url);
    raw.write(written(JSON.stringify({ query })) + written(asked).repeat(20));
    await waitingForLock();
    raw.socket.destroy();
    const stopped = world.apps.pop()!.stop();
    await client.query('rollback');
    await client.end();
    await stopped;
  });

  async function waitingForLock(): Promise<void> {
    const waiting = () =>
      world.sql(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    while ((await waiting()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }
});
