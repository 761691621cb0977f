import { createHash } from 'node:crypto';
import { TypeID } from 'typeid-js';
import { ID_PREFIXES, type IdType } from '../../src/kernel/ids.js';

const FIRST_MOMENT = Date.UTC(2020, 3, 1);

/**
 * The id of the row of a type with a number: the same on every machine, and in the order of the numbers. A UUIDv7 (RFC 9562,
 * section 5.7) whose millisecond is the number's and whose other bits are a hash where chance would stand.
 */
export function nationId(type: IdType, number: number): string {
  const bytes = createHash('sha256').update(`renkei nation ${type} ${number}`).digest().subarray(0, 16);
  bytes.writeUIntBE(FIRST_MOMENT + number, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return TypeID.fromUUIDBytes(ID_PREFIXES[type], bytes).toString();
}
