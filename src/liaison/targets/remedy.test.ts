import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { invited, MOST_ATTENDEES, MOST_ENCOUNTERS, smallestRemedy, type Choice, type Offer } from './remedy.js';

type Given = Offer<string, string>;

const choices = (weights: readonly number[]): fc.Arbitrary<Choice<string>[]> =>
  fc
    .array(fc.constantFrom(...weights), { maxLength: 4 })
    .map((all) => all.map((weight, place) => ({ name: `${place}`, weight })));
const offer: fc.Arbitrary<Given> = fc.record({
  kinds: choices([0, 0.25, 1, 1, 1.5, 2, 3]),
  modes: choices([0.4, 0.7, 1, 1]),
  here: fc.nat({ max: 25 }),
  there: fc.nat({ max: 25 }),
});

interface Option {
  readonly kind: Choice<string>;
  readonly mode: Choice<string>;
  readonly encounters: number;
  readonly here: number;
  readonly there: number;
  readonly strength: number;
}

/** Whatever could be done. */
function* options({ kinds, modes, here, there }: Given): Generator<Option> {
  for (let encounters = 1; encounters <= MOST_ENCOUNTERS; encounters += 1)
    for (let p = 1; p <= here; p += 1)
      for (let q = 1; q <= there && p + q <= MOST_ATTENDEES; q += 1)
        for (const kind of kinds)
          for (const mode of modes) {
            const strength = (encounters * p * q * kind.weight * mode.weight) / (p + q - 1);
            yield { kind, mode, encounters, here: p, there: q, strength };
          }
}

/** The smaller of two, by the definition. */
function isSmaller(a: Option, b: Option): boolean {
  const differences = [
    a.encounters - b.encounters,
    a.here + a.there - (b.here + b.there),
    a.kind.weight - b.kind.weight,
    b.mode.weight - a.mode.weight,
    Math.abs(a.here - a.there) - Math.abs(b.here - b.there),
    b.here - a.here,
  ];
  return (differences.find((each) => each !== 0) ?? 0) < 0;
}

test('the smallest remedy is the smallest of all that would do', () => {
  fc.assert(
    fc.property(offer, fc.constantFrom(0.01, 0.3, 1, 1.5, 2.9, 6, 14, 40, 150, 400), (given, needed) => {
      // Out of the way of roundings.
      const closes = (strength: number) => strength >= needed * (1 - 1e-12);
      let expected: Option | undefined;
      for (const option of options(given))
        if (closes(option.strength) && (!expected || isSmaller(option, expected))) expected = option;
      const remedy = smallestRemedy(given, closes);
      expect(
        remedy && {
          ...remedy,
          kind: given.kinds.find(({ name }) => name === remedy.kind)!.weight,
          mode: given.modes.find(({ name }) => name === remedy.mode)!.weight,
        },
      ).toEqual(
        expected
          ? {
              ...expected,
              kind: expected.kind.weight,
              mode: expected.mode.weight,
              strength: expect.closeTo(expected.strength, 9),
            }
          : null,
      );
    }),
    { numRuns: 60 },
  );
});

test('of what counts the same the first is chosen', () => {
  const same = (...names: string[]) => names.map((name) => ({ name, weight: 1 }));
  const given = { kinds: same('MEETING', 'DRILL'), modes: same('IN_PERSON', 'HYBRID'), here: 1, there: 1 };
  expect(smallestRemedy(given, (strength) => strength >= 1)).toEqual({
    ...{ kind: 'MEETING', mode: 'IN_PERSON', encounters: 1, here: 1, there: 1, strength: 1 },
  });
});

const candidate = fc.record({ carried: fc.nat({ max: 3 }), attended: fc.nat({ max: 2 }) });

test('whoever is invited makes the concentration as small as so many people can', () => {
  fc.assert(
    fc.property(fc.array(candidate, { minLength: 1, maxLength: 6 }), fc.nat({ max: 5 }), (given, more) => {
      const candidates = given.map((each, place) => ({ ...each, id: `${place}` }));
      const count = Math.min(1 + more, candidates.length);
      const heaviest = (chosen: readonly { readonly id: string }[]) =>
        Math.max(...candidates.map((each) => each.carried + (chosen.some(({ id }) => id === each.id) ? 1 : 0)));
      const chosen = invited(candidates, count);
      expect(new Set(chosen.map(({ id }) => id)).size).toBe(count);
      for (let subset = 0; subset < 2 ** candidates.length; subset += 1) {
        const others = candidates.filter((_, place) => (subset >> place) & 1);
        if (others.length === count) expect(heaviest(chosen)).toBeLessThanOrEqual(heaviest(others));
      }
    }),
    { numRuns: 200 },
  );
});

test('among those who carry the same, whoever meets others most is invited, then by id', () => {
  const of = (id: string, carried: number, attended: number) => ({ id, carried, attended });
  const all = [of('d', 0, 1), of('c', 0, 3), of('b', 1, 9), of('a', 0, 1)];
  expect(invited(all, 3).map(({ id }) => id)).toEqual(['c', 'a', 'd']);
});
