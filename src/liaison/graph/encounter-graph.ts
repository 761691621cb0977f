import { agedBy, freshStrength } from '../ties/strength.js';
import { grown } from './growing.js';
import { IntLists } from './int-lists.js';
import { TieSums } from './tie-sums.js';

/** Who may not see an encounter: nobody of the community, some of it, or even most of those who see everything else. */
export type Guard = 0 | 1 | 2;

export interface SeesEncounters {
  seesEncounter(encounter: number): boolean;
}

/** What of an encounter makes ties. Persons are whole numbers, instants ms since the epoch. */
export interface EncounterFacts {
  readonly startsAt: number;
  readonly endsAt: number;
  /** By kind and mode, before it is shared among the attendees. */
  readonly weight: number;
  readonly guard: Guard;
  /** A withdrawn one keeps its attendees, and makes no ties. */
  readonly withdrawn: boolean;
  readonly attendees: readonly number[];
}

/** The facts of all encounters from 0 on, by encounter; attendees by where they end. */
export interface AllFacts {
  readonly startsAt: Float64Array<ArrayBuffer>;
  readonly endsAt: Float64Array<ArrayBuffer>;
  readonly attendances: Int32Array;
  readonly attendees: Int32Array;
  readonly othersOf: (encounter: number) => Pick<EncounterFacts, 'weight' | 'guard' | 'withdrawn'>;
}

/**
 * Who attended what, and what that adds up to, for whoever sees what of it at a moment: ties are not kept but added up, in a
 * few microseconds for all of a person's. `DayRows` keeps those that are asked for. Encounters and persons are whole numbers
 * from 0 on.
 */
export class EncounterGraph {
  readonly startsAt = new Instants();
  readonly endsAt = new Instants();
  private fresh = new Float64Array(0);
  private flags = new Uint8Array(0);
  /** By encounter. */
  attendees = new IntLists();
  private attended = new IntLists();
  private isLoading = false;
  private encounterCount = 0;
  /** Whether encounters are added up in the order of their numbers: so they are where they came in the order of their ids. */
  private isByNumber = true;
  private personCount = 0;
  private versions = new Int32Array(0);
  private readonly news = new Int32Array(NEWS);
  private putCount = 0;
  private readonly sums = new TieSums();

  /** @param order the order in which encounters are added up, the same on every process. */
  constructor(readonly order: (encounter: number, other: number) => number) {}

  get persons(): number {
    return this.personCount;
  }

  get encounters(): number {
    return this.encounterCount;
  }

  /** How often encounters were put. */
  get puts(): number {
    return this.putCount;
  }

  /** Another number, never 0, whenever something that the person attended may have changed. */
  versionOf(person: number): number {
    return this.versions[person]! + 1;
  }

  /** Which encounters were put since there were so many puts; undefined where that is too long ago to know. */
  putSince(puts: number): number[] | undefined {
    const count = this.putCount - puts;
    return count > NEWS ? undefined : Array.from({ length: count }, (_, ago) => this.news[(puts + ago) % NEWS]!);
  }

  /** From now on what everybody attended is left to `endLoading`; nobody may ask for it until then. */
  beginLoading(): void {
    this.isLoading = true;
  }

  /** Takes in all encounters that there are, in steps; what everybody attended is left to `endLoading`. */
  *load({ startsAt, endsAt, attendances, attendees, othersOf }: AllFacts): Generator<void, void, void> {
    this.isLoading = true;
    const count = attendances.length;
    this.startsAt.replace(startsAt);
    this.endsAt.replace(endsAt);
    this.attendees = IntLists.of(attendances, attendees);
    yield;
    this.fresh = new Float64Array(count);
    this.flags = new Uint8Array(count);
    for (let encounter = 0; encounter < count; encounter += 1) {
      if (encounter % ENCOUNTERS_A_STEP === 0) yield;
      const { weight, guard, withdrawn } = othersOf(encounter);
      this.fresh[encounter] = freshStrength(weight, this.attendees.sizeOf(encounter));
      this.flags[encounter] = flagsOf(guard, withdrawn);
    }
    this.enroll(attendees.reduce((most, person) => Math.max(most, person), -1));
    this.versions.fill(1);
    this.encounterCount = count;
    this.putCount += count;
  }

