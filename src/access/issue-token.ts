import type { DataSource } from 'typeorm';
import { newId } from '../kernel/ids.js';
import { ApiKey } from './api-key.js';
import { hashToken, newToken } from './credentials.js';
import type { Role } from './viewer.js';

/** Issues an API key, for the command line and the first start; answers its token, which nothing keeps. */
export async function issueToken(
  db: DataSource,
  key: { name: string; role: Role; organizationId: string | null },
): Promise<string> {
  const token = newToken();
  await insertKey(db, key, token);
  return token;
}

/** Issues an API key for a token that exists already, unless it has one. */
export async function ensureToken(
  db: DataSource,
  key: { name: string; role: Role; organizationId: string | null },
  token: string,
): Promise<void> {
  if (await db.manager.existsBy(ApiKey, { tokenHash: hashToken(token) })) return;
  await insertKey(db, key, token);
}

async function insertKey(
  db: DataSource,
  key: { name: string; role: Role; organizationId: string | null },
  token: string,
): Promise<void> {
  const now = new Date();
  await db.manager.insert(ApiKey, {
    id: newId('ApiKey'),
    version: 1,
    createdAt: now,
    changedAt: now,
    ...key,
    tokenHash: hashToken(token),
    expiresAt: null,
    revokedAt: null,
  });
}
