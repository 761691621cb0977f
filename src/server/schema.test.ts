import 'reflect-metadata';
import { beforeEach, expect, test } from '@jest/globals';
import { graphql, type GraphQLSchema } from 'graphql';
import { Arg, Mutation, Query, Resolver } from 'type-graphql';
import type { IdempotentCall } from '../kernel/idempotency.js';
import { refuse } from '../kernel/refusal.js';
import { createSchema, type MutationContext } from './schema.js';

let carryOut: () => Promise<string>;

@Resolver()
class ExampleResolver {
  @Query(() => String)
  read(): string {
    return 'read';
  }

  @Mutation(() => String)
  write(@Arg('a', () => String, { nullable: true }) _a: string, @Arg('b', () => String) _b: string): Promise<string> {
    return carryOut();
  }
}

let schema: GraphQLSchema;
let kept: Map<string, string>;
let calls: IdempotentCall[];

beforeEach(async () => {
  schema ??= await createSchema([new ExampleResolver()]);
  kept = new Map();
  calls = [];
});

async function send(source: string, variableValues = {}) {
  const contextValue: MutationContext = {
    idempotencyKey: 'example',
    viewer: { credentialId: 'apikey_example' },
    mutation: undefined,
    call: undefined,
    recall: async (call) => {
      calls.push(call);
      const result = kept.get(call.field);
      return result === undefined ? undefined : { result };
    },
  };
  const { data, errors } = await graphql({ schema, source, variableValues, contextValue });
  expect(contextValue.call).toBeUndefined();
  return { data: data && { ...data }, error: errors?.[0]?.message };
}

test('a call that was refused for what the first one did meanwhile is answered as the first', async () => {
  carryOut = async () => {
    kept.set('write', 'done by the first');
    throw refuse.notFound(['a']);
  };

  expect(await send('mutation { write(a: "1", b: "2") }')).toEqual({ data: { write: 'done by the first' } });
});

test('a call that was refused for itself is told why', async () => {
  carryOut = () => Promise.reject(refuse.conflict('Because.'));

  expect(await send('mutation { write(a: "1", b: "2") }')).toEqual({ data: null, error: 'Because.' });
});

test('what the database could not do is not asked of it again', async () => {
  carryOut = () => Promise.reject(refuse.unavailable('Away.', { outcome: 'UNKNOWN' }));

  expect(await send('mutation { write(a: "1", b: "2") }')).toEqual({ data: null, error: 'Away.' });
  expect(calls).toHaveLength(1);
});

test('one input is told from another, and not by how it is written', async () => {
  carryOut = async () => 'done';
  const hashOf = async (source: string, variables = {}) => {
    expect(await send(source, variables)).toMatchObject({ data: {} });
    return calls.pop()!.inputHash;
  };
  const first = await hashOf('mutation { write(a: "1", b: "2") }');

  expect(await hashOf('mutation { write(b: "2", a: "1") }')).toBe(first);
  expect(await hashOf('mutation($x: String!) { write(b: "2", a: $x) }', { x: '1' })).toBe(first);
  expect(await hashOf('mutation { write(a: "2", b: "1") }')).not.toBe(first);
  expect(await hashOf('mutation { write(b: "2") }')).not.toBe(first);
  expect(await hashOf('mutation { write(a: "1\\",\\"b\\":\\"2", b: "") }')).not.toBe(first);
});
