import type { SparseRows } from './sparse-rows.js';

/** Two groups of persons, who may have some in common, and the ties among everybody. */
export interface Ends {
  readonly ties: SparseRows;
  readonly sources: Int32Array;
  readonly targets: Int32Array;
}

export const NOBODY = -1;
/** Where a path begins or ends: beyond its first, or its last person. */
const BEYOND = -2;

/**
 * Paths from sources to targets of which no two have a person in common, their ends included; the path of somebody of both
 * groups is that person alone. Each person is thought of as two vertices, one at which paths arrive and one from which they
 * leave, with room for a single path between them; the number of paths is then a flow, and one path more comes of a way
 * through what the flow leaves: along ties, back along those of a path, and back through its persons. Arrivals are numbered
 * like the persons, departures by as many more.
 */
export class DisjointFlow {
  /** By person of a path: whom it leads to next, and whom it comes from. `NOBODY` of whom no path leads through. */
  readonly nexts: Int32Array;
  readonly previous: Int32Array;
  count = 0;
  private readonly isTarget: Uint8Array;
  /** Everybody through whom a path led, perhaps more than once. */
  private readonly passed: number[] = [];

  constructor(public ends: Ends) {
    const persons = ends.ties.begins.length - 1;
    this.nexts = new Int32Array(persons).fill(NOBODY);
    this.previous = new Int32Array(persons).fill(NOBODY);
    this.isTarget = new Uint8Array(persons);
    for (const target of ends.targets) this.isTarget[target] = 1;
  }

  /** Begins anew, between other groups of the same persons. */
  turnTo(sources: Int32Array, targets: Int32Array): void {
    for (const person of this.passed) this.nexts[person] = this.previous[person] = NOBODY;
    this.passed.length = 0;
    for (const target of this.ends.targets) this.isTarget[target] = 0;
    for (const target of targets) this.isTarget[target] = 1;
    this.ends = { ties: this.ends.ties, sources, targets };
    this.count = 0;
  }

  get persons(): number {
    return this.nexts.length;
  }

  begins(person: number): boolean {
    return this.previous[person] === BEYOND;
  }

  /** Whom the path through somebody comes from; `NOBODY` where none does, or where it begins. */
  before(person: number): number {
    return Math.max(NOBODY, this.previous[person]!);
  }

  /** Where one gets to after arriving at somebody: through them, or back to where the path through them comes from. */
  afterArrival(person: number): number {
    const previous = this.previous[person]!;
    if (previous === NOBODY) return person + this.persons;
    return previous === BEYOND ? NOBODY : previous + this.persons;
  }

  mayEnd(person: number): boolean {
    return this.isTarget[person] === 1 && this.nexts[person] !== BEYOND;
  }

  /** @param way the vertices from the arrival at a source to the departure from a target. */
  add(way: readonly number[]): void {
    const { persons, nexts, previous, passed } = this;
    previous[way[0]!] = BEYOND;
    passed.push(way[0]!);
    for (let place = 1; place < way.length; place += 1) {
      const from = way[place - 1]! - persons;
      const to = way[place]!;
      // After an arrival nothing changes but what the next departure changes.
      if (from < 0) continue;
      if (from === to) {
        nexts[from] = NOBODY;
        previous[from] = NOBODY;
      } else {
        nexts[from] = to;
        previous[to] = from;
        passed.push(to);
      }
    }
    nexts[way.at(-1)! - persons] = BEYOND;
    this.count += 1;
  }

  paths(): number[][] {
    return Array.from(this.ends.sources)
      .filter((source) => this.begins(source))
      .map((source) => {
        const path = [source];
        for (let person = this.nexts[source]!; person !== BEYOND; person = this.nexts[person]!) path.push(person);
        return path;
      });
  }
}
