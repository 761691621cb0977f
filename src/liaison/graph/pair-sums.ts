import { grown } from './growing.js';

/** What nothing was written to is 0, and costs nothing until it is. */
const FREE = 0;
const LEAST_SLOTS = 1 << 10;

/** What has been added up for pairs of whole numbers from 0 on: a hash table with linear probing over typed arrays. */
export class PairSums {
  size = 0;
  /** By place, in the order in which pairs were first added to: the lower one, the higher one, and the sum. */
  lowers: Int32Array;
  highers: Int32Array;
  sums: Float64Array;
  /** By slot: one more than the place of the pair that is in it. */
  private slots: Int32Array;

  /** @param pairs for how many there is room from the beginning. */
  constructor(pairs = 0) {
    this.lowers = new Int32Array(pairs);
    this.highers = new Int32Array(pairs);
    this.sums = new Float64Array(pairs);
    this.slots = new Int32Array(Math.max(LEAST_SLOTS, 2 ** Math.ceil(Math.log2(pairs * 2 + 1))));
  }

  /** Answers where the pair stands. */
  add(one: number, other: number, amount: number): number {
    const place = this.placeOf(one, other);
    this.sums[place]! += amount;
    return place;
  }

  /** Where a pair stands; a new one has the sum 0. The arrays are others after it. */
  placeOf(one: number, other: number): number {
    const [lower, higher] = one < other ? [one, other] : [other, one];
    let slot = this.slotOf(lower, higher);
    for (; this.slots[slot] !== FREE; slot = (slot + 1) & (this.slots.length - 1)) {
      const place = this.slots[slot]! - 1;
      if (this.lowers[place] === lower && this.highers[place] === higher) return place;
    }
    // Between two calls of `settle` room may run out all the same.
    if (this.size * 10 > this.slots.length * 9) {
      for (const _ of this.enlarge()) continue;
      return this.placeOf(one, other);
    }
    const place = this.size;
    this.lowers = grown(this.lowers, place + 1);
    this.highers = grown(this.highers, place + 1);
    this.sums = grown(this.sums, place + 1);
    this.lowers[place] = lower;
    this.highers[place] = higher;
    this.slots[slot] = place + 1;
    this.size += 1;
    return place;
  }

  /** To be called now and then: makes room once half is taken, in steps, during which nothing is looked up. */
  *settle(): Generator<void, void, void> {
    if (this.size * 2 > this.slots.length) yield* this.enlarge();
  }

  private *enlarge(): Generator<void, void, void> {
    this.slots = new Int32Array(this.slots.length * 2);
    for (let place = 0; place < this.size; place += 1) {
      if (place % 16_384 === 0) yield;
      let slot = this.slotOf(this.lowers[place]!, this.highers[place]!);
      while (this.slots[slot] !== FREE) slot = (slot + 1) & (this.slots.length - 1);
      this.slots[slot] = place + 1;
    }
  }

  private slotOf(lower: number, higher: number): number {
    // Knuth's multiplicative hashing, with a factor for each half.
    const mixed = Math.imul(lower, 0x9e3779b1) ^ Math.imul(higher, 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & (this.slots.length - 1);
  }
}
