import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foldName } from '../values/name.js';
import { buffersOf, buildParts } from './parts.js';
import { SearchIndex, type SearchMatch } from './search-index.js';
import { GAP, INNER, jointOf, readQuery, readText, sameLetters, unitOf, type SearchText } from './text.js';

const everyone = () => true;

function finish<T>(steps: Generator<void, T, void>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const ids = (matches: readonly SearchMatch[]) => matches.map(({ id }) => id);

const people: [string, string[]][] = [
  ['person_1', ['山田 太郎', 'やまだ たろう', 'Yamada Taro']],
  ['person_2', ['山田 花子', 'ヤマダ ハナコ', 'Yamada Hanako']],
  ['person_3', ['小山田 次郎', 'おやまだ じろう', 'Oyamada Jiro']],
  ['org_1', ['株式会社青葉銀行', 'あおばぎんこう', 'Aoba Bank, Ltd.']],
  ['org_2', ['青葉通信', 'あおばつうしん', 'Aoba Communications']],
  ['csirt_1', ['青葉銀行CSIRT', 'AOBA-CSIRT']],
];

describe('finding', () => {
  const index = new SearchIndex(people);
  const find = (text: string) => index.find(text, 20, everyone);

  test.each([
    ['山田太郎', ['person_1']],
    ['山田　太郎', ['person_1']],
    ['太郎 山田', ['person_1']],
    ['やまだたろう', ['person_1']],
    ['ヤマダ', ['person_1', 'person_2', 'person_3']],
    ['ﾊﾅｺ', ['person_2']],
    ['ｙａｍａｄａ', ['person_1', 'person_2', 'person_3']],
    ['TARO', ['person_1']],
    ['taro 山田', ['person_1']],
    ['taro taro', ['person_1']],
    ['花', ['person_2']],
    ['山田', ['person_1', 'person_2', 'person_3']],
    ['青葉', ['org_2', 'csirt_1', 'org_1']],
    ['aoba csirt', ['csirt_1']],
    ['aobacsirt', ['csirt_1']],
    ['青葉 銀行', ['csirt_1', 'org_1']],
    ['bank ltd', ['org_1']],
    ['鈴木', []],
    ['山田 鈴木', []],
    ['data', []],
    ['', []],
    ['　', []],
    ['&', []],
  ])('%s', (typed, expected) => {
    expect(ids(find(typed))).toEqual(expected);
  });

  test('best first: equal, start of a text, start of a word, inside a word; the words alone last', () => {
    const ranked = new SearchIndex([
      ['a', ['foobar']],
      ['b', ['xxfoo']],
      ['c', ['zz foo']],
      ['d', ['foo']],
      ['e', ['fooba']],
      ['f', ['fooby']],
    ]);
    const matches = ranked.find('foo', 9, everyone);
    expect(ids(matches)).toEqual(['d', 'e', 'f', 'a', 'c', 'b']);
    expect(matches.map(({ score }) => score)).toEqual([1, 0.9, 0.9, 0.875, 0.65, 0.4]);
    const apart = ranked.find('foo z', 9, everyone);
    expect(ids(apart)).toEqual(['c']);
    expect(apart[0]!.score).toBeLessThanOrEqual(0.25);
  });

  test('words that begin words come before words inside words', () => {
    const ranked = new SearchIndex([
      ['a', ['Tanaka Ichiro']],
      ['b', ['Tanaka Naomichi']],
    ]);
    expect(ids(ranked.find('ta na', 9, everyone))).toEqual(['b', 'a']);
    expect(ranked.find('t a', 1, everyone)[0]!.score).toBeLessThanOrEqual(0.25);
  });

  test('matched is the original of the text that fits best', () => {
    expect(find('ﾔﾏﾀﾞ').map(({ matched }) => matched)).toEqual(['やまだ たろう', 'ヤマダ ハナコ', 'おやまだ じろう']);
    expect(find('ＡＯＢＡ　ＢＡＮＫ')[0]!.matched).toBe('Aoba Bank, Ltd.');
    expect(new SearchIndex([['a', ['さくら', 'サクラ']]]).find('サクラ', 1, everyone)[0]!.matched).toBe('さくら');
  });

  test.each([0, 1000])('hidden hits do not count, and none is asked about twice or without need (few: %i)', (few) => {
    const guarded = new SearchIndex(people, { few });
    const asked: string[] = [];
    const matches = guarded.find('山田', 1, (id) => {
      asked.push(id);
      return id === 'person_2';
    });
    expect(ids(matches)).toEqual(['person_2']);
    expect(asked).toEqual(['person_1', 'person_2']);
    asked.length = 0;
    guarded.find('や だ', 5, (id) => asked.push(id) < 0);
    expect(asked.toSorted()).toEqual(['person_1', 'person_2', 'person_3']);
  });

  test('more common words than are narrowed down in advance', () => {
    const all = 'a b c d e f g h i j k l';
    const content: [string, string[]][] = [
      ['x', ['l k j i h g f e d c b a']],
      ['y', ['abcdef', 'ghijkl']],
      ['z', ['a b c d e f g h i j k']],
    ];
    expect(ids(new SearchIndex(content, { few: 0 }).find(all, 9, everyone))).toEqual(['x', 'y']);
  });

  test('a limit below one finds nothing', () => {
    for (const limit of [0, -1, NaN]) expect(index.find('山田', limit, everyone)).toEqual([]);
  });

  test('accept may search too', () => {
    const matches = index.find('山田', 9, (id) => ids(index.find('小山田', 1, everyone))[0] !== id);
    expect(ids(matches)).toEqual(['person_1', 'person_2']);
  });
});

describe('keeping current', () => {
  test('set replaces, delete removes', () => {
    const index = new SearchIndex(people);
    index.set('person_1', ['鈴木 太郎']);
    expect(ids(index.find('山田太郎', 9, everyone))).toEqual([]);
    expect(ids(index.find('鈴木', 9, everyone))).toEqual(['person_1']);
    index.delete('person_1');
    index.delete('person_unknown');
    expect(ids(index.find('鈴木', 9, everyone))).toEqual([]);
    expect(index.size).toBe(people.length - 1);
  });

  test('the caller may reuse the array it gave', () => {
    const index = new SearchIndex();
    const texts = ['青葉'];
    index.set('a', texts);
    texts[0] = '若葉';
    index.set('a', texts);
    expect(ids(index.find('若葉', 1, everyone))).toEqual(['a']);
  });

  test('a long life of changes one by one leaves nothing behind', () => {
    const syllables = ['青', '葉', '山', '田', 'あ', 'お', 'ば', 'ken', 'to ', 'CSIRT', ' ', '銀行'];
    const index = new SearchIndex([], { rebuiltAbove: Infinity });
    const content = new Map<string, string[]>();
    let state = 1;
    const below = (bound: number) => (state = (state * 48271) % 0x7fffffff) % bound;
    const text = () => Array.from({ length: 2 + below(8) }, () => syllables[below(syllables.length)]!).join('');
    for (let change = 0; change < 3000; change++) {
      const id = `id${below(400)}`;
      const texts = [text(), text()];
      if (below(4) === 0) {
        index.delete(id);
        content.delete(id);
      } else {
        index.set(id, texts);
        content.set(id, texts);
      }
      if (change % 10 === 0) index.settle();
    }
    const rebuilt = new SearchIndex(content);
    expect(index.size).toBe(content.size);
    for (const typed of ['青', '山田', 'ばあ', 'k', 'ken', '銀行csirt', '青 ken', 'あ csirt 田', 'お 葉', 'nk']) {
      const found = index.find(typed, 500, everyone);
      expect(found).toEqual(findPlainly(content, typed));
      expect(found).toEqual(rebuilt.find(typed, 500, everyone));
    }
    for (const id of content.keys()) index.delete(id);
    expect(index.find('青', 1, everyone)).toEqual([]);
    index.set('last', ['青葉']);
    expect(ids(index.find('青葉', 1, everyone))).toEqual(['last']);
  });
});

// Few letters, so that random words do occur in random texts, at every kind of joint.
const letter = fc.constantFrom('a', 'b', 'a', 'B', '1', 'か', 'カ', '山', '田', '𠮷', ' ', '　', '/', '・');
const someText = fc.string({ unit: letter, maxLength: 9 });
const someId = fc.constantFrom('a', 'B', 'c1', 'c10', 'c9', 'あ', '', 'z');
/** A set, or without texts a delete; and whether a search comes after it. */
const step = fc.tuple(someId, fc.option(fc.array(someText, { maxLength: 3 }), { freq: 3 }), fc.boolean());
/** So that small contents take every way that a large one can. */
const tuning = fc.record({ few: fc.constantFrom(0, 2, 1000), rebuiltAbove: fc.constantFrom(0, 0.4, Infinity) });

/** The places of a word in a text, by trying every position. */
function fits(text: SearchText, word: SearchText): [place: number, share: number] | undefined {
  const isGap = (of: SearchText, at: number) => jointOf(of[at]!) === GAP;
  const isStart = (at: number) => jointOf(text[at]!) !== INNER;
  const places: number[] = [];
  for (let at = 0; at + word.length <= text.length; at++) {
    const within = [...Array(word.length).keys()];
    if (within.some((n) => unitOf(text[at + n]!) !== unitOf(word[n]!))) continue;
    if (within.some((n) => isGap(word, n) && !isStart(at + n))) continue;
    if (!isStart(at) && within.some((n) => isGap(text, at + n))) continue;
    places.push(at === 0 ? 0 : isStart(at) ? 1 : 2);
  }
  return places.length === 0 ? undefined : [Math.min(...places), word.length / text.length];
}

/** The definition of `find`, in the plainest way: everything weighed, then sorted. */
function findPlainly(content: ReadonlyMap<string, readonly string[]>, typed: string): SearchMatch[] {
  const { phrase, words } = readQuery(typed);
  if (words.length === 0) return [];
  const longest = words.reduce((a, b) => (b.length > a.length ? b : a));
  const matches: SearchMatch[] = [];
  for (const [id, texts] of content) {
    const best = (word: SearchText) => {
      const scored = texts.flatMap((text) => {
        const fit = fits(readText(text), word);
        return fit ? [{ score: (3 - fit[0] + fit[1]) / 4, place: fit[0], matched: text }] : [];
      });
      return scored.length === 0 ? undefined : scored.reduce((a, b) => (b.score > a.score ? b : a));
    };
    const whole = best(phrase);
    const each = words.map(best);
    if (whole) matches.push({ id, score: whole.score, matched: whole.matched });
    else if (each.every((fit) => fit !== undefined)) {
      const worst = Math.max(...each.map(({ place }) => place));
      const { score, matched } = best(longest)!;
      matches.push({ id, score: (2 - worst + score) / 12, matched });
    }
  }
  return matches.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

describe('laws', () => {
  test('after any sets and deletes it answers like the plain definition and like an index built anew', () => {
    const typed = fc.array(fc.string({ unit: letter, maxLength: 5 }), { minLength: 5, maxLength: 12 });
    const limits = fc.integer({ min: 1, max: 6 });
    const property = fc.property(
      fc.array(step, { maxLength: 25 }),
      tuning,
      typed,
      limits,
      fc.func(fc.boolean()),
      (steps, tuned, texts, limit, accept) => {
        const content = new Map<string, readonly string[]>();
        const index = new SearchIndex([], tuned);
        for (const [id, own, searched] of steps) {
          if (own) index.set(id, own);
          else index.delete(id);
          if (own) content.set(id, own);
          else content.delete(id);
          if (searched) expect(index.size).toBe(content.size);
        }
        const rebuilt = new SearchIndex(content, { ...tuned, rebuiltAbove: 0 });
        for (const text of texts) {
          const expected = findPlainly(content, text).filter(({ id }) => accept(id));
          expect(index.find(text, 100, accept)).toEqual(expected);
          expect(index.find(text, limit, accept)).toEqual(expected.slice(0, limit));
          expect(rebuilt.find(text, 100, accept)).toEqual(expected);
        }
      },
    );
    fc.assert(property, { numRuns: 400 });
  });

  test('bearers of words are those in one of whose folded texts each word stands; of words without letters nobody', () => {
    const word = fc
      .string({ unit: letter, minLength: 1, maxLength: 4 })
      .map((text) => foldName(text).replaceAll(' ', ''));
    const words = fc.array(word.filter(Boolean), { minLength: 1, maxLength: 3 });
    const property = fc.property(fc.array(step, { maxLength: 15 }), tuning, words, (steps, tuned, typed) => {
      const content = new Map<string, readonly string[]>(people.slice(0, 3));
      const index = new SearchIndex(content, tuned);
      for (const [id, own] of steps) {
        if (own) index.set(id, own);
        else index.delete(id);
        if (own) content.set(id, own);
        else content.delete(id);
      }
      const bearers = index.bearers(typed);
      const isAnyLetter = typed.some((each) => readText(each).length > 0);
      for (const [id, texts] of content) {
        const hasAll = typed.every((each) => texts.some((text) => foldName(text).includes(each)));
        expect([id, bearers.has(id)]).toEqual([id, isAnyLetter && hasAll]);
      }
      expect([...bearers.candidates].filter((id) => !content.has(id))).toEqual([]);
    });
    fc.assert(property, { numRuns: 250 });
  });

  test('what was built elsewhere of an index is taken in, with what was set and deleted meanwhile', () => {
    const typed = fc.array(fc.string({ unit: letter, maxLength: 5 }), { minLength: 5, maxLength: 12 });
    const steps = fc.array(step, { maxLength: 15 });
    fc.assert(
      fc.property(steps, steps, tuning, typed, (before, meanwhile, tuned, texts) => {
        const content = new Map<string, readonly string[]>();
        const index = new SearchIndex([], tuned);
        const write = ([id, own]: (typeof before)[number]) => {
          if (own) index.set(id, own);
          else index.delete(id);
          if (own) content.set(id, own);
          else content.delete(id);
        };
        before.forEach(write);
        const pending = index.pending();
        const built = finish(buildParts(pending.map(([, own]) => own)));
        meanwhile.forEach(write);
        for (const _ of index.adopting(pending, structuredClone(built, { transfer: buffersOf(built) }))) continue;
        for (const text of texts) expect(index.find(text, 100, everyone)).toEqual(findPlainly(content, text));
      }),
      { numRuns: 300 },
    );
  });

  test('every part of a text finds it', () => {
    fc.assert(
      fc.property(someText, fc.nat(9), fc.nat(9), tuning, (text, from, length, tuned) => {
        const part = text.slice(from, from + 1 + length);
        fc.pre(/[\p{L}\p{N}]/u.test(part) && !/\p{Cs}/u.test(part));
        expect(ids(new SearchIndex([['a', [text]]], tuned).find(part, 1, everyone))).toEqual(['a']);
      }),
      { numRuns: 1000 },
    );
  });

  test('scores lie in (0, 1] and never rise along the answer; 1 is said of equal texts only', () => {
    const content = fc.array(fc.tuple(someId, fc.array(someText, { maxLength: 3 })));
    fc.assert(
      fc.property(content, fc.string({ unit: letter, maxLength: 4 }), (given, text) => {
        const matches = new SearchIndex(given, { few: 0 }).find(text, 100, everyone);
        for (const [at, { score, matched }] of matches.entries()) {
          expect(score).toBeGreaterThan(0);
          expect(score).toBeLessThanOrEqual(at === 0 ? 1 : matches[at - 1]!.score);
          if (score === 1) expect(sameLetters(readText(matched), readText(text))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
