import { HALF_LIFE, isTie, LEAST_STRENGTH, rounded } from '../ties/strength.js';
import { DisjointSets } from './components.js';
import { postsAt, type History } from './history.js';
import { sharedInts } from './shared-arrays.js';

/** What is so of people at a moment. */
export interface PeopleFigures {
  /** Who holds a position. */
  readonly people: number;
  readonly tiedPeople: number;
  readonly ties: number;
  /** The sizes of what hangs together, of people with positions, the largest first. */
  readonly components: Int32Array;
}

/** What some of the people add to it: whom ties unite, and how many ties there are. */
export interface PeopleShare {
  /** By person and moment: where the sets point to that their ties make. */
  readonly parents: Int32Array;
  /** By moment. */
  readonly ties: Int32Array;
}

const SEATS_A_STEP = 8_192;
const PEOPLE_A_STEP = 256;
const PEOPLE_IN_A_ROW = 64;

/**
 * Of many moments at once, ascending: what ended diminishes alike, so that from one encounter of two persons to their next one
 * their tie lasts from a first moment to a last one, however many lie in between. So a pair costs what its encounters do, and
 * not what the moments do. Strengths are as of the first moment. In steps.
 *
 * @param share which of how many; of each two persons the one with the lower number counts
 * @param inARow a share is some people, then as many further on: those with low numbers have more to look at
 */
export function* peopleShare(
  history: History,
  moments: readonly number[],
  share: number,
  shares: number,
  inARow = PEOPLE_IN_A_ROW,
): Generator<void, PeopleShare, void> {
  const persons = history.attended.begins.length - 1;
  const tally = new Tally(persons, moments.length);
  for (const [moment, at] of moments.entries()) yield* tally.notePresent(history, moment, at);
  const row = new PairTimes(history, moments, tally);
  let rested = 0;
  for (let begin = share * inARow; begin < persons; begin += shares * inARow)
    for (let person = begin; person < Math.min(persons, begin + inARow); person += 1) {
      row.goThrough(person);
      if (row.seats - rested < SEATS_A_STEP) continue;
      yield;
      rested = row.seats;
    }
  return tally.share;
}

/** What all shares add up to, in steps. */
export function* peopleSeries(
  history: History,
  moments: readonly number[],
  shares: readonly PeopleShare[],
): Generator<void, PeopleFigures[], void> {
  const tally = new Tally(history.attended.begins.length - 1, moments.length);
  for (const [moment, at] of moments.entries()) yield* tally.notePresent(history, moment, at);
  for (const share of shares) yield* tally.add(share);
  const figures: PeopleFigures[] = [];
  for (let moment = 0; moment < moments.length; moment += 1) {
    yield;
    figures.push(tally.figuresOf(moment));
  }
  return figures;
}

/** One person after the other with whoever has a higher number: when each two are tied. */
class PairTimes {
  /** How many seats were looked at so far: what the time goes by. */
  seats = 0;
  private readonly factors: Float64Array;
  /** About how many moments longer a tie of twice the strength lasts. */
  private readonly aDoubling: number;
  /** By encounter: the first moment at which it had begun, and the first at which it had ended; as many as there are for none. */
  private readonly firsts: Int32Array;
  private readonly lasts: Int32Array;
  private size = 0;
  private readonly others: Int32Array;
  /** By person: what was added up by a moment, and that moment; 0 for whoever was not met. */
  private readonly sums: Float64Array;
  private readonly sinces: Int32Array;

  constructor(
    private readonly history: History,
    private readonly moments: readonly number[],
    private readonly tally: Tally,
  ) {
    this.factors = Float64Array.from(moments, (at) => 2 ** ((moments[0]! - at) / HALF_LIFE));
    this.aDoubling = (HALF_LIFE * (moments.length - 1)) / Math.max(1, moments.at(-1)! - moments[0]!);
    this.firsts = Int32Array.from(history.startsAt, (at) => firstFrom(moments, at));
    this.lasts = Int32Array.from(history.endsAt, (at) => firstFrom(moments, at));
    this.others = new Int32Array(tally.persons);
    this.sums = new Float64Array(tally.persons);
    this.sinces = new Int32Array(tally.persons);
  }

  goThrough(person: number): void {
    const { begins, values } = this.history.attended;
    let going: number[] = [];
    let next = begins[person]!;
    const last = begins[person + 1]!;
    // From moment to moment: what goes on, then what began since the one before.
    for (let moment = 0; moment < this.moments.length; moment += 1) {
      for (const encounter of going)
        this.add(person, encounter, moment, this.amountOf(encounter, moment) - this.amountOf(encounter, moment - 1));
      if (going.length > 0) going = going.filter((encounter) => this.lasts[encounter]! > moment);
      for (; next < last && this.firsts[values[next]!]! <= moment; next += 1) {
        const encounter = values[next]!;
        this.add(person, encounter, moment, this.amountOf(encounter, moment));
        if (this.lasts[encounter]! > moment) going.push(encounter);
      }
      if (next === last && going.length === 0) break;
    }
    for (let place = 0; place < this.size; place += 1) {
      const other = this.others[place]!;
      this.settle(person, other, this.moments.length);
      this.sums[other] = 0;
    }
    this.size = 0;
  }

