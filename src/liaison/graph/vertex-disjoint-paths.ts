import type { SparseRows } from './sparse-rows.js';

/** Two groups of persons, who may have some in common, and the ties among everybody. */
export interface Ends {
  readonly ties: SparseRows;
  readonly sources: Int32Array;
  readonly targets: Int32Array;
}

const NOBODY = -1;
/** Where a path begins or ends: beyond its first, or its last person. */
const BEYOND = -2;

const STEPS = 256;

/**
 * Paths from sources to targets of which no two have a person in common, their ends included; the path of somebody of both
 * groups is that person alone. Each person is thought of as two vertices, one at which paths arrive and one from which they
 * leave, with room for a single path between them; the number of paths is then a flow, and one path more comes of a way
 * through what the flow leaves: along ties, back along those of a path, and back through its persons. Arrivals are numbered
 * like the persons, departures by as many more.
 */
class DisjointPaths {
  /** By person of a path: whom it leads to next, and whom it comes from. `NOBODY` of whom no path leads through. */
  readonly nexts: Int32Array;
  readonly previous: Int32Array;
  readonly isTarget: Uint8Array;
  count = 0;

  constructor(readonly ends: Ends) {
    const persons = ends.ties.begins.length - 1;
    this.nexts = new Int32Array(persons).fill(NOBODY);
    this.previous = new Int32Array(persons).fill(NOBODY);
    this.isTarget = new Uint8Array(persons);
    for (const target of ends.targets) this.isTarget[target] = 1;
  }

  get persons(): number {
    return this.nexts.length;
  }

  begins(person: number): boolean {
    return this.previous[person] === BEYOND;
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
    const { persons, nexts, previous } = this;
    previous[way[0]!] = BEYOND;
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

/**
 * How many paths there are at most: as many as the fewest persons without whom no target is reached, ends included (Menger,
 * "Zur allgemeinen Kurventheorie", Fundamenta Mathematicae 10, 1927). By Dinic, "Algorithm for solution of a problem of
 * maximum flow in networks with power estimation" (Soviet Mathematics Doklady 11, 1970): where vertices have room for one,
 * some hundred persons at each end take but a few rounds (Even and Tarjan 1975).
 */
export function* countDisjointPaths(ends: Ends): Generator<void, number, void> {
  const flow = new DisjointPaths(ends);
  const { persons } = flow;
  const { begins, others } = ends.ties;
  const levels = new Int32Array(2 * persons);
  const queue = new Int32Array(2 * persons);
  /** By person: the tie at which the search for ways of this round goes on; one past the last is the way back through them. */
  const entries = new Int32Array(persons);
  let steps = 0;

  for (;;) {
    levels.fill(0);
    let size = 0;
    let isFound = false;
    const find = (vertex: number, level: number): void => {
      if (levels[vertex] !== 0) return;
      levels[vertex] = level;
      queue[size] = vertex;
      size += 1;
    };
    for (const source of ends.sources) if (!flow.begins(source)) find(source, 1);
    let last = Infinity;
    for (let place = 0; place < size && levels[queue[place]!]! <= last; place += 1) {
      steps += 1;
      if (steps % STEPS === 0) yield;
      const vertex = queue[place]!;
      const level = levels[vertex]! + 1;
      if (vertex < persons) {
        const after = flow.afterArrival(vertex);
        if (after !== NOBODY) find(after, level);
        continue;
      }
      const person = vertex - persons;
      if (flow.mayEnd(person)) {
        isFound = true;
        last = level - 1;
        continue;
      }
      const next = flow.nexts[person]!;
      if (next !== NOBODY) find(person, level);
      for (let entry = begins[person]!; entry < begins[person + 1]!; entry += 1)
        if (others[entry] !== next) find(others[entry]!, level);
    }
    if (!isFound) return flow.count;
    yield;

    entries.set(begins.subarray(0, persons));
    for (const source of ends.sources) {
      if (levels[source] !== 1 || flow.begins(source)) continue;
      const way = [source];
      while (way.length > 0) {
        steps += 1;
        if (steps % STEPS === 0) yield;
        const vertex = way.at(-1)!;
        const person = vertex - persons;
        if (person >= 0 && flow.mayEnd(person)) {
          flow.add(way);
          // Of this round nobody else goes along any of it.
          for (const each of way) levels[each] = -1;
          break;
        }
        const next = person < 0 ? flow.afterArrival(vertex) : nextDeparture(person);
        if (next !== NOBODY && levels[next] === levels[vertex]! + 1) {
          way.push(next);
          continue;
        }
        levels[vertex] = -1;
        way.pop();
      }
    }
  }

  /** The next arrival one level further that may still lead to an end. */
  function nextDeparture(person: number): number {
    const level = levels[person + persons]! + 1;
    const next = flow.nexts[person]!;
    const end = begins[person + 1]!;
    for (let entry = entries[person]!; entry <= end; entry += 1) {
      entries[person] = entry;
      if (entry === end) return next !== NOBODY && levels[person] === level ? person : NOBODY;
      const other = others[entry]!;
      if (other !== next && levels[other] === level) return other;
    }
    return NOBODY;
  }
}

/**
 * So many disjoint paths, or as many as there are, for which the product of all their trusts is the highest: the sum of the
 * logarithms is least. Path after path, each the cheapest way through what the others leave, with potentials that keep the
 * costs of ways back from being negative: Suurballe, "Disjoint paths in a network" (Networks 4, 1974), for any number of ends
 * and paths as by Bhandari, "Survivable Networks" (1999).
 *
 * @param trusts of each entry of the rows.
 */
export function* bestDisjointPaths(ends: Ends, trusts: Float64Array, most: number): Generator<void, number[][], void> {
  const flow = new DisjointPaths(ends);
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
    private readonly flow: DisjointPaths,
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
    const { persons, nexts, previous } = flow;
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
        const before = previous[vertex]!;
        if (before === NOBODY) reach(vertex + persons, vertex, from(vertex, 0, vertex + persons));
        else if (before !== BEYOND) {
          const cost = Math.log(trusts[entryOf(flow.ends.ties, before, vertex)]!);
          reach(before + persons, vertex, from(vertex, cost, before + persons));
        }
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
