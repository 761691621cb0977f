import { describe, expect, test } from '@jest/globals';
import { DOMParser, type Element } from '@xmldom/xmldom';
import fc from 'fast-check';
import { widthOf } from './lettering.js';
import { matrixPicture } from './matrix.js';
import type { Matrix, Neighbour, Picture } from './scene.js';
import { chosen, MOST_ON_A_SIDE, surroundingsPicture } from './surroundings.js';
import type { Language } from './words.js';

const NAMES = [
  '見本市',
  '独立行政法人例示情報処理推進および人材育成総合支援機構東日本統括センター',
  'Ministry of Education, Culture, Sports, Science and Technology',
  'W'.repeat(200),
  '例示ヶ丘（架空）・ｶﾅ半角組織㈱',
];
const KINDS = ['MINISTRY', 'AGENCY', 'COMPANY', 'SOC_OPERATOR', 'ASSOCIATION', 'LOCAL_GOVERNMENT'];

const trust = fc.double({ min: 0, max: 0.999, noNaN: true });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const name = fc.oneof(fc.constantFrom(...NAMES), fc.string({ unit: 'grapheme', minLength: 1 }));
const neighbour: fc.Arbitrary<Neighbour> = fc.record({
  party: fc.record({ id: fc.uuid(), name, kind: fc.constantFrom(...KINDS) }),
  trust,
  wanted: maybe(trust),
  fadesOn: maybe(fc.constant('2027-03-08')),
  isFading: fc.boolean(),
  carrier: maybe(fc.record({ name, share: trust, isArticulation: fc.boolean() })),
});
const neighbours = fc.array(neighbour, { maxLength: 40 });
const language = fc.constantFrom<Language>('JA', 'EN');
const middle = { id: 'org_1', name: NAMES[1]!, kind: 'MINISTRY' };

function pictureOf(all: readonly Neighbour[], words: Language = 'JA'): Picture {
  const { shown, left } = chosen(all);
  const surroundings = { day: '2026-11-02', middle, ties: all.length, neighbours: shown, left };
  return finish(surroundingsPicture(surroundings, words));
}

