import { agedBy, freshStrength, HALF_LIFE } from '../strength.js';
import { grown } from './growing.js';
import { IntLists } from './int-lists.js';
import { TieRows } from './tie-rows.js';

/**
 * Strengths are kept as of this moment, the same on every process. Encounters that have ended diminish alike, so that one
 * factor makes of them the strengths at any later moment.
 */
export const KEPT_AS_OF = Date.UTC(2026, 0, 1);

/** Further away from it a factor would leave the range of numbers. */
export const KEPT_RANGE = 400 * HALF_LIFE;

/** What runs for longer is counted anew whenever it matters; a sum must stay a number. */
const HIGHEST_POWER = 900;

const HOUR = 3_600_000;

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

/**
 * Who attended what, and the ties that follow: for everybody who sees every encounter, whenever it was. `GraphView` makes
 * of it what one viewer sees at a moment. Encounters and persons are whole numbers from 0 on.
 */
export class EncounterGraph {
  readonly startsAt = new Instants();
  readonly endsAt = new Instants();
  private fresh = new Float64Array(0);
  private flags = new Uint8Array(0);
  private readonly attendees = new IntLists();
  private readonly attended = new IntLists();
  private rows = new TieRows();
  private readonly stale = new Set<number>();
  private encounterCount = 0;
  private personCount = 0;
  private sums = new Float64Array(0);
  private ends = new Float64Array(0);
  private found = new Uint8Array(0);
  private draft = { size: 0, others: new Int32Array(0), strengths: new Float64Array(0), marks: new Int32Array(0) };
  private stamps = new Int32Array(0);
  private stamp = 0;
  private stampedFor = -1;
  /** How many attended what was stamped, each counted as often as they did. */
  private stampedSeats = 0;

  /** @param order the order in which encounters are added up, the same on every process. */
  constructor(private readonly order: (encounter: number, other: number) => number) {}

  get persons(): number {
    return this.personCount;
  }

  get encounters(): number {
    return this.encounterCount;
  }

  /** The ties of all; to be read after `settle`. */
  get ties(): TieRows {
    return this.rows;
  }

  put(encounter: number, facts: EncounterFacts): void {
    const before = this.attendeesOf(encounter).slice();
    const fresh = freshStrength(facts.weight, facts.attendees.length);
    const flags = facts.guard | (facts.withdrawn ? WITHDRAWN : 0);
    if (this.isKept(encounter, facts, fresh, flags, before)) return;
    this.encounterCount = Math.max(this.encounterCount, encounter + 1);
    this.fresh = grown(this.fresh, encounter + 1);
    this.flags = grown(this.flags, encounter + 1);
    this.startsAt.set(encounter, facts.startsAt);
    this.endsAt.set(encounter, facts.endsAt);
    this.fresh[encounter] = fresh;
    this.flags[encounter] = flags;
    this.attendees.replace(encounter, facts.attendees);
    this.stampedFor = -1;
    for (const person of before) {
      this.attended.remove(person, encounter);
      this.stale.add(person);
    }
    for (const person of facts.attendees) {
      this.personCount = Math.max(this.personCount, person + 1);
      if (!facts.withdrawn) this.attended.insert(person, encounter, this.order);
      this.stale.add(person);
    }
  }

  /** Adds up the ties of those whose encounters changed: each person once, however many encounters were put meanwhile. */
  settle(): void {
    if (this.stale.size === 0) return;
    if (this.stale.size === this.personCount) this.rows = new TieRows(this.personCount, this.mostEntries());
    for (const person of this.stale) this.weigh(person);
    this.stale.clear();
  }

  attendeesOf(encounter: number): Int32Array {
    return this.attendees.of(encounter);
  }

  /** What somebody attended, in the order of adding up; withdrawn encounters left out. */
  encountersOf(person: number): Int32Array {
    return this.attended.of(person);
  }

  isWithdrawn(encounter: number): boolean {
    return (this.flags[encounter]! & WITHDRAWN) !== 0;
  }

  guardOf(encounter: number): Guard {
    return (this.flags[encounter]! & GUARD) as Guard;
  }

  /**
   * What the encounters of both that had begun by a moment, and are seen, add up to at that moment. Quick for many others of
   * one person; no closures and no views, as paths into the past spend most of their time here.
   */
  strengthAt(at: number, person: number, other: number, sights: SeesEncounters): number {
    if (this.stampedFor !== person) this.stampFor(person);
    const { attended, stamps, stamp } = this;
    if (attended.sizeOf(other) > this.stampedSeats) return this.strengthOfShared(at, person, other, sights);
    let strength = 0;
    for (let place = attended.begin(other), end = attended.end(other); place < end; place += 1) {
      const encounter = attended.values[place]!;
      if (stamps[encounter] === stamp) strength += this.contribution(encounter, at, sights);
    }
    return strength;
  }

