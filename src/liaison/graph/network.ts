import { LEAST_TRUST, rounded, trustOf } from '../ties/strength.js';
import type { EncounterGraph, SeesEncounters } from './encounter-graph.js';
import { ListsDraft, RowsDraft, type Lists, type SparseRows } from './sparse-rows.js';
import { stepwiseSorted } from './stepwise-sort.js';
import { StrengthRow } from './strength-row.js';

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

/** Who knows whom, for one viewer at a moment: of every person who is seen and holds a position. */
export interface Acquaintance extends Participation {
  /** Of persons: the ties, none below the least trust, by strength. */
  readonly ties: SparseRows;
}

/**
 * The whole network of one viewer at a moment: every person who is seen and holds a position, and whom they know. Persons and
 * organizations are numbered in the order of their ids, so that what is computed is the same on every process.
 */
export interface Network extends Acquaintance {
  /** Of organizations: by the strength of all pairs of their persons, also those that are no ties. */
  readonly organizationTies: SparseRows;
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
const ENTRIES_A_STEP = 32_768;

/** Looks who takes part; step by step, during which the graph must stay as it is. */
export function* participationAt(
  graph: EncounterGraph,
  at: number,
  census: Census,
  orders: Orders,
): Generator<void, Participation, void> {
  const people: number[] = [];
  const posts: (readonly number[])[] = [];
  for (let person = 0; person < graph.persons; person += 1) {
    if (person % STEPS === 0) yield;
    posts[person] = census.seesPerson(person) ? census.organizationsOf(person) : [];
    if (posts[person]!.length > 0) people.push(person);
  }
  yield;
  const persons = yield* stepwiseSorted(people, orders.persons);
  const present = new Set<number>();
  for (const person of people) for (const organization of posts[person]!) present.add(organization);
  yield;
  const organizations = yield* stepwiseSorted([...present], orders.organizations);
  const organizationOf = inverse(organizations);
  const postsDraft = new ListsDraft(persons.length);
  for (let person = 0; person < persons.length; person += 1) {
    if (person % STEPS === 0) yield;
    const held = posts[persons[person]!]!.map((number) => organizationOf.get(number)!);
    for (const organization of new Set(held.sort(ascending))) postsDraft.add(organization);
    postsDraft.end(person);
  }
  const posted = postsDraft.done();
  yield;

  const contributions: number[] = [];
  const startsAt: number[] = [];
  const endsAt: number[] = [];
  const encounterOf = new Int32Array(graph.encounters).fill(-1);
  for (let encounter = 0; encounter < graph.encounters; encounter += 1) {
    if (encounter % STEPS === 0) yield;
    if (graph.isWithdrawn(encounter)) continue;
    const contribution = graph.contribution(encounter, at, census);
    if (contribution === 0) continue;
    encounterOf[encounter] = contributions.length;
    contributions.push(contribution);
    startsAt.push(graph.startsAt.of(encounter));
    endsAt.push(graph.endsAt.of(encounter));
  }
  const attendedDraft = new ListsDraft(persons.length);
  for (let person = 0; person < persons.length; person += 1) {
    if (person % STEPS === 0) yield;
    const encounters = graph.encountersOf(persons[person]!);
    for (let place = 0; place < encounters.length; place += 1) {
      const encounter = encounterOf[encounters[place]!]!;
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
    attendees: yield* transposed(attended, contributions.length),
    contributions: Float64Array.from(contributions),
    startsAt: Float64Array.from(startsAt),
    endsAt: Float64Array.from(endsAt),
  };
}

/** Adds up who knows whom, person by person; step by step, as long as it takes. */
export function* acquaintanceOf(participation: Participation): Generator<void, Acquaintance, void> {
  const { persons } = participation;
  const row = new StrengthRow(participation);
  const ties = new RowsDraft(persons.length);
  for (let person = 0; person < persons.length; person += 1) {
    if (person % STEPS === 0) yield;
    row.addUpHigher(person);
    for (let place = 0; place < row.size; place += 1) {
      const other = row.others[place]!;
      const strength = rounded(row.strengths[other]!);
      if (trustOf(strength) >= LEAST_TRUST) ties.add(person, other, strength);
    }
  }
  yield;
  return { ...participation, ties: yield* ties.done() };
}

/** The same, and what that is between organizations, one after the other: this takes longer. */
export function* withOrganizations(acquaintance: Acquaintance): Generator<void, Network, void> {
  const { organizations, staff } = acquaintance;
  const row = new StrengthRow(acquaintance);
  const organizationTies = new RowsDraft(organizations.length);
  const sums = new Float64Array(organizations.length);
  const touched: number[] = [];
  for (let organization = 0; organization < organizations.length; organization += 1) {
    for (let member = staff.begins[organization]!; member < staff.begins[organization + 1]!; member += 1) {
      yield;
      const person = staff.values[member]!;
      row.addUp(person);
      row.eachPair(person, organization, (counterpart, _, strength) => {
        if (counterpart < organization) return;
        if (sums[counterpart] === 0) touched.push(counterpart);
        sums[counterpart]! += strength;
      });
    }
    for (const counterpart of touched) {
      organizationTies.add(organization, counterpart, rounded(sums[counterpart]!));
      sums[counterpart] = 0;
    }
    touched.length = 0;
  }
  yield;
  return { ...acquaintance, organizationTies: yield* organizationTies.done() };
}

/** By value: the lists in which it stands, ascending; in steps. */
export function* transposed({ begins, values }: Lists, count: number): Generator<void, Lists, void> {
  const turned = { begins: new Int32Array(count + 1), values: new Int32Array(values.length) };
  for (let place = 0; place < values.length; place += 1) {
    if (place % ENTRIES_A_STEP === 0) yield;
    turned.begins[values[place]! + 1]! += 1;
  }
  for (let value = 0; value < count; value += 1) turned.begins[value + 1]! += turned.begins[value]!;
  const next = turned.begins.slice(0, count);
  for (let list = 0; list + 1 < begins.length; list += 1)
    for (let place = begins[list]!; place < begins[list + 1]!; place += 1) {
      if (place % ENTRIES_A_STEP === 0) yield;
      const value = values[place]!;
      turned.values[next[value]!] = list;
      next[value]! += 1;
    }
  return turned;
}

function inverse(numbers: Int32Array): Map<number, number> {
  return new Map(Array.from(numbers, (number, place) => [number, place]));
}

const ascending = (a: number, b: number) => a - b;
