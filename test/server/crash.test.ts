import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, World } from '../harness.js';
import { registerOrganization, registerPeople } from '../scenario.js';
import { Program, serve } from './program.js';

const WRITERS = 6;
const ACKNOWLEDGED_BEFORE_DEATH = 90;
const ENDED = '2025-04-01T03:00:00Z';
const [BEGAN, ON] = ['2020-04-01', '2025-07-01'];
const TRUST = 0.4;

let world: World;
let operator: Client;
let host: string;
let attendeeIds: string[];

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  host = await registerOrganization(operator);
  attendeeIds = await registerPeople(operator, host, host);
});
afterAll(async () => {
  await Program.endAll();
  await world?.stop();
});

async function started(): Promise<{ server: Program; client: Client }> {
  const { server, address } = await serve({ DATABASE_URL: world.databaseUrl });
  return { server, client: new Client(`${address}/graphql`, operator.token) };
}

/** One write, which may be sent again; answers the id of what it made or moved. */
interface Write {
  /** What is there once it happened, under this name. */
  readonly name: string;
  readonly send: (by: Client) => Promise<string>;
}

function write(name: string, mutation: string, input: readonly [type: string, value: object], id = 'id'): Write {
  const [type, value] = input;
  const document = `mutation($input: ${type}!) { made: ${mutation}(input: $input) { ${id} } }`;
  return { name, send: (by) => sendOnce(by, name, document, { input: value }) };
}

async function sendOnce(by: Client, name: string, document: string, variables: object): Promise<string> {
  const headers = { 'idempotency-key': encodeURIComponent(name) };
  type Made = { readonly id: string; readonly person?: { readonly id: string } };
  const { made } = await by.ask<{ made: Made }, object>(document, variables, headers);
  return made.person?.id ?? made.id;
}

const notesOf = (title: string) => `${title}で話したこと`;

/** Round after round, and in each of all kinds, one after the other: each yields the id that its write was answered with. */
function* writesOf(round: string): Generator<Write, void, string> {
  const kind = { kind: 'COMPANY', sector: 'OTHER' };
  const to = yield write(`organization ${round}`, 'registerOrganization', [
    'RegisterOrganizationInput',
    { name: round, ...kind },
  ]);
  const [title, startsAt] = [`encounter ${round}`, '2025-04-01T01:00:00Z'];
  const meeting = { kind: 'MEETING', startsAt, endsAt: ENDED, hostId: host, attendeeIds, title, notes: notesOf(title) };
  yield write(title, 'recordEncounter', ['RecordEncounterInput', meeting]);
  const target =
    'mutation($from: ID!, $to: ID!, $trust: Float!) { made: setLiaisonTarget(from: $from, to: $to, trust: $trust) { id } }';
  yield {
    name: `target ${round}`,
    send: (by) => sendOnce(by, `target ${round}`, target, { from: host, to, trust: TRUST }),
  };
  const post = { name: round, organizationId: host, title: '係長', from: BEGAN };
  const personId = yield write(`person ${round}`, 'registerPerson', ['RegisterPersonInput', post]);
  const next = { personId, organizationId: to, title: '室長', on: ON };
  yield write(`transfer ${round}`, 'transferPerson', ['TransferPersonInput', next], 'person { id }');
}

/** By name all that there is of each: rows, and what the other processes are told of them, in order. */
async function everything(): Promise<Map<string, unknown>> {
  const rows = await world.sql<{ name: string; there: unknown }>(
    `with told as (select table_name, image, image ->> 'id' as id from change_log order by xid, n)
     select 'organization ' || name as name, jsonb_build_object('ids', jsonb_agg(id),
       'told', (select jsonb_agg(t.id) from told t where table_name = 'organization' and image ->> 'name' = o.name)) as there
     from organization o where name ~ '^[0-9]' group by name
     union all
     select coalesce(e.title, 'nothing'), jsonb_build_object('ids', jsonb_agg(e.id), 'notes', jsonb_agg(n.notes), 'told', jsonb_agg(t.id))
     from encounter e
     full join encounter_notes n on n.encounter_id = e.id
     full join (select * from told where table_name = 'encounter') t on t.id = e.id group by 1
     union all
     select 'target ' || o.name, jsonb_build_object('ids', jsonb_agg(l.id), 'trusts', jsonb_agg(l.trust), 'told', jsonb_agg(t.image -> 'trust'))
     from liaison_target l join organization o on o.id in (l.organization_id, l.other_id) and o.id <> $1
     full join (select * from told where table_name = 'liaison_target') t on t.id = l.id group by 1
     union all
     select case count(*) when 1 then 'person ' else 'transfer ' end || p.name, jsonb_build_object('ids', jsonb_agg(distinct p.id),
       'posts', jsonb_agg(array[h."from", h."to"] order by h."from"),
       'told', (select jsonb_agg(array[image ->> 'from', image ->> 'to']) from told t where table_name = 'position' and image ->> 'person_id' = p.id))
     from person p join position h on h.person_id = p.id where p.name ~ '^[0-9]' group by p.id, p.name`,
    [host],
  );
  return new Map(rows.map(({ name, there }) => [name, there]));
}

