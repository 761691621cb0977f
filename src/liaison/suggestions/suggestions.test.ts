import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { suggestions, type Circles, type Need } from './suggestions.js';

const PERSONS = 9;

interface World {
  readonly trusts: readonly { readonly a: number; readonly b: number; readonly trust: number }[];
  /** Hidden, or without a position. */
  readonly absent: readonly number[];
  /** Known to others, but nobody can meet them. */
  readonly erased: readonly number[];
  /** By person: where they work. */
  readonly places: readonly number[];
  readonly needs: readonly Need[];
}

const person = fc.nat({ max: PERSONS - 1 });
const world: fc.Arbitrary<World> = fc
  .record({
    trusts: fc
      .uniqueArray(fc.record({ a: person, b: person, trust: fc.constantFrom(0, 0.1, 0.5, 0.5, 0.9) }), {
        selector: ({ a, b }) => [a, b].sort().join(),
        minLength: 8,
        maxLength: 24,
      })
      .map((all) => all.filter(({ a, b }) => a !== b)),
    absent: fc.uniqueArray(person, { maxLength: 2 }),
    erased: fc.uniqueArray(person, { maxLength: 1 }),
    places: fc.array(fc.nat({ max: 3 }), { minLength: PERSONS, maxLength: PERSONS }),
    wanted: fc.uniqueArray(
      fc.record({ one: fc.nat({ max: 3 }), other: fc.nat({ max: 3 }), need: fc.constantFrom(0.1, 0.3, 0.3) }),
      { selector: ({ one, other }) => [one, other].sort().join(), minLength: 1, maxLength: 5 },
    ),
    /** Somebody who works at a second place too. */
    both: fc.option(fc.record({ who: person, place: fc.nat({ max: 3 }) })),
  })
  .map(({ wanted, both, ...rest }) => {
    const members = [0, 1, 2, 3].map((place) =>
      rest.places.flatMap((at, each) =>
        (at === place || (both?.who === each && both.place === place)) && !rest.absent.includes(each) ? [each] : [],
      ),
    );
    const needs = wanted
      .filter(({ one, other }) => one !== other)
      .map(({ one, other, need }) => ({ members: members[one]!, others: members[other]!, need }));
    return { ...rest, needs };
  });

function circlesOf({ trusts, absent }: World): Circles {
  const rows = Array.from({ length: PERSONS }, (_, each) =>
    trusts
      .filter(({ a, b }) => a === each || b === each)
      .map(({ a, b, trust }) => ({ other: a === each ? b : a, trust }))
      .filter(({ other }) => !absent.includes(other)),
  );
  return {
    persons: PERSONS,
    eachTie: (each, call) => rows[each]!.forEach(({ other, trust }) => trust > 0 && call(other, trust)),
    degreeOf: (each) => rows[each]!.filter(({ trust }) => trust > 0).length,
  };
}

const areColleagues = ({ places, needs }: World) => {
  const circles = [...[0, 1, 2, 3].map((place) => places.flatMap((at, each) => (at === place ? [each] : [])))];
  for (const { members, others } of needs) circles.push([...members], [...others]);
  return (a: number, b: number) => circles.some((all) => all.includes(a) && all.includes(b));
};

const takesPart =
  ({ erased }: World) =>
  (person: number) =>
    !erased.includes(person);

function found(given: World, most = Infinity) {
  const byId = (a: number, b: number) => a - b;
  const steps = suggestions(circlesOf(given), given.needs, areColleagues(given), takesPart(given), byId, most);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** By the definition, over every two. */
function expected(given: World) {
  const isThere = (each: number) => !given.absent.includes(each);
  const trust = (a: number, b: number) =>
    given.trusts.find((each) => (each.a === a && each.b === b) || (each.a === b && each.b === a))?.trust ?? 0;
  const everybody = Array.from({ length: PERSONS }, (_, each) => each).filter(isThere);
  const degree = (each: number) => everybody.filter((other) => other !== each && trust(each, other) > 0).length;
  const colleagues = areColleagues(given);
  const all = [];
  for (const one of everybody)
    for (const other of everybody) {
      if (other <= one || trust(one, other) > 0 || colleagues(one, other)) continue;
      if (given.erased.includes(one) || given.erased.includes(other)) continue;
      const common = everybody.filter(
        (each) => trust(one, each) > 0 && trust(each, other) > 0 && !given.erased.includes(each),
      );
      const needs = given.needs
        .filter(
          ({ members, others }) =>
            (members.includes(one) && others.includes(other)) || (members.includes(other) && others.includes(one)),
        )
        .map(({ need }) => need);
      if (common.length === 0 || needs.length === 0) continue;
      const nearness = common.reduce((sum, each) => sum + 1 / Math.log(degree(each)), 0);
      const introducer = common.reduce((best, each) => {
        const difference = trust(one, each) * trust(each, other) - trust(one, best) * trust(best, other);
        return difference > 1e-12 ? each : best;
      });
      all.push({ pair: [one, other], score: Math.max(...needs) * nearness, acquaintances: common.length, introducer });
    }
  return all;
}

test('suggested are all who have acquaintances in common and do not know each other, where organizations need it', () => {
  let suggested = 0;
  fc.assert(
    fc.property(world, (given) => {
      const answers = found(given);
      suggested += answers.length;
      const byPair = (a: { pair: number[] }, b: { pair: number[] }) =>
        a.pair[0]! - b.pair[0]! || a.pair[1]! - b.pair[1]!;
      const shown = answers.map(({ from, to, score, acquaintances, introducer }) => {
        const pair = [from, to].sort((a, b) => a - b);
        return { pair, score, acquaintances, introducer };
      });
      expect(shown.sort(byPair)).toEqual(
        expected(given)
          .sort(byPair)
          .map((each) => ({ ...each, score: expect.closeTo(each.score, 9) })),
      );
      expect(answers).toEqual(answers.toSorted((a, b) => b.score - a.score || a.from - b.from || a.to - b.to));
      expect(found(given, 3)).toEqual(answers.slice(0, 3));
      // From the side of the organization that the need begins with.
      for (const { from, to, need } of answers) {
        expect(need.members).toContain(from);
        expect(need.others).toContain(to);
      }
    }),
    { numRuns: 800 },
  );
  expect(suggested).toBeGreaterThan(500);
});

test('each step adds up whom one person knows, however many know each other', () => {
  const persons = 900;
  const [members, others] = [0, 1].map((side) => Array.from({ length: persons }, (_, each) => each).slice(side * 10));
  let looked = 0;
  const circles: Circles = {
    persons,
    eachTie: (person, call) => {
      looked += 1;
      for (let other = 0; other < persons; other += 1)
        // Nobody of the first ten knows whoever is not of them, but for one.
        if (person !== other && (person < 10 === other < 10 || person === 20 || other === 20)) call(other, 0.5);
    },
    degreeOf: () => {
      looked += 1;
      return persons;
    },
  };
  const needs = [{ members: members!.slice(0, 10), others: others!, need: 0.1 }];
  const steps = suggestions(
    circles,
    needs,
    () => false,
    () => true,
    (a, b) => a - b,
    3,
  );
  let most = 0;
  for (let step = steps.next(); !step.done; step = steps.next()) {
    most = Math.max(most, looked);
    looked = 0;
  }
  expect(most).toBe(1);
});
