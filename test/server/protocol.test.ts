import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { World, type Client } from '../harness.js';

let world: World;
let operator: Client;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
});
afterAll(() => world?.stop());

/** As a portal asks: with its token, and over GET with the header that keeps other sites' pages out. */
const fetchFn = (url: string, init: RequestInit = {}) =>
  fetch(url, {
    ...init,
    headers: {
      authorization: `Bearer ${operator.token}`,
      ...(init.method !== 'POST' && { 'apollo-require-preflight': 'true' }),
      ...init.headers,
    },
  });

describe('the audit of GraphQL over HTTP', () => {
  const audits = serverAudits({ url: () => world.url, fetchFn });

  test.each(audits.map(({ id, name, fn }) => [id, name, fn] as const))('%s %s', async (_id, _name, fn) => {
    const result = await fn();
    expect(result.status === 'ok' ? 'ok' : result.reason).toBe('ok');
  });
});
