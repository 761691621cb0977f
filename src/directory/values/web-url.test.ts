import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidValue } from '../../kernel/refusal.js';
import { parseWebUrl } from './web-url.js';

describe('parseWebUrl', () => {
  test.each([
    ['https://bank.example', 'https://bank.example/'],
    [' HTTPS://Bank.Example:443/a/../Contact?x=1#form ', 'https://bank.example/Contact?x=1#form'],
    ['http://bank.example:8080/', 'http://bank.example:8080/'],
    ['https://銀行.example/連絡', 'https://xn--jn2ax2s.example/%E9%80%A3%E7%B5%A1'],
    ['https://[2001:db8::1]/', 'https://[2001:db8::1]/'],
  ])('%s is %s', (text, url) => {
    expect(parseWebUrl(text)).toBe(url);
  });

  test.each([
    ['nothing', ''],
    ['no scheme', 'bank.example/contact'],
    ['a script', 'javascript:alert(1)'],
    ['another scheme', 'ftp://bank.example/'],
    ['data', 'data:text/html,x'],
    ['no host', 'https://'],
    ['a user name', 'https://desk@bank.example/'],
    ['a password', 'https://:secret@bank.example/'],
    ['a line break', 'https://bank.example/\nhttps://other.example/'],
    ['a space', 'https://bank.example/a b'],
    ['over 2,048 characters', `https://bank.example/${'a'.repeat(2028)}`],
    ['over 2,048 characters once encoded', `https://bank.example/${'あ'.repeat(300)}`],
  ])('refuses %s', (_, text) => {
    expect(() => parseWebUrl(text)).toThrow(InvalidValue);
  });

  test('2,048 characters pass', () => {
    expect(parseWebUrl(`https://bank.example/${'a'.repeat(2027)}`)).toHaveLength(2048);
  });

  test('parsing again changes nothing', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const once = parseWebUrl(url);
        expect(parseWebUrl(once)).toBe(once);
      }),
    );
  });
});
