import type { SparseRows } from './sparse-rows.js';

/** A graph without direction or weights. */
export type Adjacency = Pick<SparseRows, 'begins' | 'others'>;

export interface Betweenness {
  /** By vertex: of all ordered pairs of two others the part that it lies between, by the shortest paths; in [0, 1]. */
  readonly scores: Float64Array;
  /** By vertex, of a score that is an estimate; all 0 where they are exact. */
  readonly standardErrors: Float64Array;
}

const ENTRIES_A_STEP = 65_536;

/**
 * How much of what goes along shortest paths, counted in hops, goes through each vertex (Freeman, "A set of measures of
 * centrality based on betweenness", Sociometry 40, 1977), exactly: Brandes, "A faster algorithm for betweenness centrality"
 * (Journal of Mathematical Sociology 25, 2001).
 *
 * @param vertices how many there are with those that have no row, and lie between none
 */
export function* betweenness({ begins, others }: Adjacency, vertices: number): Generator<void, Betweenness, void> {
  const rows = begins.length - 1;
  const scores = new Float64Array(rows);
  const distances = new Int32Array(rows).fill(-1);
  const paths = new Float64Array(rows);
  const dependencies = new Float64Array(rows);
  const reached = new Int32Array(rows);
  let visited = 0;
  for (let source = 0; source < rows; source += 1) {
    let [size, next] = [1, 0];
    reached[0] = source;
    distances[source] = 0;
    paths[source] = 1;
    for (; next < size; next += 1) {
      const vertex = reached[next]!;
      for (let entry = begins[vertex]!; entry < begins[vertex + 1]!; entry += 1) {
        const other = others[entry]!;
        if (distances[other] === -1) {
          distances[other] = distances[vertex]! + 1;
          reached[size] = other;
          size += 1;
        }
        if (distances[other] === distances[vertex]! + 1) paths[other]! += paths[vertex]!;
      }
      visited += begins[vertex + 1]! - begins[vertex]!;
      if (visited > ENTRIES_A_STEP) {
        yield;
        visited = 0;
      }
    }
    // Farthest first, each knows by then all that hangs on it.
    for (let place = size - 1; place > 0; place -= 1) {
      const vertex = reached[place]!;
      const share = (1 + dependencies[vertex]!) / paths[vertex]!;
      for (let entry = begins[vertex]!; entry < begins[vertex + 1]!; entry += 1) {
        const other = others[entry]!;
        if (distances[other] === distances[vertex]! - 1) dependencies[other]! += paths[other]! * share;
      }
      scores[vertex]! += dependencies[vertex]!;
      visited += begins[vertex + 1]! - begins[vertex]!;
      if (visited > ENTRIES_A_STEP) {
        yield;
        visited = 0;
      }
    }
    for (let place = 0; place < size; place += 1) {
      const vertex = reached[place]!;
      distances[vertex] = -1;
      paths[vertex] = 0;
      dependencies[vertex] = 0;
    }
  }
  const pairs = (vertices - 1) * (vertices - 2);
  return {
    scores: pairs > 0 ? scores.map((score) => score / pairs) : scores,
    standardErrors: new Float64Array(rows),
  };
}
