import { HALF_LIFE, rounded } from '../ties/strength.js';
import { DisjointSets } from './components.js';
import { grown } from './growing.js';
import { postsAt, type History } from './history.js';
import { organizationStrengthsOf, type Scenes } from './organization-strengths.js';
import { ListsDraft, type WeightedPairs } from './sparse-rows.js';
import { pairCells, trustMatrix, type PairCells, type TrustCell } from './trust-matrix.js';

/** What is asked about trust between groups of organizations, by number from 0 on. */
export interface MatrixAsked {
  /** By moment, and by organization. */
  readonly groupOf: readonly Int32Array[];
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
const ENCOUNTERS_A_STEP = 2_048;
const PAIRS_A_STEP = 16_384;
/** As much as half a year of a nation comes to. */
const [PAIRS_A_SEAT, SPANS_AN_ENCOUNTER] = [2, 3];

/**
 * Of the organizations that exist at each moment, and of those that exist no more and have ties all the same, as somebody
 * still holds a position there. In steps.
 *
 * @param moments ascending
 * @param exists by moment, and by organization: not 0 where it does
 */
export function* organizationSeries(
  history: History,
  moments: readonly number[],
  exists: readonly Uint8Array[],
  asked: readonly MatrixAsked[],
): Generator<void, OrganizationFigures[], void> {
  const series = yield* organizationTiesSeries(history, moments, exists[0]!.length);
  const figures: OrganizationFigures[] = [];
  let cells: readonly PairCells[] = [];
  for (const [moment, ties] of series.entries()) {
    const tally = new Tally(exists[moment]!);
    for (let begin = 0; begin < ties.ones.length; begin += PAIRS_A_STEP) {
      yield;
      tally.take(ties, begin, Math.min(ties.ones.length, begin + PAIRS_A_STEP));
    }
    const { isPresent, isTied, sets } = tally;
    // Which groups two are of is hardly ever another question at the next moment.
    const known = cells;
    cells = asked.map(({ groupOf, groups }, place) =>
      groupOf[moment] === groupOf[moment - 1] ? known[place]! : pairCells(ties, groupOf[moment]!, groups),
    );
    const matrices: GroupedTrust[] = [];
    for (const [place, { groupOf, groups, threshold }] of asked.entries()) {
      const sizes = Array<number>(groups).fill(0);
      for (const [organization, group] of groupOf[moment]!.entries())
        if (isPresent[organization] === 1) sizes[group]! += 1;
      matrices.push({ sizes, cells: yield* trustMatrix(ties, cells[place]!, sizes, threshold) });
    }
    figures.push({
      organizations: sum(isPresent),
      tiedOrganizations: sum(isTied),
      ties: tally.ties,
      components: sets.sizes().filter((size) => size > 1),
      matrices,
    });
  }
  return figures;
}

/** Counts the ties of organizations at a moment, and who has any. */
class Tally {
  ties = 0;
  readonly isPresent: Uint8Array;
  readonly isTied: Uint8Array;
  readonly sets: DisjointSets;

  constructor(exists: Uint8Array) {
    this.isPresent = exists.slice();
    this.isTied = new Uint8Array(exists.length);
    this.sets = new DisjointSets(new Int32Array(exists.length));
  }

