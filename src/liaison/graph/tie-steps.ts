import { HALF_LIFE, LEAST_STRENGTH } from '../ties/strength.js';
import type { EncounterGraph } from './encounter-graph.js';
import { grown } from './growing.js';
import { IntLists } from './int-lists.js';
import { Marks } from './marks.js';
import { strongestFirst } from './strongest-first.js';

/** As of when strengths are kept: any moment would do. */
const EPOCH = Date.UTC(2026, 0, 1);
/** So far from it strengths can be told; no number ends there. What ends later still runs by then. */
const FARTHEST = 500 * HALF_LIFE;

/** So many steps lie in one chunk, of 16 bytes each. */
const CHUNK = 1 << 16;
/** So many seats are looked at between two pauses: some 100 us. */
const SEATS_A_PAUSE = 16_384;

/** By place: with whom, how strong the tie was from then on, and the rank of the encounter that made it so. */
export interface Steps {
  readonly others: Int32Array;
  readonly strengths: Float64Array;
  readonly ranks: Int32Array;
  /** By block of places: no higher than any rank in it. What came later than is asked about is left out by whole blocks. */
  readonly lowestRanks: Int32Array;
}

/** A block has 2 to the power of so many places. */
export const BLOCK_BITS = 5;
export const LAST_OF_BLOCK = 2 ** BLOCK_BITS - 1;

interface Chunk extends Steps {
  used: number;
  /** How many steps of it are still somebody's. */
  live: number;
}

