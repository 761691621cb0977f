import type { SparseRows } from './sparse-rows.js';

const ENTRIES_A_STEP = 32_768;

/**
 * The sizes of the connected components, the largest first, each vertex without an entry one of its own. Disjoint sets with
 * union by size and path halving: Tarjan and van Leeuwen, "Worst-case analysis of set union algorithms" (J. ACM 31, 1984).
 */
export function* componentSizes({ begins, others }: Omit<SparseRows, 'weights'>): Generator<void, Int32Array, void> {
  const sets = new DisjointSets(new Int32Array(begins.length - 1));
  let taken = 0;
  for (let row = 0; row + 1 < begins.length; row += 1) {
    for (let entry = begins[row]!; entry < begins[row + 1]! && others[entry]! < row; entry += 1) {
      sets.unite(row, others[entry]!);
      taken += 1;
      if (taken % ENTRIES_A_STEP === 0) yield;
    }
  }
  return sets.sizes();
}

/** Vertices from 0 on, each alone until it is united with another. */
export class DisjointSets {
  /** Of roots. */
  private readonly counts: Int32Array;

  /** @param parents by vertex, to be filled: where it points to within its set; a root points to itself. */
  constructor(private readonly parents: Int32Array) {
    for (let vertex = 0; vertex < parents.length; vertex += 1) parents[vertex] = vertex;
    this.counts = new Int32Array(parents.length).fill(1);
  }

  /**
   * Whether two are known to be united, at a glance: most that are hang on the same one, once many are. It may be that they are
   * and this does not tell.
   */
  areSeenUnited(vertex: number, other: number): boolean {
    return this.parents[vertex] === this.parents[other];
  }

  unite(vertex: number, other: number): void {
    let [root, rest] = [this.rootOf(vertex), this.rootOf(other)];
    if (root === rest) return;
    if (this.counts[root]! < this.counts[rest]!) [root, rest] = [rest, root];
    this.parents[rest] = root;
    this.counts[root]! += this.counts[rest]!;
  }

  /** Of a set the size, at one of its vertices; 0 at all others. */
  sizeOfRoot(vertex: number): number {
    return this.parents[vertex] === vertex ? this.counts[vertex]! : 0;
  }

  /** The largest first. */
  sizes(): Int32Array {
    return this.counts
      .filter((_, vertex) => this.parents[vertex] === vertex)
      .sort()
      .reverse();
  }

  private rootOf(vertex: number): number {
    const { parents } = this;
    while (parents[vertex] !== vertex) {
      const next = parents[parents[vertex]!]!;
      parents[vertex] = next;
      vertex = next;
    }
    return vertex;
  }
}
