import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EncounterGraph } from '../../../src/liaison/graph/encounter-graph.js';
import { organizationTiesOf, personTiesOf } from '../../../src/liaison/graph/network.js';
import { participationAt, type Participation } from '../../../src/liaison/graph/participation.js';
import { sumsByOrganization } from '../../../src/liaison/graph/sums-by-organization.js';
import { tieAgesOf } from '../../../src/liaison/graph/tie-ages.js';
import { transferred } from '../../../src/liaison/graph/transfer.js';
import { agedBy, freshStrength, LEAST_TRUST, trustOf } from '../../../src/liaison/ties/strength.js';
import { finish } from './made-graphs.js';

const PERSONS = 6;
const ORGANIZATIONS = 4;
const DAY = 86_400_000;
const AT = Date.UTC(2026, 3, 1);
const SINCE = AT - 730 * DAY;

/** By id: numbers of the book are in another order. */
const backwards = (a: number, b: number) => b - a;

const organization = fc.nat({ max: ORGANIZATIONS - 1 });
const posts = fc.uniqueArray(organization, { maxLength: 3 });
const world = fc.record({
  encounters: fc.array(
    fc.record({
      begun: fc.integer({ min: 0, max: 1_500 }),
      lasts: fc.nat({ max: 500 }),
      attendees: fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { minLength: 2, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  posts: fc.array(posts, { minLength: PERSONS, maxLength: PERSONS }),
  mover: fc.nat({ max: PERSONS - 1 }),
  leaves: posts,
  joins: fc.option(organization, { nil: undefined }),
});

type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

const timesOf = ({ begun, lasts }: World['encounters'][number]) => ({
  startsAt: AT - begun * DAY,
  endsAt: AT + (lasts - begun) * DAY,
});

function participationOf({ encounters }: World, held: readonly (readonly number[])[]): Participation {
  const graph = new EncounterGraph((a, b) => a - b);
  for (const [number, each] of encounters.entries())
    graph.put(number, { ...timesOf(each), weight: 1, guard: 0, withdrawn: false, attendees: each.attendees });
  const census = {
    seesEncounter: () => true,
    seesPerson: () => true,
    organizationsOf: (person: number) => held[person]!,
  };
  return finish(participationAt(graph, AT, census, { persons: backwards, organizations: backwards }));
}

const totals = (participation: Participation, of: number) =>
  new Map(
    [...finish(sumsByOrganization(participation, of))]
      .sort(([a], [b]) => a - b)
      .map(([other, { strength }]) => [other, strength]),
  );

test('after a transfer that is only thought of, everything between organizations is as if it had been so', () => {
  fc.assert(
    fc.property(world, (given) => {
      const { posts: held, mover, leaves, joins } = given;
      const before = participationOf(given, held);
      const person = before.persons.indexOf(mover);
      fc.pre(person !== -1);
      const after = [
        ...new Set([...held[mover]!.filter((each) => !leaves.includes(each)), ...(joins === undefined ? [] : [joins])]),
      ];
      const thought = finish(transferred(before, { person, leaves, joins }, backwards));
      const really = participationOf(given, held.with(mover, after));
      for (let each = 0; each < ORGANIZATIONS; each += 1) expect(totals(thought, each)).toEqual(totals(really, each));
      const network = { ...really, organizationTies: finish(organizationTiesOf(really)) };
      for (let each = 0; each < ORGANIZATIONS; each += 1) {
        const place = network.organizations.indexOf(each);
        const { begins, others, weights } = network.organizationTies;
        const row = new Map<number, number>();
        if (place !== -1)
          for (let entry = begins[place]!; entry < begins[place + 1]!; entry += 1)
            row.set(network.organizations[others[entry]!]!, weights[entry]!);
        const expected = totals(really, each);
        expect([...row.keys()].sort((a, b) => a - b)).toEqual([...expected.keys()]);
        // Strengths are kept in 40 bits, and may be rounded to either side where they are added up in another order.
        for (const [other, strength] of row) expect(Math.abs(strength - expected.get(other)!)).toBeLessThan(1e-9);
      }
    }),
    { numRuns: 500 },
  );
});

test('between organizations is the sum of all pairs of their people, which may hang on one of these', () => {
  let [hanging, others] = [0, 0];
  fc.assert(
    fc.property(world, (given) => {
      const { encounters, posts: held } = given;
      const participation = participationOf(given, held);
      for (let one = 0; one < ORGANIZATIONS; one += 1) {
        const expected = new Map<number, object>();
        for (let other = 0; other < ORGANIZATIONS; other += 1) {
          if (one === other) continue;
          const pairs = new Map<string, number>();
          for (const each of encounters)
            for (const a of each.attendees)
              for (const b of each.attendees) {
                if (a === b || !held[a]!.includes(one) || !held[b]!.includes(other)) continue;
                const key = [a, b].sort().join();
                // From both sides where each of the two is of both: that is one pair all the same.
                const isTwice = held[a]!.includes(other) && held[b]!.includes(one);
                const added = freshStrength(1, each.attendees.length) * agedBy(timesOf(each).endsAt, AT);
                pairs.set(key, (pairs.get(key) ?? 0) + added / (isTwice ? 2 : 1));
              }
          if (pairs.size === 0) continue;
          const people = [...pairs.keys()].map((key) => key.split(','));
          const isOnOne = people[0]!.some((person) => people.every((pair) => pair.includes(person)));
          const strength = [...pairs.values()].reduce((sum, each) => sum + each, 0);
          expected.set(other, { strength: expect.closeTo(strength, 9), isOnOne });
          if (isOnOne) hanging += 1;
          else others += 1;
        }
        const found = finish(sumsByOrganization(participation, one));
        expect([...found].sort(([a], [b]) => a - b)).toEqual([...expected]);
      }
    }),
    { numRuns: 200 },
  );
  expect(Math.min(hanging, others)).toBeGreaterThan(100);
});

test('ties are as old as the encounters of the two', () => {
  fc.assert(
    fc.property(world, (given) => {
      const { encounters, posts: held } = given;
      const participation = participationOf(given, held);
      const network = { ...participation, ties: finish(personTiesOf(participation)) };
      for (const [place, organization] of network.organizations.entries()) {
        const expected = { ties: 0, unrenewed: 0, old: 0 };
        for (let a = 0; a < PERSONS; a += 1)
          for (let b = 0; b < PERSONS; b += 1) {
            if (!held[a]!.includes(organization) || held[b]!.includes(organization) || held[b]!.length === 0) continue;
            const shared = encounters.filter(({ attendees }) => attendees.includes(a) && attendees.includes(b));
            const strength = shared.reduce(
              (sum, each) => sum + freshStrength(1, each.attendees.length) * agedBy(timesOf(each).endsAt, AT),
              0,
            );
            if (trustOf(strength) < LEAST_TRUST) continue;
            expected.ties += 1;
            if (shared.every((each) => timesOf(each).endsAt < SINCE)) expected.unrenewed += 1;
            if (shared.some((each) => timesOf(each).startsAt < SINCE)) expected.old += 1;
          }
        expect(finish(tieAgesOf(network, place, SINCE))).toEqual(expected);
      }
    }),
    { numRuns: 500 },
  );
});
