import { grown } from './growing.js';

const LAST = 2 ** 31 - 1;

/** Flags of whole numbers from 0 on, for a while: forgetting all of them takes no time. */
export class Marks {
  private values = new Int32Array(0);
  private base: number;

  /** @param step the first power of two that is no flag. */
  constructor(private readonly step: number) {
    this.base = step;
  }

  reserve(size: number): void {
    this.values = grown(this.values, size);
  }

  of(number: number): number {
    const value = this.values[number]! - this.base;
    return value > 0 ? value : 0;
  }

  set(number: number, flag: number): void {
    this.values[number] = this.base + (this.of(number) | flag);
  }

  clear(): void {
    this.base += this.step;
    if (this.base + this.step <= LAST) return;
    this.values.fill(0);
    this.base = this.step;
  }
}
