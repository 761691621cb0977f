import { getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import type { Leaf } from './leaves.js';

export interface Hostile {
  readonly name: string;
  /** Undefined leaves the place out. */
  readonly value: unknown;
}

/** Text that a database cannot hold, or that is no Unicode. */
const BROKEN_TEXTS: readonly Hostile[] = [
  { name: 'NUL', value: 'a\0b' },
  { name: 'the first half of a surrogate pair', value: '\ud800' },
  { name: 'the second half of a surrogate pair', value: 'a\udfff' },
  { name: 'a surrogate pair in the wrong order', value: '\udfff\ud800' },
];

const OVERLONG_TEXT = { name: '60,000 characters', value: 'あ'.repeat(60_000) };
const OVERLONG: Readonly<Record<string, readonly Hostile[]>> = { String: [OVERLONG_TEXT] };
const HUGE_LIST = { name: 'a huge list', value: Array.from({ length: 9_000 }, (_, place) => `n${place}`) };

const WRONG: Readonly<Record<string, readonly unknown[]>> = {
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

const DOUBTFUL: Readonly<Record<string, readonly unknown[]>> = {
  String: ['', ' \u3000\n', '𠮷野家 👩‍👩‍👧‍👦 葛󠄀城市', '%_\\"\'; ${x} \u202eمثال e\u0301'],
  Int: [0, -1, 101, 2_147_483_647, -2_147_483_648],
  Date: ['0001-01-01', '9999-12-31'],
  DateTime: ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999Z', '1969-12-31t23:59:59z'],
};

/** Types are checked in one place for all fields: where a field is not asked thoroughly, so many of each sort do. */
const FEW = 2;

export interface HostileValues {
  /** What is never carried out. */
  readonly refused: readonly Hostile[];
  /** What is carried out, or refused in the proper form. */
  readonly doubtful: readonly Hostile[];
}

/** What may be wrong with a value, whatever the field means by it. */
export function hostileTo({ type, required }: Leaf, thorough: boolean): HostileValues {
  const bare = isNonNullType(type) ? type.ofType : type;
  const { name } = getNamedType(type);
  const absent = { name: 'nothing', value: undefined };
  const empty = { name: 'null', value: null };
  const refused = [...(required ? [absent] : []), ...(isNonNullType(type) ? [empty] : [])];
  const doubtful = [...(required ? [] : [absent]), ...(isNonNullType(type) ? [] : [empty])];
  if (isListType(bare))
    return { refused: [...refused, ...valued([{ a: 1 }]), HUGE_LIST], doubtful: [...doubtful, ...valued([[]])] };
  if (isInputObjectType(bare)) return { refused: [...refused, ...valued([5, 'x', [], { nope: 1 }])], doubtful };
  const some = <T>(values: readonly T[]) => (thorough || name === 'Date' ? values : values.slice(0, FEW));
  const wrong = isEnumType(bare) ? ['NOPE', '', 1, true, {}] : WRONG[name]!;
  return {
    refused: [...refused, ...valued(some(wrong)), ...some(BROKEN_TEXTS), ...(OVERLONG[name] ?? [])],
    doubtful: [...doubtful, ...valued(DOUBTFUL[name] ?? [])],
  };
}

function valued(values: readonly unknown[]): Hostile[] {
  return values.map((value) => ({ name: JSON.stringify(value), value }));
}
