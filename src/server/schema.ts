import { createHash } from 'node:crypto';
import {
  isObjectType,
  lexicographicSortSchema,
  printSchema,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { buildSchema, type NonEmptyArray, type PubSub } from 'type-graphql';
import { compareText } from '../kernel/ids.js';
import { DateTimeScalar } from '../kernel/scalars.js';
import type { Node } from '../kernel/node.js';
import type { IdempotentCall } from '../kernel/idempotency.js';
import { refuse } from '../kernel/refusal.js';
import { isUnavailable } from '../kernel/unavailable.js';
import { answerDirectly } from './direct-fields.js';

type ResolverClass = new (...args: never[]) => object;

/** What the execution of mutations needs of the context of a request. */
export interface MutationContext {
  readonly idempotencyKey: string | undefined;
  readonly viewer: { readonly credentialId: string };
  /** The field that runs. */
  mutation: string | undefined;
  call: IdempotentCall | undefined;
  recall(call: IdempotentCall): Promise<{ result: unknown } | undefined>;
}

const NO_PUB_SUB: PubSub = {
  publish: () => undefined,
  subscribe: (topic) => {
    throw new Error(`Nobody publishes ${topic}.`);
  },
};

/** What the fields of records need of it. */
export interface ReadingContext {
  /** Whether the viewer sees more, for a while, than is for it. */
  readonly isGlassBroken: boolean;
  noteTold(node: Node, field: string): void;
}

/** Builds the schema from resolvers that are made already: the wiring stays in one place. */
export async function createSchema(resolvers: readonly object[]): Promise<GraphQLSchema> {
  const instances = new Map<unknown, object>(resolvers.map((resolver) => [resolver.constructor, resolver]));
  const schema = await buildSchema({
    resolvers: resolvers.map((resolver) => resolver.constructor) as unknown as NonEmptyArray<ResolverClass>,
    container: { get: (someClass) => instances.get(someClass) as never },
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
    // It wants one wherever something is subscribed to, though each field brings an iterable of its own.
    pubSub: NO_PUB_SUB,
    validate: { forbidUnknownValues: false, validationError: { target: false, value: false } },
    // It would run an introspection query to that end; Apollo checks the schema too.
    skipCheck: true,
  });
  describeRoots(schema);
  answerDirectly(schema, (resolverClass) => instances.get(resolverClass));
  noteWhatGlassShows(schema);
  for (const [name, field] of Object.entries(schema.getMutationType()?.getFields() ?? {}))
    field.resolve = named(name, onlyOnce(name, field.resolve!));
  return schema;
}

/** The schema as the file in docs/ has it. */
export function printedSchema(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

/** Resolvers share the roots, so that none of them can describe one. */
function describeRoots(schema: GraphQLSchema): void {
  const [query, mutation, subscription] = [
    schema.getQueryType(),
    schema.getMutationType(),
    schema.getSubscriptionType(),
  ];
  if (query) query.description = 'What can be asked; a hidden thing answers like an absent one.';
  if (mutation)
    mutation.description = 'What can be done: each field is one transaction, carried out in the order written.';
  if (subscription) subscription.description = 'What can be followed as it happens.';
}

/**
 * Every field of what has a global id says, before it answers, that it is going to be told. Those that are only read have no
 * resolver: of them `readAndNote` says it.
 */
function noteWhatGlassShows(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || !isNode(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const { name } = field;
      const resolve = field.resolve as GraphQLFieldResolver<Node, ReadingContext> | undefined;
      if (!resolve) continue;
      field.resolve = ((node, args, context, info) => {
        if (context.isGlassBroken) context.noteTold(node, name);
        return resolve(node, args, context, info);
      }) as GraphQLFieldResolver<Node, ReadingContext>;
    }
  }
}

function isNode(type: GraphQLObjectType): boolean {
  return type.getInterfaces().some(({ name }) => name === 'Node');
}

/** Answers a field that has no resolver, wherever the glass may be broken. */
export function readAndNote(
  root: Record<string, unknown>,
  _args: unknown,
  context: ReadingContext,
  { fieldName, parentType }: GraphQLResolveInfo,
): unknown {
  if (context.isGlassBroken && isNode(parentType)) context.noteTold(root as unknown as Node, fieldName);
  return root[fieldName];
}

/** A mutation field by whose name what it writes is recorded: of one operation they run one after the other. */
function named(
  name: string,
  resolve: GraphQLFieldResolver<unknown, MutationContext>,
): GraphQLFieldResolver<unknown, MutationContext> {
  return async (root, args, context, info) => {
    context.mutation = name;
    try {
      return await resolve(root, args, context, info);
    } finally {
      context.mutation = undefined;
    }
  };
}

/** A mutation field that, with an Idempotency-Key, answers a repeated call as it answered the first. */
function onlyOnce(
  name: string,
  resolve: GraphQLFieldResolver<unknown, MutationContext>,
): GraphQLFieldResolver<unknown, MutationContext> {
  return async (root, args, context, info) => {
    const { idempotencyKey: key, viewer } = context;
    if (key === undefined) return resolve(root, args, context, info);
    if (!/^[\x21-\x7e]{1,200}$/.test(key))
      throw refuse.badInput(['Idempotency-Key'], 'An Idempotency-Key has 1 to 200 visible ASCII characters.');
    const call = { viewerId: viewer.credentialId, key, field: String(info.path.key), inputHash: hashOf(name, args) };
    const first = await context.recall(call);
    if (first) return first.result;
    context.call = call;
    try {
      return await resolve(root, args, context, info);
    } catch (error) {
      // It may have been refused for what the first call did, which was under way at the same time.
      const first = isUnavailable(error) ? undefined : await context.recall(call);
      if (!first) throw error;
      return first.result;
    } finally {
      context.call = undefined;
    }
  };
}

function hashOf(name: string, args: unknown): string {
  return createHash('sha256')
    .update(
      JSON.stringify([name, args], (_, value: unknown) =>
        isPlain(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareText(a, b))) : value,
      ),
    )
    .digest('hex');
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
