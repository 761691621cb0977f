import type { EncounterGraph, SeesEncounters } from './encounter-graph.js';
import { sharedFloats } from './shared-arrays.js';
import { ListsDraft, transposed, type Lists } from './sparse-rows.js';
import { stepwiseSorted } from './stepwise-sort.js';

/** Who and what takes part for one viewer at a moment, in numbers of its own that stay as they are however the book moves on. */
export interface Participation {
  /** ms since the epoch */
  readonly at: number;
  /** By person: the number in the book. Everybody who is seen and holds a position, also who never attended anything. */
  readonly persons: Int32Array;
  /** By organization: the number in the book. Those of the persons. */
  readonly organizations: Int32Array;
  /** By person: the organizations in which they hold positions. */
  readonly posts: Lists;
  /** By organization: its persons. */
  readonly staff: Lists;
  /** By person: what they attended, in the order of adding up. */
  readonly attended: Lists;
  /** By encounter: who attended it. */
  readonly attendees: Lists;
  /** By encounter: what it adds to each tie. */
  readonly contributions: Float64Array;
  /** By encounter, in ms since the epoch. */
  readonly startsAt: Float64Array;
  readonly endsAt: Float64Array;
}

/** Who is seen, and where they hold positions at the moment, by the numbers of the book. */
export interface Census extends SeesEncounters {
  seesPerson(person: number): boolean;
  organizationsOf(person: number): readonly number[];
}

export interface Orders {
  readonly persons: (person: number, other: number) => number;
  readonly organizations: (organization: number, other: number) => number;
}

const STEPS = 64;
const ENCOUNTERS_A_STEP = 2_048;

/**
 * Looks who takes part; step by step, during which the graph must stay as it is, but for encounters that come: they are not in
 * it. Persons, organizations and encounters are
 * numbered in the order of their ids, so that what is computed is the same on every process.
 */
export function* participationAt(
  graph: EncounterGraph,
  at: number,
  census: Census,
  orders: Orders,
): Generator<void, Participation, void> {
  const { encounters: encounterCount, persons: personCount } = graph;
  const people: number[] = [];
  const posts: (readonly number[])[] = [];
  for (let person = 0; person < personCount; person += 1) {
    if (person % STEPS === 0) yield;
    const held = census.seesPerson(person) ? census.organizationsOf(person) : NONE;
    posts.push(held);
    if (held.length > 0) people.push(person);
  }
  const persons = yield* stepwiseSorted(people, orders.persons);
  const present = new Set<number>();
  for (const [place, person] of people.entries()) {
    if (place % ENCOUNTERS_A_STEP === 0) yield;
    for (const organization of posts[person]!) present.add(organization);
  }
  const organizations = yield* stepwiseSorted([...present], orders.organizations);
  const organizationOf = new Map<number, number>();
  for (const [place, organization] of organizations.entries()) organizationOf.set(organization, place);
  yield;
  const postsDraft = new ListsDraft(persons.length);
  for (let person = 0; person < persons.length; person += 1) {
    if (person % STEPS === 0) yield;
    const held = posts[persons[person]!]!;
    if (held.length === 1) postsDraft.add(organizationOf.get(held[0]!)!);
    else {
      const places = held.map((number) => organizationOf.get(number)!).sort((a, b) => a - b);
      for (const organization of new Set(places)) postsDraft.add(organization);
    }
    postsDraft.end(person);
  }
  const posted = postsDraft.done();
  yield;

  const counted: number[] = [];
  for (let encounter = 0; encounter < encounterCount; encounter += 1) {
    if (encounter % ENCOUNTERS_A_STEP === 0) yield;
    if (!graph.isWithdrawn(encounter) && graph.contribution(encounter, at, census) > 0) counted.push(encounter);
  }
  const encounters = yield* stepwiseSorted(counted, graph.order);
  const encounterOf = new Int32Array(encounterCount).fill(-1);
  const [contributions, startsAt, endsAt] = [0, 1, 2].map(() => sharedFloats(encounters.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let place = 0; place < encounters.length; place += 1) {
    if (place % ENCOUNTERS_A_STEP === 0) yield;
    const encounter = encounters[place]!;
    encounterOf[encounter] = place;
    contributions[place] = graph.contribution(encounter, at, census);
    startsAt[place] = graph.startsAt.of(encounter);
    endsAt[place] = graph.endsAt.of(encounter);
  }
  const attendances = persons.reduce((sum, person) => sum + graph.attendanceOf(person), 0);
  const attendedDraft = new ListsDraft(persons.length, attendances);
  for (let person = 0; person < persons.length; person += 1) {
    if (person % STEPS === 0) yield;
    const encounters = graph.encountersOf(persons[person]!);
    for (let place = 0; place < encounters.length; place += 1) {
      const encounter = encounterOf[encounters[place]!] ?? -1;
      if (encounter >= 0) attendedDraft.add(encounter);
    }
    attendedDraft.end(person);
  }
  const attended = attendedDraft.done();
  return {
    at,
    persons,
    organizations,
    posts: posted,
    staff: yield* transposed(posted, organizations.length),
    attended,
    attendees: yield* transposed(attended, encounters.length),
    contributions,
    startsAt,
    endsAt,
  };
}

const NONE: readonly number[] = [];
