import { isTie, rounded } from '../ties/strength.js';
import { organizationStrengths, type Scene } from './organization-strengths.js';
import type { Participation } from './participation.js';
import { RowsDraft, type SparseRows } from './sparse-rows.js';
import { StrengthRow } from './strength-row.js';

/** Who knows whom, for one viewer at a moment: of every person who is seen and holds a position. */
export interface Acquaintance extends Participation {
  /** Of persons: the ties, none below the least trust, by strength. */
  readonly ties: SparseRows;
}

/** The whole network of one viewer at a moment: every person who is seen and holds a position, and whom they know. */
export interface Network extends Acquaintance {
  /** Of organizations: by the strength of all pairs of their persons, also those that are no ties. */
  readonly organizationTies: SparseRows;
}

type People = Pick<Participation, 'attended' | 'attendees' | 'contributions' | 'posts'>;

const SEATS_A_STEP = 16_384;

/** Adds up who knows whom, person by person; step by step, as long as it takes. */
export function* personTiesOf(participation: People): Generator<void, SparseRows, void> {
  const persons = participation.posts.begins.length - 1;
  const row = new StrengthRow(participation);
  const ties = new RowsDraft(persons);
  let rested = 0;
  for (let person = 0; person < persons; person += 1) {
    if (row.seats - rested > SEATS_A_STEP) {
      yield;
      rested = row.seats;
    }
    row.addUpHigher(person);
    for (let place = 0; place < row.size; place += 1) {
      const other = row.others[place]!;
      const strength = rounded(row.strengths[other]!);
      if (isTie(strength)) ties.add(person, other, strength);
    }
  }
  yield;
  return yield* ties.done();
}

/** Adds up what that is between organizations. */
export function* organizationTiesOf(scene: Scene): Generator<void, SparseRows, void> {
  const ties = new RowsDraft(scene.staff.begins.length - 1);
  yield* organizationStrengths(scene, (organization, other, strength) => ties.add(organization, other, strength));
  return yield* ties.done();
}
