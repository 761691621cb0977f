import type { AuditSubject } from './event.js';

/** Where in an answer something stands, as graphql-js counts it up. */
export interface AnswerPath {
  readonly prev: AnswerPath | undefined;
  readonly key: string | number;
}

/** A value of a channel that is told at a place in an answer, or in what is kept of one. */
export interface ToldValue {
  readonly channelId: string;
  /** The ids of whom it reaches. */
  readonly reached: readonly (string | null)[];
  readonly place: AnswerPath;
}

/** What one operation has told somebody of what is withheld by default. */
export interface Noted {
  readonly subjects: readonly AuditSubject[];
  /** Where the values stand in the answer. */
  readonly places: readonly AnswerPath[];
  /** Whether whole records are among it, which stand all over the answer. */
  readonly hasRecords: boolean;
}

interface Told {
  readonly fields: Set<string>;
  byBreakGlass: boolean;
}

/** Collects what an operation reads that must not be told unless it is recorded. Resolvers note it; nothing is written yet. */
export class Readings {
  /** Why the viewer may read it, where it had to say so. */
  reason: string | null = null;
  private told = new Map<string, Told>();
  private values: ToldValue[] = [];
  private hasRecords = false;

  /** The value of a channel, at its place in the answer; @param reached the ids of whom it reaches. */
  noteChannel(channelId: string, reached: readonly (string | null)[], place: AnswerPath): void {
    this.noteValue({ channelId, reached, place });
  }

  /** Values that are told once more as they were told before; @param within where what they stand in stands now. */
  noteAgain(values: readonly ToldValue[], within?: AnswerPath): void {
    for (const value of values) this.noteValue(within ? new ValueWithin(value, within) : value);
  }

  /** That all of it is read by a use of break-glass: what shows in no record may show in a number. */
  noteUse(useId: string, reason: string): void {
    this.reason = reason;
    this.hasRecords = true;
    this.of(useId);
  }

  /** A field of a record that break-glass alone shows. */
  noteRecord(id: string, field: string): void {
    const told = this.of(id);
    told.byBreakGlass = true;
    told.fields.add(field);
  }

  get isAnyNoted(): boolean {
    return this.told.size > 0;
  }

  /** How many values were noted since the last time. */
  get count(): number {
    return this.values.length;
  }

  /** The values that were noted when so many had been. */
  valuesSince(count: number): readonly ToldValue[] {
    return this.values.slice(count);
  }

  /** What was noted since the last time; undefined when that is nothing. */
  take(): Noted | undefined {
    if (this.told.size === 0) return undefined;
    const { told, values, hasRecords } = this;
    this.told = new Map();
    this.values = [];
    this.hasRecords = false;
    const subjects = [...told].map(([id, { fields, byBreakGlass }]) => ({
      id,
      fields: [...fields],
      ...(byBreakGlass && { byBreakGlass }),
    }));
    return {
      subjects,
      // Spelled when they are asked for: hardly ever.
      get places() {
        return values.map(({ place }) => place);
      },
      hasRecords,
    };
  }

  private noteValue(value: ToldValue): void {
    this.values.push(value);
    this.of(value.channelId).fields.add('value');
    for (const id of value.reached) if (id !== null) this.of(id);
  }

  private of(id: string): Told {
    let told = this.told.get(id);
    if (!told) this.told.set(id, (told = { fields: new Set(), byBreakGlass: false }));
    return told;
  }
}

/** A value in what is kept, at the place where that is told now. */
class ValueWithin implements ToldValue {
  readonly channelId: string;
  readonly reached: readonly (string | null)[];

  constructor(
    private readonly value: ToldValue,
    private readonly within: AnswerPath,
  ) {
    this.channelId = value.channelId;
    this.reached = value.reached;
  }

  get place(): AnswerPath {
    return moved(this.value.place, undefined, this.within);
  }
}

/** The same value at its place in what stands there, so that it can be told again wherever that is told. */
export function relativeTo(within: AnswerPath | undefined, { channelId, reached, place }: ToldValue): ToldValue {
  return { channelId, reached, place: moved(place, within, undefined) };
}

/** A place with another beginning. */
function moved({ prev, key }: AnswerPath, from: AnswerPath | undefined, to: AnswerPath | undefined): AnswerPath {
  return { prev: prev === from ? to : prev && moved(prev, from, to), key };
}
