import { createHash, randomBytes } from 'node:crypto';
import type { Chapter } from '../kernel/book.js';
import { Rows, type Image } from '../kernel/rows.js';
import { ApiKey } from './api-key.js';
import { unknownToken, type TokenFault } from './bearer.js';
import { scopesOf } from './policy.js';
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

  take(_table: string, image: Image): boolean {
    return this.keys.put(image) !== undefined;
  }

  /** Who shows a token; undefined when it is unknown, expired or revoked. */
  viewerOf(token: string, now: number): Viewer | undefined {
    const key = this.byHash.of(hashToken(token))[0];
    if (!key || !isGood(key, now)) return undefined;
    return {
      credentialId: key.id,
      name: key.name,
      role: key.role,
      organizationId: key.organizationId,
      personId: null,
      scopes: scopesOf(key.role),
      documentSet: null,
      expiresAt: key.expiresAt?.getTime() ?? null,
    };
  }

  /** Why a token shows nobody. */
  faultOf(token: string, now: number): TokenFault {
    const key = this.byHash.of(hashToken(token))[0];
    if (!key || isGood(key, now)) return unknownToken(token);
    return { action: key.revokedAt === null ? 'token.expired' : 'token.revoked', subject: key.id };
  }

  /** Whether the key with this id is good now. */
  holds(id: string, now: number): boolean {
    const key = this.keys.get(id);
    return key !== undefined && isGood(key, now);
  }

  dump(): unknown {
    return this.keys.dump();
  }
}

function isGood({ revokedAt, expiresAt }: ApiKey, now: number): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt.getTime() > now);
}
