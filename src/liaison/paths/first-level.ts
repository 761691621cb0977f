import type { CompareIds } from './best-paths.js';
import { grown } from '../graph/growing.js';
import { Ranking } from './ranking.js';

/**
 * Whom the persons at one end of paths know, and how well. Its arrays are kept: thrown away, they would be most of the garbage.
 */
export class FirstLevel {
  /** The highest trust of all. */
  best = 0;
  /** By person: how well the one who knows them best does; 0 where nobody does. */
  bests = new Float64Array(0);
  /** By person: the place of the last of the ends that know them; 0 is no place. */
  heads = new Int32Array(0);
  /** By place: the end; its trust; the place of the end before, 0 where there is none. */
  ends = new Int32Array(0);
  trusts = new Float64Array(0);
  nexts = new Int32Array(0);
  private readonly ranking = new Ranking();
  protected persons = new Int32Array(0);
  protected personCount = 0;
  protected last = 0;

  reserve(persons: number): void {
    this.persons = grown(this.persons, persons);
    this.bests = grown(this.bests, persons);
    this.heads = grown(this.heads, persons);
  }

  add(person: number, end: number, trust: number): void {
    if (this.bests[person] === 0) this.list(person);
    this.link(person, end, trust);
    if (trust > this.bests[person]!) this.bests[person] = trust;
    if (trust > this.best) this.best = trust;
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
  strongestFirst(least: number): Int32Array {
    return this.ranking.of(this.persons, this.personCount, this.bests, least);
  }

  clear(): void {
    for (let place = 0; place < this.personCount; place += 1) {
      const person = this.persons[place]!;
      this.bests[person] = 0;
      this.heads[person] = 0;
    }
    this.personCount = 0;
    this.last = 0;
    this.best = 0;
  }

  protected list(person: number): void {
    this.persons[this.personCount] = person;
    this.personCount += 1;
  }

  protected link(person: number, end: number, trust: number): void {
    this.last += 1;
    if (this.last >= this.ends.length) this.makeRoom(this.last + 1);
    this.ends[this.last] = end;
    this.trusts[this.last] = trust;
    this.nexts[this.last] = this.heads[person]!;
    this.heads[person] = this.last;
  }

  protected makeRoom(places: number): void {
    this.ends = grown(this.ends, places);
    this.trusts = grown(this.trusts, places);
    this.nexts = grown(this.nexts, places);
  }
}
