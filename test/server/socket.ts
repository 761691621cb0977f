import { WebSocket, type ClientOptions } from 'ws';

export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

export interface Closing {
  readonly code: number;
  readonly reason: string;
}

/** How long anything may take that is waited for, in ms. */
const PATIENCE_MS = 30_000;

/** A client of graphql-transport-ws that sends whatever it is told to, also what no client should. */
export class Socket {
  readonly closed: Promise<Closing>;
  private readonly unread: Message[] = [];
  private heard = (): void => undefined;
  private closing: Closing | undefined;

  private constructor(readonly raw: WebSocket) {
    raw.on('message', (data: Buffer) => {
      this.unread.push(JSON.parse(data.toString()) as Message);
      this.heard();
    });
    raw.on('error', () => undefined);
    this.closed = new Promise((resolve) =>
      raw.once('close', (code, reason) => {
        this.closing = { code, reason: reason.toString() };
        resolve(this.closing);
        this.heard();
      }),
    );
  }

  /** Opens one at an endpoint that is given as for HTTP. */
  static async open(
    url: string,
    options: ClientOptions = {},
    protocol: string | string[] = 'graphql-transport-ws',
  ): Promise<Socket> {
    const raw = new WebSocket(url.replace(/^http/, 'ws'), protocol, options);
    const socket = new Socket(raw);
    await new Promise<void>((resolve, reject) => raw.once('open', resolve).once('error', reject));
    return socket;
  }

  /** The HTTP status with which one is refused. */
  static async refusal(url: string, options: ClientOptions = {}): Promise<number | undefined> {
    const raw = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws', options);
    return new Promise((resolve, reject) => {
      raw.once('unexpected-response', (_request, response) => {
        resolve(response.statusCode);
        raw.terminate();
      });
      raw.once('open', () => reject(new Error('It was opened.')));
      raw.on('error', () => undefined);
    });
  }

  /** One that has been let in. */
  static async admitted(url: string, token: string | undefined): Promise<Socket> {
    const socket = await Socket.open(url);
    socket.send({ type: 'connection_init', payload: { Authorization: `Bearer ${token}` } });
    const answer = await socket.next();
    if (answer.type !== 'connection_ack') throw new Error(`Not let in: ${JSON.stringify(answer)}`);
    return socket;
  }

  send(...messages: (Message | string)[]): void {
    const texts = messages.map((message) => (typeof message === 'string' ? message : JSON.stringify(message)));
    // In one write, so that they arrive together.
    const { _socket: connection } = this.raw as unknown as { _socket: { cork(): void; uncork(): void } };
    connection.cork();
    for (const text of texts) this.raw.send(text);
    connection.uncork();
  }

  subscribe(id: string, query: string, more: Record<string, unknown> = {}): void {
    this.send({ type: 'subscribe', id, payload: { query, ...more } });
  }

  /** Subscribes, and resolves once that stands. */
  async follow(id: string, query: string, more: Record<string, unknown> = {}): Promise<void> {
    this.subscribe(id, query, more);
    this.subscribe('begun?', '{ __typename }');
    // What another process wrote before may come by only now.
    const early: Message[] = [];
    for (const type of ['next', 'complete']) {
      let message = await this.next();
      for (; message.id === id && message.type === 'next'; message = await this.next()) early.push(message);
      if (message.id !== 'begun?' || message.type !== type) throw new Error(`Instead: ${JSON.stringify(message)}`);
    }
    this.unread.unshift(...early);
  }

  /** The next message; the first that has not been read. */
  async next(): Promise<Message> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const message = this.unread.shift();
      if (message) return message;
      if (this.closing) throw new Error(`Closed: ${JSON.stringify(this.closing)}`);
      const left = deadline - Date.now();
      if (left <= 0) throw new Error('Nothing came.');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.heard = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** What came until a query that is sent now has been answered, the answer left out. */
  async untilNow(): Promise<Message[]> {
    this.subscribe('now?', '{ __typename }');
    const came: Message[] = [];
    for (;;) {
      const message = await this.next();
      if (message.id !== 'now?') came.push(message);
      else if (message.type === 'complete') return came;
    }
  }

  get unreadCount(): number {
    return this.unread.length;
  }

  close(): void {
    this.raw.terminate();
  }
}
