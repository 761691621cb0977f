import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidValue } from '../kernel/refusal.js';
import { parseStated } from './stated.js';

const parse = (header: string) => parseStated('Renkei-On-Behalf-Of', header);

test('a name of any script comes back from its percent-encoding', () => {
  const letter = fc.constantFrom(...'aZ09-_.~@:%&=+ 山川éß한😀');
  fc.assert(
    fc.property(fc.array(letter, { minLength: 1, maxLength: 200 }), (letters) => {
      const name = letters.join('').trim();
      fc.pre(name !== '');
      expect(parse(encodeURIComponent(name))).toBe(name);
    }),
  );
});

test('visible ASCII stands for itself', () => {
  expect(parse(' taro.yamada@portal.example ')).toBe('taro.yamada@portal.example');
  expect(parse('Yamada Taro (duty)')).toBe('Yamada Taro (duty)');
});

test.each([
  ['nothing', ''],
  ['space', '   '],
  ['encoded space at an end', '%20taro'],
  ['more than 200 characters', 'a'.repeat(201)],
  ['bytes that are no ASCII', 'å±±ç\u0094°'],
  ['a character that is not encoded', '山田'],
  ['a percent sign that encodes nothing', '100%'],
  ['bytes that are no UTF-8', '%E5%B1'],
  ['an overlong encoding', '%C0%AF'],
  ['a line feed', 'taro%0Aadmin'],
  ['NUL', 'taro%00'],
  ['a line separator', 'taro%E2%80%A8admin'],
  ['a bidirectional override', 'taro%E2%80%AEnimda'],
  ['a zero-width space', 'ta%E2%80%8Bro'],
])('%s is refused', (_, header) => {
  expect(() => parse(header)).toThrow(InvalidValue);
  expect(() => parse(header)).toThrow('Renkei-On-Behalf-Of');
});

test('200 characters are 200 of Unicode, and not of UTF-16', () => {
  const name = '😀'.repeat(200);
  expect(parse(encodeURIComponent(name))).toBe(name);
});
