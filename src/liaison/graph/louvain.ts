import Graph from 'graphology';
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
export function louvainPartition({ vertices, ones, others, weights }: WeightedPairs): Partition {
  const graph = new Graph.UndirectedGraph<{ weight?: never }, { weight: number }>();
  for (let pair = 0; pair < ones.length; pair += 1) {
    const [one, other] = [String(ones[pair]), String(others[pair])];
    graph.mergeNode(one);
    graph.mergeNode(other);
    graph.addUndirectedEdgeWithKey(String(pair), one, other, { weight: weights[pair]! });
  }
  const communities = new Int32Array(vertices).fill(-1);
  if (graph.order === 0) return { communities, modularity: 0 };
  const found = library.detailed(graph, { rng: seededRandom() });
  const members = new Map<number, number[]>();
  for (let vertex = 0; vertex < vertices; vertex += 1) {
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
