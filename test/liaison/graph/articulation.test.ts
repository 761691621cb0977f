import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { articulationsOf, cutsOff, gatesOf } from '../../../src/liaison/graph/articulation.js';
import { finish, listsOf, neighbours, rowsOf, someTies, type MadeTie } from './made-graphs.js';

const PERSONS = 9;
const EVERYBODY = Array.from({ length: PERSONS }, (_, person) => person);

const world = fc.record({
  ties: someTies(PERSONS, 12),
  reaching: fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { minLength: 1, maxLength: 4 }),
  staff: fc.array(fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { maxLength: 3 }), { minLength: 3, maxLength: 5 }),
});

/** Whom some reach while one is not there. */
function reached(ties: readonly MadeTie[], from: readonly number[], without?: number): Set<number> {
  const known = neighbours(PERSONS, ties);
  const found = new Set(from.filter((person) => person !== without));
  for (const person of found) for (const other of known[person]!) if (other !== without) found.add(other);
  return found;
}

test('on whom hangs who and which organization is reached is what comes of taking each away in turn', () => {
  fc.assert(
    fc.property(world, ({ ties, reaching, staff }) => {
      const found = finish(articulationsOf(rowsOf(PERSONS, ties), reaching));
      const gates = finish(gatesOf(found, listsOf(staff)));
      const whole = reached(ties, reaching);
      expect([...found.order].sort()).toEqual([...whole].sort());
      for (const person of EVERYBODY) {
        const rest = reached(ties, reaching, person);
        const lost = [...whole].filter((each) => each !== person && !rest.has(each));
        expect(found.cutOff[person]).toBe(lost.length);
        const hanging = EVERYBODY.filter((each) => each !== person && cutsOff(found, person, each));
        if (whole.has(person)) expect(hanging.sort()).toEqual(lost.sort());
        const shut = staff.map(
          (people) => people.some((each) => whole.has(each)) && !people.some((each) => rest.has(each)),
        );
        if (whole.has(person)) expect([...gates].map((gate) => cutsOff(found, person, gate))).toEqual(shut);
      }
    }),
    { numRuns: 500 },
  );
});

test('a chain longer than any stack hangs on each of its links', () => {
  const length = 50_000;
  const chain = Array.from({ length: length - 1 }, (_, link) => ({ a: link, b: link + 1, strength: 1 }));
  const { cutOff } = finish(articulationsOf(rowsOf(length, chain), [0]));
  expect([cutOff[0], cutOff[length - 2], cutOff[length - 1]]).toEqual([length - 1, 1, 0]);
});
