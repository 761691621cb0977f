import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Slots } from './slots.js';
import { TokenBuckets } from './token-bucket.js';

describe('token buckets', () => {
  test('whoever used all of it waits as long as it is told, and no longer', () => {
    let now = 0;
    const buckets = new TokenBuckets(60, () => now);
    for (let taken = 0; taken < 60; taken += 1) expect(buckets.take('a', 1)).toBe(0);
    const wait = buckets.take('a', 5);
    expect(wait).toBeCloseTo(5_000);
    now += wait - 1;
    expect(buckets.take('a', 5)).toBeGreaterThan(0);
    now += 1.001;
    expect(buckets.take('a', 5)).toBe(0);
    expect(buckets.take('b', 60)).toBe(0);
  });

  test('in no stretch of time is more taken than a full bucket and what flows in', () => {
    const step = fc.record({ after: fc.integer({ min: 0, max: 90_000 }), amount: fc.integer({ min: 1, max: 80 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        let now = 0;
        const buckets = new TokenBuckets(60, () => now);
        const taken: { readonly at: number; readonly amount: number }[] = [];
        for (const { after, amount } of steps) {
          now += after;
          if (buckets.take('a', amount) === 0) taken.push({ at: now, amount });
          expect(buckets.allowance('a').remaining).toBeGreaterThanOrEqual(0);
        }
        for (const [place, { at }] of taken.entries()) {
          let sum = 0;
          for (const each of taken.slice(place)) {
            sum += each.amount;
            expect(sum).toBeLessThanOrEqual(60 + (each.at - at) / 1000 + 1e-6);
          }
        }
      }),
    );
  });

  test('whoever comes with a name of its own each time takes no more memory than there is, and keeps out nobody known', () => {
    let now = 0;
    const buckets = new TokenBuckets(60, () => now, 100);
    buckets.take('known', 1);
    for (let place = 0; place < 10_000; place += 1) buckets.take(`stranger ${place}`, 1);
    expect(buckets.size).toBe(100);
    expect(buckets.take('known', 50)).toBe(0);
    expect(buckets.take('late', 1)).toBeGreaterThan(0);
    now += 61_000;
    expect(buckets.take('late', 1)).toBe(0);
    expect(buckets.size).toBeLessThan(5);
  });
});

test('a slot that is given back twice is given back once, and whoever holds none takes no room', () => {
  const slots = new Slots(2);
  const [first, second] = [slots.take('a'), slots.take('a')];
  expect(slots.take('a')).toBeUndefined();
  expect(slots.take('b')).toBeDefined();
  first!();
  first!();
  expect(slots.take('a')).toBeDefined();
  expect(slots.take('a')).toBeUndefined();
  second!();
  expect(slots.keys).toBe(2);
});
