import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foldName, isVisible, nameKey } from './name.js';

describe('foldName', () => {
  test.each([
    ['ひらがな', 'ヒラガナ'],
    ['ﾊﾝｶｸ ｶﾞｷﾞ', 'ハンカク ガギ'],
    ['ヴゔヵゕ', 'ヴヴヵヵ'],
    ['こゝろ', 'コヽロ'],
    ['ＦＵＬＬ　Width', 'full width'],
    ['  a \t\n b　', 'a b'],
    ['Straße STRAẞE', 'strasse strasse'],
    ['İstanbul ISTANBUL ıstanbul', 'istanbul istanbul istanbul'],
    ['ΟΔΟΣ οδος', 'οδοσ οδοσ'],
    ['㈱例示', '(株)例示'],
    ['葛\u{E0100}城', '葛城'],
    ['a\u200Bb', 'ab'],
    ['Cafe\u0301', 'café'],
  ])('%s becomes %s', (text, folded) => {
    expect(foldName(text)).toBe(folded);
  });

  test('folding again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = foldName(text);
        expect(foldName(once)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });

  test('no single character folds further than once', () => {
    const unstable = Array.from({ length: 0x20000 }, (_, codePoint) => codePoint)
      .filter((codePoint) => codePoint < 0xd800 || codePoint > 0xdfff)
      .map((codePoint) => foldName(`x${String.fromCodePoint(codePoint)}x`))
      .filter((folded) => foldName(folded) !== folded);
    expect(unstable).toEqual([]);
  });

  test('the case and the kana do not matter', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ぁ-ん a-zäöüéß]*$/), (text) => {
        const katakana = text.replace(/[ぁ-ん]/gu, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));
        expect(foldName(katakana.toUpperCase())).toBe(foldName(text));
      }),
    );
  });
});

test.each([
  ['', false],
  [' \u3000\n', false],
  ['\u200b\u200d\ufeff', false],
  ['\u2060', false],
  ['\u3164\u115f\uffa0', false],
  ['\u202e\u200e', false],
  ['\ufe0f\u{e0100}', false],
  ['\u2800', false],
  ['\ufff9\u0007', false],
  ['\u200b例\u200b', true],
  ['ー', true],
  ['\ue000', true],
  ['.', true],
])('%j can be seen: %s', (text, expected) => {
  expect(isVisible(text)).toBe(expected);
});

test('whatever is left of a name when it is folded can be seen, and nothing is where nothing can', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      if (!isVisible(text)) expect(foldName(text).replace(/[\p{Cc}\p{Cf}\u2800\s]/gu, '')).toBe('');
    }),
  );
});

describe('nameKey', () => {
  test.each([
    '例示銀行株式会社',
    '株式会社例示銀行',
    '株式会社　例示銀行',
    '株 式 会 社 例示銀行',
    '例示銀行（株）',
    '㈱例示銀行',
    '例示銀行 ㈱',
    '㍿例示銀行',
    '〔株〕例示銀行',
    '例示 銀行',
    '株式会社例示銀行 Co., Ltd.',
  ])('%s is 例示銀行', (text) => {
    expect(nameKey(text)).toBe('例示銀行');
  });

  test.each([
    'Example Bank Co., Ltd.',
    'EXAMPLE BANK CO.,LTD',
    'Example Bank Co Ltd',
    'Example Bank, Inc.',
    'Example Bank,Inc',
    'Example Bank Incorporated',
    'Example Bank Corporation',
    'Example Bank Corp.',
    'Example Bank K.K.',
    'Example Bank KK',
    'K.K. Example Bank',
    'Kabushiki Kaisha Example Bank',
    'Example Bank Kabushiki-Gaisha',
    'Example Bank LLC',
    'Example Bank L.L.C.',
    'Example Bank Limited',
    'Example Bank Company, Limited',
    'Example Bank Pte. Ltd.',
    'Example Bank & Co.',
    'Example Bank GmbH & Co. KG',
    'Example Bank S.A.',
    'Ｅｘａｍｐｌｅ　Ｂａｎｋ　Ｉｎｃ．',
    'examplebank',
  ])('%s is examplebank', (text) => {
    expect(nameKey(text)).toBe('examplebank');
  });

  test.each([
    ['有限会社例示', '例示'],
    ['例示合同会社', '例示'],
    ['一般社団法人 例示協会', '例示協会'],
    ['（一社）例示協会', '例示協会'],
    ['独立行政法人例示機構', '例示機構'],
    ['国立研究開発法人 例示研究所', '例示研究所'],
    ['国立大学法人例示大学', '例示大学'],
    ['特定非営利活動法人例示の会', '例示ノ会'],
    ['NPO法人 例示の会', '例示ノ会'],
    ['ＮＰＯ例示の会', '例示ノ会'],
    ['医療法人社団 例示会', '例示会'],
    ['かぶしきがいしゃ れいじぎんこう', 'レイジギンコウ'],
    ['General Incorporated Association Example', 'example'],
    ['例示銀行Inc.', '例示銀行'],
    ['KK例示', '例示'],
  ])('%s is %s', (text, key) => {
    expect(nameKey(text)).toBe(key);
  });

  test.each([
    ['Zinc', 'zinc'],
    ['Texaco', 'texaco'],
    ['Bank of the U.S.A.', 'bankoftheu.s.a.'],
    ['Ltd-Watch', 'ltd-watch'],
    ['例示株式会社東京支店', '例示株式会社東京支店'],
    ['Incheon Bank', 'incheonbank'],
  ])('%s keeps what is no legal form: %s', (text, key) => {
    expect(nameKey(text)).toBe(key);
  });

  test.each([
    ['株式会社', '株式会社'],
    ['(株)', '(株)'],
    ['Co., Ltd.', 'co.,ltd.'],
    ['  ', ''],
    ['\u200B', ''],
  ])('%j is all there is: %j', (text, key) => {
    expect(nameKey(text)).toBe(key);
  });

  test('a second time changes nothing, white space does not matter, and it is empty only where the folded name is', () => {
    const part = fc.constantFrom(
      '株式会社',
      '㈱',
      '例示',
      'れいじ',
      ' ',
      '　',
      'Co.',
      ', ',
      'Ltd.',
      'inc',
      'K.',
      'k',
      '&',
      'ag',
      '.',
    );
    const names = fc.oneof(
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(names, (name) => {
        const key = nameKey(name);
        expect(nameKey(key)).toBe(key);
        expect(nameKey(` ${name.replaceAll(' ', ' \t')}\u3000`)).toBe(key);
        expect(key === '').toBe(foldName(name) === '');
        expect(key).not.toMatch(/\s/u);
      }),
      { numRuns: 1000 },
    );
  });

  test('a name of nothing but legal forms is worked through in the end', () => {
    expect(nameKey('㍿'.repeat(2048))).toBe('株式会社');
  });
});
