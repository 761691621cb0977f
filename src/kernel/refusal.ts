/** The codes a client may meet in `extensions.code`, besides Apollo's own (GRAPHQL_PARSE_FAILED and the like). */
export type RefusalCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'TOO_COMPLEX'
  | 'UNAVAILABLE'
  /** As Apollo has it: its clients then send the text. */
  | 'PERSISTED_QUERY_NOT_FOUND';

/** Where in the arguments of a field the fault lies: `['input', 'constituencies', 0]`. */
export type InputPath = readonly (string | number)[];

/** A value that is not what it should be. Its message is written for the client; whoever knows the path makes a refusal of it. */
export class InvalidValue extends Error {}

/** A request that is not carried out, for a reason that the client may read. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    message: string,
    /** Not `path`: graphql-js takes an error with a path for one that it has located already, and tells the client nothing of where. */
    readonly inputPath?: InputPath,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

export const refuse = {
  badInput: (path: InputPath, message: string) => new Refusal('BAD_USER_INPUT', message, path),
  /** The same words whether the thing is absent or hidden from the viewer: the answer must not tell which. */
  notFound: (path: InputPath) =>
    new Refusal('NOT_FOUND', `There is nothing with this id for you (${path.join('.')}).`, path),
  /** @param action what may not be done, as the client and the audit are told it. */
  forbidden: (message: string, action?: string) =>
    new Refusal('FORBIDDEN', message, undefined, action === undefined ? {} : { action }),
  conflict: (message: string, path?: InputPath) => new Refusal('CONFLICT', message, path),
  tooComplex: (message: string, details?: Readonly<Record<string, unknown>>) =>
    new Refusal('TOO_COMPLEX', message, undefined, details),
  rateLimited: (message: string, details?: Readonly<Record<string, unknown>>) =>
    new Refusal('RATE_LIMITED', message, undefined, details),
  /** The message, too, is what clients of the protocol know it by. */
  unknownDocument: () => new Refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound'),
  unavailable: (message: string, details?: Readonly<Record<string, unknown>>) =>
    new Refusal('UNAVAILABLE', message, undefined, details),
};

/** Runs a parser of a value and names the place of the value when the parser rejects it. */
export function at<T>(path: InputPath, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InvalidValue) throw refuse.badInput(path, error.message);
    throw error;
  }
}
