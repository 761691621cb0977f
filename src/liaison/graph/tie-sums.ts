import { grown } from './growing.js';

/** What one person's encounters add up to with every other attendee; of one person after the other. */
export class TieSums {
  size = 0;
  /** The first `size` of them, in the order in which they were met. */
  others = new Int32Array(0);
  /** By person; of those of `others` only, 0 for everybody else. */
  strengths = new Float64Array(0);
  /** By person: 1 where one of the encounters still ran. */
  running = new Uint8Array(0);

  /** For another person; numbers of persons are below the count. */
  clear(persons: number): void {
    for (let place = 0; place < this.size; place += 1) {
      const other = this.others[place]!;
      this.strengths[other] = 0;
      this.running[other] = 0;
    }
    this.size = 0;
    this.others = grown(this.others, persons);
    this.strengths = grown(this.strengths, persons);
    this.running = grown(this.running, persons);
  }

  noteRunning(persons: Int32Array, begin: number, end: number): void {
    for (let place = begin; place < end; place += 1) this.running[persons[place]!] = 1;
  }
}
