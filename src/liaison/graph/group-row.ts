import { trustOf } from '../ties/strength.js';
import { grown } from './growing.js';

/** Strengths that agree in their exponent and their first bits are one step: they differ by less than 0.2 %. */
const DROPPED_BITS = 14;
/** Of more strength nobody is trusted more; what runs for centuries yet is read off as more than a number of 32 bits can be. */
const MOST = 64;
/** A bound is kept in 24 bits, and never below what it bounds. */
const ROUNDED_UP = 1 + 2 ** -22;

/** For whoever fills a row; one at a time. By place: a strength, and its bits. */
let drawn = new Float32Array(0);
let bits = new Uint32Array(0);
/** By step: how many strengths are of it or a higher one. */
let counts = new Int32Array(0);

/**
 * Whom any of a group knows, and how well at most: one row for all of them, in descending order, of each person once. So
 * whoever looks who of many knows somebody does not read the rows of all.
 */
export class GroupRow {
  others = new Int32Array(0);
  bounds = new Float32Array(0);
  size = 0;
  /** By person, 0 of everybody else: whoever asks about a few does not look through all. */
  private byPerson = new Float32Array(0);
  /** Of what strength whatever has it is in it. */
  downTo = Infinity;

  boundOf(person: number): number {
    return person < this.byPerson.length ? this.byPerson[person]! : 0;
  }

  /**
   * Puts more persons behind, none of them stronger than any that is there, in descending order. Counts how many there are
   * of each step, and puts each where its step begins (Knuth, The Art of Computer Programming 5.2).
   *
   * @param strengths by person, of all there are, to be multiplied by `unit`.
   */
  append(known: Int32Array, count: number, strengths: Float64Array, unit: number): void {
    if (count === 0) return;
    if (count > drawn.length) {
      drawn = grown(drawn, count);
      bits = new Uint32Array(drawn.buffer);
    }
    let [lowest, highest] = [Infinity, 0];
    for (let place = 0; place < count; place += 1) {
      drawn[place] = Math.min(strengths[known[place]!]! * unit, MOST);
      const step = bits[place]! >>> DROPPED_BITS;
      if (step < lowest) lowest = step;
      if (step > highest) highest = step;
    }
    const steps = highest - lowest + 1;
    counts = grown(counts, steps + 1);
    counts.fill(0, 0, steps + 1);
    // The highest step comes first.
    for (let place = 0; place < count; place += 1) counts[highest - (bits[place]! >>> DROPPED_BITS) + 1]! += 1;
    this.others = grown(this.others, this.size + count);
    this.bounds = grown(this.bounds, this.size + count);
    if (this.byPerson.length < strengths.length) this.byPerson = grown(this.byPerson, strengths.length);
    const last = this.bounds[this.size - 1] ?? Infinity;
    for (let step = 0, place = this.size; step < steps; step += 1) {
      const end = place + counts[step + 1]!;
      // More than any of the step.
      if (end > place) this.bounds.fill(Math.min(last, boundOf(highest - step + 1)), place, end);
      counts[step] = place;
      place = end;
    }
    for (let place = 0; place < count; place += 1) {
      const step = highest - (bits[place]! >>> DROPPED_BITS);
      const person = known[place]!;
      const bound = this.bounds[counts[step]!]!;
      this.others[counts[step]!] = person;
      this.byPerson[person] = bound;
      counts[step]! += 1;
    }
    this.size += count;
  }

  /**
   * Puts persons where they belong now: nobody who is known better by now stays where they are, and those who are not there
   * yet come in.
   */
  raise(known: Int32Array, count: number, strengths: Float64Array, unit: number): void {
    if (this.byPerson.length < strengths.length) this.byPerson = grown(this.byPerson, strengths.length);
    const { byPerson } = this;
    const raised: number[] = [];
    for (let place = 0; place < count; place += 1) {
      const person = known[place]!;
      word[0] = Math.min(strengths[person]! * unit, MOST);
      const bound = Math.fround(boundOf((wordBits[0]! >>> DROPPED_BITS) + 1));
      if (bound <= byPerson[person]!) continue;
      byPerson[person] = bound;
      raised.push(person);
    }
    raised.sort((a, b) => byPerson[b]! - byPerson[a]!);
    this.dropRaised();
    this.others = grown(this.others, this.size + raised.length);
    this.bounds = grown(this.bounds, this.size + raised.length);
    // From the end on: what is there moves back by as many as are still to come before it.
    let left = this.size - 1;
    for (let next = raised.length - 1, place = left + raised.length; next >= 0; place -= 1) {
      const person = raised[next]!;
      const isNext = left < 0 || byPerson[person]! <= this.bounds[left]!;
      this.others[place] = isNext ? person : this.others[left]!;
      this.bounds[place] = isNext ? byPerson[person]! : this.bounds[left]!;
      if (isNext) next -= 1;
      else left -= 1;
    }
    this.size += raised.length;
  }

  /** Leaves out who has another bound by now. */
  private dropRaised(): void {
    const { others, bounds, byPerson } = this;
    let size = 0;
    for (let place = 0; place < this.size; place += 1) {
      if (bounds[place] !== byPerson[others[place]!]) continue;
      others[size] = others[place]!;
      bounds[size] = bounds[place]!;
      size += 1;
    }
    this.size = size;
  }
}

const word = new Float32Array(1);
const wordBits = new Uint32Array(word.buffer);

/** No less than the trust of any strength below a step. */
function boundOf(step: number): number {
  wordBits[0] = step << DROPPED_BITS;
  return trustOf(word[0]!) * ROUNDED_UP;
}