  /** Puts together at once what everybody attended, which takes a fraction of the time that it takes to insert each, in steps. */
  *endLoading(): Generator<void, void, void> {
    if (!this.isLoading) return;
    const { attendees, encounterCount } = this;
    const standing: number[] = [];
    let isInOrder = true;
    for (let encounter = 0; encounter < encounterCount; encounter += 1) {
      this.noteOrder(encounter);
      if (this.isWithdrawn(encounter)) continue;
      if (standing.length > 0 && this.order(standing.at(-1)!, encounter) > 0) isInOrder = false;
      standing.push(encounter);
    }
    if (!isInOrder) standing.sort(this.order);
    yield;
    const sizes = new Int32Array(this.personCount);
    for (const [count, encounter] of standing.entries()) {
      if (count % ENCOUNTERS_A_STEP === 0) yield;
      for (let seat = attendees.begin(encounter), end = attendees.end(encounter); seat < end; seat += 1)
        sizes[attendees.values[seat]!]! += 1;
    }
    const attended = IntLists.ofSizes(sizes);
    for (const [count, encounter] of standing.entries()) {
      if (count % ENCOUNTERS_A_STEP === 0) yield;
      for (let seat = attendees.begin(encounter), end = attendees.end(encounter); seat < end; seat += 1)
        attended.fill(attendees.values[seat]!, encounter);
    }
    this.attended = attended;
    this.isLoading = false;
  }

  put(encounter: number, facts: EncounterFacts): void {
    this.news[this.putCount % NEWS] = encounter;
    this.putCount += 1;
    const before = this.attendees.sizeOf(encounter) === 0 ? NOBODY : this.attendeesOf(encounter).slice();
    const fresh = freshStrength(facts.weight, facts.attendees.length);
    const flags = flagsOf(facts.guard, facts.withdrawn);
    if (this.isKept(encounter, facts, fresh, flags, before)) return;
    for (; this.encounterCount <= encounter; this.encounterCount += 1) this.noteOrder(this.encounterCount);
    this.fresh = grown(this.fresh, encounter + 1);
    this.flags = grown(this.flags, encounter + 1);
    this.startsAt.set(encounter, facts.startsAt);
    this.endsAt.set(encounter, facts.endsAt);
    this.fresh[encounter] = fresh;
    this.flags[encounter] = flags;
    this.attendees.replace(encounter, facts.attendees);
    for (const person of before) {
      this.attended.remove(person, encounter);
      this.versions[person]! += 1;
    }
    for (const person of facts.attendees) {
      this.enroll(person);
      if (!facts.withdrawn && !this.isLoading) this.attended.insert(person, encounter, this.order);
      this.versions[person]! += 1;
    }
  }

  /** Makes room for somebody, who may have attended nothing yet. */
  enroll(person: number): void {
    if (person < this.personCount) return;
    this.personCount = person + 1;
    this.versions = grown(this.versions, this.personCount);
  }

  attendeesOf(encounter: number): Int32Array {
    return this.attendees.of(encounter);
  }

  /** What somebody attended, in the order of adding up; withdrawn encounters left out. */
  encountersOf(person: number): Int32Array {
    return this.attended.of(person);
  }

  /** How many encounters somebody attended. */
  attendanceOf(person: number): number {
    return this.attended.sizeOf(person);
  }

  isWithdrawn(encounter: number): boolean {
    return (this.flags[encounter]! & WITHDRAWN) !== 0;
  }

  guardOf(encounter: number): Guard {
    return (this.flags[encounter]! & GUARD) as Guard;
  }

  /**
   * What a person's encounters that had begun by a moment, and are seen, add up to with every other attendee at that moment:
   * always in the same order, so that nothing is left of how they came in. Good until the next call.
   */
  addUp(person: number, at: number, sights: SeesEncounters): TieSums {
    const { attended, attendees, sums } = this;
    sums.clear(this.personCount);
    const { others, strengths } = sums;
    const seats = attendees.values;
    // Whoever has something already is not met a first time: so the person is not.
    strengths[person] = 1;
    let size = 0;
    for (let place = attended.begin(person), end = attended.end(person); place < end; place += 1) {
      const encounter = attended.values[place]!;
      const contribution = this.contribution(encounter, at, sights);
      if (contribution === 0) continue;
      for (let seat = attendees.begin(encounter), last = attendees.end(encounter); seat < last; seat += 1) {
        const other = seats[seat]!;
        const strength = strengths[other]!;
        if (strength === 0) {
          others[size] = other;
          size += 1;
        }
        strengths[other] = strength + contribution;
      }
      if (this.endsAt.of(encounter) > at) sums.noteRunning(seats, attendees.begin(encounter), attendees.end(encounter));
    }
    strengths[person] = 0;
    sums.running[person] = 0;
    sums.size = size;
    return sums;
  }

