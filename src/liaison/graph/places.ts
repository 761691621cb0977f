const FREE = -1;
const LEAST_SLOTS = 256;

/** Places from 0 on for whole numbers, in the order in which they come: for a few out of very many. A table with linear probing. */
export class Places {
  size = 0;
  private numbers = new Int32Array(LEAST_SLOTS).fill(FREE);
  private places = new Int32Array(LEAST_SLOTS);

  /** -1 where the number has none. */
  known(number: number): number {
    const slot = this.slotOf(number);
    return this.numbers[slot] === FREE ? -1 : this.places[slot]!;
  }

  /** A new one where the number has none yet. */
  of(number: number): number {
    const slot = this.slotOf(number);
    if (this.numbers[slot] !== FREE) return this.places[slot]!;
    this.numbers[slot] = number;
    this.places[slot] = this.size;
    this.size += 1;
    if (this.size * 2 > this.numbers.length) this.spread();
    return this.size - 1;
  }

  private slotOf(number: number): number {
    const last = this.numbers.length - 1;
    // Knuth's multiplicative hashing; the high bits know most.
    const mixed = Math.imul(number, 0x9e3779b1);
    let slot = (mixed ^ (mixed >>> 15)) & last;
    while (this.numbers[slot] !== FREE && this.numbers[slot] !== number) slot = (slot + 1) & last;
    return slot;
  }

  private spread(): void {
    const { numbers, places } = this;
    this.numbers = new Int32Array(numbers.length * 2).fill(FREE);
    this.places = new Int32Array(numbers.length * 2);
    for (const [before, number] of numbers.entries()) {
      if (number === FREE) continue;
      const slot = this.slotOf(number);
      this.numbers[slot] = number;
      this.places[slot] = places[before]!;
    }
  }
}
