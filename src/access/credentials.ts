import { createHash, randomBytes } from 'node:crypto';
import type { Chapter } from '../kernel/book.js';
import { Rows, type Image } from '../kernel/rows.js';
import { ApiKey } from './api-key.js';
import { unknownToken, type TokenFault } from './bearer.js';
import { usefulScopes } from './policy.js';
import type { Viewer } from './viewer.js';

export function newToken(): string {
  return `renkei_${randomBytes(32).toString('base64url')}`;
}

/** Whether a token looks like one of ours: of any other nobody need be asked. */
export function isApiKeyToken(token: string): boolean {
  return /^renkei_[\w-]{43}$/.test(token);
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** The API keys, in memory: who is asking can be told with the database away. */
export class Credentials implements Chapter {
  readonly tables = ['api_key'];
  private readonly keys = new Rows(ApiKey);
  private readonly byHash = this.keys.indexBy((key) => key.tokenHash);

  /** @param embedded whether the database is the embedded one, the only one that the demo token opens. */
  constructor(private readonly embedded: boolean) {}

  take(_table: string, image: Image): boolean {
    return this.keys.put(image) !== undefined;
  }

  /** Who shows a token; undefined when it is unknown, expired or revoked. */
  viewerOf(token: string, now: number): Viewer | undefined {
    const key = this.byHash.of(hashToken(token))[0];
    if (!key || !this.isGood(key, now)) return undefined;
    return {
      credentialId: key.id,
      name: key.name,
      role: key.role,
      organizationId: key.organizationId,
      personId: null,
      scopes: usefulScopes(key.role, key.scopes),
      documentSet: key.documentSet,
      expiresAt: key.expiresAt?.getTime() ?? null,
    };
  }

  /** Why a token shows nobody. */
  faultOf(token: string, now: number): TokenFault {
    const key = this.byHash.of(hashToken(token))[0];
    if (!key || this.isGood(key, now)) return unknownToken(token);
    return { action: key.revokedAt === null ? 'token.expired' : 'token.revoked', subject: key.id };
  }

  get(id: string): ApiKey | undefined {
    return this.keys.get(id);
  }

  /** Every key that was ever issued. */
  all(): IterableIterator<ApiKey> {
    return this.keys.all();
  }

  /** Whether the key with this id is good now. */
  holds(id: string, now: number): boolean {
    const key = this.keys.get(id);
    return key !== undefined && this.isGood(key, now);
  }

  dump(): unknown {
    return this.keys.dump();
  }

  private isGood({ revokedAt, expiresAt, demo }: ApiKey, now: number): boolean {
    return revokedAt === null && (expiresAt === null || expiresAt.getTime() > now) && (this.embedded || !demo);
  }
}
