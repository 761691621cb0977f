import { HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import type { DocumentRequest } from '../access/documents/document-id.js';
import { refuse } from '../kernel/refusal.js';
import { RequestFault } from './request-fault.js';

type Parameters = Readonly<Record<string, unknown>>;

const NAMES = ['query', 'documentId', 'extensions'] as const;

/** Which document an HTTP request means, as far as it says so. @throws BAD_USER_INPUT, RequestFault */
export function documentRequestOf(request: FastifyRequest): DocumentRequest {
  if (request.method === 'POST') return parametersOf(request.body);
  const search = new URLSearchParams(searchOf(request));
  for (const name of NAMES)
    if (search.getAll(name).length > 1) throw refuse.badInput([name], 'This parameter may be given once only.');
  return {
    query: search.get('query') ?? undefined,
    documentId: search.get('documentId') ?? undefined,
    extensions: jsonIn(search.get('extensions')),
  };
}

/** The request for Apollo, which is to run this text and knows nothing of registered ones. */
export function apolloRequest(request: FastifyRequest, text: string | undefined): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers))
    if (value) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  const { method } = request;
  if (method === 'POST') return { method, headers, search: '', body: bodyWith(parametersOf(request.body), text) };
  return { method, headers, search: searchWith(searchOf(request), text), body: undefined };
}

function bodyWith(body: Parameters, text: string | undefined): Parameters {
  const { extensions } = body;
  return {
    ...body,
    ...(text !== undefined && { query: text }),
    ...(isRecord(extensions) && { extensions: withoutName(extensions) }),
  };
}

function searchWith(given: string, text: string | undefined): string {
  const search = new URLSearchParams(given);
  if (text !== undefined) search.set('query', text);
  const extensions = jsonIn(search.get('extensions'));
  if (isRecord(extensions)) search.set('extensions', JSON.stringify(withoutName(extensions)));
  return search.toString();
}

/** The extensions of a request whose document has been found. */
export function withoutName(extensions: Parameters): Parameters {
  return { ...extensions, persistedQuery: undefined };
}

/** What is no object, such as a list of several requests, goes no further: each would have to be looked at. */
function parametersOf(body: unknown): Parameters {
  if (!isRecord(body)) throw new RequestFault(400, 'The body of a request is a JSON object.');
  return body;
}

function isRecord(value: unknown): value is Parameters {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Apollo says what is wrong with JSON that is none. */
function jsonIn(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Not by way of a URL, which a Host that is none would break. */
function searchOf({ url }: FastifyRequest): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
}
