import { InvalidValue } from '../../kernel/refusal.js';

/**
 * Japan's corporate number (法人番号) as 13 digits. Hyphens and spaces between the digits are dropped.
 * The first is the check digit of the other twelve. Throws InvalidValue.
 */
export function parseCorporateNumber(text: string): string {
  const digits = text.normalize('NFKC').replace(/[\s‐-―−ー-]/gu, '');
  if (!/^\d{13}$/.test(digits) || Number(digits[0]) !== checkDigit(digits.slice(1))) {
    throw new InvalidValue(
      'This is not a corporate number. Write the 13 digits that the National Tax Agency assigned; the first is their check digit.',
    );
  }
  return digits;
}

/**
 * 法人番号の指定等に関する省令 (Ministry of Finance order 70 of 2014), article 2: 9 less the remainder by 9 of the sum of the
 * digits, those in even places from the right counted twice. So it is 1 to 9.
 */
function checkDigit(base: string): number {
  const sum = [...base].reverse().reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 2), 0);
  return 9 - (sum % 9);
}
