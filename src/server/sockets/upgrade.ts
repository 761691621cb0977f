import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What there is of a connection whose client asked for another protocol. */
export interface Upgrade {
  readonly socket: Duplex;
  /** What came after the request. */
  readonly head: Buffer;
}

/**
 * Takes requests for WebSockets through Fastify, so that they have addresses, ids and hooks like all others, to the one
 * handler for them.
 */
export function takeUpgrades(
  server: FastifyInstance,
  path: string,
  handler: (request: FastifyRequest, reply: FastifyReply, upgrade: Upgrade) => void,
): void {
  const upgrades = new WeakMap<IncomingMessage, Upgrade>();
  server.addConstraintStrategy({
    name: 'upgrade',
    mustMatchWhenDerived: true,
    storage: () => {
      const handlers = new Map<string, never>();
      return {
        get: (name: string) => handlers.get(name) ?? null,
        set: (name: string, each: never) => void handlers.set(name, each),
      };
    },
    deriveConstraint: (request: IncomingMessage) => (upgrades.has(request) ? 'websocket' : undefined),
    validate: () => undefined,
  });
  server.route({
    method: 'GET',
    url: path,
    constraints: { upgrade: 'websocket' },
    handler: (request, reply) => handler(request, reply, upgrades.get(request.raw)!),
  });
  server.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket')
      return withoutUpgrade(server, request, { socket, head });
    socket.on('error', () => socket.destroy());
    upgrades.set(request, { socket, head });
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.once('finish', () => socket.end());
    response.assignSocket(socket as never);
    server.routing(request, response);
  });
}

/**
 * Whoever offers to go on with HTTP/2, as some libraries do with every request, is answered as if it had not: it is read
 * once more without the offer. Node can only be told in advance that no upgrades at all are taken.
 */
function withoutUpgrade(server: FastifyInstance, request: IncomingMessage, { socket, head }: Upgrade): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  for (let place = 0; place < request.rawHeaders.length; place += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(place, place + 2);
    if (!['upgrade', 'connection', 'http2-settings'].includes(name.toLowerCase())) lines.push(`${name}: ${value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.server.emit('encrypted' in socket ? 'secureConnection' : 'connection', socket);
}
