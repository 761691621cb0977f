import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { comparePaths, type Path } from './best-paths.js';
import { disjointPaths } from './disjoint-paths.js';
import type { Acquaintances } from './acquaintances.js';
import { PARTS, PathFinder, type PathQuestion } from './paths.js';

interface Knows {
  readonly a: number;
  readonly b: number;
  readonly trust: number;
  /** By how much a bound may lie above the trust: part of it was hidden, or came later. */
  readonly excess: number;
}

interface Case extends PathQuestion {
  readonly persons: number;
  readonly known: readonly Knows[];
  readonly absent: readonly number[];
  readonly barred: readonly number[];
}

const byNumber = (a: number, b: number) => a - b;

/** Rows as the finder reads them: by their bounds, the highest first; with no trust where one of the two is not there. */
function rowsOf({ persons, known, absent }: Case): Acquaintances {
  const rows = Array.from({ length: persons }, (): { other: number; trust: number; bound: number }[] => []);
  for (const { a, b, trust, excess } of known) {
    const bound = Math.min(1, trust + excess) * (1 + 2 ** -22);
    const told = absent.includes(a) || absent.includes(b) ? 0 : trust;
    rows[a]!.push({ other: b, trust: told, bound });
    rows[b]!.push({ other: a, trust: told, bound });
  }
  for (const row of rows) row.sort((x, y) => y.bound - x.bound);
  const entries = rows.flat();
  const begins: number[] = [];
  for (const [person, row] of rows.entries()) begins[person + 1] = (begins[person] ??= 0) + row.length;
  // No more of a row is there than was asked for the last time.
  const leasts = rows.map(() => Infinity);
  return {
    persons,
    extent: (person) => rows[person]!.length,
    begin: (person, least) => {
      leasts[person] = least;
      return begins[person]!;
    },
    end: (person) =>
      begins[person]! + rows[person]!.filter(({ bound }, place) => place === 0 || bound >= leasts[person]!).length,
    groupOf: (group, least) => {
      const bests = new Map<number, number>();
      for (const { other, bound } of group.flatMap((person) => rows[person]!))
        if (bound >= least) bests.set(other, Math.max(bound, bests.get(other) ?? 0));
      const sorted = [...bests].sort(([, x], [, y]) => y - x);
      return {
        others: Int32Array.from(sorted, ([other]) => other),
        bounds: Float32Array.from(sorted, ([, bound]) => bound),
        size: sorted.length,
        boundOf: (person) => Math.fround(bests.get(person) ?? 0),
      };
    },
    others: Int32Array.from(entries, ({ other }) => other),
    bounds: Float32Array.from(entries, ({ bound }) => bound),
    trustOf: (_, entry) => entries[entry]!.trust,
    admits: (person) => !absent.includes(person),
  };
}

/** Every simple path, one after the other, the best first. */
function allPaths({ known, absent, barred, sources, targets, maxTies }: Case): Path[] {
  const trustBetween = (x: number, y: number) =>
    known.find(({ a, b }) => (a === x && b === y) || (a === y && b === x))?.trust ?? 0;
  const everybody = new Set(known.flatMap(({ a, b }) => [a, b]).filter((person) => !absent.includes(person)));
  const found: Path[] = [];
  const walk = (persons: readonly number[], trust: number) => {
    if (persons.length > 1 && targets.includes(persons.at(-1)!)) found.push({ trust, persons });
    if (persons.length > maxTies || (persons.length > 1 && barred.includes(persons.at(-1)!))) return;
    for (const next of everybody) {
      const further = trustBetween(persons.at(-1)!, next);
      if (further > 0 && !persons.includes(next)) walk([...persons, next], trust * further);
    }
  };
  for (const source of sources) if (everybody.has(source)) walk([source], 1);
  return found.sort((a, b) => comparePaths(a, b, byNumber));
}

function bruteForce(question: Case): Path[] {
  return allPaths(question).slice(0, question.most);
}

/** As it is defined: always the best of those that share no intermediate person with any before. */
function disjointByBruteForce(question: Case): Path[] {
  const left = allPaths(question);
  const chosen: Path[] = [];
  const between = ({ persons }: Path) => persons.slice(1, -1);
  while (chosen.length < question.most) {
    const place = left.findIndex((path) =>
      chosen.every((other) => !between(path).some((person) => between(other).includes(person))),
    );
    if (place < 0) break;
    chosen.push(...left.splice(place, 1));
  }
  return chosen;
}

