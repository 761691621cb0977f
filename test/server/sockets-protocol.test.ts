import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { ClientOptions } from 'ws';
import { Client, World } from '../harness.js';
import { registerOrganization } from '../scenario.js';
import { Socket, type Message } from './socket.js';

let world: World;
let operator: Client;
const opened: Socket[] = [];

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
});
afterEach(() => {
  for (const socket of opened.splice(0)) socket.close();
});
afterAll(() => world?.stop());

const kept = async (opening: Promise<Socket>): Promise<Socket> => {
  const socket = await opening;
  opened.push(socket);
  return socket;
};
const open = (options?: ClientOptions, protocol?: string[]) => kept(Socket.open(world.url, options, protocol));
const admitted = () => kept(Socket.admitted(world.url, operator.token));

const INIT = () => ({ type: 'connection_init', payload: { Authorization: `Bearer ${operator.token}` } });
const WHO = '{ viewer { role } }';
const WHO_ANSWER = { viewer: { role: 'OPERATOR' } };
const CHANGES = 'subscription { directoryChanged { id } }';

const dataOf = ({ payload }: Message) => (payload as { data: unknown }).data;
const errorsOf = ({ payload }: Message) =>
  payload as { message: string; extensions: { code: string; path?: unknown } }[];

async function answer(socket: Socket, id = 'a', query = WHO): Promise<unknown> {
  socket.subscribe(id, query);
  const [next, complete] = [await socket.next(), await socket.next()];
  expect([next.type, next.id, complete]).toEqual(['next', id, { type: 'complete', id }]);
  return dataOf(next);
}

describe('opening', () => {
  test('the sub-protocol is graphql-transport-ws, chosen among what is offered', async () => {
    const socket = await open({}, ['graphql-ws', 'graphql-transport-ws']);

    expect([socket.raw.protocol, socket.raw.extensions]).toEqual(['graphql-transport-ws', '']);
  });

  test.each([['graphql-ws'], [[]]])('whoever does not offer it is told so (4406): %j', async (protocol) => {
    // A client that offers something and gets nothing breaks off itself: what it is told is seen on the wire.
    const lines = [
      'GET /graphql HTTP/1.1',
      'Host: localhost',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      ...[protocol].flat().map((name) => `Sec-WebSocket-Protocol: ${name}`),
    ];
    const received = await raw(lines, /\r\n\r\n[^]{4}/);
    const frame = received.subarray(received.indexOf('\r\n\r\n') + 4);

    expect(received.toString('latin1')).toMatch(/^HTTP\/1.1 101 /);
    expect(received.toString('latin1')).not.toMatch(/sec-websocket-protocol/i);
    expect([frame[0], frame.readUInt16BE(2)]).toEqual([0x88, 4406]);
  });

  test('a compressed message is not asked for, whoever offers it', async () => {
    expect((await open({ perMessageDeflate: true })).raw.extensions).toBe('');
  });

  test('elsewhere there are none', async () => {
    expect(await Socket.refusal(world.url.replace('/graphql', '/graphiql'))).toBe(404);
    expect(await Socket.refusal(world.url.replace('/graphql', '/healthz'))).toBe(404);
  });

  test('a page may connect from where it was served, and from nowhere else', async () => {
    const { origin, host } = new URL(world.url);
    await open({ headers: { origin } });
    await open({ headers: { origin: `https://${host}` } });

    for (const foreign of ['https://elsewhere.example', 'null', `http://${host}.elsewhere.example`, 'http://127.0.0.1'])
      expect([foreign, await Socket.refusal(world.url, { headers: { origin: foreign } })]).toEqual([foreign, 403]);
  });

  test('a request at the same place that asks for no WebSocket is answered as ever', async () => {
    expect((await operator.send(WHO)).data).toEqual(WHO_ANSWER);
  });

  test('whoever offers to go on with HTTP/2 is answered in HTTP/1.1', async () => {
    const body = JSON.stringify({ query: WHO });
    const received = await raw(
      [
        'POST /graphql HTTP/1.1',
        'Host: localhost',
        'Connection: Upgrade, HTTP2-Settings',
        'Upgrade: h2c',
        'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
        'Content-Type: application/json',
        `Authorization: Bearer ${operator.token}`,
        `Content-Length: ${body.length}`,
      ],
      /"role":"OPERATOR"}}/,
      body,
    );

    expect(received.toString()).toMatch(/^HTTP\/1.1 200 [^]*{"data":{"viewer":{"role":"OPERATOR"}}/);
  });

  test.each([
    ['no key', ['Sec-WebSocket-Version: 13']],
    ['another version', ['Sec-WebSocket-Version: 7', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==']],
  ])('a handshake that is none is refused: %s', async (_what, headers) => {
    const lines = ['GET /graphql HTTP/1.1', 'Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket', ...headers];

    expect((await raw(lines, /\r\n\r\n/)).toString()).toMatch(/^HTTP\/1.1 400 /);
  });
});

/** What is received on a connection on which this was written, until it has what is waited for or there is an end. */
function raw(lines: readonly string[], awaited: RegExp, body = ''): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const { port } = new URL(world.url);
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (awaited.test(Buffer.concat(chunks).toString('latin1'))) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks)));
  });
}

