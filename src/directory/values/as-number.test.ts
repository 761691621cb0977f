import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidValue } from '../../kernel/refusal.js';
import { parseAsNumber } from './as-number.js';

describe('parseAsNumber', () => {
  test.each([
    ['AS64496', 'AS64496'],
    [' as64496 ', 'AS64496'],
    ['ＡＳ６４４９６', 'AS64496'],
    ['AS0', 'AS0'],
    ['AS000', 'AS0'],
    ['AS0064496', 'AS64496'],
    ['AS4294967295', 'AS4294967295'],
  ])('%s is %s', (text, value) => {
    expect(parseAsNumber(text)).toBe(value);
  });

  test.each(['', '64496', 'AS', 'AS 64496', 'ASN64496', 'AS-1', 'AS1.10', 'AS4294967296', 'AS64496x', 'AS12345678901'])(
    'refuses "%s"',
    (text) => {
      expect(() => parseAsNumber(text)).toThrow(InvalidValue);
    },
  );

  test('parsing again changes nothing', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), fc.nat(4), (number, zeros) => {
        expect(parseAsNumber(`as${'0'.repeat(zeros)}${number}`)).toBe(`AS${number}`);
        expect(parseAsNumber(`AS${number}`)).toBe(`AS${number}`);
      }),
    );
  });
});
