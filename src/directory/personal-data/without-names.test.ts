import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withoutNames } from './without-names.js';

const out = (text: string, ...names: string[]) => withoutNames(text, names, '―');

describe('a name is found', () => {
  test.each([
    ['however it is spaced', '例示重子さんと、例示　重子、例示・重子', '―さんと、―、―'],
    ['in either order and case', 'Met SHIGEKO REIJI and Reiji, Shigeko.', 'Met ― and ―.'],
    ['where Japanese goes on', 'Shigeko Reijiさんと重子、次はReiji Shigekoを', '―さんと重子、次は―を'],
    ['in any width', 'ＳＨＩＧＥＫＯ　Ｒｅｉｊｉ（ﾚｲｼﾞ ｼｹﾞｺ）', '―（―）'],
    ['in hiragana', 'れいじ・しげこさん', '―さん'],
    ['decomposed, or with what cannot be seen in it', 'レイシ\u3099 シケ\u3099コと例示\u200b重\u{e0100}子', '―と―'],
    ['in kana', 'レイジシゲコ（レイジ　シゲコ）', '―（―）'],
  ])('%s', (_how, text, left) => {
    expect(out(text, '例示 重子', 'Shigeko Reiji', 'レイジ シゲコ')).toBe(left);
  });

  test('with signs that mean something to a pattern', () => {
    expect(out('J. (Jo) Doe-Roe+ came', 'J. (Jo) Doe-Roe+')).toBe('― came');
  });

  test('the longer one first', () => {
    expect(out('例示重子', '例示', '例示重子')).toBe('―');
  });
});

test('what only contains its letters is left alone', () => {
  expect(out('Malina met Linas; 森林組合', 'Li Na', 'Lina', '林')).toBe('Malina met Linas; 森林組合');
});

test('no name of two letters that are not Latin is left, whatever it is and wherever it stands', () => {
  const letters = fc.string({
    unit: fc.constantFrom('例', '示', '重', '子', '.', '*', '(', '['),
    minLength: 2,
    maxLength: 5,
  });
  fc.assert(
    fc.property(letters, fc.string(), fc.string(), (name, before, after) => {
      expect(withoutNames(`${before}${name}${after}`, [name], '')).not.toBe(`${before}${name}${after}`);
    }),
  );
});