describe('coming in', () => {
  test.each(['Authorization', 'authorization', 'AUTHORIZATION'])('with a token as %s of the payload', async (name) => {
    const socket = await open();
    socket.send({ type: 'connection_init', payload: { [name]: `Bearer ${operator.token}` } });

    expect(await socket.next()).toEqual({ type: 'connection_ack' });
    expect(await answer(socket)).toEqual(WHO_ANSWER);
  });

  test('with the header of the handshake, where the payload has none', async () => {
    const headers = { authorization: `Bearer ${operator.token}` };
    const socket = await open({ headers });
    socket.send({ type: 'connection_init' });
    expect(await socket.next()).toEqual({ type: 'connection_ack' });

    const other = await open({ headers });
    other.send({ type: 'connection_init', payload: { authorization: 'Bearer renkei_unknown' } });
    expect((await other.closed).code).toBe(4403);
  });

  test.each([
    ['nothing', undefined],
    ['no token', {}],
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['an unknown token', { authorization: `Bearer renkei_${'A'.repeat(43)}` }],
    ['no text', { authorization: { bearer: 'x' } }],
  ])('%s is refused with 4403', async (_what, payload) => {
    const socket = await open();
    socket.send({ type: 'connection_init', ...(payload && { payload }) });

    expect(await socket.closed).toEqual({ code: 4403, reason: expect.stringMatching(/token/) as unknown });
  });

  test.each([
    ['renkei-on-behalf-of', 5],
    ['Renkei-On-Behalf-Of', { name: 'taro' }],
    ['renkei-seen', ['1.1']],
  ])('%s that is no text is refused with 4400', async (name, value) => {
    const socket = await open();
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${operator.token}`, [name]: value } });

    expect(await socket.closed).toEqual({ code: 4400, reason: `${name.toLowerCase()} is a text.` });
  });

  test('whoever says nothing for three seconds is closed with 4408', async () => {
    const since = Date.now();
    const socket = await open();
    // Being alive is not the same.
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });

    expect(await socket.closed).toEqual({ code: 4408, reason: 'Connection initialisation timeout' });
    expect(Date.now() - since).toBeGreaterThan(2_900);
  });

  test('a second time is too often (4429), before the first is answered and after', async () => {
    const hasty = await open();
    hasty.send(INIT(), INIT());
    expect((await hasty.closed).code).toBe(4429);

    const late = await admitted();
    late.send(INIT());
    expect(await late.closed).toEqual({ code: 4429, reason: 'Too many initialisation requests' });
  });

  test('nothing runs before (4401), not even when the token is on its way', async () => {
    const early = await open();
    early.subscribe('a', WHO);
    expect(await early.closed).toEqual({ code: 4401, reason: 'Unauthorized' });

    const hasty = await open();
    hasty.send({ type: 'connection_init', payload: { authorization: 'Bearer renkei_unknown' } }, subscribe('a', WHO));
    expect((await hasty.closed).code).toBe(4401);
    expect(hasty.unreadCount).toBe(0);
  });

  test('to complete what never began is nothing', async () => {
    const socket = await open();
    socket.send({ type: 'complete', id: 'never' }, INIT());

    expect(await socket.next()).toEqual({ type: 'connection_ack' });
  });
});

const subscribe = (id: string, query: string): Message => ({ type: 'subscribe', id, payload: { query } });

describe('messages', () => {
  test('a ping is answered with its payload, a pong is not', async () => {
    const socket = await open();
    socket.send(
      { type: 'pong' },
      { type: 'pong', payload: { a: 1 } },
      { type: 'ping', payload: { b: [2] } },
      { type: 'ping' },
    );

    expect([await socket.next(), await socket.next()]).toEqual([
      { type: 'pong', payload: { b: [2] } },
      { type: 'pong' },
    ]);
  });

  const BAD: Record<string, string> = {
    'no JSON': '{',
    'an empty text': '',
    'a list': '[]',
    null: 'null',
    'a number': '1',
    'no type': '{}',
    'a type that is none': '{"type":"unknown"}',
    'a type of the prototype': '{"type":"constructor"}',
    'what only a server sends': '{"type":"connection_ack"}',
    'an answer': '{"type":"next","id":"a","payload":{}}',
    'an error': '{"type":"error","id":"a","payload":[]}',
    'subscribe without id': '{"type":"subscribe","payload":{"query":"{ __typename }"}}',
    'an empty id': '{"type":"subscribe","id":"","payload":{"query":"{ __typename }"}}',
    'an id that is a number': '{"type":"subscribe","id":1,"payload":{"query":"{ __typename }"}}',
    'an id without end': JSON.stringify(subscribe('a'.repeat(257), WHO)),
    'subscribe without payload': '{"type":"subscribe","id":"a"}',
    'a query that is a number': '{"type":"subscribe","id":"a","payload":{"query":1}}',
    'variables that are a list': '{"type":"subscribe","id":"a","payload":{"query":"{ __typename }","variables":[]}}',
    'a name that is a number': '{"type":"subscribe","id":"a","payload":{"query":"{ __typename }","operationName":1}}',
    'complete without id': '{"type":"complete"}',
    'a ping with a text': '{"type":"ping","payload":"text"}',
  };
  test.each(Object.entries(BAD))('%s closes with 4400', async (_what, text) => {
    const socket = await admitted();
    socket.send(text);

    expect((await socket.closed).code).toBe(4400);
  });

  test('a binary message closes with 4400, one that is no UTF-8 with 1007', async () => {
    const binary = await admitted();
    binary.raw.send(Buffer.from(JSON.stringify({ type: 'ping' })), { binary: true });
    expect((await binary.closed).code).toBe(4400);

    const broken = await admitted();
    broken.raw.send(Buffer.from([0xc3, 0x28]), { binary: false });
    expect((await broken.closed).code).toBe(1007);
  });

  test('one of more than 200 kB closes with 1009, in one frame or in many; one of less is heard', async () => {
    const socket = await admitted();
    const ping = (length: number) => JSON.stringify({ type: 'ping', payload: { text: 'a'.repeat(length - 38) } });
    expect(Buffer.byteLength(ping(200_000))).toBeLessThanOrEqual(200_000);
    socket.send(ping(199_990));
    expect((await socket.next()).type).toBe('pong');

    socket.send(ping(200_100));
    expect((await socket.closed).code).toBe(1009);

    const inParts = await admitted();
    for (let part = 0; part < 5; part += 1) inParts.raw.send('a'.repeat(50_000), { fin: false });
    expect((await inParts.closed).code).toBe(1009);
  });

  test('what comes after a close is not heard', async () => {
    const socket = await admitted();
    const name = `例示 ${Date.now()}`;
    socket.send(
      '{',
      subscribe(
        'a',
        `mutation { registerOrganization(input: { name: "${name}", kind: COMPANY, sector: OTHER }) { id } }`,
      ),
    );
    expect((await socket.closed).code).toBe(4400);

    expect(await world.sql('select from organization where name = $1', [name])).toEqual([]);
  });
});

describe('operations', () => {
  test('a query is answered once and completed, and its id is free again', async () => {
    const socket = await admitted();

    for (let time = 0; time < 3; time += 1) expect(await answer(socket)).toEqual(WHO_ANSWER);
  });

  test('a mutation is carried out', async () => {
    const socket = await admitted();
    const made = await answer(
      socket,
      'a',
      'mutation { made: registerOrganization(input: { name: "例示機構", kind: COMPANY, sector: OTHER }) { name } }',
    );

    expect(made).toEqual({ made: { name: '例示機構' } });
  });

  test('an idempotencyKey in the extensions does it once', async () => {
    const socket = await admitted();
    const query =
      'mutation { made: registerOrganization(input: { name: "例示協会", kind: COMPANY, sector: OTHER }) { id } }';
    const ids: unknown[] = [];
    for (const id of ['a', 'b']) {
      socket.subscribe(id, query, { extensions: { idempotencyKey: 'once' } });
      ids.push(dataOf(await socket.next()));
      await socket.next();
    }

    expect(ids[0]).toEqual(ids[1]);
    expect(await world.sql(`select from organization where name = '例示協会'`)).toHaveLength(1);
  });

  test.each([5, {}, ['once'], true])('an idempotencyKey that is no text is refused: %j', async (idempotencyKey) => {
    const socket = await admitted();
    socket.subscribe('a', 'mutation { endBreakGlass { role } }', { extensions: { idempotencyKey } });

    expect(await socket.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'BAD_USER_INPUT', path: ['Idempotency-Key'] } }],
    });
  });

  test('the same id twice at once closes with 4409, whatever the first one is', async () => {
    for (const first of [CHANGES, WHO, 'not even GraphQL']) {
      const socket = await admitted();
      socket.send(subscribe('twice', first), subscribe('twice', WHO));

      expect(await socket.closed).toEqual({ code: 4409, reason: 'Subscriber for twice already exists' });
    }
  });

  const WRONG: [string, string, string, unknown][] = [
    ['syntax', '{ viewer { ', 'GRAPHQL_PARSE_FAILED', undefined],
    ['a subscription that does not parse', 'subscription {', 'GRAPHQL_PARSE_FAILED', undefined],
    ['validation', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED', undefined],
    [
      'two root fields',
      'subscription { a: directoryChanged { id } b: directoryChanged { id } }',
      'GRAPHQL_VALIDATION_FAILED',
      undefined,
    ],
    [
      'what is subscribed to on a condition',
      'subscription($v: Boolean! = true) { ...F } fragment F on Subscription { directoryChanged @include(if: $v) { id } }',
      'GRAPHQL_VALIDATION_FAILED',
      undefined,
    ],
    ['input', 'query($id: ID!) { node(id: $id) { id } }', 'BAD_USER_INPUT', ['id']],
    ['no operation', 'fragment f on Query { viewer { role } }', 'GRAPHQL_VALIDATION_FAILED', undefined],
    [
      'several operations',
      'query a { viewer { role } } query b { viewer { role } }',
      'OPERATION_RESOLUTION_FAILURE',
      undefined,
    ],
    ['an empty document', '', 'BAD_REQUEST', undefined],
    ['nesting without end', `{${'a{'.repeat(300)}`, 'TOO_COMPLEX', undefined],
  ];
  test.each(WRONG)(
    'a fault of %s is an error of that operation, as over HTTP, and the others go on',
    async (_what, query, code, path) => {
      const socket = await admitted();
      await socket.follow('others', CHANGES);
      socket.subscribe('wrong', query);
      const message = await socket.next();
      const overHttp = await operator.send(query);

      expect([message.type, message.id, errorsOf(message)]).toEqual([
        'error',
        'wrong',
        query ? overHttp.errors : expect.anything(),
      ]);
      if (query) expect(errorsOf(message)[0]!.extensions).toMatchObject({ code, ...(path ? { path } : {}) });
      const made = await registerOrganization(operator);
      expect(await socket.next()).toMatchObject({
        type: 'next',
        id: 'others',
        payload: { data: { directoryChanged: { id: made } } },
      });
      expect(await answer(socket, 'wrong')).toEqual(WHO_ANSWER);
    },
  );

  test('an error of a field is part of the answer', async () => {
    const socket = await admitted();
    socket.subscribe('a', 'mutation { renamed: updateOrganization(id: "organization_none", input: {}) { id } }');
    const overHttp = await operator.send(
      'mutation { renamed: updateOrganization(id: "organization_none", input: {}) { id } }',
    );
    const message = await socket.next();

    expect([message.type, (message.payload as { errors?: unknown }).errors ?? message.payload]).toEqual([
      overHttp.data === undefined ? 'error' : 'next',
      overHttp.errors,
    ]);
  });

  test('answers tell what they have seen, for a request to another process', async () => {
    const socket = await admitted();
    socket.subscribe('a', WHO);
    const { seen } = ((await socket.next()).payload as { extensions: { seen: string } }).extensions;
    const second = await world.addProcess();

    expect((await new Client(second, operator.token).send(WHO, {}, { 'renkei-seen': seen })).data).toEqual(WHO_ANSWER);
  });

  test('a subscription is not answered over HTTP', async () => {
    expect((await operator.refusal(CHANGES)).extensions.code).toBe('BAD_REQUEST');
  });
});

describe('completing', () => {
  test('of a running query no answer comes, and its id may be used at once', async () => {
    const socket = await admitted();
    const query = (name: string) => `{ ${name}: changes(first: 1) { totalCount } }`;
    socket.send(subscribe('a', query('first')), { type: 'complete', id: 'a' }, subscribe('a', query('second')));

    const came = [await socket.next(), await socket.next(), ...(await socket.untilNow())];
    expect(came.map(({ type, id }) => [type, id])).toEqual([
      ['next', 'a'],
      ['complete', 'a'],
    ]);
    expect(Object.keys(dataOf(came[0]!) as object)).toEqual(['second']);
  });

  test('of a running mutation it is carried out nevertheless', async () => {
    const socket = await admitted();
    socket.send(
      subscribe(
        'a',
        'mutation { registerOrganization(input: { name: "例示財団", kind: COMPANY, sector: OTHER }) { id } }',
      ),
      subscribe('b', WHO),
    );
    await socket.next();
    socket.send({ type: 'complete', id: 'a' });
    await socket.next();

    let found: unknown[] = [];
    for (let tries = 0; tries < 100 && found.length === 0; tries += 1)
      found = await world.sql(`select from organization where name = '例示財団'`);
    expect(found).toHaveLength(1);
  });

  test('of a subscription nothing more comes, not even what waited already', async () => {
    const socket = await admitted();
    await socket.follow('a', CHANGES);
    const made = registerOrganization(operator);
    // The event comes to be while this is on its way, or just before.
    socket.send({ type: 'complete', id: 'a' });
    socket.subscribe('b', WHO);
    await made;
    await registerOrganization(operator);
    const came = await socket.untilNow();
    const last = came.findLastIndex(({ id }) => id === 'a');

    expect(came.slice(last + 1).map(({ id }) => id)).toEqual(['b', 'b']);
    expect(came.filter(({ type, id }) => id === 'a' && type !== 'next')).toEqual([]);
  });

  test('and again with the same id it is another one, which nothing of the first reaches', async () => {
    const socket = await admitted();
    await socket.follow('a', 'subscription { first: directoryChanged { id } }');
    socket.send({ type: 'complete', id: 'a' }, subscribe('a', 'subscription { second: directoryChanged { id } }'));
    expect(await socket.untilNow()).toEqual([]);
    const made = await registerOrganization(operator);

    expect(dataOf(await socket.next())).toEqual({ second: { id: made } });
    expect(await socket.untilNow()).toEqual([]);
  });

  test('what is complete, or never was, may be completed again', async () => {
    const socket = await admitted();
    await answer(socket);
    socket.send({ type: 'complete', id: 'a' }, { type: 'complete', id: 'never' });

    expect(await answer(socket)).toEqual(WHO_ANSWER);
  });
});
