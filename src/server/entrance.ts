import type { BaseContext } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LimitedContext } from './limits/limits.js';
import type { RequestLog } from './request-log.js';

export interface EntranceOptions<C> {
  /** Of every request of somebody who came in. @throws RATE_LIMITED */
  readonly countRequest: (context: C) => void;
  /** @throws Refusal when the request is not carried out at all. */
  readonly contextOf: (request: FastifyRequest) => Promise<C>;
  readonly log: RequestLog;
  /** What goes with every answer to somebody who was let in. */
  readonly headersOf: () => Readonly<Record<string, string>>;
}

/** Through which requests come in that are answered with operations, whatever route they take. */
export class Entrance<C extends BaseContext & LimitedContext> {
  private readonly contexts = new WeakMap<FastifyRequest, C>();

  constructor(private readonly options: EntranceOptions<C>) {}

  /** For the options of a route. */
  get hooks() {
    return {
      onRequest: (request: FastifyRequest, reply: FastifyReply) => this.admit(request, reply),
      onSend: async (request: FastifyRequest, reply: FastifyReply) => {
        if (this.contexts.has(request)) void reply.headers(this.options.headersOf());
      },
    };
  }

  /** Of a request that came in. */
  contextOf(request: FastifyRequest): C {
    return this.contexts.get(request)!;
  }

  /**
   * Strangers are refused before a byte of the body is read. Nothing that they send is parsed, so whatever is wrong with
   * it, no answer tells them anything of the schema.
   */
  private async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { contextOf, countRequest, log } = this.options;
    void reply.header('cache-control', 'no-store');
    const context = await contextOf(request);
    countRequest(context);
    this.contexts.set(request, context);
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) context.pace.abandon();
    });
    log.note(request, { credentialId: context.viewer.credentialId });
  }
}
