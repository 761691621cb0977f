import type { FastifyBaseLogger } from 'fastify';

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/**
 * The logger of a library. What libraries log in words of their own may quote a request, and what they log besides may be
 * one: of all that only the error goes on, which our serializer makes tellable.
 */
export function libraryLog(logger: FastifyBaseLogger, library: string): FastifyBaseLogger {
  const at =
    (level: Level) =>
    (what: unknown): void => {
      const err = what instanceof Error ? what : (what as { err?: unknown } | null | undefined)?.err;
      // At info they tell of what goes on as it should.
      if (level === 'info') return;
      logger[level]({ library, ...(err !== undefined && { err }) }, 'A library has something to say.');
    };
  const quiet: FastifyBaseLogger = {
    level: logger.level,
    fatal: at('fatal'),
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    trace: at('trace'),
    silent: () => undefined,
    child: () => quiet,
  };
  return quiet;
}
