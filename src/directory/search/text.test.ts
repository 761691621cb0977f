import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  eachGram,
  GAP,
  gramsOf,
  INNER,
  INSIDE,
  isOneGram,
  jointOf,
  NOWHERE,
  placeIn,
  PREFIX,
  readQuery,
  readText,
  SPANNING,
  START,
  unitOf,
  WORD_START,
  type SearchText,
} from './text.js';

const show = (text: SearchText) => ({
  letters: String.fromCharCode(...Array.from(text, unitOf)),
  joints: Array.from(text, (cell) => ({ [INNER]: '.', [START]: '|', [GAP]: ' ' })[jointOf(cell)]).join(''),
});
const read = (text: string) => show(readText(text));
const placeOf = (text: SearchText, word: SearchText) => placeIn(Uint32Array.from(text), 0, text.length, word);
const place = (text: string, typed: string) => placeOf(readText(text), readQuery(typed).phrase);

describe('reading a text', () => {
  test('keeps letters and digits and says how they join', () => {
    expect(read('Yamada Taro')).toEqual({ letters: 'yamadataro', joints: '|..... ...' });
    expect(read('JPCERT/CC')).toEqual({ letters: 'jpcertcc', joints: '|.....|.' });
    expect(read('山田　太郎')).toEqual({ letters: '山田太郎', joints: '|.|.' });
    expect(read('青葉CSIRT 2')).toEqual({ letters: '青葉csirt2', joints: '|.|.... ' });
    expect(read('Foo - Bar').joints).toBe('|.. ..');
  });

  test('counts UTF-16 units, so letters outside the basic plane take two', () => {
    expect(read('𠮷野 𠮷')).toEqual({ letters: '𠮷野𠮷', joints: '|..|.' });
  });

  test('passes over what cannot be seen, and over signs alone', () => {
    expect(read('葛\u{e0100}城').letters).toBe('葛城');
    expect(read('net\u00adwork')).toEqual({ letters: 'network', joints: '|......' });
    expect(read('& / ・').letters).toBe('');
  });

  test('takes a query apart at white space only, and each word once', () => {
    const { phrase, words } = readQuery('AT&T　青葉 AT&T');
    expect(words.map((word) => show(word).letters)).toEqual(['att', '青葉']);
    expect(show(phrase).letters).toBe('att青葉att');
  });
});

describe('the place of a word', () => {
  test.each([
    ['山田 太郎', '山田太郎', PREFIX],
    ['山田太郎', '山田 太郎', PREFIX],
    ['山田 太郎', '太郎', WORD_START],
    ['山田 太郎', '田太', INSIDE],
    ['株式会社青葉銀行', '青葉', INSIDE],
    ['（株）青葉銀行', '青葉', WORD_START],
    ['青葉CSIRT', 'csirt', WORD_START],
    ['Yamada Taro', 'yamadat', PREFIX],
    ['Dr Yamada Taro', 'yamadat', WORD_START],
    ['Yamada Taro', 'mada', INSIDE],
    ['banana ana', 'ana', WORD_START],
    ['JPCERT/CC', 'jpcert-cc', PREFIX],
    ['JPCERT/CC', 'ert/c', INSIDE],
  ])('%s has %s at %i', (text, typed, expected) => {
    expect(place(text, typed)).toBe(expected);
  });

  test('a match from inside a word does not pass a gap between Latin words', () => {
    expect(place('Yamada Taro', 'data')).toBe(NOWHERE);
    expect(place('Yamada Taro Data', 'data')).toBe(WORD_START);
    expect(place('Yamada Taro Bigdata', 'data')).toBe(INSIDE);
  });

  test('a gap that was typed asks for a boundary of words', () => {
    expect(place('Tanaka', 'ta na')).toBe(NOWHERE);
    expect(place('Ta Nakao', 'ta na')).toBe(PREFIX);
    expect(place('Tanaka Ta-Na', 'ta na')).toBe(WORD_START);
  });
});

describe('grams', () => {
  const gram = (letters: string) => gramsOf(readText(letters))[0]!;
  const given = (text: string) => {
    const grams: [number, number][] = [];
    eachGram(readText(text), (gram, at) => grams.push([gram, at]));
    return grams;
  };

  test('carry their place, and a pair across a gap is no match', () => {
    expect(given('ab c')).toEqual([
      [gram('a'), PREFIX],
      [gram('ab'), PREFIX],
      [gram('b'), INSIDE],
      [gram('bc'), SPANNING],
      [gram('c'), WORD_START],
    ]);
  });

  test('letters and pairs are different 32-bit integers', () => {
    const grams = ['a', 'aa', '龍龍', '龍', '龍a'].map(gram);
    expect(new Set(grams).size).toBe(5);
    for (const number of grams) expect(number | 0).toBe(number);
  });

  test('only a word of one gram and without a gap is found by that gram alone', () => {
    const certain = (typed: string) => isOneGram(readQuery(typed).phrase);
    expect(['a', 'ab', '山 田', '𠮷', 'a b', 'abc'].map(certain)).toEqual([true, true, true, true, false, false]);
  });

  test('a word and the gram it begins with stand at the same place, and every gram of it is given', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '/', '山', '𠮷'), maxLength: 12 });
    const word = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '山', '𠮷'), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(text, word, (given_, typed) => {
        const { phrase } = readQuery(typed);
        if (phrase.length === 0) return;
        const places = new Map<number, Set<number>>();
        eachGram(readText(given_), (gram, at) => {
          places.set(gram, (places.get(gram) ?? new Set()).add(at));
        });
        const found = placeOf(readText(given_), phrase);
        if (found !== NOWHERE) {
          expect(places.get(gramsOf(phrase)[0]!)).toContain(found);
          for (const gram of gramsOf(phrase)) expect(places.has(gram)).toBe(true);
        }
        if (isOneGram(phrase)) {
          const best = Math.min(SPANNING, ...(places.get(gramsOf(phrase)[0]!) ?? []));
          expect(found).toBe(best);
        }
      }),
      { numRuns: 500 },
    );
  });
});
