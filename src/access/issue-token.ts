import type { DataSource } from 'typeorm';
import { newId } from '../kernel/ids.js';
import { ApiKey } from './api-key.js';
import { hashToken, newToken } from './credentials.js';
import type { Role } from './viewer.js';

interface NewKey {
  readonly name: string;
  readonly role: Role;
  readonly organizationId: string | null;
}

/** Issues an API key, for the command line; answers its token, which nothing keeps. */
export async function issueToken(db: Pick<DataSource, 'manager'>, key: NewKey): Promise<string> {
  const token = newToken();
  await db.manager.insert(ApiKey, rowOf(key, token));
  return token;
}

/** Issues an API key for a token that exists already, unless it has one: two processes may do so at the same moment. */
export async function ensureToken(db: Pick<DataSource, 'manager'>, key: NewKey, token: string): Promise<void> {
  await db.manager.createQueryBuilder().insert().into(ApiKey).values(rowOf(key, token)).orIgnore().execute();
}

function rowOf(key: NewKey, token: string) {
  const now = new Date();
  return {
    id: newId('ApiKey'),
    version: 1,
    createdAt: now,
    changedAt: now,
    ...key,
    tokenHash: hashToken(token),
    expiresAt: null,
    revokedAt: null,
  };
}
