import { grown } from '../graph/growing.js';
import { rounded } from '../ties/strength.js';

/** Who should meet: whom common acquaintances could introduce, where organizations want to know each other better. Persons are whole numbers. */

/** Who knows whom, as `TieView` tells it: of those who take part. */
export interface Circles {
  readonly persons: number;
  /** Calls for each whom somebody has a tie with; it asks nothing else meanwhile. */
  eachTie(person: number, call: (other: number, trust: number) => void): void;
  /** How many ties somebody has. */
  degreeOf(person: number): number;
}

/** Two organizations that should know each other better, and by how much. All of their people take part. */
export interface Need {
  readonly members: readonly number[];
  readonly others: readonly number[];
  /** Above 0. */
  readonly need: number;
}

export interface Suggestion<N extends Need> {
  readonly from: number;
  readonly to: number;
  /** The need for it, times how near the two are to each other already. */
  readonly score: number;
  /** The greatest need that it answers; of equal ones the first. */
  readonly need: N;
  readonly acquaintances: number;
  /** Of the acquaintances the one over whom the product of the trusts is highest, then by id. */
  readonly introducer: number;
}

const NONE = -1;

/**
 * So many suggestions, the best first; step by step. How near two are that do not know each other: the sum over their common
 * acquaintances of 1 / ln of how many people each of these knows. Whoever knows everybody introduces nobody in particular:
 * Adamic and Adar, "Friends and neighbors on the Web" (Social Networks 25, 2003); of the measures compared by Liben-Nowell and
 * Kleinberg (CIKM 2003) for who will meet next it is among the best.
 *
 * @param areColleagues whether two know each other from where they work.
 * @param takesPart whether somebody can meet others at all, and bring others together.
 */
export function* suggestions<N extends Need>(
  circles: Circles,
  needs: readonly N[],
  areColleagues: (person: number, other: number) => boolean,
  takesPart: (person: number) => boolean,
  compareIds: (person: number, other: number) => number,
  most: number,
): Generator<void, Suggestion<N>[], void> {
  const search = new Search<N>(circles, areColleagues, takesPart, compareIds);
  const byMembers = new Map<readonly number[], N[]>();
  for (const need of needs) byMembers.set(need.members, [...(byMembers.get(need.members) ?? []), need]);
  for (const [members, group] of byMembers) {
    yield* search.begin(members.filter(takesPart));
    const answers = new Map<number, N>();
    for (const each of group) {
      yield;
      for (const other of each.others)
        if (takesPart(other) && each.need > (answers.get(other)?.need ?? 0)) answers.set(other, each);
    }
    for (const [other, need] of answers) yield* search.suggestTo(other, need);
  }
  return yield* search.best(most);
}

const LISTED_A_STEP = 16_384;

/** The ties of one person after the other. */
class Circle {
  size = 0;
  others = new Int32Array(0);
  trusts = new Float64Array(0);

  read(circles: Circles, person: number): void {
    this.size = 0;
    circles.eachTie(person, this.add);
  }

  private readonly add = (other: number, trust: number): void => {
    this.others = grown(this.others, this.size + 1);
    this.trusts = grown(this.trusts, this.size + 1);
    this.others[this.size] = other;
    this.trusts[this.size] = trust;
    this.size += 1;
  };
}

class Search<N extends Need> {
  /** Whom somebody knows is gathered here. */
  private readonly circle = new Circle();
  /** By person: where the list of those members lies who know them. */
  private readonly begins: Int32Array;
  private readonly ends: Int32Array;
  private readonly listed: number[] = [];
  /** By entry of such a list: who knows them, and how well. */
  private knowers = new Int32Array(0);
  private trusts = new Float64Array(0);
  /** By person: how many people they know; -1 where nobody asked yet. */
  private readonly degrees: Int32Array;
  /** By member: what they have in common with whom is looked at. */
  private readonly nearness: Float64Array;
  private readonly counts: Int32Array;
  private readonly products: Float64Array;
  private readonly introducers: Int32Array;
  /** By both persons, the lower number first. */
  private readonly suggestions = new Map<number, Suggestion<N>>();

  constructor(
    private readonly circles: Circles,
    private readonly areColleagues: (person: number, other: number) => boolean,
    private readonly takesPart: (person: number) => boolean,
    private readonly compareIds: (person: number, other: number) => number,
  ) {
    const { persons } = circles;
    this.begins = new Int32Array(persons);
    this.ends = new Int32Array(persons);
    this.degrees = new Int32Array(persons).fill(NONE);
    this.nearness = new Float64Array(persons);
    this.counts = new Int32Array(persons);
    this.products = new Float64Array(persons);
    this.introducers = new Int32Array(persons);
  }