/** Few different trusts, so that many paths are equally good. */
const trust = fc.oneof(fc.constantFrom(0.02, 0.5, 0.5, 0.9), fc.double({ min: 0.02, max: 0.999, noNaN: true }));

const casesOf = (fewestPersons: number, fewestTies: number): fc.Arbitrary<Case> =>
  fc.integer({ min: fewestPersons, max: 9 }).chain((persons) => {
    const person = fc.nat({ max: persons - 1 });
    const people = (maxLength: number) => fc.uniqueArray(person, { minLength: 1, maxLength });
    const knows = fc.record({
      a: person,
      b: person,
      trust: fc.oneof({ weight: 9, arbitrary: trust }, { weight: 1, arbitrary: fc.constant(0) }),
      excess: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.double({ min: 0, max: 0.5, noNaN: true })),
    });
    return fc.record({
      persons: fc.constant(persons),
      known: fc
        .uniqueArray(knows, {
          minLength: fewestTies,
          maxLength: 24,
          selector: ({ a, b }) => [a, b].sort(byNumber).join(),
        })
        .map((all) => all.filter(({ a, b }) => a !== b)),
      absent: fc.uniqueArray(person, { maxLength: 2 }),
      barred: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.uniqueArray(person, { maxLength: 3 })),
      sources: fc.oneof(people(3), people(9)),
      targets: people(3),
      // Where many are wanted rows are read to their ends.
      most: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 10 })),
      maxTies: fc.integer({ min: 1, max: 4 }),
    });
  });

const cases = casesOf(2, 0);

const told = (paths: readonly Path[]) => paths.map(({ persons }) => persons.join('-'));

