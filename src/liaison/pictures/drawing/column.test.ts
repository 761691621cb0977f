import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seedOf, spread } from './column.js';

const GAP = 64;
const HEIGHT = 11 * GAP;

const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { maxLength: 12 });

function placesOf(all: readonly string[]): Map<string, number> {
  const seeded = all.map((id) => ({ id, wanted: seedOf(id) * HEIGHT })).sort((a, b) => a.wanted - b.wanted);
  const places = spread(
    seeded.map(({ wanted }) => wanted),
    GAP,
    HEIGHT,
  );
  return new Map(seeded.map(({ id }, place) => [id, places[place]!]));
}

describe('the places in a column', () => {
  test('are within it, in the order wanted, and a gap apart', () => {
    fc.assert(
      fc.property(ids, (all) => {
        const places = [...placesOf(all).values()];
        for (const [at, place] of places.entries()) {
          expect(place).toBeGreaterThanOrEqual(at === 0 ? 0 : places[at - 1]! + GAP - 1e-9);
          expect(place).toBeLessThanOrEqual(HEIGHT + 1e-9);
        }
      }),
    );
  });

  test('are those wanted where these are far enough apart', () => {
    expect(spread([10, 100, 300], 64, 704)).toEqual([10, 100, 300]);
  });

  test('are the nearest to those wanted of all that there could be', () => {
    const wanted = fc.array(fc.double({ min: 0, max: HEIGHT, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(wanted, fc.array(fc.integer({ min: 0, max: HEIGHT })), (all, others) => {
        const sorted = all.toSorted((a, b) => a - b);
        const found = spread(sorted, GAP, HEIGHT);
        const distance = (places: readonly number[]) =>
          places.reduce((sum, place, at) => sum + (place - sorted[at]!) ** 2, 0);
        // Any other places that keep the gap, made of whatever numbers there are.
        const room = HEIGHT - (sorted.length - 1) * GAP;
        const free = [...others, ...found.map((place, at) => place - at * GAP + 1)].slice(0, sorted.length);
        while (free.length < sorted.length) free.push(free.at(-1) ?? 0);
        const other = free
          .map((base) => Math.min(Math.max(base, 0), room))
          .sort((a, b) => a - b)
          .map((base, at) => base + at * GAP);
        expect(distance(found)).toBeLessThanOrEqual(distance(other) + 1e-6);
      }),
    );
  });

  test('stay, when somebody comes or goes, or give way by no more than that one takes', () => {
    fc.assert(
      fc.property(ids, fc.nat(), (all, chosen) => {
        const before = placesOf(all);
        const after = placesOf(all.filter((_, at) => at !== chosen % all.length));
        for (const [id, place] of after) expect(Math.abs(place - before.get(id)!)).toBeLessThanOrEqual(GAP + 1e-9);
      }),
    );
  });

  test('are spread by ids that differ in one letter', () => {
    const seeds = Array.from({ length: 1000 }, (_, number) => seedOf(`org_01kdvdna00ef1b7d71ge8d${number}`));
    for (let tenth = 0; tenth < 10; tenth += 1)
      expect(seeds.filter((seed) => Math.floor(seed * 10) === tenth).length).toBeGreaterThan(60);
  });
});
