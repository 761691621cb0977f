import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildSchema, execute, isEnumType, isObjectType, parse, type OperationDefinitionNode } from 'graphql';
import { Readings } from '../../src/access/audit/readings.js';
import { planOf } from '../../src/server/answer-plan.js';
import { AnswerWriting } from '../../src/server/answer-writing.js';
import { randomQuery } from './random-query.js';

const schema = buildSchema(`
  interface Named { name: String! kin: [Named!]! }
  enum Colour { RED GREEN }
  type Person implements Named { name: String! kin: [Named!]! age: Int height: Float isThere: Boolean colour: Colour friend: Person friends(first: Int, last: Int): [Person] words: [String!] }
  type Team implements Named { name: String! kin: [Named!]! id: ID! members(first: Int, last: Int): [Person!]! oldest: Person! either: Either }
  union Either = Person | Team
  type Query { team: Team! people(first: Int, last: Int): [Person!] either: Either named: [Named] }
`);
const colour = schema.getType('Colour');
if (isEnumType(colour)) for (const each of colour.getValues()) each.value = each.name.toLowerCase();

const NOTHING_KEPT = { find: () => undefined, keep: () => undefined };

/** Whether some values come later. Then nothing is wrong: graphql-js leaves to nobody what fails later beside what failed. */
let someComeLater = false;

interface Thing {
  readonly type: string;
  readonly seed: number;
}

/** What a field of something answers, the same each time: mostly what it may, at times nothing, later, or what is wrong. */
function answer(thing: Thing | undefined, field: string, args: object, type: string): unknown {
  let hash = thing?.seed ?? 1;
  for (const letter of `${field}${JSON.stringify(args)}`) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0;
  const one = (name: string, seed = hash): Thing => ({ type: name, seed });
  const either = (seed: number) => one(seed % 2 === 0 ? 'Person' : 'Team', seed);
  const some = <T>(make: (seed: number) => T) => Array.from({ length: hash % 4 }, (_, place) => make(hash + place));
  const isWrong = (one: number) => !someComeLater && hash % one === 0;
  if (isWrong(53)) throw new Error(`${field} is broken.`);
  if (isWrong(47)) return new Error(`${field} is returned broken.`);
  if (type.endsWith('!') ? isWrong(97) : hash % 7 === 0) return null;
  const values: Readonly<Record<string, () => unknown>> = {
    name: () => `"\u2028\\ ${String.fromCharCode(hash % 0x300)}\ud800`,
    id: () => (hash % 2 === 0 ? hash : String(hash)),
    age: () => (isWrong(61) ? 'old' : hash % 1000),
    height: () => hash / 7,
    isThere: () => hash % 2 === 0,
    colour: () => (isWrong(59) ? 'blue' : ['red', 'green'][hash % 2]),
    words: () => some(String),
    kin: () => some(either),
    named: () => new Set(some((seed) => (seed % 13 === 0 ? null : either(seed)))),
    either: () => either(hash),
    team: () => one('Team'),
    friend: () => one('Person'),
    oldest: () => one('Person'),
    people: () => some((seed) => one('Person', seed)),
    members: () => some((seed) => one('Person', seed)),
    friends: () => some((seed) => (seed % 5 === 0 ? null : one('Person', seed))),
  };
  const value = values[field]!();
  return someComeLater && hash % 5 === 0 ? Promise.resolve(value) : value;
}

for (const type of Object.values(schema.getTypeMap()))
  if (isObjectType(type) && !type.name.startsWith('__'))
    for (const field of Object.values(type.getFields()))
      field.resolve = (thing, args: object, _context, info) => {
        paths?.push(keysOf(info.path));
        return answer(thing as Thing | undefined, field.name, args, String(field.type));
      };
for (const name of ['Named', 'Either'])
  (schema.getType(name) as { resolveType?: unknown }).resolveType = ({ type }: Thing) => type;

type Path = { readonly prev: Path | undefined; readonly key: string | number };
let paths: string[] | undefined;

function keysOf({ prev, key }: Path): string {
  return prev ? `${keysOf(prev)}.${key}` : String(key);
}

async function written(text: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const document = parse(text);
  const plan = planOf(schema, document, document.definitions[0] as OperationDefinitionNode)!;
  return JSON.parse(await new AnswerWriting(plan, { readings: new Readings() }, variables, NOTHING_KEPT).write());
}

async function executed(text: string, variables: Record<string, unknown> = {}) {
  const result = await execute({ schema, document: parse(text), variableValues: variables });
  return { data: JSON.parse(JSON.stringify(result.data)) as unknown, errors: result.errors };
}

/** What is written is what graphql-js answers, asked at the same places; what it refuses in part is not written. */
async function expectAlike(text: string, variables?: Record<string, unknown>): Promise<boolean> {
  paths = [];
  const { data, errors } = await executed(text, variables);
  const asked = paths.sort();
  paths = [];
  if (errors) {
    await expect(written(text, variables)).rejects.toThrow();
    return false;
  }
  expect(await written(text, variables)).toEqual(data);
  expect(paths.sort()).toEqual(asked);
  return true;
}

test('whatever is asked is written as graphql-js answers it, and what it refuses is not', async () => {
  let answered = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(randomQuery(schema), fc.boolean(), async (text, comeLater) => {
      someComeLater = comeLater;
      if (await expectAlike(text)) answered += 1;
      else refused += 1;
    }),
    { numRuns: 300 },
  );
  someComeLater = false;
  expect(answered).toBeGreaterThan(50);
  expect(refused).toBeGreaterThan(10);
});

test.each([
  [
    'what is asked twice is answered once, in the order in which it was asked first',
    '{ t: team { id } team { id n: name } t: team { name ...F } } fragment F on Team { id members(first: 3) { age } ... on Named { __typename } }',
  ],
  [
    'fragments of another type, and of interfaces',
    '{ named { name ... on Team { id } ...P } } fragment P on Person { age words }',
  ],
])('%s', async (_what, text) => {
  expect(await expectAlike(text)).toBe(true);
  expect(JSON.stringify(await written(text))).toBe(JSON.stringify((await executed(text)).data));
});

test('variables are taken as they were declared, and refused where they are not', async () => {
  const text =
    'query ($first: Int = 4, $last: Int) { people(first: $first, last: $last) { age } team { members(last: $last) { name } } }';
  for (const variables of [{}, { first: 1 }, { last: 2 }, { last: null }, { other: 1 }])
    await expectAlike(text, variables);
  await expect(written(text, { first: 'x' })).rejects.toThrow();
});

test('what is skipped is not planned', () => {
  const document = parse('query ($a: Boolean!) { team { id @skip(if: $a) } }');
  expect(planOf(schema, document, document.definitions[0] as OperationDefinitionNode)).toBeUndefined();
});
