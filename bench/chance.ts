/** Dice that fall the same way on every run: a bench compares what it changed, not what it happened to draw. */
export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  /** In [0, 1): Mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 on. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** Names are not evenly common: the first tenth of a list gets about a third of the picks. */
  pickEarly<T>(list: readonly T[]): T {
    return list[Math.floor(list.length * this.next() ** 2)]!;
  }

  /** With mean 0 and deviation 1 (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** A number with a heavy tail (Pareto), cut off at `most`: the smaller the exponent, the more large ones. */
  heavy(exponent: number, least: number, most: number): number {
    const cut = 1 - (least / most) ** exponent;
    return least * (1 - this.next() * cut) ** (-1 / exponent);
  }
}

/** Draws among whole numbers, each as often as its weight says. */
export class Lottery {
  private readonly sums: Float64Array;

  constructor(
    readonly lots: ArrayLike<number>,
    weightOf: (lot: number) => number,
  ) {
    this.sums = new Float64Array(lots.length);
    let sum = 0;
    for (let place = 0; place < lots.length; place += 1) this.sums[place] = sum += weightOf(lots[place]!);
  }

  get size(): number {
    return this.lots.length;
  }

  draw(chance: Chance): number {
    const { sums } = this;
    const aim = chance.next() * sums.at(-1)!;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sums[middle]! > aim) high = middle;
      else low = middle + 1;
    }
    return this.lots[low]!;
  }
}

/** Draws among a few things, each as often as its share says. */
export function drawn<K extends string>(chance: Chance, shares: Readonly<Record<K, number>>): K {
  const entries = Object.entries(shares) as [K, number][];
  let aim = chance.next() * entries.reduce((sum, [, share]) => sum + share, 0);
  for (const [what, share] of entries) if ((aim -= share) < 0) return what;
  return entries.at(-1)![0];
}
