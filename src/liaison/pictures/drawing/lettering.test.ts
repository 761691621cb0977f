import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drawable, listed, shortened, widthOf, wrapped } from './lettering.js';

const texts = fc
  .oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom(...'例示情報処理機構センター株式会社・（）ｶﾅ ABcd-12', ' ') }),
  )
  .map(drawable);
const room = fc.integer({ min: 2, max: 30 });
const squeezed = (text: string) => text.replaceAll(/\s/gu, '');

describe('lines of text', () => {
  test('are no more than asked for, none wider than there is room', () => {
    fc.assert(
      fc.property(texts, room, fc.integer({ min: 1, max: 4 }), (text, most, lines) => {
        const found = wrapped(text, most, lines);
        expect(found.length).toBeLessThanOrEqual(lines);
        for (const line of found) expect(widthOf(line)).toBeLessThanOrEqual(most);
      }),
    );
  });

  test('are all of the text, or end in an ellipsis', () => {
    fc.assert(
      fc.property(texts, room, fc.integer({ min: 1, max: 4 }), (text, most, lines) => {
        const found = squeezed(wrapped(text, most, lines).join(''));
        if (!found.endsWith('…')) expect(found).toBe(squeezed(text));
        else expect(squeezed(text).startsWith(found.slice(0, -1))).toBe(true);
      }),
    );
  });

  test('end between words, of Japanese too', () => {
    expect(wrapped('内閣官房情報セキュリティセンター', 9, 3)).toEqual(['内閣官房情報', 'セキュリティ', 'センター']);
    expect(wrapped('Ministry of Economy, Trade and Industry', 14, 2)).toEqual([
      'Ministry of Economy,',
      'Trade and Industry',
    ]);
  });

  test('end between things that are listed', () => {
    expect(listed(['0.78', '目標 0.80', '仮定 守 100%'], 12, 2)).toEqual(['0.78 · 目標 0.80', '仮定 守 100%']);
  });
});

test('what is cut off is cut between what a reader takes for characters', () => {
  expect(shortened('がががが', 3)).toBe('がが…');
  expect(shortened('例示', 2)).toBe('例示');
});

test('a name is drawn as one line that turns nothing around it', () => {
  expect(drawable(' \u202eevil\u2066\n\0name\u200f\ud800 ')).toBe('evil name\ufffd');
});
