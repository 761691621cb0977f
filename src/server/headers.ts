import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { ENCRYPTED_HEADERS } from './connections.js';

export const REQUEST_ID_HEADER = 'x-request-id';

/** A client may name its request, in letters that do no harm in a log or a header; with a token of ours it does. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && /^(?!renkei_)[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

/** Headers of every answer; a page of our own has a Content-Security-Policy of its own. */
export async function registerHeaders(server: FastifyInstance, corsOrigins: readonly string[]): Promise<void> {
  server.addHook('onRequest', async (request, reply) => {
    void reply.header(REQUEST_ID_HEADER, request.id);
    if (request.protocol === 'https') void reply.headers(ENCRYPTED_HEADERS);
  });
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    frameguard: { action: 'deny' },
    // Only where the request came encrypted: above.
    strictTransportSecurity: false,
  });
  // Without credentials in the sense of CORS: those are cookies, and we take none.
  if (corsOrigins.length > 0)
    await server.register(cors, {
      origin: [...corsOrigins],
      methods: ['GET', 'POST'],
      allowedHeaders: [
        'authorization',
        'content-type',
        'idempotency-key',
        'renkei-seen',
        'renkei-on-behalf-of',
        'renkei-purpose',
        'apollo-require-preflight',
        REQUEST_ID_HEADER,
      ],
      exposedHeaders: ['renkei-seen', 'renkei-degraded', REQUEST_ID_HEADER, 'retry-after'],
      maxAge: 600,
      strictPreflight: false,
    });
}
