import { agedBy } from '../ties/strength.js';
import { DisjointSets } from './components.js';
import { postsAt, type History } from './history.js';
import { organizationStrengths } from './organization-strengths.js';
import { ListsDraft, RowsDraft, transposed, type WeightedPairs } from './sparse-rows.js';
import { eachOfPairs, trustMatrix, type TrustCell } from './trust-matrix.js';

/** What is asked about trust between groups of organizations, by number from 0 on. */
export interface MatrixAsked {
  /** By organization. */
  readonly groupOf: Int32Array;
  readonly groups: number;
  readonly threshold: number;
}

/** What is so of organizations at a moment. */
export interface OrganizationFigures {
  readonly organizations: number;
  readonly tiedOrganizations: number;
  readonly ties: number;
  /** The sizes of what hangs together, the largest first. */
  readonly components: Int32Array;
  /** As they were asked for. */
  readonly matrices: readonly GroupedTrust[];
}

export interface GroupedTrust {
  /** By group: how many organizations are in it. */
  readonly sizes: readonly number[];
  readonly cells: readonly TrustCell[];
}

const PEOPLE_A_STEP = 256;
const ENCOUNTERS_A_STEP = 8_192;

/**
 * Of the organizations that exist at a moment, and of those that exist no more and have ties all the same, as somebody still
 * holds a position there. In steps.
 *
 * @param exists by organization: not 0 where it does
 */
export function* organizationFiguresAt(
  history: History,
  at: number,
  exists: Uint8Array,
  asked: readonly MatrixAsked[],
): Generator<void, OrganizationFigures, void> {
  const ties = yield* organizationTiesAt(history, at, exists.length);
  const isPresent = exists.slice();
  const isTied = new Uint8Array(exists.length);
  const sets = new DisjointSets(exists.length);
  yield* eachOfPairs(ties)((one, other) => {
    sets.unite(one, other);
    isPresent[one] = isPresent[other] = isTied[one] = isTied[other] = 1;
  });
  const matrices: GroupedTrust[] = [];
  for (const { groupOf, groups, threshold } of asked) {
    const sizes = Array<number>(groups).fill(0);
    for (const [organization, group] of groupOf.entries()) if (isPresent[organization] === 1) sizes[group]! += 1;
    matrices.push({ sizes, cells: yield* trustMatrix(eachOfPairs(ties), groupOf, sizes, threshold) });
  }
  return {
    organizations: sum(isPresent),
    tiedOrganizations: sum(isTied),
    ties: ties.ones.length,
    components: sets.sizes().filter((size) => size > 1),
    matrices,
  };
}

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

function sum(numbers: Uint8Array): number {
  return numbers.reduce((total, each) => total + each, 0);
}
