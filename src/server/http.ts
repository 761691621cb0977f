import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyRequest } from 'fastify';
import { Refusal } from '../kernel/refusal.js';
import { drainable } from './drain.js';
import { requestError } from './errors.js';
import { requireModest } from './document-limits.js';
import { createApollo, type OperationsOptions } from './operations.js';
import type { MutationContext } from './schema.js';

/** What an answer has seen; send it along with a request to another process, and that one answers no earlier state. */
export const SEEN_HEADER = 'renkei-seen';
/** What the answer had to do without, such as the database. */
export const DEGRADED_HEADER = 'renkei-degraded';

export interface Health {
  readonly status: 'ok' | 'degraded' | 'starting';
  /** What is wrong, in words for whoever runs it. */
  readonly problems: readonly string[];
}

export interface HttpOptions<C extends MutationContext> extends OperationsOptions<C> {
  /** @throws Refusal when the request is not carried out at all. */
  readonly contextOf: (request: FastifyRequest) => Promise<C>;
  readonly health: () => Health;
  readonly databaseAvailable: () => boolean;
  readonly seen: () => string;
  /** How long requests under way may take once the server is closed; later ones are broken off. Seconds. */
  readonly shutdownSeconds: number;
}

export interface HttpServer {
  readonly server: FastifyInstance;
  /** Answers what is under way, and then no more. */
  close(): Promise<void>;
}

const BODY_LIMIT = 1_000_000;

/** The HTTP face: GraphQL at /graphql, and whether the process lives (/healthz) and may be sent requests (/readyz). */
export async function createHttpServer<C extends MutationContext>(options: HttpOptions<C>): Promise<HttpServer> {
  const server = fastify({
    loggerInstance: withoutChatter(options.logger),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  }) as unknown as FastifyInstance;
  const apollo = createApollo(options);
  await apollo.start();

  const drain = drainable(server, options.shutdownSeconds, () =>
    options.logger.warn('Requests that took longer than SHUTDOWN_SECONDS are broken off.'),
  );
  /** Strangers are told nothing of what the process has seen. */
  const admitted = new WeakSet<FastifyRequest>();
  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', (_request, reply) => {
    const health = options.health();
    return reply.code(health.status === 'starting' ? 503 : 200).send(health);
  });
  server.route({
    url: '/graphql',
    onSend: async (request, reply) => {
      if (!admitted.has(request)) return;
      reply.header(SEEN_HEADER, options.seen());
      if (!options.databaseAvailable()) reply.header(DEGRADED_HEADER, 'database');
    },
    method: ['GET', 'POST', 'OPTIONS'],
    handler: fastifyApolloHandler(apollo, {
      context: async (request) => {
        try {
          const context = await options.contextOf(request);
          admitted.add(request);
          requireModest(documentOf(request));
          return context;
        } catch (error) {
          throw error instanceof Refusal ? requestError(error) : error;
        }
      },
    }),
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) options.logger.error({ err: error }, 'A request failed.');
    const message = status >= 500 ? 'Something went wrong on our side.' : plainReason(status);
    return reply
      .code(status)
      .send({ errors: [{ message, extensions: { code: status >= 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_REQUEST' } }] });
  });
  return {
    server,
    close: async () => {
      await drain();
      // Only now: it would answer no more what is under way.
      await apollo.stop();
    },
  };
}

/** The document as the client sent it; undefined where there is none, which Apollo then says. */
function documentOf({ method, body, query }: FastifyRequest): unknown {
  return ((method === 'GET' ? query : body) as { query?: unknown } | null | undefined)?.query;
}

/** At info, Fastify tells of every address that it listens on, before there is anything to be had there. */
function withoutChatter(logger: FastifyBaseLogger): FastifyBaseLogger {
  return logger.child({}, { level: logger.level === 'info' ? 'warn' : logger.level });
}

function plainReason(status: number): string {
  if (status === 413) return `The body is larger than ${BODY_LIMIT} bytes.`;
  if (status === 415) return 'Send JSON, as application/json.';
  return 'The body cannot be read as JSON.';
}
