import { agedBy, isTie, LEAST_TRUST, trustOf } from '../ties/strength.js';
import type { EncounterGraph, SeesEncounters } from './encounter-graph.js';

/** What a tie of two persons adds up to. */
export interface Sum {
  readonly strength: number;
  /** The latest moment, up to the one asked about, at which they were together. */
  readonly lastMetAt: number;
}

/** Whom and what one viewer sees, and who holds a position when (ms since the epoch). */
export interface Eyes extends SeesEncounters {
  seesPerson(person: number): boolean;
  holdsPosition(person: number, at: number): boolean;
}

/**
 * What is between persons for one viewer at a moment, added up from their encounters whenever it is asked for: what is hidden
 * or yet to come takes no part.
 */
export class TieView {
  constructor(
    readonly graph: EncounterGraph,
    readonly at: number,
    readonly sights: Eyes,
  ) {}

  get persons(): number {
    return this.graph.persons;
  }

  /** Whether somebody is seen, and holds a position. */
  admits(person: number): boolean {
    return this.sights.seesPerson(person) && this.sights.holdsPosition(person, this.at);
  }

  /** Calls for each whom somebody has a tie with, in the order of their encounters. Nothing else may be asked meanwhile. */
  eachTie(person: number, call: (other: number, trust: number) => void): void {
    const { others, size, strengths } = this.graph.addUp(person, this.at, this.sights);
    for (let place = 0; place < size; place += 1) {
      const other = others[place]!;
      if (!isTie(strengths[other]!) || !this.admits(other)) continue;
      const trust = trustOf(strengths[other]!);
      if (trust >= LEAST_TRUST) call(other, trust);
    }
  }

  /** How many people somebody has a tie with. */
  degreeOf(person: number): number {
    const { others, size, strengths } = this.graph.addUp(person, this.at, this.sights);
    let degree = 0;
    for (let place = 0; place < size; place += 1) {
      const other = others[place]!;
      if (isTie(strengths[other]!) && this.admits(other)) degree += 1;
    }
    return degree;
  }

  /** Whom a person met, and what that adds up to, however little; in any order, hidden persons among them. */
  everybodyMet(person: number): { readonly other: number; readonly strength: number }[] {
    const { others, size, strengths } = this.graph.addUp(person, this.at, this.sights);
    return Array.from(others.subarray(0, size), (other) => ({ other, strength: strengths[other]! }));
  }

  /** What is between two persons, however little; undefined where there is nothing. */
  sum(person: number, other: number): Sum | undefined {
    const { graph, at } = this;
    let [strength, lastMetAt] = [0, -Infinity];
    for (const encounter of graph.sharedBy(person, other)) {
      if (!this.counts(encounter)) continue;
      const endsAt = graph.endsAt.of(encounter);
      strength += graph.freshStrengthOf(encounter) * agedBy(endsAt, at);
      lastMetAt = Math.max(lastMetAt, Math.min(endsAt, at));
    }
    return lastMetAt === -Infinity ? undefined : { strength, lastMetAt };
  }

  /** Calls for each encounter of both that counts. */
  eachShared(person: number, other: number, call: (encounter: number) => void): void {
    for (const encounter of this.graph.sharedBy(person, other)) if (this.counts(encounter)) call(encounter);
  }

  /** What an encounter adds to the tie of each two who attended it. */
  contributionOf(encounter: number): number {
    return this.graph.contribution(encounter, this.at, this.sights);
  }

  private counts(encounter: number): boolean {
    return this.graph.startsAt.of(encounter) <= this.at && this.sights.seesEncounter(encounter);
  }
}