  /** What the encounters of both that had begun by a moment, and are seen, add up to then. */
  strengthAt(at: number, person: number, other: number, sights: SeesEncounters): number {
    let strength = 0;
    for (const encounter of this.sharedBy(person, other)) strength += this.contribution(encounter, at, sights);
    return strength;
  }

  /** What an encounter adds to the tie of each two who attended it while it is new. */
  freshStrengthOf(encounter: number): number {
    return this.fresh[encounter]!;
  }

  /** What an encounter adds at a moment to the tie of each two who attended it; 0 where it had not begun, or is not seen. */
  contribution(encounter: number, at: number, sights: SeesEncounters): number {
    if (this.startsAt.of(encounter) > at || !sights.seesEncounter(encounter)) return 0;
    return this.fresh[encounter]! * agedBy(this.endsAt.of(encounter), at);
  }

  /** The encounters that both attended, in the order of adding up. */
  sharedBy(person: number, other: number): number[] {
    return this.isByNumber ? this.sharedByNumber(person, other) : this.sharedInOrder(person, other);
  }

  /** Which of two is less is nothing that a processor could foresee: both places move by what it comes to, without a branch. */
  private sharedByNumber(person: number, other: number): number[] {
    const { attended } = this;
    const { values } = attended;
    const [end, last] = [attended.end(person), attended.end(other)];
    let [place, next] = [attended.begin(person), attended.begin(other)];
    const shared: number[] = [];
    while (place < end && next < last) {
      const [one, another] = [values[place]!, values[next]!];
      if (one === another) shared.push(one);
      place += Number(one <= another);
      next += Number(another <= one);
    }
    return shared;
  }

  /** Where an encounter with a later number comes first. */
  private sharedInOrder(person: number, other: number): number[] {
    const { attended, order } = this;
    const { values } = attended;
    const [end, last] = [attended.end(person), attended.end(other)];
    let [place, next] = [attended.begin(person), attended.begin(other)];
    const shared: number[] = [];
    while (place < end && next < last) {
      const [one, another] = [values[place]!, values[next]!];
      if (one === another) {
        shared.push(one);
        place += 1;
        next += 1;
      } else if (order(one, another) < 0) place += 1;
      else next += 1;
    }
    return shared;
  }

  /** Whether an encounter comes after the one before it by number. */
  private noteOrder(encounter: number): void {
    if (encounter > 0 && this.order(encounter - 1, encounter) > 0) this.isByNumber = false;
  }

  /** Whether nothing that makes ties would change. */
  private isKept(
    encounter: number,
    { startsAt, endsAt, attendees }: EncounterFacts,
    fresh: number,
    flags: number,
    before: Int32Array,
  ): boolean {
    return (
      encounter < this.encounterCount &&
      this.startsAt.of(encounter) === startsAt &&
      this.endsAt.of(encounter) === endsAt &&
      this.fresh[encounter] === fresh &&
      this.flags[encounter] === flags &&
      before.length === attendees.length &&
      before.every((person, place) => person === attendees[place])
    );
  }
}

/** Some ms. */
const ENCOUNTERS_A_STEP = 20_000;
const NOBODY = new Int32Array(0);
const GUARD = 3;
const WITHDRAWN = 4;

function flagsOf(guard: Guard, withdrawn: boolean): number {
  return guard | (withdrawn ? WITHDRAWN : 0);
}

/** So many puts are remembered one by one. */
const NEWS = 1_024;

/** Instants by whole numbers from 0 on. */
class Instants {
  private values = new Float64Array(0);

  of(place: number): number {
    return this.values[place]!;
  }

  replace(values: Float64Array<ArrayBuffer>): void {
    this.values = values;
  }

  set(place: number, instant: number): void {
    this.values = grown(this.values, place + 1);
    this.values[place] = instant;
  }
}
