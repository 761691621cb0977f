import type { ApolloServer, BaseContext } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import type { DocumentRequest } from '../access/documents/document-id.js';
import { refuse } from '../kernel/refusal.js';
import type { Entrance } from './entrance.js';
import { costOf } from './graphql-route.js';
import type { LimitedContext } from './limits/limits.js';
import { JSON_TYPE } from './media-type.js';
import type { RequestLog } from './request-log.js';

/** A file that is asked for with GET: what one field of Query answers. */
export interface FileRoute {
  readonly path: string;
  readonly mediaType: string;
  /** How a browser that shows no such file names it when it keeps it. */
  readonly fileName: string;
  /** A query of one variable for each parameter, that answers `{ file: { content: String! } }`. */
  readonly query: string;
  readonly parameters: readonly FileParameter[];
}

export interface FileParameter {
  readonly name: string;
  /** Makes of the text what the variable takes; a text that is none goes on as it is, and is refused with the rest. */
  readonly type: 'text' | 'number';
}

export interface FileRouteOptions<C extends BaseContext & LimitedContext> {
  readonly apollo: ApolloServer<C>;
  readonly entrance: Entrance<C>;
  /** The text that a request means. @throws Refusal when it is not to run, as where only registered ones do. */
  readonly documentOf: (context: C, request: DocumentRequest) => string | undefined;
  readonly log: RequestLog;
}

/** As people write a number; what else `Number` understands (`0x1`, ` 1`, nothing at all) was meant otherwise. */
const DECIMAL = /^-?\d+(\.\d+)?$/;

const STATUS: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  TOO_COMPLEX: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
};

/** Serves files. Each is an operation like any other: whoever may not ask for the field has no file, and it counts as much. */
export function registerFiles<C extends BaseContext & LimitedContext>(
  server: FastifyInstance,
  files: readonly FileRoute[],
  { apollo, entrance, documentOf, log }: FileRouteOptions<C>,
): void {
  for (const file of files)
    server.get(file.path, { ...entrance.hooks, exposeHeadRoute: false }, async (request, reply) => {
      const contextValue = entrance.contextOf(request);
      const query = documentOf(contextValue, { query: file.query })!;
      const { http, body } = await apollo.executeOperation(
        { query, variables: variablesOf(file, request) },
        { contextValue },
      );
      if (body.kind !== 'single') throw new Error('Answers in parts are not served.');
      const { data, errors = [], extensions } = body.singleResult;
      const codes = errors.map(({ extensions }) => String(extensions?.['code']));
      log.note(request, { operation: file.path, codes, ...costOf(extensions) });
      const content = (data as { file?: { content?: unknown } } | null | undefined)?.file?.content;
      void reply.headers(Object.fromEntries(http.headers));
      if (typeof content !== 'string') return refused(reply, http.status ?? STATUS[codes[0]!] ?? 500, errors);
      return reply
        .type(file.mediaType)
        .header('content-disposition', `inline; filename="${file.fileName}"`)
        .send(content);
    });
}

function refused(reply: FastifyReply, status: number, errors: readonly GraphQLFormattedError[]): FastifyReply {
  return reply
    .code(status)
    .type(JSON_TYPE)
    .send(JSON.stringify({ errors: errors.map(({ message, extensions }) => ({ message, extensions })) }));
}

/** @throws BAD_USER_INPUT for a parameter that there is not, or that is there twice */
function variablesOf({ parameters }: FileRoute, { url }: FastifyRequest): Record<string, unknown> {
  const at = url.indexOf('?');
  // In none of them is there a space; in the offset of a moment there is a plus, which many forget to escape.
  const search = new URLSearchParams(at < 0 ? '' : url.slice(at + 1).replaceAll('+', '%2B'));
  const variables: Record<string, unknown> = {};
  for (const [name, text] of search) {
    const parameter = parameters.find((each) => each.name === name);
    if (!parameter) {
      const names = parameters.map((each) => each.name).join(', ');
      throw refuse.badInput([], `There is a parameter that is not asked here; there are ${names}.`);
    }
    if (name in variables) throw refuse.badInput([name], 'This parameter may be given once only.');
    variables[name] = parameter.type === 'number' && DECIMAL.test(text) ? Number(text) : text;
  }
  return variables;
}
