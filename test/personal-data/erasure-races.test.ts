import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { generateKey } from 'openpgp';
import pg from 'pg';
import { carryOut, read } from '../directory/asking.js';
import { Client, World } from '../harness.js';
import { PATIENCE, within } from '../kernel/two-processes.js';
import {
  addContactChannel,
  appointPointOfContact,
  establishCsirt,
  positionsOf,
  recordEncounter,
  registerOrganization,
  registerPerson,
} from '../scenario.js';
import { Program, serve } from '../server/program.js';
import { everyBook, everyTable } from './sweep.js';

/** Stands in whatever is written. */
const SECRET = '秘匿事項';

let world: World;
let operator: Client;
let home: string;
let csirt: string;
let friend: string;
let armored: string;
let person: string;
let double: string;
let term: string;
let meeting: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  home = await registerOrganization(operator);
  csirt = await establishCsirt(operator, home);
  friend = await registerPerson(operator, home);
  ({ publicKey: armored } = await generateKey({ userIDs: [{ email: 'key@bank.example' }] }));
});
afterAll(async () => {
  await Program.endAll();
  await world?.stop();
});

beforeEach(async () => {
  person = await registerPerson(operator, home, { name: `${SECRET} 一郎` });
  double = await registerPerson(operator, home, { name: `${SECRET} 二郎` });
  term = await appointPointOfContact(operator, csirt, { personId: person, from: '2021-04-01', to: '2022-04-01' });
  meeting = await recordEncounter(operator, home, [person, friend], { notes: SECRET });
});

/** Somebody who has locked a row, so that whoever else wants it waits; whoever came first is first when it is let go. */
class Obstacle {
  private constructor(private readonly client: pg.Client) {}

  static async at(table: string, id: string): Promise<Obstacle> {
    const client = new pg.Client({ connectionString: world.databaseUrl });
    await client.connect();
    await client.query('begin');
    await client.query(`select 1 from ${table} where id = $1 for update`, [id]);
    return new Obstacle(client);
  }

  /** Waits until so many wait. */
  async holdsBack(count: number): Promise<void> {
    const waiting = async () => {
      const [row] = await world.sql<{ count: number }>(
        `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return row!.count;
    };
    expect(await within(PATIENCE, waiting, (found) => found >= count)).toBeGreaterThanOrEqual(count);
  }

  async letGo(): Promise<void> {
    await this.client.end();
  }
}

const erase = (by = operator) => carryOut(by, 'erasePerson', { id: person, reason: '例示' });

/** Writes that put something into the record of the person. */
async function writes(): Promise<(() => Promise<unknown>)[]> {
  const [positionId] = await positionsOf(operator, person);
  const other = await registerOrganization(operator);
  const post = { personId: person, organizationId: other, title: SECRET, from: '2020-04-01' };
  return [
    () => carryOut(operator, 'updatePerson', { id: person, version: 1, input: { name: `${SECRET} 三郎` } }),
    () => addContactChannel(operator, person, { value: `#${SECRET}` }),
    () => addContactChannel(operator, term, { value: `#${SECRET}` }),
    () => carryOut(operator, 'addEncryptionKey', { input: { ownerId: person, armored } }),
    () => carryOut(operator, 'addPosition', { input: post }),
    () => carryOut(operator, 'correctPosition', { positionId, input: { title: SECRET } }),
    () => recordEncounter(operator, home, [person, friend], { notes: SECRET }),
    () => carryOut(operator, 'mergePeople', { keepId: person, dropId: double }),
  ];
}

const outcomes = async (done: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(done)).map((each) => (each.status === 'fulfilled' ? 'done' : String(each.reason)));

/** Also of the double, which is erased by itself where the merge was refused. */
async function expectNothingLeft(): Promise<void> {
  const single = await world.sql('select from person where id = $1 and merged_into_id is null', [double]);
  if (single.length > 0) await carryOut(operator, 'erasePerson', { id: double, reason: '例示' });
  const text = `${await everyTable(world)}${everyBook(world)}`;
  expect([SECRET, armored.split(/\r?\n/)[3]!].filter((each) => text.includes(each))).toEqual([]);
}

describe('an erasure', () => {
  test('that is first refuses what began before it', async () => {
    const all = await writes();
    const obstacle = await Obstacle.at('person', person);
    const erasing = erase();
    await obstacle.holdsBack(1);
    const done = outcomes(all.map((write) => write()));
    await obstacle.holdsBack(1 + all.length);
    await obstacle.letGo();
    await erasing;
    for (const outcome of await done) expect(outcome).toMatch(/CONFLICT/);
    await expectNothingLeft();
  });

  test('that comes later takes with it what was written meanwhile', async () => {
    const all = await writes();
    const obstacle = await Obstacle.at('person', person);
    const done = outcomes(all.map((write) => write()));
    await obstacle.holdsBack(all.length);
    const erasing = erase();
    await obstacle.holdsBack(all.length + 1);
    await obstacle.letGo();
    await erasing;
    expect(await done).toContain('done');
    await expectNothingLeft();
  });

  test('leaves no notes that are amended meanwhile, whichever is first', async () => {
    const obstacle = await Obstacle.at('encounter', meeting);
    const erasing = erase();
    await obstacle.holdsBack(1);
    const amended = outcomes([
      carryOut(operator, 'amendEncounter', { id: meeting, version: 1, input: { notes: `${SECRET}の続き` } }),
    ]);
    await obstacle.holdsBack(2);
    await obstacle.letGo();
    await erasing;
    expect(await amended).toEqual([expect.stringMatching(/CONFLICT/)]);
    expect(await read(operator, meeting, 'notes')).toEqual({ notes: null });
    await expectNothingLeft();
  });

  test('that is killed in the middle did not happen, and can be done again', async () => {
    const { server, address } = await serve({ DATABASE_URL: world.databaseUrl });
    const before = await everyRowOfPerson();
    const obstacle = await Obstacle.at('encounter', meeting);
    const erasing = erase(new Client(`${address}/graphql`, operator.token)).then(
      () => 'done',
      () => 'broken off',
    );
    // The name is gone by then, in a transaction that is not at its end.
    await obstacle.holdsBack(1);
    server.kill('SIGKILL');
    await server.ended;
    await obstacle.letGo();
    expect(await erasing).toBe('broken off');
    const idle = () =>
      world.sql(
        `select from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()`,
      );
    await within(PATIENCE, idle, (busy) => busy.length === 0);
    expect(await everyRowOfPerson()).toEqual(before);
    expect(await read(operator, person, 'name erasedAt')).toEqual({ name: `${SECRET} 一郎`, erasedAt: null });
    await erase();
    await expectNothingLeft();
  });
});

const everyRowOfPerson = () =>
  world.sql(
    `select to_jsonb(p) as row from person p where id = $1
     union all select to_jsonb(n) from encounter_notes n where encounter_id = $2
     union all select to_jsonb(c) from change_log c where row_id in ($1, $2)`,
    [person, meeting],
  );
