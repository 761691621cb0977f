import { HALF_LIFE, LEAST_TRUST, trustOf } from '../ties/strength.js';
import type { EncounterGraph, SeesEncounters } from './encounter-graph.js';
import { grown } from './growing.js';
import { strongestFirst } from './strongest-first.js';
import type { TieSums } from './tie-sums.js';

/** What decides, for one viewer, which encounters count and which persons there are. */
export interface Sights extends SeesEncounters {
  seesPerson(person: number): boolean;
  holdsPosition(person: number, at: number): boolean;
}

/** From one instant until another, half-open (ms since the epoch), in which nobody takes up or leaves a position. */
export interface Day {
  readonly since: number;
  readonly until: number;
}

/** What is less is no tie; a little lower, so that no rounding leaves one out. */
const LEAST_STRENGTH = -Math.log1p(-LEAST_TRUST) * (1 - 1e-9);
/** A bound is kept in 24 bits, and never below what it bounds. */
const ROUNDED_UP = 1 + 2 ** -22;

const ADMITTED = 1;
const NOT_ADMITTED = 2;

/**
 * Whom persons know, as one viewer has it at the moments of one day: a row for each, in which the strongest tie is first and
 * only those stand who are seen and hold a position. A row is added up from the encounters when it is first asked for, in a
 * few microseconds, and kept: as of the first moment since which none of them began. All that comes after, until the next
 * one begins, only weakens ties, so that it bounds them for every later moment.
 *
 * Rows are written once and never moved: whoever pauses in the midst of one reads on in the arrays it has.
 */
export class DayRows {
  /** By entry: the other person. */
  others = new Int32Array(0);
  /** By entry: no less than the trust at any moment of the row; descending within a row. */
  bounds = new Float32Array(0);
  /** By entry: the strength at the beginning of the day, had all of it faded since; NaN where part of it may still run. */
  strengths = new Float64Array(0);
  /** How many entries there are, those of rows that were made anew since among them. */
  size = 0;

  private begins = new Int32Array(0);
  private ends = new Int32Array(0);
  /** By person: the version of their encounters that the row is of. */
  private versions = new Int32Array(0);
  private sinces = new Float64Array(0);
  private untils = new Float64Array(0);
  private admissions = new Uint8Array(0);
  private kept = { others: new Int32Array(0), strengths: new Float64Array(0), running: new Uint8Array(0) };

  constructor(
    readonly graph: EncounterGraph,
    readonly sights: Sights,
    private readonly day: Day,
  ) {}

  /** Makes room for all persons of the graph. */
  reserve(): void {
    const { persons } = this.graph;
    this.begins = grown(this.begins, persons);
    this.ends = grown(this.ends, persons);
    this.versions = grown(this.versions, persons);
    this.sinces = grown(this.sinces, persons);
    this.untils = grown(this.untils, persons);
    this.admissions = grown(this.admissions, persons);
  }

  /** The same without any row. */
  emptied(): DayRows {
    return new DayRows(this.graph, this.sights, this.day);
  }

  holds(at: number): boolean {
    return this.day.since <= at && at < this.day.until;
  }

  /** Whether somebody is seen, and holds a position on the day. */
  admits(person: number): boolean {
    if (this.admissions[person] === 0) {
      const isThere = this.sights.seesPerson(person) && this.sights.holdsPosition(person, this.day.since);
      this.admissions[person] = isThere ? ADMITTED : NOT_ADMITTED;
    }
    return this.admissions[person] === ADMITTED;
  }

  /** Where the row of somebody begins that is good at a moment of the day; it is made if need be. */
  begin(person: number, at: number): number {
    const isGood =
      this.versions[person] === this.graph.versionOf(person) && this.sinces[person]! <= at && at < this.untils[person]!;
    if (!isGood) this.make(person, at);
    return this.begins[person]!;
  }

  /** After `begin`. */
  end(person: number): number {
    return this.ends[person]!;
  }

  /** By what strengths that do not run have faded at a moment of the day since it began. */
  fadedBy(at: number): number {
    return 2 ** ((this.day.since - at) / HALF_LIFE);
  }

  private make(person: number, at: number): void {
    const { graph, kept } = this;
    let { since, until } = this.day;
    const attended = graph.encountersOf(person);
    for (let place = 0; place < attended.length; place += 1) {
      const start = graph.startsAt.of(attended[place]!);
      if (start > at) {
        if (start < until) until = start;
      } else if (start > since) since = start;
    }
    const size = this.keepTies(graph.addUp(person, since, this.sights));
    this.others = grown(this.others, this.size + size);
    this.bounds = grown(this.bounds, this.size + size);
    this.strengths = grown(this.strengths, this.size + size);
    const order = strongestFirst(kept.strengths, size);
    const unfaded = 1 / this.fadedBy(since);
    this.begins[person] = this.size;
    for (let place = 0; place < size; place += 1) {
      const tie = order[place]!;
      const strength = kept.strengths[tie]!;
      this.others[this.size] = kept.others[tie]!;
      this.bounds[this.size] = trustOf(strength) * ROUNDED_UP;
      this.strengths[this.size] = kept.running[tie] === 1 ? NaN : strength * unfaded;
      this.size += 1;
    }
    this.ends[person] = this.size;
    this.sinces[person] = since;
    this.untils[person] = until;
    this.versions[person] = graph.versionOf(person);
  }

  /** Of what was added up: the ties, to whoever is there. Answers how many. */
  private keepTies(sums: TieSums): number {
    const { kept } = this;
    kept.others = grown(kept.others, sums.size);
    kept.strengths = grown(kept.strengths, sums.size);
    kept.running = grown(kept.running, sums.size);
    let size = 0;
    for (let place = 0; place < sums.size; place += 1) {
      const other = sums.others[place]!;
      const strength = sums.strengths[other]!;
      if (strength < LEAST_STRENGTH || !this.admits(other)) continue;
      kept.others[size] = other;
      kept.strengths[size] = strength;
      kept.running[size] = sums.running[other]!;
      size += 1;
    }
    return size;
  }
}
