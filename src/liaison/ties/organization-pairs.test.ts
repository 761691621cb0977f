import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  carriersOf,
  PairFinder,
  strengthsByOrganization,
  totalOf,
  type Meetings,
  type Staff,
} from './organization-pairs.js';
import { NOWHERE, SEVERAL, type Tenure } from '../people/tenures.js';

const PERSONS = 6;
const ORGANIZATIONS = 4;

interface World {
  /** By person: the organizations in which they hold positions. */
  readonly staff: readonly (readonly Tenure[])[];
  readonly hidden: readonly number[];
  readonly strengths: readonly { readonly a: number; readonly b: number; readonly strength: number }[];
}

const person = fc.nat({ max: PERSONS - 1 });
const AT = 5;
/** Most hold at `AT`; some have ended just then, some have not begun. */
const post: fc.Arbitrary<Tenure> = fc.record({
  organization: fc.nat({ max: ORGANIZATIONS - 1 }),
  begin: fc.constantFrom(-Infinity, 0, AT, AT + 1),
  end: fc.constantFrom(Infinity, Infinity, AT + 2, AT),
});
const world: fc.Arbitrary<World> = fc.record({
  staff: fc.array(fc.uniqueArray(post, { maxLength: 3, selector: ({ organization }) => organization }), {
    minLength: PERSONS,
    maxLength: PERSONS,
  }),
  hidden: fc.uniqueArray(person, { maxLength: 2 }),
  strengths: fc
    .uniqueArray(fc.record({ a: person, b: person, strength: fc.constantFrom(0.001, 0.25, 1, 7) }), {
      selector: ({ a, b }) => [a, b].sort().join(),
    })
    .map((all) => all.filter(({ a, b }) => a !== b)),
});

/** Each tie is two encounters of the two, and half of it each. */
function read({ staff, hidden, strengths }: World): Meetings & Staff {
  return {
    encountersOf: (each) =>
      strengths.flatMap(({ a, b }, place) => (a === each || b === each ? [place * 2, place * 2 + 1] : [])),
    attendeesOf: (encounter) => [strengths[encounter >> 1]!.a, strengths[encounter >> 1]!.b],
    contributionOf: (encounter) => strengths[encounter >> 1]!.strength / 2,
    seesPerson: (each) => !hidden.includes(each),
    placeOf: (each) => {
      const held = staff[each]!.filter(({ begin, end }) => begin <= AT && AT < end);
      return held.length === 0 ? NOWHERE : held.length > 1 ? SEVERAL : held[0]!.organization;
    },
    tenuresOf: (each) => staff[each]!,
  };
}

function finish<R>(steps: Generator<void, R, void>): R {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const isAt = ({ staff }: World, each: number, organization: number) =>
  staff[each]!.some((held) => held.organization === organization && held.begin <= AT && AT < held.end);

const membersOf = (given: World, organization: number) =>
  given.staff.flatMap((_, each) => (isAt(given, each, organization) && !given.hidden.includes(each) ? [each] : []));

function everythingFrom(given: World, organization: number): Map<number, number> {
  const graph = read(given);
  return finish(strengthsByOrganization(graph, graph, AT, organization, membersOf(given, organization)));
}

test('each unordered pair of one here and one there is counted once, also of people who are at both', () => {
  const finder = new PairFinder();
  fc.assert(
    fc.property(world, (given) => {
      const graph = read(given);
      for (let from = 0; from < ORGANIZATIONS; from += 1) {
        const sums = everythingFrom(given, from);
        for (let to = 0; to < ORGANIZATIONS; to += 1) {
          if (from === to) continue;
          const expected = given.strengths.filter(
            ({ a, b, strength }) =>
              strength > 0 &&
              ![a, b].some((each) => given.hidden.includes(each)) &&
              ((isAt(given, a, from) && isAt(given, b, to)) || (isAt(given, b, from) && isAt(given, a, to))),
          );
          const unordered = (a: number, b: number) => [a, b].sort().join();
          const pairs = finish(finder.between(graph, membersOf(given, from), membersOf(given, to)));
          expect(pairs.map(({ person: a, other: b }) => unordered(a, b)).sort()).toEqual(
            expected.map(({ a, b }) => unordered(a, b)).sort(),
          );
          // Each tie is made of two encounters.
          const carried = expected
            .map((each) => given.strengths.indexOf(each))
            .flatMap((place) => [place * 2, place * 2 + 1]);
          expect(new Set(finder.carrying)).toEqual(new Set(carried));
          expect(sums.has(to)).toBe(expected.length > 0);
          expect(sums.get(to) ?? 0).toBeCloseTo(totalOf(pairs), 12);
        }
        expect(sums.has(from)).toBe(false);
      }
    }),
    { numRuns: 500 },
  );
});

test('what is between two organizations is the same from either side, and shares of its carriers add up to 2', () => {
  const finder = new PairFinder();
  fc.assert(
    fc.property(world, (given) => {
      const graph = read(given);
      const between = (from: number, to: number) =>
        finish(finder.between(graph, membersOf(given, from), membersOf(given, to)));
      const [there, back] = [between(0, 1), between(1, 0)];
      expect(totalOf(there)).toBeCloseTo(totalOf(back), 12);
      if (there.length === 0) return;
      const carriers = carriersOf(there, (a, b) => a - b);
      expect(carriers.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(2, 9);
      expect(carriers.map(({ share }) => share)).toEqual(carriers.map(({ share }) => share).sort((a, b) => b - a));
      expect(Math.max(...carriers.map(({ share }) => share))).toBeLessThanOrEqual(1);
    }),
    { numRuns: 500 },
  );
});
