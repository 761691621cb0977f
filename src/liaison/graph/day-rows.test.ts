import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { agedBy, freshStrength, LEAST_TRUST, trustOf } from '../ties/strength.js';
import { DayRows, type Sights } from './day-rows.js';
import { EncounterGraph, type EncounterFacts } from './encounter-graph.js';
import { GraphView } from './graph-view.js';

const PERSONS = 7;
const ENCOUNTERS = 8;
const byNumber = (a: number, b: number) => a - b;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SINCE = Date.UTC(2026, 3, 1);

/** Hours of the day, at which encounters begin and end as well. */
const hour = fc.nat({ max: 23 }).map((hours) => SINCE + hours * HOUR);

const facts: fc.Arbitrary<EncounterFacts> = fc
  .record({
    startsAt: fc.oneof(
      fc.integer({ min: -1_500, max: 30 }).map((days) => SINCE + days * DAY),
      fc.integer({ min: -30, max: 30 }).map((hours) => SINCE + hours * HOUR),
    ),
    lasts: fc.oneof(
      fc.constantFrom(0, 1, 2 * HOUR),
      fc.nat({ max: 900 }).map((days) => days * DAY),
    ),
    weight: fc.constantFrom(3, 2, 1.5, 1, 0.7, 0.25 * 0.4, 0),
    withdrawn: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
    attendees: fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { minLength: 1, maxLength: PERSONS }),
  })
  .map(({ lasts, ...rest }) => ({ ...rest, guard: 0, endsAt: rest.startsAt + lasts }));

const put = fc.tuple(fc.nat({ max: ENCOUNTERS - 1 }), facts);

const world = fc.record({
  before: fc.array(put, { minLength: 1, maxLength: 12 }),
  /** What happens then: somebody asks about a moment, or an encounter is put, be it once more. */
  events: fc.array(fc.oneof({ weight: 3, arbitrary: hour }, { weight: 1, arbitrary: put }), {
    minLength: 1,
    maxLength: 8,
  }),
  hiddenEncounters: fc.uniqueArray(fc.nat({ max: ENCOUNTERS - 1 }), { maxLength: 3 }),
  absent: fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { maxLength: 2 }),
});

function strengthsOf(
  person: number,
  at: number,
  encounters: ReadonlyMap<number, EncounterFacts>,
  sees: (encounter: number) => boolean,
): Map<number, number> {
  const strengths = new Map<number, number>();
  for (const [encounter, { attendees, ...each }] of encounters) {
    if (each.withdrawn || each.startsAt > at || !sees(encounter) || !attendees.includes(person)) continue;
    const contribution = freshStrength(each.weight, attendees.length) * agedBy(each.endsAt, at);
    for (const other of attendees)
      if (other !== person) strengths.set(other, (strengths.get(other) ?? 0) + contribution);
  }
  return strengths;
}

/** What of the rows of a view is not as the definitions say. Single comparisons would take most of the time. */
function faultsOf(
  view: GraphView,
  absent: readonly number[],
  strengthsOf: (person: number) => ReadonlyMap<number, number>,
): string[] {
  const faults: string[] = [];
  for (let person = 0; person < view.persons; person += 1) {
    const expected = new Map(
      [...strengthsOf(person)]
        .filter(([other, strength]) => !absent.includes(other) && trustOf(strength) >= LEAST_TRUST)
        .map(([other, strength]) => [other, trustOf(strength)]),
    );
    const [begin, end] = [view.begin(person), view.end(person)];
    for (let entry = begin; entry < end; entry += 1) {
      const [other, trust, bound] = [view.others[entry]!, view.trustOf(person, entry), view.bounds[entry]!];
      const place = `${person}-${other}`;
      if (bound < trust) faults.push(`${place}: the bound is too low`);
      if (entry > begin && bound > view.bounds[entry - 1]!) faults.push(`${place}: a stronger one comes later`);
      if (trust === 0) continue;
      // Over a day nothing fades by more; whatever bounds worse is read in vain.
      if (bound > trust * 1.003) faults.push(`${place}: the bound is too high`);
      const difference = Math.abs(trust - (expected.get(other) ?? 0));
      if (difference > 1e-12 * trust) faults.push(`${place}: it is ${trust}, and not ${expected.get(other)}`);
      expected.delete(other);
    }
    for (const other of expected.keys()) faults.push(`${person}-${other} is missing`);
  }
  return faults;
}

