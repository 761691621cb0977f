/** Whole numbers from 0 on for ids, given out in the order in which the ids come. */
export class Numbering {
  private readonly numbers = new Map<string, number>();
  private readonly ids: string[] = [];

  /** The number of an id, a new one where it has none yet. */
  of(id: string): number {
    let number = this.numbers.get(id);
    if (number === undefined) {
      number = this.ids.length;
      this.numbers.set(id, number);
      this.ids.push(id);
    }
    return number;
  }

  known(id: string): number | undefined {
    return this.numbers.get(id);
  }

  idOf(number: number): string {
    return this.ids[number]!;
  }

  get size(): number {
    return this.ids.length;
  }

  /** By id, not by number: another process may have given out other numbers. */
  readonly byId = (a: number, b: number): number => {
    const [one, other] = [this.ids[a]!, this.ids[b]!];
    return one < other ? -1 : one > other ? 1 : 0;
  };
}
