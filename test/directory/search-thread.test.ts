import { expect, test } from '@jest/globals';
import type * as Building from '../../src/directory/search-building.js';
import { buildParts, type IndexParts } from '../../src/directory/search/parts.js';

/** The program as it was built: a thread runs no TypeScript. */
const BUILT = '../../dist/src/directory/search-building.js';

const CONTENT = Array.from({ length: 500 }, (_, place) =>
  [`例示 ${place}郎`, `れいじ ${place}`, `Example ${place}`].slice(0, place % 4),
);

test('a thread builds what is built here, and one that fails leaves it to be built here', async () => {
  const { buildBeside } = (await import(BUILT)) as typeof Building;
  const steps = buildParts(CONTENT);
  let expected: IndexParts | undefined;
  while (!expected) {
    const step = steps.next();
    if (step.done) expected = step.value;
  }
  expect(await buildBeside(CONTENT)).toEqual(expected);
  expect(await buildBeside(CONTENT, new URL('file:///no/such/thread.js'))).toBeUndefined();
});
