import type { AbstractGraph } from 'graphology-types';
import louvain from 'graphology-communities-louvain';
import { seededRandom } from './seeded-random.js';
import type { WeightedPairs } from './sparse-rows.js';

// It is a CommonJS module whose types say that it is none.
const library = louvain as unknown as typeof louvain.default;

export interface Partition {
  /** By vertex: its community, the largest community first and of equal ones that with the lowest vertex; -1 without any tie. */
  readonly communities: Int32Array;
  readonly modularity: number;
}

/**
 * Communities whose members are tied to each other more strongly than chance would have it: Blondel, Guillaume, Lambiotte and
 * Lefebvre, "Fast unfolding of communities in large networks" (Journal of Statistical Mechanics, 2008). The same for the
 * same pairs: what it draws is drawn by a seed.
 */
export function louvainPartition(pairs: WeightedPairs): Partition {
  const graph = new PairsGraph(pairs);
  const communities = new Int32Array(pairs.vertices).fill(-1);
  if (graph.size === 0) return { communities, modularity: 0 };
  const found = library.detailed(graph as unknown as AbstractGraph, { rng: seededRandom() });
  const members = new Map<number, number[]>();
  for (let vertex = 0; vertex < pairs.vertices; vertex += 1) {
    const community = found.communities[vertex];
    if (community === undefined) continue;
    const known = members.get(community);
    if (known) known.push(vertex);
    else members.set(community, [vertex]);
  }
  // Of equal size, the one whose lowest vertex came first stays first.
  const largestFirst = [...members.values()].sort((a, b) => b.length - a.length);
  for (const [community, list] of largestFirst.entries()) for (const vertex of list) communities[vertex] = community;
  return { communities, modularity: found.modularity };
}

type EachEdge = (edge: number, attributes: { readonly weight: number }, source: string, target: string) => void;

/**
 * As much of a graph of the library as its Louvain reads, over the pairs themselves: to make one with an object for each pair
 * takes ten times as long as to find its communities.
 */
class PairsGraph {
  readonly type = 'undirected';
  readonly multi = false;
  readonly selfLoopCount = 0;
  readonly size: number;
  /** As strings, in the order in which the pairs name them. */
  private readonly nodes: string[] = [];
  private readonly names: string[];
  private readonly degrees: Int32Array;

  constructor(private readonly pairs: WeightedPairs) {
    const { vertices, ones, others } = pairs;
    this.size = ones.length;
    this.names = Array<string>(vertices);
    this.degrees = new Int32Array(vertices);
    for (let pair = 0; pair < this.size; pair += 1) {
      this.count(ones[pair]!);
      this.count(others[pair]!);
    }
  }

  get order(): number {
    return this.nodes.length;
  }

  forEachNode(call: (node: string) => void): void {
    this.nodes.forEach((node) => call(node));
  }

  undirectedDegreeWithoutSelfLoops(node: string): number {
    return this.degrees[Number(node)]!;
  }

  forEachEdge(call: EachEdge): void {
    const { ones, others, weights } = this.pairs;
    for (let pair = 0; pair < this.size; pair += 1)
      call(pair, { weight: weights[pair]! }, this.names[ones[pair]!]!, this.names[others[pair]!]!);
  }

  /** By these two the library knows a graph. */
  addUndirectedEdgeWithKey(): never {
    throw new Error('It is only read.');
  }

  dropNode(): never {
    throw new Error('It is only read.');
  }

  private count(vertex: number): void {
    this.degrees[vertex]! += 1;
    if (this.degrees[vertex] === 1) this.nodes.push((this.names[vertex] = String(vertex)));
  }
}
