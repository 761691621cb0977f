import type { Acquaintances, GroupAcquaintances } from './acquaintances.js';
import type { BestPaths, CompareIds } from './best-paths.js';
import { FirstLevel } from './first-level.js';
import { grown } from '../graph/growing.js';
import { A_LITTLE_LESS, type Reading } from './reading.js';
import { BARRED, FAR_END, type Roles } from './roles.js';

/** The rows of so many take longer to read than it takes to look who of them knows somebody. */
const MANY = 16;

/**
 * Whom the far end may know well enough: by bounds at first, as most of them come to nothing. Of whoever does not it is settled
 * then who of the far end knows them, and how well.
 */
export class FarEnd extends FirstLevel {
  /** By place: the entry of which the trust is only bounded so far. */
  private entries = new Int32Array(0);
  private settled = new Uint8Array(0);
  /** Where it is looked at as a group: whom it knows, and how well one has to be known. Only who is settled is listed then. */
  private group: GroupAcquaintances | undefined;
  private least = 0;

  /** @param many so many are looked at as a group. */
  constructor(
    private readonly roles: Roles,
    private readonly reading: Reading,
    private readonly many = MANY,
  ) {
    super();
  }

  override reserve(persons: number): void {
    super.reserve(persons);
    this.settled = grown(this.settled, persons);
  }

  isLarge(ends: readonly number[]): boolean {
    return ends.length >= this.many;
  }

  /** @param least how well somebody has to be known, at least. */
  *look(graph: Acquaintances, ends: readonly number[], least: number): Generator<void> {
    const { marks } = this.roles;
    if (this.isLarge(ends)) {
      this.group = graph.groupOf(ends, least);
      this.least = least;
      const { others, bounds, size } = this.group;
      let place = 0;
      while (place < size && (marks[others[place]!]! & BARRED) !== 0) place += 1;
      this.best = place < size && bounds[place]! >= least ? bounds[place]! : 0;
      if (this.reading.isTime(ends.length + place)) yield;
      return;
    }
    for (const end of ends) {
      const [begin, last] = [graph.begin(end, least), graph.end(end)];
      const { others, bounds } = graph;
      let entry = begin;
      for (; entry < last && bounds[entry]! >= least; entry += 1) {
        const person = others[entry]!;
        if ((marks[person]! & BARRED) !== 0) continue;
        this.add(person, end, bounds[entry]!);
        this.entries[this.last] = entry;
      }
      if (this.reading.isTime(1 + entry - begin)) yield;
    }
  }

  /** No less than how well somebody is known; 0 where that is too little, or they are not intermediate. */
  boundOf(person: number): number {
    const { group } = this;
    if (!group || this.settled[person] !== 0) return this.bests[person]!;
    const bound = group.boundOf(person);
    return bound >= this.least && (this.roles.marks[person]! & BARRED) === 0 ? bound : 0;
  }

  override countFrom(least: number): number {
    return this.group ? this.placeIn(this.group, least) : super.countFrom(least);
  }

  override strongestFirst(least: number): Int32Array {
    const { group } = this;
    if (!group) return super.strongestFirst(least);
    const known = group.others.subarray(0, this.placeIn(group, least));
    return known.filter((person) => this.boundOf(person) >= least);
  }

  /**
   * How well the one who knows somebody best does; from then on the trusts of all who know them are no bounds any more.
   *
   * @param least whoever knows them less well does not matter.
   */
  trustOf(graph: Acquaintances, person: number, least: number): number {
    if (this.settled[person] === 0) {
      this.settled[person] = 1;
      if (this.group) this.list(person);
      this.bests[person] = this.group
        ? this.settleFromRow(graph, person, least * A_LITTLE_LESS)
        : this.settle(graph, person);
    }
    return this.bests[person]!;
  }

  /** Offers the paths that begin so, and whose last tie is one of the far end, whose trusts are settled. */
  finish(trusts: readonly number[], persons: readonly number[], best: BestPaths): void {
    let product = 1;
    for (const trust of trusts) product *= trust;
    for (let place = this.heads[persons.at(-1)!]!; place !== 0; place = this.nexts[place]!) {
      const [end, trust] = [this.ends[place]!, this.trusts[place]!];
      if (trust > 0 && product * trust >= best.least && !persons.includes(end))
        best.offer([...trusts, trust], [...persons, end]);
    }
  }

  /** The path through these, from the near end on, whose ids come first. */
  lowestThrough(persons: readonly number[], near: FirstLevel, compareIds: CompareIds): number[] {
    return [near.lowestEndOf(persons[0]!, compareIds), ...persons, this.lowestEndOf(persons.at(-1)!, compareIds)];
  }

  override clear(): void {
    for (let place = 0; place < this.personCount; place += 1) this.settled[this.persons[place]!] = 0;
    super.clear();
    this.group = undefined;
  }

  /** How many of a group's are known so well, and well enough at all. */
  private placeIn({ bounds, size }: GroupAcquaintances, least: number): number {
    let [low, high] = [0, size];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (bounds[middle]! >= least && bounds[middle]! >= this.least) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private settle(graph: Acquaintances, person: number): number {
    let best = 0;
    for (let place = this.heads[person]!; place !== 0; place = this.nexts[place]!) {
      const trust = graph.trustOf(this.ends[place]!, this.entries[place]!);
      this.trusts[place] = trust;
      if (trust > best) best = trust;
    }
    return best;
  }

  private settleFromRow(graph: Acquaintances, person: number, least: number): number {
    const { marks } = this.roles;
    const [begin, end] = [graph.begin(person, least), graph.end(person)];
    const { others, bounds } = graph;
    let best = 0;
    for (let entry = begin; entry < end && bounds[entry]! >= least; entry += 1) {
      if ((marks[others[entry]!]! & FAR_END) === 0) continue;
      const trust = graph.trustOf(person, entry);
      if (trust > 0) this.link(person, others[entry]!, trust);
      if (trust > best) best = trust;
    }
    return best;
  }

  protected override makeRoom(places: number): void {
    super.makeRoom(places);
    this.entries = grown(this.entries, places);
  }
}
