import { columnsOf, type EventColumns } from './event-columns.js';
import { canonical, leafHash, type AuditEntry } from './event.js';

/** An entry as it is kept: its exact text, and who vouches for it. */
export interface SealedEvent {
  readonly id: string;
  readonly entry: string;
  readonly leafHash: Buffer;
  /** Ed25519, over what `sealed` says. */
  readonly seal: Buffer;
  /** Names the key of the process that recorded it. */
  readonly keyId: string;
  /** What stands in the table beside the entry. */
  readonly columns: EventColumns;
}

/** What signs: the key of a process. */
export interface Signer {
  readonly keyId: string;
  sign(message: Buffer): Buffer;
}

const CONTEXT = Buffer.from('renkei audit event\0');

/** What the seal of an event signs: nothing that a signature over anything else could be taken for. */
export function sealed(leaf: Buffer): Buffer {
  return Buffer.concat([CONTEXT, leaf]);
}

/** Spells an entry and signs it: some 40 microseconds. */
export function seal(entry: AuditEntry, signer: Signer): SealedEvent {
  const kept = canonical(entry);
  const spelled = JSON.stringify(kept);
  const leaf = leafHash(spelled);
  return {
    id: entry.id,
    entry: spelled,
    leafHash: leaf,
    seal: signer.sign(sealed(leaf)),
    keyId: signer.keyId,
    columns: columnsOf(kept),
  };
}
