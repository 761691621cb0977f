import { expect, test } from '@jest/globals';
import { trustOf } from '../ties/strength.js';
import { tieChanges, type SumsByOrganization } from './tie-changes.js';

function changesOf(
  before: Readonly<Record<number, number>>,
  after: Readonly<Record<number, number>>,
  wanted: ReadonlyMap<number, number> = new Map(),
) {
  const sums = (strengths: Readonly<Record<number, number>>): SumsByOrganization =>
    new Map(Object.entries(strengths).map(([each, strength]) => [Number(each), { strength, isOnOne: false }]));
  const steps = tieChanges(sums(before), sums(after), wanted, (a, b) => a - b);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

test('a tie that grows weaker is told of, though its trust was and is as near to 1 as numbers come', () => {
  expect(trustOf(60)).toBe(trustOf(50));
  const [first, second, ...rest] = changesOf({ 1: 60, 2: 60, 3: 60, 4: 0.5 }, { 1: 50, 2: 45, 3: 60, 4: 0.5 });
  expect(rest).toEqual([]);
  expect([first, second]).toMatchObject([
    { organization: 2, strengthBefore: 60, strengthAfter: 45, ends: false, fallsUnderTarget: false },
    { organization: 1, strengthBefore: 60, strengthAfter: 50 },
  ]);
});

test('the worst come first: under their target, at an end, less trusted', () => {
  const before = { 1: 2, 2: 2, 3: 0.1, 4: 1, 5: 1 };
  const after = { 1: 0.5, 2: 0.4, 4: 0.5, 5: 0.2, 6: 1 };
  const changes = changesOf(
    before,
    after,
    new Map([
      [1, 0.8],
      [2, 0.8],
      [6, 0.1],
    ]),
  );
  expect(changes.map(({ organization }) => organization)).toEqual([2, 1, 3, 5, 4, 6]);
  expect(changes.map(({ fallsUnderTarget }) => fallsUnderTarget)).toEqual([true, true, false, false, false, false]);
  expect(changes.map(({ ends }) => ends)).toEqual([false, false, true, false, false, false]);
  for (const each of changes)
    expect([each.trustBefore, each.trustAfter]).toEqual([trustOf(each.strengthBefore), trustOf(each.strengthAfter)]);
});
