const FREE = -1;
const LEAST_SLOTS = 256;

/** Places from 0 on for whole numbers, in the order in which they come: for a few out of very many. A table with linear probing. */
export class Places {
  size = 0;
  /** Pairs of a number and its place. */
  private slots = new Int32Array(LEAST_SLOTS * 2).fill(FREE);

  /** -1 where the number has none. */
  known(number: number): number {
    const slot = this.slotOf(number);
    return this.slots[slot] === FREE ? -1 : this.slots[slot + 1]!;
  }

  /** A new one where the number has none yet. */
  of(number: number): number {
    const slot = this.slotOf(number);
    if (this.slots[slot] !== FREE) return this.slots[slot + 1]!;
    this.slots[slot] = number;
    this.slots[slot + 1] = this.size;
    this.size += 1;
    if (this.size * 4 > this.slots.length) this.spread();
    return this.size - 1;
  }

  private slotOf(number: number): number {
    const { slots } = this;
    const last = slots.length - 2;
    // Knuth's multiplicative hashing; the high bits know most.
    const mixed = Math.imul(number, 0x9e3779b1);
    let slot = ((mixed ^ (mixed >>> 15)) << 1) & last;
    while (slots[slot] !== FREE && slots[slot] !== number) slot = (slot + 2) & last;
    return slot;
  }

  private spread(): void {
    const { slots } = this;
    this.slots = new Int32Array(slots.length * 2).fill(FREE);
    for (let before = 0; before < slots.length; before += 2) {
      if (slots[before] === FREE) continue;
      const slot = this.slotOf(slots[before]!);
      this.slots[slot] = slots[before]!;
      this.slots[slot + 1] = slots[before + 1]!;
    }
  }
}
