import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';

/** A bare `node:http`: reads the variables of a request, and answers with the JSON text that it is given. */
export function servePlainly<V>(answerTo: (variables: V) => string | Promise<string>): void {
  const server = createServer((request, response) => {
    void text(request)
      .then((body) => answerTo((JSON.parse(body) as { variables: V }).variables))
      .then(
        (answer) => {
          const bytes = Buffer.from(answer);
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
        },
        (error: Error) => response.writeHead(500).end(error.message),
      );
  });
  server.listen(0, '127.0.0.1', () => process.send!({ port: (server.address() as AddressInfo).port }));
  process.on('disconnect', () => process.exit());
}
