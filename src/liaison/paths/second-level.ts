import { grown } from '../graph/growing.js';
import { Ranking } from './ranking.js';

/** Whom those know whom the near end knows. Its arrays are kept from one question to the next. */
export class SecondLevel {
  /** The highest of all. */
  best = 0;
  /** By person: no less than the best product of two ties from the near end; 0 where it is too little for any path. */
  bests = new Float64Array(0);
  private persons = new Int32Array(0);
  private size = 0;
  private readonly ranking = new Ranking();

  reserve(persons: number): void {
    this.bests = grown(this.bests, persons);
    this.persons = grown(this.persons, persons);
  }

  reach(person: number, bound: number): void {
    const known = this.bests[person]!;
    if (bound <= known) return;
    if (known === 0) {
      this.persons[this.size] = person;
      this.size += 1;
    }
    this.bests[person] = bound;
    if (bound > this.best) this.best = bound;
  }

  /** Those who are reached well enough. */
  strongestFirst(least: number): Int32Array {
    return this.ranking.of(this.persons, this.size, this.bests, least);
  }

  clear(): void {
    for (let place = 0; place < this.size; place += 1) this.bests[this.persons[place]!] = 0;
    this.size = 0;
    this.best = 0;
  }
}
