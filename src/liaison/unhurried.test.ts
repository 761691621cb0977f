import { expect, test } from '@jest/globals';
import type { Context } from '../directory/context.js';
import { Pacer } from '../kernel/pacer.js';
import { EncounterGraph } from './graph/encounter-graph.js';
import { unhurried, watchEncounters } from './unhurried.js';

const asking = (milliseconds?: number) => ({ pace: new Pacer().begin(milliseconds) }) as Context;

function* steps(count: number, then: (step: number) => void): Generator<void, string, void> {
  for (let step = 1; step <= count; step += 1) {
    then(step);
    yield;
  }
  return 'done';
}

test('what became another begins again, and what comes of it is of what it became', async () => {
  let [stand, begun] = [0, 0];
  const begin = () => {
    begun += 1;
    const of = stand;
    return (function* () {
      yield* steps(3, (step) => (stand += Number(step === 2 && begun === 1)));
      return of;
    })();
  };
  const watch = () => {
    const stood = stand;
    return () => stand === stood;
  };
  expect(await unhurried(asking(), begin, watch)).toBe(1);
  expect(begun).toBe(2);
});

test('what becomes another again and again holds nobody up, and ends with its time', async () => {
  let [stand, turns, longest] = [0, 0, 0];
  let last = performance.now();
  const turning = setInterval(() => {
    turns += 1;
    stand += 1;
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  const busy = () => {
    for (const until = performance.now() + 1; performance.now() < until;);
  };
  const watch = () => {
    const stood = stand;
    return () => stand === stood;
  };
  try {
    await expect(unhurried(asking(600), () => steps(300, busy), watch)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  } finally {
    clearInterval(turning);
  }
  // Each time it goes on for some 25 ms at most; 300 steps would take 300.
  expect(turns).toBeGreaterThan(5);
  expect(longest).toBeLessThan(250);
});

test('encounters that come are left alone, and those that there were are not', () => {
  const graph = new EncounterGraph((a, b) => a - b);
  const put = (encounter: number, attendees: number[]) =>
    graph.put(encounter, { startsAt: 0, endsAt: 1, weight: 1, guard: 0, withdrawn: false, attendees });
  put(0, [0, 1]);
  let stand = 0;
  const watching = watchEncounters(graph, () => stand);
  const [first, second] = [watching(), watching()];
  put(1, [0, 1]);
  put(2, [1, 2]);
  expect([first(), second()]).toEqual([true, true]);
  const later = watching();
  put(2, [1, 3]);
  expect([first(), later()]).toEqual([true, false]);
  put(0, [0, 2]);
  // Also for whoever looks only after many more have come.
  put(3, [0, 2]);
  expect([first(), first(), later()]).toEqual([false, false, false]);
  for (let encounter = 4; encounter < 2_000; encounter += 1) put(encounter, [0, 1]);
  // So many are not known one by one any more.
  expect(second()).toBe(false);
  const last = watching();
  expect(last()).toBe(true);
  stand += 1;
  expect(last()).toBe(false);
});
