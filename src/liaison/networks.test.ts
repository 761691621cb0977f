import { afterEach, expect, test } from '@jest/globals';
import type { Context } from '../directory/context.js';
import { Pacer, type Pace } from '../kernel/pacer.js';
import type { LiaisonBook } from './book.js';
import { EncounterGraph } from './graph/encounter-graph.js';
import { Networks } from './networks.js';
import { HALF_LIFE, LEAST_TRUST } from './ties/strength.js';
import { Threads } from './threads/threads.js';
import type { LiaisonSight, LiaisonSights } from './sight.js';

const PERSONS = 2_000;
const AT = Date.UTC(2026, 3, 1);
const DAY = 86_400_000;
const byNumber = (a: number, b: number) => a - b;

const paces: Pace[] = [];
afterEach(() => {
  for (const pace of paces.splice(0)) pace.end();
});

/** Two thousand people who met in a ring, all of whom are seen by everybody. */
function made() {
  const graph = new EncounterGraph(byNumber);
  for (let person = 0; person < PERSONS; person += 1)
    graph.put(person, {
      startsAt: AT - 2,
      endsAt: AT - 1,
      weight: 1,
      guard: 0,
      withdrawn: false,
      attendees: [person, (person + 1) % PERSONS],
    });
  return { graph, ...seenIn(graph) };
}

function seenIn(graph: EncounterGraph) {
  const looked = { persons: 0, then: () => undefined as void };
  const sight = {
    seesEncounter: () => true,
    seesPerson: () => {
      looked.persons += 1;
      looked.then();
      return true;
    },
  } as unknown as LiaisonSight;
  const book = {
    graph,
    directory: { communityZone: 'UTC' },
    persons: { byId: byNumber },
    organizations: { byId: byNumber },
    people: { standing: 0, organizationsAt: (person: number) => [person % 7] },
  } as unknown as LiaisonBook;
  return {
    looked,
    networks: new Networks(book, { of: () => sight } as unknown as LiaisonSights, new Threads()),
  };
}

function asking(pacer: Pacer, milliseconds?: number): Context {
  const pace = pacer.begin(milliseconds);
  paces.push(pace);
  return { pace, revision: 1 } as unknown as Context;
}

test('operations that ask for the same network at once share it, and whoever comes later has it still', async () => {
  const { looked, networks } = made();
  const pacer = new Pacer();
  const [one, other] = await Promise.all([networks.at(asking(pacer), AT), networks.at(asking(pacer), AT)]);
  expect(one).toBe(other);
  expect(await networks.at(asking(pacer), AT)).toBe(one);
  expect(looked.persons).toBe(PERSONS);
  expect(await networks.at(asking(pacer), AT - 1)).not.toBe(one);
  expect(looked.persons).toBe(2 * PERSONS);
});

