import { HALF_LIFE, LEAST_STRENGTH } from '../ties/strength.js';
import type { EncounterGraph } from './encounter-graph.js';
import { grown } from './growing.js';
import { IntLists } from './int-lists.js';
import { Marks } from './marks.js';
import { StepRows, type Steps } from './step-rows.js';
import { strongestFirst } from './strongest-first.js';

/** As of when strengths are kept: any moment would do. */
const EPOCH = Date.UTC(2026, 0, 1);
/** So far from it strengths can be told; no number ends there. What ends later still runs by then. */
const FARTHEST = 500 * HALF_LIFE;

/** So many seats are looked at between two pauses: some 100 us. */
const SEATS_A_PAUSE = 16_384;
/** Looking whether somebody's row is there takes as long as looking at a tenth of a seat. */
const PERSONS_A_SEAT = 10;

const GUARD_BITS = 2;

/** The rank of an encounter, and its guard. */
export function guardedOf(entry: number): { readonly rank: number; readonly guard: number } {
  return { rank: entry >> GUARD_BITS, guard: entry & (2 ** GUARD_BITS - 1) };
}

/**
 * How ties grew, for all moments at once. What has ended fades alike: so a tie, as of one and the same moment, only ever
 * grows, by a step with each encounter of the two. A person's row has all steps that made a tie, the strongest first. Those
 * that had begun by some moment, of each tie the first one, are the ties as of then, in their order; what is too weak by
 * then is all at the end. So a row of any day is read off, in less than a tenth of the time that adding it up takes.
 *
 * All encounters count here, whoever may see them, and those that run are in as if they had ended: who reads a row sees to
 * the ties that either is about. Nothing is told of a person until `settling` was there once.
 */
export class TieSteps {
  /** By person: the encounters, by when they began. A step's rank is the place of its encounter in here. */
  readonly encounters = new IntLists();
  /** By person: those that have a guard, as `guardedOf` tells, by rank. */
  readonly guarded = new IntLists();

  /** For whoever reads a row, three flags of persons; they do so one at a time. */
  readonly marks = new Marks(8);
  /** By person: 0, and so again after whoever works in it. */
  sums = new Float64Array(0);

  private readonly rows = new StepRows();
  /** By person: the version of their encounters that the row is of; 0 where none was made yet. */
  private versions = new Int32Array(0);
  /** By person: how long the longest of their encounters takes, in ms. */
  private longest = new Float64Array(0);
  private readonly draft = { others: new Int32Array(0), strengths: new Float64Array(0), ranks: new Int32Array(0) };
  private putsSettled = 0;

  constructor(private readonly graph: EncounterGraph) {}

  /** Makes room to work in. */
  reserve(persons: number): void {
    this.marks.reserve(persons);
    this.sums = grown(this.sums, persons);
  }

  /** Whether strengths can be told as of a moment. */
  reaches(at: number): boolean {
    return Math.abs(at - EPOCH) < FARTHEST;
  }

  /**
   * Whether somebody's row is there, of the encounters that they have now. Where it was of those before it is made anew: that
   * takes little longer than adding up the ties of one moment, and serves all.
   */
  has(person: number): boolean {
    const version = this.versions[person] ?? 0;
    if (version === 0) return false;
    if (version !== this.graph.versionOf(person)) this.make(person);
    return true;
  }

  /** Whether nothing was put since `settling` began the last time. */
  get isSettled(): boolean {
    return this.putsSettled === this.graph.puts;
  }

