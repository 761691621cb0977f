import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, World } from '../harness.js';
import { registerOrganization, registerPerson } from '../scenario.js';
import { Program, serve } from './program.js';

const WRITERS = 6;
const ACKNOWLEDGED_BEFORE_DEATH = 60;
const ENDED = '2025-04-01T03:00:00Z';

let world: World;
let operator: Client;
let host: string;
let attendeeIds: string[];

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  host = await registerOrganization(operator);
  attendeeIds = [await registerPerson(operator, host), await registerPerson(operator, host)];
});
afterAll(async () => {
  await Program.endAll();
  await world?.stop();
});

async function started(): Promise<{ server: Program; client: Client }> {
  const { server, address } = await serve({ DATABASE_URL: world.databaseUrl });
  return { server, client: new Client(`${address}/graphql`, operator.token) };
}

const notesOf = (title: string) => `${title}で話したこと`;

const record = async (by: Client, title: string) => {
  const times = { startsAt: '2025-04-01T01:00:00Z', endsAt: ENDED };
  const { made } = await by.ask<{ made: { id: string } }>(
    'mutation($input: RecordEncounterInput!) { made: recordEncounter(input: $input) { id } }',
    { input: { kind: 'MEETING', title, ...times, hostId: host, attendeeIds, notes: notesOf(title) } },
    { 'idempotency-key': encodeURIComponent(title) },
  );
  return made.id;
};

/** By title all that there is of it: rows, notes, and what the other processes are told. */
const everything = async () => {
  const rows = await world.sql<{ title: string; ids: string[]; notes: string[]; logged: string[] }>(
    `select coalesce(e.title, 'nothing') as title, array_agg(e.id) as ids, array_agg(n.notes) as notes,
            array_agg(l.image ->> 'id') as logged
     from encounter e
     full join encounter_notes n on n.encounter_id = e.id
     full join (select image from change_log where table_name = 'encounter') l on l.image ->> 'id' = e.id
     group by 1`,
  );
  return new Map(rows.map(({ title, ...rest }) => [title, rest]));
};

const whole = (acknowledged: ReadonlyMap<string, string>) =>
  new Map([...acknowledged].map(([title, id]) => [title, { ids: [id], notes: [notesOf(title)], logged: [id] }]));

const tieAsked = (asked: Client) =>
  asked.ask<{ tie: unknown }>(
    `query($from: ID!, $to: ID!, $at: DateTime) { tie(from: $from, to: $to, at: $at) { ... on Tie {
       strength encounters(first: 1) { totalCount } } } }`,
    { from: attendeeIds[0], to: attendeeIds[1], at: ENDED },
  );

test('what was recorded is there once and whole, though the process was killed while it recorded more', async () => {
  const { server, client } = await started();
  const acknowledged = new Map<string, string>();
  const unanswered: string[] = [];
  let killed = false;
  const writer = async (number: number) => {
    for (let count = 0; unanswered.length === 0; count += 1) {
      const title = `例示会合 ${number}-${count}`;
      try {
        acknowledged.set(title, await record(client, title));
      } catch (error) {
        if (!killed) throw error;
        unanswered.push(title);
      }
      if (acknowledged.size < ACKNOWLEDGED_BEFORE_DEATH || killed) continue;
      killed = true;
      server.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, number) => writer(number)));
  expect((await server.ended).code).toBeNull();

  const left = await everything();
  for (const [title, told] of whole(acknowledged)) expect([title, left.get(title)]).toEqual([title, told]);
  for (const [title, { ids, notes, logged }] of left)
    expect({ title, notes, logged }).toEqual({ title, notes: [notesOf(title)], logged: ids });

  const { client: next } = await started();
  for (const title of unanswered) acknowledged.set(title, await record(next, title));
  // Also when they are sent once more, to another process.
  for (const [title, id] of acknowledged) expect(await record(operator, title)).toBe(id);
  expect(await everything()).toEqual(whole(acknowledged));

  await world.apps[0]!.follower.catchUp();
  const tie = { strength: acknowledged.size, encounters: { totalCount: acknowledged.size } };
  expect([await tieAsked(next), await tieAsked(operator)]).toEqual([{ tie }, { tie }]);
});
