import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Pacer, type Pace } from '../../src/kernel/pacer.js';
import { heldUp } from '../../src/liaison/graph/ageing.js';
import { EncounterGraph } from '../../src/liaison/graph/encounter-graph.js';
import { historyOf } from '../../src/liaison/graph/history.js';
import { organizationTiesOf, personTiesOf } from '../../src/liaison/graph/network.js';
import { participationAt } from '../../src/liaison/graph/participation.js';
import { peopleShare } from '../../src/liaison/graph/people-series.js';
import { sharedInts } from '../../src/liaison/graph/shared-arrays.js';
import type { Found, Given, TaskName, Tasks } from '../../src/liaison/threads/tasks.js';
import type { Asking, Threads } from '../../src/liaison/threads/threads.js';
import { finish } from './graph/made-graphs.js';

/** The program as it was built: a thread runs no TypeScript. */
const BUILT = '../../dist/src/liaison/threads/threads.js';
/** Of the work: what is done here, and what is not. */
const [LITTLE, MUCH] = [1, 1e9];
const DAY = 86_400_000;
const AT = Date.UTC(2026, 3, 1);
const [PERSONS, ORGANIZATIONS] = [120, 9];
const REFUSED = { status: 'rejected', reason: { code: 'UNAVAILABLE', details: { limit: { name: 'operationMs' } } } };

const paces: Pace[] = [];
let make: new (program?: URL) => Threads;
let threads: Threads;

beforeAll(async () => {
  ({ Threads: make } = (await import(BUILT)) as { Threads: typeof make });
  threads = new make();
});
afterAll(() => {
  for (const pace of paces) pace.end();
});

const by = (credentialId: string, pace: Pace): Asking => ({ pace, viewer: { credentialId } });

function within(milliseconds?: number): Pace {
  const pace = new Pacer().begin(milliseconds);
  paces.push(pace);
  return pace;
}

/** Each is of one organization or two, and meets some of those after them. */
function made() {
  const graph = new EncounterGraph((a, b) => a - b);
  for (let number = 0; number < 3 * PERSONS; number += 1)
    graph.put(number, {
      startsAt: AT - (number + 1) * DAY,
      endsAt: AT - number * DAY,
      weight: 1,
      guard: 0,
      withdrawn: false,
      attendees: Array.from({ length: 2 + (number % 5) }, (_, place) => (number + place * (place + 6)) % PERSONS),
    });
  const posts = (person: number) => [...new Set([person % ORGANIZATIONS, (person * person) % ORGANIZATIONS])];
  const byNumber = (a: number, b: number) => a - b;
  const sees = { seesEncounter: () => true, seesPerson: () => true };
  const orders = { persons: byNumber, organizations: byNumber };
  const participation = finish(participationAt(graph, AT, { ...sees, organizationsOf: posts }, orders));
  const tenuresOf = (person: number) =>
    posts(person).map((organization) => ({ organization, begin: AT - 400 * DAY, end: AT + DAY }));
  return { participation, history: finish(historyOf(graph, { ...sees, tenuresOf }, byNumber)) };
}

const { participation, history } = made();
const groupOf = Int32Array.from({ length: ORGANIZATIONS }, (_, organization) => organization % 3);
const ofOrganizations = finish(organizationTiesOf(participation));
const ofPersons = finish(personTiesOf(participation));
const given: { [T in TaskName]: Given<T> } = {
  personTies: [participation],
  organizationTies: [participation],
  agedPersonTies: [ofPersons, 0.5, finish(heldUp({ ...participation, at: AT - DAY }, AT))],
  agedOrganizationTies: [ofOrganizations, 0.5, finish(heldUp({ ...participation, at: AT - DAY }, AT))],
  componentSizes: [ofPersons],
  brokers: [ofPersons, PERSONS, 10],
  communities: [ofOrganizations, 0.02],
  trustMatrixOfRows: [ofOrganizations, groupOf, [3, 3, 3], 0.5],
  peopleShare: [history, [AT - 200 * DAY, AT], 0, 2],
  peopleSeries: [history, [AT - 200 * DAY, AT], [finish(peopleShare(history, [AT - 200 * DAY, AT], 0, 1))]],
  organizationSeries: [
    history,
    [AT - 100 * DAY, AT],
    [1, 0].map((exists) => new Uint8Array(ORGANIZATIONS).fill(exists)),
    [{ groupOf: [groupOf, groupOf], groups: 3, threshold: 0.5 }],
  ],
};

