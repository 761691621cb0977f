import { trustOf } from '../ties/strength.js';
import type { WeightedPairs, SparseRows } from './sparse-rows.js';
import { orderStatistic } from './order-statistic.js';

/** How trust is distributed among the pairs of organizations, one of one group and one of the other; a pair without a tie has trust 0. */
export interface TrustCell {
  readonly from: number;
  readonly to: number;
  readonly pairs: number;
  /** Pairs with a tie, however weak. */
  readonly tied: number;
  /** Pairs of at least the trust asked about. */
  readonly trusted: number;
  readonly distribution: TrustDistribution | undefined;
}

/** Quantiles are the least value such that at least that part of the pairs has no more (type 1 of Hyndman and Fan, 1996). */
export interface TrustDistribution {
  readonly least: number;
  readonly median: number;
  readonly p90: number;
  readonly most: number;
  readonly mean: number;
}

/** Calls for each tie once, in steps. */
export type EachTie = (call: (vertex: number, other: number, weight: number) => void) => Generator<void, void, void>;

const ROWS_A_STEP = 32;
const PAIRS_A_STEP = 8_192;

/**
 * A cell for each two groups, and for each group with itself: the pairs within it. Symmetric, so each once: `from` <= `to`.
 *
 * @param groupOf by vertex
 * @param sizes by group, with the vertices that have no row
 */
export function* trustMatrix(
  eachTie: EachTie,
  groupOf: Int32Array,
  sizes: readonly number[],
  threshold: number,
): Generator<void, TrustCell[], void> {
  const groups = sizes.length;
  const cells = groups * groups;
  const cellOf = (one: number, other: number) => (one < other ? one * groups + other : other * groups + one);
  const begins = new Int32Array(cells + 1);
  yield* eachTie((vertex, other) => (begins[cellOf(groupOf[vertex]!, groupOf[other]!) + 1]! += 1));
  for (let cell = 0; cell < cells; cell += 1) begins[cell + 1]! += begins[cell]!;
  const trusts = new Float64Array(begins[cells]!);
  const next = begins.slice(0, cells);
  const trusted = new Int32Array(cells);
  const [least, most, sums] = [new Float64Array(cells).fill(1), new Float64Array(cells), new Float64Array(cells)];
  yield* eachTie((vertex, other, weight) => {
    const cell = cellOf(groupOf[vertex]!, groupOf[other]!);
    const trust = trustOf(weight);
    trusts[next[cell]!] = trust;
    next[cell]! += 1;
    if (trust >= threshold) trusted[cell]! += 1;
    least[cell] = Math.min(least[cell]!, trust);
    most[cell] = Math.max(most[cell]!, trust);
    sums[cell]! += trust;
  });
  const matrix: TrustCell[] = [];
  for (let from = 0; from < groups; from += 1)
    for (let to = from; to < groups; to += 1) {
      yield;
      const cell = cellOf(from, to);
      const pairs = from === to ? (sizes[from]! ** 2 - sizes[from]!) / 2 : sizes[from]! * sizes[to]!;
      const known = trusts.subarray(begins[cell]!, begins[cell + 1]!);
      const distribution = {
        least: known.length < pairs ? 0 : least[cell]!,
        median: yield* quantile(known, pairs, 0.5),
        p90: yield* quantile(known, pairs, 0.9),
        most: most[cell]!,
        mean: sums[cell]! / pairs,
      };
      matrix.push({
        from,
        to,
        pairs,
        tied: known.length,
        trusted: threshold > 0 ? trusted[cell]! : pairs,
        distribution: pairs > 0 ? distribution : undefined,
      });
    }
  return matrix;
}

/** The same of a graph as rows. */
export function trustMatrixOfRows(
  ties: SparseRows,
  groupOf: Int32Array,
  sizes: readonly number[],
  threshold: number,
): Generator<void, TrustCell[], void> {
  return trustMatrix(eachOfRows(ties), groupOf, sizes, threshold);
}

/** Of a graph as rows. */
export function eachOfRows({ begins, others, weights }: SparseRows): EachTie {
  return function* (call) {
    for (let vertex = 0; vertex + 1 < begins.length; vertex += 1) {
      if (vertex % ROWS_A_STEP === 0) yield;
      for (let entry = begins[vertex]!; entry < begins[vertex + 1]! && others[entry]! < vertex; entry += 1)
        call(vertex, others[entry]!, weights[entry]!);
    }
  };
}

/** Of a graph as pairs. */
export function eachOfPairs({ ones, others, weights }: WeightedPairs): EachTie {
  return function* (call) {
    for (let pair = 0; pair < ones.length; pair += 1) {
      if (pair % PAIRS_A_STEP === 0) yield;
      call(ones[pair]!, others[pair]!, weights[pair]!);
    }
  };
}

/** Of the trusts of all pairs: those that are not known are 0, and come first. */
function* quantile(known: Float64Array, pairs: number, part: number): Generator<void, number, void> {
  const place = Math.ceil(part * pairs) - 1 - (pairs - known.length);
  return place < 0 ? 0 : yield* orderStatistic(known, place);
}
