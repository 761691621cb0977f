import { atLeast } from '../ties/strength.js';
import type { WeightedPairs, SparseRows } from './sparse-rows.js';

const ROWS_A_STEP = 32;

/** Each two whose trust is at least so much, once. */
export function* strongPairs(
  { begins, others, weights }: SparseRows,
  least: number,
): Generator<void, WeightedPairs, void> {
  const isStrong = atLeast(least);
  let size = 0;
  for (let one = 0; one + 1 < begins.length; one += 1) {
    if (one % ROWS_A_STEP === 0) yield;
    for (let entry = begins[one]!; entry < begins[one + 1]! && others[entry]! < one; entry += 1)
      if (isStrong(weights[entry]!)) size += 1;
  }
  const pairs = {
    vertices: begins.length - 1,
    ones: new Int32Array(size),
    others: new Int32Array(size),
    weights: new Float64Array(size),
  };
  let place = 0;
  for (let one = 0; one + 1 < begins.length; one += 1) {
    if (one % ROWS_A_STEP === 0) yield;
    for (let entry = begins[one]!; entry < begins[one + 1]! && others[entry]! < one; entry += 1) {
      if (!isStrong(weights[entry]!)) continue;
      pairs.ones[place] = one;
      pairs.others[place] = others[entry]!;
      pairs.weights[place] = weights[entry]!;
      place += 1;
    }
  }
  return pairs;
}

/**
 * The members of each community, whoever is tied most strongly to its others first.
 *
 * @param communities by vertex; -1 for whoever is in none.
 */
export function* communityOrder(
  { begins, others, weights }: SparseRows,
  communities: Int32Array,
): Generator<void, number[][], void> {
  const within = new Float64Array(communities.length);
  const members: number[][] = [];
  for (let one = 0; one < communities.length; one += 1) {
    if (one % ROWS_A_STEP === 0) yield;
    const community = communities[one]!;
    if (community < 0) continue;
    (members[community] ??= []).push(one);
    for (let entry = begins[one]!; entry < begins[one + 1]!; entry += 1)
      if (communities[others[entry]!] === community) within[one]! += weights[entry]!;
  }
  for (const list of members) list.sort((a, b) => within[b]! - within[a]! || a - b);
  return members;
}
