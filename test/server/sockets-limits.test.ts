import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { World, type Client } from '../harness.js';
import { registerOrganization } from '../scenario.js';
import { Socket, type Message } from './socket.js';

const MOST_SUBSCRIPTIONS = 100;
const MOST_CONNECTIONS = 5;
const CHANGES = 'subscription { directoryChanged { id } }';

let world: World;
let operator: Client;
const opened: Socket[] = [];

beforeAll(async () => {
  const environment = {
    LIMIT_SUBSCRIPTIONS: String(MOST_SUBSCRIPTIONS),
    LIMIT_CONNECTIONS: String(MOST_CONNECTIONS),
    LIMIT_BODY_BYTES: '10000',
  };
  world = await World.start({ environment });
  operator = await world.as('OPERATOR');
});
afterEach(async () => {
  for (const socket of opened.splice(0)) {
    socket.close();
    await socket.closed;
  }
});
afterAll(() => world?.stop());

async function admitted(): Promise<Socket> {
  const socket = await Socket.admitted(world.url, operator.token);
  opened.push(socket);
  return socket;
}

const refusedIds = (messages: readonly Message[]) =>
  messages.filter(({ type }) => type === 'error').map(({ id }) => id);

test('of 1,000 subscriptions of one viewer those above the limit are refused, each by itself, and the rest goes on', async () => {
  const [first, second] = [await admitted(), await admitted()];
  const subscribe = (id: number): Message => ({ type: 'subscribe', id: `s${id}`, payload: { query: CHANGES } });
  first.send(...Array.from({ length: 1_000 }, (_, id) => subscribe(id)));
  await operator.ask('{ viewer { role } }');
  const refused = (await first.untilNow()) as (Message & { payload: { extensions: unknown }[] })[];

  expect(refusedIds(refused)).toEqual(Array.from({ length: 900 }, (_, count) => `s${count + MOST_SUBSCRIPTIONS}`));
  expect(refused[0]!.payload[0]!.extensions).toMatchObject({
    code: 'RATE_LIMITED',
    limit: { name: 'subscriptions', value: MOST_SUBSCRIPTIONS },
  });
  second.send(subscribe(0));
  expect(refusedIds(await second.untilNow())).toEqual(['s0']);

  await registerOrganization(operator);
  for (let count = 0; count < MOST_SUBSCRIPTIONS; count += 1) expect((await first.next()).type).toBe('next');
  // Room again for as many as are completed.
  first.send({ type: 'complete', id: 's7' }, subscribe(7), subscribe(1_000));
  expect(refusedIds(await first.untilNow())).toEqual(['s1000']);
  first.close();
  await first.closed;
  let isRefused = true;
  for (let tries = 0; tries < 100 && isRefused; tries += 1) {
    second.send(subscribe(0));
    isRefused = (await second.untilNow()).length > 0;
  }
  expect(isRefused).toBe(false);
});

test('so many connections of one address, and one that did not come to be takes no room', async () => {
  for (let count = 0; count < 2 * MOST_CONNECTIONS; count += 1)
    await new Promise<void>((resolve) => {
      const broken = connect(Number(new URL(world.url).port), '127.0.0.1', () =>
        broken.write('GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
      );
      broken.resume().once('close', () => resolve());
    });
  for (let count = 0; count < MOST_CONNECTIONS; count += 1) await admitted();
  expect(await Socket.refusal(world.url)).toBe(429);
  const left = opened.shift()!;
  left.close();
  await left.closed;

  let again: Socket | undefined;
  for (let tries = 0; tries < 50 && !again; tries += 1) again = await admitted().catch(() => undefined);
  expect(again).toBeDefined();
});

test('a message is as large as a body may be', async () => {
  const socket = await admitted();
  socket.send({ type: 'ping', payload: { text: 'a'.repeat(9_000) } });
  expect((await socket.next()).type).toBe('pong');
  socket.send({ type: 'ping', payload: { text: 'a'.repeat(11_000) } });

  expect((await socket.closed).code).toBe(1009);
});
