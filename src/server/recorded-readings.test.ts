import { expect, test } from '@jest/globals';
import { parse, type OperationDefinitionNode } from 'graphql';
import { Readings } from '../access/audit/readings.js';
import type { OperationAnswer } from './operations.js';
import { recordReadings } from './recorded-readings.js';
import { WrittenData } from './written-data.js';

const VIEWER = {
  credentialId: 'apikey_1',
  name: 'somebody',
  role: 'OPERATOR',
  organizationId: null,
  personId: null,
  scopes: [],
  documentSet: null,
  expiresAt: null,
} as never;

test.each([
  ['a tree', (data: Record<string, unknown>) => data],
  ['written already', (data: Record<string, unknown>) => new WrittenData(JSON.stringify(data)) as never],
])('what cannot be recorded is taken out of an answer that is %s', async (_what, made) => {
  const stage = recordReadings({ append: () => Promise.reject(new Error('The disk is full.')) });
  const document = parse('query Told { list { value } }');
  const readings = new Readings();
  const path = { prev: { prev: { prev: undefined, key: 'list' }, key: 1 }, key: 'value' };
  readings.noteChannel('channel_1', ['person_1'], path);
  const context = {
    viewer: VIEWER,
    origin: { address: '::1', requestId: '1', onBehalfOf: null, purpose: null },
    readings,
    now: 0,
  };
  const answer: OperationAnswer = { data: made({ list: [{ value: 'open' }, { value: 'withheld' }] }) };
  const definition = document.definitions[0] as OperationDefinitionNode;
  await stage.answered!({ context, document, definition, variables: {} }, answer);
  expect(answer).toMatchObject({
    data: { list: [{ value: 'open' }, { value: null }] },
    errors: [{ path: ['list', 1, 'value'], extensions: { code: 'UNAVAILABLE' } }],
  });
  expect(JSON.stringify(answer)).not.toContain('withheld');
});
