import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidValue } from '../../kernel/refusal.js';
import { parseChannelValue } from './channel-value.js';

describe('parseChannelValue', () => {
  test.each([
    ['PHONE', '03-0000-0000 内線 12', '+81300000000;ext=12'],
    ['MOBILE', '090-0000-0000', '+819000000000'],
    ['FAX', '０３－００００－００００', '+81300000000'],
    ['SATELLITE', '+8816 0000 0000', '+881600000000'],
    ['EMAIL', 'CSIRT@Bank.Example', 'CSIRT@bank.example'],
    ['WEB_FORM', 'HTTPS://Bank.Example/contact', 'https://bank.example/contact'],
    ['CHAT', '　＃ｃｓｉｒｔ　', '#csirt'],
    ['CHAT', '👩‍🚒 desk', '👩‍🚒 desk'],
    ['RADIO', 'Channel 3, call sign 例示1', 'Channel 3, call sign 例示1'],
  ] as const)('%s %s is %s', (kind, text, value) => {
    expect(parseChannelValue(kind, text)).toBe(value);
    expect(parseChannelValue(kind, value)).toBe(value);
  });

  test.each([
    ['PHONE', 'csirt@bank.example'],
    ['SATELLITE', 'Iridium'],
    ['EMAIL', '03-0000-0000'],
    ['WEB_FORM', 'bank.example'],
    ['CHAT', ' \u3000 '],
    ['CHAT', 'a\nb'],
    ['RADIO', 'a\u2028b'],
    ['RADIO', 'a\u0000'],
    ['RADIO', 'a'.repeat(201)],
  ] as const)('%s refuses %j', (kind, text) => {
    expect(() => parseChannelValue(kind, text)).toThrow(InvalidValue);
  });

  test('200 characters pass, also of two code units', () => {
    expect(parseChannelValue('CHAT', '📟'.repeat(200))).toBe('📟'.repeat(200));
  });

  test('parsing a handle again changes nothing', () => {
    const visible = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map((text) => `#${text}`);
    fc.assert(
      fc.property(visible, (text) => {
        const once = parseChannelValue('CHAT', text);
        expect(parseChannelValue('CHAT', once)).toBe(once);
      }),
    );
  });
});
