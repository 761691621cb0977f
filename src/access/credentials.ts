import { createHash, randomBytes } from 'node:crypto';
import type { Chapter } from '../kernel/book.js';
import { refuse } from '../kernel/refusal.js';
import { Rows, type Image } from '../kernel/rows.js';
import { ApiKey } from './api-key.js';
import type { Viewer } from './viewer.js';

export function newToken(): string {
  return `renkei_${randomBytes(32).toString('base64url')}`;
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The API keys, in memory: who is asking can be told with the database away. */
export class Credentials implements Chapter {
  readonly tables = ['api_key'];
  private readonly keys = new Rows(ApiKey);
  private readonly byHash = this.keys.indexBy((key) => key.tokenHash);

  take(_table: string, image: Image): void {
    this.keys.put(image);
  }

  /** @throws UNAUTHENTICATED when the header is absent, malformed, or its token unknown, expired or revoked. */
  viewerOf(authorization: string | undefined, now: number): Viewer {
    if (authorization === undefined)
      throw refuse.unauthenticated('Send a bearer token in the Authorization header (RFC 6750).');
    const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization)?.[1];
    const key = token === undefined ? undefined : this.byHash.of(hashToken(token))[0];
    if (!key || key.revokedAt || (key.expiresAt && key.expiresAt.getTime() <= now))
      throw refuse.unauthenticated('This token is not valid, or no longer.');
    return {
      credentialId: key.id,
      name: key.name,
      role: key.role,
      organizationId: key.organizationId,
      expiresAt: key.expiresAt?.getTime() ?? null,
    };
  }

  dump(): unknown {
    return this.keys.dump();
  }
}
