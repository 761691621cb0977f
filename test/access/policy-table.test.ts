import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { POLICY, type Row } from '../../src/access/policy.js';
import { ROLES } from './audience.js';

const WORDS = { ALL: 'all', OWN: 'own', NONE: '-' } as const;

test('the documentation has the table of roles and actions, cell by cell', () => {
  const lines = Object.entries<Row>(POLICY).map(([action, row]) => {
    const scopes = row.needs.map((scope) => `\`${scope}\``).join(', ');
    return `| \`${action}\` | ${ROLES.map((role) => WORDS[row[role]]).join(' | ')} | ${scopes} |`;
  });
  const text = readFileSync(new URL('../../docs/access.md', import.meta.url), 'utf8');
  const told = text.split('\n').filter((line) => /^\| `\w+\.\w+` \|/.test(line));
  expect(told.map((line) => line.replace(/ +\|/g, ' |'))).toEqual(lines);
});
