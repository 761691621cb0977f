import { HALF_LIFE, LEAST_TRUST, rounded, trustOf } from '../ties/strength.js';
import { DisjointSets } from './components.js';
import { grown } from './growing.js';
import type { History, Post } from './history.js';
import type { WeightedPairs } from './louvain.js';
import { PairSums } from './pair-sums.js';

/** What is so of the network at a moment; organizations in the numbers of the book. */
export interface TimelinePoint {
  /** ms since the epoch */
  readonly at: number;
  /** Who holds a position. */
  readonly people: number;
  readonly tiedPeople: number;
  readonly ties: number;
  /** Of people with positions, the largest first. */
  readonly personComponents: Int32Array;
  /** Each two with a tie, by strength. */
  readonly organizationTies: WeightedPairs;
}

const PAIRS_A_STEP = 8_192;
const MOST_RESERVED = 10_000_000;
/** Trust is less than strength. */
const SURELY_TOO_WEAK = LEAST_TRUST;

/**
 * The network from moment to moment, forward only, by what happened in between: ended encounters diminish alike, so that one
 * number for each pair holds for every later moment, and only what begins, goes on, or changes places costs anything.
 * Strengths are kept as of the first moment.
 */
export class Timeline {
  private readonly pairs: PairSums;
  private readonly organizationPairs = new PairSums();
  /** By place of a pair of organizations: of how many pairs of persons it is made. */
  private madeOf = new Int32Array(0);
  /** By person: the organizations in which they hold positions. */
  private readonly posts: (readonly number[])[];
  /** How many encounters began, and those of them that go on, with what was added of each. */
  private begun = 0;
  private running: { readonly encounter: number; readonly added: number }[] = [];
  private firstAt: number | undefined;
  private steps = 0;

  constructor(
    private readonly history: History,
    private readonly organizations: number,
  ) {
    this.posts = history.tenures.map(() => []);
    const { begins } = history.attendees;
    let meetings = 0;
    for (let encounter = 0; encounter < history.fresh.length; encounter += 1) {
      const size = begins[encounter + 1]! - begins[encounter]!;
      meetings += (size * (size - 1)) / 2;
    }
    // Hardly more than there are pairs who met: to grow by copying would hold the event loop.
    this.pairs = new PairSums(Math.min(meetings, MOST_RESERVED));
  }

  /** In steps. */
  *moveTo(at: number): Generator<void, TimelinePoint, void> {
    if (this.firstAt === undefined) yield* this.begin(at);
    else {
      yield* this.movePeople(at);
      yield* this.add(at);
    }
    return yield* this.look(at);
  }

  /** All that was before is counted once, when everybody is where they are. */
  private *begin(at: number): Generator<void, void, void> {
    this.firstAt = at;
    yield* this.add(at);
    for (const [person, tenures] of this.history.tenures.entries()) {
      if (person % 256 === 0) yield;
      this.posts[person] = postsAt(tenures, at);
    }
    for (let pair = 0; pair < this.pairs.size; pair += 1) {
      const { lowers, highers, sums } = this.pairs;
      this.count(this.posts[lowers[pair]!]!, this.posts[highers[pair]!]!, sums[pair]!, 1);
      if (this.hasDone(1)) yield* this.rest();
    }
  }

  /** Before what is new is added: whoever moves takes along what there was. */
  private *movePeople(at: number): Generator<void, void, void> {
    for (const [person, tenures] of this.history.tenures.entries()) {
      if (person % 256 === 0) yield;
      const held = postsAt(tenures, at);
      const before = this.posts[person]!;
      if (held.length === before.length && held.every((post) => before.includes(post))) continue;
      const known = this.acquaintances(person);
      for (const [other, strength] of known) this.count(before, this.posts[other]!, -strength, -1);
      for (const [other, strength] of known) this.count(held, this.posts[other]!, strength, 1);
      this.posts[person] = held;
      if (this.hasDone(known.size)) yield* this.rest();
    }
  }

  private *add(at: number): Generator<void, void, void> {
    const { startsAt, endsAt } = this.history;
    const due = this.running;
    this.running = [];
    for (; this.begun < startsAt.length && startsAt[this.begun]! <= at; this.begun += 1)
      due.push({ encounter: this.begun, added: 0 });
    for (const { encounter, added } of due) {
      const amount = this.amountOf(encounter, at);
      this.addPairs(encounter, amount - added);
      if (endsAt[encounter]! > at) this.running.push({ encounter, added: amount });
      if (this.hasDone(this.attendeesOf(encounter).length ** 2)) yield* this.rest();
    }
  }