  /** What an encounter that began comes to at a moment, as of the first one. */
  private amountOf(encounter: number, moment: number): number {
    const { endsAt, fresh } = this.history;
    const [first, at] = [this.moments[0]!, this.moments[moment]!];
    return fresh[encounter]! * 2 ** ((Math.min(endsAt[encounter]!, at) - first) / HALF_LIFE);
  }

  private add(person: number, encounter: number, moment: number, amount: number): void {
    const { begins, values } = this.history.attendees;
    const { sums, sinces, others } = this;
    // The attendees ascend.
    for (let seat = begins[encounter + 1]! - 1; seat >= begins[encounter]!; seat -= 1) {
      const other = values[seat]!;
      if (other <= person) break;
      if (sums[other] === 0) {
        others[this.size] = other;
        this.size += 1;
      } else if (sinces[other] !== moment) this.settle(person, other, moment);
      sinces[other] = moment;
      sums[other]! += amount;
    }
    this.seats += begins[encounter + 1]! - begins[encounter]!;
  }

  /** Notes the moments before one at which there was a tie: those until it was too weak. */
  private settle(person: number, other: number, before: number): void {
    const strength = this.sums[other]!;
    const since = this.sinces[other]!;
    if (!this.isTied(strength, since)) return;
    // Moments are about as far from each other, so that few have to be looked at.
    const lasts = Math.floor(this.aDoubling * Math.log2(strength / LEAST_STRENGTH));
    let end = Math.max(since + 1, Math.min(before, lasts + 1));
    while (end < before && this.isTied(strength, end)) end += 1;
    while (end > since + 1 && !this.isTied(strength, end - 1)) end -= 1;
    this.tally.note(person, other, since, end);
  }

  private isTied(strength: number, moment: number): boolean {
    return isTie(rounded(strength * this.factors[moment]!));
  }
}

/** Counts the ties of people with positions, moment by moment. */
class Tally {
  private readonly ties: Int32Array;
  /** By person and moment. */
  private readonly isPresent: Uint8Array;
  private readonly parents: Int32Array;
  private readonly sets: DisjointSets;

  constructor(
    readonly persons: number,
    private readonly moments: number,
  ) {
    this.ties = new Int32Array(moments);
    this.isPresent = new Uint8Array(persons * moments);
    // Side by side what is of one person: a tie is of one moment after the other.
    this.parents = sharedInts(persons * moments);
    this.sets = new DisjointSets(this.parents);
  }

  get share(): PeopleShare {
    return { parents: this.parents, ties: this.ties };
  }

  *notePresent(history: History, moment: number, at: number): Generator<void, void, void> {
    for (let person = 0; person < this.persons; person += 1) {
      if (person % PEOPLE_A_STEP === 0) yield;
      if (postsAt(history, person, at).length > 0) this.isPresent[person * this.moments + moment] = 1;
    }
  }

  note(person: number, other: number, since: number, before: number): void {
    const { isPresent, moments, sets, ties } = this;
    for (let moment = since; moment < before; moment += 1) {
      const one = person * moments + moment;
      const two = other * moments + moment;
      // Whoever is absent is united with nobody.
      if (!sets.areSeenUnited(one, two)) {
        if (isPresent[one] === 0 || isPresent[two] === 0) continue;
        sets.unite(one, two);
      }
      ties[moment]! += 1;
    }
  }

  *add({ parents, ties }: PeopleShare): Generator<void, void, void> {
    for (let moment = 0; moment < this.moments; moment += 1) this.ties[moment]! += ties[moment]!;
    for (let place = 0; place < parents.length; place += 1) {
      if (place % SEATS_A_STEP === 0) yield;
      if (parents[place] !== place) this.sets.unite(place, parents[place]!);
    }
  }

  figuresOf(moment: number): PeopleFigures {
    let [people, tiedPeople] = [0, 0];
    const sizes: number[] = [];
    for (let place = moment; place < this.isPresent.length; place += this.moments) {
      if (this.isPresent[place] === 0) continue;
      people += 1;
      const size = this.sets.sizeOfRoot(place);
      if (size > 0) sizes.push(size);
      if (size > 1) tiedPeople += size;
    }
    return { people, tiedPeople, ties: this.ties[moment]!, components: Int32Array.from(sizes).sort().reverse() };
  }
}

/** The first of ascending moments that is not before an instant. */
export function firstFrom(moments: ArrayLike<number>, at: number): number {
  let [low, high] = [0, moments.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (moments[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