  /** How many of somebody's encounters had begun by a moment. */
  begunBy(person: number, at: number): number {
    const { encounters, graph } = this;
    const first = encounters.begin(person);
    let [low, high] = [first, encounters.end(person)];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (graph.startsAt.of(encounters.values[middle]!) <= at) low = middle + 1;
      else high = middle;
    }
    return low - first;
  }

  /** When somebody's encounter of a rank begins; Infinity where there is none of it. */
  startOf(person: number, rank: number): number {
    const { encounters, graph } = this;
    return rank < encounters.sizeOf(person) ? graph.startsAt.of(encounters.at(person, rank)) : Infinity;
  }

  /** Before whom of somebody's encounters by rank all had ended by a moment. */
  endedBefore(person: number, at: number): number {
    return this.begunBy(person, at - this.longest[person]!);
  }

  /** How many steps somebody's row has. */
  sizeOf(person: number): number {
    return this.rows.sizeOf(person);
  }

  /** Where it lies. */
  rowOf(person: number): Steps {
    return this.rows.of(person);
  }

  beginOf(person: number): number {
    return this.rows.beginOf(person);
  }

  /** By what a kept strength has faded at a moment. */
  fadedBy(at: number): number {
    return 2 ** ((EPOCH - at) / HALF_LIFE);
  }

  /** Makes the rows that are not there, a few at a time. What is put meanwhile is seen to the next time. */
  *settling(): Generator<void, void, void> {
    const { graph, rows } = this;
    const { puts } = graph;
    const isTidy = !rows.someAreLonely;
    let seats = 0;
    for (const person of (isTidy ? this.changed() : undefined) ?? everyone(graph)) {
      if (this.versions[person] !== graph.versionOf(person)) seats += this.make(person);
      else if (rows.isLonely(person)) rows.move(person);
      seats += 1 / PERSONS_A_SEAT;
      if (seats < SEATS_A_PAUSE) continue;
      seats = 0;
      yield;
    }
    this.putsSettled = puts;
  }

  /**
   * Of whom encounters were put since the last time; undefined where that is too much to know. Who is no longer of one is not
   * among them: theirs is made when it is asked for.
   */
  private changed(): Set<number> | undefined {
    const { graph, putsSettled } = this;
    const changed = putsSettled === 0 ? undefined : graph.putSince(putsSettled);
    if (!changed) return undefined;
    const persons = new Set<number>();
    for (const encounter of changed) for (const person of graph.attendeesOf(encounter)) persons.add(person);
    return persons;
  }

  /** Answers how many seats it looked at. */
  private make(person: number): number {
    const byStart = this.byStart(person);
    const kept = this.keptOf(person, byStart);
    this.versions = grown(this.versions, person + 1);
    this.longest = grown(this.longest, person + 1);
    this.versions[person] = this.graph.versionOf(person);
    this.encounters.replace(person, byStart);
    this.noteGuarded(person, byStart);
    return this.write(person, byStart, kept);
  }

  /** How many of somebody's encounters are as they were, where nothing happened but that later ones came; else 0. */
  private keptOf(person: number, byStart: Int32Array): number {
    const known = this.encounters.of(person);
    const changes = this.graph.versionOf(person) - (this.versions[person] ?? 0);
    // Whatever else happens to an encounter makes more changes than it makes encounters.
    if (changes !== byStart.length - known.length) return 0;
    return known.every((encounter, rank) => encounter === byStart[rank]) ? known.length : 0;
  }

  private byStart(person: number): Int32Array {
    const { startsAt } = this.graph;
    const encounters = this.graph.encountersOf(person).slice();
    let isInOrder = true;
    for (let rank = 1; rank < encounters.length; rank += 1)
      if (startsAt.of(encounters[rank]!) < startsAt.of(encounters[rank - 1]!)) isInOrder = false;
    return isInOrder ? encounters : encounters.sort((a, b) => startsAt.of(a) - startsAt.of(b));
  }

  private noteGuarded(person: number, byStart: Int32Array): void {
    const { graph } = this;
    const guarded: number[] = [];
    for (let rank = 0; rank < byStart.length; rank += 1) {
      const guard = graph.guardOf(byStart[rank]!);
      if (guard > 0) guarded.push((rank << GUARD_BITS) | guard);
    }
    this.guarded.replace(person, guarded);
  }

  /**
   * Writes the steps of all encounters from a rank on; all are added up, as few steps tell what a tie was at last. Answers
   * how many seats it looked at.
   */
  private write(person: number, byStart: Int32Array, first: number): number {
    const { graph, draft } = this;
    const { attendees, startsAt, endsAt } = graph;
    this.sums = grown(this.sums, graph.persons);
    const { sums } = this;
    let [seats, size, longest] = [1, 0, 0];
    for (let rank = 0; rank < byStart.length; rank += 1) {
      const encounter = byStart[rank]!;
      const [start, end] = [startsAt.of(encounter), endsAt.of(encounter)];
      longest = Math.max(longest, end - start);
      const strength = graph.freshStrengthOf(encounter) * unfaded(end);
      const least = rank < first ? Infinity : LEAST_STRENGTH * unfaded(start);
      const [seat, last] = [attendees.begin(encounter), attendees.end(encounter)];
      seats += last - seat;
      this.makeRoom(size + last - seat);
      for (let place = seat; place < last; place += 1) {
        const other = attendees.values[place]!;
        const sum = sums[other]! + strength;
        sums[other] = sum;
        if (sum < least || other === person) continue;
        draft.others[size] = other;
        draft.strengths[size] = sum;
        draft.ranks[size] = rank;
        size += 1;
      }
    }
    for (let rank = 0; rank < byStart.length; rank += 1) {
      const encounter = byStart[rank]!;
      for (let place = attendees.begin(encounter), end = attendees.end(encounter); place < end; place += 1)
        sums[attendees.values[place]!] = 0;
    }
    this.longest[person] = longest;
    const steps = { ...draft, order: strongestFirst(draft.strengths, size) };
    if (first > 0) this.rows.merge(person, steps);
    else this.rows.replace(person, steps);
    return seats;
  }

  private makeRoom(steps: number): void {
    const { draft } = this;
    draft.others = grown(draft.others, steps);
    draft.strengths = grown(draft.strengths, steps);
    draft.ranks = grown(draft.ranks, steps);
  }
}

function* everyone({ persons }: EncounterGraph): Generator<number> {
  for (let person = 0; person < persons; person += 1) yield person;
}

/** What a new strength of 1 at a moment is as of when strengths are kept. */
function unfaded(at: number): number {
  return 2 ** ((Math.min(at, EPOCH + 2 * FARTHEST) - EPOCH) / HALF_LIFE);
}
