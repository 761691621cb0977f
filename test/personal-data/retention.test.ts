import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Applied } from '../../src/directory/personal-data/retention.js';
import { carryOut, read } from '../directory/asking.js';
import { World, type Client } from '../harness.js';
import {
  addContactChannel,
  addPosition,
  appointPointOfContact,
  establishCsirt,
  positionsOf,
  recordEncounter,
  registerOrganization,
  registerPeople,
  registerPerson,
} from '../scenario.js';
import { Program, renkeiInTurn } from '../server/program.js';

const DAY = 86_400_000;
const YEAR = 365;
const PERIODS = { RETENTION_LEFT_DAYS: '1095', RETENTION_RETIRED_CHANNEL_DAYS: '90', RETENTION_NOTES_DAYS: '730' };

let world: World;
let operator: Client;
let home: string;
let csirt: string;

beforeAll(async () => {
  world = await World.start({ environment: PERIODS });
  operator = await world.as('OPERATOR');
  home = await registerOrganization(operator);
  csirt = await establishCsirt(operator, home);
});
afterAll(async () => {
  await Program.endAll();
  await world?.stop();
});

const today = () => dayAgo(0);
const dayAgo = (days: number) => new Date(world.clock.now() - days * DAY + 9 * 3_600_000).toISOString().slice(0, 10);

async function all(applied: AsyncIterable<Applied>): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { action, id } of applied) found[id] = action;
  return found;
}

/** Of all that is found, the channels: as time goes by, people of other tests have left long ago, too. */
const channelsIn = (found: Record<string, string>) =>
  Object.fromEntries(Object.entries(found).filter(([, action]) => action === 'retention.channels'));

const due = () => all(world.apps[0]!.retention.due());
const apply = () => all(world.apps[0]!.retention.apply());

/** Somebody who left so many days ago. */
async function someoneLeft(days: number): Promise<string> {
  const person = await registerPerson(operator, home);
  const [positionId] = await positionsOf(operator, person);
  await carryOut(operator, 'endPosition', { positionId, on: dayAgo(days) });
  return person;
}

const isErased = async (id: string) =>
  (await read<{ erasedAt: string | null }>(operator, id, 'erasedAt')).erasedAt !== null;

