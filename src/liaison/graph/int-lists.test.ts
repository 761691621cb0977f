import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { IntLists } from './int-lists.js';

const byNumber = (a: number, b: number) => a - b;
const list = fc.nat({ max: 5 });
const value = fc.nat({ max: 30 });

const step = fc.oneof(
  fc.record({ do: fc.constant('replace' as const), list, values: fc.uniqueArray(value, { maxLength: 20 }) }),
  fc.record({ do: fc.constant('insert' as const), list, values: fc.tuple(value) }),
  fc.record({ do: fc.constant('remove' as const), list, values: fc.tuple(value) }),
);

test('lists hold what was put into them, however often they are moved and closed up', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const lists = new IntLists();
      const expected = new Map<number, number[]>();
      for (const each of steps) {
        const known = expected.get(each.list) ?? [];
        const [first] = each.values;
        if (each.do === 'replace') {
          const sorted = each.values.toSorted(byNumber);
          lists.replace(each.list, sorted);
          expected.set(each.list, sorted);
        } else if (each.do === 'insert') {
          lists.insert(each.list, first!, byNumber);
          expected.set(each.list, [...new Set([...known, first!])].sort(byNumber));
        } else {
          lists.remove(each.list, first!);
          expected.set(
            each.list,
            known.filter((one) => one !== first),
          );
        }
      }
      for (let number = 0; number <= 6; number += 1) {
        expect([...lists.of(number)]).toEqual(expected.get(number) ?? []);
        expect(lists.sizeOf(number)).toBe((expected.get(number) ?? []).length);
      }
    }),
    { numRuns: 500 },
  );
});
