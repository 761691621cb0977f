import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** The responses that somebody waits for, by connection: one whose turn never came says nothing when the connection ends. */
class UnderWay {
  private readonly all = new Set<ServerResponse>();
  private readonly byConnection = new WeakMap<Socket, Set<ServerResponse>>();
  private onNone = (): void => undefined;

  get size(): number {
    return this.all.size;
  }

  add(response: ServerResponse, connection: Socket): void {
    this.all.add(response);
    const own = this.of(connection);
    own.add(response);
    response.once('close', () => {
      own.delete(response);
      this.drop(response);
    });
  }

  breakOff(): void {
    for (const response of this.all) response.destroy();
    this.all.clear();
    this.onNone();
  }

  async none(): Promise<void> {
    if (this.all.size > 0) await new Promise<void>((resolve) => (this.onNone = resolve));
  }

  private of(connection: Socket): Set<ServerResponse> {
    const known = this.byConnection.get(connection);
    if (known) return known;
    const own = new Set<ServerResponse>();
    this.byConnection.set(connection, own);
    connection.once('close', () => own.forEach((response) => this.drop(response)));
    return own;
  }

  private drop(response: ServerResponse): void {
    this.all.delete(response);
    if (this.all.size === 0) this.onNone();
  }
}

/**
 * Answers how to close a server in order: no new connections, requests under way are answered, and those that take longer
 * than `seconds` are broken off, which `onBreakOff` is told. To be called before routes are registered.
 */
export function drainable(server: FastifyInstance, seconds: number, onBreakOff: () => void): () => Promise<void> {
  const underWay = new UnderWay();
  let closing = false;
  server.addHook('onRequest', (request, reply, done) => {
    underWay.add(reply.raw, request.raw.socket);
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
      underWay.breakOff();
      server.server.closeAllConnections();
    }, seconds * 1000);
    await server.close();
    // Of the two addresses that localhost may have, Fastify waits for the requests of one.
    await underWay.none();
    clearTimeout(hurry);
  };
}
