/** A set of small numbers as bits: each search makes its own, so it must cost nothing beside the 50,000 it may hold. */
export class OwnerSet {
  private readonly bits: Int32Array;

  constructor(private readonly capacity: number) {
    this.bits = new Int32Array((capacity + 31) >>> 5);
  }

  add(owner: number): void {
    this.bits[owner >>> 5]! |= 1 << (owner & 31);
  }

  has(owner: number): boolean {
    return (this.bits[owner >>> 5]! & (1 << (owner & 31))) !== 0;
  }

  /** Adds every number that is not in the other set, which has the same capacity. */
  addAllBut(other: OwnerSet): void {
    for (let at = 0; at < this.bits.length; at++) this.bits[at]! |= ~other.bits[at]!;
  }

  /** The numbers that are not in the set, or undefined when they are more than `most`. */
  absent(most: number): number[] | undefined {
    const absent: number[] = [];
    for (let at = 0; at < this.bits.length; at++) {
      if (this.bits[at] === -1) continue;
      for (let number = at << 5; number < Math.min((at + 1) << 5, this.capacity); number++) {
        if (!this.has(number) && absent.push(number) > most) return undefined;
      }
    }
    return absent;
  }
}
