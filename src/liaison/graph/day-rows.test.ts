import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { agedBy, freshStrength, HALF_LIFE, LEAST_TRUST, trustOf } from '../ties/strength.js';
import { DayRows, type Sights } from './day-rows.js';
import { EncounterGraph, type EncounterFacts, type Guard } from './encounter-graph.js';
import { GraphView } from './graph-view.js';
import { GroupRows } from './group-rows.js';
import { MonthSpans } from './row-spans.js';
import { TieEntries } from './tie-entries.js';
import { TieSteps } from './tie-steps.js';

const PERSONS = 10;
const ENCOUNTERS = 8;
const byNumber = (a: number, b: number) => a - b;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SINCE = Date.UTC(2026, 3, 1);

const NOON = { at: SINCE + 12 * HOUR, least: 0 };

/** Hours of the day, at which encounters begin and end as well. */
const hour = fc.nat({ max: 23 }).map((hours) => SINCE + hours * HOUR);

const facts: fc.Arbitrary<EncounterFacts> = fc
  .record({
    startsAt: fc.oneof(
      fc.integer({ min: -1_500, max: 30 }).map((days) => SINCE + days * DAY),
      fc.integer({ min: -30, max: 30 }).map((hours) => SINCE + hours * HOUR),
    ),
    lasts: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(0, 1, 2 * HOUR) },
      { weight: 8, arbitrary: fc.nat({ max: 900 }).map((days) => days * DAY) },
      // Until a day that is too far away for powers of two.
      { weight: 1, arbitrary: fc.constant(7_000 * 365 * DAY) },
    ),
    weight: fc.constantFrom(3, 2, 1.5, 1, 0.7, 0.25 * 0.4, 0),
    guard: fc.constantFrom<Guard>(0, 1, 2),
    withdrawn: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
    attendees: fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { minLength: 1, maxLength: PERSONS }),
  })
  .map(({ lasts, ...rest }) => ({ ...rest, endsAt: rest.startsAt + lasts }));

const put = fc.tuple(fc.nat({ max: ENCOUNTERS - 1 }), facts);

const world = fc.record({
  before: fc.array(put, { minLength: 1, maxLength: 12 }),
  /** What happens then: somebody asks about a moment; an encounter is put, be it once more; some rows are made ahead. */
  events: fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ at: hour, least: fc.constantFrom(0, 0, 0.1, 0.5, 0.9) }) },
      { weight: 1, arbitrary: put },
      { weight: 2, arbitrary: fc.constant('ahead' as const) },
    ),
    { minLength: 1, maxLength: 10 },
  ),
  seesUpTo: fc.constantFrom<Guard | -1>(-1, 0, 1),
  hiddenEncounters: fc.uniqueArray(fc.nat({ max: ENCOUNTERS - 1 }), { maxLength: 3 }),
  absent: fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { maxLength: 2 }),
  groups: fc.array(fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { minLength: 1, maxLength: 5 }), { maxLength: 2 }),
});

function asIfEnded(endsAt: number, at: number): number {
  return 2 ** Math.min(1_000, (endsAt - at) / HALF_LIFE);
}

function settle(steps: TieSteps): void {
  for (const _ of steps.settling()) continue;
}

function strengthsOf(
  person: number,
  at: number,
  encounters: ReadonlyMap<number, EncounterFacts>,
  sees: (encounter: number) => boolean,
  aged: typeof agedBy,
): Map<number, number> {
  const strengths = new Map<number, number>();
  for (const [encounter, { attendees, ...each }] of encounters) {
    if (each.withdrawn || each.startsAt > at || !sees(encounter) || !attendees.includes(person)) continue;
    const contribution = freshStrength(each.weight, attendees.length) * aged(each.endsAt, at);
    for (const other of attendees)
      if (other !== person) strengths.set(other, (strengths.get(other) ?? 0) + contribution);
  }
  return strengths;
}

/** What of the rows of a view is not as the definitions say. Single comparisons would take most of the time. */
function faultsOf(
  view: GraphView,
  least: number,
  absent: readonly number[],
  strengthsOf: (person: number) => ReadonlyMap<number, number>,
  /** Had nothing been hidden, and all ended. */
  mostOf: (person: number) => ReadonlyMap<number, number>,
): string[] {
  const faults: string[] = [];
  const isAbsent = (person: number) => absent.includes(person);
  for (let person = 0; person < view.persons; person += 1) {
    const expected = new Map(
      [...strengthsOf(person)]
        .filter(([other, strength]) => ![person, other].some(isAbsent) && trustOf(strength) >= LEAST_TRUST)
        .map(([other, strength]) => [other, trustOf(strength)]),
    );
    const most = mostOf(person);
    const [begin, end] = [view.begin(person, least), view.end(person)];
    for (let entry = begin; entry < end; entry += 1) {
      const [other, trust, bound] = [view.others[entry]!, view.trustOf(person, entry), view.bounds[entry]!];
      const place = `${person}-${other}`;
      if (bound < trust) faults.push(`${place}: the bound is too low`);
      if (entry > begin && bound > view.bounds[entry - 1]!) faults.push(`${place}: a stronger one comes later`);
      // Over a day nothing fades by more; whatever bounds worse is read in vain.
      if (bound > trustOf(most.get(other) ?? 0) * 1.003) faults.push(`${place}: the bound is too high`);
      if (trust === 0) continue;
      const difference = Math.abs(trust - (expected.get(other) ?? 0));
      if (difference > 1e-12 * trust) faults.push(`${place}: it is ${trust}, and not ${expected.get(other)}`);
      if (!expected.delete(other) && trust > 0) faults.push(`${place}: it stands there twice`);
    }
    for (const [other, trust] of expected) if (trust >= least) faults.push(`${person}-${other} is missing`);
  }
  return faults;
}

