import { setImmediate } from 'node:timers/promises';
import {
  CloseCode,
  MessageType,
  parseMessage,
  stringifyMessage,
  type Message,
  type SubscribeMessage,
} from 'graphql-ws';
import type { GraphQLFormattedError } from 'graphql';
import type { Viewer } from '../../access/viewer.js';
import { Refusal, refuse } from '../../kernel/refusal.js';
import type { OperationRequest, Receiver } from './socket-operations.js';

/** The connection beneath. */
export interface Wire {
  /** Resolves when the text has been handed to the network, or never will be. */
  send(text: string): Promise<void>;
  /** The first counts. @param reason at most 123 bytes */
  close(code: number, reason: string): void;
  /** The same for whoever may read nothing more, not even what waits to be read. */
  cutOff(code: number, reason: string): void;
  /** Whether the client is to be listened to, or what it sends to wait. */
  listen(isListening: boolean): void;
}

export interface SessionOptions<A extends { readonly viewer: Viewer }> {
  /** @throws Refusal of whoever does not come in */
  admit(payload: Record<string, unknown> | undefined): Promise<A>;
  /** Whether the credentials of somebody who came in are still good. */
  stillHolds(viewer: Viewer): boolean;
  carryOut(request: OperationRequest, admission: A, receiver: Receiver): Promise<readonly GraphQLFormattedError[]>;
  /** What a client is told of what broke on our side. */
  toldOf(error: unknown): GraphQLFormattedError;
}

/** How long the client may take to say who it is. */
const INIT_MS = 3_000;
const LONGEST_ID = 256;
/** So many operations may wait for those sent before them to begin; until then no more is read. */
const MOST_AHEAD = 16;

const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

/** One operation under way. */
interface Running {
  readonly ending: AbortController;
  isLasting: boolean;
}

/**
 * One connection of a client, by https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md. The messages are those
 * of the library; its server is not used: it knows operations by their ids alone, so that one that is still ending, after
 * its client has used the id again, would answer for its successor and end it.
 */
export class Session<A extends { readonly viewer: Viewer }> {
  private admission: A | undefined;
  private isInitialized = false;
  private isClosed = false;
  private isLeaving = false;
  /** Those that the client waits for. */
  private readonly running = new Map<string, Running>();
  /** All that are to be answered once and are not, whether the client still wants to know or not. */
  private answering = 0;
  private ahead = 0;
  private begun: Promise<void> = Promise.resolve();
  private readonly initTimer: NodeJS.Timeout;

  constructor(
    private readonly wire: Wire,
    private readonly options: SessionOptions<A>,
  ) {
    this.initTimer = setTimeout(() => {
      if (!this.isInitialized)
        this.close(CloseCode.ConnectionInitialisationTimeout, 'Connection initialisation timeout');
    }, INIT_MS);
  }

  /** Who was let in; undefined before that. */
  get viewer(): Viewer | undefined {
    return this.admission?.viewer;
  }

  /** @param text undefined for a message that is no text */
  async receive(text: string | undefined): Promise<void> {
    if (this.isClosed) return;
    const message = text === undefined ? undefined : messageIn(text);
    switch (message?.type) {
      case MessageType.ConnectionInit:
        return this.initialize(message.payload ?? undefined);
      case MessageType.Ping:
        return this.send({ type: MessageType.Pong, ...(message.payload && { payload: message.payload }) });
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        return this.subscribe(message, text!.length);
      case MessageType.Complete:
        return this.forget(message.id);
      default:
        this.close(CloseCode.BadRequest, 'Invalid message received');
    }
  }

  /** To be called now and then, and whenever credentials may have been revoked. Answers whether the connection lives on. */
  review(): boolean {
    return this.requireGood();
  }

  /** Ends what never ends by itself, lets the rest be answered, and closes. */
  leave(): void {
    this.isLeaving = true;
    if (this.answering === 0) this.close(GOING_AWAY, 'Going away');
  }

  close(code: number, reason: string): void {
    this.closed();
    this.wire.close(code, reason);
  }

  /** The connection is no more. */
  closed(): void {
    this.isClosed = true;
    clearTimeout(this.initTimer);
    for (const { ending } of this.running.values()) ending.abort();
    this.running.clear();
  }

  private async initialize(payload: Record<string, unknown> | undefined): Promise<void> {
    if (this.isInitialized)
      return this.close(CloseCode.TooManyInitialisationRequests, 'Too many initialisation requests');
    this.isInitialized = true;
    try {
      this.admission = await this.options.admit(payload);
    } catch (error) {
      return this.close(...closingFor(error, this.options));
    }
    await this.send({ type: MessageType.ConnectionAck });
  }

