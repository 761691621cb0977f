import { atLeast, trustOf } from '../ties/strength.js';
import { strongPairs } from './community-members.js';
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

const PAIRS_A_STEP = 16_384;

/** In which cell each two vertices lie, and how much room its pairs need: those of row `from` and column `to` with `from` <= `to`. */
export interface PairCells {
  readonly cellOf: Int32Array;
  readonly begins: Int32Array;
}

/** @param groupOf by vertex */
export function pairCells(
  { ones, others }: Pick<WeightedPairs, 'ones' | 'others'>,
  groupOf: Int32Array,
  groups: number,
): PairCells {
  const cellOf = new Int32Array(ones.length);
  const begins = new Int32Array(groups * groups + 1);
  for (let pair = 0; pair < ones.length; pair += 1) {
    const [one, other] = [groupOf[ones[pair]!]!, groupOf[others[pair]!]!];
    const cell = one < other ? one * groups + other : other * groups + one;
    cellOf[pair] = cell;
    begins[cell + 1]! += 1;
  }
  for (let cell = 0; cell < groups * groups; cell += 1) begins[cell + 1]! += begins[cell]!;
  return { cellOf, begins };
}

/**
 * A cell for each two groups, and for each group with itself: the pairs within it. Symmetric, so each once: `from` <= `to`.
 *
 * @param ties each two once; what weighs nothing is no tie
 * @param sizes by group, with the vertices that have no tie
 */
export function* trustMatrix(
  { weights }: Pick<WeightedPairs, 'weights'>,
  { cellOf, begins }: PairCells,
  sizes: readonly number[],
  threshold: number,
): Generator<void, TrustCell[], void> {
  const groups = sizes.length;
  const cells = groups * groups;
  const strengths = new Float64Array(weights.length);
  const next = begins.slice(0, cells);
  const trusted = new Int32Array(cells);
  const sums = new Float64Array(cells);
  const isTrusted = atLeast(threshold);
  const sort = (begin: number, end: number) => {
    for (let pair = begin; pair < end; pair += 1) {
      const weight = weights[pair]!;
      if (weight === 0) continue;
      const cell = cellOf[pair]!;
      const place = next[cell]!;
      strengths[place] = weight;
      next[cell] = place + 1;
      if (isTrusted(weight)) trusted[cell]! += 1;
      sums[cell]! += trustForMeans(weight);
    }
  };
  for (let begin = 0; begin < weights.length; begin += PAIRS_A_STEP) {
    yield;
    sort(begin, Math.min(weights.length, begin + PAIRS_A_STEP));
  }
  const matrix: TrustCell[] = [];
  for (let from = 0; from < groups; from += 1)
    for (let to = from; to < groups; to += 1) {
      yield;
      const cell = from * groups + to;
      const pairs = from === to ? (sizes[from]! ** 2 - sizes[from]!) / 2 : sizes[from]! * sizes[to]!;
      const known = strengths.subarray(begins[cell], next[cell]);
      matrix.push({
        from,
        to,
        pairs,
        tied: known.length,
        trusted: threshold > 0 ? trusted[cell]! : pairs,
        distribution: pairs > 0 ? yield* distributionOf(known, pairs, sums[cell]!) : undefined,
      });
    }
  return matrix;
}

/** The same of a graph as rows. */
export function* trustMatrixOfRows(
  ties: SparseRows,
  groupOf: Int32Array,
  sizes: readonly number[],
  threshold: number,
): Generator<void, TrustCell[], void> {
  const pairs = yield* strongPairs(ties, 0);
  return yield* trustMatrix(pairs, pairCells(pairs, groupOf, sizes.length), sizes, threshold);
}

/** A strength up to which six terms of the series are as good as a number is. */
const LITTLE = 1 / 64;

/** In a mean nothing is lost by it, and it takes a fraction of the time of `trustOf`: most strengths are little. */
function trustForMeans(strength: number): number {
  if (strength > LITTLE) return 1 - Math.exp(-strength);
  const s = strength;
  return s * (1 - (s / 2) * (1 - (s / 3) * (1 - (s / 4) * (1 - (s / 5) * (1 - s / 6)))));
}

/** @param known strengths; all other pairs have none, and come first */
function* distributionOf(known: Float64Array, pairs: number, sum: number): Generator<void, TrustDistribution, void> {
  const found: number[] = [];
  // What is before it is no more than what comes.
  let sorted = 0;
  for (const part of [0, 0.5, 0.9]) {
    const place = Math.max(0, Math.ceil(part * pairs) - 1) - (pairs - known.length);
    found.push(place < 0 ? 0 : trustOf(yield* orderStatistic(known.subarray(sorted), place - sorted)));
    sorted = Math.max(sorted, place);
  }
  const [least, median, p90] = found as [number, number, number];
  let highest = 0;
  for (let place = sorted; place < known.length; place += 1) highest = Math.max(highest, known[place]!);
  const most = trustOf(highest);
  return { least, median, p90, most, mean: Math.min(sum / pairs, most) };
}
