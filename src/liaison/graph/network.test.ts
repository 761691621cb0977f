import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { NetworkPairs } from '../ties/network-pairs.js';
import { agedBy, freshStrength, LEAST_TRUST, trustOf } from '../ties/strength.js';
import { EncounterGraph, type EncounterFacts } from './encounter-graph.js';
import { organizationTiesOf, personTiesOf, type Network } from './network.js';
import { participationAt } from './participation.js';
import { degreeOf, type Lists, type SparseRows } from './sparse-rows.js';

const PERSONS = 7;
const ENCOUNTERS = 8;
const DAY = 86_400_000;
const AT = Date.UTC(2026, 3, 1);

/** By id: numbers of the book are in another order. */
const backwards = (a: number, b: number) => b - a;

const facts: fc.Arbitrary<EncounterFacts> = fc
  .record({
    ago: fc.integer({ min: -20, max: 2_000 }),
    lasts: fc.nat({ max: 60 }),
    weight: fc.constantFrom(3, 1, 0.25),
    withdrawn: fc.constantFrom(false, false, false, true),
    attendees: fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { minLength: 1, maxLength: PERSONS }),
  })
  .map(({ ago, lasts, ...rest }) => {
    const startsAt = AT - ago * DAY;
    return { ...rest, guard: 0, startsAt, endsAt: startsAt + lasts * DAY };
  });

const world = fc.record({
  encounters: fc.array(facts, { maxLength: ENCOUNTERS }),
  hiddenEncounters: fc.uniqueArray(fc.nat({ max: ENCOUNTERS - 1 }), { maxLength: 2 }),
  hiddenPersons: fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { maxLength: 1 }),
  /** Of each person: the organizations in which they hold positions. */
  posts: fc.array(fc.uniqueArray(fc.nat({ max: 3 }), { maxLength: 3 }), { minLength: PERSONS, maxLength: PERSONS }),
});

const finish = <R>(steps: Generator<void, R, void>): R => {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
};

const listOf = ({ begins, values }: Lists, list: number) => [...values.slice(begins[list], begins[list + 1])];

function edgesOf(rows: SparseRows, numbers: Int32Array): Map<string, number> {
  const edges = new Map<string, number>();
  for (let row = 0; row < numbers.length; row += 1) {
    expect(degreeOf(rows, row)).toBe(new Set(rows.others.slice(rows.begins[row], rows.begins[row + 1])).size);
    for (let entry = rows.begins[row]!; entry < rows.begins[row + 1]!; entry += 1) {
      if (entry > rows.begins[row]!) expect(rows.others[entry]).toBeGreaterThan(rows.others[entry - 1]!);
      edges.set(`${numbers[row]} ${numbers[rows.others[entry]!]}`, rows.weights[entry]!);
    }
  }
  return edges;
}

type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

function made({ encounters, hiddenEncounters, hiddenPersons, posts }: World): Network & { graph: EncounterGraph } {
  const graph = new EncounterGraph((a, b) => a - b);
  graph.enroll(PERSONS - 1);
  for (const [number, each] of encounters.entries()) graph.put(number, each);
  const census = {
    seesEncounter: (encounter: number) => !hiddenEncounters.includes(encounter),
    seesPerson: (person: number) => !hiddenPersons.includes(person),
    organizationsOf: (person: number) => posts[person]!,
  };
  const orders = { persons: backwards, organizations: backwards };
  const participation = finish(participationAt(graph, AT, census, orders));
  const [ties, organizationTies] = [finish(personTiesOf(participation)), finish(organizationTiesOf(participation))];
  return { ...participation, ties, organizationTies, graph };
}

const presentIn = ({ hiddenPersons, posts }: World) =>
  Array.from({ length: PERSONS }, (_, person) => person).filter(
    (person) => !hiddenPersons.includes(person) && posts[person]!.length > 0,
  );

