import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Viewer } from '../../access/viewer.js';
import { refuse } from '../../kernel/refusal.js';
import { headersOfPayload, type Admission, type Caller } from '../gate.js';
import type { Limits } from '../limits/limits.js';
import { allowsOrigin } from './allowed-origin.js';
import { Connection } from './connection.js';
import { Session } from './session.js';
import type { OperationRequest, Receiver, RenewableContext, SocketOperations } from './socket-operations.js';
import type { Upgrade } from './upgrade.js';

export interface SocketsOptions<C extends RenewableContext> {
  readonly logger: FastifyBaseLogger;
  readonly operations: SocketOperations<C>;
  /** @throws Refusal of whoever does not come in */
  readonly admit: (caller: Caller) => Promise<Admission>;
  readonly stillHolds: (viewer: Viewer) => boolean;
  /** Somebody who came in holds a connection open. */
  readonly noteUse: (viewer: Viewer) => void;
  readonly contextOf: (admission: Admission) => C;
  /** When an operation of so many characters may be read. */
  readonly arrive: (context: C, length: number) => Promise<void> | undefined;
  /** The text that is to run. @throws Refusal when it is not to run */
  readonly documentOf: (context: C, request: OperationRequest) => string | undefined;
  /** What an answer has seen. */
  readonly seen: () => string;
  /** Calls back whenever credentials may have been revoked. */
  readonly onNews: (listener: () => void) => void;
  /** Origins of pages that may connect, besides this server's own. */
  readonly origins: readonly string[];
  readonly limits: Pick<Limits, 'openConnection' | 'turnFor' | 'values'>;
}

const PROBE_MS = 12_000;
/** Credentials that expire are noticed as soon as this. */
const REVIEW_MS = 250;

const SERVER = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  autoPong: false,
  /** For a client that does not answer that it has heard of the end, in ms. */
  closeTimeout: 2_000,
  handleProtocols,
};

/** GraphQL over WebSockets: the sub-protocol graphql-transport-ws. */
export class Sockets<C extends RenewableContext> {
  private readonly open = new Map<Connection, Session<Admission>>();
  private readonly timers: NodeJS.Timeout[];
  private isClosing = false;
  private onEmpty = (): void => undefined;
  private readonly server: WebSocketServer;

  constructor(private readonly options: SocketsOptions<C>) {
    this.server = new WebSocketServer({ ...SERVER, maxPayload: options.limits.values.bodyBytes });
    const everyone = (visit: (session: Session<Admission>, connection: Connection) => void) => () => {
      for (const [connection, session] of this.open) visit(session, connection);
    };
    const review = everyone((session) => {
      if (session.viewer && session.review()) options.noteUse(session.viewer);
    });
    options.onNews(review);
    this.timers = [
      setInterval(review, REVIEW_MS).unref(),
      setInterval(
        everyone((_session, connection) => connection.probe()),
        PROBE_MS,
      ).unref(),
    ];
  }

  /** Takes a connection over from HTTP. @throws Refusal of one that stays there */
  accept(request: FastifyRequest, reply: FastifyReply, { socket, head }: Upgrade): void {
    if (!allowsOrigin(request.headers.origin, request.host, this.options.origins))
      throw refuse.forbidden('Pages of this origin may not connect.');
    socket.once('close', this.options.limits.openConnection(request.ip));
    void reply.code(101).hijack();
    reply.raw.detachSocket(socket as never);
    // For HTTP this is the end of it.
    reply.raw.emit('close');
    socket.removeAllListeners('error');
    this.server.handleUpgrade(request.raw, socket, head, (each) => this.begin(each, request));
  }

  /** Lets what is under way be answered, and closes all; what takes longer is broken off. */
  async close(seconds: number): Promise<void> {
    this.isClosing = true;
    for (const timer of this.timers) clearInterval(timer);
    for (const session of this.open.values()) session.leave();
    if (this.open.size > 0) {
      const hurry = setTimeout(() => {
        for (const connection of this.open.keys()) connection.terminate();
      }, seconds * 1000);
      await new Promise<void>((resolve) => (this.onEmpty = resolve));
      clearTimeout(hurry);
    }
    this.server.close();
  }

  private begin(socket: WebSocket, request: FastifyRequest): void {
    const connection = new Connection(socket);
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL)
      return connection.close(CloseCode.SubprotocolNotAcceptable, 'Subprotocol not acceptable');
    const { headers, ip, id } = request;
    const since = Date.now();
    let credentialId: string | undefined;
    let count = 0;
    const session = new Session<Admission>(connection, {
      admit: async (payload) => {
        const caller = { headers: { ...headers, ...headersOfPayload(payload) }, ip, id, isConnection: true };
        const admission = await this.options.admit(caller);
        ({ credentialId } = admission.viewer);
        return admission;
      },
      stillHolds: this.options.stillHolds,
      toldOf: (error) => this.options.operations.toldOf(error),
      carryOut: (operation, admission, receiver) => {
        count += 1;
        return this.carryOut(operation, admission, `${id}.${count}`, receiver);
      },
    });
    this.open.set(connection, session);
    const turn = (length: number) => this.options.limits.turnFor(length);
    connection.hear(turn, (data, isBinary) => {
      session.receive(isBinary ? undefined : data.toString()).catch((error: unknown) => {
        this.options.logger.error({ err: error }, 'A message could not be handled.');
        session.close(CloseCode.InternalServerError, 'Internal server error');
      });
    });
    socket.once('close', (code) => {
      session.closed();
      // Not the reason: where the client closes it is the client's.
      const line = { requestId: id, address: ip, credentialId, code, operations: count, ms: Date.now() - since };
      this.options.logger.info(line, 'A WebSocket was closed.');
      this.open.delete(connection);
      if (this.open.size === 0) this.onEmpty();
    });
    if (this.isClosing) session.leave();
  }

  private async carryOut(request: OperationRequest, admission: Admission, requestId: string, receiver: Receiver) {
    const { operations, contextOf, arrive, documentOf, seen } = this.options;
    const { viewer, origin } = admission;
    const context = contextOf({
      viewer,
      origin: { ...origin, requestId },
      idempotencyKey: idempotencyKeyOf(request),
    });
    receiver.signal.addEventListener('abort', () => context.pace.abandon(), { once: true });
    await arrive(context, request.length);
    const query = documentOf(context, request);
    return operations.carryOut({ ...request, query }, context, {
      ...receiver,
      next: (answer) => receiver.next({ ...answer, extensions: { ...answer.extensions, seen: seen() } }),
    });
  }
}

/** @throws BAD_USER_INPUT where it is no text: without it, a mutation that is sent again would be carried out again */
function idempotencyKeyOf({ extensions }: OperationRequest): string | undefined {
  const key = extensions?.['idempotencyKey'] ?? undefined;
  if (key !== undefined && typeof key !== 'string')
    throw refuse.badInput(['Idempotency-Key'], 'An Idempotency-Key is a text.');
  return key;
}
