import { grown } from './growing.js';

const ENTRIES_A_STEP = 8_192;

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

/** Gathers lists one after the other. */
export class ListsDraft {
  private readonly begins: Int32Array;
  private values = new Int32Array(0);
  private size = 0;

  constructor(lists: number) {
    this.begins = new Int32Array(lists + 1);
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
    return { begins: this.begins, values: this.values.slice(0, this.size) };
  }
}

/** Gathers what lies between two, row by row in ascending order, each two once: from the row of the lower one. */
export class RowsDraft {
  private lowers = new Int32Array(0);
  private highers = new Int32Array(0);
  private weights = new Float64Array(0);
  private size = 0;

  constructor(private readonly rows: number) {}

  add(lower: number, higher: number, weight: number): void {
    this.lowers = grown(this.lowers, this.size + 1);
    this.highers = grown(this.highers, this.size + 1);
    this.weights = grown(this.weights, this.size + 1);
    this.lowers[this.size] = lower;
    this.highers[this.size] = higher;
    this.weights[this.size] = weight;
    this.size += 1;
  }

  /** Puts the entries of both ends in their places, in steps. */
  *done(): Generator<void, SparseRows, void> {
    const begins = new Int32Array(this.rows + 1);
    for (let place = 0; place < this.size; place += 1) {
      if (place % ENTRIES_A_STEP === 0) yield;
      begins[this.lowers[place]! + 1]! += 1;
      begins[this.highers[place]! + 1]! += 1;
    }
    for (let row = 0; row < this.rows; row += 1) begins[row + 1]! += begins[row]!;
    const others = new Int32Array(this.size * 2);
    const weights = new Float64Array(this.size * 2);
    const next = begins.slice(0, this.rows);
    const put = (row: number, other: number, weight: number): void => {
      const place = next[row]!;
      others[place] = other;
      weights[place] = weight;
      next[row] = place + 1;
    };
    // The lower ends ascend, so each row gets its lower entries in order; read row by row these give the higher ones in order.
    for (let place = 0; place < this.size; place += 1) {
      if (place % ENTRIES_A_STEP === 0) yield;
      put(this.highers[place]!, this.lowers[place]!, this.weights[place]!);
    }
    const lowerEnds = next.slice();
    let taken = 0;
    for (let row = 0; row < this.rows; row += 1)
      for (let place = begins[row]!; place < lowerEnds[row]!; place += 1) {
        put(others[place]!, row, weights[place]!);
        taken += 1;
        if (taken % ENTRIES_A_STEP === 0) yield;
      }
    return { begins, others, weights };
  }
}
