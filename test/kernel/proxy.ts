import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { ownAddress } from '../server/own-address.js';

/** What becomes of the next COMMIT: lost on its way, carried out and its answer lost, or swallowed with all that follows. */
export type Loss = 'before it arrives' | 'after it arrived' | 'into silence';

interface Link {
  readonly near: Socket;
  readonly far: Socket;
}

/** A TCP proxy before the database, which a test can cut, let swallow everything, and restore. */
export class Proxy {
  private readonly links = new Set<Link>();
  /** Its own, or its port might be taken while it is cut. */
  private readonly address = ownAddress();
  private target: { host: string; port: number } | undefined;
  private server: Server | undefined;
  private port = 0;
  private swallowing = false;
  private loss: { how: Loss; thenCut: boolean } | undefined;

  static async start(): Promise<Proxy> {
    const proxy = new Proxy();
    await proxy.restore();
    return proxy;
  }

  /** The way to this database through here. */
  to(databaseUrl: string): string {
    const url = new URL(databaseUrl);
    this.target = { host: url.hostname, port: Number(url.port) };
    url.hostname = this.address;
    url.port = String(this.port);
    return url.href;
  }

  /** Breaks every connection off, and refuses new ones. */
  cut(): void {
    this.server?.close();
    this.server = undefined;
    for (const link of this.links) this.breakOff(link);
  }

  /** Keeps connections open, takes new ones, and passes nothing on: as when a packet filter drops everything. */
  swallow(): void {
    this.loss = undefined;
    this.swallowing = true;
  }

  async restore(): Promise<void> {
    // What was kept waiting has lost bytes: it cannot go on.
    if (this.swallowing) for (const link of this.links) this.breakOff(link);
    this.swallowing = false;
    if (this.server) return;
    const server = createServer((near) => this.open(near));
    await new Promise<void>((resolve) => server.listen(this.port, this.address, resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Breaks the next connection off at its COMMIT; and all else with it, so that nobody can ask what became of it. */
  loseCommit(how: Loss, thenCut = false): void {
    this.loss = { how, thenCut };
  }

  private open(near: Socket): void {
    const far = connect(this.target!);
    const link = { near, far };
    this.links.add(link);
    let losing = false;
    for (const end of [near, far]) {
      end.on('error', () => undefined);
      end.on('close', () => this.breakOff(link));
    }
    near.on('data', (bytes) => {
      if (this.swallowing) return;
      if (this.loss && bytes.includes('COMMIT\0')) {
        if (this.loss.how === 'into silence') return this.swallow();
        if (this.loss.how === 'before it arrives') return this.lose(link);
        losing = true;
      }
      far.write(bytes);
    });
    far.on('data', (bytes) => {
      if (this.swallowing) return;
      // The answer proves that it was carried out, and goes no further.
      if (losing) this.lose(link);
      else near.write(bytes);
    });
  }

  private lose(link: Link): void {
    const { thenCut } = this.loss!;
    this.loss = undefined;
    if (thenCut) this.cut();
    else this.breakOff(link);
  }

  private breakOff(link: Link): void {
    this.links.delete(link);
    link.near.destroy();
    link.far.destroy();
  }
}
