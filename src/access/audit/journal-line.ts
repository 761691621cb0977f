import { createHash } from 'node:crypto';
import { columnsOf, type EventColumns } from './event-columns.js';
import { leafHash, type KeptEntry } from './event.js';
import type { SealedEvent } from './sealed-event.js';

/** What stands in some bytes of the journal. */
export interface Lines {
  /** In the order written; a line that is not what was written is left as its bytes. */
  readonly lines: readonly (SealedEvent | Buffer)[];
  /** How many bytes these lines are. What follows them is the beginning of another. */
  readonly length: number;
}

const BREAK = 0x0a;
const CHECKSUM_DIGITS = 64;
// Of all that JSON leaves as it is, U+2028 and U+2029 too, which would end a line of a regular expression.
const FIELDS = /^(\S+) (\S+) ([\w-]{86}) (.*)$/s;

/**
 * An event as a line: a SHA-256 of what follows it, then the id, the key and the seal, and the entry. JSON has no line
 * break within, so a line with its break is whole, and one that changed on disk is known by the hash.
 */
export function lineOf({ id, keyId, seal, entry }: SealedEvent): string {
  const rest = `${id} ${keyId} ${seal.toString('base64url')} ${entry}`;
  return `${checksum(rest)} ${rest}\n`;
}

export function linesOf(bytes: Buffer): Lines {
  const lines: (SealedEvent | Buffer)[] = [];
  let length = 0;
  for (let end = bytes.indexOf(BREAK); end >= 0; end = bytes.indexOf(BREAK, length)) {
    const line = bytes.subarray(length, end);
    lines.push(eventIn(line) ?? line);
    length = end + 1;
  }
  return { lines, length };
}

/**
 * The event in what follows the last line break of a file to which nobody writes any more: undefined for a line that was
 * torn while it was written. One whose break alone was lost or changed is whole all the same.
 */
export function eventInTail(tail: Buffer): SealedEvent | undefined {
  return eventIn(tail) ?? eventIn(tail.subarray(0, -1));
}

function eventIn(line: Buffer): SealedEvent | undefined {
  const rest = line.subarray(CHECKSUM_DIGITS + 1);
  if (line.toString('latin1', 0, CHECKSUM_DIGITS + 1) !== `${checksum(rest)} `) return undefined;
  const [, id, keyId, seal, entry] = FIELDS.exec(rest.toString()) ?? [];
  if (id === undefined || keyId === undefined || seal === undefined || entry === undefined) return undefined;
  const columns = columnsIn(entry);
  return columns && { id, keyId, seal: Buffer.from(seal, 'base64url'), entry, leafHash: leafHash(entry), columns };
}

/** Undefined where somebody who knows how lines are made has written one of something else. */
function columnsIn(entry: string): EventColumns | undefined {
  try {
    return columnsOf(JSON.parse(entry) as KeptEntry);
  } catch {
    return undefined;
  }
}

function checksum(of: string | Buffer): string {
  return createHash('sha256').update(of).digest('hex');
}
