import { grown } from './growing.js';
import { sharedCopy, sharedFloats, sharedInts } from './shared-arrays.js';

const ENTRIES_A_STEP = 8_192;
const ENTRIES_A_CHUNK = 4_096;

/** Lists of whole numbers by whole numbers from 0 on, that stay as they are: one lies from its begin to the next one's. */
export interface Lists {
  /** One more than there are lists. */
  readonly begins: Int32Array;
  readonly values: Int32Array;
}

/** A weighted graph without direction, as compressed sparse rows: an entry in the rows of both ends, by ascending other end. */
export interface SparseRows {
  /** One more than there are rows. */
  readonly begins: Int32Array;
  readonly others: Int32Array;
  readonly weights: Float64Array;
}

export function degreeOf({ begins }: Pick<SparseRows, 'begins'>, row: number): number {
  return begins[row + 1]! - begins[row]!;
}

/** By value: the lists in which it stands, ascending; in steps. */
export function* transposed({ begins, values }: Lists, count: number): Generator<void, Lists, void> {
  const turned = { begins: sharedInts(count + 1), values: sharedInts(values.length) };
  for (let place = 0; place < values.length; place += 1) {
    if (place % ENTRIES_A_STEP === 0) yield;
    turned.begins[values[place]! + 1]! += 1;
  }
  for (let value = 0; value < count; value += 1) turned.begins[value + 1]! += turned.begins[value]!;
  yield;
  const next = turned.begins.slice(0, count);
  let taken = 0;
  for (let list = 0; list + 1 < begins.length; list += 1) {
    for (let place = begins[list]!; place < begins[list + 1]!; place += 1) {
      const value = values[place]!;
      turned.values[next[value]!] = list;
      next[value]! += 1;
    }
    taken += begins[list + 1]! - begins[list]!;
    if (taken < ENTRIES_A_STEP) continue;
    yield;
    taken = 0;
  }
  return turned;
}

/** Gathers lists one after the other. */
export class ListsDraft {
  private readonly begins: Int32Array;
  private values: Int32Array;
  private size = 0;

  /** @param values for how many there is room from the beginning. */
  constructor(lists: number, values = 0) {
    this.begins = sharedInts(lists + 1);
    this.values = new Int32Array(values);
  }

  add(value: number): void {
    this.values = grown(this.values, this.size + 1);
    this.values[this.size] = value;
    this.size += 1;
  }

  /** To be called for each list in turn, once all of it was added. */
  end(list: number): void {
    this.begins[list + 1] = this.size;
  }

  done(): Lists {
    return { begins: this.begins, values: sharedCopy(this.values.subarray(0, this.size)) };
  }
}

/** Who is tied to whom, and how strongly: each two once. */
export interface WeightedPairs {
  readonly vertices: number;
  readonly ones: Int32Array;
  readonly others: Int32Array;
  readonly weights: Float64Array;
}

/** Some of what lies between two. */
interface Chunk {
  readonly lowers: Int32Array;
  readonly highers: Int32Array;
  readonly weights: Float64Array;
  size: number;
}

/**
 * Gathers what lies between two, row by row in ascending order, each two once: from the row of the lower one. In chunks, as
 * to grow by copying would hold the event loop.
 */
export class RowsDraft {
  private readonly chunks: Chunk[] = [];
  private last: Chunk = {
    lowers: new Int32Array(0),
    highers: new Int32Array(0),
    weights: new Float64Array(0),
    size: 0,
  };

  constructor(private readonly rows: number) {}

  add(lower: number, higher: number, weight: number): void {
    if (this.last.size === this.last.lowers.length) this.begin();
    const { last } = this;
    const place = last.size;
    last.lowers[place] = lower;
    last.highers[place] = higher;
    last.weights[place] = weight;
    last.size = place + 1;
  }

  /** Each two once, in the order in which they were added. */
  *pairs(): Generator<void, WeightedPairs, void> {
    const size = this.chunks.reduce((sum, chunk) => sum + chunk.size, 0);
    const pairs = {
      vertices: this.rows,
      ones: sharedInts(size),
      others: sharedInts(size),
      weights: sharedFloats(size),
    };
    let place = 0;
    for (const { lowers, highers, weights, size: count } of this.chunks) {
      yield;
      pairs.ones.set(lowers.subarray(0, count), place);
      pairs.others.set(highers.subarray(0, count), place);
      pairs.weights.set(weights.subarray(0, count), place);
      place += count;
    }
    return pairs;
  }

  /** Puts the entries of both ends in their places, in steps. */
  *done(): Generator<void, SparseRows, void> {
    const { chunks, rows } = this;
    const begins = sharedInts(rows + 1);
    for (const { lowers, highers, size } of chunks) {
      yield;
      for (let place = 0; place < size; place += 1) {
        begins[lowers[place]! + 1]! += 1;
        begins[highers[place]! + 1]! += 1;
      }
    }
    for (let row = 0; row < rows; row += 1) begins[row + 1]! += begins[row]!;
    const others = sharedInts(begins[rows]!);
    const weights = sharedFloats(begins[rows]!);
    const next = begins.slice(0, rows);
    // The lower ends ascend, so each row gets its lower entries in order; read row by row these give the higher ones in order.
    for (const { lowers, highers, weights: given, size } of chunks) {
      yield;
      for (let place = 0; place < size; place += 1) {
        const row = highers[place]!;
        const entry = next[row]!;
        others[entry] = lowers[place]!;
        weights[entry] = given[place]!;
        next[row] = entry + 1;
      }
    }
    const lowerEnds = next.slice();
    let taken = 0;
    for (let row = 0; row < rows; row += 1) {
      for (let place = begins[row]!; place < lowerEnds[row]!; place += 1) {
        const lower = others[place]!;
        const entry = next[lower]!;
        others[entry] = row;
        weights[entry] = weights[place]!;
        next[lower] = entry + 1;
      }
      taken += lowerEnds[row]! - begins[row]!;
      if (taken < ENTRIES_A_STEP) continue;
      yield;
      taken = 0;
    }
    return { begins, others, weights };
  }

  private begin(): void {
    const room = ENTRIES_A_CHUNK;
    const [lowers, highers] = [new Int32Array(room), new Int32Array(room)];
    this.last = { lowers, highers, weights: new Float64Array(room), size: 0 };
    this.chunks.push(this.last);
  }
}
