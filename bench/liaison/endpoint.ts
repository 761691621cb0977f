import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { App } from '../../src/app.js';

/** Somebody who asks over HTTP, by one connection that is kept. */
export class Endpoint {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  private constructor(
    private readonly port: number,
    private readonly token: string,
  ) {}

  static async open({ server }: App, token: string): Promise<Endpoint> {
    await server.listen({ host: '127.0.0.1', port: 0 });
    const address = server.server.address();
    if (typeof address !== 'object' || !address) throw new Error('The server has no address.');
    return new Endpoint(address.port, token);
  }

  /** The data of an answer without errors. */
  async ask<T>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.token}` };
    const answer = await new Promise<string>((resolve, reject) => {
      const options = { agent: this.agent, host: '127.0.0.1', port: this.port, path: '/graphql', headers };
      request({ ...options, method: 'POST' }, (response) => void text(response).then(resolve, reject))
        .on('error', reject)
        .end(JSON.stringify({ query, variables }));
    });
    const { data, errors } = JSON.parse(answer) as { data?: T; errors?: unknown };
    if (errors || !data) throw new Error(`Refused: ${answer}`);
    return data;
  }

  /** The same once more, by a connection of its own. */
  another(): Endpoint {
    return new Endpoint(this.port, this.token);
  }

  close(): void {
    this.agent.destroy();
  }
}
