import { Temporal } from 'temporal-polyfill';

/** A stretch of time [from, to), in ms since the epoch, in which the clocks of a zone run without a jump. */
export interface OffsetSpan {
  readonly from: number;
  readonly to: number;
  /** Milliseconds to add to an instant for the reading of the wall clock. */
  readonly offset: number;
}

/** Spans kept for a zone: two a year for a search of fifty years ahead, and some for questions about the past. */
const MAX_SPANS = 256;

/** The offsets of one time zone. To look one up costs Temporal up to some 40 ms, so that the spans found are kept. */
export class ZoneOffsets {
  readonly #spans: OffsetSpan[] = [];
  #last: OffsetSpan | undefined;

  /** @throws {RangeError} on the first lookup, where the zone is not one that Temporal knows. */
  constructor(readonly timeZone: string) {}

  /** The span that holds an instant, given in ms since the epoch. */
  spanAt(instant: number): OffsetSpan {
    const holds = ({ from, to }: OffsetSpan) => from <= instant && instant < to;
    if (this.#last && holds(this.#last)) return this.#last;
    let span = this.#spans.find(holds);
    if (!span) {
      span = lookUp(this.timeZone, instant);
      if (this.#spans.length >= MAX_SPANS) this.#spans.shift();
      this.#spans.push(span);
    }
    this.#last = span;
    return span;
  }
}

function lookUp(timeZone: string, instant: number): OffsetSpan {
  const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
  const next = local.getTimeZoneTransition('next');
  // The transition before the next nanosecond is the latest one up to and including the instant.
  const previous = local.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  return {
    from: previous?.epochMilliseconds ?? -Infinity,
    to: next?.epochMilliseconds ?? Infinity,
    offset: local.offsetNanoseconds / 1_000_000,
  };
}
