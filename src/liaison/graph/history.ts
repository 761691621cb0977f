import type { Tenure } from '../people/tenures.js';
import type { EncounterGraph, SeesEncounters } from './encounter-graph.js';
import { grown } from './growing.js';
import { sharedCopy, sharedFloats } from './shared-arrays.js';
import { ListsDraft, transposed, type Lists } from './sparse-rows.js';
import { stepwiseSorted } from './stepwise-sort.js';

/** Where persons held positions, and when: of each from its begin to the next one's. */
export interface TenureLists {
  readonly begins: Int32Array;
  /** As the archive numbers them. */
  readonly organizations: Int32Array;
  /** In ms since the epoch, half-open. */
  readonly sinces: Float64Array;
  readonly untils: Float64Array;
}

/** All that ever was between those whom a viewer sees, in numbers of its own that stay as they are however the book moves on. */
export interface History {
  /** By person, in the order of their ids. */
  readonly tenures: TenureLists;
  /** By encounter, in the order in which they began, in ms since the epoch. */
  readonly startsAt: Float64Array;
  readonly endsAt: Float64Array;
  /** By encounter: what it adds to each tie until it ends. */
  readonly fresh: Float64Array;
  /** By encounter: who attended it, ascending. */
  readonly attendees: Lists;
  /** By person: what they attended, the earliest first. */
  readonly attended: Lists;
}

export interface Archive extends SeesEncounters {
  seesPerson(person: number): boolean;
  tenuresOf(person: number): readonly Tenure[];
}

const STEPS = 64;
const ENCOUNTERS_A_STEP = 1_024;

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
  const tenures = yield* tenureLists(persons, archive);
  const counted: number[] = [];
  let seats = 0;
  for (let encounter = 0; encounter < graph.encounters; encounter += 1) {
    if (encounter % ENCOUNTERS_A_STEP === 0) yield;
    // When it ends it still counts in full.
    if (graph.isWithdrawn(encounter) || graph.contribution(encounter, graph.endsAt.of(encounter), archive) === 0)
      continue;
    counted.push(encounter);
    seats += graph.attendeesOf(encounter).length;
  }
  const encounters = yield* stepwiseSorted(
    counted,
    (a, b) => graph.startsAt.of(a) - graph.startsAt.of(b) || graph.order(a, b),
  );
  const draft = new ListsDraft(encounters.length, seats);
  const [startsAt, endsAt, fresh] = [0, 1, 2].map(() => sharedFloats(encounters.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (const [place, encounter] of encounters.entries()) {
    if (place % ENCOUNTERS_A_STEP === 0) yield;
    startsAt[place] = graph.startsAt.of(encounter);
    endsAt[place] = graph.endsAt.of(encounter);
    fresh[place] = graph.contribution(encounter, endsAt[place]!, archive);
    for (const person of graph.attendeesOf(encounter)) if (numberOf[person]! >= 0) draft.add(numberOf[person]!);
    draft.end(place);
  }
  const attended = yield* transposed(draft.done(), persons.length);
  return { tenures, startsAt, endsAt, fresh, attendees: yield* transposed(attended, encounters.length), attended };
}

/** Where somebody holds positions at a moment, each organization once. */
export function postsAt(
  { tenures: { begins, organizations, sinces, untils } }: History,
  person: number,
  at: number,
): readonly number[] {
  const posts: number[] = [];
  for (let tenure = begins[person]!; tenure < begins[person + 1]!; tenure += 1)
    if (sinces[tenure]! <= at && at < untils[tenure]! && !posts.includes(organizations[tenure]!))
      posts.push(organizations[tenure]!);
  return posts;
}

function* tenureLists(persons: Int32Array, archive: Archive): Generator<void, TenureLists, void> {
  const begins = new Int32Array(persons.length + 1);
  let [organizations, sinces, untils] = [new Int32Array(0), new Float64Array(0), new Float64Array(0)];
  let size = 0;
  for (const [place, person] of persons.entries()) {
    if (place % STEPS === 0) yield;
    const tenures = archive.tenuresOf(person);
    organizations = grown(organizations, size + tenures.length);
    sinces = grown(sinces, size + tenures.length);
    untils = grown(untils, size + tenures.length);
    for (const { organization, begin, end } of tenures) {
      organizations[size] = organization;
      sinces[size] = begin;
      untils[size] = end;
      size += 1;
    }
    begins[place + 1] = size;
  }
  return {
    begins: sharedCopy(begins),
    organizations: sharedCopy(organizations.subarray(0, size)),
    sinces: sharedCopy(sinces.subarray(0, size)),
    untils: sharedCopy(untils.subarray(0, size)),
  };
}
