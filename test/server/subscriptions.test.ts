import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { hashToken } from '../../src/access/credentials.js';
import { newId } from '../../src/kernel/ids.js';
import { Client, World } from '../harness.js';
import { Proxy } from '../kernel/proxy.js';
import { PATIENCE, within } from '../kernel/two-processes.js';
import {
  addContactChannel,
  establishCsirt,
  joinSharingNetwork,
  positionsOf,
  recordEncounter,
  registerOrganization,
  registerOrganizations,
  registerPeople,
  registerPerson,
  registerSharingNetwork,
} from '../scenario.js';
import { Socket, type Message } from './socket.js';

const CHANGES = 'subscription { directoryChanged { __typename id } }';
/** In ms: what is looked at four times a second has been seen by then on any machine, and connections are not yet probed. */
const SOON = 10_000;

let proxy: Proxy;
let world: World;
let operator: Client;
/** The operator of another process on the same database. */
let elsewhere: string;
const opened: Socket[] = [];

beforeAll(async () => {
  proxy = await Proxy.start();
  world = await World.start({ through: (url) => proxy.to(url) });
  operator = await world.as('OPERATOR');
  elsewhere = await world.addProcess();
});
afterEach(() => {
  for (const socket of opened.splice(0)) socket.close();
});
afterAll(async () => {
  await world?.stop();
  proxy?.cut();
});

/** Somebody who follows the directory. */
async function follower(client: Client, query = CHANGES, url = client.url): Promise<Socket> {
  // Or it would be told besides of what was written before, by another process, and comes by only now.
  for (const app of world.apps) await app.follower.catchUp().catch(() => undefined);
  const socket = await Socket.admitted(url, client.token);
  opened.push(socket);
  await socket.follow('changes', query);
  return socket;
}

interface Event {
  readonly data: { directoryChanged: Record<string, unknown> & { id: string } };
  readonly errors?: unknown;
  readonly extensions: Record<string, unknown>;
}

const eventOf = (message: Message): Event => {
  expect([message.type, message.id]).toEqual(['next', 'changes']);
  return message.payload as Event;
};
const nodeOf = (message: Message) => eventOf(message).data.directoryChanged;
const nextNode = async (socket: Socket) => nodeOf(await socket.next());
/** What came until now. In this process writes are told before they are answered. */
const nodesUntilNow = async (socket: Socket) => (await socket.untilNow()).map(nodeOf);
const idsUntilNow = async (socket: Socket) => (await nodesUntilNow(socket)).map(({ id }) => id);

async function rename(id: string, name: string): Promise<void> {
  const ask = 'query($id: ID!) { node(id: $id) { ... on Organization { version } } }';
  const { version } = (await operator.ask<{ node: { version: number } }>(ask, { id })).node;
  const change =
    'mutation($id: ID!, $v: Int!, $name: String!) { updateOrganization(id: $id, version: $v, input: { name: $name }) { id } }';
  await operator.ask(change, { id, v: version, name });
}

/** Inserts organizations as no process would: nobody is told of them. Answers their ids. */
async function insertPast(names: readonly string[]): Promise<string[]> {
  const ids = names.map(() => newId('Organization'));
  await world.sql(
    `insert into organization (id, created_at, changed_at, name, kind, sector, observer)
     select id, now(), now(), name, 'COMPANY', 'OTHER', false from unnest($1::text[], $2::text[]) as t (id, name)`,
    [ids, names],
  );
  return ids;
}

const keyOf = (client: Client) => hashToken(client.token!);
const revoke = (client: Client) =>
  world.sql('update api_key set revoked_at = now(), changed_at = now() where token_hash = $1', [keyOf(client)]);