/** What of the row of a group is not what the ties of its members make it. */
function faultsOfGroup(
  view: GraphView,
  least: number,
  group: readonly number[],
  /** Where the bounds of a whole month serve there is none. */
  mostOf?: (person: number) => ReadonlyMap<number, number>,
): string[] {
  const faults: string[] = [];
  const row = view.groupOf(group, least);
  const { others, bounds, size } = row;
  const told = Array.from(others.subarray(0, size), (other, place) => [other, bounds[place]!] as const);
  const expected = new Map<number, number>();
  for (const person of group)
    for (let entry = view.begin(person), end = view.end(person); entry < end; entry += 1)
      expected.set(view.others[entry]!, Math.max(view.trustOf(person, entry), expected.get(view.others[entry]!) ?? 0));
  for (const [place, [other, bound]] of told.entries()) {
    const best = expected.get(other) ?? 0;
    const most = mostOf ? Math.max(...group.map((person) => trustOf(mostOf(person).get(other) ?? 0))) : 1;
    if (!(bound >= best) || bound > most * 1.005) faults.push(`${other}: the bound is ${bound}, of ${best}`);
    if (place > 0 && bound > told[place - 1]![1]) faults.push(`${other}: a stronger one comes later`);
    expected.delete(other);
  }
  for (let person = 0; person <= view.persons; person += 1)
    if (row.boundOf(person) !== (told.find(([other]) => other === person)?.[1] ?? 0))
      faults.push(`${person}: another bound by person`);
  if (new Set(told.map(([other]) => other)).size < told.length) faults.push('somebody stands there twice');
  // There may stand in a member's row what is hidden, and has no trust.
  for (const [other, best] of expected) if (best > 0 && best >= least) faults.push(`${other} is missing`);
  return faults;
}

