import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EncounterGraph, type EncounterFacts } from '../../../src/liaison/graph/encounter-graph.js';
import { historyOf } from '../../../src/liaison/graph/history.js';
import { componentSizes } from '../../../src/liaison/graph/components.js';
import { organizationTiesOf, personTiesOf } from '../../../src/liaison/graph/network.js';
import { participationAt } from '../../../src/liaison/graph/participation.js';
import { degreeOf } from '../../../src/liaison/graph/sparse-rows.js';
import { organizationSeries, organizationTiesSeries } from '../../../src/liaison/graph/organization-series.js';
import type { TrustCell } from '../../../src/liaison/graph/trust-matrix.js';
import { peopleSeries, peopleShare } from '../../../src/liaison/graph/people-series.js';
import { finish } from './made-graphs.js';

const PERSONS = 7;
const ORGANIZATIONS = 4;
const DAY = 86_400_000;
const AT = Date.UTC(2026, 3, 1);
/** Close to each other now, and far from each other now. */
const MOMENTS = [0, 200, 231, 262, 350, 700].map((day) => AT + day * DAY);

const facts: fc.Arbitrary<EncounterFacts> = fc
  .record({
    day: fc.integer({ min: -900, max: 300 }),
    lasts: fc.nat({ max: 60 }),
    weight: fc.constantFrom(3, 1, 0.25),
    withdrawn: fc.constantFrom(false, false, false, true),
    attendees: fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { minLength: 1, maxLength: PERSONS }),
  })
  .map(({ day, lasts, ...rest }) => ({
    ...rest,
    guard: 0,
    startsAt: AT + day * DAY,
    endsAt: AT + (day + lasts) * DAY,
  }));

const tenure = fc
  .record({
    organization: fc.nat({ max: ORGANIZATIONS - 1 }),
    day: fc.integer({ min: -800, max: 200 }),
    lasts: fc.nat({ max: 900 }),
  })
  .map(({ organization, day, lasts }) => ({ organization, begin: AT + day * DAY, end: AT + (day + lasts) * DAY }));

const world = fc.record({
  encounters: fc.array(facts, { maxLength: 9 }),
  hiddenEncounters: fc.uniqueArray(fc.nat({ max: 8 }), { maxLength: 2 }),
  hiddenPersons: fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { maxLength: 1 }),
  tenures: fc.array(fc.array(tenure, { maxLength: 4 }), { minLength: PERSONS, maxLength: PERSONS }),
});

test('from moment to moment it is what the network of each is', () => {
  fc.assert(
    fc.property(world, ({ encounters, hiddenEncounters, hiddenPersons, tenures }) => {
      const graph = new EncounterGraph((a, b) => a - b);
      graph.enroll(PERSONS - 1);
      for (const [number, each] of encounters.entries()) graph.put(number, each);
      const archive = {
        seesEncounter: (encounter: number) => !hiddenEncounters.includes(encounter),
        seesPerson: (person: number) => !hiddenPersons.includes(person),
        tenuresOf: (person: number) => tenures[person]!,
      };
      const byId = (a: number, b: number) => b - a;
      const history = finish(historyOf(graph, archive, byId));
      const shares = [0, 1, 2].map((share) => finish(peopleShare(history, MOMENTS, share, 3, 1)));
      const series = finish(peopleSeries(history, MOMENTS, shares));
      const ofOrganizations = finish(organizationTiesSeries(history, MOMENTS, ORGANIZATIONS));
      for (const [place, at] of MOMENTS.entries()) {
        const organizationsOf = (person: number) =>
          tenures[person]!.filter(({ begin, end }) => begin <= at && at < end).map(({ organization }) => organization);
        const orders = { persons: byId, organizations: byId };
        const participation = finish(participationAt(graph, at, { ...archive, organizationsOf }, orders));
        const [ties, organizationTies] = [
          finish(personTiesOf(participation)),
          finish(organizationTiesOf(participation)),
        ];
        const figures = series[place]!;
        const { persons, organizations } = participation;
        expect(figures).toMatchObject({
          people: persons.length,
          tiedPeople: [...persons.keys()].filter((person) => degreeOf(ties, person) > 0).length,
          ties: ties.others.length / 2,
        });
        expect([...figures.components]).toEqual([...finish(componentSizes(ties))]);
        const expected = new Map<string, unknown>();
        for (const one of organizations.keys())
          for (let entry = organizationTies.begins[one]!; entry < organizationTies.begins[one + 1]!; entry += 1) {
            const pair = [organizations[one]!, organizations[organizationTies.others[entry]!]!].sort();
            expected.set(pair.join(), expect.closeTo(organizationTies.weights[entry]!, 9));
          }
        const found: [string, number][] = [];
        const { ones, others, weights } = ofOrganizations[place]!;
        for (const [pair, weight] of weights.entries())
          if (weight > 0) found.push([[ones[pair]!, others[pair]!].sort().join(), weight]);
        expect(found.length).toBe(expected.size);
        expect(new Map<string, unknown>(found)).toEqual(expected);
      }
    }),
    { numRuns: 150 },
  );
});

test('figures of organizations are at each of many moments what they are of it alone, whatever groups they are of then', () => {
  const groups = 3;
  const grouped = fc.array(fc.nat({ max: groups - 1 }), { minLength: ORGANIZATIONS, maxLength: ORGANIZATIONS });
  const times = { minLength: MOMENTS.length, maxLength: MOMENTS.length };
  const asked = fc.record({
    groupOf: fc.array(grouped, times),
    exists: fc.array(fc.array(fc.nat({ max: 1 }), { minLength: ORGANIZATIONS, maxLength: ORGANIZATIONS }), times),
  });
  fc.assert(
    fc.property(world, asked, ({ encounters, tenures }, given) => {
      const graph = new EncounterGraph((a, b) => a - b);
      graph.enroll(PERSONS - 1);
      for (const [number, each] of encounters.entries()) graph.put(number, each);
      const sees = { seesEncounter: () => true, seesPerson: () => true };
      const history = finish(historyOf(graph, { ...sees, tenuresOf: (person) => tenures[person]! }, (a, b) => a - b));
      const groupOf = given.groupOf.map((each) => Int32Array.from(each));
      const exists = given.exists.map((each) => Uint8Array.from(each));
      const threshold = 0.5;
      const all = finish(organizationSeries(history, MOMENTS, exists, [{ groupOf, groups, threshold }]));
      for (const [place, at] of MOMENTS.entries()) {
        const alone = [{ groupOf: [groupOf[place]!], groups, threshold }];
        const [expected] = finish(organizationSeries(history, [at], [exists[place]!], alone));
        const { matrices, ...figures } = all[place]!;
        const { matrices: expectedMatrices, ...expectedFigures } = expected!;
        expect(figures).toEqual(expectedFigures);
        expect(matrices[0]!.sizes).toEqual(expectedMatrices[0]!.sizes);
        const told = (cells: readonly TrustCell[]) =>
          cells.map(({ pairs, tied, distribution }) => [pairs, tied, distribution?.mean.toFixed(9)]);
        expect(told(matrices[0]!.cells)).toEqual(told(expectedMatrices[0]!.cells));
      }
    }),
    { numRuns: 100 },
  );
});
