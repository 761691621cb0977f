import { agedBy, isTie, rounded } from '../ties/strength.js';
import type { Participation } from './participation.js';
import { sharedFloats, sharedInts } from './shared-arrays.js';
import type { SparseRows } from './sparse-rows.js';

const ENTRIES_A_STEP = 65_536;

/** Whether all that takes part was over by its moment, so that it ages alike from then on. */
export function isOver({ at, endsAt }: Pick<Participation, 'at' | 'endsAt'>): boolean {
  return endsAt.every((each) => each <= at);
}

/**
 * The same people and encounters at a later moment, where nothing happens in between but that encounters age: each that is
 * over halves by the same half-life, so that everything becomes less by one factor.
 */
export function agedParticipation<P extends Participation>(participation: P, at: number): P {
  const factor = agedBy(participation.at, at);
  const contributions = sharedFloats(participation.contributions.length);
  for (const [encounter, contribution] of participation.contributions.entries())
    contributions[encounter] = contribution * factor;
  return { ...participation, at, contributions };
}

/** What is left of the ties of persons when their strengths are so much less. Step by step. */
export function* agedPersonTies(ties: SparseRows, factor: number): Generator<void, SparseRows, void> {
  const aged = yield* agedOrganizationTies(ties, factor);
  const { begins, others, weights } = aged;
  let left = 0;
  for (let entry = 0; entry < weights.length; entry += 1) {
    if (entry % ENTRIES_A_STEP === 0) yield;
    if (isTie(weights[entry]!)) left += 1;
  }
  if (left === weights.length) return aged;
  const rows = {
    begins: sharedInts(begins.length),
    others: sharedInts(left),
    weights: sharedFloats(left),
  };
  let [size, looked] = [0, 0];
  for (let row = 0; row + 1 < begins.length; row += 1) {
    for (let entry = begins[row]!; entry < begins[row + 1]!; entry += 1) {
      if (!isTie(weights[entry]!)) continue;
      rows.others[size] = others[entry]!;
      rows.weights[size] = weights[entry]!;
      size += 1;
    }
    rows.begins[row + 1] = size;
    looked += begins[row + 1]! - begins[row]!;
    if (looked < ENTRIES_A_STEP) continue;
    yield;
    looked = 0;
  }
  return rows;
}

/** The same of organizations, whose ties have no floor. */
export function* agedOrganizationTies(
  { begins, others, weights }: SparseRows,
  factor: number,
): Generator<void, SparseRows, void> {
  const less = sharedFloats(weights.length);
  for (let entry = 0; entry < weights.length; entry += 1) {
    if (entry % ENTRIES_A_STEP === 0) yield;
    less[entry] = rounded(weights[entry]! * factor);
  }
  return { begins, others, weights: less };
}
