import { trustOf } from '../ties/strength.js';
import type { Lists, SparseRows } from './sparse-rows.js';

const ENTRIES_A_STEP = 16_384;

/** Whom some persons reach within so many ties, by person, over persons that hold positions only. */
export interface Reach {
  /** The fewest ties; -1 of whom they do not reach. */
  readonly hops: Int8Array;
  /** The highest product of trusts along the ties of a way; 0 of whom they do not reach. */
  readonly trusts: Float64Array;
}

/** The trust of each entry of the rows. */
export function* trustsOf({ weights }: SparseRows): Generator<void, Float64Array, void> {
  const trusts = new Float64Array(weights.length);
  for (let entry = 0; entry < weights.length; entry += 1) {
    if (entry % ENTRIES_A_STEP === 0) yield;
    trusts[entry] = trustOf(weights[entry]!);
  }
  return trusts;
}

/**
 * Level by level, each of which relaxes the ties of whom the one before improved: Bellman, "On a routing problem" (Quarterly
 * of Applied Mathematics 16, 1958), stopped after so many rounds. As no trust is above 1 a way that comes back to somebody is
 * never better than the same without the detour: the best walk is a path.
 *
 * @param trusts of each entry of the rows.
 */
export function* reachOf(
  { begins, others }: SparseRows,
  trusts: Float64Array,
  posts: Lists,
  sources: Iterable<number>,
  most: number,
): Generator<void, Reach, void> {
  const persons = begins.length - 1;
  const hops = new Int8Array(persons).fill(-1);
  let best = new Float64Array(persons);
  let improved: number[] = [];
  for (const source of sources) {
    if (hops[source] === 0) continue;
    hops[source] = 0;
    best[source] = 1;
    improved.push(source);
  }
  let taken = 0;
  /** By person: the last round that improved them. */
  const rounds = new Int8Array(persons);
  for (let round = 1; round <= most && improved.length > 0; round += 1) {
    // Of this round nothing may go on within it: that would be a way of more ties.
    const next = best.slice();
    const improvedNow: number[] = [];
    for (const person of improved) {
      if (taken > ENTRIES_A_STEP) {
        yield;
        taken = 0;
      }
      taken += begins[person + 1]! - begins[person]! + 1;
      const reached = best[person]!;
      for (let entry = begins[person]!; entry < begins[person + 1]!; entry += 1) {
        const other = others[entry]!;
        const trust = reached * trusts[entry]!;
        if (trust <= next[other]! || posts.begins[other] === posts.begins[other + 1]) continue;
        next[other] = trust;
        if (hops[other] === -1) hops[other] = round;
        if (rounds[other] === round) continue;
        rounds[other] = round;
        improvedNow.push(other);
      }
    }
    best = next;
    improved = improvedNow;
  }
  return { hops, trusts: best };
}

/** How an organization is reached: by whoever of its people is reached best. */
export interface Reached {
  readonly hops: number;
  readonly trust: number;
}

/** Undefined where none of its people is reached. */
export function reachedOf({ hops, trusts }: Reach, staff: Lists, organization: number): Reached | undefined {
  let fewest = Infinity;
  let trust = 0;
  for (let member = staff.begins[organization]!; member < staff.begins[organization + 1]!; member += 1) {
    const person = staff.values[member]!;
    if (hops[person] === -1) continue;
    fewest = Math.min(fewest, hops[person]!);
    trust = Math.max(trust, trusts[person]!);
  }
  return fewest === Infinity ? undefined : { hops: fewest, trust };
}