  /** The same in the same order, by the attendees of what the person attended: for others who are everywhere. */
  private strengthOfShared(at: number, person: number, other: number, sights: SeesEncounters): number {
    const { attended, attendees } = this;
    let strength = 0;
    for (let place = attended.begin(person), end = attended.end(person); place < end; place += 1) {
      const encounter = attended.values[place]!;
      let seat = attendees.begin(encounter);
      const last = attendees.end(encounter);
      while (seat < last && attendees.values[seat] !== other) seat += 1;
      if (seat < last) strength += this.contribution(encounter, at, sights);
    }
    return strength;
  }

  /** What an encounter adds at a moment to the tie of each two who attended it; 0 where it had not begun, or is not seen. */
  contribution(encounter: number, at: number, sights: SeesEncounters): number {
    if (this.startsAt.of(encounter) > at || !sights.seesEncounter(encounter)) return 0;
    return this.fresh[encounter]! * agedBy(this.endsAt.of(encounter), at);
  }

  /** Calls for each encounter that both attended, in the order of adding up. Quick for many others of one person. */
  eachShared(person: number, other: number, call: (encounter: number) => void): void {
    if (this.stampedFor !== person) this.stampFor(person);
    const attended = this.attended.of(other);
    for (let place = 0; place < attended.length; place += 1)
      if (this.stamps[attended[place]!] === this.stamp) call(attended[place]!);
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

  /** Too many, where some met more than once; what is not used of it takes no memory. */
  private mostEntries(): number {
    let entries = 0;
    for (let encounter = 0; encounter < this.encounterCount; encounter += 1) {
      const attendees = this.attendees.sizeOf(encounter);
      if (!this.isWithdrawn(encounter)) entries += attendees * (attendees - 1);
    }
    return Math.min(entries, this.personCount * (this.personCount - 1));
  }

  private stampFor(person: number): void {
    this.stamps = grown(this.stamps, this.encounterCount);
    if (this.stamp === LAST_STAMP) {
      this.stamps.fill(0);
      this.stamp = 0;
    }
    this.stamp += 1;
    this.stampedFor = person;
    this.stampedSeats = 0;
    for (const encounter of this.attended.of(person)) {
      this.stamps[encounter] = this.stamp;
      this.stampedSeats += this.attendees.sizeOf(encounter);
    }
  }

  /** Adds up the ties of a person anew: always all of its encounters, so that nothing is left of how they came in. */
  private weigh(person: number): void {
    this.sums = grown(this.sums, this.personCount);
    this.ends = grown(this.ends, this.personCount);
    this.found = grown(this.found, this.personCount);
    const { draft } = this;
    draft.size = 0;
    const attended = this.attended.of(person);
    for (let place = 0; place < attended.length; place += 1) {
      const encounter = attended[place]!;
      const endsAt = this.endsAt.of(encounter);
      const kept = this.fresh[encounter]! * 2 ** Math.min((endsAt - KEPT_AS_OF) / HALF_LIFE, HIGHEST_POWER);
      const found = FOUND | (this.flags[encounter]! & GUARD);
      const attendees = this.attendees.of(encounter);
      draft.others = grown(draft.others, draft.size + attendees.length);
      for (let each = 0; each < attendees.length; each += 1) {
        const other = attendees[each]!;
        if (other === person) continue;
        if (this.found[other] === 0) {
          draft.others[draft.size] = other;
          draft.size += 1;
          this.sums[other] = 0;
          this.ends[other] = endsAt;
        }
        this.sums[other]! += kept;
        if (found > this.found[other]!) this.found[other] = found;
        if (endsAt > this.ends[other]!) this.ends[other] = endsAt;
      }
    }
    draft.strengths = grown(draft.strengths, draft.size);
    draft.marks = grown(draft.marks, draft.size);
    for (let place = 0; place < draft.size; place += 1) {
      const other = draft.others[place]!;
      draft.strengths[place] = this.sums[other]!;
      draft.marks[place] = markOf(this.ends[other]!, this.found[other]! & GUARD);
      this.found[other] = 0;
    }
    this.rows.replace(person, draft);
  }
}

const GUARD = 3;
const WITHDRAWN = 4;
const FOUND = 8;
const LAST_STAMP = 2 ** 31 - 1;

/** The hour by which all encounters of a tie have ended, and the highest guard of them. */
function markOf(endsAt: number, guard: number): number {
  return Math.ceil(endsAt / HOUR) * 4 + guard;
}

/** Whether a strength may be relied on at a moment as it is kept: for whoever sees all encounters up to a guard. */
export function isPlain(mark: number, at: number, seesUpTo: Guard | -1): boolean {
  return (mark & GUARD) <= seesUpTo && (mark >> 2) * HOUR <= at;
}

/** Instants by whole numbers from 0 on. */
class Instants {
  private values = new Float64Array(0);

  of(place: number): number {
    return this.values[place]!;
  }

  set(place: number, instant: number): void {
    this.values = grown(this.values, place + 1);
    this.values[place] = instant;
  }
}
