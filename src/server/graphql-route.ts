import type { ApolloServer, BaseContext, GraphQLRequestContext, HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DocumentRequest } from '../access/documents/document-id.js';
import type { Entrance } from './entrance.js';
import { apolloRequest, documentRequestOf } from './graphql-request.js';
import type { LimitedContext, Limits } from './limits/limits.js';
import { negotiated, statusFor } from './media-type.js';
import { RequestFault } from './request-fault.js';
import type { RequestLog } from './request-log.js';

type Course = GraphQLRequestContext<BaseContext> | undefined;

export interface GraphqlRouteOptions<C extends BaseContext & LimitedContext> {
  readonly apollo: ApolloServer<C>;
  readonly limits: Limits;
  readonly entrance: Entrance<C>;
  /** When a request of so many bytes may be read. */
  readonly arrive: (context: C, length: number) => Promise<void> | undefined;
  /** The text that a request means; undefined when it means none. @throws Refusal when it is not to run. */
  readonly documentOf: (context: C, request: DocumentRequest) => string | undefined;
  readonly log: RequestLog;
}

export const GRAPHQL_METHODS = 'GET, POST, OPTIONS';

/** GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/) at /graphql. Starts Apollo. */
export async function registerGraphql<C extends BaseContext & LimitedContext>(
  server: FastifyInstance,
  { apollo, limits, entrance, arrive, documentOf, log }: GraphqlRouteOptions<C>,
): Promise<void> {
  const courses = new WeakMap<HTTPGraphQLRequest, GraphQLRequestContext<C>>();
  apollo.addPlugin({
    requestDidStart: async (course) => void (course.request.http && courses.set(course.request.http, course)),
  });
  await apollo.start();

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const type = negotiated(request.headers.accept);
    // Before it runs, not after it as Apollo has it.
    if (!type) throw new RequestFault(406, 'Answers are application/json or application/graphql-response+json.');
    const context = entrance.contextOf(request);
    // That of a body was waited for before it was read.
    if (request.method === 'GET') await arrive(context, request.url.length);
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
    log.note(request, { operation: course?.operationName, codes, ...costOf(extensionsOf(course)) });
    return reply
      .headers(Object.fromEntries(headers))
      .code(statusFor(type, status, codes))
      .send(encoded(body.string));
  }

  server.options('/graphql', (_request, reply) => reply.code(204).header('allow', GRAPHQL_METHODS).send());
  server.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    exposeHeadRoute: false,
    ...entrance.hooks,
    handler: answer,
  });
}

/** Most bytes of UTF-8 that a unit of UTF-16 takes. */
const MOST_BYTES = 3;

/** Texts are written here, and copied when it is known how long they are: to make room for the longest they might be costs more. */
let room = Buffer.allocUnsafeSlow(65_536);

function encoded(text: string): Buffer {
  const most = MOST_BYTES * text.length;
  if (room.length < most) room = Buffer.allocUnsafeSlow(most);
  return Buffer.from(room.subarray(0, room.write(text)));
}

/** The codes of the errors of an answer; none where Apollo refused the request before it became an operation. */
function codesOf(course: Course): readonly string[] {
  const body = course?.response.body;
  if (body?.kind !== 'single') return [];
  return (body.singleResult.errors ?? []).map(({ extensions }) => String(extensions?.['code']));
}

function extensionsOf(course: Course): Readonly<Record<string, unknown>> | undefined {
  const body = course?.response.body;
  return body?.kind === 'single' ? body.singleResult.extensions : undefined;
}

/** What the extensions of an answer tell of its cost. */
export function costOf(extensions: Readonly<Record<string, unknown>> | undefined): { readonly cost?: number } {
  const cost = extensions?.['cost'];
  const points = typeof cost === 'object' ? (cost as { requested?: unknown } | null)?.requested : undefined;
  return typeof points === 'number' ? { cost: points } : {};
}
