import { OrganizationKind } from '../../directory/organization.js';
import type { SparseRows } from '../graph/sparse-rows.js';
import { stepwiseSorted } from '../graph/stepwise-sort.js';
import { trustOf } from '../ties/strength.js';

/** Which organizations a picture of all has room for. Organizations are the rows of their ties, in the order of their ids. */

/** Organizations that are told of together. */
export interface OthersOfAKind {
  readonly kind: OrganizationKind;
  readonly organizations: number;
  /** The highest trust that any of them has to a chosen organization, by its place; 0 where none has a tie. */
  readonly trustToChosen: Float64Array;
  /** The same to those of each other kind, and among themselves, by the place of that. */
  readonly trustToOthers: Float64Array;
}

export interface Strongest {
  /** Strongest first. */
  readonly rows: readonly number[];
  /** Whoever else has ties, by kind. */
  readonly others: readonly OthersOfAKind[];
}

/** The order of the schema: from those that coordinate to companies. */
const KINDS = Object.values(OrganizationKind);
const PLACES_A_STEP = 512;
/** Of some hundred ties each. */
const ROWS_A_STEP = 16;
const NONE = new Int32Array(0);

/**
 * The organizations with the strongest ties in all, step by step. Where there are more, the others are told of by kind: with
 * these it is not more than so many.
 */
export function* strongest(
  ties: SparseRows,
  kindOf: (row: number) => OrganizationKind,
  most: number,
): Generator<void, Strongest, void> {
  const byTotal = yield* rowsByTotal(ties);
  // Room for each kind of which there may be others.
  const atLast = byTotal.length > most ? byTotal.subarray(most - KINDS.length) : NONE;
  const rows = Array.from(byTotal.subarray(0, most - (yield* kindsAmong(atLast, kindOf)).length));
  return { rows, others: yield* othersByKind(ties, rows, byTotal.subarray(rows.length), kindOf) };
}

/** Those that have ties, the strongest first. */
function* rowsByTotal({ begins, weights }: SparseRows): Generator<void, Int32Array, void> {
  const totals = new Float64Array(begins.length - 1);
  const tied: number[] = [];
  for (let row = 0; row < totals.length; row += 1) {
    if (row % ROWS_A_STEP === 0) yield;
    for (let entry = begins[row]!; entry < begins[row + 1]!; entry += 1) totals[row]! += weights[entry]!;
    if (totals[row]! > 0) tied.push(row);
  }
  // Where the totals do not decide, the ids do.
  return yield* stepwiseSorted(tied, (a, b) => totals[b]! - totals[a]! || a - b);
}

function* othersByKind(
  { begins, others, weights }: SparseRows,
  chosen: readonly number[],
  left: Int32Array,
  kindOf: (row: number) => OrganizationKind,
): Generator<void, OthersOfAKind[], void> {
  const kinds = yield* kindsAmong(left, kindOf);
  // The chosen ones come first, then the kinds.
  const places = new Int32Array(begins.length - 1).fill(-1);
  for (const [place, row] of chosen.entries()) places[row] = place;
  const groups = kinds.map((kind) => ({
    kind,
    organizations: 0,
    trustToChosen: new Float64Array(chosen.length),
    trustToOthers: new Float64Array(kinds.length),
  }));
  for (const [looked, row] of left.entries()) {
    if (looked % PLACES_A_STEP === 0) yield;
    const group = kinds.indexOf(kindOf(row));
    places[row] = chosen.length + group;
    groups[group]!.organizations += 1;
  }
  for (const [looked, row] of left.entries()) {
    if (looked % ROWS_A_STEP === 0) yield;
    const { trustToChosen, trustToOthers } = groups[places[row]! - chosen.length]!;
    for (let entry = begins[row]!; entry < begins[row + 1]!; entry += 1) {
      const place = places[others[entry]!]!;
      const [trusts, there] = place < chosen.length ? [trustToChosen, place] : [trustToOthers, place - chosen.length];
      trusts[there] = Math.max(trusts[there]!, trustOf(weights[entry]!));
    }
  }
  return groups;
}

/** In the order of the schema. */
function* kindsAmong(
  rows: Int32Array,
  kindOf: (row: number) => OrganizationKind,
): Generator<void, OrganizationKind[], void> {
  const found = new Set<OrganizationKind>();
  for (const [place, row] of rows.entries()) {
    if (place % PLACES_A_STEP === 0) yield;
    found.add(kindOf(row));
  }
  return KINDS.filter((kind) => found.has(kind));
}
