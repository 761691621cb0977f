import { grown } from '../graph/growing.js';

/** A position, from one instant until another (ms since the epoch). */
export interface Tenure {
  readonly organization: number;
  readonly begin: number;
  readonly end: number;
}

const NONE: readonly Tenure[] = [];

/** What `placeAt` answers for whoever holds no position, and for whoever holds several. */
export const NOWHERE = -1;
export const SEVERAL = -2;

/** Where persons hold positions, and when, by the numbers of the book; read when it is first asked for. */
export class Tenures {
  private readonly known: (readonly Tenure[] | undefined)[] = [];
  /** By person: the time around the moment last asked about in which nothing changed, and where a position was held. */
  private sinces = new Float64Array(0);
  private untils = new Float64Array(0);
  private places = new Int32Array(0);

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
    return this.placeAt(person, at) !== NOWHERE;
  }

  /** The organization in which somebody holds a position, where it is one. */
  placeAt(person: number, at: number): number {
    // Paths ask this of tens of thousands, and nearly always about now.
    if (!(this.sinces[person]! <= at && at < this.untils[person]!)) this.lookAt(person, at);
    return this.places[person]!;
  }

  forget(person: number): void {
    this.known[person] = undefined;
    if (person < this.untils.length) this.untils[person] = -Infinity;
  }

  private lookAt(person: number, at: number): void {
    let [since, until, held] = [-Infinity, Infinity, NOWHERE];
    for (const { organization, begin, end } of this.of(person)) {
      if (begin <= at && at < end) held = held === NOWHERE ? organization : SEVERAL;
      for (const change of [begin, end])
        if (change <= at) since = Math.max(since, change);
        else until = Math.min(until, change);
    }
    this.sinces = grown(this.sinces, person + 1);
    this.untils = grown(this.untils, person + 1);
    this.places = grown(this.places, person + 1);
    this.sinces[person] = since;
    this.untils[person] = until;
    this.places[person] = held;
  }
}
