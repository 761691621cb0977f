import { getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import type { Leaf } from './leaves.js';

export interface Hostile {
  readonly name: string;
  /** Undefined leaves the place out. */
  readonly value: unknown;
  /** REFUSED: never carried out. DOUBTFUL: carried out, or refused in the proper form. */
  readonly outcome: 'REFUSED' | 'DOUBTFUL';
}

const refused = (name: string, value: unknown): Hostile => ({ name, value, outcome: 'REFUSED' });
const doubtful = (name: string, value: unknown): Hostile => ({ name, value, outcome: 'DOUBTFUL' });

/** Text that a database cannot hold, or that is no Unicode. */
export const BROKEN_TEXTS: readonly Hostile[] = [
  refused('NUL', 'a\0b'),
  refused('a lone high surrogate', '\ud800'),
  refused('a lone low surrogate', 'a\udfff'),
  refused('surrogates in the wrong order', '\udfff\ud800'),
];

/** Text that is unusual, and yet text. */
export const UNUSUAL_TEXTS: readonly string[] = [
  '𠮷野家',
  '👩‍👩‍👧‍👦🏳️‍🌈',
  '葛󠄀城市',
  'مثال للتجارة',
  'e\u0301\u0323ｶﾞ゛',
  "'; drop table person; --",
  '%_\\"$1 {} ${x}',
  '\u200B',
];

const LONG = 'あ'.repeat(100_000);

const WRONG_TYPES: Readonly<Record<string, readonly unknown[]>> = {
  String: [1.5e9, true, { a: 1 }, ['x']],
  ID: [1.5, true, { a: 1 }, ['x']],
  Int: ['1', 1.5, true, {}, 2_147_483_648, -2_147_483_649, 1e300],
  Float: ['1', true, {}],
  Boolean: ['true', 1, {}],
  Date: [1.5e9, true, {}, '2026-02-30', '0000-01-01', '10000-01-01', '2026-1-1', '2026-01-01T00:00:00Z', '', 'today'],
  DateTime: [
    1.5e9,
    true,
    {},
    '2026-02-30T00:00:00Z',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    '2026-01-01',
    '2026-01-01T00:00:00',
    '2026-01-01T24:00:00Z',
    '2026-12-31T23:59:60Z',
    '2026-01-01T00:00:00+99:99',
    '',
    'now',
  ],
};

/** What may be wrong with a value whatever the field means by it. */
export function hostileTo({ type, required }: Leaf): Hostile[] {
  const bare = isNonNullType(type) ? type.ofType : type;
  const named = getNamedType(type);
  const nothing = [
    required ? refused('nothing', undefined) : doubtful('nothing', undefined),
    isNonNullType(type) ? refused('null', null) : doubtful('null', null),
  ];
  if (isListType(bare)) return [...nothing, refused('an object', { a: 1 }), doubtful('an empty list', []), refused('a huge list', Array.from({ length: 20_000 }, (_, place) => `n${place}`))];
  if (isInputObjectType(bare))
    return [...nothing, ...[5, 'x', [], { nope: 1 }].map((value) => refused(JSON.stringify(value), value))];
  const wrong = isEnumType(named) ? ['NOPE', '', 1, true, {}] : WRONG_TYPES[named.name]!;
  const common = [...nothing, ...wrong.map((value) => refused(JSON.stringify(value), value)), ...BROKEN_TEXTS];
  switch (named.name) {
    case 'String':
      return [
        ...common,
        refused('100,000 characters', LONG),
        ...['', ' \u3000\n', ...UNUSUAL_TEXTS].map((text) => doubtful(JSON.stringify(text), text)),
      ];
    case 'ID':
      return [...common, refused('100,000 characters', LONG), ...['', 'x', '0', 'org_', 'ORG_01kdvdna1qergrs2r6gkah5kw5'].map((id) => refused(JSON.stringify(id), id))];
    case 'Int':
      return [...common, ...[0, -1, 101, 2_147_483_647, -2_147_483_648].map((value) => doubtful(String(value), value))];
    case 'Date':
      return [...common, ...['0001-01-01', '9999-12-31'].map((value) => doubtful(value, value))];
    case 'DateTime':
      return [...common, ...['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999Z', '1969-12-31t23:59:59z'].map((value) => doubtful(value, value))];
    default:
      return common;
  }
}