function finish(steps: Generator<void, Picture, void>): Picture {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

function matrixOf(all: readonly Neighbour[], words: Language): Picture {
  const bond = (place: number, other: number) =>
    (place + other) % 3 === 0 ? undefined : all[(place * other) % all.length];
  const parties = all.map(({ party }, place) => ({ ...party, ...(place % 9 === 8 && { together: 1_234 * place }) }));
  const matrix: Matrix = { day: '2026-11-02', parties, bondOf: bond, left: 37 };
  return finish(matrixPicture(matrix, words));
}

interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const read = ({ svg }: Picture): Element => new DOMParser().parseFromString(svg, 'text/xml').documentElement!;

/** What each line of text takes, if the fonts are as wide as they are taken to be. */
function boxesOf(picture: Picture): Box[] {
  return Array.from(read(picture).getElementsByTagName('text'), (each) => {
    const [x, y, size] = ['x', 'y', 'font-size'].map((attribute) => Number(each.getAttribute(attribute))) as [
      number,
      number,
      number,
    ];
    const width = widthOf(each.textContent!) * size;
    const left = { middle: x - width / 2, end: x - width }[each.getAttribute('text-anchor')!] ?? x;
    // Above the base line stand capitals and kanji, below it there are descenders, in part in the space between lines.
    return { text: each.textContent!, left, right: left + width, top: y - 0.8 * size, bottom: y + 0.1 * size };
  });
}

function expectLegible(picture: Picture): void {
  const boxes = boxesOf(picture);
  for (const [place, box] of boxes.entries()) {
    expect([box.text, box.left >= 0, box.right <= picture.width, box.bottom <= picture.height]).toEqual([
      box.text,
      true,
      true,
      true,
    ]);
    for (const other of boxes.slice(place + 1)) {
      const overlaps =
        Math.min(box.right, other.right) - Math.max(box.left, other.left) > 0.01 &&
        Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 0.01;
      expect([box.text, other.text, overlaps]).toEqual([box.text, other.text, false]);
    }
  }
}

describe('no two lines of text overlap, and none leaves the picture', () => {
  test('of an organization', () => {
    fc.assert(
      fc.property(neighbours, language, (all, words) => expectLegible(pictureOf(all, words))),
      { numRuns: 12 },
    );
  });

  test('of an organization, where there is as much to tell as can be', () => {
    const all = Array.from({ length: 4 * MOST_ON_A_SIDE }, (_, place) => ({
      party: { id: `org_${place}`, name: NAMES[1]!, kind: place % 2 === 0 ? 'MINISTRY' : 'COMPANY' },
      trust: 0.9 - place / 1000,
      wanted: 0.8,
      fadesOn: '2027-03-08',
      isFading: true,
      carrier: { name: NAMES[1]!, share: 1, isArticulation: true },
    }));
    expectLegible(pictureOf(all));
  });

  test('of many', () => {
    fc.assert(
      fc.property(fc.array(neighbour, { minLength: 1, maxLength: 40 }), language, (all, words) =>
        expectLegible(matrixOf(all, words)),
      ),
      { numRuns: 4 },
    );
  });
});

test('what a target is and who carries how much is said whole, and not as if a target were met', () => {
  const all = NAMES.map((each, place) => ({
    party: { id: `org_${place}`, name: `例示${place}`, kind: 'COMPANY' },
    trust: 0.9951,
    wanted: 0.999,
    fadesOn: null,
    isFading: true,
    carrier: { name: each, share: 0.875, isArticulation: false },
  }));
  const picture = pictureOf(all, 'EN');
  const texts = boxesOf(picture).map(({ text }) => text);
  expect(texts.filter((text) => text.startsWith('0.99 · target 0.999'))).toHaveLength(NAMES.length);
  expect(texts.filter((text) => text.endsWith(' 88%'))).toHaveLength(NAMES.length);
  expect(picture.description).toContain('例示0 0.99 (target 0.999)');
});

/** Where the mark at the end of each line stands. */
function placesOf(picture: Picture): Map<string, string> {
  const groups = Array.from(read(picture).getElementsByTagName('g'));
  return new Map(
    groups.map((group) => {
      const first = group.getElementsByTagName('text')[0]!;
      return [
        group.getElementsByTagName('title')[0]!.textContent!.split(' (')[0]!,
        `${first.getAttribute('x')} ${first.getAttribute('y')}`,
      ];
    }),
  );
}

describe('an organization stands where it stood', () => {
  const some = (names: readonly string[]): Neighbour[] =>
    names.map((each, place) => ({
      party: { id: `org_${each}`, name: each, kind: 'COMPANY' },
      trust: 0.9 - place / 100,
      wanted: null,
      fadesOn: null,
      isFading: false,
      carrier: null,
    }));

  test('whatever its tie is worth, and in whatever order they are told', () => {
    const all = some(['a', 'b', 'c', 'd', 'e']);
    const later = all.map((each, place) => ({ ...each, trust: place / 10, isFading: true })).reverse();
    expect(placesOf(pictureOf(later))).toEqual(placesOf(pictureOf(all)));
  });

  test('also when others come, but for those who make room', () => {
    const before = placesOf(pictureOf(some(['a', 'b', 'c', 'd', 'e'])));
    const after = placesOf(pictureOf(some(['a', 'b', 'c', 'd', 'e', 'f'])));
    const moved = [...before].filter(([each, place]) => after.get(each) !== place);
    expect(after.size).toBe(6);
    expect(moved.length).toBeLessThanOrEqual(1);
  });
});

test('the strongest are shown at either side, after the targets that are not met', () => {
  const all = Array.from({ length: 30 }, (_, place) => ({
    party: { id: `org_${place}`, name: '', kind: place % 3 === 0 ? 'MINISTRY' : 'COMPANY' },
    trust: 0.9 - place / 100,
    wanted: place === 29 ? 0.8 : null,
  }));
  const { shown, left } = chosen(all);
  const places = shown.map((each) => all.indexOf(each));
  expect(places.filter((place) => place % 3 === 0)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
  expect(places.filter((place) => place % 3 !== 0)).toEqual([1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 29]);
  expect(left).toEqual({ public: 0, private: 20 - MOST_ON_A_SIDE });
});
