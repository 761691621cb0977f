import type { Day } from './row-spans.js';

/** So many words of 32 bits are a line of the processor's cache: what is known of a row lies in one, and is fetched at once. */
const WORDS = 16;
const LEAST_ROWS = 128;

/** Where it lies: of numbers of 64 bits, then of those of 32. */
const [SINCE, UNTIL] = [0, 1];
const [BEGIN, END, DOWN_TO, BEGUN, STEPS_READ, VERSION, PUTS] = [4, 5, 6, 7, 8, 9, 10];

/** What is known of rows, which are whole numbers from 0 on, besides what stands in them. */
export class RowHeads {
  private words = new Int32Array(0);
  private floats = new Float32Array(0);
  private doubles = new Float64Array(0);

  makeRoom(row: number): void {
    if (row * WORDS < this.words.length) return;
    const words = new Int32Array(Math.max(LEAST_ROWS, row * 2) * WORDS);
    words.set(this.words);
    this.words = words;
    this.floats = new Float32Array(words.buffer);
    this.doubles = new Float64Array(words.buffer);
  }

  /** Where its entries begin. */
  begin(row: number): number {
    return this.words[row * WORDS + BEGIN]!;
  }

  end(row: number): number {
    return this.words[row * WORDS + END]!;
  }

  /** Below what bound nothing of it, and at it perhaps not all, is there. */
  downTo(row: number): number {
    return this.floats[row * WORDS + DOWN_TO]!;
  }

  /** How many of the person's encounters had begun. */
  begun(row: number): number {
    return this.words[row * WORDS + BEGUN]!;
  }

  /** How many of the person's steps have been read. */
  stepsRead(row: number): number {
    return this.words[row * WORDS + STEPS_READ]!;
  }

  /** The version of the person's encounters that it is of. */
  version(row: number): number {
    return this.words[row * WORDS + VERSION]!;
  }

  /** How often encounters had been put when it was last seen to be of that version. */
  puts(row: number): number {
    return this.words[row * WORDS + PUTS]!;
  }

  /** From when it is good, and until when it is. */
  since(row: number): number {
    return this.doubles[(row * WORDS) / 2 + SINCE]!;
  }

  holds(row: number, at: number): boolean {
    return this.since(row) <= at && at < this.doubles[(row * WORDS) / 2 + UNTIL]!;
  }

  setSpan(row: number, { since, until }: Day): void {
    this.doubles[(row * WORDS) / 2 + SINCE] = since;
    this.doubles[(row * WORDS) / 2 + UNTIL] = until;
  }

  setEntries(row: number, begin: number, end: number): void {
    this.words[row * WORDS + BEGIN] = begin;
    this.words[row * WORDS + END] = end;
  }

  setDownTo(row: number, bound: number): void {
    this.floats[row * WORDS + DOWN_TO] = bound;
  }

  setBegun(row: number, begun: number): void {
    this.words[row * WORDS + BEGUN] = begun;
  }

  setStepsRead(row: number, steps: number): void {
    this.words[row * WORDS + STEPS_READ] = steps;
  }

  setVersion(row: number, version: number, puts: number): void {
    this.words[row * WORDS + VERSION] = version;
    this.words[row * WORDS + PUTS] = puts;
  }
}