describe('what is due', () => {
  beforeEach(async () => void (await apply()));

  test('are people who left long ago, and nobody who is or was somewhere since', async () => {
    const left = await someoneLeft(1_095);
    const later = await someoneLeft(1_094);
    const back = await someoneLeft(2_000);
    await addPosition(operator, back, await registerOrganization(operator), { from: dayAgo(1_500), to: dayAgo(1_000) });
    const still = await someoneLeft(2_000);
    await addPosition(operator, still, await registerOrganization(operator));
    const window = await someoneLeft(2_000);
    await appointPointOfContact(operator, csirt, { personId: window });
    const [erased, double] = [await someoneLeft(2_000), await someoneLeft(2_000)];
    await carryOut(operator, 'erasePerson', { id: erased, reason: '例示' });
    await carryOut(operator, 'mergePeople', { keepId: still, dropId: double });
    expect(await due()).toEqual({ [left]: 'retention.people' });
    expect(await isErased(left)).toBe(false);
    expect(await apply()).toEqual({ [left]: 'retention.people' });
    expect(await due()).toEqual({});
    expect(await isErased(left)).toBe(true);
    for (const id of [later, back, still, window]) expect([id, await isErased(id)]).toEqual([id, false]);
  });

  test('is somebody whose only post was called off, counted from when it was recorded', async () => {
    const person = await registerPerson(operator, home, { from: today() });
    const [positionId] = await positionsOf(operator, person);
    await carryOut(operator, 'endPosition', { positionId, on: today() });
    expect(await due()).toEqual({});
    await world.sql(`update person set created_at = created_at - interval '1096 days' where id = $1`, [person]);
    expect(await due()).toEqual({ [person]: 'retention.people' });
  });

  test('are values of channels that were retired or found wrong, of people and points of contact', async () => {
    const person = await registerPerson(operator, home);
    const desk = await appointPointOfContact(operator, csirt);
    const [retired, team, wrong, confirmed, used] = [
      await addContactChannel(operator, desk),
      await addContactChannel(operator, csirt),
      await addContactChannel(operator, person, { value: '#wrong' }),
      await addContactChannel(operator, person),
      await addContactChannel(operator, person),
    ];
    for (const id of [retired, team]) await carryOut(operator, 'retireContactChannel', { id });
    for (const id of [wrong, confirmed]) {
      const at = new Date(world.clock.now() - 10 * DAY).toISOString();
      await carryOut(operator, 'verifyContactChannel', { id, outcome: 'WRONG', at });
    }
    await carryOut(operator, 'verifyContactChannel', { id: confirmed, outcome: 'CONFIRMED' });
    expect(await due()).toEqual({});
    world.clock.move(81 * DAY);
    expect(channelsIn(await due())).toEqual({ [wrong]: 'retention.channels' });
    world.clock.move(10 * DAY);
    expect(channelsIn(await apply())).toEqual({ [wrong]: 'retention.channels', [retired]: 'retention.channels' });
    expect(await read(operator, wrong, 'value status erasedAt')).toEqual({
      value: null,
      status: 'RETIRED',
      erasedAt: expect.any(String),
    });
    for (const id of [confirmed, used]) expect(await read(operator, id, 'erasedAt')).toEqual({ erasedAt: null });
    const kept = await world.sql(`select from change_log where image ->> 'value' = '#wrong'`);
    expect(kept).toEqual([]);
  });

  test('are notes of encounters that ended long ago; the encounters stay', async () => {
    const people = await registerPeople(operator, home, home);
    const startsAt = (days: number) => new Date(world.clock.now() - days * DAY).toISOString();
    const old = await recordEncounter(operator, home, people, { startsAt: startsAt(2 * YEAR + 1), notes: '古い話' });
    const recent = await recordEncounter(operator, home, people, { startsAt: startsAt(2 * YEAR), notes: '近い話' });
    await recordEncounter(operator, home, people, { startsAt: startsAt(3 * YEAR) });
    expect(await apply()).toEqual({ [old]: 'retention.notes' });
    expect(await read(operator, old, 'notes version attendeeCount')).toEqual({
      notes: null,
      version: 2,
      attendeeCount: 2,
    });
    expect(await read(operator, recent, 'notes version')).toEqual({ notes: '近い話', version: 1 });
  });
});

test('the audit says that nobody did it, and by which period', async () => {
  const person = await someoneLeft(1_200);
  await apply();
  const [event] = await world.sql<{ entry: string }>(
    `select entry from audit_event where action = 'retention.people' and entry like '%' || $1 || '%'`,
    [person],
  );
  expect(JSON.parse(event!.entry)).toMatchObject({ actor: null, origin: null, reason: 'RETENTION_LEFT_DAYS=1095' });
});

test('one process at a time: where another is at it, nothing is done', async () => {
  const person = await someoneLeft(1_200);
  const other = new pg.Client({ connectionString: world.databaseUrl });
  await other.connect();
  try {
    await other.query(`select pg_advisory_lock(hashtext('renkei: retention'))`);
    expect(await apply()).toEqual({});
  } finally {
    await other.end();
  }
  expect(await isErased(person)).toBe(false);
  expect(await apply()).toEqual({ [person]: 'retention.people' });
});

describe('the command', () => {
  const run = (...lines: readonly (readonly string[])[]) =>
    renkeiInTurn(
      lines.map((args) => ['retention', ...args]),
      { DATABASE_URL: world.databaseUrl, ...PERIODS, LOG_LEVEL: 'error' },
    );

  test('lists what it would do, and does it; the processes that serve are told', async () => {
    const person = await someoneLeft(1_500);
    const line = `retention.people ${person} ${dayAgo(1_500)}\n`;
    expect(await run(['apply', '--dry-run'])).toMatchObject([{ code: 0, stdout: line }]);
    expect(await isErased(person)).toBe(false);
    expect(await run(['apply'])).toMatchObject([{ code: 0, stdout: line }]);
    await world.apps[0]!.follower.catchUp();
    expect(await isErased(person)).toBe(true);
  });

  test('wants to be told what', async () => {
    expect(await run([], ['apply', '--all'])).toMatchObject([{ code: 2 }, { code: 2 }]);
  });
});
