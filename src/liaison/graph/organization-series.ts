import { agedBy } from '../ties/strength.js';
import { postsAt, type History } from './history.js';
import { organizationStrengths } from './organization-strengths.js';
import { ListsDraft, RowsDraft, transposed, type WeightedPairs } from './sparse-rows.js';

const PEOPLE_A_STEP = 256;
const ENCOUNTERS_A_STEP = 8_192;

/**
 * Each two organizations with a tie at a moment, by strength; organizations as the history numbers them, of which there are so
 * many. Whoever changes places takes along all that there was, so that nothing is left of the moment before. In steps.
 */
export function* organizationTiesAt(
  history: History,
  at: number,
  organizations: number,
): Generator<void, WeightedPairs, void> {
  const { attended, attendees, startsAt, endsAt, fresh } = history;
  const persons = attended.begins.length - 1;
  const draft = new ListsDraft(persons, persons);
  for (let person = 0; person < persons; person += 1) {
    if (person % PEOPLE_A_STEP === 0) yield;
    for (const organization of postsAt(history, person, at)) draft.add(organization);
    draft.end(person);
  }
  const posts = draft.done();
  const contributions = new Float64Array(fresh.length);
  let begun = 0;
  for (; begun < fresh.length && startsAt[begun]! <= at; begun += 1) {
    if (begun % ENCOUNTERS_A_STEP === 0) yield;
    contributions[begun] = fresh[begun]! * agedBy(endsAt[begun]!, at);
  }
  const pairs = new RowsDraft(organizations);
  yield* organizationStrengths(
    {
      posts,
      staff: yield* transposed(posts, organizations),
      attendees: { begins: attendees.begins.subarray(0, begun + 1), values: attendees.values },
      contributions,
    },
    (organization, other, strength) => pairs.add(organization, other, strength),
  );
  return yield* pairs.pairs();
}
