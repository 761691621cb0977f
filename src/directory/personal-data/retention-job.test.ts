import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { RetentionJob } from './retention-job.js';
import type { Applied, Retention } from './retention.js';

const DAY = 86_400_000;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A job whose every run does something else. */
function job(isConfigured: boolean, runs: (() => AsyncGenerator<Applied>)[]) {
  const told: object[] = [];
  const apply = jest.fn(() => runs.shift()!());
  const made = new RetentionJob(
    { isConfigured, apply } as unknown as Retention,
    (erased) => told.push(erased),
    (error) => told.push(error as Error),
  );
  return { job: made, apply, told };
}

async function* erasing(...actions: string[]): AsyncGenerator<Applied> {
  for (const action of actions) yield { action, id: 'x', since: '2020-04-01' };
}

// eslint-disable-next-line require-yield -- it fails before there is anything to yield
async function* failing(): AsyncGenerator<Applied> {
  throw new Error('The database is away.');
}

test('runs a minute after the start and once a day, also after a day on which it failed', async () => {
  const {
    job: made,
    apply,
    told,
  } = job(true, [() => erasing('a', 'b', 'a'), failing, () => erasing(), () => erasing('b')]);
  made.start();
  await jest.advanceTimersByTimeAsync(59_999);
  expect(apply).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(1);
  expect(told).toEqual([{ a: 2, b: 1 }]);
  await jest.advanceTimersByTimeAsync(3 * DAY);
  expect(told).toEqual([{ a: 2, b: 1 }, new Error('The database is away.'), { b: 1 }]);
  await made.stop();
  await jest.advanceTimersByTimeAsync(2 * DAY);
  expect(apply).toHaveBeenCalledTimes(4);
});

test('does not run where no period is set', async () => {
  const { job: made, apply } = job(false, []);
  made.start();
  await jest.advanceTimersByTimeAsync(2 * DAY);
  expect(apply).not.toHaveBeenCalled();
});
