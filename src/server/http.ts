import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { DocumentRequest } from '../access/documents/document-id.js';
import { Refusal } from '../kernel/refusal.js';
import type { Viewer } from '../access/viewer.js';
import { drainable } from './drain.js';
import { requireModest } from './document-limits.js';
import { refusalOf } from './errors.js';
import { SEEN_HEADER, type Admission, type Caller } from './gate.js';
import { registerGraphql } from './graphql-route.js';
import { JSON_TYPE, negotiated, statusFor } from './media-type.js';
import { createApollo, type OperationsOptions } from './operations.js';
import { RequestFault } from './request-fault.js';
import type { MutationContext } from './schema.js';
import { SocketOperations, type RenewableContext } from './sockets/socket-operations.js';
import { Sockets } from './sockets/sockets.js';
import { takeUpgrades } from './sockets/upgrade.js';

/** What the answer had to do without, such as the database. */
export const DEGRADED_HEADER = 'renkei-degraded';

export interface Health {
  readonly status: 'ok' | 'degraded' | 'starting';
  /** What is wrong, in words for whoever runs it. */
  readonly problems: readonly string[];
}

export interface HttpOptions<C extends MutationContext & RenewableContext> extends OperationsOptions<C> {
  /** @throws Refusal of whoever does not come in. */
  readonly admit: (caller: Caller) => Promise<Admission>;
  /** Whether the credentials of somebody who came in are still good. */
  readonly stillHolds: (viewer: Viewer) => boolean;
  readonly contextOf: (admission: Admission) => C;
  /** Calls back whenever credentials may have been revoked. */
  readonly onNews: (listener: () => void) => void;
  /** The text that a request means; undefined when it means none. @throws Refusal when it is not to run. */
  readonly documentOf: (context: C, request: DocumentRequest) => string | undefined;
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
export async function createHttpServer<C extends MutationContext & RenewableContext>(
  options: HttpOptions<C>,
): Promise<HttpServer> {
  const server = fastify({
    loggerInstance: withoutChatter(options.logger),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  }) as unknown as FastifyInstance;
  const apollo = createApollo(options);

  const drain = drainable(server, options.shutdownSeconds, () =>
    options.logger.warn('Requests that took longer than SHUTDOWN_SECONDS are broken off.'),
  );
  const sockets = new Sockets({
    ...options,
    operations: new SocketOperations(apollo, options),
    documentOf: (context, request) => {
      const text = options.documentOf(context, request);
      requireModest(text);
      return text;
    },
    origins: [],
  });
  takeUpgrades(server, '/graphql', (request, reply, upgrade) => sockets.accept(request, reply, upgrade));
  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', (_request, reply) => {
    const health = options.health();
    return reply.code(health.status === 'starting' ? 503 : 200).send(health);
  });
  await registerGraphql(server, {
    apollo,
    contextOf: async (request) => options.contextOf(await options.admit(request)),
    documentOf: options.documentOf,
    headersOf: () => ({
      [SEEN_HEADER]: options.seen(),
      ...(!options.databaseAvailable() && { [DEGRADED_HEADER]: 'database' }),
    }),
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const type = negotiated(request.headers.accept) ?? JSON_TYPE;
    const { status, headers, ...told } = error instanceof Refusal ? refusalOf(error) : faultOf(error);
    if (status >= 500 && !(error instanceof Refusal)) options.logger.error({ err: error }, 'A request failed.');
    return reply
      .code(statusFor(type, status, [told.extensions.code]))
      .headers(headers)
      .type(type)
      .send(JSON.stringify({ errors: [told] }));
  });
  return {
    server,
    close: async () => {
      await Promise.all([sockets.close(options.shutdownSeconds), drain()]);
      // Only now: it would answer no more what is under way.
      await apollo.stop();
    },
  };
}

/** At info, Fastify tells of every address that it listens on, before there is anything to be had there. */
function withoutChatter(logger: FastifyBaseLogger): FastifyBaseLogger {
  return logger.child({}, { level: logger.level === 'info' ? 'warn' : logger.level });
}

function faultOf(error: Error & { statusCode?: number }) {
  const status = error.statusCode ?? 500;
  const isOurs = status >= 500;
  const message =
    error instanceof RequestFault ? error.message : isOurs ? 'Something went wrong on our side.' : plainReason(status);
  return { status, headers: {}, message, extensions: { code: isOurs ? 'INTERNAL_SERVER_ERROR' : 'BAD_REQUEST' } };
}

function plainReason(status: number): string {
  if (status === 413) return `The body is larger than ${BODY_LIMIT} bytes.`;
  if (status === 415) return 'Send JSON, as application/json.';
  return 'The body cannot be read as JSON.';
}
