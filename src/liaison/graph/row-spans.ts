import type { EncounterGraph } from './encounter-graph.js';
import type { TieSteps } from './tie-steps.js';

/** From one instant until another, half-open (ms since the epoch), in which nobody takes up or leaves a position. */
export interface Day {
  readonly since: number;
  readonly until: number;
}

/** The time within a day in which none of somebody's encounters begins. */
export interface Span extends Day {
  /** How many of them had begun, where rows are read off steps. */
  readonly begun: number;
}

/** From when until when rows are good that somebody has on one day. */
export class RowSpans {
  constructor(
    private readonly graph: EncounterGraph,
    private readonly steps: TieSteps,
    private readonly day: Day,
  ) {}

  canReadOff(person: number): boolean {
    return this.steps.has(person) && this.steps.reaches(this.day.since);
  }

  /** Around a moment. */
  spanOf(person: number, at: number): Span {
    const { graph, steps } = this;
    let { since, until } = this.day;
    let begun = 0;
    if (this.canReadOff(person)) {
      begun = steps.begunBy(person, at);
      if (begun > 0) since = Math.max(since, steps.startOf(person, begun - 1));
      until = Math.min(until, steps.startOf(person, begun));
    } else {
      for (const encounter of graph.encountersOf(person)) {
        const start = graph.startsAt.of(encounter);
        if (start > at) until = Math.min(until, start);
        else since = Math.max(since, start);
      }
    }
    return { since, until, begun };
  }
}

/**
 * Months, for bounds that hold on all of their days: of ties as if all that began in the month had begun, and nothing had faded
 * since its beginning. So whoever asks about one past day after the other does not wait for each.
 */
export class MonthSpans {
  constructor(private readonly steps: TieSteps) {}

  canReadOff(person: number): boolean {
    return this.steps.has(person);
  }

  /** The month around a moment. */
  spanOf(person: number, at: number): Span {
    const [year, month] = [new Date(at).getUTCFullYear(), new Date(at).getUTCMonth()];
    const [since, until] = [Date.UTC(year, month), Date.UTC(year, month + 1)];
    return { since, until, begun: this.steps.begunBy(person, until - 1) };
  }
}
