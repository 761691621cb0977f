import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { Refusal } from '../../kernel/refusal.js';
import { DocumentLimits } from './document.js';
import { LIMIT_NAMES, LIMITS, type LimitName, type LimitValues } from './limit-values.js';

const schema = buildSchema(readFileSync(new URL('../../../docs/schema.graphql', import.meta.url), 'utf8'));

const VALUES = Object.fromEntries(LIMIT_NAMES.map((name) => [name, LIMITS[name].default])) as LimitValues;

const many = (count: number, text: string | ((place: number) => string)) =>
  Array.from({ length: count }, (_, place) => (typeof text === 'string' ? text : text(place))).join(' ');
const nested = (levels: number, begin: string, inner: string, end: string) =>
  begin.repeat(levels) + inner + end.repeat(levels);

/** The time that this process has computed, in ms: others on the machine do not count. */
function computed(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What a document is refused for; undefined when it is let through. */
function refusedFor(text: string, values: LimitValues = VALUES) {
  try {
    new DocumentLimits(values).check(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(error.code).toBe('TOO_COMPLEX');
    return error.details['limit'] as { name: LimitName; value: number; actual: number };
  }
}

/** Each fragment spreads the next so many times, `levels` deep. */
const doubling = (levels: number, times: number, last: string) =>
  `{ ...f0 } ${many(levels, (place) => `fragment f${place} on Query { ${many(times, place + 1 < levels ? `...f${place + 1}` : last)} }`)}`;

const HOSTILE: Readonly<Record<string, readonly [LimitName, string]>> = {
  'many tokens': ['tokens', `{ viewer { ${many(50_000, 'name')} } }`],
  'many tokens of a list': ['tokens', `{ nodes(ids: [${many(40_000, '""')}]) { id } }`],
  'a literal nested deeply': ['nesting', `{ nodes(ids: ${nested(50_000, '[', '', ']')}) { id } }`],
  'a type nested deeply': ['nesting', `query($v: ${nested(50_000, '[', 'ID', ']')}) { viewer { name } }`],
  'brackets that are never closed': ['nesting', '{'.repeat(100_000)],
  'fields nested deeply': [
    'depth',
    `{ node(id: "") { ... on Organization ${nested(25, '{ parent ', '{ id }', '}')} } }`,
  ],
  'fragments nested deeply': [
    'depth',
    `{ ...f0 } ${many(30, (place) => `fragment f${place} on Organization { parent { ${place < 29 ? `...f${place + 1}` : 'id'} } }`)}`,
  ],
  'many aliases': ['aliases', `{ viewer { ${many(500, (place) => `a${place}: name`)} } }`],
  'many root fields': ['rootFields', `{ ${many(200, 'viewer { name }')} }`],
  'many root fields from fragments': ['rootFields', doubling(4, 5, 'viewer { name }')],
  'many directives': ['directives', `{ viewer { name ${many(300, '@skip(if: true)')} } }`],
  'many operations': ['operations', many(200, (place) => `query q${place} { viewer { name } }`)],
  'many fragments': ['fragments', many(200, (place) => `fragment f${place} on Viewer { name }`)],
  'fragments that double sixty times': ['selections', doubling(60, 2, 'viewer { name }')],
  'fragments that spread one another in cycles, doubling': ['selections', doubling(60, 2, '...f0')],
  'one name again and again': ['comparisons', `{ viewer { ${many(200, 'name')} } }`],
  'one name again and again in a fragment that nothing leads to': [
    'comparisons',
    `{ viewer { name } } fragment f on Query { ${many(300, 'viewer { organization { id } }')} }`,
  ],
  'one name again and again in a fragment that another of its name hides': [
    'comparisons',
    `{ ...f } fragment f on Query { ${many(2_000, '__typename')} } fragment f on Query { __typename }`,
  ],
  'one name again and again in fragments that lead to one another': [
    'comparisons',
    `{ viewer { name } } fragment f on Query { ...g } fragment g on Query { ...f ${many(2_000, '__typename')} }`,
  ],
  'one path again and again': ['comparisons', `{ ${many(14, `viewer { ${many(14, 'name')} }`)} }`],
  'trees in which every level is there twice': [
    'comparisons',
    `{ node(id: "") { ... on Organization { ${Array.from({ length: 8 }).reduce<string>((tree) => many(2, `parent { ${tree} }`), 'id')} } } }`,
  ],
};

describe.each(Object.entries(HOSTILE))('%s', (_name, [limit, text]) => {
  test('is refused by the limit that it passes, quickly', () => {
    const begun = computed();
    const refused = refusedFor(text);
    const took = computed() - begun;
    expect(refused).toMatchObject({ name: limit, value: VALUES[limit] });
    expect(refused!.actual).toBeGreaterThan(VALUES[limit]);
    expect(took).toBeLessThan(500);
  });
});

test('a count that goes beyond all numbers can still be told in JSON', () => {
  const { actual } = refusedFor(doubling(99, 20, 'viewer { name }'))!;
  expect(Number.isSafeInteger(actual)).toBe(true);
});

test.each([
  ['a cycle', '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }'],
  ['a cycle through fields', '{ ...a } fragment a on Query { viewer { organization { parent { ...a } } } }'],
  ['a spread of nothing', '{ ...a }'],
  ['no GraphQL', '{ viewer { '],
  ['the empty text', ''],
])('%s is left to validation', (_name, text) => {
  expect(refusedFor(text)).toBeUndefined();
});

test('the introspection query is let through', () => {
  const text = getIntrospectionQuery({
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    inputValueDeprecation: true,
  });
  expect(refusedFor(text)).toBeUndefined();
});

test('a limit is what is still let through', () => {
  const tokens = (count: number) => `{ viewer { ${many(count - 5, 'name')} } }`;
  const values = { ...VALUES, tokens: 100 };
  expect(refusedFor(tokens(100), values)).toBeUndefined();
  expect(refusedFor(tokens(101), values)).toEqual({ name: 'tokens', value: 100, actual: 101 });
});

/** As much as is let through, in the ways that cost validation most. */
const LARGEST: Readonly<Record<string, string>> = {
  'fields of one name': `{ viewer { ${many(140, 'name')} } }`,
  'fields of one path': `{ ${many(11, `viewer { ${many(11, 'name')} }`)} }`,
  'fragments that each say something else': `{ ${many(100, (place) => `...f${place}`)} } ${many(100, (place) => `fragment f${place} on Query { a${place}: viewer { name } }`)}`,
  operations:
    many(50, (place) => `query q${place} { ...f40 }`) +
    many(
      50,
      (place) => `fragment f${place} on Query { a${place}: viewer { name } ${place < 49 ? `...f${place + 1}` : ''} }`,
    ),
  variables: `query(${many(140, (place) => `$v${place}: ID!`)}) { ${many(140, (place) => `a${place}: node(id: $v${place}) { id }`)} }`,
};

test.each(Object.entries(LARGEST))('%s: what is let through is validated soon', (_name, text) => {
  expect(refusedFor(text)).toBeUndefined();
  const document = parse(text);
  const times = Array.from({ length: 5 }, () => {
    const begun = computed();
    validate(schema, document);
    return computed() - begun;
  });
  // The best of several: the first ones are not compiled yet.
  expect(Math.min(...times)).toBeLessThan(50);
});
