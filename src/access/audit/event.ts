import { createHash } from 'node:crypto';

/** What kinds of things the audit keeps. */
export type AuditKind =
  /** A transaction that changed something. */
  | 'WRITE'
  /** Somebody showed credentials that are good, for the first time in a while. */
  | 'SIGN_IN'
  /** Somebody was turned away: without good credentials, or from what they may not do. */
  | 'REFUSAL'
  /** Contact values that are withheld by default, or records seen only by breaking the glass, were told to somebody. */
  | 'READING';

/**
 * What an event is about: the id of a record and the fields that were written or told. Whose channel it was is a subject
 * too, with the fields that make it so (none, where the record of the person itself was not touched).
 */
export interface AuditSubject {
  readonly id: string;
  readonly fields: readonly string[];
  /** Set where break-glass alone showed it. */
  readonly byBreakGlass?: boolean;
}

/**
 * One thing that happened. Of persons it holds ids and names of fields, never a name, number or address: it can never be
 * erased. What the actor is called is the name of the credentials.
 */
export interface AuditEntry {
  readonly id: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string;
  readonly kind: AuditKind;
  /** The field of Mutation that wrote; the name of the operation that read; the action or limit that was refused; how one signed in. */
  readonly action: string;
  /** Null: nobody is known, as of a sign-in that failed. */
  readonly actor: {
    readonly credentialId: string;
    readonly name: string;
    readonly role: string;
    readonly organizationId: string | null;
  } | null;
  /** Null: the program itself, from the command line or a job. */
  readonly origin: {
    readonly address: string;
    readonly requestId: string;
    readonly onBehalfOf: string | null;
  } | null;
  /** The reason that the actor stated, else the purpose of the request. */
  readonly reason: string | null;
  readonly subjects: readonly AuditSubject[];
  /** How many times it happened, where several are told as one. */
  readonly count?: number;
}

/** Subjects of a reading of which the same was told: it may have hundreds, and most of them are alike. */
export interface SubjectGroup extends Omit<AuditSubject, 'id'> {
  readonly ids: readonly string[];
}

/** An entry as it is spelled. Those of earlier versions have each subject of a reading by itself, too. */
export interface KeptEntry extends Omit<AuditEntry, 'subjects'> {
  readonly subjects: readonly (AuditSubject | SubjectGroup)[];
}

/**
 * An entry as it is kept. Its one spelling is the JSON of this without space, keys sorted (RFC 8785 for what stands in entries).
 * What PostgreSQL has no characters for, U+0000 and halves of surrogate pairs, is replaced by U+FFFD.
 */
export function canonical(entry: AuditEntry): KeptEntry {
  const { kind, subjects } = entry;
  return inOrder({ ...entry, subjects: kind === 'READING' ? grouped(subjects) : subjects }) as KeptEntry;
}

/** What an entry says, of whatever version its spelling is. */
export function parseEntry(spelled: string): AuditEntry {
  const kept = JSON.parse(spelled) as KeptEntry;
  return { ...kept, subjects: kept.subjects.flatMap(subjectsIn) };
}

function subjectsIn(kept: AuditSubject | SubjectGroup): AuditSubject | AuditSubject[] {
  if (!('ids' in kept)) return kept;
  const { ids, ...told } = kept;
  return ids.map((id) => ({ id, ...told }));
}

function grouped(subjects: readonly AuditSubject[]): SubjectGroup[] {
  const groups = new Map<string, SubjectGroup & { readonly ids: string[] }>();
  for (const subject of subjects) {
    const key = `${subject.byBreakGlass} ${subject.fields.join('\0')}`;
    const group = groups.get(key);
    if (group) group.ids.push(subject.id);
    else {
      const { id, ...told } = subject;
      groups.set(key, { ...told, ids: [id] });
    }
  }
  return [...groups.values()];
}

/** Copied beforehand: to have JSON.stringify ask what to write for each value takes twice as long, and an entry may have hundreds. */
function inOrder(value: unknown): unknown {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0') ? value : replaced(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) copy[key] = inOrder((value as Record<string, unknown>)[key]);
  return copy;
}

function replaced(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** The hash of a leaf of the Merkle tree (RFC 6962, section 2.1): SHA-256 of a zero byte and the entry. */
export function leafHash(spelled: string): Buffer {
  return createHash('sha256').update('\0').update(spelled).digest();
}
