import { isIPv4, isIPv6 } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidValue } from '../../kernel/refusal.js';
import { containingPrefixes, parsePrefix } from './ip-prefix.js';

describe('parsePrefix', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1/32'],
    ['192.0.2.77/24', '192.0.2.0/24'],
    ['192.0.2.255/25', '192.0.2.128/25'],
    ['203.0.113.9/0', '0.0.0.0/0'],
    ['１９２．０．２．１', '192.0.2.1/32'],
    ['2001:DB8::1', '2001:db8::1/128'],
    ['2001:0db8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1/128'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1/128'],
    ['2001:db8:ffff::/33', '2001:db8:8000::/33'],
    ['::/0', '::/0'],
    ['::', '::/128'],
    ['::ffff:192.0.2.1', '192.0.2.1/32'],
    ['::FFFF:C000:0201', '192.0.2.1/32'],
    ['::ffff:192.0.2.0/120', '192.0.2.0/24'],
    ['::ffff:0:0/96', '0.0.0.0/0'],
    ['::ffff:192.0.2.0/95', '::fffe:0:0/95'],
    ['::192.0.2.1', '::c000:201/128'],
    ['64:ff9b::192.0.2.1', '64:ff9b::c000:201/128'],
  ])('%s is %s', (text, prefix) => {
    expect(parsePrefix(text)).toBe(prefix);
  });

  test.each([
    '',
    '192.0.2',
    '192.0.2.',
    '3221225985',
    '192.0.2.256',
    '192.0.02.1',
    '010.0.0.1',
    '0xc0.0.2.1',
    '192.0.2.0/33',
    '192.0.2.0/024',
    '192.0.2.0/',
    '192.0.2.0/-1',
    '192.0.2.0/255.255.255.0',
    '192.0.2.0/24/24',
    '192.0.2.0 /24',
    '192.0.2.1:443',
    '2001:db8::/129',
    '2001:db8::1::1',
    '2001:db8',
    '12345::',
    '1:2:3:4:5:6:7:8:9',
    ':::',
    'fe80::1%eth0',
    '[2001:db8::1]',
    '::ffff:010.0.0.1',
    '::ffff:192.0.2',
    '192.0.2.1::',
    'bank.example',
  ])('refuses "%s"', (text) => {
    expect(() => parsePrefix(text)).toThrow(InvalidValue);
  });

  test('accepts exactly the addresses that the platform accepts', () => {
    const nearlyAddress = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.stringMatching(/^[0-9a-f:.]{2,20}$/),
      fc.stringMatching(/^(::|1:|2001:db8:|ffff:|0:){1,7}([0-9]{1,3}\.){3}[0-9]{1,3}$/),
    );
    fc.assert(
      fc.property(nearlyAddress, (text) => {
        expect(isPrefix(text)).toBe(isIPv4(text) || isIPv6(text));
      }),
      { numRuns: 500 },
    );
  });

  test('keeps the bits of the prefix and no other, and parsing again changes nothing', () => {
    fc.assert(
      fc.property(prefixes, ({ text }) => {
        const once = parsePrefix(text);
        expect(parsePrefix(once)).toBe(once);
        expect(bitsOf(once)).toBe(bitsOf(text));
      }),
    );
  });
});

describe('containingPrefixes', () => {
  test('from itself to the whole family', () => {
    const all = containingPrefixes('192.0.2.0/24');
    expect(all.slice(0, 3)).toEqual(['192.0.2.0/24', '192.0.2.0/23', '192.0.0.0/22']);
    expect(all.at(-1)).toBe('0.0.0.0/0');
    expect(all).toHaveLength(25);
    expect(containingPrefixes('2001:db8::1/128')).toHaveLength(129);
    expect(containingPrefixes('::ffff:0:0/95').at(-1)).toBe('::/0');
  });

  test('holds a prefix exactly if that one contains the other', () => {
    fc.assert(
      fc.property(prefixes, prefixes, (one, other) => {
        // Half of the time the other is cut from the first, since two at random hardly ever lie in each other.
        const [inner, outer] = [
          parsePrefix(one.text),
          parsePrefix(other.near ? cut(one.text, other.length) : other.text),
        ];
        expect(containingPrefixes(inner).includes(outer)).toBe(contains(bitsOf(outer), bitsOf(inner)));
      }),
      { numRuns: 300 },
    );
  });
});

// Addresses of both families, some of them IPv4-mapped, each with a length that fits its family.
const prefixes = fc
  .record({
    address: fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV4().map((quad) => `::ffff:${quad}`),
    ),
    length: fc.nat(128),
    near: fc.boolean(),
  })
  .map(({ address, length, near }) => ({ text: cut(address, length), length, near }));

function cut(text: string, length: number): string {
  const [address = ''] = text.split('/');
  return `${address}/${address.includes(':') ? length : length % 33}`;
}

function isPrefix(text: string): boolean {
  try {
    parsePrefix(text);
    return true;
  } catch {
    return false;
  }
}

/** The prefix as a string of its leading bits, IPv4 marked "4" and IPv6 "6": containment is then `startsWith`. */
function bitsOf(text: string): string {
  const [address = '', length = ''] = text.split('/');
  const bits = address.includes(':') ? ipV6Bits(address) : ipV4Bits(address);
  const kept = bits.slice(0, Number(length));
  const mapped = '0'.repeat(80) + '1'.repeat(16);
  if (!address.includes(':')) return `4${kept}`;
  return kept.startsWith(mapped) ? `4${kept.slice(96)}` : `6${kept}`;
}

function contains(outer: string, inner: string): boolean {
  return inner.startsWith(outer);
}

function ipV4Bits(address: string): string {
  return bits(
    address.split('.').reduce((sum, byte) => sum * 256n + BigInt(byte), 0n),
    32,
  );
}

function ipV6Bits(address: string): string {
  const quad = /[\d.]+\.\d+$/.exec(address)?.[0];
  const groups = quad === undefined ? address : address.replace(quad, 'Q:Q');
  const [head = '', tail] = groups.split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = (tail ?? '').split(':').filter((group) => group !== '');
  const all = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  const value = all.filter((group) => group !== 'Q').reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
  return quad === undefined ? bits(value, 128) : bits(value, 96) + ipV4Bits(quad);
}

function bits(value: bigint, width: number): string {
  return value.toString(2).padStart(width, '0');
}
