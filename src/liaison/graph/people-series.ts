import { HALF_LIFE, isTie, rounded } from '../ties/strength.js';
import { DisjointSets } from './components.js';
import { postsAt, type History } from './history.js';

/** What is so of people at a moment. */
export interface PeopleFigures {
  /** Who holds a position. */
  readonly people: number;
  readonly tiedPeople: number;
  readonly ties: number;
  /** The sizes of what hangs together, of people with positions, the largest first. */
  readonly components: Int32Array;
}

const SEATS_A_STEP = 8_192;
const PEOPLE_A_STEP = 256;

/**
 * Of many moments at once, ascending: what ended diminishes alike, so that from one encounter of two persons to their next one
 * their tie lasts from a first moment to a last one, however many lie in between. So a pair costs what its encounters do, and
 * not what the moments do. Strengths are as of the first moment. In steps.
 */
export function* peopleSeries(history: History, moments: readonly number[]): Generator<void, PeopleFigures[], void> {
  const tally = new Tally(history.attended.begins.length - 1, moments.length);
  for (const [moment, at] of moments.entries()) yield* tally.notePresent(history, moment, at);
  const row = new PairTimes(history, moments, tally);
  let rested = 0;
  for (let person = 0; person < tally.persons; person += 1) {
    row.goThrough(person);
    if (row.seats - rested < SEATS_A_STEP) continue;
    yield;
    rested = row.seats;
  }
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
    let [low, high] = [since + 1, before];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.isTied(strength, middle)) low = middle + 1;
      else high = middle;
    }
    this.tally.note(person, other, since, low);
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
  private readonly isTied: Uint8Array;
  private readonly sets: DisjointSets;

  constructor(
    readonly persons: number,
    private readonly moments: number,
  ) {
    this.ties = new Int32Array(moments);
    this.isPresent = new Uint8Array(persons * moments);
    this.isTied = new Uint8Array(persons * moments);
    // Side by side what is of one person: a tie is of one moment after the other.
    this.sets = new DisjointSets(persons * moments);
  }

  *notePresent(history: History, moment: number, at: number): Generator<void, void, void> {
    for (let person = 0; person < this.persons; person += 1) {
      if (person % PEOPLE_A_STEP === 0) yield;
      if (postsAt(history, person, at).length > 0) this.isPresent[person * this.moments + moment] = 1;
    }
  }

  note(person: number, other: number, since: number, before: number): void {
    const { isPresent, isTied, moments } = this;
    for (let moment = since; moment < before; moment += 1) {
      const [one, two] = [person * moments + moment, other * moments + moment];
      if (isPresent[one] === 0 || isPresent[two] === 0) continue;
      this.ties[moment]! += 1;
      isTied[one] = 1;
      isTied[two] = 1;
      this.sets.unite(one, two);
    }
  }

  figuresOf(moment: number): PeopleFigures {
    let [people, tiedPeople] = [0, 0];
    const sizes: number[] = [];
    for (let place = moment; place < this.isPresent.length; place += this.moments) {
      people += this.isPresent[place]!;
      tiedPeople += this.isTied[place]!;
      const size = this.isPresent[place] === 1 ? this.sets.sizeOfRoot(place) : 0;
      if (size > 0) sizes.push(size);
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
