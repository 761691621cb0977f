import type { ErrorAnswer, Reply } from '../harness.js';
import type { Path } from './leaves.js';

const CODES: readonly string[] = [
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'CONFLICT',
  'FORBIDDEN',
  'TOO_COMPLEX',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
];

/** Words of the database, the runtime and the file system, which no client is told. */
const INSIDE =
  /\b(select .+ from|insert into|update "?\w+"? set|delete from)\b|relation "|violates|constraint|syntax error at|call stack|\.[jt]s\b|node_modules|\/src\/|QueryFailed|(Type|Range|Reference)Error|undefined|not a function|\[object/i;

const LONGEST_MESSAGE = 1_000;

/** What is wrong with an answer that may or may not be a refusal; undefined when nothing is. */
export function improper({ status, errors }: Reply<unknown>): string | undefined {
  if (status >= 500) return `status ${status}`;
  for (const { message, extensions } of errors) {
    if (!CODES.includes(extensions?.code)) return `code ${extensions?.code}: ${message}`;
    if (INSIDE.test(message)) return `the message tells of the inside: ${message}`;
    if (message.length > LONGEST_MESSAGE) return `the message has ${message.length} characters`;
    if (!message.isWellFormed()) return 'the message is no Unicode';
    if (['BAD_USER_INPUT', 'NOT_FOUND'].includes(extensions.code) && !extensions.path?.length)
      return `no path: ${message}`;
  }
  return undefined;
}

/** What is wrong with an answer that must be a refusal of what stands at a place. */
export function notRefusedAt(
  reply: Reply<unknown>,
  code: ErrorAnswer['extensions']['code'],
  path: Path,
): string | undefined {
  const wrong = improper(reply);
  if (wrong) return wrong;
  const [error] = reply.errors;
  if (!error) return 'it was carried out';
  if (error.extensions.code !== code) return `code ${error.extensions.code}: ${error.message}`;
  // Within a list or an input the fault may lie deeper.
  const told = JSON.stringify(error.extensions.path?.slice(0, path.length));
  return told === JSON.stringify(path) ? undefined : `path ${JSON.stringify(error.extensions.path)}: ${error.message}`;
}
