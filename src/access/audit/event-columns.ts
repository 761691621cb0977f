import { createHash } from 'node:crypto';
import type { KeptEntry } from './event.js';

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
/** Two numbers of so many digits are a key: a small integer holds one. */
const HALF = 5;
const NO_DIGIT = 128;
const VALUES = new Uint8Array(128).fill(NO_DIGIT);
for (const [value, digit] of [...DIGITS].entries()) VALUES[digit.charCodeAt(0)] = value;

export function columnsOf({ at, kind, action, actor, subjects }: KeptEntry): EventColumns {
  return {
    at: shortened(at),
    kind: shortened(kind),
    action: shortened(action),
    credentialId: actor && shortened(actor.credentialId),
    subjectKeys: keysOf(subjects),
  };
}

function keysOf(subjects: KeptEntry['subjects']): number[] {
  const keys: number[] = [];
  for (const each of subjects)
    if ('ids' in each) for (const id of each.ids) keys.push(subjectKey(id));
    else keys.push(subjectKey(each.id));
  return keys;
}

/**
 * A number for an id, an index of which takes a third of one of ids: the last ten digits of a TypeID, 50 of its random bits; of any
 * other text 48 bits of its SHA-256. Two ids may have the same, so what is found by one is looked at again.
 */
export function subjectKey(id: string): number {
  const high = numberIn(id, id.length - 2 * HALF);
  const low = numberIn(id, id.length - HALF);
  if (high >= 0 && low >= 0) return high * 32 ** HALF + low;
  return createHash('sha256').update(id).digest().readUIntBE(0, 6);
}

/** What five digits from a place on spell in base 32; -1 where they are not. */
function numberIn(text: string, from: number): number {
  if (from < 0) return -1;
  let number = 0;
  let seen = 0;
  for (let place = from; place < from + HALF; place += 1) {
    const value = VALUES[text.charCodeAt(place)] ?? NO_DIGIT;
    seen |= value;
    number = (number << 5) | (value & 31);
  }
  return seen < NO_DIGIT ? number : -1;
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : [...text].slice(0, LONGEST).join('');
}
