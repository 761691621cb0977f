/** So many entries of rows are read between two pauses: some 20 us where the rows are there, ten times that where they are made. */
const STEP = 2_048;

/** Counts what is read, so that whoever shares the thread gets it now and then. */
export class Reading {
  private read = 0;

  constructor(private readonly step = STEP) {}

  /** Whether so much was read that it is time to pause. */
  isTime(entries: number): boolean {
    this.read += entries;
    if (this.read < this.step) return false;
    this.read = 0;
    return true;
  }
}

/** Of rows a little more than is wanted is asked for, so that no rounding leaves out any. */
export const A_LITTLE_LESS = 1 - 1e-12;
