import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { agedBy, freshStrength, LEAST_TRUST, trustOf } from '../strength.js';
import { EncounterGraph, type EncounterFacts, type Guard } from './encounter-graph.js';
import { GraphView, type Sights } from './graph-view.js';

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

function graphOf(history: readonly (readonly [number, EncounterFacts])[], settleAfter: number): EncounterGraph {
  const graph = new EncounterGraph(byNumber);
  for (const [place, [encounter, each]] of history.entries()) {
    if (place === settleAfter) graph.settle();
    graph.put(encounter, each);
  }
  graph.settle();
  return graph;
}

/** Numbers that nobody was given lie between: encounters that were never put. */
function present(history: readonly (readonly [number, EncounterFacts])[]): Map<number, EncounterFacts> {
  return new Map(history);
}

const everything: Sights = {
  seesUpTo: 2,
  seesEncounter: () => true,
  seesPerson: () => true,
  holdsPosition: () => true,
};

function rowsOf(graph: EncounterGraph): unknown {
  return Array.from({ length: PERSONS }, (_, person) => {
    const row: [number, number, number][] = [];
    for (let entry = graph.ties.begin(person); entry < graph.ties.end(person); entry += 1)
      row.push([graph.ties.strengths[entry]!, graph.ties.others[entry]!, graph.ties.marks[entry]!]);
    return row.sort(([a, x], [b, y]) => b - a || x - y);
  });
}

describe('rows', () => {
  test('kept current are the same, bit for bit, as those of a graph that is made at once', () => {
    fc.assert(
      fc.property(puts, fc.nat({ max: 16 }), (history, settleAfter) => {
        const rebuilt = graphOf(
          [...present(history)].sort(([a], [b]) => a - b),
          Infinity,
        );
        expect(rowsOf(graphOf(history, settleAfter))).toEqual(rowsOf(rebuilt));
      }),
      { numRuns: 500 },
    );
  });

  test('begin with the strongest tie', () => {
    fc.assert(
      fc.property(puts, fc.nat({ max: 16 }), (history, settleAfter) => {
        const { ties } = graphOf(history, settleAfter);
        for (let person = 0; person < PERSONS; person += 1)
          for (let entry = ties.begin(person) + 1; entry < ties.end(person); entry += 1)
            expect(ties.strengths[entry]).toBeLessThanOrEqual(ties.strengths[entry - 1]!);
      }),
    );
  });
});

describe('what a viewer sees at a moment', () => {
  const seen = fc.record({
    seesUpTo: fc.constantFrom<Guard | -1>(-1, 0, 1, 2),
    hidden: fc.uniqueArray(fc.nat({ max: ENCOUNTERS - 1 })),
  });

  test('adds up as the definition says, and bounds are never below it', () => {
    fc.assert(
      fc.property(puts, fc.nat({ max: 16 }), instant, seen, (history, settleAfter, at, { seesUpTo, hidden }) => {
        const encounters = present(history);
        const sees = (encounter: number) => {
          const { guard } = encounters.get(encounter)!;
          return guard <= seesUpTo || !hidden.includes(encounter);
        };
        const view = new GraphView(graphOf(history, settleAfter), at, {
          ...everything,
          seesUpTo,
          seesEncounter: sees,
        });
        for (let person = 0; person < PERSONS; person += 1) {
          const strengths = new Map<number, number>();
          for (const [encounter, each] of [...encounters].sort(([a], [b]) => a - b)) {
            if (each.withdrawn || each.startsAt > at || !sees(encounter) || !each.attendees.includes(person)) continue;
            for (const other of each.attendees)
              if (other !== person)
                strengths.set(
                  other,
                  (strengths.get(other) ?? 0) +
                    freshStrength(each.weight, each.attendees.length) * agedBy(each.endsAt, at),
                );
          }
          const told = new Map<number, number>();
          for (let entry = view.begin(person); entry < view.end(person); entry += 1) {
            const strength = view.strengthOf(person, entry);
            const trust = trustOf(strength);
            told.set(view.other(entry), strength);
            expect(view.trustOf(person, entry)).toBe(trust < LEAST_TRUST ? 0 : trust);
            expect(view.boundOf(entry)).toBeGreaterThanOrEqual(view.trustOf(person, entry));
          }
          for (let other = 0; other < PERSONS; other += 1) {
            const expected = strengths.get(other) ?? 0;
            const strength = told.get(other) ?? 0;
            expect(Math.abs(strength - expected)).toBeLessThanOrEqual(1e-12 * expected);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('was last when the latest of the encounters that count ended, or is now while it runs', () => {
    const graph = new EncounterGraph(byNumber);
    const met = { weight: 1, guard: 0 as const, withdrawn: false, attendees: [0, 1] };
    graph.put(0, { ...met, startsAt: 1_000, endsAt: 2_000 });
    graph.put(1, { ...met, startsAt: 5_000, endsAt: 9_000 });
    graph.put(2, { ...met, startsAt: 3_000, endsAt: 4_000, withdrawn: true });
    graph.settle();
    const lastMetAt = (at: number) => new GraphView(graph, at, everything).sum(0, 1)?.lastMetAt;
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
});
