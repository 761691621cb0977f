import { grown } from './growing.js';

/** So many steps lie in one chunk, of 16 bytes each. */
const CHUNK = 1 << 16;
const LAST_RANK = 2 ** 31 - 1;

/** A block has 2 to the power of so many places. */
export const BLOCK_BITS = 5;
export const LAST_OF_BLOCK = 2 ** BLOCK_BITS - 1;

/** By place: with whom, how strong the tie was from then on, and the rank of the encounter that made it so. */
export interface Steps {
  readonly others: Int32Array;
  readonly strengths: Float64Array;
  readonly ranks: Int32Array;
  /** By block of places: no higher than any rank in it. What came later than is asked about is left out by whole blocks. */
  readonly lowestRanks: Int32Array;
}

interface Chunk extends Steps {
  used: number;
  /** How much of that is still somebody's. */
  live: number;
}

/** What is put into a row: the places of the first so many, the strongest first. */
export interface SortedSteps extends Omit<Steps, 'lowestRanks'> {
  readonly order: Int32Array;
}

/**
 * Where the steps of persons lie, the strongest first: in chunks, so that nothing is copied when there are more persons. A row
 * that outgrows its place moves to the end.
 */
export class StepRows {
  private readonly chunks: (Chunk | undefined)[] = [];
  /** By person: the chunk, where the row begins in it, how long it is, and for how many there is room. */
  private places = new Int32Array(0);
  private begins = new Int32Array(0);
  private sizes = new Int32Array(0);
  private rooms = new Int32Array(0);

  sizeOf(person: number): number {
    return this.sizes[person] ?? 0;
  }

  /** Where the row of somebody who has one lies. */
  of(person: number): Steps {
    return this.chunks[this.places[person]!]!;
  }

  beginOf(person: number): number {
    return this.begins[person]!;
  }

  replace(person: number, { others, strengths, ranks, order }: SortedSteps): void {
    const chunk = this.chunkFor(person, order.length);
    const begin = this.begins[person]!;
    for (let number = 0; number < order.length; number += 1) {
      const step = order[number]!;
      put(chunk, begin + number, others[step]!, strengths[step]!, ranks[step]!);
    }
    this.sizes[person] = order.length;
  }

  /** Puts more steps where they belong. */
  merge(person: number, { others, strengths, ranks, order }: SortedSteps): void {
    const size = this.sizeOf(person) + order.length;
    if (size > (this.rooms[person] ?? 0)) this.move(person, Math.ceil(size * 1.25) + 2);
    const chunk = this.chunks[this.places[person]!]!;
    const begin = this.begins[person]!;
    // From the end on: what is there moves back by as many as are still to come before it.
    let known = begin + this.sizes[person]! - 1;
    let number = order.length - 1;
    for (let place = begin + size - 1; number >= 0; place -= 1) {
      const step = order[number]!;
      if (known >= begin && chunk.strengths[known]! < strengths[step]!) {
        put(chunk, place, chunk.others[known]!, chunk.strengths[known]!, chunk.ranks[known]!);
        known -= 1;
      } else {
        put(chunk, place, others[step]!, strengths[step]!, ranks[step]!);
        number -= 1;
      }
    }
    this.sizes[person] = size;
  }

  /** Whether little is left of the chunk in which somebody's row lies. */
  isLonely(person: number): boolean {
    return (this.rooms[person] ?? 0) > 0 && this.isSparse(this.places[person]!);
  }

  /** Whether there are chunks of which little is left. */
  get someAreLonely(): boolean {
    return this.chunks.some((_, place) => this.isSparse(place));
  }

  /** To the end, so that its chunk is free once all have moved. */
  move(person: number, room = this.sizeOf(person)): void {
    const [size, begin] = [this.sizeOf(person), this.begins[person] ?? 0];
    const before = size > 0 ? this.of(person) : undefined;
    const chunk = this.chunkFor(person, room);
    for (let place = 0; place < size; place += 1)
      put(
        chunk,
        this.begins[person]! + place,
        before!.others[begin + place]!,
        before!.strengths[begin + place]!,
        before!.ranks[begin + place]!,
      );
  }

  private isSparse(place: number): boolean {
    const chunk = this.chunks[place];
    return chunk !== undefined && chunk.live * 2 < chunk.used && place < this.chunks.length - 1;
  }

  /** Where there is room for the row of somebody, in another place than before. */
  private chunkFor(person: number, room: number): Chunk {
    this.free(person);
    let chunk = this.chunks.at(-1);
    if (!chunk || chunk.used + room > chunk.others.length) {
      const length = Math.max(CHUNK, room);
      chunk = {
        others: new Int32Array(length),
        strengths: new Float64Array(length),
        ranks: new Int32Array(length),
        lowestRanks: new Int32Array((length >> BLOCK_BITS) + 1).fill(LAST_RANK),
        used: 0,
        live: 0,
      };
      this.chunks.push(chunk);
    }
    this.places = grown(this.places, person + 1);
    this.begins = grown(this.begins, person + 1);
    this.sizes = grown(this.sizes, person + 1);
    this.rooms = grown(this.rooms, person + 1);
    this.places[person] = this.chunks.length - 1;
    this.begins[person] = chunk.used;
    this.rooms[person] = room;
    chunk.used += room;
    chunk.live += room;
    return chunk;
  }

  private free(person: number): void {
    const room = this.rooms[person] ?? 0;
    if (room === 0) return;
    const place = this.places[person]!;
    const chunk = this.chunks[place]!;
    chunk.live -= room;
    if (chunk.live === 0 && place < this.chunks.length - 1) this.chunks[place] = undefined;
  }
}

function put(chunk: Chunk, place: number, other: number, strength: number, rank: number): void {
  chunk.others[place] = other;
  chunk.strengths[place] = strength;
  chunk.ranks[place] = rank;
  const block = place >> BLOCK_BITS;
  if (rank < chunk.lowestRanks[block]!) chunk.lowestRanks[block] = rank;
}
