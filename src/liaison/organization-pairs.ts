import { grown } from './graph/growing.js';
import { rounded } from './strength.js';
import { NOWHERE, SEVERAL } from './tenures.js';

/** What the ties of persons add up to between organizations. Organizations and persons are whole numbers. */

/** The ties among persons, as strengths: also those too weak for persons to rely on. */
export interface Strengths {
  /** How many encounters somebody attended: how long it takes to read the row. */
  attendanceOf(person: number): number;
  begin(person: number): number;
  end(person: number): number;
  other(entry: number): number;
  /** Never 0. */
  strengthOf(entry: number): number;
}

/** A position, from one instant until another. */
export interface Post {
  readonly organization: number;
  readonly begin: number;
  readonly end: number;
}

/** Who of the organizations' people there is, and where. */
export interface Staff {
  /** Whoever is hidden takes no part. */
  seesPerson(person: number): boolean;
  /** The only organization in which somebody holds a position at the moment; `NOWHERE`, or `SEVERAL`. */
  placeOf(person: number): number;
  postsOf(person: number): readonly Post[];
}

/** Each two persons of whom one is at either side, once. */
export interface Pair {
  readonly person: number;
  readonly other: number;
  readonly strength: number;
}

const ONE = 1;
const OTHER = 2;
const BOTH = ONE | OTHER;
/** So many entries of rows make a step. */
const STEP = 2_048;

/** Finds the pairs of two organizations from the side that attended less. Its tables are as long as there are persons. */
export class PairFinder {
  /** By person: at which sides they are. Clean between two searches. */
  private sides = new Uint8Array(0);

  /** @param one the people of one organization whom the viewer sees; `other`, those of the other. */
  between(graph: Strengths, one: readonly number[], other: readonly number[]): Pair[] {
    this.mark(one, ONE);
    this.mark(other, OTHER);
    const pairs =
      attendanceOf(graph, one) <= attendanceOf(graph, other)
        ? this.pairsOf(graph, one, OTHER)
        : this.pairsOf(graph, other, ONE);
    for (const people of [one, other]) for (const person of people) this.sides[person] = 0;
    return pairs;
  }

  private pairsOf(graph: Strengths, people: readonly number[], opposite: number): Pair[] {
    const { sides } = this;
    const pairs: Pair[] = [];
    for (const person of people)
      for (let entry = graph.begin(person), end = graph.end(person); entry < end; entry += 1) {
        const other = graph.other(entry);
        if ((sides[other]! & opposite) === 0) continue;
        // Where each is at both sides, the two meet again from the other's row.
        if (other < person && sides[other] === BOTH && sides[person] === BOTH) continue;
        pairs.push({ person, other, strength: graph.strengthOf(entry) });
      }
    return pairs;
  }

  private mark(people: readonly number[], side: number): void {
    for (const person of people) {
      this.sides = grown(this.sides, person + 1);
      this.sides[person]! |= side;
    }
  }
}

/** All that is between the people of an organization, as far as they are seen, and those of any other, by the other: step by step. */
export function* strengthsByOrganization(
  graph: Strengths,
  staff: Staff,
  at: number,
  organization: number,
  members: readonly number[],
): Generator<void, Map<number, number>, void> {
  const colleagues = new Set(members);
  let sums = new Float64Array(0);
  const found: number[] = [];
  let looked = 0;
  for (const person of members) {
    const own = staff.postsOf(person);
    for (let entry = graph.begin(person), end = graph.end(person); entry < end; entry += 1) {
      looked += 1;
      if (looked % STEP === 0) yield;
      const other = graph.other(entry);
      if (!staff.seesPerson(other)) continue;
      const place = staff.placeOf(other);
      if (place === organization || place === NOWHERE) continue;
      if (place !== SEVERAL) {
        sums = grown(sums, place + 1);
        if (sums[place] === 0) found.push(place);
        sums[place]! += graph.strengthOf(entry);
        continue;
      }
      for (const post of staff.postsOf(other)) {
        const counterpart = post.organization;
        if (counterpart === organization || !holds(post, at)) continue;
        // Where each is at both sides, the two meet again from the other's row.
        if (other < person && colleagues.has(other) && isAt(own, counterpart, at)) continue;
        sums = grown(sums, counterpart + 1);
        if (sums[counterpart] === 0) found.push(counterpart);
        sums[counterpart]! += graph.strengthOf(entry);
      }
    }
  }
  return new Map(found.map((counterpart) => [counterpart, sums[counterpart]!]));
}

export interface Carrier {
  readonly person: number;
  /** Of the whole strength; those of all carriers add up to 2, as each pair has two persons. */
  readonly share: number;
}

/** Who carries a tie of organizations, whoever carries most first. */
export function carriersOf(pairs: readonly Pair[], compareIds: (a: number, b: number) => number): Carrier[] {
  const carried = new Map<number, number>();
  for (const { person, other, strength } of pairs) {
    carried.set(person, (carried.get(person) ?? 0) + strength);
    carried.set(other, (carried.get(other) ?? 0) + strength);
  }
  const total = totalOf(pairs);
  return [...carried]
    .map(([person, strength]) => ({ person, share: rounded(Math.min(strength / total, 1)) }))
    .sort((a, b) => b.share - a.share || compareIds(a.person, b.person));
}

export function totalOf(pairs: readonly Pair[]): number {
  return pairs.reduce((sum, { strength }) => sum + strength, 0);
}

function attendanceOf(graph: Strengths, people: readonly number[]): number {
  return people.reduce((sum, person) => sum + graph.attendanceOf(person), 0);
}

function holds({ begin, end }: Post, at: number): boolean {
  return begin <= at && at < end;
}

function isAt(posts: readonly Post[], organization: number, at: number): boolean {
  return posts.some((post) => post.organization === organization && holds(post, at));
}
