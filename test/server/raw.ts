import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

/** A connection on which a test says what no HTTP client would. */
export class RawConnection {
  private received = '';

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => (this.received += chunk.toString('latin1')));
    // A reset is an end like another.
    socket.on('error', () => undefined);
  }

  static async to(url: string, from?: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), ...(from && { localAddress: from }) });
    const raw = new RawConnection(socket);
    await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
    return raw;
  }

  write(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** All that came until the connection was closed, by either side. */
  async untilClosed(): Promise<string> {
    if (!this.socket.closed) await once(this.socket, 'close');
    return this.received;
  }
}

/** Says something on a new connection, and answers what comes until that is closed. */
export async function exchange(url: string, text: string): Promise<string> {
  const raw = await RawConnection.to(url);
  raw.write(text);
  return raw.untilClosed();
}

/** Status and body of an answer as it came over the wire. */
export function readAnswer(text: string): { status: number; headers: Headers; body: unknown } {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Headers(lines.map((line) => line.split(/: ?(.*)/s).slice(0, 2) as [string, string]));
  return { status: Number(first.split(' ')[1]), headers, body: JSON.parse(body) };
}