test('while nothing else happens, that of a later moment is the one that there is, only older', async () => {
  const { graph, looked, networks } = made();
  const pacer = new Pacer();
  const meet = (encounter: number, startsAt: number, endsAt: number, attendees = [0, 1_000]) =>
    graph.put(encounter, { startsAt, endsAt, weight: 1, guard: 0, withdrawn: false, attendees });
  const half = (AT + DAY) / 2 + AT / 2;
  // Some still go on at the first of the moments, and end before or after the other one.
  for (let number = 0; number < 40; number += 1)
    meet(3 * PERSONS + number, AT - DAY, AT + (number / 20) * (half - AT), [number, number + 7, number + 14]);
  // A ring of ties that are nearly over, and end one after the other in the course of the day.
  const lifetime = Math.log2(1 / -Math.log1p(-LEAST_TRUST)) * HALF_LIFE;
  for (let person = 0; person < PERSONS; person += 1) {
    const endsAt = AT - lifetime + (person / PERSONS) * DAY;
    graph.put(person, {
      ...{ startsAt: endsAt, endsAt, weight: 1, guard: 0, withdrawn: false },
      attendees: [person, (person + 1) % PERSONS],
    });
  }
  const first = await networks.at(asking(pacer), AT + 1_000);
  const count = (entries: ArrayLike<number>) => entries.length / 2;
  expect(count(first.ties.others)).toBeGreaterThan(0.99 * PERSONS);
  let asked = looked.persons;
  const later = await networks.at(asking(pacer), half);
  const { networks: others } = seenIn(graph);
  const anew = await others.at(asking(pacer), half);
  expect(looked.persons).toBe(asked);
  expect(later.at).toBe(half);
  for (const rows of ['ties', 'organizationTies'] as const) {
    expect(later[rows].begins).toEqual(anew[rows].begins);
    expect(later[rows].others).toEqual(anew[rows].others);
    for (const [entry, weight] of later[rows].weights.entries())
      expect(Math.abs(weight / anew[rows].weights[entry]! - 1)).toBeLessThan(2e-12);
  }
  expect(count(later.ties.others)).toBeLessThan(0.56 * PERSONS);
  // Whoever wants only to know who knows whom has it, too, and so has whoever asks again.
  expect(await networks.acquaintanceAt(asking(pacer), half)).toBe(later);
  expect(await networks.acquaintanceAt(asking(pacer), half + 1)).toBe(await networks.at(asking(pacer), half + 1));
  expect(looked.persons).toBe(asked);

  // On the next day others may hold other posts.
  await networks.at(asking(pacer), AT + DAY);
  expect(looked.persons).toBe((asked += PERSONS));
  // Somebody meets in between, or still does.
  meet(PERSONS, AT + 2_000, AT + 3_000);
  for (const [at, looks] of [
    [1_000, 1],
    [1_999, 0],
    [2_000, 1],
    [2_001, 0],
    [3_000, 0],
    [3_001, 0],
    [half - AT, 0],
  ] as const) {
    await networks.at(asking(pacer), AT + at);
    expect([at, looked.persons]).toEqual([at, (asked += looks * PERSONS)]);
  }
});

test('whoever waits for a network whose maker runs out of time makes it, and runs out of time by itself only', async () => {
  const { networks } = made();
  const pacer = new Pacer();
  const hasty = asking(pacer, 60_000);
  const first = networks.at(hasty, AT);
  const second = networks.at(asking(pacer), AT);
  // Its time is over while the other one waits.
  Object.assign(hasty.pace, { deadline: 0 });
  await expect(first).rejects.toMatchObject({ code: 'UNAVAILABLE', details: { limit: { name: 'operationMs' } } });
  expect((await second).persons.length).toBe(PERSONS);
});

test('what is recorded meanwhile is not in it, and does not make it begin again; what is changed does', async () => {
  const { graph, looked, networks } = made();
  const met = (encounter: number, attendees: number[]) =>
    graph.put(encounter, { startsAt: AT - 2, endsAt: AT - 1, weight: 1, guard: 0, withdrawn: false, attendees });
  const pacer = new Pacer();
  met(PERSONS, [0, 1_000]);
  // Others have their turn in between.
  looked.then = () => {
    if (looked.persons % 500 === 0) for (const until = performance.now() + 11; performance.now() < until;);
  };
  let [isOver, recorded] = [false, PERSONS];
  const recording = async () => {
    for (; !isOver; await new Promise((resolve) => setImmediate(resolve))) met((recorded += 1), [0, 1_000]);
  };
  const making = networks.at(asking(pacer), AT).finally(() => (isOver = true));
  const [{ attended }] = await Promise.all([making, recording()]);
  expect(recorded).toBeGreaterThan(PERSONS + 1);
  expect(looked.persons).toBe(PERSONS);
  expect(attended.values.length).toBe(2 * (PERSONS + 1));

  looked.then = () => {
    if (looked.persons === PERSONS + 1_000) met(0, [0, 1, 2]);
  };
  const later = await networks.at(asking(pacer), AT);
  expect(looked.persons).toBeGreaterThan(2 * PERSONS);
  expect(later.attended.values.length).toBe(2 * (recorded + 1) + 1);
});
