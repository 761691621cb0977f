import { ApolloServer, type ApolloServerPlugin, type BaseContext, type GraphQLRequest } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import type { FastifyBaseLogger } from 'fastify';
import {
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { Refusal } from '../kernel/refusal.js';
import { createErrorFormatter, requestError } from './errors.js';
import { Executor, type RunContext } from './execution.js';
import { libraryLog } from './library-log.js';
import { UnconditionalSubscriptionRule } from './subscription-root.js';

/** One operation, parsed and valid, by whichever way it came. */
export interface Operation<C> {
  readonly context: C;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What a client is answered. */
export interface OperationAnswer {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
  extensions?: Record<string, unknown>;
}

/** What every operation passes, over HTTP and over WebSockets alike; in the order in which the wiring lists them. */
export interface Stage<C> {
  /** Before any field of it runs. @throws Refusal when it is not to run. */
  before?(operation: Operation<C>): void | Promise<void>;
  /** When a stage did not let it run. */
  refused?(operation: Operation<C>, refusal: Refusal): void;
  /** Before an answer leaves, which it may change; for a subscription before each. Only where `before` let it run. */
  answered?(operation: Operation<C>, answer: OperationAnswer): void | Promise<void>;
  /** When nothing more comes of an operation for which `before` was called, whether it was let run or not. */
  ended?(operation: Operation<C>): void;
}

export interface OperationsOptions<C> {
  readonly schema: GraphQLSchema;
  readonly logger: FastifyBaseLogger;
  readonly stages: readonly Stage<C>[];
  /** Whether errors leave out which names there are that resemble an unknown one. */
  readonly hideSuggestions: boolean;
}

/** How a request goes on that did not come over HTTP. Apollo passes on what it does not know of a request. */
export interface Course<C> {
  /** It has begun to run, and will be answered once. */
  readonly onBegun: () => void;
  /** A subscription passed all that comes before it runs: whoever is told follows it from here, to its `ended`. */
  readonly onSubscription: (operation: Subscribed<C>) => void;
}

/** A subscription: one operation for all stages, in a context of each event. */
export interface Subscribed<C> extends Operation<C> {
  context: C;
}

/** Carries out queries and mutations; of subscriptions it does what comes before they run. */
export function createApollo<C extends BaseContext>({
  schema,
  logger,
  stages,
  hideSuggestions,
}: OperationsOptions<C>): ApolloServer<C> {
  const executor = new Executor(schema);
  return new ApolloServer<C>({
    gateway: {
      load: async () => ({
        executor: ({ document, operation, request, context }) => {
          const { operationName, variables = {} } = request;
          return executor.run({ document, operationName, operation, variables, context: context as RunContext });
        },
      }),
      onSchemaLoadOrUpdate: (told) => {
        told({ apiSchema: schema, coreSupergraphSdl: '' });
        return () => undefined;
      },
      stop: async () => undefined,
    },
    introspection: true,
    validationRules: [UnconditionalSubscriptionRule],
    includeStacktraceInErrorResponses: false,
    stringifyResult: (result) => `${executor.textOf(result)}\n`,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger: libraryLog(logger, 'apollo'),
    formatError: createErrorFormatter(logger, hideSuggestions),
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled(), passing(stages)],
  });
}

/** Takes an operation through the stages that come before it runs. @throws GraphQLError of a whole request */
export async function begin<C>(stages: readonly Stage<C>[], operation: Operation<C>): Promise<void> {
  try {
    for (const stage of stages) await stage.before?.(operation);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    for (const stage of stages) stage.refused?.(operation, error);
    throw requestError(error);
  }
}

/** What is known of the course of a request; undefined over HTTP. */
function courseOf<C>(request: GraphQLRequest & { readonly course?: Course<C> }): Course<C> | undefined {
  return request.course;
}

function notServed(): GraphQLError {
  return new GraphQLError('A subscription is not answered over HTTP.', {
    extensions: { code: ApolloServerErrorCode.BAD_REQUEST, http: { status: 400, headers: new Map() } },
  });
}

function passing<C extends BaseContext>(stages: readonly Stage<C>[]): ApolloServerPlugin<C> {
  return {
    requestDidStart: async () => {
      let begun: Operation<C> | undefined;
      let mayRun = false;
      let isHandedOn = false;
      return {
        didResolveOperation: async ({ document, operation, request, contextValue }) => {
          // Which of several operations is meant Apollo asks itself, afterwards.
          if (!operation) return;
          if (operation.operation === OperationTypeNode.SUBSCRIPTION && !courseOf(request)) throw notServed();
          begun = { context: contextValue, document, definition: operation, variables: request.variables ?? {} };
          await begin(stages, begun);
          mayRun = true;
        },
        responseForOperation: async ({ request, response: { http } }) => {
          const course = courseOf<C>(request);
          if (begun?.definition.operation !== OperationTypeNode.SUBSCRIPTION) {
            course?.onBegun();
            return null;
          }
          isHandedOn = true;
          course!.onSubscription(begun);
          return { http, body: { kind: 'single', singleResult: {} } };
        },
        willSendResponse: async ({ response: { body } }) => {
          if (!begun || isHandedOn) return;
          if (mayRun && body.kind === 'single')
            for (const stage of stages) await stage.answered?.(begun, body.singleResult);
          for (const stage of stages) stage.ended?.(begun);
        },
      };
    },
  };
}
