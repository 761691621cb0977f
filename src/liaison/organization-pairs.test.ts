import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { carriersOf, organizationPairs, totalOf, type Staff, type Strengths } from './organization-pairs.js';

const PERSONS = 6;
const ORGANIZATIONS = 4;

interface World {
  /** By person: the organizations in which they hold positions. */
  readonly staff: readonly (readonly number[])[];
  readonly hidden: readonly number[];
  readonly strengths: readonly { readonly a: number; readonly b: number; readonly strength: number }[];
}

const person = fc.nat({ max: PERSONS - 1 });
const world: fc.Arbitrary<World> = fc.record({
  staff: fc.array(fc.uniqueArray(fc.nat({ max: ORGANIZATIONS - 1 }), { maxLength: 3 }), {
    minLength: PERSONS,
    maxLength: PERSONS,
  }),
  hidden: fc.uniqueArray(person, { maxLength: 2 }),
  strengths: fc
    .uniqueArray(fc.record({ a: person, b: person, strength: fc.constantFrom(0, 0.001, 0.25, 1, 7) }), {
      selector: ({ a, b }) => [a, b].sort().join(),
    })
    .map((all) => all.filter(({ a, b }) => a !== b)),
});

function read({ staff, hidden, strengths }: World): Strengths & Staff {
  const rows = Array.from({ length: PERSONS }, (_, each) =>
    strengths
      .filter(({ a, b }) => a === each || b === each)
      .map(({ a, b, strength }) => ({ other: a === each ? b : a, strength })),
  );
  const begins = rows.map((_, each) => rows.slice(0, each).flat().length);
  const entries = rows.flat();
  return {
    begin: (each) => begins[each]!,
    end: (each) => begins[each]! + rows[each]!.length,
    other: (entry) => entries[entry]!.other,
    strengthOf: (_, entry) => entries[entry]!.strength,
    seesPerson: (each) => !hidden.includes(each),
    organizationsOf: (each) => staff[each]!,
  };
}

const membersOf = ({ staff }: World, organization: number) =>
  staff.flatMap((held, each) => (held.includes(organization) ? [each] : []));

test('each unordered pair of one here and one there is counted once, also of people who are at both', () => {
  fc.assert(
    fc.property(world, (given) => {
      const graph = read(given);
      for (let from = 0; from < ORGANIZATIONS; from += 1) {
        const pairs = organizationPairs(graph, graph, from, membersOf(given, from), () => true);
        for (let to = 0; to < ORGANIZATIONS; to += 1) {
          const isAt = (each: number, organization: number) => given.staff[each]!.includes(organization);
          const expected = given.strengths.filter(
            ({ a, b, strength }) =>
              from !== to &&
              strength > 0 &&
              ![a, b].some((each) => given.hidden.includes(each)) &&
              ((isAt(a, from) && isAt(b, to)) || (isAt(b, from) && isAt(a, to))),
          );
          const unordered = (a: number, b: number) => [a, b].sort().join();
          expect((pairs.get(to) ?? []).map(({ person: a, other: b }) => unordered(a, b)).sort()).toEqual(
            expected.map(({ a, b }) => unordered(a, b)).sort(),
          );
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('what is between two organizations is the same from either side, and shares of its carriers add up to 2', () => {
  fc.assert(
    fc.property(world, (given) => {
      const graph = read(given);
      const between = (from: number, to: number) =>
        organizationPairs(graph, graph, from, membersOf(given, from), (other) => other === to).get(to) ?? [];
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
