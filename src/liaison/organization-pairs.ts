import { rounded } from './strength.js';

/** What the ties of persons add up to between organizations. Organizations and persons are whole numbers. */

/** The ties among persons, as strengths: also those too weak for persons to rely on. */
export interface Strengths {
  begin(person: number): number;
  end(person: number): number;
  other(entry: number): number;
  strengthOf(person: number, entry: number): number;
}

/** Who of the organizations' people there is, and where, at the moment. */
export interface Staff {
  /** Whoever is hidden takes no part. */
  seesPerson(person: number): boolean;
  organizationsOf(person: number): readonly number[];
}

/** Each two persons of whom one is at either side, once. */
export interface Pair {
  readonly person: number;
  readonly other: number;
  readonly strength: number;
}

/** All that is between the persons of one organization and those of any other, by the other. */
export function organizationPairs(
  graph: Strengths,
  staff: Staff,
  organization: number,
  members: readonly number[],
  wanted: (other: number) => boolean,
): Map<number, Pair[]> {
  const pairs = new Map<number, Pair[]>();
  for (const person of members) {
    if (!staff.seesPerson(person)) continue;
    const own = staff.organizationsOf(person);
    for (let entry = graph.begin(person); entry < graph.end(person); entry += 1) {
      const other = graph.other(entry);
      if (!staff.seesPerson(other)) continue;
      const theirs = staff.organizationsOf(other);
      for (const counterpart of theirs) {
        if (counterpart === organization || !wanted(counterpart)) continue;
        // Where each is at both sides, the two meet again from the other's row.
        if (other < person && theirs.includes(organization) && own.includes(counterpart)) continue;
        const strength = graph.strengthOf(person, entry);
        if (strength === 0) continue;
        const found = pairs.get(counterpart);
        if (found) found.push({ person, other, strength });
        else pairs.set(counterpart, [{ person, other, strength }]);
      }
    }
  }
  return pairs;
}

export interface Carrier {
  readonly person: number;
  /** Of the whole strength; those of all carriers add up to 2, as each pair has two persons. */
  readonly share: number;
}

/** Who carries a tie of organizations, whoever carries most first. */
export function carriersOf(pairs: readonly Pair[], compareIds: (a: number, b: number) => number): Carrier[] {
  const carried = new Map<number, number>();
  for (const { person, other, strength } of pairs)
    for (const each of [person, other]) carried.set(each, (carried.get(each) ?? 0) + strength);
  const total = totalOf(pairs);
  return [...carried]
    .map(([person, strength]) => ({ person, share: rounded(Math.min(strength / total, 1)) }))
    .sort((a, b) => b.share - a.share || compareIds(a.person, b.person));
}

export function totalOf(pairs: readonly Pair[]): number {
  return pairs.reduce((sum, { strength }) => sum + strength, 0);
}
