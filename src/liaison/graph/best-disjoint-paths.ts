import { DisjointFlow, NOBODY, type Ends } from './disjoint-flow.js';
import type { SparseRows } from './sparse-rows.js';

const STEPS = 256;

/**
 * So many disjoint paths, or as many as there are, for which the product of all their trusts is the highest: the sum of the
 * logarithms is least. Path after path, each the cheapest way through what the others leave, with potentials that keep the
 * costs of ways back from being negative: Suurballe, "Disjoint paths in a network" (Networks 4, 1974), for any number of ends
 * and paths as by Bhandari, "Survivable Networks" (1999).
 *
 * @param trusts of each entry of the rows.
 */
export function* bestDisjointPaths(ends: Ends, trusts: Float64Array, most: number): Generator<void, number[][], void> {
  const flow = new DisjointFlow(ends);
  const search = new CheapestWay(flow, trusts);
  while (flow.count < most) {
    const way = yield* search.next();
    if (!way) break;
    flow.add(way);
  }
  return flow.paths();
}

/** Dijkstra's search for one way after the other, with the potentials of Johnson (1977). */
class CheapestWay {
  private readonly potentials: Float64Array;
  private readonly distances: Float64Array;
  private readonly cameFrom: Int32Array;
  private readonly isSettled: Uint8Array;
  private potentialBefore = 0;

  constructor(
    private readonly flow: DisjointFlow,
    private readonly trusts: Float64Array,
  ) {
    const vertices = 2 * flow.persons;
    this.potentials = new Float64Array(vertices);
    this.distances = new Float64Array(vertices);
    this.cameFrom = new Int32Array(vertices);
    this.isSettled = new Uint8Array(vertices);
  }

  *next(): Generator<void, number[] | undefined, void> {
    const { flow, trusts, potentials, distances, cameFrom, isSettled } = this;
    const { persons, nexts } = flow;
    const { begins, others } = flow.ends.ties;
    distances.fill(Infinity);
    isSettled.fill(0);
    const heap = new Heap(distances);
    const reach = (vertex: number, from: number, distance: number): void => {
      if (isSettled[vertex] === 1 || distance >= distances[vertex]!) return;
      distances[vertex] = distance;
      cameFrom[vertex] = from;
      heap.push(vertex, distance);
    };
    // Roundings must not make a cost negative.
    const from = (vertex: number, cost: number, to: number): number =>
      distances[vertex]! + Math.max(0, cost + potentials[vertex]! - potentials[to]!);
    for (const source of flow.ends.sources)
      if (!flow.begins(source)) reach(source, NOBODY, Math.max(0, this.potentialBefore - potentials[source]!));

    const settled: number[] = [];
    let least = Infinity;
    let last = NOBODY;
    for (let vertex = heap.pop(); vertex !== undefined; vertex = heap.pop()) {
      if (isSettled[vertex] === 1) continue;
      // What lies beyond the targets has no potential.
      if (distances[vertex]! >= least) break;
      isSettled[vertex] = 1;
      settled.push(vertex);
      if (settled.length % STEPS === 0) yield;
      if (vertex < persons) {
        const after = flow.afterArrival(vertex);
        if (after === NOBODY) continue;
        const before = flow.before(vertex);
        const cost = before === NOBODY ? 0 : Math.log(trusts[entryOf(flow.ends.ties, before, vertex)]!);
        reach(after, vertex, from(vertex, cost, after));
        continue;
      }
      const person = vertex - persons;
      if (flow.mayEnd(person)) {
        const whole = distances[vertex]! + Math.max(0, potentials[vertex]!);
        if (whole < least) [least, last] = [whole, vertex];
      }
      const next = nexts[person]!;
      if (next !== NOBODY) reach(person, vertex, from(vertex, 0, person));
      for (let entry = begins[person]!; entry < begins[person + 1]!; entry += 1) {
        const other = others[entry]!;
        if (other !== next && isSettled[other] === 0)
          reach(other, vertex, from(vertex, -Math.log(trusts[entry]!), other));
      }
    }
    if (last === NOBODY) return undefined;
    for (const vertex of settled) potentials[vertex]! += Math.min(0, distances[vertex]! - least);
    this.potentialBefore -= least;
    const way: number[] = [];
    for (let vertex = last; vertex !== NOBODY; vertex = cameFrom[vertex]!) way.push(vertex);
    return way.reverse();
  }
}

/** The place of a tie in the row of one of its ends. */
function entryOf({ begins, others }: SparseRows, person: number, other: number): number {
  let [low, high] = [begins[person]!, begins[person + 1]!];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (others[middle]! < other) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A binary heap of vertices by their distances; one is put in again when it came nearer, and its older place says nothing. */
class Heap {
  private readonly vertices: number[] = [];
  private readonly keys: number[] = [];

  constructor(private readonly distances: Float64Array) {}

  push(vertex: number, key: number): void {
    const { vertices, keys } = this;
    let place = vertices.length;
    vertices.push(vertex);
    keys.push(key);
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (keys[above]! <= key) break;
      vertices[place] = vertices[above]!;
      keys[place] = keys[above]!;
      place = above;
    }
    vertices[place] = vertex;
    keys[place] = key;
  }

  pop(): number | undefined {
    const { vertices, keys } = this;
    while (vertices.length > 0) {
      const first = vertices[0]!;
      const firstKey = keys[0]!;
      const vertex = vertices.pop()!;
      const key = keys.pop()!;
      const size = vertices.length;
      if (size > 0) {
        let place = 0;
        for (;;) {
          let below = 2 * place + 1;
          if (below >= size) break;
          if (below + 1 < size && keys[below + 1]! < keys[below]!) below += 1;
          if (keys[below]! >= key) break;
          vertices[place] = vertices[below]!;
          keys[place] = keys[below]!;
          place = below;
        }
        vertices[place] = vertex;
        keys[place] = key;
      }
      if (firstKey <= this.distances[first]!) return first;
    }
    return undefined;
  }
}
