/** Chance that a seed repeats: mulberry32. */
export class Random {
  constructor(private state: number) {}

  /** In [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of a list; undefined only when it is empty. */
  anyOf<T>(all: readonly T[]): T | undefined {
    return all[this.between(0, all.length - 1)];
  }

  /** One of a list that is not empty. */
  oneOf<T>(all: readonly T[]): T {
    if (all.length === 0) throw new Error('There is nothing to choose from.');
    return this.anyOf(all)!;
  }

  /** One of a list, the first ones most often, so that much comes together on them; undefined only when it is empty. */
  earlyOf<T>(all: readonly T[]): T | undefined {
    return all[Math.floor(this.next() ** 2 * all.length)];
  }

  /** Each of a list with a probability of its own. */
  someOf<T>(all: readonly T[], probability: number): T[] {
    return all.filter(() => this.chance(probability));
  }

  /** So many of a list at most, each once. */
  sampleOf<T>(all: readonly T[], most: number): T[] {
    const rest = [...all];
    while (rest.length > most) rest.splice(this.between(0, rest.length - 1), 1);
    return rest;
  }

  maybe<T>(make: () => T, probability = 0.6): T | null {
    return this.chance(probability) ? make() : null;
  }

  weighted<T>(all: readonly (readonly [weight: number, choice: T])[]): T {
    let rest = this.next() * all.reduce((sum, [weight]) => sum + weight, 0);
    return (all.find(([weight]) => (rest -= weight) < 0) ?? all.at(-1)!)[1];
  }
}
