import { agedOrganizationTies, agedPersonTies } from '../graph/ageing.js';
import { betweenness, type Betweenness } from '../graph/betweenness.js';
import { communityOrder, strongPairs } from '../graph/community-members.js';
import { componentSizes } from '../graph/components.js';
import { louvainPartition } from '../graph/louvain.js';
import { organizationTiesOf, personTiesOf } from '../graph/network.js';
import { organizationSeries } from '../graph/organization-series.js';
import { peopleSeries, peopleShare } from '../graph/people-series.js';
import { sampledBetweenness } from '../graph/sampled-betweenness.js';
import { seededRandom } from '../graph/seeded-random.js';
import type { SparseRows } from '../graph/sparse-rows.js';
import { trustMatrixOfRows } from '../graph/trust-matrix.js';

/** Vertices times entries up to which betweenness is exact: some tenths of a second. */
const EXACT_WORK = 1e7;
/** A standard error of at most 0.005, a tenth of what the first brokers of a nation have; in some seconds. */
const SAMPLES = 10_000;
const MOST_ENTRIES = 500_000_000;

type Graph = Pick<SparseRows, 'begins' | 'others'>;

/** Whoever lies between most others first, those between none left out. */
export interface Brokers {
  /** In the numbers of the graph. */
  readonly vertices: Int32Array;
  readonly scores: Float64Array;
  readonly standardErrors: Float64Array;
}

export interface Communities {
  readonly modularity: number;
  /** The largest first, of each whoever is tied most strongly to its others first. */
  readonly members: readonly (readonly number[])[];
}

/** What threads compute: of numbers alone, and of nothing that whoever asks may not see. */
export const TASKS = {
  personTies: personTiesOf,
  organizationTies: organizationTiesOf,
  agedPersonTies,
  agedOrganizationTies,
  componentSizes,
  brokers,
  communities,
  trustMatrixOfRows,
  peopleShare,
  peopleSeries,
  organizationSeries,
};

export type Tasks = typeof TASKS;
export type TaskName = keyof Tasks;
export type Given<T extends TaskName> = Parameters<Tasks[T]>;
export type Found<T extends TaskName> = ReturnType<Tasks[T]> extends Generator<void, infer R, void> ? R : never;

/** @param vertices how many there are with those that have no row */
function* brokers(ties: Graph, vertices: number, most: number): Generator<void, Brokers, void> {
  const { scores, standardErrors } = yield* betweennessOf(ties, vertices);
  const between: number[] = [];
  for (const [vertex, score] of scores.entries()) if (score > 0) between.push(vertex);
  const first = Int32Array.from(between.sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, most));
  return {
    vertices: first,
    scores: Float64Array.from(first, (vertex) => scores[vertex]!),
    standardErrors: Float64Array.from(first, (vertex) => standardErrors[vertex]!),
  };
}

function* betweennessOf(ties: Graph, vertices: number): Generator<void, Betweenness, void> {
  if ((ties.begins.length - 1) * ties.others.length <= EXACT_WORK) return yield* betweenness(ties, vertices);
  const random = seededRandom();
  return yield* sampledBetweenness(ties, vertices, { samples: SAMPLES, entries: MOST_ENTRIES, random });
}

/** @param least trust of the ties that count */
function* communities(ties: SparseRows, least: number): Generator<void, Communities, void> {
  const { communities, modularity } = louvainPartition(yield* strongPairs(ties, least));
  return { modularity, members: yield* communityOrder(ties, communities) };
}
