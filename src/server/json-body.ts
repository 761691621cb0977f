import type { FastifyInstance } from 'fastify';
import { RequestFault } from './request-fault.js';

/**
 * Takes JSON in UTF-8, and no other body: text/plain, which Fastify would take as well, is what a page of another site can
 * send without asking. Bytes that are no UTF-8 are refused, where decoding would put question marks into names.
 */
export function registerJsonBody(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(request.headers['content-type'] ?? '')?.[1];
    if (charset !== undefined && !/^utf-?8$/i.test(charset))
      return done(new RequestFault(415, 'Send JSON in UTF-8.'), undefined);
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(body as Buffer);
    } catch {
      return done(new RequestFault(400, 'The body is not UTF-8.'), undefined);
    }
    void parse(request, text, done);
  });
}
