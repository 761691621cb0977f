import type { Acquaintance } from './network.js';
import { holds } from './strength-row.js';

/** How many of some ties there are, and of how many the last, or even the first encounter lies far back. */
export interface Ages {
  readonly ties: number;
  readonly unrenewed: number;
  readonly old: number;
}

/**
 * Of the ties that people of an organization have with whoever is not of it; each two persons once. Step by step.
 *
 * @param since what ended, or began before it (ms since the epoch) lies far back.
 */
export function* tieAgesOf(network: Acquaintance, organization: number, since: number): Generator<void, Ages, void> {
  const { ties, staff, posts, attended, attendees, startsAt, endsAt } = network;
  const ages = { ties: 0, unrenewed: 0, old: 0 };
  const firsts = new Float64Array(network.persons.length);
  const lasts = new Float64Array(network.persons.length);
  for (let member = staff.begins[organization]!; member < staff.begins[organization + 1]!; member += 1) {
    yield;
    const person = staff.values[member]!;
    firsts.fill(Infinity);
    lasts.fill(-Infinity);
    for (let place = attended.begins[person]!; place < attended.begins[person + 1]!; place += 1) {
      const encounter = attended.values[place]!;
      for (let seat = attendees.begins[encounter]!; seat < attendees.begins[encounter + 1]!; seat += 1) {
        const other = attendees.values[seat]!;
        firsts[other] = Math.min(firsts[other]!, startsAt[encounter]!);
        lasts[other] = Math.max(lasts[other]!, endsAt[encounter]!);
      }
    }
    for (let entry = ties.begins[person]!; entry < ties.begins[person + 1]!; entry += 1) {
      const other = ties.others[entry]!;
      if (holds(posts, other, organization)) continue;
      ages.ties += 1;
      if (lasts[other]! < since) ages.unrenewed += 1;
      if (firsts[other]! < since) ages.old += 1;
    }
  }
  return ages;
}