describe('the best simple paths', () => {
  // One for all questions, as in the product: what it keeps from one must not tell in the next.
  const finder = new PathFinder(1, 2);

  test('are those of brute force, in their order, on small random graphs', () => {
    fc.assert(
      fc.property(cases, (question) => {
        const found = finder.find(rowsOf(question), question, byNumber);
        const expected = bruteForce(question);
        expect(told(found)).toEqual(told(expected));
        for (const [place, { trust }] of found.entries()) expect(trust).toBeCloseTo(expected[place]!.trust, 12);
      }),
      { numRuns: 3_000 },
    );
  });

  test('are found where everybody knows everybody equally well', () => {
    const persons = 9;
    const known = Array.from({ length: persons }, (_, a) => a).flatMap((a) =>
      Array.from({ length: a }, (_, b) => ({ a, b, trust: 0.3, excess: 0 })),
    );
    const question = {
      persons,
      known,
      absent: [],
      barred: [],
      sources: [7, 3, 8],
      targets: [8, 2, 5],
      most: 10,
      maxTies: 4,
    };
    expect(told(finder.find(rowsOf(question), question, byNumber))).toEqual(told(bruteForce(question)));
  });

  test('are found at once where paths of the same trust are countless', () => {
    // Five circles of 50, each of which knows the next: 50^5 paths of four ties. Whoever tries them all does not end.
    const circle = 50;
    const known = [0, 1, 2, 3].flatMap((ring) =>
      Array.from({ length: circle * circle }, (_, pair) => ({
        a: ring * circle + Math.floor(pair / circle),
        b: (ring + 1) * circle + (pair % circle),
        trust: 0.3,
        excess: 0,
      })),
    );
    const ring = (place: number) => Array.from({ length: circle }, (_, each) => place * circle + each).reverse();
    for (const [sources, targets, lowest] of [
      [ring(0), ring(4), ['0-50-100-150-200', '0-50-100-150-201', '0-50-100-150-202']],
      [ring(4), ring(0), ['200-150-100-50-0', '200-150-100-50-1', '200-150-100-50-2']],
    ] as const) {
      const question = { persons: 5 * circle, known, absent: [], barred: [], sources, targets, most: 3, maxTies: 4 };
      expect(told(finder.find(rowsOf(question), question, byNumber))).toEqual(lowest);
    }
  });

  test('are the best also where those of as much trust as was wanted first are no better than one of a little less', () => {
    const bound = Math.fround(0.9 * (1 + 2 ** -22));
    const wanted = PARTS[0] * bound * bound;
    // The better one by a little, and by less than tells two apart: then it is the one of fewer ties.
    const [above, below] = [wanted * (1 + 2e-10), wanted * (1 - 4e-10)];
    const known = [
      { a: 0, b: 1, trust: 0.9 },
      { a: 1, b: 3, trust: above / 0.9 },
      { a: 0, b: 3, trust: below },
      { a: 3, b: 2, trust: 0.9 },
    ].map((each) => ({ ...each, excess: 0 }));
    const question = { persons: 4, known, absent: [], barred: [], sources: [0], targets: [3], most: 1, maxTies: 4 };
    expect(told(finder.find(rowsOf(question), question, byNumber))).toEqual(['0-3']);
  });

  test('may lead through somebody who is reached best through the second-best acquaintance', () => {
    const known = [
      [0, 1, 0.9],
      [1, 3, 0.667],
      [0, 2, 0.8],
      [2, 3, 0.8],
      [3, 4, 0.9],
      [4, 5, 0.9],
      // A direct one, so that what is weaker is left out.
      [0, 5, 0.51],
      // So that the other end is the one that knows more.
      [5, 6, 0.03],
      [5, 7, 0.03],
    ].map(([a, b, trust]) => ({ a: a!, b: b!, trust: trust!, excess: 0 }));
    const question = { persons: 8, known, absent: [], barred: [], sources: [0], targets: [5], most: 1, maxTies: 4 };
    expect(told(finder.find(rowsOf(question), question, byNumber))).toEqual(['0-2-3-4-5']);
  });

  test('leave the table clean when they fail in the middle', () => {
    const question = {
      persons: 4,
      known: [
        { a: 0, b: 1, trust: 0.5, excess: 0 },
        { a: 2, b: 3, trust: 0.5, excess: 0 },
      ],
      absent: [],
      barred: [],
      sources: [0],
      targets: [2],
      most: 3,
      maxTies: 4,
    };
    const broken: Acquaintances = {
      ...rowsOf(question),
      trustOf: () => {
        throw new Error('The graph broke.');
      },
    };
    expect(() => finder.find(broken, question, byNumber)).toThrow('The graph broke.');
    expect(finder.find(rowsOf(question), question, byNumber)).toEqual([]);
  });

  test('leave the table clean when they are given up in the middle, wherever that is', () => {
    const tie = (a: number, b: number) => ({ a, b, trust: 0.5, excess: 0 });
    const question = {
      persons: 6,
      known: [tie(0, 1), tie(1, 2), tie(2, 3)],
      absent: [],
      barred: [],
      most: 3,
      maxTies: 4,
    };
    const given = { ...question, sources: [0], targets: [3] };
    for (let steps = 1; ; steps += 1) {
      const search = finder.search(rowsOf(given), given, byNumber);
      let isOver = false;
      for (let step = 0; step < steps && !isOver; step += 1) isOver = search.next().done === true;
      search.return([]);
      const elsewhere = { ...question, sources: [4], targets: [5] };
      expect(finder.find(rowsOf(elsewhere), elsewhere, byNumber)).toEqual([]);
      expect(finder.find(rowsOf(given), given, byNumber).map(({ persons }) => persons)).toEqual([[0, 1, 2, 3]]);
      if (isOver) return expect(steps).toBeGreaterThan(3);
    }
  });
});

describe('paths that share no intermediate person', () => {
  const finder = new PathFinder();
  const disjoint = (question: Case): Path[] => {
    const search = disjointPaths(finder, rowsOf(question), question, byNumber);
    for (let step = search.next(); ; step = search.next()) if (step.done) return step.value;
  };

  test('are those of brute force, in their order, on small random graphs', () => {
    let [asked, severalFound] = [0, 0];
    fc.assert(
      fc.property(casesOf(7, 14), (question) => {
        const expected = disjointByBruteForce(question);
        expect(told(disjoint(question))).toEqual(told(expected));
        asked += 1;
        if (expected.filter(({ persons }) => persons.length > 2).length > 1) severalFound += 1;
      }),
      { numRuns: 2_000 },
    );
    // Where there is nothing to choose, nothing is tested.
    expect(severalFound).toBeGreaterThan(asked / 20);
  });

  test('begin with the best one, though without it there would be more', () => {
    // The best leads through 1 and 2; around each of the two alone there would be a way.
    const tie = (a: number, b: number, trust: number) => ({ a, b, trust, excess: 0 });
    const known = [
      [0, 1, 0.9],
      [1, 2, 0.9],
      [2, 5, 0.9],
      [0, 3, 0.5],
      [3, 2, 0.5],
      [1, 4, 0.5],
      [4, 5, 0.5],
    ].map(([a, b, trust]) => tie(a!, b!, trust!));
    const question = { persons: 6, known, absent: [], barred: [], sources: [0], targets: [5], most: 3, maxTies: 4 };
    expect(told(disjoint(question))).toEqual(['0-1-2-5']);
  });

  test('may begin and end with the same persons, who may know each other', () => {
    const pairs = [
      [0, 4],
      [0, 1],
      [1, 4],
      [0, 2],
      [2, 4],
      [0, 5],
      [2, 5],
      [1, 2],
    ];
    const known = pairs.map(([a, b]) => ({ a: a!, b: b!, trust: 0.5, excess: 0 }));
    const ends = { sources: [0], targets: [4, 5] };
    const question = { persons: 6, known, absent: [], barred: [], ...ends, most: 10, maxTies: 4 };
    expect(told(disjoint(question))).toEqual(['0-4', '0-5', '0-1-4', '0-2-4']);
    expect(told(disjoint({ ...question, barred: [2] }))).toEqual(['0-4', '0-5', '0-1-4']);
  });
});

