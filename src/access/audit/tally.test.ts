import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Happening } from './entry.js';
import { Tally } from './tally.js';

const MINUTE = 60_000;

const refusal = (at: number, address: string): Happening => ({
  at,
  kind: 'REFUSAL',
  action: 'token.unknown',
  viewer: null,
  origin: { address, requestId: 'r', onBehalfOf: null, purpose: null },
});

const gathering = () => {
  const told: Happening[] = [];
  return { told, tally: new Tally((happening) => void told.push(happening)) };
};

test('the first is told at once, and the rest of its minute as one', () => {
  const { told, tally } = gathering();
  for (let at = 0; at < 10; at += 1) tally.note('a', refusal(at, 'a'));
  expect(told).toEqual([refusal(0, 'a')]);
  tally.sweep(MINUTE - 1);
  expect(told).toHaveLength(1);
  tally.sweep(MINUTE);
  expect(told.slice(1)).toEqual([{ ...refusal(MINUTE, 'a'), count: 9 }]);
  tally.sweep(2 * MINUTE);
  expect(told).toHaveLength(2);
});

test('a minute that nobody swept away ends with what comes after it', () => {
  const { told, tally } = gathering();
  for (const at of [0, 1, MINUTE]) tally.note('a', refusal(at, 'a'));
  expect(told.map(({ count }) => count)).toEqual([undefined, 1, undefined]);
});

test('of whatever comes, each is told once, and the more there are the fewer one by one', () => {
  const notes = fc.array(fc.tuple(fc.nat(30_000), fc.nat(5), fc.boolean()), { maxLength: 200 });
  fc.assert(
    fc.property(notes, (steps) => {
      const { told, tally } = gathering();
      let at = 0;
      const by = new Map<string, number>();
      for (const [pause, number, swept] of steps) {
        at += pause;
        if (swept) tally.sweep(at);
        const address = `10.0.0.${number}`;
        by.set(address, (by.get(address) ?? 0) + 1);
        tally.note(address, refusal(at, address));
      }
      tally.flush(at);
      const counted = new Map<string, number>();
      for (const { origin, count = 1 } of told)
        counted.set(origin!.address, (counted.get(origin!.address) ?? 0) + count);
      expect(counted).toEqual(by);
      expect(told.length).toBeLessThanOrEqual(by.size * 2 * (at / MINUTE + 1));
    }),
  );
});

test('a flood from ever other addresses is told as one, and none of it is lost', () => {
  const { told, tally } = gathering();
  for (let number = 0; number < 5_000; number += 1) tally.note(`a${number}`, refusal(number, `a${number}`));
  expect(told).toHaveLength(1_001);
  expect(told.at(-1)!.origin!.address).toBe('*');
  tally.flush(5_000);
  expect(told).toHaveLength(1_002);
  expect(told.at(-1)!.count).toBe(3_999);
});
