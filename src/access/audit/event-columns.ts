import { createHash } from 'node:crypto';
import type { AuditEntry } from './event.js';

/**
 * By what the table is asked for an event. Whoever records makes it from the entry, once, instead of the database, which would
 * read the entry as JSON for each column; `renkei audit verify` holds it against the entry.
 */
export interface EventColumns {
  readonly at: string;
  readonly kind: string;
  readonly action: string;
  readonly credentialId: string | null;
  /** Of each subject, in the order of the entry. */
  readonly subjectKeys: readonly number[];
}

/** No longer than an index takes, in characters of PostgreSQL. */
const LONGEST = 500;
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const KEY_DIGITS = 10;
const ENDS_IN_DIGITS = new RegExp(`[${DIGITS}]{${KEY_DIGITS}}$`);
const VALUES = new Uint8Array(128);
for (const [value, digit] of [...DIGITS].entries()) VALUES[digit.charCodeAt(0)] = value;

export function columnsOf({ at, kind, action, actor, subjects }: AuditEntry): EventColumns {
  return {
    at: shortened(at),
    kind: shortened(kind),
    action: shortened(action),
    credentialId: actor && shortened(actor.credentialId),
    subjectKeys: subjects.map(({ id }) => subjectKey(id)),
  };
}

/**
 * A number for an id, an index of which takes a third of one of ids: the last ten digits of a TypeID, 50 of its random bits; of any
 * other text 48 bits of its SHA-256. Two ids may have the same, so what is found by one is looked at again.
 */
export function subjectKey(id: string): number {
  if (!ENDS_IN_DIGITS.test(id)) return createHash('sha256').update(id).digest().readUIntBE(0, 6);
  let key = 0;
  for (let place = id.length - KEY_DIGITS; place < id.length; place += 1)
    key = key * 32 + VALUES[id.charCodeAt(place)]!;
  return key;
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : [...text].slice(0, LONGEST).join('');
}
