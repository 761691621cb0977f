import { expect, test } from '@jest/globals';
import { buildSchema, parse, type OperationDefinitionNode } from 'graphql';
import { compilesWithin } from './written-out.js';

const schema = buildSchema(`
  interface Node { id: ID! peers: [Node!]! }
  type A implements Node { id: ID! peers: [Node!]! a: Int }
  type B implements Node { id: ID! peers: [Node!]! b: A }
  type C implements Node { id: ID! peers: [Node!]! }
  union Any = A | B
  type Query { node: Node a: A any: Any }
`);

test.each([
  ['{ a { id a } }', 3],
  ['query Q { ...F ...F } fragment F on Query { a { id } }', 4],
  // Once for each of three types.
  ['{ node { id } }', 1 + 3],
  ['{ node { peers { peers { id } } } }', 1 + 3 + 9 + 27],
  // Of its one type alone, inside of what may be of three.
  ['{ node { id ... on B { b { id a } } } }', 1 + 3 + 3],
  ['{ any { __typename ... on Node { id } } }', 1 + 2 + 3],
])('%s is written out as %i fields', (text, fields) => {
  const document = parse(text);
  const within = (most: number) =>
    compilesWithin(most, schema, document, document.definitions[0] as OperationDefinitionNode);
  expect([within(fields - 1), within(fields)]).toEqual([false, true]);
});

test('whoever asks for the schema is not expected to ask again', () => {
  const document = parse('{ __schema { types { name } } }');
  expect(compilesWithin(1_000, schema, document, document.definitions[0] as OperationDefinitionNode)).toBe(false);
});
