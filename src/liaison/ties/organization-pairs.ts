import { grown } from '../graph/growing.js';
import type { Running } from '../targets/fading.js';
import { rounded } from './strength.js';
import { NOWHERE, SEVERAL, type Tenure } from '../people/tenures.js';

/** What the ties of persons add up to between organizations. Organizations and persons are whole numbers. */

/** Who met at what, and what that adds to the tie of each two of them: also where it all is too little for persons to rely on. */
export interface Meetings {
  /** In the order of adding up. */
  encountersOf(person: number): ArrayLike<number>;
  attendeesOf(encounter: number): ArrayLike<number>;
  /** 0 for what does not count. */
  contributionOf(encounter: number): number;
}

/** Who of the organizations' people there is, and where. */
export interface Staff {
  /** Whoever is hidden takes no part. */
  seesPerson(person: number): boolean;
  /** The only organization in which somebody holds a position at the moment; `NOWHERE`, or `SEVERAL`. */
  placeOf(person: number): number;
  tenuresOf(person: number): readonly Tenure[];
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
const SEATS_A_STEP = 4_096;

/**
 * Finds the pairs of two organizations from the side that attended less, in steps: one search after the other. Its tables are
 * as long as there are persons.
 */
export class PairFinder {
  /** By person: at which sides they are. Clean between two searches. */
  private sides = new Uint8Array(0);
  /** By person: what adds up with whom is looked at. Clean between two of these. */
  private strengths = new Float64Array(0);
  /** The encounters that carry what the last search found, some of them more than once. */
  readonly carrying: number[] = [];

  /** @param one the people of one organization whom the viewer sees; `other`, those of the other. */
  *between(meetings: Meetings, one: readonly number[], other: readonly number[]): Generator<void, Pair[], void> {
    this.carrying.length = 0;
    this.mark(one, ONE);
    this.mark(other, OTHER);
    const pairs =
      attendanceOf(meetings, one) <= attendanceOf(meetings, other)
        ? yield* this.pairsOf(meetings, one, OTHER)
        : yield* this.pairsOf(meetings, other, ONE);
    for (const people of [one, other]) for (const person of people) this.sides[person] = 0;
    return pairs;
  }

  private *pairsOf(meetings: Meetings, people: readonly number[], opposite: number): Generator<void, Pair[], void> {
    const { sides, strengths } = this;
    const pairs: Pair[] = [];
    const met: number[] = [];
    let seats = 0;
    for (const person of people) {
      const encounters = meetings.encountersOf(person);
      for (let place = 0; place < encounters.length; place += 1) {
        const attendees = meetings.attendeesOf(encounters[place]!);
        seats += attendees.length;
        // Of most nobody of the other side is there, and what they add need not be worked out.
        let contribution = -1;
        for (let seat = 0; seat < attendees.length; seat += 1) {
          const other = attendees[seat]!;
          if ((sides[other]! & opposite) === 0 || other === person) continue;
          // Where each is at both sides, the two meet again from the other's encounters.
          if (other < person && sides[other] === BOTH && sides[person] === BOTH) continue;
          if (contribution < 0) {
            contribution = meetings.contributionOf(encounters[place]!);
            if (contribution > 0) this.carrying.push(encounters[place]!);
          }
          if (contribution === 0) break;
          if (strengths[other] === 0) met.push(other);
          strengths[other]! += contribution;
        }
      }
      for (const other of met) {
        pairs.push({ person, other, strength: strengths[other]! });
        strengths[other] = 0;
      }
      met.length = 0;
      if (seats < SEATS_A_STEP) continue;
      yield;
      seats = 0;
    }
    return pairs;
  }

  private mark(people: readonly number[], side: number): void {
    for (const person of people) {
      this.sides = grown(this.sides, person + 1);
      this.strengths = grown(this.strengths, person + 1);
      this.sides[person]! |= side;
    }
  }
}

/** All that is between the people of an organization, as far as they are seen, and those of any other, by the other: step by step. */
export function* strengthsByOrganization(
  meetings: Meetings,
  staff: Staff,
  at: number,
  organization: number,
  members: readonly number[],
): Generator<void, Map<number, number>, void> {
  const colleagues = new Set(members);
  let sums = new Float64Array(0);
  const found: number[] = [];
  const add = (counterpart: number, contribution: number) => {
    sums = grown(sums, counterpart + 1);
    if (sums[counterpart] === 0) found.push(counterpart);
    sums[counterpart]! += contribution;
  };
  for (const person of members) {
    yield;
    const own = staff.tenuresOf(person);
    const encounters = meetings.encountersOf(person);
    for (let place = 0; place < encounters.length; place += 1) {
      const contribution = meetings.contributionOf(encounters[place]!);
      if (contribution === 0) continue;
      const attendees = meetings.attendeesOf(encounters[place]!);
      for (let seat = 0; seat < attendees.length; seat += 1) {
        const other = attendees[seat]!;
        if (other === person || !staff.seesPerson(other)) continue;
        const only = staff.placeOf(other);
        if (only === organization || only === NOWHERE) continue;
        if (only !== SEVERAL) {
          add(only, contribution);
          continue;
        }
        for (const post of staff.tenuresOf(other)) {
          const counterpart = post.organization;
          if (counterpart === organization || !holds(post, at)) continue;
          // Where each is at both sides, the two meet again from the other's encounters.
          if (other < person && colleagues.has(other) && isAt(own, counterpart, at)) continue;
          add(counterpart, contribution);
        }
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

/**
 * Of the encounters that run at the moment what each adds between the people of two organizations, as far as they are seen.
 *
 * @param endsAtOf ms since the epoch
 */
export function runningAmong(
  meetings: Meetings,
  endsAtOf: (encounter: number) => number,
  at: number,
  one: readonly number[],
  other: readonly number[],
): Running[] {
  const running = new Set<number>();
  for (const person of one.length <= other.length ? one : other) {
    const encounters = meetings.encountersOf(person);
    for (let place = 0; place < encounters.length; place += 1)
      if (at < endsAtOf(encounters[place]!)) running.add(encounters[place]!);
  }
  const [ones, others] = [new Set(one), new Set(other)];
  return Array.from(running, (encounter) => {
    const attendees = meetings.attendeesOf(encounter);
    let [here, there, both] = [0, 0, 0];
    for (let seat = 0; seat < attendees.length; seat += 1) {
      const person = attendees[seat]!;
      if (ones.has(person)) here += 1;
      if (others.has(person)) there += 1;
      if (ones.has(person) && others.has(person)) both += 1;
    }
    // Whoever is at both sides is no pair alone, and two of them are one pair and not two.
    const pairs = here * there - both - (both * (both - 1)) / 2;
    return { endsAt: endsAtOf(encounter), strength: pairs * meetings.contributionOf(encounter) };
  }).filter(({ strength }) => strength > 0);
}

export function totalOf(pairs: readonly Pair[]): number {
  return pairs.reduce((sum, { strength }) => sum + strength, 0);
}

function attendanceOf(meetings: Meetings, people: readonly number[]): number {
  return people.reduce((sum, person) => sum + meetings.encountersOf(person).length, 0);
}

function holds({ begin, end }: Tenure, at: number): boolean {
  return begin <= at && at < end;
}

function isAt(posts: readonly Tenure[], organization: number, at: number): boolean {
  return posts.some((post) => post.organization === organization && holds(post, at));
}
