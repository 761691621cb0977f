import type { ApolloServer, BaseContext, GraphQLRequest } from '@apollo/server';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import {
  createSourceEventStream,
  execute,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLFormattedError,
} from 'graphql';
import { createErrorFormatter } from '../errors.js';
import { withoutName } from '../graphql-request.js';
import type { Course, Operation, OperationAnswer, OperationsOptions, Subscribed } from '../operations.js';
import { readAndNote } from '../schema.js';

/** What is answered more than once needs the asker as of each time. */
export interface RenewableContext extends BaseContext {
  renewed(): this;
  /** What it computes with. */
  readonly pace: { abandon(): void };
}

/** An operation as a client sends it. */
export interface OperationRequest {
  readonly query: string | undefined;
  /** Of the message, in characters. */
  readonly length: number;
  readonly documentId?: unknown;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
  readonly extensions?: Record<string, unknown> | null | undefined;
}

/** Whoever waits for what comes of an operation. */
export interface Receiver {
  /** Aborted when no more is wanted. */
  readonly signal: AbortSignal;
  /** It runs: as a subscription, or to be answered once. Not called when it is refused before. */
  onBegun(kind: 'subscription' | 'once'): void;
  /** Resolves when the next may come. */
  next(answer: OperationAnswer): Promise<void>;
}

type Errors = readonly GraphQLFormattedError[];

/** Carries out operations that come over WebSockets: whatever is asked of those over HTTP is asked of them, by the same Apollo. */
export class SocketOperations<C extends RenewableContext> {
  private readonly format;

  constructor(
    private readonly apollo: ApolloServer<C>,
    private readonly options: OperationsOptions<C>,
  ) {
    this.format = createErrorFormatter(options.logger, options.hideSuggestions);
  }

  /** Carries one out to its end; answers the errors that ended it, none when it came to its end by itself. */
  async carryOut(request: OperationRequest, context: C, receiver: Receiver): Promise<Errors> {
    let subscription: Subscribed<C> | undefined;
    const course: Course<C> = {
      onBegun: () => receiver.onBegun('once'),
      onSubscription: (operation) => (subscription = operation),
    };
    const { body } = await this.apollo.executeOperation(apolloRequest(request, course), { contextValue: context });
    if (subscription) return this.follow(subscription, receiver);
    if (body.kind !== 'single') throw new Error('Answers in parts are not served.');
    const answer: OperationAnswer = body.singleResult;
    if (answer.data === undefined) return answer.errors ?? [];
    await receiver.next(answer);
    return [];
  }

  /** What a client is told of an error outside of any field. */
  toldOf(error: unknown): GraphQLFormattedError {
    return this.format({ message: '', extensions: { code: ApolloServerErrorCode.INTERNAL_SERVER_ERROR } }, error);
  }

  private async follow(operation: Subscribed<C>, receiver: Receiver): Promise<Errors> {
    const { signal } = receiver;
    let source: AsyncIterator<unknown> | undefined;
    const end = () => {
      operation.context.pace.abandon();
      void source?.return?.();
    };
    signal.addEventListener('abort', end);
    try {
      const stream = await createSourceEventStream({ ...this.execution(operation), contextValue: operation.context });
      if (!(Symbol.asyncIterator in stream)) return this.formatted(stream.errors);
      source = stream[Symbol.asyncIterator]();
      receiver.onBegun('subscription');
      if (signal.aborted) end();
      for (;;) {
        const event = await source.next();
        if (event.done || signal.aborted) return [];
        operation.context = operation.context.renewed();
        const answer = await this.answer(operation, event.value);
        await receiver.next(answer);
      }
    } catch (error) {
      return [this.toldOf(error)];
    } finally {
      signal.removeEventListener('abort', end);
      end();
      for (const stage of this.options.stages) stage.ended?.(operation);
    }
  }

  private async answer(operation: Operation<C>, event: unknown): Promise<OperationAnswer> {
    const { data, errors } = await execute({
      ...this.execution(operation),
      contextValue: operation.context,
      rootValue: event,
    });
    const answer: OperationAnswer = { data: data ?? null, ...(errors && { errors: this.formatted(errors) }) };
    for (const stage of this.options.stages) await stage.answered?.(operation, answer);
    return answer;
  }

  private execution({ document, definition, variables }: Operation<C>) {
    const { schema } = this.options;
    return {
      schema,
      document,
      variableValues: variables,
      operationName: definition.name?.value,
      fieldResolver: readAndNote as GraphQLFieldResolver<unknown, unknown>,
    };
  }

  private formatted(errors: readonly GraphQLError[] = []): Errors {
    return errors.map((error) => {
      const { extensions, ...rest } = error.toJSON();
      const code = ApolloServerErrorCode.INTERNAL_SERVER_ERROR;
      return this.format({ ...rest, extensions: { code, ...extensions } }, error);
    });
  }
}

function apolloRequest<C>(
  { query, operationName, variables, extensions }: OperationRequest,
  course: Course<C>,
): Omit<GraphQLRequest, 'query'> & { query?: string; course: Course<C> } {
  return {
    ...(query !== undefined && { query }),
    ...(operationName != null && { operationName }),
    ...(variables != null && { variables }),
    ...(extensions != null && { extensions: withoutName(extensions) }),
    course,
  };
}
