import { grown } from '../graph/growing.js';

/** Flags of somebody's mark. */
export const FAR_END = 1;
export const BARRED = 2;

/** Who is at the far end of paths, and who may not be in their midst. */
export class Roles {
  /** By person. */
  marks = new Uint8Array(0);
  private marked: number[] = [];

  reserve(persons: number): void {
    this.marks = grown(this.marks, persons);
  }

  mark(persons: readonly number[], flag: number): void {
    for (const person of persons) {
      this.marks[person]! |= flag;
      this.marked.push(person);
    }
  }

  clear(): void {
    for (const person of this.marked) this.marks[person] = 0;
    this.marked = [];
  }
}