  /** Looks whom the people of an organization know. */
  *begin(members: readonly number[]): Generator<void, void, void> {
    for (const person of this.listed) this.begins[person] = this.ends[person] = 0;
    this.listed.length = 0;
    let [known, trusts] = [new Int32Array(0), new Float64Array(0)];
    const ends: number[] = [];
    let size = 0;
    const { circle } = this;
    for (const member of members) {
      yield;
      circle.read(this.circles, member);
      known = grown(known, size + circle.size);
      trusts = grown(trusts, size + circle.size);
      known.set(circle.others.subarray(0, circle.size), size);
      trusts.set(circle.trusts.subarray(0, circle.size), size);
      for (let place = 0; place < circle.size; place += 1) {
        const person = circle.others[place]!;
        if (this.ends[person] === 0) this.listed.push(person);
        this.ends[person]! += 1;
      }
      size += circle.size;
      ends.push(size);
    }
    // How many know somebody stands where their list is to end: the lists lie one after the other.
    let begin = 0;
    for (const [place, person] of this.listed.entries()) {
      if (place % LISTED_A_STEP === 0) yield;
      this.begins[person] = begin;
      begin += this.ends[person]!;
      this.ends[person] = this.begins[person]!;
    }
    this.knowers = new Int32Array(size);
    this.trusts = new Float64Array(size);
    let entry = 0;
    for (const [place, member] of members.entries())
      for (; entry < ends[place]!; entry += 1) {
        if (entry % LISTED_A_STEP === 0) yield;
        const end = this.ends[known[entry]!]!;
        this.knowers[end] = member;
        this.trusts[end] = trusts[entry]!;
        this.ends[known[entry]!] = end + 1;
      }
  }

  /** Looks who of the members has acquaintances in common with somebody. */
  *suggestTo(person: number, need: N): Generator<void, void, void> {
    const { circle } = this;
    yield;
    circle.read(this.circles, person);
    const near: number[] = [];
    for (let place = 0; place < circle.size; place += 1) {
      const acquaintance = circle.others[place]!;
      if (!this.takesPart(acquaintance)) continue;
      const trust = circle.trusts[place]!;
      let weight = 0;
      for (let entry = this.begins[acquaintance]!, end = this.ends[acquaintance]!; entry < end; entry += 1) {
        const member = this.knowers[entry]!;
        if (member === person) continue;
        if (weight === 0) {
          // It is added up from all that they attended.
          if (this.degrees[acquaintance] === NONE) yield;
          weight = 1 / Math.log(this.degreeOf(acquaintance));
        }
        if (this.counts[member] === 0) {
          near.push(member);
          this.nearness[member] = 0;
          this.products[member] = 0;
        }
        this.counts[member]! += 1;
        this.nearness[member]! += weight;
        this.noteIntroducer(member, acquaintance, rounded(this.trusts[entry]! * trust));
      }
    }
    for (const member of near) {
      if (!this.knows(member, person) && !this.areColleagues(member, person)) this.keep(member, person, need);
      this.counts[member] = 0;
    }
  }

  /** The best are picked out: nobody reads the order of all the others. */
  *best(most: number): Generator<void, Suggestion<N>[], void> {
    const best: Suggestion<N>[] = [];
    let looked = 0;
    for (const each of this.suggestions.values()) {
      looked += 1;
      if (looked % LISTED_A_STEP === 0) yield;
      if (best.length === most && this.compare(each, best.at(-1)!) > 0) continue;
      let place = best.length;
      while (place > 0 && this.compare(each, best[place - 1]!) < 0) place -= 1;
      best.splice(place, 0, each);
      if (best.length > most) best.pop();
    }
    return best;
  }

  private compare(one: Suggestion<N>, other: Suggestion<N>): number {
    return other.score - one.score || this.compareIds(one.from, other.from) || this.compareIds(one.to, other.to);
  }

  private noteIntroducer(member: number, acquaintance: number, product: number): void {
    const best = this.products[member]!;
    if (product < best || (product === best && this.compareIds(acquaintance, this.introducers[member]!) > 0)) return;
    this.products[member] = product;
    this.introducers[member] = acquaintance;
  }

  private keep(from: number, to: number, need: N): void {
    const key = Math.min(from, to) * this.circles.persons + Math.max(from, to);
    const known = this.suggestions.get(key);
    if (known && known.need.need >= need.need) return;
    this.suggestions.set(key, {
      from,
      to,
      score: rounded(need.need * rounded(this.nearness[from]!)),
      need,
      acquaintances: this.counts[from]!,
      introducer: this.introducers[from]!,
    });
  }

  private knows(member: number, person: number): boolean {
    for (let entry = this.begins[person]!; entry < this.ends[person]!; entry += 1)
      if (this.knowers[entry] === member) return true;
    return false;
  }

  private degreeOf(person: number): number {
    if (this.degrees[person] === NONE) this.degrees[person] = this.circles.degreeOf(person);
    return this.degrees[person]!;
  }
}
