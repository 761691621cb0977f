import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidValue } from '../../kernel/refusal.js';
import { parentDomains, parseDnsName, parseDomain } from './domain.js';

describe('parseDomain', () => {
  test.each([
    ['Bank.Example', 'bank.example'],
    [' www.bank.example. ', 'www.bank.example'],
    ['銀行.example', 'xn--jn2ax2s.example'],
    ['ｂａｎｋ。ｅｘａｍｐｌｅ', 'bank.example'],
    ['XN--JN2AX2S.example', 'xn--jn2ax2s.example'],
    ['faß.example', 'xn--fa-hia.example'],
    ['例示.テスト', 'xn--fsq192h.xn--zckzah'],
    ['go.jp', 'go.jp'],
    ['r3---sn-0000.bank.example', 'r3---sn-0000.bank.example'],
    ['4.bank.example', '4.bank.example'],
    [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
  ])('%s is %s', (text, domain) => {
    expect(parseDomain(text)).toBe(domain);
  });

  test.each([
    ['nothing', ''],
    ['a dot', '.'],
    ['a single label', 'localhost'],
    ['a single label with a dot', 'jp.'],
    ['an empty label', 'bank..example'],
    ['a leading dot', '.bank.example'],
    ['two trailing dots', 'bank.example..'],
    ['an underscore', '_dmarc.bank.example'],
    ['a leading hyphen', '-bank.example'],
    ['a trailing hyphen', 'bank-.example'],
    ['a wildcard', '*.bank.example'],
    ['a space', 'bank .example'],
    ['a port', 'bank.example:443'],
    ['a path', 'bank.example/'],
    ['an IPv4 address', '192.0.2.1'],
    ['half an IPv4 address', '192.0.2'],
    ['a hexadecimal last label', 'bank.0x1f'],
    ['a label over 63 characters', `${'a'.repeat(64)}.example`],
    ['over 253 characters', `${'a.'.repeat(124)}example`],
    ['broken punycode', 'xn--a.example'],
    ['an A-label of plain ASCII', 'xn--bank-.example'],
    ['mixed directions', 'אa.example'],
  ])('refuses %s', (_, text) => {
    expect(() => parseDomain(text)).toThrow(InvalidValue);
  });

  test('does not echo a long text', () => {
    expect(() => parseDomain('ab '.repeat(1000))).toThrow(/^.{1,250}$/);
  });

  test('parsing again changes nothing, and the case does not matter', () => {
    const label = fc.oneof(fc.stringMatching(/^[a-z0-9]{1,20}$/), fc.stringMatching(/^[ぁ-んァ-ン一-龠äöüß]{1,8}$/));
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 4 }), (labels) => {
        const once = parseDomain([...labels, 'example'].join('.'));
        expect(once).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
        expect(parseDomain(once)).toBe(once);
        expect(parseDomain(once.toUpperCase())).toBe(once);
      }),
    );
  });

  test('whatever it accepts it accepts again, and everything else is an InvalidValue', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (text) => {
        const once = domainOrNull(`${text}.example`);
        expect(once === null ? null : parseDomain(once)).toBe(once);
      }),
    );
  });
});

describe('parseDnsName', () => {
  test.each(['_dmarc.bank.example', 'my_host.bank.example', '-x-.bank.example', 'www.bank.example'])(
    'admits %s',
    (text) => {
      expect(parseDnsName(text)).toBe(text);
    },
  );

  test.each(['localhost', '192.0.2.1', 'bank example.test', 'bank..example', 'a@bank.example', '*.bank.example'])(
    'refuses %s',
    (text) => {
      expect(() => parseDnsName(text)).toThrow(InvalidValue);
    },
  );
});

describe('parentDomains', () => {
  test('itself first, then every parent at a label boundary', () => {
    expect(parentDomains('a.www.bank.example')).toEqual([
      'a.www.bank.example',
      'www.bank.example',
      'bank.example',
      'example',
    ]);
  });
});

function domainOrNull(text: string): string | null {
  try {
    return parseDomain(text);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidValue);
    return null;
  }
}
