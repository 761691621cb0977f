import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidValue } from '../../kernel/refusal.js';
import { parseEmail } from './email.js';

describe('parseEmail', () => {
  test.each([
    ['csirt@bank.example', 'csirt@bank.example'],
    [' CSIRT.Desk+24h@BANK.Example ', 'CSIRT.Desk+24h@bank.example'],
    ['csirt@銀行.example', 'csirt@xn--jn2ax2s.example'],
    ['csirt＠bank。example', 'csirt@bank.example'],
    ["o'brien@bank.example", "o'brien@bank.example"],
  ])('%s is %s', (text, email) => {
    expect(parseEmail(text)).toBe(email);
  });

  test.each([
    ['nothing', ''],
    ['a domain', 'bank.example'],
    ['no local part', '@bank.example'],
    ['no domain', 'csirt@'],
    ['a single label', 'root@localhost'],
    ['a display name', 'Desk <csirt@bank.example>'],
    ['brackets', '<csirt@bank.example>'],
    ['a scheme', 'mailto:csirt@bank.example'],
    ['two addresses', 'a@bank.example,b@bank.example'],
    ['an address literal', 'csirt@[192.0.2.1]'],
    ['two dots in a row', 'a..b@bank.example'],
    ['a local part over 64 octets', `${'a'.repeat(65)}@bank.example`],
    ['a line break, which would begin another header', '"a\r\nBcc: b"@bank.example'],
  ])('refuses %s', (_, text) => {
    expect(() => parseEmail(text)).toThrow(InvalidValue);
  });

  test('the local part is untouched, and parsing again changes nothing', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        const once = parseEmail(address);
        expect(once.slice(0, once.lastIndexOf('@'))).toBe(address.slice(0, address.lastIndexOf('@')));
        expect(parseEmail(once)).toBe(once);
      }),
    );
  });
});
