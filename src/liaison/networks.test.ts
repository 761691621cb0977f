import { afterEach, expect, test } from '@jest/globals';
import type { Context } from '../directory/context.js';
import { Pacer, type Pace } from '../kernel/pacer.js';
import type { LiaisonBook } from './book.js';
import { EncounterGraph } from './graph/encounter-graph.js';
import { Networks } from './networks.js';
import { Threads } from './threads/threads.js';
import type { LiaisonSight, LiaisonSights } from './sight.js';

const PERSONS = 2_000;
const AT = Date.UTC(2026, 3, 1);
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
  const looked = { persons: 0 };
  const sight = {
    seesEncounter: () => true,
    seesPerson: () => {
      looked.persons += 1;
      return true;
    },
  } as unknown as LiaisonSight;
  const book = {
    graph,
    persons: { byId: byNumber },
    organizations: { byId: byNumber },
    organizationsAt: (person: number) => [person % 7],
  } as unknown as LiaisonBook;
  return { looked, networks: new Networks(book, { of: () => sight } as unknown as LiaisonSights, new Threads()) };
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
  expect(await networks.at(asking(pacer), AT + 1)).not.toBe(one);
  expect(looked.persons).toBe(2 * PERSONS);
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
