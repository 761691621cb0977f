import ipaddr from 'ipaddr.js';
import { InvalidValue } from '../../kernel/refusal.js';

/** `bytes` has 4 or 16 entries, those beyond `length` bits zero. */
interface Prefix {
  bytes: number[];
  length: number;
}

const EXPECTED =
  'This is not an IP address or prefix. Write it as 192.0.2.1, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/32, ' +
  'all four numbers of an IPv4 address in decimal and without a zone.';

/**
 * An IPv4 or IPv6 prefix in its one canonical text: `192.0.2.0/24`, `2001:db8::/32` (RFC 5952); an address is a prefix of
 * full length. Host bits are masked. What lies in ::ffff:0:0/96 (IPv4-mapped, RFC 4291, section 2.5.5.2) is IPv4.
 * Throws InvalidValue.
 */
export function parsePrefix(text: string): string {
  const { bytes, length } = read(text);
  return `${printAddress(bytes)}/${length}`;
}

/** Every canonical prefix that contains all of `prefix`, longest first, itself included: at most 33 or 129 of one family. */
export function containingPrefixes(prefix: string): string[] {
  const { bytes, length } = read(prefix);
  let address = printAddress(bytes);
  const all = [`${address}/${length}`];
  for (let shorter = length - 1; shorter >= 0; shorter -= 1) {
    // Printing is what costs, and a bit that is zero already leaves the address as it was.
    const bit = 0x80 >> (shorter % 8);
    const byte = bytes[shorter >> 3]!;
    if ((byte & bit) !== 0) {
      bytes[shorter >> 3] = byte ^ bit;
      address = printAddress(bytes);
    }
    all.push(`${address}/${shorter}`);
  }
  return all;
}

function read(text: string): Prefix {
  const [, address = '', lengthText] = /^([^/]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text.normalize('NFKC').trim()) ?? [];
  const bytes = addressBytes(address);
  const length = lengthText === undefined ? (bytes?.length ?? 0) * 8 : Number(lengthText);
  if (bytes === null || length > bytes.length * 8) throw new InvalidValue(EXPECTED);
  const mapped =
    bytes.length === 16 && length >= 96 && bytes.slice(0, 12).every((byte, i) => byte === (i < 10 ? 0 : 255));
  return mapped ? masked(bytes.slice(12), length - 96) : masked(bytes, length);
}

// ipaddr.js also reads octal, hexadecimal and short IPv4 forms, on which programs disagree (010.0.0.1 is 8.0.0.1 to some and
// 10.0.0.1 to others), and takes ::192.0.2.1, deprecated, for the mapped ::ffff:192.0.2.1. So it is given neither.
function addressBytes(address: string): number[] | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return ipaddr.IPv4.parse(address).toByteArray();
  const [, head, quad] = /^([\da-f:]*:)([\d.]+\.[\d.]+)$/i.exec(address) ?? [];
  if (quad !== undefined && !ipaddr.IPv4.isValidFourPartDecimal(quad)) return null;
  const groups = quad === undefined ? address : `${head}${hexGroups(ipaddr.IPv4.parse(quad).toByteArray())}`;
  return /^[\da-f:]+$/i.test(groups) && ipaddr.IPv6.isValid(groups) ? ipaddr.IPv6.parse(groups).toByteArray() : null;
}

function hexGroups(quad: number[]): string {
  const hex = quad.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 4)}:${hex.slice(4)}`;
}

function masked(bytes: number[], length: number): Prefix {
  const kept = (i: number) => Math.min(8, Math.max(0, length - 8 * i));
  return { bytes: bytes.map((byte, i) => byte & (0xff00 >> kept(i))), length };
}

function printAddress(bytes: number[]): string {
  return ipaddr.fromByteArray(bytes).toString();
}
