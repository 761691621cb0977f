import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

/**
 * Answers how to close a server in order: no new connections, requests under way are answered, and those that take longer
 * than `seconds` are broken off, which `onBreakOff` is told. To be called before routes are registered.
 */
export function drainable(server: FastifyInstance, seconds: number, onBreakOff: () => void): () => Promise<void> {
  const underWay = new Set<ServerResponse>();
  let closing = false;
  server.addHook('onRequest', (_request, { raw }, done) => {
    underWay.add(raw);
    raw.once('close', () => underWay.delete(raw));
    done();
  });
  server.addHook('onSend', (_request, reply, _payload, done) => {
    // A client that kept its connection would keep the server.
    if (closing) reply.header('connection', 'close');
    done();
  });

  return async () => {
    closing = true;
    const hurry = setTimeout(() => {
      if (underWay.size > 0) onBreakOff();
      for (const response of underWay) response.destroy();
      server.server.closeAllConnections();
    }, seconds * 1000);
    await server.close();
    // Of the two addresses that localhost may have, Fastify waits for the requests of one.
    await Promise.all([...underWay].map((response) => new Promise((resolve) => response.once('close', resolve))));
    clearTimeout(hurry);
  };
}
