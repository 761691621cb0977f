import type { Adjacency, Betweenness } from './betweenness.js';

export interface Sampling {
  /** How many pairs are drawn at most. */
  readonly samples: number;
  /** After so many entries looked at no further pair is drawn. */
  readonly entries: number;
  /** In [0, 1). */
  readonly random: () => number;
}

export interface SampledBetweenness extends Betweenness {
  readonly samples: number;
}

const ENTRIES_A_STEP = 65_536;
const NOBODY = -1;

/**
 * Betweenness by shortest paths between pairs drawn at random, one path a pair: the part of them that lead through a vertex
 * is an estimate without bias, and binomial. Riondato and Kornaropoulos, "Fast approximation of betweenness centrality through
 * sampling" (Data Mining and Knowledge Discovery 30, 2016); the paths by balanced search from both ends, as Borassi and
 * Natale, "KADABRA is an adaptive algorithm for betweenness via random approximation" (ESA 2016). At the same cost its error is
 * a small part of that of sources drawn at random (Brandes and Pich, 2007), each of which walks through the whole graph.
 *
 * @param vertices how many there are with those that have no row, and lie between none
 */
export function* sampledBetweenness(
  graph: Adjacency,
  vertices: number,
  { samples: most, entries, random }: Sampling,
): Generator<void, SampledBetweenness, void> {
  const rows = graph.begins.length - 1;
  const hits = new Float64Array(rows);
  const search = new PathDraw(graph, random);
  let samples = 0;
  let visited = 0;
  for (; samples < most && search.visited < entries; samples += 1) {
    if (search.visited - visited > ENTRIES_A_STEP || samples % 1_024 === 0) {
      yield;
      visited = search.visited;
    }
    const from = Math.floor(random() * vertices);
    // Anybody but the first.
    const to = (from + 1 + Math.floor(random() * (vertices - 1))) % vertices;
    if (from < rows && to < rows) search.draw(from, to, (vertex) => (hits[vertex]! += 1));
  }
  // Drawn are all pairs; told is the part of those in which the vertex is no end.
  const scale = vertices / (vertices - 2);
  return {
    samples,
    scores: hits.map((count) => (count / samples) * scale),
    standardErrors: hits.map((count) => Math.sqrt(((count / samples) * (1 - count / samples)) / (samples - 1)) * scale),
  };
}

/** One side of a search: whom it reached, how far away, and along how many shortest paths. */
class Side {
  readonly distances: Int32Array;
  readonly paths: Float64Array;
  readonly reached: Int32Array;
  size = 0;
  /** Where in `reached` the outermost begin. */
  edge = 0;
  depth = 0;
  /** The entries of the outermost: what the next step costs. */
  volume = 0;

  constructor(vertices: number) {
    this.distances = new Int32Array(vertices).fill(NOBODY);
    this.paths = new Float64Array(vertices);
    this.reached = new Int32Array(vertices);
  }

  reset(): void {
    for (let place = 0; place < this.size; place += 1) {
      this.distances[this.reached[place]!] = NOBODY;
      this.paths[this.reached[place]!] = 0;
    }
    this.size = 0;
    this.edge = 0;
    this.depth = 0;
    this.volume = 0;
  }

  reach(vertex: number, volume: number): void {
    this.distances[vertex] = this.depth;
    this.reached[this.size] = vertex;
    this.size += 1;
    this.volume += volume;
  }
}

/** Draws shortest paths, each of those between two vertices as likely as the other. */
class PathDraw {
  visited = 0;
  private readonly ahead: Side;
  private readonly back: Side;
  private readonly meetings: number[] = [];

  constructor(
    private readonly graph: Adjacency,
    private readonly random: () => number,
  ) {
    this.ahead = new Side(graph.begins.length - 1);
    this.back = new Side(graph.begins.length - 1);
  }

  /** Calls for each vertex between the two; for none where no path leads from one to the other. */
  draw(from: number, to: number, call: (vertex: number) => void): void {
    const { ahead, back, meetings } = this;
    this.begin(ahead, from);
    this.begin(back, to);
    meetings.length = 0;
    while (meetings.length === 0 && ahead.volume > 0 && back.volume > 0)
      if (ahead.volume <= back.volume) this.advance(ahead, back);
      else this.advance(back, ahead);
    if (meetings.length > 0) {
      const meeting = this.pick(meetings, (vertex) => ahead.paths[vertex]! * back.paths[vertex]!);
      if (meeting !== from && meeting !== to) call(meeting);
      this.follow(ahead, meeting, call);
      this.follow(back, meeting, call);
    }
    ahead.reset();
    back.reset();
  }

  private begin(side: Side, vertex: number): void {
    side.reach(vertex, this.degree(vertex));
    side.paths[vertex] = 1;
  }

  /** All that is one hop farther. Both sides have whole layers, so whoever is in both lies in the outermost of both. */
  private advance(side: Side, other: Side): void {
    const { begins, others } = this.graph;
    const [edge, end] = [side.edge, side.size];
    this.visited += side.volume;
    side.edge = end;
    side.depth += 1;
    side.volume = 0;
    for (let place = edge; place < end; place += 1) {
      const vertex = side.reached[place]!;
      for (let entry = begins[vertex]!; entry < begins[vertex + 1]!; entry += 1) {
        const next = others[entry]!;
        if (side.distances[next] === NOBODY) {
          side.reach(next, this.degree(next));
          if (other.distances[next] !== NOBODY) this.meetings.push(next);
        }
        if (side.distances[next] === side.depth) side.paths[next]! += side.paths[vertex]!;
      }
    }
  }

  /** Back to where a side began, whoever lies on many paths as much more likely. */
  private follow(side: Side, meeting: number, call: (vertex: number) => void): void {
    const { begins, others } = this.graph;
    for (let vertex = meeting; side.distances[vertex]! > 1;) {
      const closer = side.distances[vertex]! - 1;
      const row = others.subarray(begins[vertex], begins[vertex + 1]);
      this.visited += row.length;
      vertex = this.pick(row, (each) => (side.distances[each] === closer ? side.paths[each]! : 0));
      call(vertex);
    }
  }

  private pick(vertices: Iterable<number>, weightOf: (vertex: number) => number): number {
    let sum = 0;
    for (const vertex of vertices) sum += weightOf(vertex);
    let rest = this.random() * sum;
    let picked = NOBODY;
    for (const vertex of vertices) {
      const weight = weightOf(vertex);
      if (weight === 0) continue;
      picked = vertex;
      rest -= weight;
      if (rest < 0) break;
    }
    return picked;
  }

  private degree(vertex: number): number {
    return this.graph.begins[vertex + 1]! - this.graph.begins[vertex]!;
  }
}
