import { grown } from './graph/growing.js';

/** A position, from one instant until another (ms since the epoch). */
export interface Tenure {
  readonly organization: number;
  readonly begin: number;
  readonly end: number;
}

const NONE: readonly Tenure[] = [];

/** Where persons hold positions, and when, by the numbers of the book; read when it is first asked for. */
export class Tenures {
  private readonly known: (readonly Tenure[] | undefined)[] = [];
  /** By person: the time around the moment last asked about in which nothing changed, and whether a position was held. */
  private sinces = new Float64Array(0);
  private untils = new Float64Array(0);
  private held = new Uint8Array(0);

  constructor(private readonly read: (person: number) => Tenure[]) {}

  of(person: number): readonly Tenure[] {
    let tenures = this.known[person];
    if (tenures === undefined) {
      tenures = this.read(person);
      this.known[person] = tenures = tenures.length > 0 ? tenures : NONE;
    }
    return tenures;
  }

  holdsAny(person: number, at: number): boolean {
    // Paths ask this of tens of thousands, and nearly always about now.
    if (!(this.sinces[person]! <= at && at < this.untils[person]!)) this.lookAt(person, at);
    return this.held[person] === 1;
  }

  forget(person: number): void {
    this.known[person] = undefined;
    if (person < this.untils.length) this.untils[person] = -Infinity;
  }

  private lookAt(person: number, at: number): void {
    let [since, until, held] = [-Infinity, Infinity, 0];
    for (const { begin, end } of this.of(person)) {
      if (begin <= at && at < end) held = 1;
      for (const change of [begin, end])
        if (change <= at) since = Math.max(since, change);
        else until = Math.min(until, change);
    }
    this.sinces = grown(this.sinces, person + 1);
    this.untils = grown(this.untils, person + 1);
    this.held = grown(this.held, person + 1);
    this.sinces[person] = since;
    this.untils[person] = until;
    this.held[person] = held;
  }
}
