import { expect, test } from '@jest/globals';
import { Pacer } from '../../kernel/pacer.js';
import { Refusal } from '../../kernel/refusal.js';
import { Progress } from './progress.js';

const LIMIT = 10_000;

/** After how many parts it was given up; undefined when all were done. */
function givenUpAfter(work: readonly number[], milliseconds: (part: number) => number): number | undefined {
  let now = 0;
  const pace = new Pacer().begin(LIMIT);
  pace.end();
  const operation = {
    get left() {
      return LIMIT - now;
    },
    tooLong: (what: string, rest: number) => pace.tooLong(what, rest),
  };
  const progress = new Progress(operation, `${work.length} months`, work, () => now);
  for (const part of work.keys()) {
    now += milliseconds(part);
    try {
      progress.done();
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal);
      expect(error).toMatchObject({ code: 'TOO_COMPLEX', details: { limit: { name: 'operationMs', value: LIMIT } } });
      return part + 1;
    }
  }
  return undefined;
}

const alike = (parts: number) => Array.from({ length: parts }, () => 1);

test('what cannot come in time is given up once some parts were done, long before the time is over', () => {
  expect(givenUpAfter(alike(60), () => 500)).toBe(2);
  expect(givenUpAfter(alike(1_000), () => 20)).toBe(50);
});

test('what can is not, though the first parts took long', () => {
  expect(givenUpAfter(alike(20), () => 499)).toBeUndefined();
  expect(givenUpAfter(alike(60), (part) => (part < 2 ? 2_000 : 50))).toBe(2);
  expect(givenUpAfter(alike(60), (part) => (part === 0 ? 2_000 : 130))).toBeUndefined();
});

test('parts with more work are known to take longer', () => {
  const growing = Array.from({ length: 20 }, (_, part) => part + 1);
  expect(givenUpAfter(growing, (part) => (part + 1) * 40)).toBeUndefined();
  expect(givenUpAfter(growing, (part) => (part + 1) * 60)).toBeLessThan(12);
});
