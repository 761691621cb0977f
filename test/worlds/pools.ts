/** The small pools that random worlds are made of: small, so that the same names, values and numbers meet again and again. */

/** An IP prefix as a number; `bits` has the width of its family. */
export interface Prefix {
  readonly width: 32 | 128;
  readonly bits: bigint;
  readonly length: number;
}

/** What an indicator or a constituency is about, told by hand and not read from its text. */
export type Meaning =
  | { readonly kind: 'DOMAIN'; readonly domain: string }
  | { readonly kind: 'PREFIX'; readonly prefix: Prefix }
  | { readonly kind: 'AS_NUMBER'; readonly number: number }
  | { readonly kind: 'NAME'; readonly name: string };

export interface Constituency {
  /** Some of the ways in which it may be written; all of them are `value` once normalized. */
  readonly written: readonly string[];
  readonly value: string;
  readonly meaning: Exclude<Meaning, { kind: 'NAME' }>;
}

export interface Indicator {
  readonly text: string;
  readonly meaning: Meaning;
}

function ipv4(a: number, b: number, c: number, d: number, length = 32): Meaning & { kind: 'PREFIX' } {
  const bits = [a, b, c, d].reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return { kind: 'PREFIX', prefix: { width: 32, bits, length } };
}

/** @param head the first groups, followed by zeros, and `last`. */
function ipv6(head: readonly number[], length = 128, last = 0): Meaning & { kind: 'PREFIX' } {
  const bits = head.reduce((sum, group, place) => sum | (BigInt(group) << BigInt(112 - 16 * place)), BigInt(last));
  return { kind: 'PREFIX', prefix: { width: 128, bits, length } };
}

const domain = (name: string) => ({ kind: 'DOMAIN', domain: name }) as const;
const asNumber = (number: number) => ({ kind: 'AS_NUMBER', number }) as const;

export const CONSTITUENCIES: readonly Constituency[] = [
  { written: ['example.jp', 'EXAMPLE.jp.'], value: 'example.jp', meaning: domain('example.jp') },
  { written: ['bank.example.jp'], value: 'bank.example.jp', meaning: domain('bank.example.jp') },
  { written: ['a.bank.example.jp'], value: 'a.bank.example.jp', meaning: domain('a.bank.example.jp') },
  { written: ['gas.example', 'ＧＡＳ.example'], value: 'gas.example', meaning: domain('gas.example') },
  {
    written: ['銀行.example', 'xn--jn2ax2s.example', '銀行。example'],
    value: 'xn--jn2ax2s.example',
    meaning: domain('xn--jn2ax2s.example'),
  },
  { written: ['0.0.0.0/0'], value: '0.0.0.0/0', meaning: ipv4(0, 0, 0, 0, 0) },
  { written: ['192.0.2.0/24', '192.0.2.77/24'], value: '192.0.2.0/24', meaning: ipv4(192, 0, 2, 0, 24) },
  { written: ['192.0.2.128/25'], value: '192.0.2.128/25', meaning: ipv4(192, 0, 2, 128, 25) },
  { written: ['192.0.2.130', '::ffff:192.0.2.130'], value: '192.0.2.130/32', meaning: ipv4(192, 0, 2, 130) },
  { written: ['2001:db8::/32', '2001:DB8:0::7/32'], value: '2001:db8::/32', meaning: ipv6([0x2001, 0xdb8], 32) },
  { written: ['2001:db8:1::/48'], value: '2001:db8:1::/48', meaning: ipv6([0x2001, 0xdb8, 1], 48) },
  { written: ['AS64496', 'as64496'], value: 'AS64496', meaning: asNumber(64496) },
  { written: ['AS65551'], value: 'AS65551', meaning: asNumber(65551) },
];

/** Names by what they have in common: within a list all are one name. */
export const NAMES: readonly (readonly string[])[] = [
  ['例示電力', '株式会社例示電力', '㈱例示電力', '例示電力 株式会社'],
  ['例示庁'],
  ['レイジガス', 'れいじがす', 'ﾚｲｼﾞｶﾞｽ'],
];
export const ENGLISH_NAMES: readonly (readonly string[])[] = [
  ['Example Power', 'EXAMPLE POWER CO., LTD.', 'Example Power, Inc.', 'ｅｘａｍｐｌｅ　ｐｏｗｅｒ'],
  ['Example Agency'],
];
export const READINGS: readonly (readonly string[])[] = [
  ['レイジデンリョク', 'れいじでんりょく', 'ﾚｲｼﾞﾃﾞﾝﾘｮｸ'],
  ['レイジガス', 'れいじがす', 'ﾚｲｼﾞｶﾞｽ'],
];
export const SHORT_NAMES: readonly (readonly string[])[] = [
  ['EX-CSIRT', 'ex-csirt'],
  ['Example Agency'],
  ['REI-SIRT', 'ＲＥＩ-ＳＩＲＴ'],
];

