import { trustOf } from '../ties/strength.js';
import { grown } from './growing.js';

/** A bound is kept in 24 bits, and never below what it bounds. */
const ROUNDED_UP = 1 + 2 ** -22;
const LEAST_ROOM = 1 << 10;

/**
 * Entries of rows, of all days and viewers, one after the other. They are written once and stay as they are: whoever pauses
 * in the midst of some reads on in the arrays it has.
 */
export class TieEntries {
  /** The other person. */
  others = new Int32Array(0);
  /** No less than the trust at any moment of the row; descending within a row. */
  bounds = new Float32Array(0);
  /** The strength at the beginning of the row's day; negative while what is hidden is still part of it, NaN where it may still run. */
  strengths = new Float64Array(0);
  size = 0;

  /**
   * @param room for so many: of memory that nobody wrote to yet the system keeps none, and growing by and by leaves arrays
   * behind, which would have all that is in memory looked through for garbage.
   */
  constructor(room = LEAST_ROOM) {
    this.makeRoom(room);
  }

  /** Answers the bound. */
  add(other: number, strength: number, kept: number): number {
    if (this.size === this.others.length) this.makeRoom(1);
    const entry = this.size;
    this.others[entry] = other;
    this.bounds[entry] = trustOf(strength) * ROUNDED_UP;
    this.strengths[entry] = kept;
    this.size += 1;
    return this.bounds[entry]!;
  }

  /** The same entries once more, behind all others. */
  repeat(begin: number, end: number): void {
    this.makeRoom(end - begin);
    for (const column of [this.others, this.bounds, this.strengths]) column.copyWithin(this.size, begin, end);
    this.size += end - begin;
  }

  private makeRoom(entries: number): void {
    const size = this.size + entries;
    if (size <= this.others.length) return;
    this.others = grown(this.others, size);
    this.bounds = grown(this.bounds, this.others.length);
    this.strengths = grown(this.strengths, this.others.length);
  }
}
