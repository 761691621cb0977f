import type { Pair } from '../ties/organization-pairs.js';
import type { Participation } from './participation.js';
import { StrengthRow } from './strength-row.js';

/**
 * All that is between the persons of one organization and those of any other, by the other; organizations and persons in the
 * numbers of the book. Step by step.
 */
export function* networkPairs(
  participation: Participation,
  organization: number,
): Generator<void, Map<number, Pair[]>, void> {
  const pairs = new Map<number, Pair[]>();
  const { persons, organizations, staff } = participation;
  const place = organizations.indexOf(organization);
  if (place === -1) return pairs;
  const row = new StrengthRow(participation);
  for (let member = staff.begins[place]!; member < staff.begins[place + 1]!; member += 1) {
    yield;
    const person = staff.values[member]!;
    row.addUp(person);
    row.eachPair(person, place, (counterpart, other, strength) => {
      const pair = { person: persons[person]!, other: persons[other]!, strength };
      const found = pairs.get(organizations[counterpart]!);
      if (found) found.push(pair);
      else pairs.set(organizations[counterpart]!, [pair]);
    });
  }
  return pairs;
}
