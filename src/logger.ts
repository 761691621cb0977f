import { destination, pino, type DestinationStream, type Logger } from 'pino';
import type { Config } from './config.js';
import { isUnavailable } from './kernel/unavailable.js';
import { SetupError } from './setup-error.js';

/** So much is kept for when lines can be written again; what comes after it is lost. */
const LARGEST_BACKLOG = 1_000_000;

/** Logs to standard error, a JSON object a line. */
export function createLogger(level: Config['logLevel'], stream: DestinationStream = logStream(2)): Logger {
  return pino({ level, serializers: { err: tellable } }, stream);
}

/** Nobody can be told that the disk of the log is full, and answers are worth more than lines about them: it is no error. */
export function logStream(file: number): DestinationStream {
  const stream = destination({ dest: file, sync: true, maxLength: LARGEST_BACKLOG });
  stream.on('error', () => undefined);
  // Each line is written at once. What pino would call after a fatal one, to flush, tries for ever where the disk is full.
  return { write: (line) => void stream.write(line) };
}

interface AnyError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly stack?: string;
  /** Of the operating system. */
  readonly syscall?: string;
  readonly address?: string;
  readonly port?: number;
  /** Of the database, which TypeORM puts into an error of its own. */
  readonly driverError?: AnyError;
  /** Of the network, which `fetch` puts into an error of its own. */
  readonly cause?: AnyError;
  readonly severity?: string;
  readonly routine?: string;
  readonly constraint?: string;
  readonly table?: string;
}

/**
 * What of an error is never somebody's name, number or token, whoever threw it: where it was thrown and which kind it is.
 * Messages quote what they complain of ("invalid input syntax", "Unexpected token"), so only our own to operators are told.
 */
function tellable(thrown: unknown): object {
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as AnyError;
  const { code, syscall, address, port, severity, routine, constraint, table } =
    error.driverError ?? (error.code === undefined ? error.cause : undefined) ?? error;
  return {
    type: error.name,
    ...(thrown instanceof SetupError && { message: error.message }),
    code,
    ...(syscall !== undefined && { syscall, address, port }),
    ...(severity !== undefined && { severity, routine, constraint, table }),
    // A lost database is nothing that our lines of code explain.
    ...(!isUnavailable(thrown) && { at: framesOf(error) }),
  };
}

/** The frames alone. Above them stands the message, which may have lines that look like some. */
function framesOf({ message = '', stack = '' }: AnyError): string[] {
  const end = stack.indexOf(message) + message.length;
  const lines = stack.slice(end).split('\n');
  return lines.filter((line) => /^ {4}at \S.*:\d+:\d+\)?$/.test(line)).map((line) => line.trim());
}
