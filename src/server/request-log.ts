import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify';

/** What is worth a log of how a request was answered. Nothing of it is text of a client's, but for the name of its operation. */
export interface RequestNotes {
  readonly credentialId?: string;
  readonly operation?: string | null;
  readonly cost?: number;
  readonly codes?: readonly string[];
}

/** Asked every few seconds, by machines. */
const PROBES: ReadonlySet<string | undefined> = new Set(['/healthz', '/readyz']);
const LONGEST_NAME = 64;
const MOST_CODES = 10;

/**
 * Writes one line a request. What it holds is chosen here, and nothing else of a request is ever given to a logger: no
 * header, no query string, no body, no answer.
 */
export class RequestLog {
  private readonly notes = new WeakMap<FastifyRequest, RequestNotes>();

  constructor(private readonly logger: FastifyBaseLogger) {}

  note(request: FastifyRequest, notes: RequestNotes): void {
    this.notes.set(request, { ...this.notes.get(request), ...notes });
  }

  register(server: FastifyInstance): void {
    server.addHook('onResponse', async (request, reply) => {
      const { credentialId, operation, cost, codes = [] } = this.notes.get(request) ?? {};
      const route = request.is404 ? undefined : request.routeOptions.url;
      const line = {
        requestId: request.id,
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        address: request.ip,
        credentialId,
        ...(operation && { operation: named(operation) }),
        ...(cost !== undefined && { cost }),
        ...(codes.length > 0 && { codes: [...new Set(codes)].slice(0, MOST_CODES) }),
      };
      if (PROBES.has(route)) this.logger.debug(line, 'A probe was answered.');
      else this.logger.info(line, 'A request was answered.');
    });
  }
}

/** A client chooses it: digits in a row might be somebody's number, and so might be a token. */
function named(operation: string): string {
  return operation
    .slice(0, LONGEST_NAME)
    .replace(/renkei_\w{16,}/g, '#')
    .replace(/\d{5,}/g, '#');
}
