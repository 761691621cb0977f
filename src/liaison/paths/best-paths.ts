/** Which paths are the best. Persons are whole numbers. */

export interface Path {
  /** The product of the trusts of its ties. */
  readonly trust: number;
  /** From a source to a target; everybody knows the next. */
  readonly persons: readonly number[];
}

/** Trusts that differ relatively by no more are equal. */
const EQUAL = 1e-9;
/** Bounds are compared a little more generously, so that no rounding leaves out an equal path. */
const CAUTION = 1 - 3e-9;

export type CompareIds = (person: number, other: number) => number;

/** The better path first: of more trust, of fewer ties, of the ids that come first. */
export function comparePaths(a: Path, b: Path, compareIds: CompareIds): number {
  if (Math.abs(a.trust - b.trust) > EQUAL * Math.max(a.trust, b.trust)) return b.trust - a.trust;
  if (a.persons.length !== b.persons.length) return a.persons.length - b.persons.length;
  for (let place = 0; place < a.persons.length; place += 1) {
    const compared = compareIds(a.persons[place]!, b.persons[place]!);
    if (compared !== 0) return compared;
  }
  return 0;
}

/** The best paths so far. */
export class BestPaths {
  readonly paths: Path[] = [];
  /** What a path must have to be among them. */
  least: number;

  /**
   * @param forwards whether the near end is the source.
   * @param wanted paths of less trust are left out.
   */
  constructor(
    private readonly most: number,
    private readonly forwards: boolean,
    readonly compareIds: CompareIds,
    private readonly wanted: number,
  ) {
    this.least = wanted;
  }

  /** Whether they are the best of all, as if all of less trust had been looked at as well. */
  get isSettled(): boolean {
    return this.wanted === 0 || (this.paths.length === this.most && this.paths.at(-1)!.trust * CAUTION >= this.wanted);
  }

  /** Whether paths of no more trust can be among the best by their ids alone. */
  mayComeLater(bound: number): boolean {
    return this.paths.length === this.most && bound <= this.paths.at(-1)!.trust * (1 + EQUAL);
  }

  /**
   * Whether such paths are none of the best, by their ids. In great circles, where everybody knows everybody equally well,
   * they are countless.
   *
   * @param lowest no later by its ids than any; of as many persons, from the near end on.
   */
  comeLater(lowest: number[]): boolean {
    const last = this.paths.at(-1)!;
    const persons = this.forwards ? lowest : lowest.reverse();
    return comparePaths({ trust: last.trust, persons }, last, this.compareIds) >= 0;
  }

  /** From the near end on. Trusts are multiplied from the source on, so that roundings are the same whichever is near. */
  offer(trusts: number[], persons: number[]): void {
    if (!this.forwards) {
      trusts.reverse();
      persons.reverse();
    }
    const path = { trust: trusts.reduce((product, trust) => product * trust), persons };
    if (path.trust < this.least) return;
    let place = this.paths.length;
    while (place > 0 && comparePaths(path, this.paths[place - 1]!, this.compareIds) < 0) place -= 1;
    if (place >= this.most) return;
    this.paths.splice(place, 0, path);
    if (this.paths.length > this.most) this.paths.pop();
    if (this.paths.length === this.most) this.least = Math.max(this.wanted, this.paths.at(-1)!.trust * CAUTION);
  }
}
