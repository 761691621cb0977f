import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidValue } from '../../kernel/refusal.js';
import { parseCorporateNumber } from './corporate-number.js';

describe('parseCorporateNumber', () => {
  test.each([
    // The National Tax Agency's own, and that of the Ministry of Internal Affairs and Communications.
    ['7000012050002', '7000012050002'],
    ['2000012020001', '2000012020001'],
    ['7-0000-1205-0002', '7000012050002'],
    [' ７　００００　１２０５　０００２ ', '7000012050002'],
  ])('%s is %s', (text, number) => {
    expect(parseCorporateNumber(text)).toBe(number);
  });

  test.each([
    '',
    '000012050002',
    '70000120500020',
    '8000012050002',
    '7000012050003',
    '7000012005002',
    'T7000012050002',
  ])('refuses "%s"', (text) => {
    expect(() => parseCorporateNumber(text)).toThrow(InvalidValue);
  });

  test('of ten first digits exactly one fits, never 0', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{12}$/), (base) => {
        const fitting = [...'0123456789'].filter((digit) => fits(digit + base));
        expect(fitting).toHaveLength(1);
        expect(fitting).not.toContain('0');
      }),
    );
  });

  test('a digit mistyped by one is noticed', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-8]{12}$/), fc.nat(11), (base, place) => {
        const first = [...'123456789'].find((digit) => fits(digit + base))!;
        const mistyped = [...base].map((digit, i) => (i === place ? Number(digit) + 1 : digit)).join('');
        expect(fits(first + mistyped)).toBe(false);
      }),
    );
  });
});

function fits(number: string): boolean {
  try {
    return parseCorporateNumber(number) === number;
  } catch {
    return false;
  }
}
