import { LEAST_TRUST, HALF_LIFE, trustOf } from '../strength.js';
import type { Acquaintances } from '../paths.js';
import type { TieRows } from './tie-rows.js';
import {
  isPlain,
  KEPT_AS_OF,
  KEPT_RANGE,
  type EncounterGraph,
  type Guard,
  type SeesEncounters,
} from './encounter-graph.js';

/** What decides, for one viewer, which encounters count and which persons there are. */
export interface Sights extends SeesEncounters {
  /** The highest guard up to which the viewer sees every encounter; -1 for whoever does not see every unguarded one. */
  readonly seesUpTo: Guard | -1;
  seesPerson(person: number): boolean;
  holdsPosition(person: number, at: number): boolean;
}

/** What a tie of two persons adds up to. */
export interface Sum {
  readonly strength: number;
  /** The latest moment, up to the one asked about, at which they were together. */
  readonly lastMetAt: number;
}

/** Strengths that are kept, and strengths added up, differ by roundings. */
const ROUNDING = 1 + 1e-12;

/** The graph of one viewer at a moment (ms since the epoch): what is hidden or yet to come takes no part. */
export class GraphView implements Acquaintances {
  private readonly ties: TieRows;
  private readonly factor: number;
  /** Whether what is kept can tell anything of this moment. */
  private readonly isNear: boolean;

  constructor(
    readonly graph: EncounterGraph,
    readonly at: number,
    readonly sights: Sights,
  ) {
    this.ties = graph.ties;
    this.isNear = Math.abs(at - KEPT_AS_OF) <= KEPT_RANGE;
    this.factor = this.isNear ? 2 ** ((KEPT_AS_OF - at) / HALF_LIFE) : Infinity;
  }

  get persons(): number {
    return this.graph.persons;
  }

  begin(person: number): number {
    return this.ties.begin(person);
  }

  end(person: number): number {
    return this.ties.end(person);
  }

  other(entry: number): number {
    return this.ties.others[entry]!;
  }

  /** Whether somebody is seen, and holds a position at the moment. */
  admits(person: number): boolean {
    return this.sights.seesPerson(person) && this.sights.holdsPosition(person, this.at);
  }

  /** As if every encounter were visible and had begun. */
  boundOf(entry: number): number {
    if (!this.isNear) return 1;
    const trust = trustOf(this.ties.strengths[entry]! * this.factor * ROUNDING);
    return trust < LEAST_TRUST ? 0 : trust;
  }

  /** The strength of a tie of a person's row; 0 where nothing of it is visible, or nothing had begun. */
  strengthOf(person: number, entry: number): number {
    if (this.isNear && isPlain(this.ties.marks[entry]!, this.at, this.sights.seesUpTo))
      return this.ties.strengths[entry]! * this.factor;
    return this.graph.strengthAt(this.at, person, this.ties.others[entry]!, this.sights);
  }

  /** The trust of a tie of a person's row; 0 where it is none. */
  trustOf(person: number, entry: number): number {
    const trust = trustOf(this.strengthOf(person, entry));
    return trust < LEAST_TRUST ? 0 : trust;
  }

  /** What is between two persons, however little; undefined where there is nothing. */
  sum(person: number, other: number): Sum | undefined {
    let lastMetAt = -Infinity;
    this.eachShared(person, other, (encounter) => {
      lastMetAt = Math.max(lastMetAt, Math.min(this.graph.endsAt.of(encounter), this.at));
    });
    return lastMetAt === -Infinity
      ? undefined
      : { strength: this.graph.strengthAt(this.at, person, other, this.sights), lastMetAt };
  }

  /** Calls for each encounter of both that counts. */
  eachShared(person: number, other: number, call: (encounter: number) => void): void {
    this.graph.eachShared(person, other, (encounter) => {
      if (this.counts(encounter)) call(encounter);
    });
  }

  /** What an encounter of both adds to their strength. */
  contributionOf(encounter: number): number {
    return this.graph.contribution(encounter, this.at, this.sights);
  }

  private counts(encounter: number): boolean {
    return this.graph.startsAt.of(encounter) <= this.at && this.sights.seesEncounter(encounter);
  }
}
