import type { AuditSubject } from './event.js';

/** Where in an answer something stands, as graphql-js counts it up. */
export interface AnswerPath {
  readonly prev: AnswerPath | undefined;
  readonly key: string | number;
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
  private places: AnswerPath[] = [];
  private hasRecords = false;

  /** The value of a channel, at its place in the answer; @param ownerIds whom it reaches. */
  noteChannel(channelId: string, ownerIds: readonly (string | null)[], place: AnswerPath): void {
    this.places.push(place);
    this.of(channelId).fields.add('value');
    for (const id of ownerIds) if (id !== null) this.of(id);
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
    return this.places.length;
  }

  /** What was noted since the last time; undefined when that is nothing. */
  take(): Noted | undefined {
    if (this.told.size === 0) return undefined;
    const { told, places, hasRecords } = this;
    this.told = new Map();
    this.places = [];
    this.hasRecords = false;
    const subjects = [...told].map(([id, { fields, byBreakGlass }]) => ({
      id,
      fields: [...fields],
      ...(byBreakGlass && { byBreakGlass }),
    }));
    return { subjects, places, hasRecords };
  }

  private of(id: string): Told {
    let told = this.told.get(id);
    if (!told) this.told.set(id, (told = { fields: new Set(), byBreakGlass: false }));
    return told;
  }
}