const GUARD_BITS = 2;
const LAST_RANK = 2 ** 31 - 1;

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
 * the ties that either is about. Where a person's encounters have changed nothing is told of them until `settling` was there.
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

  private readonly chunks: (Chunk | undefined)[] = [];
  /** By person: the version of their encounters that the row is of, its chunk, where it begins in it, and how long it is. */
  private versions = new Int32Array(0);
  private places = new Int32Array(0);
  private begins = new Int32Array(0);
  private sizes = new Int32Array(0);
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

  /** Whether somebody's row is there, of the encounters that they have now. */
  has(person: number): boolean {
    return this.versions[person] === this.graph.versionOf(person);
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
    return this.sizes[person]!;
  }

  /** Where it lies. */
  chunkOf(person: number): Steps {
    return this.chunks[this.places[person]!]!;
  }

  beginOf(person: number): number {
    return this.begins[person]!;
  }

  /** Calls for whatever of somebody's row is so strong at a moment by which so many encounters had begun, be it twice for somebody. */
  eachStrongerThan(
    least: number,
    person: number,
    at: number,
    begun: number,
    call: (other: number, strength: number) => void,
  ): void {
    if (this.sizes[person] === 0) return;
    const { others, strengths, ranks, lowestRanks } = this.chunkOf(person);
    const faded = this.fadedBy(at);
    const end = this.begins[person]! + this.sizes[person]!;
    for (let place = this.begins[person]!; place < end; place += 1)
      if (ranks[place]! < begun) {
        const strength = strengths[place]! * faded;
        if (strength < least) return;
        call(others[place]!, strength);
      } else if (lowestRanks[place >> BLOCK_BITS]! >= begun) place |= LAST_OF_BLOCK;
  }

  /** By what a kept strength has faded at a moment. */
  fadedBy(at: number): number {
    return 2 ** ((EPOCH - at) / HALF_LIFE);
  }

  /** Makes the rows that are not there, a few at a time. What is put meanwhile is seen to the next time. */
  *settling(): Generator<void, void, void> {
    const { graph } = this;
    const { puts } = graph;
    let seats = 0;
    for (let person = 0; person < graph.persons; person += 1) {
      if (!this.isToBeMade(person)) continue;
      seats += this.make(person);
      if (seats < SEATS_A_PAUSE) continue;
      seats = 0;
      yield;
    }
    this.putsSettled = puts;
  }

  private isToBeMade(person: number): boolean {
    if (this.versions[person] !== this.graph.versionOf(person)) return true;
    // Little is left of its chunk: it moves, so that the rest is free.
    const chunk = this.chunks[this.places[person]!];
    return (
      chunk !== undefined && this.sizes[person]! > 0 && chunk.live * 2 < chunk.used && chunk !== this.chunks.at(-1)
    );
  }

  /** Answers how many seats it looked at. */
  private make(person: number): number {
    const { graph } = this;
    const byStart = graph
      .encountersOf(person)
      .slice()
      .sort((a, b) => graph.startsAt.of(a) - graph.startsAt.of(b));
    this.free(person);
    this.encounters.replace(person, byStart);
    this.guarded.replace(
      person,
      byStart
        .map((each, rank) => (rank << GUARD_BITS) | graph.guardOf(each))
        .filter((each) => guardedOf(each).guard > 0),
    );
    this.versions = grown(this.versions, person + 1);
    this.sizes = grown(this.sizes, person + 1);
    this.places = grown(this.places, person + 1);
    this.begins = grown(this.begins, person + 1);
    this.longest = grown(this.longest, person + 1);
    this.versions[person] = graph.versionOf(person);
    this.longest[person] = byStart.reduce(
      (longest, each) => Math.max(longest, graph.endsAt.of(each) - graph.startsAt.of(each)),
      0,
    );
    return this.put(person, byStart);
  }

  /** Answers how many seats it looked at. */
  private put(person: number, byStart: Int32Array): number {
    const { graph, draft } = this;
    this.sums = grown(this.sums, graph.persons);
    const { sums } = this;
    let [seats, size] = [1, 0];
    for (const [rank, encounter] of byStart.entries()) {
      const strength = graph.freshStrengthOf(encounter) * unfaded(graph.endsAt.of(encounter));
      const least = LEAST_STRENGTH * unfaded(graph.startsAt.of(encounter));
      const attendees = graph.attendeesOf(encounter);
      seats += attendees.length;
      draft.others = grown(draft.others, size + attendees.length);
      draft.strengths = grown(draft.strengths, size + attendees.length);
      draft.ranks = grown(draft.ranks, size + attendees.length);
      for (const other of attendees) {
        const sum = sums[other]! + strength;
        sums[other] = sum;
        if (sum < least || other === person) continue;
        draft.others[size] = other;
        draft.strengths[size] = sum;
        draft.ranks[size] = rank;
        size += 1;
      }
    }
    for (const encounter of byStart) for (const other of graph.attendeesOf(encounter)) sums[other] = 0;
    const chunk = this.chunkFor(person, size);
    const order = strongestFirst(draft.strengths, size);
    for (let place = 0; place < size; place += 1) {
      const step = order[place]!;
      chunk.others[chunk.used] = draft.others[step]!;
      chunk.strengths[chunk.used] = draft.strengths[step]!;
      chunk.ranks[chunk.used] = draft.ranks[step]!;
      const block = chunk.used >> BLOCK_BITS;
      chunk.lowestRanks[block] = Math.min(chunk.lowestRanks[block]!, draft.ranks[step]!);
      chunk.used += 1;
    }
    return seats;
  }

  /** Where there is room for the row of somebody. */
  private chunkFor(person: number, size: number): Chunk {
    let chunk = this.chunks.at(-1);
    if (!chunk || chunk.used + size > chunk.others.length) {
      const room = Math.max(CHUNK, size);
      chunk = {
        others: new Int32Array(room),
        strengths: new Float64Array(room),
        ranks: new Int32Array(room),
        lowestRanks: new Int32Array((room >> BLOCK_BITS) + 1).fill(LAST_RANK),
        used: 0,
        live: 0,
      };
      this.chunks.push(chunk);
    }
    this.sizes[person] = size;
    this.begins[person] = chunk.used;
    this.places[person] = this.chunks.length - 1;
    chunk.live += size;
    return chunk;
  }

  private free(person: number): void {
    const size = this.sizes[person] ?? 0;
    if (size <= 0) return;
    const place = this.places[person]!;
    const chunk = this.chunks[place]!;
    chunk.live -= size;
    if (chunk.live === 0 && place < this.chunks.length - 1) this.chunks[place] = undefined;
  }
}

/** What a new strength of 1 at a moment is as of when strengths are kept. */
function unfaded(at: number): number {
  return 2 ** ((Math.min(at, EPOCH + 2 * FARTHEST) - EPOCH) / HALF_LIFE);
}
