import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { App } from '../../src/app.js';

export interface EndpointAddress {
  readonly port: number;
  readonly token: string;
}

/** Somebody who asks over HTTP, by one connection that is kept. */
export class Endpoint {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly address: EndpointAddress) {}

  static async open({ server }: App, token: string): Promise<Endpoint> {
    await server.listen({ host: '127.0.0.1', port: 0 });
    const address = server.server.address();
    if (typeof address !== 'object' || !address) throw new Error('The server has no address.');
    return new Endpoint({ port: address.port, token });
  }

  /** The data of an answer without errors. */
  async ask<T>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const answer = await this.answer(query, variables);
    const { data, errors } = JSON.parse(answer) as { data?: T; errors?: unknown };
    if (errors || !data) throw new Error(`Refused: ${answer}`);
    return data;
  }

  /** The answer as it comes. */
  answer(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<string> {
    return this.send('POST', '/graphql', JSON.stringify({ query, variables }));
  }

  /** What lies at a path. */
  get(path: string): Promise<string> {
    return this.send('GET', path, '');
  }

  /** The same once more, by a connection of its own. */
  another(): Endpoint {
    return new Endpoint(this.address);
  }

  close(): void {
    this.agent.destroy();
  }

  private send(method: string, path: string, body: string): Promise<string> {
    const { port, token } = this.address;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    return new Promise<string>((resolve, reject) => {
      request(
        { agent: this.agent, host: '127.0.0.1', port, path, headers, method },
        (response) => void text(response).then(resolve, reject),
      )
        .on('error', reject)
        .end(body);
    });
  }
}
