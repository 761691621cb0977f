import { destination, pino, type Logger } from 'pino';
import type { Config } from './config.js';
import { isUnavailable } from './kernel/unavailable.js';
import { reasonOf } from './setup-error.js';

/** Logs to standard error, a JSON object a line. */
export function createLogger(level: Config['logLevel']): Logger {
  return pino({ level, serializers: { err: tellable } }, destination(2));
}

/** Not all that an error carries: a statement that failed has its parameters, which are people's names and numbers. */
function tellable(error: unknown): object {
  const { name, code, stack } = error as { name?: string; code?: string; stack?: string };
  // A lost database is nothing that our lines of code explain.
  return { type: name, code, message: reasonOf(error), ...(!isUnavailable(error) && { stack }) };
}