test.each(Object.keys(given) as TaskName[])('a thread finds of %s what is found here', async (task) => {
  const [here, there] = [await run(task, LITTLE), await run(task, MUCH)];
  expect(there).toEqual(here);
  expect(JSON.stringify(here)).toMatch(/[1-9]/);
});

function run<T extends TaskName>(task: T, work: number): Promise<Found<T>> {
  return threads.run(by('somebody', within(60_000)), work, task, ...given[task]);
}

/** A thread that is busy for as many ms as it is told, or until the bell rings, and counts how many are at once. */
const BUSY = new URL(
  `data:text/javascript,
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ given: [{ now, most, bell }, milliseconds] }) => {
    if (milliseconds < 0) throw new Error('Not that.');
    const count = Atomics.add(now, 0, 1) + 1;
    if (count > Atomics.load(most, 0)) Atomics.store(most, 0, count);
    Atomics.wait(bell, 0, 0, milliseconds);
    Atomics.sub(now, 0, 1);
    parentPort.postMessage(milliseconds);
  });`.replaceAll('\n', ' '),
);
const HOURS = 1e7;

interface Counted {
  readonly now: Int32Array;
  readonly most: Int32Array;
  readonly bell: Int32Array;
}

function busyThreads() {
  const [now, most, bell] = [sharedInts(1), sharedInts(1), sharedInts(1)];
  const busy = new make(BUSY) as unknown as {
    run(asking: Asking, work: number, task: keyof Tasks, counted: Counted, milliseconds: number): Promise<number>;
  };
  return {
    now,
    most,
    ring: () => {
      bell[0] = 1;
      Atomics.notify(bell, 0);
    },
    wait: (pace: Pace, milliseconds: number, asker = 'somebody') =>
      busy.run(by(asker, pace), MUCH, 'communities', { now, most, bell }, milliseconds),
  };
}

test('only so many are at work at once, whoever comes first goes first, and the event loop goes on meanwhile', async () => {
  const { now, most, ring, wait } = busyThreads();
  const ended: number[] = [];
  let turns = 0;
  const turning = setInterval(() => (turns += 1), 1);
  const long = wait(within(60_000), HOURS);
  while (now[0] === 0) await sleep(1);
  await Promise.all([5, 6, 7, 8].map((number) => wait(within(60_000), number).then((found) => ended.push(found))));
  clearInterval(turning);
  ring();
  expect(await long).toBe(HOURS);
  expect(ended).toEqual([5, 6, 7, 8]);
  expect(most[0]).toBe(2);
  expect(turns).toBeGreaterThan(0);
});

test('whoever asks much keeps nobody else waiting for longer than one task, and has both threads where nobody waits', async () => {
  const { most, now, ring, wait } = busyThreads();
  const ended: number[] = [];
  const asking = (asker: string, milliseconds: number) =>
    wait(within(60_000), milliseconds, asker).then((found) => ended.push(found));
  const long = asking('much', HOURS);
  while (now[0] === 0) await sleep(1);
  const rest = [11, 12, 13].map((milliseconds) => asking('much', milliseconds));
  const others = [21, 22].map((milliseconds) => asking('little', milliseconds));
  await Promise.all([...rest, ...others, asking('less', 31)]);
  ring();
  await long;
  // Of those that waited behind the first one: whoever had none at work, and of these whoever came first.
  expect(ended).toEqual([11, 21, 22, 31, 12, 13, HOURS]);
  expect(most[0]).toBe(2);
});

test('whoever has no time left is told so, at work and in the queue, its thread ends, and the next one gets its answer', async () => {
  const { wait } = busyThreads();
  const found = await Promise.allSettled([
    wait(within(200), HOURS),
    wait(within(250), HOURS),
    wait(within(50), HOURS),
    wait(within(60_000), 3),
    wait(within(), 4),
  ]);
  expect(found).toMatchObject([
    REFUSED,
    REFUSED,
    REFUSED,
    { status: 'fulfilled', value: 3 },
    { status: 'fulfilled', value: 4 },
  ]);
});

test('what goes wrong in a thread is told to whoever asked, and to nobody else', async () => {
  const { wait } = busyThreads();
  const found = await Promise.allSettled([-1, 5, -1, 6, 7].map((number) => wait(within(60_000), number)));
  expect(found.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(found[0]).toMatchObject({ reason: { message: 'Not that.' } });
});
