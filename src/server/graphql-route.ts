import type { ApolloServer, BaseContext, GraphQLRequestContext, HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DocumentRequest } from '../access/documents/document-id.js';
import { apolloRequest, documentRequestOf } from './graphql-request.js';
import type { LimitedContext, Limits } from './limits/limits.js';
import { negotiated, statusFor } from './media-type.js';
import { RequestFault } from './request-fault.js';
import type { RequestLog } from './request-log.js';

type Course = GraphQLRequestContext<BaseContext> | undefined;

export interface GraphqlRouteOptions<C extends BaseContext & LimitedContext> {
  readonly apollo: ApolloServer<C>;
  readonly limits: Limits;
  /** Of every request of somebody who came in. @throws RATE_LIMITED */
  readonly countRequest: (context: C) => void;
  /** @throws Refusal when the request is not carried out at all. */
  readonly contextOf: (request: FastifyRequest) => Promise<C>;
  /** The text that a request means; undefined when it means none. @throws Refusal when it is not to run. */
  readonly documentOf: (context: C, request: DocumentRequest) => string | undefined;
  readonly log: RequestLog;
  /** What goes with every answer to somebody who was let in. */
  readonly headersOf: () => Readonly<Record<string, string>>;
}

export const GRAPHQL_METHODS = 'GET, POST, OPTIONS';

/** GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/) at /graphql. Starts Apollo. */
export async function registerGraphql<C extends BaseContext & LimitedContext>(
  server: FastifyInstance,
  { apollo, limits, countRequest, contextOf, documentOf, log, headersOf }: GraphqlRouteOptions<C>,
): Promise<void> {
  const contexts = new WeakMap<FastifyRequest, C>();
  const courses = new WeakMap<HTTPGraphQLRequest, GraphQLRequestContext<C>>();
  apollo.addPlugin({
    requestDidStart: async (course) => void (course.request.http && courses.set(course.request.http, course)),
  });
  await apollo.start();

  /**
   * Strangers are refused before a byte of the body is read. Nothing that they send is parsed, so whatever is wrong with
   * it, no answer tells them anything of the schema.
   */
  async function admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    void reply.header('cache-control', 'no-store');
    const context = await contextOf(request);
    countRequest(context);
    contexts.set(request, context);
    log.note(request, { credentialId: context.viewer.credentialId });
  }

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const type = negotiated(request.headers.accept);
    // Before it runs, not after it as Apollo has it.
    if (!type) throw new RequestFault(406, 'Answers are application/json or application/graphql-response+json.');
    const context = contexts.get(request)!;
    limits.checkBatch(request.body);
    const text = documentOf(context, documentRequestOf(request));
    limits.checkDocument(text);
    const httpGraphQLRequest = apolloRequest(request, text);
    const {
      status = 200,
      headers,
      body,
    } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest,
      context: async () => context,
    });
    if (body.kind !== 'complete') throw new Error('Answers in parts are not served.');
    const course = courses.get(httpGraphQLRequest);
    const codes = codesOf(course);
    log.note(request, { operation: course?.operationName, codes, ...costOf(course) });
    return reply
      .headers(Object.fromEntries(headers))
      .code(statusFor(type, status, codes))
      .send(body.string);
  }

  server.options('/graphql', (_request, reply) => reply.code(204).header('allow', GRAPHQL_METHODS).send());
  server.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    exposeHeadRoute: false,
    onRequest: admit,
    onSend: async (request, reply) => {
      if (contexts.has(request)) void reply.headers(headersOf());
    },
    handler: answer,
  });
}

/** The codes of the errors of an answer; none where Apollo refused the request before it became an operation. */
function codesOf(course: Course): readonly string[] {
  const body = course?.response.body;
  if (body?.kind !== 'single') return [];
  return (body.singleResult.errors ?? []).map(({ extensions }) => String(extensions?.['code']));
}

function costOf(course: Course): { readonly cost?: number } {
  const body = course?.response.body;
  const cost = body?.kind === 'single' ? body.singleResult.extensions?.['cost'] : undefined;
  const points = typeof cost === 'object' ? (cost as { requested?: unknown } | null)?.requested : undefined;
  return typeof points === 'number' ? { cost: points } : {};
}