describe('what is told', () => {
  test('each node that a transaction made or changed, once, in the order in which that happened', async () => {
    const socket = await follower(operator);
    const organization = await registerOrganization(operator, { constituencies: ['told.example', '192.0.2.0/28'] });
    const csirt = await establishCsirt(operator, organization);
    const person = await registerPerson(operator, organization);
    const [position] = await positionsOf(operator, person);
    const friend = await registerPerson(operator, organization);
    const encounter = await recordEncounter(operator, organization, [person, friend]);
    await rename(organization, '例示改称');
    const nodes = await nodesUntilNow(socket);

    expect(nodes.map(({ __typename, id }) => [__typename, id])).toEqual([
      ['Organization', organization],
      ['Csirt', csirt],
      ['Person', person],
      ['Position', position],
      ['Person', friend],
      ['Position', (await positionsOf(operator, friend))[0]],
      ['Meeting', encounter],
      ['Organization', organization],
    ]);
  });

  test('as it is at that moment, by whatever is selected', async () => {
    const query = `subscription Named($withId: Boolean!) {
      directoryChanged { ... on Organization { name kana: nameEn csirts { shortName } } id @include(if: $withId) }
    }`;
    const socket = await Socket.admitted(world.url, operator.token);
    opened.push(socket);
    await socket.follow('changes', query, { operationName: 'Named', variables: { withId: false } });
    const organization = await registerOrganization(operator, { name: '例示一', nameEn: 'Example One' });
    expect(await nextNode(socket)).toEqual({ name: '例示一', kana: 'Example One', csirts: [] });

    await establishCsirt(operator, organization, { shortName: 'EX-ONE' });
    await rename(organization, '例示二');
    expect((await nodesUntilNow(socket)).at(-1)).toMatchObject({ name: '例示二', csirts: [{ shortName: 'EX-ONE' }] });
  });

  test('what other processes write, too, and nothing twice', async () => {
    const here = await follower(operator);
    const there = await follower(operator, CHANGES, elsewhere);
    const organization = await registerOrganization(operator);
    expect((await nextNode(there)).id).toBe(organization);
    const csirt = await establishCsirt(new Client(elsewhere, operator.token), organization);

    expect([(await nextNode(here)).id, (await nextNode(here)).id]).toEqual([organization, csirt]);
    expect((await nextNode(there)).id).toBe(csirt);
    // By now everything has come by once more in each other's log.
    await world.apps[0]!.follower.catchUp();
    await world.apps[1]!.follower.catchUp();
    expect([await idsUntilNow(here), await idsUntilNow(there)]).toEqual([[], []]);
  });

  test('with an event comes what it has seen, so that another process can be asked to know as much', async () => {
    const there = await follower(operator, CHANGES, elsewhere);
    const organization = await registerOrganization(operator);
    const { data, extensions } = eventOf(await there.next());
    expect(data.directoryChanged.id).toBe(organization);
    const { node } = await operator.ask<{ node: unknown }>(
      'query($id: ID!) { node(id: $id) { id } }',
      { id: organization },
      { 'renkei-seen': String(extensions['seen']) },
    );

    expect(node).toEqual({ id: organization });
  });

  test('several subscriptions of one socket have their own answers', async () => {
    const socket = await follower(operator);
    await socket.follow('names', 'subscription { directoryChanged { ... on Organization { name } } }');
    await registerOrganization(operator, { name: '例示三' });
    const came = await socket.untilNow();

    expect(came.map(({ id }) => id).sort()).toEqual(['changes', 'names']);
    expect(came.find(({ id }) => id === 'names')!.payload).toMatchObject({
      data: { directoryChanged: { name: '例示三' } },
    });
  });

  test('an error in one event leaves the subscription alone', async () => {
    const socket = await follower(
      operator,
      'subscription { directoryChanged { id ... on Person { ties(first: -1) { totalCount } } } }',
    );
    const organization = await registerOrganization(operator);
    expect((await nextNode(socket)).id).toBe(organization);
    await registerPerson(operator, organization);
    const faulty = (await socket.next()).payload as { errors: { extensions: { code: string } }[] };
    expect(faulty.errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
    await socket.next();

    await rename(organization, '例示四');
    expect((await nextNode(socket)).id).toBe(organization);
  });
});

describe('to whom', () => {
  let own: string;
  let partner: string;
  let stranger: string;
  let member: Client;
  let owner: Client;
  let outsider: Client;
  let auditor: Client;
  let nobodys: Client;
  let network: string;

  beforeAll(async () => {
    [own, partner, stranger] = await registerOrganizations(operator, 3);
    network = await registerSharingNetwork(operator, own);
    await joinSharingNetwork(operator, network, [own, partner]);
    owner = await world.as('MEMBER', own);
    member = await world.as('MEMBER', partner);
    outsider = await world.as('MEMBER', stranger);
    auditor = await world.as('AUDITOR');
    nobodys = await world.as('MEMBER');
  });

  const SEEN_BY: [tlp: string, by: string[]][] = [
    ['CLEAR', ['owner', 'member', 'outsider', 'operator', 'nobodys', 'auditor']],
    ['GREEN', ['owner', 'member', 'outsider', 'operator']],
    ['AMBER', ['owner', 'member', 'operator']],
    ['AMBER_STRICT', ['owner', 'operator']],
    ['RED', ['owner']],
  ];

  test('a person is told to those who see it, an encounter likewise', async () => {
    const viewers = { owner, member, outsider, operator, nobodys, auditor };
    const sockets = await Promise.all(
      Object.entries(viewers).map(async ([name, viewer]) => [name, await follower(viewer)] as const),
    );
    const expected = new Map<string, string[]>();
    for (const [tlp, by] of SEEN_BY) {
      const person = await registerPerson(owner, own, { tlp });
      expected.set(person, by);
      expected.set((await positionsOf(owner, person))[0]!, by);
    }
    const attendees = await registerPeople(owner, own, own);
    for (const [tlp, by] of SEEN_BY) expected.set(await recordEncounter(owner, own, attendees, { tlp }), by);
    for (const [name, socket] of sockets) {
      const told = (await idsUntilNow(socket)).filter((id) => expected.has(id));

      expect([name, told]).toEqual([name, [...expected.keys()].filter((id) => expected.get(id)!.includes(name))]);
    }
  });

  test('who may see it is asked when it is told: with a membership that has ended nothing more comes', async () => {
    const person = await registerPerson(owner, own, { tlp: 'AMBER' });
    const socket = await follower(member);
    const correct = (kana: string) =>
      owner.ask(
        'mutation($id: ID!, $version: Int!, $kana: String!) { updatePerson(id: $id, version: $version, input: { kana: $kana }) { id } }',
        { id: person, version: versions++, kana },
      );
    let versions = 1;
    await correct('レイジ');
    expect(await idsUntilNow(socket)).toEqual([person]);

    const today = new Date(world.clock.now() + 9 * 3_600_000).toISOString().slice(0, 10);
    await operator.ask(
      'mutation($n: ID!, $o: ID!, $on: Date!) { leaveSharingNetwork(networkId: $n, organizationId: $o, on: $on) { id } }',
      { n: network, o: partner, on: today },
    );
    await correct('レイジニ');
    expect(await idsUntilNow(socket)).not.toContain(person);
    await joinSharingNetwork(operator, network, [partner], today);
  });

  test('a value is withheld in an event as in an answer', async () => {
    const query = 'subscription Values { directoryChanged { id ... on ContactChannel { value } } }';
    const sockets = await Promise.all([owner, member, auditor].map((viewer) => follower(viewer, query)));
    const person = await registerPerson(owner, own, { tlp: 'CLEAR' });
    const channel = await addContactChannel(owner, person, { kind: 'CHAT', value: '#secret', tlp: 'AMBER_STRICT' });
    const told = [];
    for (const socket of sockets) {
      // It waits for the disk that records it: what is asked afterwards may be answered before.
      let node = await nextNode(socket);
      while (node.id !== channel) node = await nextNode(socket);
      told.push(node['value']);
    }

    expect(told).toEqual(['#secret', null, null]);
    const read = `select entry from audit_event where kind = 'READING' and entry like '%' || $1 || '%'`;
    const recorded = await within(
      PATIENCE,
      () => world.sql<{ entry: string }>(read, [channel]),
      ({ length }) => length > 0,
    );
    expect(recorded.map(({ entry }) => JSON.parse(entry) as unknown)).toMatchObject([
      {
        action: 'Values',
        actor: { organizationId: own },
        origin: { requestId: expect.stringMatching(/\.1$/) as unknown },
      },
    ]);
  });

  test('what is merged away or hidden is not told at all', async () => {
    const socket = await follower(operator);
    const [keep, drop] = await registerPeople(operator, own, own);
    await idsUntilNow(socket);
    await operator.ask('mutation($keep: ID!, $drop: ID!) { mergePeople(keepId: $keep, dropId: $drop) { id } }', {
      keep,
      drop,
    });
    const told = await idsUntilNow(socket);

    expect(told).toContain(keep);
    expect(told).not.toContain(drop);
  });
});

describe('credentials that end while somebody follows', () => {
  test('revoked: nothing more leaves, and the connection is closed soon', async () => {
    const portal = await world.as('OPERATOR');
    const socket = await follower(portal);
    const there = await follower(portal, CHANGES, elsewhere);
    const before = await registerOrganization(operator);
    expect([(await nextNode(socket)).id, (await nextNode(there)).id]).toEqual([before, before]);
    await revoke(portal);
    const since = Date.now();
    // This write knows of the revocation: whoever is told of it is told too late.
    await registerOrganization(operator);

    const closings = [await socket.closed, await there.closed];
    expect(closings.map(({ code, reason }) => [code, reason])).toEqual(
      Array(2).fill([4403, 'Forbidden: the credentials have expired or are revoked']),
    );
    expect(Date.now() - since).toBeLessThan(SOON);
    expect([socket.unreadCount, there.unreadCount]).toEqual([0, 0]);
  });

  test('revoked with nothing to be told: closed all the same', async () => {
    const portal = await world.as('MEMBER');
    const socket = await follower(portal);
    await revoke(portal);
    const since = Date.now();

    expect((await socket.closed).code).toBe(4403);
    expect(Date.now() - since).toBeLessThan(SOON);
  });

  test('expired: nothing leaves from that moment on, and the connection is closed soon', async () => {
    const portal = await world.as('OPERATOR');
    await world.sql('update api_key set expires_at = $2, changed_at = now() where token_hash = $1', [
      keyOf(portal),
      new Date(world.clock.now() + 3_600_000),
    ]);
    await world.apps[0]!.follower.catchUp();
    const [socket, idle] = [await follower(portal), await follower(portal)];
    await registerOrganization(operator);
    await nextNode(socket);
    world.clock.move(3_600_000);
    const since = Date.now();
    socket.subscribe(
      'late',
      'mutation { registerOrganization(input: { name: "遅刻", kind: COMPANY, sector: OTHER }) { id } }',
    );

    expect([(await socket.closed).code, (await idle.closed).code]).toEqual([4403, 4403]);
    expect(Date.now() - since).toBeLessThan(SOON);
    expect(socket.unreadCount).toBe(0);
    expect(await world.sql(`select from organization where name = '遅刻'`)).toEqual([]);
  });
});

describe('a slow reader', () => {
  /** Some hundred kB an event, so that what the network holds is full soon. */
  const LARGE = `subscription { directoryChanged { id ${Array.from({ length: 100 }, (_, n) => `... on Organization { a${n}: name }`).join(' ')} } }`;
  const insert = (count: number) => insertPast(Array.from({ length: count }, (_, n) => `${'長'.repeat(150)}${n}`));
  const caughtUp = () => world.apps[0]!.follower.catchUp();

  test('is told of each node once when it reads again, however often that changed; and not without end', async () => {
    const slow = await follower(operator, LARGE);
    const quick = await follower(operator);
    const organization = await registerOrganization(operator);
    await nextNode(slow);
    await nextNode(quick);
    slow.raw.pause();
    await insert(200);
    await caughtUp();
    for (let count = 0; count < 200; count += 1) await nextNode(quick);
    for (let count = 1; count <= 10; count += 1) await rename(organization, `例示改称 ${count}`);
    slow.raw.resume();
    const nodes = [await nextNode(slow)];
    while (new Set(nodes.map(({ id }) => id)).size < 201) nodes.push(await nextNode(slow));
    const renamed = nodes.filter(({ id }) => id === organization);
    expect([nodes.length, renamed.length, renamed[0]!['a0']]).toEqual([201, 1, '例示改称 10']);

    slow.raw.pause();
    await idsUntilNow(quick);
    for (let time = 0; time < 4; time += 1) {
      await insert(400);
      await caughtUp();
      for (let count = 0; count < 400; count += 1) await nextNode(quick);
    }
    slow.raw.resume();
    const came: Message[] = [];
    do came.push(await slow.next());
    while (came.at(-1)!.type === 'next');

    expect(came.length).toBeLessThan(1_000);
    expect(came.at(-1)).toEqual({
      type: 'error',
      id: 'changes',
      payload: [
        { message: expect.stringMatching(/Read `changes` since/) as unknown, extensions: { code: 'RATE_LIMITED' } },
      ],
    });
    await slow.follow('changes', CHANGES);
    await rename(organization, '例示再開');
    expect(await idsUntilNow(slow)).toEqual([organization]);
  });
});

describe('with the client of graphql-ws', () => {
  test('it follows, asks, and comes back with another token when the first has been revoked', async () => {
    const [first, second] = [await world.as('OPERATOR'), await world.as('OPERATOR')];
    let token = first.token;
    const closings: number[] = [];
    const client = createClient({
      url: world.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: () => ({ authorization: `Bearer ${token}` }),
      retryWait: () => sleep(10),
      on: { closed: (event) => closings.push((event as { code: number }).code) },
    });
    const answers = client.iterate<{ viewer: { name: string } }>({ query: '{ viewer { role } }' });
    expect((await answers.next()).value).toMatchObject({ data: { viewer: { role: 'OPERATOR' } } });
    expect((await answers.next()).done).toBe(true);
    const told: string[] = [];
    const end = client.subscribe<{ directoryChanged: { id: string } }>(
      { query: CHANGES },
      { next: ({ data }) => told.push(data!.directoryChanged.id), error: () => undefined, complete: () => undefined },
    );
    /** Nobody says when a subscription stands: what is made before may be missed. */
    const isToldAgain = async () => {
      for (let made = ''; !told.includes(made); await sleep(20)) made = await registerOrganization(operator);
    };
    await isToldAgain();
    closings.length = 0;
    token = second.token;
    await revoke(first);
    while (closings.length === 0) await sleep(10);
    await isToldAgain();
    expect(closings).toEqual([4403]);
    end();
    await client.dispose();
  });

  test('what the server refuses is an error of the operation', async () => {
    const client = createClient({
      url: world.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${operator.token}` },
    });
    const subscription = client.iterate({ query: 'subscription { nothing }' });

    await expect(subscription.next()).rejects.toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    await client.dispose();
  });
});

describe('when the database is away', () => {
  test('the connection stays, answers come from memory, and events go on once it is back', async () => {
    const socket = await follower(operator);
    proxy.cut();
    const degraded = async () => {
      socket.subscribe('read', '{ viewer { role } }');
      const { extensions } = (await socket.next()).payload as { extensions: Record<string, unknown> };
      await socket.next();
      return extensions['degraded'];
    };
    expect(await within(PATIENCE, degraded, Boolean)).toEqual(['database']);
    socket.subscribe(
      'write',
      'mutation { registerOrganization(input: { name: "無縁", kind: COMPANY, sector: OTHER }) { id } }',
    );
    const refused = (await socket.next()).payload as { errors: { extensions: { code: string } }[] };
    expect(refused.errors[0]!.extensions.code).toBe('UNAVAILABLE');
    await socket.next();
    // Past the program, so that it can be written while the program cannot.
    const [meanwhile] = await insertPast(['Meanwhile']);
    await proxy.restore();

    expect((await nextNode(socket)).id).toBe(meanwhile);
    await world.apps[0]!.follower.catchUp();
    const organization = await registerOrganization(operator);
    expect(await idsUntilNow(socket)).toEqual([organization]);
  });
});

describe('when the process ends', () => {
  const stopped = async (shutdownSeconds: number) => {
    const url = await world.addProcess(undefined, { SHUTDOWN_SECONDS: String(shutdownSeconds) });
    return { url, app: world.apps.pop()! };
  };

  test('whoever follows is told at once (1001); whoever waits for an answer gets it first', async () => {
    const organization = await registerOrganization(operator);
    const { url, app } = await stopped(10);
    const lock = await lockOn(organization);
    const [following, waiting] = [await follower(operator, CHANGES, url), await follower(operator, CHANGES, url)];
    waiting.subscribe(
      'write',
      `mutation { made: updateOrganization(id: "${organization}", version: 1, input: { name: "最後" }) { name } }`,
    );
    await lock.awaited();
    const ended = app.stop();
    expect(await following.closed).toEqual({ code: 1001, reason: 'Going away' });
    waiting.subscribe('late', '{ viewer { role } }');
    expect(await waiting.next()).toMatchObject({
      type: 'error',
      id: 'late',
      payload: [{ extensions: { code: 'UNAVAILABLE' } }],
    });
    await lock.release();
    const rest = [await waiting.next(), await waiting.next(), await waiting.next()];

    expect(rest.filter(({ id }) => id === 'write')).toMatchObject([
      { type: 'next', payload: { data: { made: { name: '最後' } } } },
      { type: 'complete' },
    ]);
    expect((await waiting.closed).code).toBe(1001);
    await ended;
  });

  test('what takes longer than SHUTDOWN_SECONDS is broken off, also for who does not even close', async () => {
    const organization = await registerOrganization(operator);
    const { url, app } = await stopped(1);
    const lock = await lockOn(organization);
    const [waiting, deaf] = [await follower(operator, CHANGES, url), await follower(operator, CHANGES, url)];
    waiting.subscribe(
      'write',
      `mutation { updateOrganization(id: "${organization}", version: 1, input: { name: "最後" }) { name } }`,
    );
    await lock.awaited();
    deaf.raw.pause();
    const since = Date.now();
    const ended = app.stop();
    expect((await waiting.closed).code).toBe(1006);
    expect(Date.now() - since).toBeGreaterThan(900);
    await lock.release();
    await ended;
    expect(Date.now() - since).toBeLessThan(SOON);
  });

  /** Holds a row, so that whoever would write it waits. */
  async function lockOn(id: string) {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: world.databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('begin');
    await client.query('select from organization where id = $1 for update', [id]);
    return {
      awaited: async () => {
        const waits = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        const waiting = await within(
          PATIENCE,
          () => world.sql(waits),
          ({ length }) => length > 0,
        );
        if (waiting.length === 0) throw new Error('Nobody waits for the lock.');
      },
      release: async () => {
        await client.query('rollback');
        await client.end();
      },
    };
  }
});