describe('the rows of a day', () => {
  test('are right at every moment of it, in whatever order they are asked for, and after every change', () => {
    fc.assert(
      fc.property(world, ({ before, events, seesUpTo, hiddenEncounters, absent, groups }) => {
        const sees = (encounter: number) =>
          !hiddenEncounters.includes(encounter) || encounters.get(encounter)!.guard <= seesUpTo;
        const sights: Sights = {
          seesUpTo,
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
        const [steps, entries] = [new TieSteps(graph), new TieEntries()];
        const day = { since: SINCE, until: SINCE + DAY };
        const rows = new DayRows(graph, sights, day, steps, entries);
        const monthly = new GroupRows(graph, { seesEncounter: () => true }, steps, new MonthSpans(steps));
        const past = new DayRows(graph, sights, day, steps, entries, monthly);
        for (const event of events) {
          if (event === 'ahead') settle(steps);
          else if (Array.isArray(event)) take(event);
          const { at, least } = typeof event === 'object' && 'least' in event ? event : NOON;
          const inOrder = new Map([...encounters].sort(([a], [b]) => a - b));
          const view = new GraphView(rows, at);
          const expected = (person: number) => strengthsOf(person, at, inOrder, sees, agedBy);
          const most = (person: number) => strengthsOf(person, at, inOrder, () => true, asIfEnded);
          // Numbers come with the first encounter that is put.
          for (const group of groups.map((each) => each.filter((person) => person < view.persons)))
            // It is read on where less is asked for.
            for (const first of [0.7, least]) {
              expect(faultsOfGroup(view, first, group, most)).toEqual([]);
              expect(faultsOfGroup(new GraphView(past, at), first, group)).toEqual([]);
            }
          expect(faultsOf(view, least, absent, expected, most)).toEqual([]);
        }
      }),
      { numRuns: 300 },
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
      { seesEncounter: () => true, seesPerson: () => true, seesUpTo: 2, holdsPosition: () => true },
      { since: SINCE, until: SINCE + DAY },
      new TieSteps(graph),
      new TieEntries(),
    );
    const size = (hours: number, ...persons: number[]) => {
      const view = new GraphView(rows, SINCE + hours * HOUR);
      for (const person of persons) view.begin(person);
      return rows.entries.size;
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

  test('are read off to the last of those that are equally strong', () => {
    const graph = new EncounterGraph(byNumber);
    const met = { weight: 3, guard: 0 as const, withdrawn: false, startsAt: SINCE - DAY, endsAt: SINCE - DAY + HOUR };
    graph.put(0, { ...met, attendees: [0, 9] });
    graph.put(1, { ...met, attendees: [0, 1, 2, 3, 4, 5, 6, 7, 8] });
    const steps = new TieSteps(graph);
    settle(steps);
    const sights = {
      seesEncounter: () => true,
      seesPerson: () => true,
      seesUpTo: 2 as const,
      holdsPosition: () => true,
    };
    const rows = new DayRows(graph, sights, { since: SINCE, until: SINCE + DAY }, steps, new TieEntries());
    const view = new GraphView(rows, SINCE);
    const first = view.begin(0, 1);
    expect(view.end(0) - first).toBeLessThan(9);
    const bound = view.bounds[first + 1]!;
    expect(bound).toBeLessThan(view.bounds[first]!);
    const begin = view.begin(0, bound);
    expect(view.end(0) - begin).toBe(9);
  });

  test.each([
    ['a little', DAY],
    ['nearly all', 40 * 365 * DAY],
  ])('leave out what is hidden, be it %s, and nothing that was yet to come', (_, lasts) => {
    const graph = new EncounterGraph(byNumber);
    const encounter = (day: number, guard: Guard, attendees: readonly number[], during = HOUR) =>
      graph.put(graph.encounters, {
        startsAt: SINCE + day * DAY,
        endsAt: SINCE + day * DAY + during,
        weight: 2,
        guard,
        withdrawn: false,
        attendees,
      });
    encounter(-300, 0, [0, 1]);
    encounter(-200, 1, [0, 1]);
    encounter(-100, 2, [0, 1], lasts);
    encounter(-50, 2, [0, 2]);
    encounter(1, 2, [0, 1]);
    const steps = new TieSteps(graph);
    settle(steps);
    const sights: Sights = {
      seesUpTo: 1,
      seesEncounter: (each) => graph.guardOf(each) < 2,
      seesPerson: () => true,
      holdsPosition: () => true,
    };
    const rows = new DayRows(graph, sights, { since: SINCE, until: SINCE + DAY }, steps, new TieEntries());
    for (const hours of [0, 12, 23]) {
      const view = new GraphView(rows, SINCE + hours * HOUR);
      const [begin, end] = [view.begin(0), view.end(0)];
      const entry = view.others.subarray(begin, end).indexOf(1) + begin;
      const strength = [-300, -200].reduce((sum, day) => sum + 2 * agedBy(SINCE + day * DAY + HOUR, view.at), 0);
      expect(view.trustOf(0, entry)).toBeCloseTo(trustOf(strength), 13);
      expect(view.trustOf(0, view.others.subarray(begin, end).indexOf(2) + begin)).toBe(0);
    }
  });

  test('stay as they are for whoever is in the midst of one', () => {
    const graph = new EncounterGraph(byNumber);
    const met = { weight: 3, guard: 0 as const, withdrawn: false };
    graph.put(0, { ...met, startsAt: SINCE - DAY, endsAt: SINCE - DAY + HOUR, attendees: [0, 1] });
    graph.put(1, { ...met, startsAt: SINCE + 12 * HOUR, endsAt: SINCE + 13 * HOUR, attendees: [0, 1, 2] });
    const rows = new DayRows(
      graph,
      { seesEncounter: () => true, seesPerson: () => true, seesUpTo: 2, holdsPosition: () => true },
      { since: SINCE, until: SINCE + DAY },
      new TieSteps(graph),
      new TieEntries(),
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

test('a group is looked at together with one that is nearly the same', () => {
  const graph = new EncounterGraph(byNumber);
  const steps = new TieSteps(graph);
  const met = { startsAt: SINCE, endsAt: SINCE + HOUR, weight: 3, guard: 0 as const, withdrawn: false };
  const people = Array.from({ length: 12 }, (_, person) => person);
  for (const person of people) graph.put(person, { ...met, attendees: [person, 100 + person] });
  settle(steps);
  const rows = new GroupRows(graph, { seesEncounter: () => true }, steps, new MonthSpans(steps));
  const known = (of: readonly number[], day: number) => {
    const { others, size } = rows.rowOf(of, SINCE + day * DAY, 0);
    return [...others.subarray(0, size)].sort(byNumber);
  };
  expect(known(people.slice(0, 11), 2)).toEqual(people.slice(0, 11).map((person) => 100 + person));
  // Whom only the first of all knows is told as well, and need not be read anew.
  expect(known(people.slice(1), 3)).toEqual(people.map((person) => 100 + person));
  expect(known(people.slice(0, 11), 4)).toEqual(people.map((person) => 100 + person));
  // Too few are left of it, and another month is another.
  expect(known(people.slice(6), 4)).toEqual(people.slice(6).map((person) => 100 + person));
  expect(known(people.slice(1), 40)).toEqual(people.slice(1).map((person) => 100 + person));
});
