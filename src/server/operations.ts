import { ApolloServer, type ApolloServerPlugin, type BaseContext } from '@apollo/server';
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
  /** Before an answer leaves, which it may change; for a subscription before each. Only where `before` let it run. */
  answered?(operation: Operation<C>, answer: OperationAnswer): void | Promise<void>;
  /** When nothing more comes of an operation for which `before` was called, whether it was let run or not. */
  ended?(operation: Operation<C>): void;
}

export interface OperationsOptions<C> {
  readonly schema: GraphQLSchema;
  readonly logger: FastifyBaseLogger;
  readonly stages: readonly Stage<C>[];
}

/** Carries out queries and mutations. */
export function createApollo<C extends BaseContext>({ schema, logger, stages }: OperationsOptions<C>): ApolloServer<C> {
  return new ApolloServer<C>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger,
    formatError: createErrorFormatter((error) => logger.error({ err: error }, 'An operation failed.')),
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled(), passing(stages)],
  });
}

/** Takes an operation through the stages that come before it runs. @throws GraphQLError of a whole request */
export async function begin<C>(stages: readonly Stage<C>[], operation: Operation<C>): Promise<void> {
  try {
    for (const stage of stages) await stage.before?.(operation);
  } catch (error) {
    throw error instanceof Refusal ? requestError(error) : error;
  }
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
      return {
        didResolveOperation: async ({ document, operation, request, contextValue }) => {
          // Which of several operations is meant Apollo asks itself, afterwards.
          if (!operation) return;
          if (operation.operation === OperationTypeNode.SUBSCRIPTION) throw notServed();
          begun = { context: contextValue, document, definition: operation, variables: request.variables ?? {} };
          await begin(stages, begun);
          mayRun = true;
        },
        willSendResponse: async ({ response: { body } }) => {
          if (!begun) return;
          if (mayRun && body.kind === 'single')
            for (const stage of stages) await stage.answered?.(begun, body.singleResult);
          for (const stage of stages) stage.ended?.(begun);
        },
      };
    },
  };
}
