import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DayRows } from './day-rows.js';
import { EncounterGraph, type EncounterFacts, type Guard } from './encounter-graph.js';
import { GraphView } from './graph-view.js';
import { TieEntries } from './tie-entries.js';
import { TieSteps } from './tie-steps.js';

const PERSONS = 7;
const ENCOUNTERS = 8;
const byNumber = (a: number, b: number) => a - b;
const DAY = 86_400_000;

/** Whole seconds around the day that strengths are kept as of, on it, and as far away as dates go. */
const instant = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -1_500, max: 1_500 }).map((days) => Date.UTC(2026, 0, 1) + days * DAY) },
  { weight: 1, arbitrary: fc.constantFrom(0, Date.UTC(2026, 0, 1)) },
  { weight: 1, arbitrary: fc.constantFrom(Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59Z')) },
);

const facts: fc.Arbitrary<EncounterFacts> = fc
  .record({
    startsAt: instant,
    lasts: fc.oneof(
      fc.constantFrom(0, 1, 7_200_000),
      fc.nat({ max: 900 }).map((days) => days * DAY),
    ),
    weight: fc.constantFrom(3, 2, 1.5, 1, 0.7, 0.25 * 0.4, 0),
    guard: fc.constantFrom<Guard>(0, 1, 2),
    withdrawn: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, fc.constant(true)),
    attendees: fc.uniqueArray(fc.nat({ max: PERSONS - 1 }), { minLength: 1, maxLength: PERSONS }),
  })
  .map(({ lasts, ...rest }) => ({ ...rest, endsAt: rest.startsAt + lasts }));

/** What happens to a graph: encounters are put, and put again when they are amended. */
const puts = fc.array(fc.tuple(fc.nat({ max: ENCOUNTERS - 1 }), facts), { minLength: 1, maxLength: 16 });

function graphOf(history: readonly (readonly [number, EncounterFacts])[]): EncounterGraph {
  const graph = new EncounterGraph(byNumber);
  for (const [encounter, each] of history) graph.put(encounter, each);
  return graph;
}

/** All of them at once, as a table is loaded. */
function loadedFrom(all: readonly EncounterFacts[], order: (a: number, b: number) => number): EncounterGraph {
  const graph = new EncounterGraph(order);
  const load = graph.load({
    startsAt: Float64Array.from(all, ({ startsAt }) => startsAt),
    endsAt: Float64Array.from(all, ({ endsAt }) => endsAt),
    attendances: Int32Array.from(all, (_, last) => all.slice(0, last + 1).flatMap(({ attendees }) => attendees).length),
    attendees: Int32Array.from(all.flatMap(({ attendees }) => attendees)),
    othersOf: (encounter) => all[encounter]!,
  });
  for (const _ of load) continue;
  for (let person = 0; person < PERSONS; person += 1) graph.enroll(person);
  for (const _ of graph.endLoading()) continue;
  return graph;
}

const everything = { seesEncounter: () => true };

test('what encounters add up to is the same, bit for bit, however they came in', () => {
  const sumsOf = (graph: EncounterGraph, at: number) =>
    Array.from({ length: PERSONS }, (_, person) => {
      const { others, size, strengths, running } = graph.addUp(person, at, everything);
      return Array.from(others.subarray(0, size), (other) => [other, strengths[other], running[other]]);
    });
  fc.assert(
    fc.property(puts, instant, (history, at) => {
      const rebuilt = graphOf([...new Map(history)].sort(([a], [b]) => a - b));
      expect(sumsOf(graphOf(history), at)).toEqual(sumsOf(rebuilt, at));
    }),
    { numRuns: 500 },
  );
});

test('what everybody attended is the same, be it inserted with each encounter or put together when all are loaded', () => {
  const order = fc.constantFrom(byNumber, (a: number, b: number) => b - a);
  fc.assert(
    fc.property(puts, puts, order, (loaded, later, inOrder) => {
      const inserted = new EncounterGraph(inOrder);
      for (const [encounter, each] of [...loaded, ...later]) inserted.put(encounter, each);
      const graph = new EncounterGraph(inOrder);
      graph.beginLoading();
      for (const [encounter, each] of loaded) graph.put(encounter, each);
      for (const _ of graph.endLoading()) continue;
      for (const [encounter, each] of later) graph.put(encounter, each);
      for (let person = 0; person < PERSONS; person += 1)
        expect([...graph.encountersOf(person)]).toEqual([...inserted.encountersOf(person)]);
    }),
    { numRuns: 500 },
  );
});

test('what two both attended is told in the order of adding up, whatever that is', () => {
  // By number, the other way round, and by number but for one: it came before whoever was to come before it.
  const order = fc.constantFrom(
    byNumber,
    (a: number, b: number) => b - a,
    (a: number, b: number) => (a === 2 ? 4.5 : a) - (b === 2 ? 4.5 : b),
  );
  fc.assert(
    fc.property(puts, order, (history, inOrder) => {
      const put = new EncounterGraph(inOrder);
      for (const [encounter, each] of history) put.put(encounter, each);
      const graphs = [put, loadedFrom([...new Map(history).values()], inOrder)];
      for (const graph of graphs)
        for (let person = 0; person < PERSONS; person += 1)
          for (let other = 0; other < PERSONS; other += 1) {
            const others = new Set(graph.encountersOf(other));
            const shared = [...graph.encountersOf(person)].filter((encounter) => others.has(encounter));
            expect(graph.sharedBy(person, other)).toEqual(shared);
          }
    }),
    { numRuns: 150 },
  );
});

test('of the encounters that were put, the last ones are remembered', () => {
  const graph = new EncounterGraph(byNumber);
  const met = { weight: 1, guard: 0 as const, withdrawn: false, attendees: [0, 1], startsAt: 0, endsAt: 1 };
  for (const encounter of [3, 1, 3]) graph.put(encounter, met);
  expect([0, 1, 3].map((puts) => graph.putSince(puts))).toEqual([[3, 1, 3], [1, 3], []]);
  for (let count = 0; count < 1_022; count += 1) graph.put(2, met);
  expect(graph.putSince(0)).toBeUndefined();
  expect(graph.putSince(1)!.slice(0, 3)).toEqual([1, 3, 2]);
});

test('two were last together when the latest of the encounters that count ended, or are now while it runs', () => {
  const met = { weight: 1, guard: 0 as const, withdrawn: false, attendees: [0, 1] };
  const graph = graphOf([
    [0, { ...met, startsAt: 1_000, endsAt: 2_000 }],
    [1, { ...met, startsAt: 5_000, endsAt: 9_000 }],
    [2, { ...met, startsAt: 3_000, endsAt: 4_000, withdrawn: true }],
  ]);
  const rows = new DayRows(
    graph,
    { ...everything, seesPerson: () => true, seesUpTo: 2, holdsPosition: () => true },
    { since: 0, until: DAY },
    new TieSteps(graph),
    new TieEntries(),
  );
  const lastMetAt = (at: number) => new GraphView(rows, at).sum(0, 1)?.lastMetAt;
  expect([999, 1_000, 1_500, 2_500, 4_500, 5_000, 6_000, 10_000].map(lastMetAt)).toEqual([
    undefined,
    1_000,
    1_500,
    2_000,
    2_000,
    5_000,
    6_000,
    9_000,
  ]);
});
