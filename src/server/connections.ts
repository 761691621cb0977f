import { randomUUID } from 'node:crypto';
import { createServer, STATUS_CODES, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What a connection may do, and how many there may be. */
export interface ConnectionLimits {
  /** How long a request may take to arrive as a whole, from the first byte on, or from the opening of the connection. */
  readonly requestSeconds: number;
  /** How long a connection may lie still: between requests, or while a client does not read its answer. */
  readonly idleSeconds: number;
  /** Connections of this process at once, those of WebSockets among them; more are closed at once. */
  readonly connections: number;
}

/** A certificate with what leads to its issuer, and its private key; both PEM. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

/** The request line and all headers together. */
const LARGEST_HEADER_BYTES = 16_384;
const CHECK_MS = 1_000;
/** Requests of one connection that are not answered yet: sent all at once, they would all be begun in one turn of the loop. */
const MOST_PIPELINED = 32;

/** Of answers over TLS: whoever has come that way is to come so for a year. */
export const ENCRYPTED_HEADERS = { 'strict-transport-security': 'max-age=31536000' } as const;

/** Headers of answers that leave before there is a request to answer: no hook has run for them. */
export const BARE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none';frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-type': 'application/json; charset=utf-8',
} as const;

/** Makes servers that cut off whoever is slow, and changes the certificate of them all while they serve. */
export class Connections {
  private readonly secure = new Set<ReturnType<typeof createTlsServer>>();

  constructor(
    private readonly limits: ConnectionLimits,
    private tls: TlsPair | undefined,
  ) {}

  /** One for each address that is listened on: `localhost` may be two. */
  serve(handler: RequestListener): Server {
    const requestTimeout = this.limits.requestSeconds * 1000;
    const listener = fewAtOnce(handler);
    const options = {
      requestTimeout,
      headersTimeout: requestTimeout,
      keepAliveTimeout: this.limits.idleSeconds * 1000,
      connectionsCheckingInterval: CHECK_MS,
      maxHeaderSize: LARGEST_HEADER_BYTES,
      // Two tokens are none: of two, Node would take the first, and a proxy in front might have looked at the last.
      joinDuplicateHeaders: true,
    };
    const server = this.tls
      ? createTlsServer({ ...options, ...this.tls, minVersion: 'TLSv1.2', handshakeTimeout: requestTimeout }, listener)
      : createServer(options, listener);
    server.timeout = this.limits.idleSeconds * 1000;
    server.maxConnections = this.limits.connections;
    server.on('clientError', answerBroken);
    // Whatever else is expected than to go on is left out of account (RFC 9110, section 10.1.1): Node's own 417 is bare.
    server.on('checkExpectation', listener);
    if ('setSecureContext' in server) this.secure.add(server);
    return server as Server;
  }

  /** Connections that are open go on as they are. @throws when key and certificate do not fit each other */
  renew(tls: TlsPair): void {
    this.tls = tls;
    for (const server of this.secure) server.setSecureContext({ ...tls, minVersion: 'TLSv1.2' });
  }
}

/** Ends a connection that sends ever more requests without waiting for answers. */
function fewAtOnce(handler: RequestListener): RequestListener {
  const underWay = new WeakMap<Socket, number>();
  return (request, response) => {
    const { socket } = request;
    const count = (underWay.get(socket) ?? 0) + 1;
    if (count > MOST_PIPELINED) return void socket.destroy();
    underWay.set(socket, count);
    response.once('close', () => underWay.set(socket, underWay.get(socket)! - 1));
    return handler(request, response);
  };
}

const BROKEN: Readonly<Record<string, readonly [status: number, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive.'],
  HPE_HEADER_OVERFLOW: [431, `The headers are larger than ${LARGEST_HEADER_BYTES} bytes.`],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The extensions of a chunk are too large.'],
};

/** What cannot be read as a request is answered as the rest is, and its connection closed. */
function answerBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, message] = BROKEN[error.code ?? ''] ?? [400, 'This is no HTTP request.'];
  const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] });
  const headers = Object.entries({
    ...BARE_HEADERS,
    ...('encrypted' in socket && ENCRYPTED_HEADERS),
    'x-request-id': randomUUID(),
    'content-length': body.length,
  });
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  socket.end(`${lines.join('\r\n')}\r\nconnection: close\r\n\r\n${body}`, () => socket.destroy());
}
