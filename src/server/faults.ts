import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { Refusal } from '../kernel/refusal.js';
import { refusalOf, type RequestRefusal } from './errors.js';
import type { LimitValues } from './limits/limit-values.js';
import { tooMuch } from './limits/refusals.js';
import { JSON_TYPE, negotiated, statusFor } from './media-type.js';
import { RequestFault } from './request-fault.js';
import type { RequestLog } from './request-log.js';

type Thrown = Error & { readonly statusCode?: number };

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'OPTIONS'];

export interface FaultOptions {
  readonly logger: FastifyBaseLogger;
  readonly log: RequestLog;
  readonly limits: LimitValues;
}

/** Says on every path in the words of this house why a request is not answered. */
export class Faults {
  constructor(private readonly options: FaultOptions) {}

  register(server: FastifyInstance): void {
    server.setErrorHandler((error: Thrown, request, reply) => this.answer(error, request, reply));
    // Before a body is read that nobody will look at.
    server.addHook('onRequest', async (request, reply) => {
      // RFC 9112, section 3.2: of two, a proxy in front may have meant the other one.
      if (countOf('host', request.raw.rawHeaders) > 1) throw new RequestFault(400, 'A request names one Host.');
      if (!request.is404) return;
      const path = request.url.split('?')[0]!;
      const allowed = METHODS.filter((method) => server.hasRoute({ method, url: path }));
      // With a method that is: a WebSocket is asked for where there are none.
      if (allowed.length === 0 || allowed.includes(request.method as HTTPMethods))
        throw new RequestFault(404, 'There is nothing here.');
      void reply.header('allow', allowed.join(', '));
      throw new RequestFault(405, `This is asked with ${allowed.join(', ')}.`);
    });
  }

  answer(error: Thrown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { status, headers, message, extensions } =
      error instanceof Refusal ? refusalOf(error) : this.told(error, request);
    if (status >= 500 && !(error instanceof Refusal)) this.options.logger.error({ err: error }, 'A request failed.');
    this.options.log.note(request, { codes: [extensions.code] });
    const type = negotiated(request.headers.accept) ?? JSON_TYPE;
    // A bad header is a bad request, however good the GraphQL in it may be.
    const codes = extensions.code === 'BAD_USER_INPUT' ? [] : [extensions.code];
    return reply
      .code(statusFor(type, status, codes))
      .headers(headers)
      .type(type)
      .send(JSON.stringify({ errors: [{ message, extensions }] }));
  }

  private told(error: Thrown, { headers }: FastifyRequest): RequestRefusal {
    const status = error.statusCode ?? 500;
    if (status === 413) {
      const { limits } = this.options;
      // A body that is sent in chunks tells of its size only that it is larger.
      const size = Number(headers['content-length'] ?? limits.bodyBytes + 1);
      const { message, details } = tooMuch('bodyBytes', limits, size);
      return { status, headers: {}, message, extensions: { code: 'BAD_REQUEST', ...details } };
    }
    const code = status < 500 ? 'BAD_REQUEST' : 'INTERNAL_SERVER_ERROR';
    const message = error instanceof RequestFault ? error.message : this.plain(status);
    return { status, headers: {}, message, extensions: { code } };
  }

  /** What Fastify refuses itself is told in our words: its own name its parts, and quote what was sent. */
  private plain(status: number): string {
    if (status >= 500) return 'Something went wrong on our side.';
    if (status === 415) return 'Send JSON, as application/json in UTF-8.';
    return 'The request cannot be read: its address is no URL, or its body no JSON.';
  }
}

/** @param rawHeaders names and values in turn, as they were sent */
function countOf(name: string, rawHeaders: readonly string[]): number {
  let count = 0;
  for (let place = 0; place < rawHeaders.length; place += 2) if (rawHeaders[place]!.toLowerCase() === name) count += 1;
  return count;
}
