import fastify, { LogController, type FastifyInstance } from 'fastify';
import ipaddr from 'ipaddr.js';
import type { DocumentRequest } from '../access/documents/document-id.js';
import { Refusal } from '../kernel/refusal.js';
import type { Viewer } from '../access/viewer.js';
import { BARE_HEADERS, Connections, ENCRYPTED_HEADERS, type ConnectionLimits, type TlsPair } from './connections.js';
import { drainable } from './drain.js';
import { Entrance } from './entrance.js';
import { Faults } from './faults.js';
import { registerFiles, type FileRoute } from './file-routes.js';
import { SEEN_HEADER, type Admission, type Caller } from './gate.js';
import { registerGraphql } from './graphql-route.js';
import { registerHeaders, REQUEST_ID_HEADER, requestIdOf } from './headers.js';
import { registerJsonBody } from './json-body.js';
import { libraryLog } from './library-log.js';
import type { LimitedContext, Limits } from './limits/limits.js';
import { createApollo, type OperationsOptions } from './operations.js';
import { RequestLog } from './request-log.js';
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

export interface HttpOptions<
  C extends MutationContext & RenewableContext & LimitedContext,
> extends OperationsOptions<C> {
  /** @throws Refusal of whoever does not come in. */
  readonly admit: (caller: Caller) => Promise<Admission>;
  /** Whether the credentials of somebody who came in are still good. */
  readonly stillHolds: (viewer: Viewer) => boolean;
  /** Somebody who came in holds a connection open. */
  readonly noteUse: (viewer: Viewer) => void;
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
  readonly connections: ConnectionLimits;
  /** Undefined: plain HTTP. */
  readonly tls: TlsPair | undefined;
  /** Addresses and networks of the proxies whose word on the client's address is taken, or how many stand before us. */
  readonly trustedProxies: string | number | undefined;
  /** Origins whose pages may read answers. */
  readonly corsOrigins: readonly string[];
  readonly limits: Limits;
  /** What is served besides the endpoint, and asked of it. */
  readonly files: readonly FileRoute[];
  /** Does for an asker what may be refused before there is an operation of which stages could hear. */
  readonly attempt: <R>(context: C, work: () => R) => R;
}

export interface HttpServer {
  readonly server: FastifyInstance;
  /** From now on new connections are shown this certificate. @throws when key and certificate do not fit each other */
  renewTls(tls: TlsPair): void;
  /** Answers what is under way, and then no more. */
  close(): Promise<void>;
}

/** The HTTP face: GraphQL at /graphql, files that it answers, and whether the process lives (/healthz) and may be sent requests (/readyz). */
export async function createHttpServer<C extends MutationContext & RenewableContext & LimitedContext>(
  options: HttpOptions<C>,
): Promise<HttpServer> {
  const { limits } = options;
  const log = new RequestLog(options.logger);
  const faults = new Faults({ logger: options.logger, log, limits: limits.values });
  const connections = new Connections(options.connections, options.tls);
  const server = fastify({
    serverFactory: (handler) => connections.serve(handler),
    loggerInstance: libraryLog(options.logger, 'fastify'),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustOf(options.trustedProxies),
    bodyLimit: limits.values.bodyBytes,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    genReqId: requestIdOf,
    frameworkErrors: (error, request, reply) =>
      void faults.answer(
        error,
        request,
        reply.headers({
          ...BARE_HEADERS,
          ...(request.protocol === 'https' && ENCRYPTED_HEADERS),
          [REQUEST_ID_HEADER]: request.id,
        }),
      ),
    // Every server has one of its own, and there may be two.
    clientErrorHandler: () => undefined,
  }) as unknown as FastifyInstance;
  const apollo = createApollo(options);
  const arrive = (context: C, length: number) => options.attempt(context, () => limits.arrive(context, length));
  const countRequest = (context: C) => options.attempt(context, () => limits.countRequest(context.viewer));
  const documentOf = (context: C, request: DocumentRequest) =>
    options.attempt(context, () => options.documentOf(context, request));
  const admit = (caller: Caller) =>
    options.admit(caller).catch((error: unknown) => {
      throw error instanceof Refusal ? limits.countRefusal(error, caller.ip) : error;
    });

  const drain = drainable(server, options.shutdownSeconds, () =>
    options.logger.warn('Requests that took longer than SHUTDOWN_SECONDS are broken off.'),
  );
  const sockets = new Sockets({
    ...options,
    admit,
    operations: new SocketOperations(apollo, options),
    arrive,
    documentOf: (context, request) => {
      countRequest(context);
      const text = documentOf(context, request);
      limits.checkDocument(text);
      return text;
    },
    origins: options.corsOrigins,
  });
  log.register(server);
  await registerHeaders(server, options.corsOrigins);
  faults.register(server);
  takeUpgrades(server, '/graphql', (request, reply, upgrade) => sockets.accept(request, reply, upgrade));
  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', (request, reply) => {
    const { status, problems } = options.health();
    // Whoever attacks would learn what of it works.
    const told = isOfThisMachine(request.ip) ? { status, problems } : { status };
    return reply.code(status === 'starting' ? 503 : 200).send(told);
  });
  const entrance = new Entrance({
    countRequest,
    log,
    contextOf: async (request) => options.contextOf(await admit(request)),
    headersOf: () => ({
      [SEEN_HEADER]: options.seen(),
      ...(!options.databaseAvailable() && { [DEGRADED_HEADER]: 'database' }),
    }),
  });
  registerJsonBody(server, (request, length) => arrive(entrance.contextOf(request), length));
  await registerGraphql(server, { apollo, limits, entrance, arrive, log, documentOf });
  registerFiles(server, options.files, { apollo, entrance, documentOf, log });
  return {
    server,
    renewTls: (tls) => connections.renew(tls),
    close: async () => {
      await Promise.all([sockets.close(options.shutdownSeconds), drain()]);
      // Only now: it would answer no more what is under way.
      await apollo.stop();
    },
  };
}

function isOfThisMachine(address: string): boolean {
  return ipaddr.process(address).range() === 'loopback';
}

/** Fastify asks of each address on the way, from ours on, whether what it tells of the one before is to be believed. */
function trustOf(proxies: HttpOptions<never>['trustedProxies']) {
  return typeof proxies === 'number' ? (_address: string, hop: number) => hop < proxies : (proxies ?? false);
}