test('whom a group knows is settled person by person: one of less trust than bound does not hide another', () => {
  // The far end is a group, of which more are known than there are middles: it is looked from those whom it knows.
  const tie = (a: number, b: number, trust: number, excess = 0) => ({ a, b, trust, excess });
  const known = [
    tie(0, 1, 0.9),
    tie(1, 2, 0.9),
    tie(1, 5, 0.85),
    // Known best as it seems, and settled first; of it only little is left.
    tie(5, 8, 0.05, 0.9),
    ...[3, 4].map((outer) => tie(2, outer, 0.8)),
    ...[3, 4].map((outer) => tie(outer, outer + 3, 0.8)),
    // One of three ties, to be content with.
    tie(1, 9, 0.6),
    tie(9, 8, 0.6),
    ...[10, 11, 12, 13, 14].map((middle) => tie(1, middle, 0.9)),
    ...[6, 7, 8].flatMap((end) => [15, 16, 17].map((other) => tie(end, other, 0.03))),
  ];
  const ends = { sources: [0], targets: [6, 7, 8] };
  for (const [most, many] of [1, 2, 3].flatMap((each) => [2, 100].map((size) => [each, size] as const))) {
    const question = { persons: 18, known, absent: [], barred: [], ...ends, most, maxTies: 4 };
    const found = new PathFinder(1, many).find(rowsOf(question), question, byNumber);
    expect(told(found)).toEqual(told(bruteForce(question)));
  }
});

test('nobody who is barred is between, be the far end a group or not', () => {
  const known = [
    [0, 1, 0.9],
    [1, 2, 0.9],
    [2, 3, 0.9],
    [3, 4, 0.9],
    [3, 5, 0.9],
    [2, 6, 0.3],
    [6, 4, 0.3],
    // So that the end of two is the one that knows more.
    [4, 7, 0.03],
    [5, 7, 0.03],
  ].map(([a, b, trust]) => ({ a: a!, b: b!, trust: trust!, excess: 0 }));
  const question = { persons: 8, known, absent: [], barred: [3], sources: [0], targets: [4, 5], most: 3, maxTies: 4 };
  for (const many of [2, 100])
    expect(told(new PathFinder(1, many).find(rowsOf(question), question, byNumber))).toEqual(['0-1-2-6-4']);
});

describe('of two paths', () => {
  const path = (trust: number, ...persons: number[]): Path => ({ trust, persons });
  const better = (a: Path, b: Path) => comparePaths(a, b, byNumber) < 0;

  test('the one of more trust comes first, however long', () => {
    expect(better(path(0.5001, 0, 1, 2, 3, 9), path(0.5, 0, 9))).toBe(true);
  });

  test('trusts within a billionth are equal: then fewer ties, then ids from the first on', () => {
    expect(better(path(0.5, 0, 9), path(0.5 * (1 + 9e-10), 0, 1, 9))).toBe(true);
    expect(better(path(0.5, 0, 1, 9), path(0.5 * (1 + 2e-9), 0, 9))).toBe(false);
    expect(better(path(0.5, 0, 1, 9), path(0.5, 0, 2, 3))).toBe(true);
    expect(better(path(0.5, 0, 1, 9), path(0.5, 0, 1, 8))).toBe(false);
  });
});
