import type { Acquaintances } from '../paths/acquaintances.js';
import { agedBy, isTie, LEAST_TRUST, trustOf } from '../ties/strength.js';
import type { DayRows, Sights } from './day-rows.js';
import type { GroupRow } from './group-row.js';
import type { EncounterGraph } from './encounter-graph.js';

/** What a tie of two persons adds up to. */
export interface Sum {
  readonly strength: number;
  /** The latest moment, up to the one asked about, at which they were together. */
  readonly lastMetAt: number;
}

/** The graph of one viewer at a moment (ms since the epoch): what is hidden or yet to come takes no part. */
export class GraphView implements Acquaintances {
  readonly graph: EncounterGraph;
  readonly sights: Sights;
  private readonly faded: number;

  /** @param rows of a day that holds the moment. */
  constructor(
    private readonly rows: DayRows,
    readonly at: number,
  ) {
    this.graph = rows.graph;
    this.sights = rows.sights;
    this.faded = rows.fadedBy(at);
    rows.reserve();
  }

  get persons(): number {
    return this.graph.persons;
  }

  admits(person: number): boolean {
    return this.rows.admits(person);
  }

  begin(person: number, least = 0): number {
    return this.rows.begin(person, this.at, least);
  }

  end(person: number): number {
    return this.rows.end(person);
  }

  groupOf(persons: readonly number[], least: number): GroupRow {
    return this.rows.groupOf(persons, this.at, least);
  }

  extent(person: number): number {
    return this.rows.extent(person, this.at);
  }

  get others(): Int32Array {
    return this.rows.entries.others;
  }

  get bounds(): Float32Array {
    return this.rows.entries.bounds;
  }

  trustOf(person: number, entry: number): number {
    const trust = trustOf(this.rows.strengthAt(this.at, this.faded, person, entry));
    return trust < LEAST_TRUST ? 0 : trust;
  }

  /** How many people somebody has a tie with. No row is made for it: it is asked of many more than whose ties are looked at. */
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

  /** What an encounter of both adds to their strength. */
  contributionOf(encounter: number): number {
    return this.graph.contribution(encounter, this.at, this.sights);
  }

  private counts(encounter: number): boolean {
    return this.graph.startsAt.of(encounter) <= this.at && this.sights.seesEncounter(encounter);
  }
}
