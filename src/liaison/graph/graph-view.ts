import type { Acquaintances } from '../paths/acquaintances.js';
import { LEAST_TRUST, trustOf } from '../ties/strength.js';
import type { DayRows } from './day-rows.js';
import type { GroupRow } from './group-row.js';
import { TieView } from './tie-view.js';

/** The same with rows of ties, for whoever searches; of what is recorded by the time it is asked. */
export class GraphView extends TieView implements Acquaintances {
  private readonly faded: number;

  /** @param rows of a day that holds the moment. */
  constructor(
    private readonly rows: DayRows,
    at: number,
  ) {
    super(rows.graph, at, rows.sights);
    this.faded = rows.fadedBy(at);
    rows.reserve();
  }

  override admits(person: number): boolean {
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
}
