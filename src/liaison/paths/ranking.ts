import { grown } from '../graph/growing.js';
import { strongestFirst } from '../graph/strongest-first.js';

/** Puts persons in the order of what they have, the strongest first. Keeps its arrays. */
export class Ranking {
  private persons = new Int32Array(0);
  private strengths = new Float64Array(0);

  /**
   * @param persons the first `count` of them, of whom those take part who have so much.
   * @param strengths by person.
   */
  of(persons: Int32Array, count: number, strengths: Float64Array, least: number): Int32Array {
    this.persons = grown(this.persons, count);
    this.strengths = grown(this.strengths, count);
    let size = 0;
    for (let place = 0; place < count; place += 1) {
      const person = persons[place]!;
      if (strengths[person]! < least) continue;
      this.persons[size] = person;
      this.strengths[size] = strengths[person]!;
      size += 1;
    }
    const order = strongestFirst(this.strengths, size);
    for (let place = 0; place < size; place += 1) order[place] = this.persons[order[place]!]!;
    return order;
  }
}
