import type { CompareIds } from './best-paths.js';
import { grown } from '../graph/growing.js';
import type { Acquaintances } from './paths.js';

/**
 * Whom the persons at one end of paths know, and how well, or how well at most. Its arrays are kept: thrown away, they
 * would be most of the garbage.
 */
export class FirstLevel {
  /** The highest trust of all. */
  best = 0;
  /** By person: how well the one who knows them best does; 0 where nobody does. */
  bests = new Float64Array(0);
  /** By person: the place of the last of the ends that know them; 0 is no place. */
  heads = new Int32Array(0);
  /** By place: the end; its trust or a bound of it; the place of the end before, 0 where there is none. */
  ends = new Int32Array(0);
  trusts = new Float64Array(0);
  nexts = new Int32Array(0);
  /** By place: the entry of which the trust is only bounded so far. */
  private entries = new Int32Array(0);
  private persons = new Int32Array(0);
  private settled = new Uint8Array(0);
  private personCount = 0;
  private last = 0;

  reserve(persons: number): void {
    this.persons = grown(this.persons, persons);
    this.bests = grown(this.bests, persons);
    this.heads = grown(this.heads, persons);
    this.settled = grown(this.settled, persons);
  }

  add(person: number, end: number, trust: number): void {
    if (this.bests[person] === 0) this.list(person);
    this.link(person, end, trust);
    if (trust > this.bests[person]!) this.bests[person] = trust;
    if (trust > this.best) this.best = trust;
  }

  /** The same where the trust of an entry in the end's row is only bounded: `settledBestOf` looks. */
  addBound(person: number, end: number, bound: number, entry: number): void {
    this.add(person, end, bound);
    this.entries[this.last] = entry;
  }

  /** The same of a group, of which `settle` looks who knows the person; of each person once. */
  addOfGroup(person: number, bound: number): void {
    this.list(person);
    this.bests[person] = bound;
    if (bound > this.best) this.best = bound;
  }

  isSettled(person: number): boolean {
    return this.settled[person] === 1;
  }

  /** All of a group who know somebody well enough: their trusts are no bounds. */
  settle(person: number, ends: readonly { readonly end: number; readonly trust: number }[]): void {
    this.settled[person] = 1;
    for (const { end, trust } of ends) this.link(person, end, trust);
    this.bests[person] = ends.reduce((best, { trust }) => Math.max(best, trust), 0);
  }

  /** How well the one who knows somebody best does; from then on the trusts of all who know them are no bounds any more. */
  settledBestOf(person: number, graph: Acquaintances): number {
    if (this.settled[person] === 0) {
      this.settled[person] = 1;
      let best = 0;
      for (let place = this.heads[person]!; place !== 0; place = this.nexts[place]!) {
        const trust = graph.trustOf(this.ends[place]!, this.entries[place]!);
        this.trusts[place] = trust;
        if (trust > best) best = trust;
      }
      this.bests[person] = best;
    }
    return this.bests[person]!;
  }

  /** Of those at the end who know somebody, the one whose id comes first. */
  lowestEndOf(person: number, compareIds: CompareIds): number {
    let lowest = this.ends[this.heads[person]!]!;
    for (let place = this.heads[person]!; place !== 0; place = this.nexts[place]!)
      if (compareIds(this.ends[place]!, lowest) < 0) lowest = this.ends[place]!;
    return lowest;
  }

  /** How many are known well enough. */
  countFrom(least: number): number {
    let count = 0;
    for (let place = 0; place < this.personCount; place += 1)
      if (this.bests[this.persons[place]!]! >= least) count += 1;
    return count;
  }

  /** Those who are known well enough. */
  strongestFirst(least: number): number[] {
    const known: number[] = [];
    for (let place = 0; place < this.personCount; place += 1)
      if (this.bests[this.persons[place]!]! >= least) known.push(this.persons[place]!);
    return known.sort((a, b) => this.bests[b]! - this.bests[a]!);
  }

  clear(): void {
    for (let place = 0; place < this.personCount; place += 1) {
      const person = this.persons[place]!;
      this.bests[person] = 0;
      this.heads[person] = 0;
      this.settled[person] = 0;
    }
    this.personCount = 0;
    this.last = 0;
    this.best = 0;
  }

  private list(person: number): void {
    this.persons[this.personCount] = person;
    this.personCount += 1;
  }

  private link(person: number, end: number, trust: number): void {
    this.last += 1;
    if (this.last >= this.ends.length) this.makeRoom(this.last + 1);
    this.ends[this.last] = end;
    this.trusts[this.last] = trust;
    this.nexts[this.last] = this.heads[person]!;
    this.heads[person] = this.last;
  }

  private makeRoom(places: number): void {
    this.ends = grown(this.ends, places);
    this.trusts = grown(this.trusts, places);
    this.entries = grown(this.entries, places);
    this.nexts = grown(this.nexts, places);
  }
}
