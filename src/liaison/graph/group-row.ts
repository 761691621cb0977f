import { trustOf } from '../ties/strength.js';
import { grown } from './growing.js';

/** Bounds that agree in their exponent and their first bits are one step: they differ by less than 0.2 %. */
const DROPPED_BITS = 14;
const STEP = 2 ** DROPPED_BITS;

/**
 * Whom any of a group knows, and how well at most: one row for all of them, in descending order, of each person once. So
 * whoever looks who of many knows somebody does not read the rows of all.
 */
export class GroupRow {
  others = new Int32Array(0);
  bounds = new Float32Array(0);
  size = 0;
  /** Whatever has such a bound is in it. */
  downTo = Infinity;
  /** From when until when it is good. */
  since = Infinity;
  until = -Infinity;
  /** Of the encounters of its persons. */
  readonly versions: Int32Array;

  constructor(readonly persons: readonly number[]) {
    this.versions = new Int32Array(persons.length);
  }

  /**
   * Puts those who are known in descending order. Counts how many there are of each step, and puts each where its step begins
   * (Knuth, The Art of Computer Programming 5.2).
   *
   * @param strengths by person.
   */
  fill(known: readonly number[], strengths: Float64Array): void {
    const bounds = Float32Array.from(known, (other) => trustOf(strengths[other]!));
    const bits = new Uint32Array(bounds.buffer);
    let [lowest, highest] = [Infinity, 0];
    for (const each of bits) {
      lowest = Math.min(lowest, each >>> DROPPED_BITS);
      highest = Math.max(highest, each >>> DROPPED_BITS);
    }
    this.size = known.length;
    if (known.length === 0) return;
    const places = new Int32Array(highest - lowest + 2);
    // The highest step comes first.
    for (const each of bits) places[highest - (each >>> DROPPED_BITS) + 1]! += 1;
    for (let step = 1; step < places.length; step += 1) places[step]! += places[step - 1]!;
    this.others = grown(this.others, this.size);
    this.bounds = grown(this.bounds, this.size);
    const rounded = new Uint32Array(this.bounds.buffer);
    for (const [number, each] of bits.entries()) {
      const step = each >>> DROPPED_BITS;
      const place = places[highest - step]!;
      places[highest - step] = place + 1;
      this.others[place] = known[number]!;
      // More than any of the step, by more than is rounded anywhere.
      rounded[place] = (step + 1) * STEP + ROUNDINGS;
    }
  }
}

/** In units of the last bit of a bound. */
const ROUNDINGS = 8;
