import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { Pacer, type Pace } from './pacer.js';
import { Refusal } from './refusal.js';

function hold(milliseconds: number): void {
  for (const until = performance.now() + milliseconds; performance.now() < until;);
}

async function compute(pace: Pace, steps: number, points: number, onStep: () => void = () => undefined): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    const wait = pace.pass(points);
    if (wait) await wait;
    hold(3);
    onStep();
  }
}

test('many that compute for long leave room for the loop, and whoever asks little goes before them', async () => {
  const pacer = new Pacer();
  let steps = 0;
  let isOver = false;
  const stepsBetweenTurns: number[] = [];
  const watch = (before: number) => {
    stepsBetweenTurns.push(steps - before);
    if (!isOver) setImmediate(watch, steps);
  };
  setImmediate(watch, 0);
  const heavy = Promise.all(Array.from({ length: 20 }, () => compute(pacer.begin(), 10, 300, () => (steps += 1))));
  await new Promise((resolve) => setImmediate(resolve));
  expect(pacer.queueLength).toBeGreaterThan(10);
  const before = steps;
  await compute(pacer.begin(), 1, 10, () => undefined);
  expect(steps - before).toBeLessThan(20);
  await heavy;
  isOver = true;
  expect(steps).toBe(200);
  expect(pacer.queueLength).toBe(0);
  // Some three of 3 ms make a slice.
  expect(Math.max(...stepsBetweenTurns)).toBeLessThan(10);
});

test('whoever connects is taken in meanwhile, however many others connect', async () => {
  const GUESTS = 24;
  const pacer = new Pacer();
  let steps = 0;
  let guests = 0;
  let stepsUntilAll = Infinity;
  const server = createServer((socket) => {
    guests += 1;
    if (guests === GUESTS) stepsUntilAll = steps;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // Each step takes more than a slice, and this one: the others wait.
  void pacer.begin().pass(1);
  hold(11);
  const heavy = Array.from({ length: 2 * GUESTS }, async () => {
    await pacer.begin().pass(1_000);
    hold(11);
    steps += 1;
  });
  const ends = Array.from({ length: GUESTS }, () => once(connect(port, '127.0.0.1'), 'close'));
  await Promise.all([...heavy, ...ends]);
  server.close();
  expect(stepsUntilAll).toBeLessThan(GUESTS / 4);
});

test('siblings that all begin at once are let through one slice after the other', async () => {
  const pace = new Pacer().begin();
  let begun = 0;
  const siblings = Array.from({ length: 40 }, async () => {
    const wait = pace.pass(1);
    if (wait) await wait;
    hold(3);
    begun += 1;
  });
  await Promise.resolve();
  expect(begun).toBeLessThan(10);
  const before = begun;
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun - before).toBeLessThan(10);
  await Promise.all(siblings);
  expect(begun).toBe(40);
});

test('who was let through goes on by itself until the slice is used up, and all of many that wait get on', async () => {
  const pacer = new Pacer();
  let [asked, waited] = [0, 0];
  const ask = async (pace: Pace, fields: number) => {
    for (let field = 0; field < fields; field += 1) {
      const wait = pace.pass(1);
      asked += 1;
      if (!wait) continue;
      waited += 1;
      await wait;
    }
  };
  await ask(pacer.begin(), 1);
  hold(15);
  const operation = pacer.begin();
  await Promise.all([...Array.from({ length: 100 }, () => ask(operation, 10)), ask(pacer.begin(), 300)]);
  expect(asked).toBe(1_301);
  // Each once, before it was let through, and a few again where the slice was used up.
  expect(waited).toBeLessThan(300);
  expect(pacer.queueLength).toBe(0);
});

test('whoever waits is refused when the time is over, and whoever computes at the next breath', async () => {
  const pacer = new Pacer();
  const pace = pacer.begin(500);
  const refusal = async () => {
    try {
      await pace.pass(1_000);
    } catch (error) {
      return error;
    }
  };
  const busy = pacer.begin();
  const others = compute(busy, 30, 1_000);
  // Where it is let through before its time is found to be over, it is refused at once when it comes again.
  const waits = refusal().then(async (first) => first ?? refusal());
  while (pace.left >= 0) hold(1);
  expect(() => pace.breathe()).toThrow(Refusal);
  await others;
  expect(await waits).toBeInstanceOf(Refusal);
  expect(() => pace.pass(1)).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }) as unknown as Error);
  expect(pace.left).toBeLessThan(0);
  pace.end();
  expect(pacer.queueLength).toBe(0);
});

test('what nobody waits for any more is given up, also before its time is told; what is kept is not', async () => {
  const pacer = new Pacer();
  void pacer.begin().pass(1);
  hold(11);
  const [left, kept] = [pacer.begin(), pacer.begin(10_000)];
  kept.keep();
  const waits = [left.pass(1), kept.pass(1)];
  left.abandon();
  kept.abandon();
  left.limit(10_000);

  await expect(waits[0]).rejects.toBeInstanceOf(Refusal);
  await waits[1];
  expect(() => left.breathe()).toThrow(Refusal);
  expect(() => kept.requireTime()).not.toThrow();
  for (const each of [left, kept]) each.end();
  expect(pacer.queueLength).toBe(0);
});
