import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeCursor, page, sorted, type Order, type PageArgs } from './connection.js';

type Entry = { readonly name: string; readonly isIn: boolean };

const orders: Order<Entry>[] = [false, true].map((descending) => ({
  name: 'name',
  parts: 1,
  key: ({ name }) => [name],
  descending,
}));

const name = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 1, maxLength: 3 });
const size = fc.integer({ min: 1, max: 5 });
const cursor = fc.option(name.map((key) => encodeCursor('name', [key])));

test('a page of what matches in a list is that page of the list of what matches', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.record({ name, isIn: fc.boolean() }), { selector: (entry) => entry.name, maxLength: 12 }),
      fc.constantFrom(...orders),
      fc.oneof(fc.record({ first: size }), fc.record({ last: size })),
      fc.record({ after: cursor, before: cursor }),
      (entries, order, end, cursors) => {
        const args: PageArgs = { ...end, ...cursors };
        const told = ({ nodes, edges, pageInfo, totalCount }: ReturnType<typeof page<Entry>>) => ({
          ...{ nodes, edges, pageInfo, totalCount },
        });
        const all = sorted(entries, order);
        const matching = all.filter(({ isIn }) => isIn);
        const found = told(page(all, order, args, ({ isIn }) => isIn));
        expect(found).toEqual(told(page(matching, order, args)));
        expect(found.totalCount).toBe(matching.length);
      },
    ),
  );
});

test('no more of a list is looked at than fills the page', () => {
  const all = sorted(
    Array.from({ length: 1_000 }, (_, number) => ({ name: String(1_000 + number), isIn: number % 2 === 0 })),
    orders[0]!,
  );
  let looked = 0;
  const matches = ({ isIn }: Entry) => {
    looked += 1;
    return isIn;
  };
  const { nodes } = page(all, orders[0]!, { first: 3, after: encodeCursor('name', ['1500']) }, matches);
  expect(nodes.map(({ name: told }) => told)).toEqual(['1502', '1504', '1506']);
  expect(looked).toBeLessThan(10);
});
