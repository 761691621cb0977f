import { grown } from './growing.js';

const FREE = -1;

/** What has been added up for pairs of whole numbers from 0 on: a hash table with linear probing over typed arrays. */
export class PairSums {
  size = 0;
  /** By place, in the order in which pairs were first added to: the lower one, the higher one, and the sum. */
  lowers = new Int32Array(0);
  highers = new Int32Array(0);
  sums = new Float64Array(0);
  private places = new Int32Array(1 << 10).fill(FREE);

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
    for (let place = this.places[slot]!; place !== FREE; place = this.places[slot]!) {
      if (this.lowers[place] === lower && this.highers[place] === higher) return place;
      slot = (slot + 1) & (this.places.length - 1);
    }
    // Between two calls of `settle` room may run out all the same.
    if (this.size * 10 > this.places.length * 9) {
      for (const _ of this.enlarge()) continue;
      return this.placeOf(one, other);
    }
    const place = this.size;
    this.lowers = grown(this.lowers, place + 1);
    this.highers = grown(this.highers, place + 1);
    this.sums = grown(this.sums, place + 1);
    this.lowers[place] = lower;
    this.highers[place] = higher;
    this.places[slot] = place;
    this.size += 1;
    return place;
  }

  /** To be called now and then: makes room once half is taken, in steps, during which nothing is looked up. */
  *settle(): Generator<void, void, void> {
    if (this.size * 2 > this.places.length) yield* this.enlarge();
  }

  private *enlarge(): Generator<void, void, void> {
    this.places = new Int32Array(this.places.length * 2).fill(FREE);
    for (let place = 0; place < this.size; place += 1) {
      if (place % 16_384 === 0) yield;
      let slot = this.slotOf(this.lowers[place]!, this.highers[place]!);
      while (this.places[slot] !== FREE) slot = (slot + 1) & (this.places.length - 1);
      this.places[slot] = place;
    }
  }

  private slotOf(lower: number, higher: number): number {
    // Knuth's multiplicative hashing, with a factor for each half.
    const mixed = Math.imul(lower, 0x9e3779b1) ^ Math.imul(higher, 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & (this.places.length - 1);
  }
}
