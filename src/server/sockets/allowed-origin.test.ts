import { expect, test } from '@jest/globals';
import { allowsOrigin } from './allowed-origin.js';

const LISTED = ['https://portal.example'];

test.each([
  [undefined, 'renkei.example', true],
  ['https://renkei.example', 'renkei.example', true],
  // The proxy before us speaks TLS, or the page was opened without it.
  ['http://renkei.example', 'renkei.example', true],
  ['http://localhost:4000', 'localhost:4000', true],
  ['http://[::1]:4000', '[::1]:4000', true],
  ['https://renkei.example', 'RENKEI.example', true],
  ['https://portal.example', 'renkei.example', true],
  ['http://portal.example', 'renkei.example', false],
  ['https://portal.example:8443', 'renkei.example', false],
  ['https://portal.example.evil.example', 'renkei.example', false],
  ['https://renkei.example.evil.example', 'renkei.example', false],
  ['http://localhost:4001', 'localhost:4000', false],
  ['null', 'renkei.example', false],
  ['', '', false],
  ['file://', '', false],
])('%s at %s: %s', (origin, host, isAllowed) => {
  expect(allowsOrigin(origin, host, LISTED)).toBe(isAllowed);
});
