import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is asked of a server, and how. */
export interface Load {
  readonly port: number;
  readonly token?: string;
  /** Bodies of requests, asked in turn. */
  readonly bodies: readonly string[];
  readonly connections: number;
  readonly milliseconds: number;
  /** So many a second, however long the answers take; when absent, each connection asks again as soon as it is answered. */
  readonly perSecond?: number;
}

export interface Outcome {
  /** Milliseconds, ascending; of a load with a pace from when it was due. */
  readonly latencies: readonly number[];
  readonly perSecond: number;
  /** Of an answer with its head, on average. */
  readonly bytes: number;
}

const NOTHING = Buffer.alloc(0);

/** A connection over which one request at a time is asked. It knows just as much of HTTP as it takes, and so costs little. */
class Connection {
  private received: Buffer = NOTHING;
  /** Of the answer under way with its head; 0 until the head is there. */
  private length = 0;
  private settle: ((answer: Buffer) => void) | undefined;
  private fail: ((error: Error) => void) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', (error) => this.fail?.(error));
    socket.on('close', () => this.fail?.(new Error('The connection was closed.')));
  }

  static async open(port: number): Promise<Connection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Connection(socket);
  }

  ask(request: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.settle = resolve;
      this.fail = reject;
      this.socket.write(request);
    });
  }

  close(): void {
    this.fail = undefined;
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    try {
      if (this.length === 0) this.length = wholeLength(this.received);
    } catch (error) {
      this.fail?.(error as Error);
      return;
    }
    if (this.length === 0 || this.received.length < this.length) return;
    const answer = this.received;
    this.received = NOTHING;
    this.length = 0;
    this.settle?.(answer);
  }
}

/** Of an answer with its head; 0 while not all of the head has come. */
function wholeLength(received: Buffer): number {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return 0;
  const [, length] = /^content-length: *(\d+)/im.exec(received.toString('latin1', 0, end)) ?? [];
  if (length === undefined) throw new Error('An answer does not tell its length.');
  return end + 4 + Number(length);
}

function requestOf(body: string, token: string | undefined): Buffer {
  const head = [
    'POST /graphql HTTP/1.1',
    'host: 127.0.0.1',
    'content-type: application/json',
    'accept: application/json',
    ...(token === undefined ? [] : [`authorization: Bearer ${token}`]),
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** @throws when anything but data is answered: a server that refuses is quick. */
export async function put(load: Load): Promise<Outcome> {
  const requests = load.bodies.map((body) => requestOf(body, load.token));
  const connections = await Promise.all(Array.from({ length: load.connections }, () => Connection.open(load.port)));
  const latencies: number[] = [];
  let bytes = 0;
  let asked = 0;
  const start = performance.now();
  const until = start + load.milliseconds;
  const askOn = async (connection: Connection) => {
    for (;;) {
      const turn = asked++;
      const due = load.perSecond === undefined ? 0 : start + (turn * 1_000) / load.perSecond;
      if (due >= until) return;
      if (due > performance.now()) await sleep(due - performance.now());
      const since = due || performance.now();
      if (performance.now() >= until) return;
      const answer = await connection.ask(requests[turn % requests.length]!);
      latencies.push(performance.now() - since);
      bytes += answer.length;
      if (!answer.includes('HTTP/1.1 200') || answer.includes('"errors":'))
        throw new Error(`Refused: ${answer.toString('utf8', 0, 2_000)}`);
    }
  };
  try {
    await Promise.all(connections.map(askOn));
  } finally {
    for (const connection of connections) connection.close();
  }
  const perSecond = (latencies.length * 1_000) / (performance.now() - start);
  return { latencies: latencies.sort((a, b) => a - b), perSecond, bytes: bytes / latencies.length };
}
