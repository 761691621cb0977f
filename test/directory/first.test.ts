import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { World, type Client } from '../harness.js';

let world: World;
let operator: Client;

beforeAll(async () => {
  world = await World.start({ seed: 'reference' });
  operator = await world.as('OPERATOR');
});
afterAll(() => world.stop());

test('lists', async () => {
  const data = await operator.ask<{ organizations: { totalCount: number } }>('{ organizations { totalCount } }');
  expect(data.organizations.totalCount).toBe(28);
});
