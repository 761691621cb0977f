import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { askWith, everythingAsked, type Asked } from '../access/asked.js';
import { layGround } from '../access/ground.js';
import { leavesOf, withValue, type Given } from '../access/leaves.js';
import { World, type Client } from '../harness.js';

/** More often than it takes until a query is compiled. */
const TIMES = 5;

let world: World;
let operator: Client;
let queries: readonly Asked[];
let count = 0;

beforeAll(async () => {
  world = await World.start();
  const ground = await layGround(world);
  operator = ground.operator;
  queries = (await everythingAsked(world.apps[0]!.schema, ground)).filter(({ kind }) => kind !== 'mutation');
  world.clock.stop();
});
afterAll(() => world?.stop());

/** What a query is answered when it is asked for the first time, in words that nobody used before, and then again and again. */
async function answers(asked: Asked, given: Given): Promise<{ first: unknown; others: unknown[] }> {
  count += 1;
  const fresh = { ...asked, operation: (...parts: [string, string]) => `${asked.operation(...parts)} # ${count}` };
  // How much is left of what may be asked is another number each time.
  const answer = async (query: Asked) => {
    const { status, data, errors } = await askWith(operator, query, given);
    return { asked: asked.name, status, data, errors };
  };
  const first = await answer(fresh);
  const others: unknown[] = [];
  while (others.length < TIMES) others.push(await answer(asked));
  return { first, others };
}

test('a query that is asked again and again is answered each time as the first time', async () => {
  for (const asked of queries) {
    const { first, others } = await answers(asked, await asked.prepare());
    for (const other of others) expect(other).toEqual(first);
  }
});

test('and refused in the same words, at the same place', async () => {
  const nobody = newId('Person');
  for (const asked of queries) {
    const given = await asked.prepare();
    const ids = leavesOf(asked.args).filter(({ type }) => String(type).startsWith('ID'));
    for (const { path } of ids) {
      const { first, others } = await answers(asked, withValue(given, path, nobody));
      for (const other of others) expect(other).toEqual(first);
    }
  }
});