  /** What an encounter that began comes to at a moment, as of the first moment. */
  private amountOf(encounter: number, at: number): number {
    const { endsAt, fresh } = this.history;
    return fresh[encounter]! * 2 ** ((Math.min(endsAt[encounter]!, at) - this.firstAt!) / HALF_LIFE);
  }

  private addPairs(encounter: number, amount: number): void {
    const attendees = this.attendeesOf(encounter);
    for (let place = 0; place < attendees.length; place += 1)
      for (let next = place + 1; next < attendees.length; next += 1) {
        const [one, other] = [attendees[place]!, attendees[next]!];
        const known = this.pairs.size;
        const pair = this.pairs.add(one, other, amount);
        this.count(this.posts[one]!, this.posts[other]!, amount, pair === known ? 1 : 0);
      }
  }

  /** Counts what is between two persons for each two organizations that they make a pair of, each once. */
  private count(posts: readonly number[], others: readonly number[], strength: number, times: number): void {
    for (const one of posts)
      for (const other of others) {
        if (one === other || (one > other && posts.includes(other) && others.includes(one))) continue;
        const place = this.organizationPairs.add(one, other, strength);
        this.madeOf = grown(this.madeOf, place + 1);
        this.madeOf[place]! += times;
        // What is left of nothing is roundings.
        if (this.madeOf[place] === 0) this.organizationPairs.sums[place] = 0;
      }
  }

  /** With whom somebody was at anything that began, and what was added of it. */
  private acquaintances(person: number): Map<number, number> {
    const { attended } = this.history;
    const known = new Map<number, number>();
    for (let place = attended.begins[person]!; place < attended.begins[person + 1]!; place += 1) {
      const encounter = attended.values[place]!;
      if (encounter >= this.begun) break;
      for (const other of this.attendeesOf(encounter)) if (other !== person) known.set(other, 0);
    }
    for (const other of known.keys()) known.set(other, this.pairs.sums[this.pairs.placeOf(person, other)]!);
    return known;
  }

  private *look(at: number): Generator<void, TimelinePoint, void> {
    const factor = 2 ** ((this.firstAt! - at) / HALF_LIFE);
    const { pairs, organizationPairs, posts } = this;
    const sets = new DisjointSets(posts.length);
    const tied = new Uint8Array(posts.length);
    let ties = 0;
    for (let place = 0; place < pairs.size; place += 1) {
      if (place % PAIRS_A_STEP === 0) yield;
      const strength = pairs.sums[place]! * factor;
      // Most are far below, and the exponential is what takes the time.
      if (strength < SURELY_TOO_WEAK || trustOf(rounded(strength)) < LEAST_TRUST) continue;
      const [one, other] = [pairs.lowers[place]!, pairs.highers[place]!];
      if (posts[one]!.length === 0 || posts[other]!.length === 0) continue;
      sets.unite(one, other);
      tied[one] = 1;
      tied[other] = 1;
      ties += 1;
    }
    const present = posts.filter(({ length }) => length > 0).length;
    const sizes = sets.sizes();
    let organizationTies = 0;
    for (let place = 0; place < organizationPairs.size; place += 1) if (this.madeOf[place]! > 0) organizationTies += 1;
    yield;
    const found = {
      vertices: this.organizations,
      ones: new Int32Array(organizationTies),
      others: new Int32Array(organizationTies),
      weights: new Float64Array(organizationTies),
    };
    let next = 0;
    for (let place = 0; place < organizationPairs.size; place += 1) {
      if (place % PAIRS_A_STEP === 0) yield;
      if (this.madeOf[place]! === 0) continue;
      found.ones[next] = organizationPairs.lowers[place]!;
      found.others[next] = organizationPairs.highers[place]!;
      found.weights[next] = rounded(organizationPairs.sums[place]! * factor);
      next += 1;
    }
    return {
      at,
      people: present,
      tiedPeople: tied.reduce((sum, each) => sum + each, 0),
      ties,
      // Whoever holds no position is by themselves, at the end.
      personComponents: sizes.subarray(0, sizes.length - (posts.length - present)),
      organizationTies: found,
    };
  }

  private attendeesOf(encounter: number): Int32Array {
    const { begins, values } = this.history.attendees;
    return values.subarray(begins[encounter], begins[encounter + 1]);
  }

  /** Whether so much was done that it is time to rest. */
  private hasDone(pairs: number): boolean {
    this.steps += pairs;
    return this.steps > PAIRS_A_STEP;
  }

  private *rest(): Generator<void, void, void> {
    this.steps = 0;
    yield;
    yield* this.pairs.settle();
    yield* this.organizationPairs.settle();
  }
}

function postsAt(tenures: readonly Post[], at: number): number[] {
  const posts: number[] = [];
  for (const { organization, begin, end } of tenures)
    if (begin <= at && at < end && !posts.includes(organization)) posts.push(organization);
  return posts;
}
