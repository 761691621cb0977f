import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { Pacer } from '../../kernel/pacer.js';
import { Refusal } from '../../kernel/refusal.js';
import { LIMIT_NAMES, LIMITS, type LimitValues } from './limit-values.js';
import { Limits } from './limits.js';

test('requests of whoever has left before they are read keep nobody out', () => {
  const values = Object.fromEntries(LIMIT_NAMES.map((name) => [name, LIMITS[name].default])) as LimitValues;
  const pacer = new Pacer();
  const limits = new Limits(values, buildSchema('type Query { name: String }'), pacer);
  const viewer = { credentialId: 'somebody' };
  for (let left = 0; left <= values.concurrentOperations; left += 1) {
    const pace = pacer.begin();
    pace.abandon();
    expect(() => limits.arrive({ viewer, pace }, 100)).toThrow(expect.objectContaining({ code: 'UNAVAILABLE' }));
  }
  expect(() => limits.arrive({ viewer, pace: pacer.begin() }, 100)).not.toThrow(Refusal);
  expect(limits.sizes).toMatchObject({ arrivals: 0 });
});
