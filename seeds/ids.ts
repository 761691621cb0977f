import { createHash } from 'node:crypto';
import { TypeID } from 'typeid-js';
import { ID_PREFIXES, type IdType } from '../src/kernel/ids.js';

/** A day after the ids of the reference data, so that these sort behind them. */
const FIRST_MOMENT = Date.UTC(2026, 0, 2);

/**
 * The id of the row of a type in a slot (a whole number from 0 on): the same on every machine, in the order of the slots.
 * It is a TypeID like any other: a UUIDv7 (RFC 9562, section 5.7) whose millisecond is the slot's and whose other bits are
 * a hash where chance would stand. A slot is written down with its row and never given to another one.
 */
export function demoId(type: IdType, slot: number): string {
  const bytes = createHash('sha256').update(`renkei demo ${type} ${slot}`).digest().subarray(0, 16);
  bytes.writeUIntBE(FIRST_MOMENT + slot, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return TypeID.fromUUIDBytes(ID_PREFIXES[type], bytes).toString();
}
