import { ApolloServerErrorCode, unwrapResolverError } from '@apollo/server/errors';
import type { ValidationError } from 'class-validator';
import type { FastifyBaseLogger } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ArgumentValidationError } from 'type-graphql';
import { InvalidValue, Refusal, refuse, type InputPath } from '../kernel/refusal.js';
import { isUnavailable } from '../kernel/unavailable.js';

const STATUS: Partial<Record<Refusal['code'], number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  UNAVAILABLE: 503,
  BAD_USER_INPUT: 400,
  RATE_LIMITED: 429,
};

const LONGEST_MESSAGE = 500;

/** How graphql-js names what there is instead. */
const SUGGESTION = / ?Did you mean [^?]*\?/g;

/** How a refusal of a whole request is told over HTTP. */
export interface RequestRefusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
}

export function refusalOf(refusal: Refusal): RequestRefusal {
  const status = STATUS[refusal.code] ?? 400;
  const headers: Record<string, string> = status === 401 ? { 'www-authenticate': 'Bearer' } : {};
  const { retryAfter } = refusal.details;
  if (typeof retryAfter === 'number') headers['retry-after'] = String(retryAfter);
  return { status, headers, message: refusal.message, extensions: extensionsOf(refusal) };
}

/** A refusal of a whole request, before any field of it runs. */
export function requestError(refusal: Refusal): GraphQLError {
  const { status, headers, message, extensions } = refusalOf(refusal);
  return new GraphQLError(message, {
    extensions: { ...extensions, http: { status, headers: new Map(Object.entries(headers)) } },
  });
}

/** What a client is told of an error: its own words for what we refuse, one sentence for what broke on our side. */
export function createErrorFormatter(logger: FastifyBaseLogger, hideSuggestions: boolean) {
  const told = (message: string) => shortened(hideSuggestions ? message.replace(SUGGESTION, '') : message);
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const original = unwrapResolverError(error);
    const refusal = asRefusal(original);
    if (refusal) return { ...formatted, message: told(refusal.message), extensions: extensionsOf(refusal) };
    // Apollo's own refusals (syntax, validation, transport) have codes; what breaks on our side has none of its own.
    if (formatted.extensions?.['code'] !== ApolloServerErrorCode.INTERNAL_SERVER_ERROR)
      return { ...formatted, message: told(formatted.message) };
    logger.error({ err: original }, 'An operation failed.');
    return {
      message: 'Something went wrong on our side. Nothing of it was told to anybody but our logs.',
      ...(formatted.locations && { locations: formatted.locations }),
      ...(formatted.path && { path: formatted.path }),
      extensions: { code: ApolloServerErrorCode.INTERNAL_SERVER_ERROR },
    };
  };
}

/** graphql-js repeats in its messages what the client wrote: it may be as long as a request, and no Unicode. */
function shortened(message: string): string {
  const short = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE - 1)}…` : message;
  return short.toWellFormed();
}

function extensionsOf({ code, inputPath, details }: Refusal): RequestRefusal['extensions'] {
  return { code, ...(inputPath && { path: inputPath }), ...details };
}

function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof InvalidValue) return refuse.badInput([], error.message);
  if (error instanceof ArgumentValidationError)
    return ofValidation(error.extensions.validationErrors as ValidationError[], ['input']);
  if (isUnavailable(error))
    return refuse.unavailable('The database cannot be reached now; what is not in memory cannot be told.');
  return undefined;
}

function ofValidation(errors: readonly ValidationError[], path: InputPath): Refusal {
  const [first] = errors;
  if (!first) return refuse.badInput(path, 'This input is not valid.');
  const place = [...path, /^\d+$/.test(first.property) ? Number(first.property) : first.property];
  if (first.children?.length) return ofValidation(first.children, place);
  return refuse.badInput(place, `${Object.values(first.constraints ?? {})[0] ?? 'This is not valid'}.`);
}
