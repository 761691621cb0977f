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

/** Collects what an operation reads that must not be told unless it is recorded. Resolvers note it; nothing is written yet. */
export class Readings {
  /** Why the viewer may read it, where it had to say so. */
  reason: string | null = null;
  private fields = new Map<string, Set<string>>();
  private places: AnswerPath[] = [];
  private hasRecords = false;

  /** The value of a channel, at its place in the answer; @param ownerIds whom it reaches. */
  noteChannel(channelId: string, ownerIds: readonly (string | null)[], place: AnswerPath): void {
    this.places.push(place);
    this.add(channelId, 'value');
    for (const id of ownerIds) if (id !== null) this.add(id);
  }

  /** Fields of a record that only breaking the glass has shown. */
  noteRecord(id: string, fields: readonly string[]): void {
    this.hasRecords = true;
    this.add(id, ...fields);
  }

  /** What was noted since the last time; undefined when that is nothing. */
  take(): Noted | undefined {
    if (this.fields.size === 0) return undefined;
    const { fields, places, hasRecords } = this;
    this.fields = new Map();
    this.places = [];
    this.hasRecords = false;
    return { subjects: [...fields].map(([id, names]) => ({ id, fields: [...names] })), places, hasRecords };
  }

  private add(id: string, ...names: string[]): void {
    const fields = this.fields.get(id);
    if (!fields) this.fields.set(id, new Set(names));
    else for (const name of names) fields.add(name);
  }
}
