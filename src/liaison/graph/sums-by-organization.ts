import { rounded } from '../ties/strength.js';
import type { Participation } from './participation.js';
import { StrengthRow } from './strength-row.js';

/** What all pairs of the persons of two organizations add up to. */
export interface OrganizationSum {
  /** Above 0. */
  readonly strength: number;
  /** Whether one person is of every pair. */
  readonly isOnOne: boolean;
}

const NOBODY = -1;

/**
 * What is between one organization and each other one with which there is anything; organizations in the numbers of the
 * book. Step by step.
 */
export function* sumsByOrganization(
  participation: Participation,
  organization: number,
): Generator<void, Map<number, OrganizationSum>, void> {
  const { organizations, staff } = participation;
  const place = organizations.indexOf(organization);
  if (place === -1) return new Map();
  const row = new StrengthRow(participation);
  /** By counterpart. */
  const strengths = new Float64Array(organizations.length);
  /** By counterpart: of the two of its first pair, those who are of every other one so far. */
  const [ones, others] = [new Int32Array(organizations.length), new Int32Array(organizations.length)];
  const found: number[] = [];
  for (let member = staff.begins[place]!; member < staff.begins[place + 1]!; member += 1) {
    yield;
    const person = staff.values[member]!;
    row.addUp(person);
    row.eachPair(person, place, (counterpart, other, strength) => {
      if (strengths[counterpart] === 0) {
        found.push(counterpart);
        ones[counterpart] = person;
        others[counterpart] = other;
      } else {
        // Somebody may be of both organizations, and so stand at either place of a pair.
        const [one, another] = [ones[counterpart]!, others[counterpart]!];
        if (one !== person && one !== other) ones[counterpart] = NOBODY;
        if (another !== person && another !== other) others[counterpart] = NOBODY;
      }
      strengths[counterpart]! += strength;
    });
  }
  const sums = new Map<number, OrganizationSum>();
  for (const counterpart of found) {
    const isOnOne = ones[counterpart] !== NOBODY || others[counterpart] !== NOBODY;
    sums.set(organizations[counterpart]!, { strength: rounded(strengths[counterpart]!), isOnOne });
  }
  return sums;
}
