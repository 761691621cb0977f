import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RequestFault } from './request-fault.js';

/**
 * Takes JSON in UTF-8, and no other body: text/plain, which Fastify would take as well, is what a page of another site can
 * send without asking. Bytes that are no UTF-8 are refused, where decoding would put question marks into names.
 *
 * @param turn when a body of so many bytes may be read
 */
export function registerJsonBody(
  server: FastifyInstance,
  turn: (request: FastifyRequest, length: number) => Promise<void> | undefined,
): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      await turn(request, body.length);
      const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(request.headers['content-type'] ?? '')?.[1];
      if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw new RequestFault(415, 'Send JSON in UTF-8.');
      let text: string;
      try {
        text = new TextDecoder('utf-8', { fatal: true }).decode(body);
      } catch {
        throw new RequestFault(400, 'The body is not UTF-8.');
      }
      return new Promise((resolve, reject) => {
        void parse(request, text, (error, value) => (error ? reject(error) : resolve(value)));
      });
    },
  );
}