/** Of each two who are present, in both directions: what they add up to, of some of the encounters. */
function strengthsIn(given: World, takesPart: (each: EncounterFacts) => boolean = () => true): Map<string, number> {
  const { encounters, hiddenEncounters } = given;
  const present = presentIn(given);
  const strengths = new Map<string, number>();
  for (const [number, each] of encounters.entries()) {
    if (each.withdrawn || each.startsAt > AT || hiddenEncounters.includes(number) || !takesPart(each)) continue;
    for (const a of each.attendees)
      for (const b of each.attendees)
        if (a !== b && present.includes(a) && present.includes(b))
          strengths.set(
            `${a} ${b}`,
            (strengths.get(`${a} ${b}`) ?? 0) +
              freshStrength(each.weight, each.attendees.length) * agedBy(each.endsAt, AT),
          );
  }
  return strengths;
}

test('who knows whom, and what that adds up to between organizations, is as the definitions say', () => {
  fc.assert(
    fc.property(world, (given) => {
      const { posts } = given;
      const network = made(given);
      const [present, strengths] = [presentIn(given), strengthsIn(given)];
      const ties = new Map([...strengths].filter(([, strength]) => trustOf(strength) >= LEAST_TRUST));
      const between = new Map<string, number>();
      for (const [pair, strength] of strengths) {
        const [a, b] = pair.split(' ').map(Number) as [number, number];
        if (a > b) continue;
        const sides = new Set<string>();
        for (const one of posts[a]!)
          for (const other of posts[b]!) if (one !== other) sides.add(`${one} ${other}`).add(`${other} ${one}`);
        for (const side of sides) between.set(side, (between.get(side) ?? 0) + strength);
      }

      expect([...network.persons]).toEqual(present.toSorted(backwards));
      const organizations = [...new Set(present.flatMap((person) => posts[person]!))].sort(backwards);
      expect([...network.organizations]).toEqual(organizations);
      for (const [vertex, person] of network.persons.entries())
        expect(listOf(network.posts, vertex).map((each) => organizations[each])).toEqual(
          posts[person]!.toSorted(backwards),
        );
      for (const [vertex, organization] of organizations.entries())
        expect(listOf(network.staff, vertex).map((each) => network.persons[each])).toEqual(
          present.toSorted(backwards).filter((person) => posts[person]!.includes(organization)),
        );
      for (const [told, expected] of [
        [edgesOf(network.ties, network.persons), ties],
        [edgesOf(network.organizationTies, network.organizations), between],
      ] as const) {
        expect([...told.keys()].sort()).toEqual([...expected.keys()].sort());
        for (const [pair, strength] of told)
          expect(Math.abs(strength - expected.get(pair)!)).toBeLessThan(1e-11 * strength);
      }
    }),
    { numRuns: 500 },
  );
});

test('who carries what is between organizations, and what of it still runs, is of the network and not of what came after', () => {
  fc.assert(
    fc.property(world, (given) => {
      const { encounters, posts } = given;
      const { graph, ...network } = made(given);
      for (const number of encounters.keys()) graph.put(number, { ...encounters[number]!, withdrawn: true });
      const { persons, organizations } = network;
      const pairs = new NetworkPairs(network);
      const [strengths, running] = [strengthsIn(given), strengthsIn(given, ({ endsAt }) => AT < endsAt)];
      const among = (of: ReadonlyMap<string, number>, one: number, other: number) =>
        [...of].flatMap(([pair, strength]) => {
          const [a, b] = pair.split(' ').map(Number) as [number, number];
          const isHere = (x: number, y: number) => posts[x]!.includes(one) && posts[y]!.includes(other);
          return a < b && (isHere(a, b) || isHere(b, a)) ? [{ a, b, strength }] : [];
        });
      const sum = (all: readonly { strength: number }[]) => all.reduce((whole, each) => whole + each.strength, 0);
      for (const [row, one] of organizations.entries())
        for (const [place, other] of organizations.entries()) {
          if (row === place) continue;
          const expected = among(strengths, one, other);
          const shareOf = (person: number) =>
            sum(expected.filter(({ a, b }) => a === person || b === person)) / sum(expected);
          const carriers = finish(pairs.carriers(row, place));
          expect(new Set(carriers.map(({ person }) => persons[person]))).toEqual(
            new Set(expected.flatMap(({ a, b }) => [a, b])),
          );
          for (const { person, share } of carriers) expect(share).toBeCloseTo(shareOf(persons[person]!), 9);
          expect(sum(pairs.running(row, place))).toBeCloseTo(sum(among(running, one, other)), 9);
        }
    }),
    { numRuns: 300 },
  );
});