/** What must be there under a name, once and whole. */
function whole(name: string, id: string): unknown {
  const ids = [id];
  switch (name.split(' ')[0]) {
    case 'organization':
      return { ids, told: ids };
    case 'encounter':
      return { ids, notes: [notesOf(name)], told: ids };
    case 'target':
      return { ids, trusts: [TRUST], told: [TRUST] };
    case 'person':
      return { ids, posts: [[BEGAN, null]], told: [[BEGAN, null]] };
    default: {
      // The new post may be told of first.
      const posts = [
        [BEGAN, ON],
        [ON, null],
      ];
      return { ids, posts, told: [[BEGAN, null], ...posts] };
    }
  }
}

const idIn = (there: unknown) => (there as { readonly ids: readonly string[] } | undefined)?.ids[0];

const transferOf = (name: string) => name.replace(/^person/, 'transfer');

/** A person who was transferred is there as that. */
const standing = (done: ReadonlyMap<string, string>) =>
  new Map(
    [...done]
      .filter(([name]) => transferOf(name) === name || !done.has(transferOf(name)))
      .map(([name, id]) => [name, whole(name, id)]),
  );

const tieAsked = (asked: Client) =>
  asked.ask<{ tie: unknown }>(
    `query($from: ID!, $to: ID!, $at: DateTime) { tie(from: $from, to: $to, at: $at) { ... on Tie {
       strength encounters(first: 1) { totalCount } } } }`,
    { from: attendeeIds[0], to: attendeeIds[1], at: ENDED },
  );

test('what was acknowledged is there once and whole, though the process was killed while it wrote more', async () => {
  const { server, client } = await started();
  const acknowledged = new Map<string, string>();
  const [sent, unanswered]: [Write[], Write[]] = [[], []];
  let killed = false;
  const writer = async (number: number) => {
    for (let count = 0; ; count += 1) {
      const rest = writesOf(`${number}-${count}`);
      for (let next = rest.next(); !next.done;) {
        const asked = next.value;
        sent.push(asked);
        try {
          const id = await asked.send(client);
          acknowledged.set(asked.name, id);
          next = rest.next(id);
        } catch (error) {
          if (!killed) throw error;
          unanswered.push(asked);
          return;
        }
        if (acknowledged.size < ACKNOWLEDGED_BEFORE_DEATH || killed) continue;
        killed = true;
        server.kill('SIGKILL');
      }
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, number) => writer(number)));
  expect((await server.ended).code).toBeNull();
  expect(unanswered).toHaveLength(WRITERS);

  const left = await everything();
  for (const [name, there] of left) expect([name, there]).toEqual([name, whole(name, idIn(there) ?? 'nothing')]);
  for (const [name, id] of acknowledged)
    expect([name, idIn(left.get(name) ?? left.get(transferOf(name)))]).toEqual([name, id]);

  const { client: next } = await started();
  for (const { name, send } of unanswered) acknowledged.set(name, await send(next));
  // Also when they are sent once more, to another process.
  for (const { name, send } of sent) expect([name, await send(operator)]).toEqual([name, acknowledged.get(name)]);
  expect(await everything()).toEqual(standing(acknowledged));

  await world.apps[0]!.follower.catchUp();
  const totalCount = [...acknowledged.keys()].filter((name) => name.startsWith('encounter')).length;
  const tie = { strength: totalCount, encounters: { totalCount } };
  expect([await tieAsked(next), await tieAsked(operator)]).toEqual([{ tie }, { tie }]);
});

test('goes on where one item of a list fails at once, and another one later', async () => {
  await registerOrganization(operator);
  const { client } = await started();
  // Of its own organization the ties are looked for, of any other one it is told none at once.
  const member = new Client(client.url, (await world.as('MEMBER', host)).token);
  for (let time = 0; time < 6; time += 1) {
    const { errors } = await member.send(
      '{ organizations(first: 2, orderBy: CREATED_AT_ASC) { nodes { ties(first: 0) { totalCount } } } }',
    );
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', path: ['first'] } }]);
  }
  expect(await client.ask('{ viewer { role } }')).toEqual({ viewer: { role: 'OPERATOR' } });
});

/** Throws, for nobody to catch, as soon as the program serves. */
const thrower = (...secret: string[]) =>
  `data:text/javascript,${encodeURIComponent(`process.on('newListener', (name) => {
    if (name === 'unhandledRejection')
      setImmediate(() => {
        const secret = ${JSON.stringify(secret)}.join('');
        throw Object.assign(new TypeError(secret), { parameters: [secret] });
      });
  });`)}`;

test('what nobody expected ends the process, and is told without what is in it', async () => {
  const secret = '03-0000-5512';
  // In two parts: the frames of what it throws have the address of its code, which is the code.
  const script = ['--import', thrower('03-0000', '-5512'), 'dist/src/main.js'];
  const { code, stdout, stderr } = await new Program(['serve'], { DATABASE_URL: world.databaseUrl }, script).ended;
  expect([code, stdout + stderr]).toEqual([1, expect.not.stringContaining(secret)]);
  expect(JSON.parse(stderr)).toMatchObject({
    msg: 'Something failed that nobody expected; the process ends.',
    err: { type: 'TypeError' },
  });
});
