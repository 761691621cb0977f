import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidValue } from '../../kernel/refusal.js';
import { parsePhone } from './phone.js';

describe('parsePhone', () => {
  test.each([
    ['03-0000-0000', '+81300000000'],
    ['(03) 0000-0000', '+81300000000'],
    ['03(0000)0000', '+81300000000'],
    ['090-0000-0000', '+819000000000'],
    ['0120-000-000', '+81120000000'],
    ['0800-000-0000', '+818000000000'],
    ['０３－００００－００００', '+81300000000'],
    ['03ー0000ー0000', '+81300000000'],
    ['+81 3 0000 0000', '+81300000000'],
    ['+81 (0)3-0000-0000', '+81300000000'],
    ['+81 090-0000-0000', '+819000000000'],
    ['tel:+81-3-0000-0000', '+81300000000'],
    ['010-1-202-555-0100', '+12025550100'],
    ['+1 (202) 555-0100', '+12025550100'],
    ['+44 (0)20 0000 0000', '+442000000000'],
    ['+8816 0000 0000', '+881600000000'],
    ['+870 000 000 000', '+870000000000'],
  ])('%s is %s', (text, number) => {
    expect(parsePhone(text)).toBe(number);
  });

  test.each([
    '03-0000-0000 ext. 12',
    '03-0000-0000 ext 12',
    '03-0000-0000 Extension 12',
    '03-0000-0000 x12',
    '03-0000-0000 #12',
    '03-0000-0000 内線12',
    '03-0000-0000（内線　１２）',
    '03-0000-0000、内線番号：12',
    '+81300000000;ext=12',
    'tel:+81-3-0000-0000;ext=12',
  ])('the extension of %s is kept', (text) => {
    expect(parsePhone(text)).toBe('+81300000000;ext=12');
  });

  test('an extension keeps its leading zeros', () => {
    expect(parsePhone('03-0000-0000 内線 012')).toBe('+81300000000;ext=012');
  });

  test.each([
    ['nothing', ''],
    ['words', 'ask reception'],
    ['words behind', '03-0000-0000 weekdays'],
    ['words before', 'Tokyo 03-0000-0000'],
    ['an extension without digits', '03-0000-0000 ext.'],
    ['words behind the extension', '03-0000-0000 ext. 12 desk'],
    ['a range of numbers', '03-0000-0000~3'],
    ['two numbers run together', '03-0000-0000/0001'],
    ['two numbers', '03-0000-0000, 03-0000-0001'],
    ['parameters that would be lost', '+81300000000;phone-context=bank.example'],
    ['a short number', '110'],
    ['no area code', '3000-0000'],
    ['a foreign number that lost its +', '1-202-555-0100'],
    ['no such country', '+999 0000 0000'],
    ['too many digits', '+81 3 0000 0000 0000 0000'],
    ['letters for digits', '0120-BANK-00'],
  ])('refuses %s', (_, text) => {
    expect(() => parsePhone(text)).toThrow(InvalidValue);
  });

  test('parsing again changes nothing', () => {
    const punctuation = fc.constantFrom('', '-', ' ', '‐', '－', '.');
    const extension = fc.option(fc.stringMatching(/^\d{1,6}$/), { nil: null });
    const fields = [punctuation, fc.stringMatching(/^\d{4}$/), fc.stringMatching(/^\d{4}$/), extension] as const;
    fc.assert(
      fc.property(fc.constantFrom('03', '06', '090', '050', '+1 202', '+8816'), ...fields, (code, dash, a, b, ext) => {
        const text = `${code}${dash}${code === '+1 202' ? a.slice(1) : a}${dash}${b}${ext === null ? '' : ` 内線${ext}`}`;
        const once = parsePhone(text);
        expect(once).toMatch(/^\+\d+(;ext=\d+)?$/);
        expect(parsePhone(once)).toBe(once);
      }),
    );
  });
});