// A name that stands in two pools is one name for all that.
const everyName = [...NAMES, ...ENGLISH_NAMES, ...READINGS, ...SHORT_NAMES];

/** What a name of the pools is, however it is written. */
export function nameOf(written: string): string {
  return everyName.find((ways) => ways.includes(written))![0]!;
}

export const INDICATORS: readonly Indicator[] = [
  { text: 'example.jp', meaning: domain('example.jp') },
  { text: 'hxxps://login.a.bank[.]example[.]jp/x?y=z', meaning: domain('login.a.bank.example.jp') },
  { text: 'fraud@Bank.Example.jp', meaning: domain('bank.example.jp') },
  { text: 'notbank.example.jp', meaning: domain('notbank.example.jp') },
  { text: 'https://www.銀行.example:8443/', meaning: domain('www.xn--jn2ax2s.example') },
  { text: 'ｇａｓ．example', meaning: domain('gas.example') },
  { text: '192.0.2.130', meaning: ipv4(192, 0, 2, 130) },
  { text: '::ffff:192.0.2.129', meaning: ipv4(192, 0, 2, 129) },
  { text: '192.0.2.140/26', meaning: ipv4(192, 0, 2, 128, 26) },
  { text: '192.0.2.0/23', meaning: ipv4(192, 0, 2, 0, 23) },
  { text: 'http://192[.]0[.]2[.]5/', meaning: ipv4(192, 0, 2, 5) },
  { text: '[2001:db8:1::53]', meaning: ipv6([0x2001, 0xdb8, 1], 128, 0x53) },
  { text: '2001:db8:2::/48', meaning: ipv6([0x2001, 0xdb8, 2], 48) },
  { text: 'as65551', meaning: asNumber(65551) },
  { text: 'AS64496', meaning: asNumber(64496) },
  { text: '64496', meaning: { kind: 'NAME', name: '64496' } },
  ...everyName.map((ways) => ({ text: ways.at(-1)!, meaning: { kind: 'NAME', name: ways[0]! } as const })),
];

export interface ChannelValue {
  readonly kind: 'PHONE' | 'MOBILE' | 'EMAIL' | 'FAX' | 'CHAT' | 'RADIO' | 'SATELLITE' | 'WEB_FORM';
  readonly written: readonly string[];
  readonly value: string;
}

export const CHANNELS: readonly ChannelValue[] = [
  { kind: 'PHONE', written: ['03-0000-0001', '+81 3 0000 0001', '０３（００００）０００１'], value: '+81300000001' },
  { kind: 'PHONE', written: ['03-0000-0002'], value: '+81300000002' },
  { kind: 'FAX', written: ['03-0000-0001'], value: '+81300000001' },
  { kind: 'MOBILE', written: ['090-0000-0001', '+81-90-0000-0001'], value: '+819000000001' },
  { kind: 'MOBILE', written: ['090-0000-0002'], value: '+819000000002' },
  { kind: 'SATELLITE', written: ['+819000000001'], value: '+819000000001' },
  { kind: 'EMAIL', written: ['soc@example.jp', 'soc@EXAMPLE.jp'], value: 'soc@example.jp' },
  { kind: 'EMAIL', written: ['duty@example.jp'], value: 'duty@example.jp' },
  { kind: 'CHAT', written: ['#csirt', '＃csirt'], value: '#csirt' },
  { kind: 'RADIO', written: ['#csirt'], value: '#csirt' },
  { kind: 'WEB_FORM', written: ['https://example.jp/report'], value: 'https://example.jp/report' },
];

/** With daylight saving in either hemisphere, one that changes the clock at midnight, and one with a quarter of an hour. */
export const ZONES = ['Asia/Tokyo', 'America/New_York', 'America/Santiago', 'Pacific/Auckland', 'Asia/Kathmandu'];

/** Whether a constituency includes all of what is asked about. */
export function covers(wide: Meaning, narrow: Meaning): boolean {
  if (wide.kind === 'DOMAIN' && narrow.kind === 'DOMAIN')
    return narrow.domain === wide.domain || narrow.domain.endsWith(`.${wide.domain}`);
  if (wide.kind === 'PREFIX' && narrow.kind === 'PREFIX') return contains(wide.prefix, narrow.prefix);
  return wide.kind === 'AS_NUMBER' && narrow.kind === 'AS_NUMBER' && wide.number === narrow.number;
}

function contains(wide: Prefix, narrow: Prefix): boolean {
  const beyond = BigInt(wide.width - wide.length);
  return wide.width === narrow.width && wide.length <= narrow.length && wide.bits >> beyond === narrow.bits >> beyond;
}

/** The longer the more specific, among constituencies that cover the same. */
export function specificity(meaning: Meaning): number {
  if (meaning.kind === 'DOMAIN') return meaning.domain.length;
  return meaning.kind === 'PREFIX' ? meaning.prefix.length : 0;
}