describe('the rows of a day', () => {
  test('are right at every moment of it, in whatever order they are asked for, and after every change', () => {
    fc.assert(
      fc.property(world, ({ before, events, hiddenEncounters, absent }) => {
        const sees = (encounter: number) => !hiddenEncounters.includes(encounter);
        const sights: Sights = {
          seesEncounter: sees,
          seesPerson: (person) => person === 0 || !absent.includes(person),
          holdsPosition: (person) => person !== 0 || !absent.includes(person),
        };
        const graph = new EncounterGraph(byNumber);
        const encounters = new Map<number, EncounterFacts>();
        const take = ([encounter, each]: readonly [number, EncounterFacts]) => {
          graph.put(encounter, each);
          encounters.set(encounter, each);
        };
        for (const each of before) take(each);
        const rows = new DayRows(graph, sights, { since: SINCE, until: SINCE + DAY });
        for (const event of events) {
          if (typeof event !== 'number') take(event);
          const at = typeof event === 'number' ? event : SINCE + 12 * HOUR;
          const inOrder = new Map([...encounters].sort(([a], [b]) => a - b));
          const view = new GraphView(rows, at);
          expect(faultsOf(view, absent, (person) => strengthsOf(person, at, inOrder, sees))).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('are made once for all moments between which nothing begins, and anew for those whose encounters change', () => {
    const graph = new EncounterGraph(byNumber);
    const met = { weight: 3, guard: 0 as const, withdrawn: false };
    const at = (hours: number) => ({ startsAt: SINCE + hours * HOUR, endsAt: SINCE + (hours + 1) * HOUR });
    graph.put(0, { ...met, ...at(-100), attendees: [0, 1] });
    graph.put(1, { ...met, ...at(12), attendees: [2, 1] });
    const rows = new DayRows(
      graph,
      { seesEncounter: () => true, seesPerson: () => true, holdsPosition: () => true },
      { since: SINCE, until: SINCE + DAY },
    );
    const size = (hours: number, ...persons: number[]) => {
      const view = new GraphView(rows, SINCE + hours * HOUR);
      for (const person of persons) view.begin(person);
      return rows.size;
    };
    expect(size(0, 0, 1)).toBe(2);
    expect(size(11, 0, 1)).toBe(2);
    expect(size(12, 0)).toBe(2);
    expect(size(12, 1)).toBe(4);
    expect(size(23, 0, 1)).toBe(4);
    graph.put(2, { ...met, ...at(-50), attendees: [0, 3] });
    expect(size(23, 1)).toBe(4);
    expect(size(23, 0)).toBe(6);
  });

  test('stay as they are for whoever is in the midst of one', () => {
    const graph = new EncounterGraph(byNumber);
    const met = { weight: 3, guard: 0 as const, withdrawn: false };
    graph.put(0, { ...met, startsAt: SINCE - DAY, endsAt: SINCE - DAY + HOUR, attendees: [0, 1] });
    graph.put(1, { ...met, startsAt: SINCE + 12 * HOUR, endsAt: SINCE + 13 * HOUR, attendees: [0, 1, 2] });
    const rows = new DayRows(
      graph,
      { seesEncounter: () => true, seesPerson: () => true, holdsPosition: () => true },
      { since: SINCE, until: SINCE + DAY },
    );
    const morning = new GraphView(rows, SINCE + 6 * HOUR);
    const [begin, end, others] = [morning.begin(0), morning.end(0), morning.others];
    const trust = morning.trustOf(0, begin);
    for (let person = 0; person < 3; person += 1) new GraphView(rows, SINCE + 20 * HOUR).begin(person);
    expect([...others.subarray(begin, end)]).toEqual([1]);
    expect(morning.trustOf(0, begin)).toBe(trust);
    expect(trust).toBeCloseTo(trustOf(3 * agedBy(SINCE - DAY + HOUR, SINCE + 6 * HOUR)), 12);
  });
});