  private async subscribe({ id, payload }: SubscribeMessage, length: number): Promise<void> {
    if (!this.admission) return this.close(CloseCode.Unauthorized, 'Unauthorized');
    if (id.length > LONGEST_ID) return this.close(CloseCode.BadRequest, `An id has at most ${LONGEST_ID} characters`);
    if (this.running.has(id))
      return this.close(CloseCode.SubscriberAlreadyExists, shortened(`Subscriber for ${id} already exists`));
    if (!this.requireGood()) return;
    if (this.isLeaving) return this.send({ type: MessageType.Error, id, payload: [this.options.toldOf(leaving())] });
    const { admission } = this;
    const running: Running = { ending: new AbortController(), isLasting: false };
    this.running.set(id, running);
    this.answering += 1;
    const onBegun = await this.turn();
    const errors = await this.carryOut(id, { ...payload, length }, admission, running, onBegun);
    onBegun();
    if (!running.isLasting) this.answering -= 1;
    if (this.running.get(id) === running) {
      // Before it is sent: the client may use the id again as soon as it reads this.
      this.running.delete(id);
      await (errors.length > 0
        ? this.send({ type: MessageType.Error, id, payload: errors })
        : this.send({ type: MessageType.Complete, id }));
    }
    if (this.isLeaving && !this.isClosed) this.leave();
  }

  private async carryOut(
    id: string,
    request: OperationRequest,
    admission: A,
    running: Running,
    onBegun: () => void,
  ): Promise<readonly GraphQLFormattedError[]> {
    const { signal } = running.ending;
    // It was completed while it waited for its turn.
    if (signal.aborted) return [];
    try {
      return await this.options.carryOut(request, admission, {
        signal,
        onBegun: (kind) => {
          if (kind === 'subscription' && !running.isLasting) {
            running.isLasting = true;
            this.answering -= 1;
          }
          onBegun();
        },
        next: async (answer) => {
          if (!signal.aborted && this.requireGood()) await this.send({ type: MessageType.Next, id, payload: answer });
        },
      });
    } catch (error) {
      return [this.options.toldOf(error)];
    }
  }

  /**
   * Waits until the operations sent before have begun: so that what is asked after a subscription was sent misses nothing
   * that the subscription does not tell. Answers how to say that this one has.
   */
  private async turn(): Promise<() => void> {
    const before = this.begun;
    let begin = (): void => undefined;
    this.begun = new Promise((resolve) => (begin = resolve));
    this.ahead += 1;
    if (this.ahead === MOST_AHEAD) this.wire.listen(false);
    await before;
    // A burst of operations must not keep everybody else waiting until the last of them has begun.
    await setImmediate();
    let hasBegun = false;
    return () => {
      if (hasBegun) return;
      hasBegun = true;
      this.ahead -= 1;
      if (this.ahead === MOST_AHEAD - 1) this.wire.listen(true);
      begin();
    };
  }

  private forget(id: string): void {
    this.running.get(id)?.ending.abort();
    this.running.delete(id);
  }

  /** Nothing leaves for somebody whose credentials are no longer good. */
  private requireGood(): boolean {
    if (!this.admission || this.options.stillHolds(this.admission.viewer)) return true;
    this.closed();
    this.wire.cutOff(CloseCode.Forbidden, 'Forbidden: the credentials have expired or are revoked');
    return false;
  }

  private async send(message: Message): Promise<void> {
    if (!this.isClosed) await this.wire.send(stringifyMessage(message));
  }
}

const leaving = () => refuse.unavailable('This process is about to end; connect again.');

/** The message that a text is, if a client may send such a one. */
function messageIn(text: string): Message | undefined {
  try {
    return parseMessage(text);
  } catch {
    return undefined;
  }
}

/** How a connection ends whose client was not let in; clients of the library come again after 4403 and 1013. */
function closingFor(error: unknown, { toldOf }: Pick<SessionOptions<never>, 'toldOf'>): [number, string] {
  if (!(error instanceof Refusal)) return [CloseCode.InternalServerError, shortened(toldOf(error).message)];
  const reason = shortened(error.message);
  if (error.code === 'UNAVAILABLE' || error.code === 'RATE_LIMITED') return [TRY_AGAIN_LATER, reason];
  if (error.code === 'BAD_USER_INPUT') return [CloseCode.BadRequest, reason];
  return [CloseCode.Forbidden, reason];
}

/** What fits into a frame that closes: 123 bytes. */
function shortened(reason: string): string {
  let short = reason.slice(0, 123).toWellFormed();
  while (Buffer.byteLength(short) > 123) short = short.slice(0, -1).toWellFormed();
  return short;
}