  take({ ones, others, weights }: WeightedPairs, begin: number, end: number): void {
    const { isPresent, isTied, sets } = this;
    for (let pair = begin; pair < end; pair += 1) {
      if (weights[pair] === 0) continue;
      this.ties += 1;
      const one = ones[pair]!;
      const other = others[pair]!;
      // Whoever is united with another one is noted already.
      if (sets.areSeenUnited(one, other)) continue;
      sets.unite(one, other);
      isPresent[one] = isPresent[other] = isTied[one] = isTied[other] = 1;
    }
  }
}

/**
 * By moment each two organizations, by the strength of their tie, 0 where they have none; organizations as the history numbers
 * them, of which there are so many. Whoever changes places takes along all that there was, so that nothing is left of the
 * moment before. In steps.
 *
 * @param moments ascending, 31 at most
 */
export function* organizationTiesSeries(
  history: History,
  moments: readonly number[],
  organizations: number,
): Generator<void, WeightedPairs[], void> {
  const scenes = yield* scenesOf(history, moments, organizations);
  // Ended encounters diminish alike: until now all is as of the first moment.
  const factors = moments.map((at) => 2 ** ((moments[0]! - at) / HALF_LIFE));
  // Memory that is not written to costs nothing, and to grow costs as much as to add up.
  const room = Math.min((organizations * (organizations - 1)) / 2, PAIRS_A_SEAT * history.attendees.values.length);
  let [ones, others] = [new Int32Array(room), new Int32Array(room)];
  const weights = moments.map(() => new Float64Array(room));
  let size = 0;
  yield* organizationStrengthsOf(scenes, (organization, other, strengths) => {
    if (size === ones.length) {
      [ones, others] = [grown(ones, size + 1), grown(others, size + 1)];
      for (const moment of moments.keys()) weights[moment] = grown(weights[moment]!, size + 1);
    }
    ones[size] = organization;
    others[size] = other;
    for (let moment = 0; moment < weights.length; moment += 1)
      weights[moment]![size] = rounded(strengths[moment]! * factors[moment]!);
    size += 1;
  });
  return weights.map((each) => ({
    vertices: organizations,
    ones: ones.subarray(0, size),
    others: others.subarray(0, size),
    weights: each.subarray(0, size),
  }));
}

/**
 * An encounter counts as one for as many moments as each who attended it is of the same organizations. Somebody at a moment
 * has a number of their own, as what they are of may differ.
 */
function* scenesOf(history: History, moments: readonly number[], organizations: number): Generator<void, Scenes, void> {
  const { attended, attendees, startsAt, endsAt, fresh } = history;
  const persons = attended.begins.length - 1;
  const postsDraft = new ListsDraft(persons * moments.length, persons * moments.length);
  /** By person: a bit for each moment at which they are of others than at the one before. */
  const changes = new Int32Array(persons);
  for (let person = 0; person < persons; person += 1) {
    if (person % PEOPLE_A_STEP === 0) yield;
    let before: readonly number[] = [];
    for (const [moment, at] of moments.entries()) {
      const posts = postsAt(history, person, at);
      for (const organization of posts) postsDraft.add(organization);
      postsDraft.end(person * moments.length + moment);
      if (posts.length !== before.length || posts.some((each) => !before.includes(each)))
        changes[person]! |= 1 << moment;
      before = posts;
    }
  }
  const posts = postsDraft.done();
  let begun = 0;
  while (begun < startsAt.length && startsAt[begun]! <= moments.at(-1)!) begun += 1;
  const draft = new SpansDraft(SPANS_AN_ENCOUNTER * begun, SPANS_AN_ENCOUNTER * attendees.begins[begun]!);
  let first = 0;
  for (let encounter = 0; encounter < begun; encounter += 1) {
    if (encounter % ENCOUNTERS_A_STEP === 0) yield;
    // In the order in which they began.
    while (moments[first]! < startsAt[encounter]!) first += 1;
    const seats = attendees.values.subarray(attendees.begins[encounter], attendees.begins[encounter + 1]);
    let divided = 0;
    for (const person of seats) divided |= changes[person]!;
    for (let from = first, end = first + 1; from < moments.length; from = end, end += 1) {
      const isOver = moments[from]! >= endsAt[encounter]!;
      // While it still runs, each moment has something of its own.
      while (isOver && end < moments.length && (divided & (1 << end)) === 0) end += 1;
      const amount =
        fresh[encounter]! * 2 ** ((Math.min(endsAt[encounter]!, moments[from]!) - moments[0]!) / HALF_LIFE);
      draft.begin(from, end, amount);
      for (const person of seats) {
        const somebody = person * moments.length + from;
        if (posts.begins[somebody] !== posts.begins[somebody + 1]) draft.add(somebody);
      }
    }
  }
  return { organizations, moments: moments.length, posts, ...draft.done() };
}

/** Gathers encounters one after the other, with who attended them. */
class SpansDraft {
  private size = 0;
  private seats = 0;
  private begins: Int32Array;
  private values: Int32Array;
  private contributions: Float64Array;
  private firsts: Uint8Array;
  private lasts: Uint8Array;

  /** @param encounters for how many there is room from the beginning; the same of who attended them. */
  constructor(encounters: number, seats: number) {
    this.begins = new Int32Array(encounters + 1);
    this.values = new Int32Array(seats);
    this.contributions = new Float64Array(encounters);
    this.firsts = new Uint8Array(encounters);
    this.lasts = new Uint8Array(encounters);
  }

  begin(first: number, last: number, contribution: number): void {
    this.begins = grown(this.begins, this.size + 2);
    this.contributions = grown(this.contributions, this.size + 1);
    this.firsts = grown(this.firsts, this.size + 1);
    this.lasts = grown(this.lasts, this.size + 1);
    this.contributions[this.size] = contribution;
    this.firsts[this.size] = first;
    this.lasts[this.size] = last;
    this.size += 1;
    this.begins[this.size] = this.seats;
  }

  /** To the one begun last. */
  add(attendee: number): void {
    this.values = grown(this.values, this.seats + 1);
    this.values[this.seats] = attendee;
    this.seats += 1;
    this.begins[this.size] = this.seats;
  }

  done(): Pick<Scenes, 'attendees' | 'contributions' | 'firsts' | 'lasts'> {
    return {
      attendees: { begins: this.begins.subarray(0, this.size + 1), values: this.values.subarray(0, this.seats) },
      contributions: this.contributions.subarray(0, this.size),
      firsts: this.firsts.subarray(0, this.size),
      lasts: this.lasts.subarray(0, this.size),
    };
  }
}

function sum(numbers: Uint8Array): number {
  return numbers.reduce((total, each) => total + each, 0);
}
