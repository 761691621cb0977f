import Negotiator from 'negotiator';

export const JSON_TYPE = 'application/json; charset=utf-8';
export const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

/** A type that GraphQL over HTTP is answered in. */
export type MediaType = typeof JSON_TYPE | typeof GRAPHQL_TYPE;

/** What a client accepts, application/json when it does not mind; undefined when it accepts neither. */
export function negotiated(accept: string | undefined): MediaType | undefined {
  if (!accept) return JSON_TYPE;
  const types: readonly MediaType[] = [JSON_TYPE, GRAPHQL_TYPE];
  return new Negotiator({ headers: { accept } }).mediaType(types) as MediaType | undefined;
}

/**
 * What GraphQL itself refuses, before anything runs. As application/json that is a good answer to a good request, since
 * intermediaries answer with that type too; the type of its own has room for saying that the request was bad.
 */
const OF_GRAPHQL: ReadonlySet<string> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  'PERSISTED_QUERY_NOT_FOUND',
]);

/** GraphQL over HTTP, section 6.4: which status an answer has that was refused with 400 for these reasons. */
export function statusFor(type: MediaType, status: number, codes: readonly string[]): number {
  const isOfGraphql = codes.length > 0 && codes.every((code) => OF_GRAPHQL.has(code));
  return type === JSON_TYPE && status === 400 && isOfGraphql ? 200 : status;
}
