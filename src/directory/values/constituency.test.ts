import { describe, expect, test } from '@jest/globals';
import { InvalidValue } from '../../kernel/refusal.js';
import { parseConstituency } from './constituency.js';

describe('parseConstituency', () => {
  test.each([
    ['Bank.Example.', 'DOMAIN', 'bank.example'],
    ['銀行.example', 'DOMAIN', 'xn--jn2ax2s.example'],
    ['go.jp', 'DOMAIN', 'go.jp'],
    ['as.example', 'DOMAIN', 'as.example'],
    ['192.0.2.77/24', 'PREFIX', '192.0.2.0/24'],
    ['192.0.2.1', 'PREFIX', '192.0.2.1/32'],
    ['2001:DB8::/32', 'PREFIX', '2001:db8::/32'],
    ['::ffff:192.0.2.0/120', 'PREFIX', '192.0.2.0/24'],
    ['as64496', 'AS_NUMBER', 'AS64496'],
    ['ＡＳ６４４９６', 'AS_NUMBER', 'AS64496'],
  ])('%s is %s %s', (text, kind, value) => {
    expect(parseConstituency(text)).toEqual({ kind, value });
    expect(parseConstituency(value)).toEqual({ kind, value });
  });

  test.each([
    ['', 'domain'],
    ['https://bank.example/', 'URL'],
    ['csirt@bank.example', 'e-mail'],
    ['csirt＠bank.example', 'e-mail'],
    ['bank.example:443', 'prefix'],
    ['192.0.2', 'prefix'],
    ['192.0.2.0/33', 'prefix'],
    ['010.0.0.0/8', 'prefix'],
    ['64496', 'AS64496'],
    ['AS4294967296', 'AS number'],
    ['localhost', 'domain'],
    ['*.bank.example', 'domain'],
    ['bank.example/login', 'domain'],
    ['例示銀行株式会社', 'domain'],
  ])('refuses "%s" and speaks of what was meant: %s', (text, meant) => {
    expect(() => parseConstituency(text)).toThrow(InvalidValue);
    expect(() => parseConstituency(text)).toThrow(meant);
  });
});
