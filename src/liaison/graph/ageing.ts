import { agedBy, isTie, rounded } from '../ties/strength.js';
import type { Participation } from './participation.js';
import { sharedFloats, sharedInts } from './shared-arrays.js';
import { ListsDraft, transposed, type SparseRows } from './sparse-rows.js';
import { organizationStrengths } from './organization-strengths.js';
import { StrengthRow } from './strength-row.js';

const ENTRIES_A_STEP = 65_536;
const ROWS_A_STEP = 256;

/**
 * The same people and encounters at a later moment, where none begins in between, and nobody takes up or leaves a post: what is over
 * halves by one half-life, what goes on stays as it is until it ends.
 */
export function agedParticipation<P extends Participation>(participation: P, at: number): P {
  const { endsAt } = participation;
  const factor = agedBy(participation.at, at);
  const contributions = sharedFloats(endsAt.length);
  for (let encounter = 0; encounter < endsAt.length; encounter += 1) {
    const isOver = endsAt[encounter]! <= participation.at;
    contributions[encounter] =
      participation.contributions[encounter]! * (isOver ? factor : agedBy(endsAt[encounter]!, at));
  }
  return { ...participation, at, contributions };
}

/** Only the encounters that were not over at the moment, with what each adds more at a later one than if it had been. */
export function* heldUp(participation: Participation, at: number): Generator<void, HeldUp, void> {
  const { attendees, endsAt, posts, staff } = participation;
  const factor = agedBy(participation.at, at);
  const going: number[] = [];
  for (let encounter = 0; encounter < endsAt.length; encounter += 1)
    if (endsAt[encounter]! > participation.at) going.push(encounter);
  yield;
  const draft = new ListsDraft(going.length);
  for (const [place, encounter] of going.entries()) {
    for (let seat = attendees.begins[encounter]!; seat < attendees.begins[encounter + 1]!; seat += 1)
      draft.add(attendees.values[seat]!);
    draft.end(place);
  }
  const contributions = sharedFloats(going.length);
  for (const [place, encounter] of going.entries())
    contributions[place] = participation.contributions[encounter]! * (agedBy(endsAt[encounter]!, at) - factor);
  const theirs = draft.done();
  return {
    attendees: theirs,
    attended: yield* transposed(theirs, participation.persons.length),
    contributions,
    posts,
    staff,
  };
}

export type HeldUp = Pick<Participation, 'attendees' | 'attended' | 'contributions' | 'posts' | 'staff'>;

/** What is left of the ties of persons when their strengths are so much less, but for what is held up. Step by step. */
export function* agedPersonTies(ties: SparseRows, factor: number, held: HeldUp): Generator<void, SparseRows, void> {
  const { begins, others } = ties;
  const weights = sharedFloats(others.length);
  const row = new StrengthRow(held);
  for (let person = 0; person + 1 < begins.length; person += 1) {
    if (person % ROWS_A_STEP === 0) yield;
    row.addUp(person);
    for (let entry = begins[person]!; entry < begins[person + 1]!; entry += 1)
      weights[entry] = rounded(ties.weights[entry]! * factor + row.strengths[others[entry]!]!);
  }
  const aged = { begins, others, weights };
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
  held: HeldUp,
): Generator<void, SparseRows, void> {
  const less = sharedFloats(weights.length);
  for (let entry = 0; entry < weights.length; entry += 1) {
    if (entry % ENTRIES_A_STEP === 0) yield;
    less[entry] = weights[entry]! * factor;
  }
  const add = (organization: number, other: number, strength: number) => {
    for (let entry = begins[organization]!; entry < begins[organization + 1]!; entry += 1)
      if (others[entry] === other) less[entry]! += strength;
  };
  yield* organizationStrengths(held, (organization, other, strength) => {
    add(organization, other, strength);
    add(other, organization, strength);
  });
  for (let entry = 0; entry < less.length; entry += 1) {
    if (entry % ENTRIES_A_STEP === 0) yield;
    less[entry] = rounded(less[entry]!);
  }
  return { begins, others, weights: less };
}
