import type { EncounterGraph, SeesEncounters } from './encounter-graph.js';
import { ListsDraft, transposed, type Lists } from './sparse-rows.js';
import { stepwiseSorted } from './stepwise-sort.js';

/** A position, from one instant until another (ms since the epoch). */
export interface Post {
  readonly organization: number;
  readonly begin: number;
  readonly end: number;
}

/** All that ever was between those whom a viewer sees, in numbers of its own that stay as they are however the book moves on. */
export interface History {
  /** By person, in the order of their ids: where they held positions, and when; organizations in the numbers of the book. */
  readonly tenures: readonly (readonly Post[])[];
  /** By encounter, in the order in which they began, in ms since the epoch. */
  readonly startsAt: Float64Array;
  readonly endsAt: Float64Array;
  /** By encounter: what it adds to each tie until it ends. */
  readonly fresh: Float64Array;
  readonly attendees: Lists;
  /** By person: what they attended, the earliest first. */
  readonly attended: Lists;
}

export interface Archive extends SeesEncounters {
  seesPerson(person: number): boolean;
  tenuresOf(person: number): readonly Post[];
}

const STEPS = 64;

/** Gathers it, step by step, during which the graph must stay as it is. */
export function* historyOf(
  graph: EncounterGraph,
  archive: Archive,
  byId: (person: number, other: number) => number,
): Generator<void, History, void> {
  const people: number[] = [];
  for (let person = 0; person < graph.persons; person += 1) {
    if (person % STEPS === 0) yield;
    if (archive.seesPerson(person)) people.push(person);
  }
  const persons = yield* stepwiseSorted(people, byId);
  const numberOf = new Int32Array(graph.persons).fill(-1);
  for (const [number, person] of persons.entries()) numberOf[person] = number;
  yield;
  const tenures: (readonly Post[])[] = [];
  for (const person of persons) {
    if (tenures.length % STEPS === 0) yield;
    tenures.push(archive.tenuresOf(person));
  }
  const counted: number[] = [];
  for (let encounter = 0; encounter < graph.encounters; encounter += 1) {
    if (encounter % STEPS === 0) yield;
    // When it ends it still counts in full.
    if (!graph.isWithdrawn(encounter) && graph.contribution(encounter, graph.endsAt.of(encounter), archive) > 0)
      counted.push(encounter);
  }
  const encounters = yield* stepwiseSorted(counted, (a, b) => graph.startsAt.of(a) - graph.startsAt.of(b));
  const draft = new ListsDraft(encounters.length);
  const [startsAt, endsAt, fresh] = [0, 1, 2].map(() => new Float64Array(encounters.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (const [place, encounter] of encounters.entries()) {
    if (place % STEPS === 0) yield;
    startsAt[place] = graph.startsAt.of(encounter);
    endsAt[place] = graph.endsAt.of(encounter);
    fresh[place] = graph.contribution(encounter, endsAt[place]!, archive);
    for (const person of graph.attendeesOf(encounter)) if (numberOf[person]! >= 0) draft.add(numberOf[person]!);
    draft.end(place);
  }
  const attendees = draft.done();
  return { tenures, startsAt, endsAt, fresh, attendees, attended: yield* transposed(attendees, persons.length) };
}
