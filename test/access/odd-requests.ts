/** Text that is unusual, and yet text: the database keeps it as it is. */
export const ODD_TEXTS = [
  '𠮷野家',
  '👩‍👩‍👧‍👦🏳️‍🌈❤️',
  '葛\u{e0100}城市',
  'مثال للتجارة',
  '\u202eexample\u202c',
  'e\u0301\u0323',
  'ｶﾞ゛㍿',
  "'; drop table person; --",
  '%_\\"$1 {} ${x} <b>&amp;',
  'null',
  '__proto__',
];

const nested = (levels: number, text: string, end: string) => text.repeat(levels) + end.repeat(levels);
/** Bodies of requests that cannot be answered, and the code that says so. */
export const ODD_REQUESTS: Readonly<Record<string, readonly [code: string, body: string]>> = {
  'no JSON': ['BAD_REQUEST', '{'],
  'an empty body': ['BAD_REQUEST', ''],
  'a list': ['BAD_REQUEST', '[]'],
  null: ['BAD_REQUEST', 'null'],
  'a number for the document': ['BAD_REQUEST', '{"query":5}'],
  'text for the variables': ['BAD_REQUEST', '{"query":"{viewer{name}}","variables":"{}"}'],
  'a list for the variables': ['BAD_REQUEST', '{"query":"{viewer{name}}","variables":[]}'],
  'a prototype in the variables': ['BAD_REQUEST', '{"query":"{viewer{name}}","variables":{"__proto__":{}}}'],
  'a larger body than there may be': [
    'BAD_REQUEST',
    JSON.stringify({ query: '{viewer{name}}', x: 'x'.repeat(1_000_000) }),
  ],
  'an operation that is not in the document': [
    'OPERATION_RESOLUTION_FAILURE',
    JSON.stringify({ query: '{viewer{name}}', operationName: '\ud800'.repeat(1_000) }),
  ],
  'half a surrogate pair in the document': [
    'GRAPHQL_PARSE_FAILED',
    JSON.stringify({ query: '{viewer{name}} # \ud800' }),
  ],
  'half a surrogate pair in a name': [
    'BAD_USER_INPUT',
    '{"query":"query($f:PersonFilter){people(filter:$f){totalCount}}","variables":{"f":{"\\ud800":1}}}',
  ],
  'a long name': ['GRAPHQL_VALIDATION_FAILED', JSON.stringify({ query: `{${'x'.repeat(100_000)}}` })],
  'a subscription': ['BAD_REQUEST', '{"query":"subscription{directoryChanged{id}}"}'],
  'variables nested deeply': [
    'BAD_USER_INPUT',
    `{"query":"query($i:[ID!]!){nodes(ids:$i){id}}","variables":{"i":${nested(90_000, '[', ']')}}}`,
  ],
  'a literal nested deeply': ['TOO_COMPLEX', JSON.stringify({ query: `{nodes(ids:${nested(50_000, '[', ']')}){id}}` })],
  'fields nested deeply': ['TOO_COMPLEX', JSON.stringify({ query: nested(20_000, '{viewer', '}') })],
  'a type nested deeply': [
    'TOO_COMPLEX',
    JSON.stringify({ query: `query($v:${nested(50_000, '[', ']')}){viewer{name}}` }),
  ],
  'fragments within fragments': [
    'TOO_COMPLEX',
    JSON.stringify({
      query: Array.from({ length: 3_000 }, (_, place) => `fragment f${place} on Viewer{...f${place + 1}}`).join(' '),
    }),
  ],
};
