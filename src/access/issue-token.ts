import { IsNull, type DataSource } from 'typeorm';
import { newId } from '../kernel/ids.js';
import { ApiKey } from './api-key.js';
import { hashToken, newToken } from './credentials.js';
import { scopesOf } from './policy.js';
import type { ApiKeyScope } from './scope.js';
import type { Role } from './viewer.js';

interface NewKey {
  readonly name: string;
  readonly role: Role;
  readonly organizationId: string | null;
  /** All that the role may when absent. */
  readonly scopes?: readonly ApiKeyScope[] | undefined;
  readonly documentSet?: string | undefined;
  readonly expiresAt?: Date | undefined;
}

type Database = Pick<DataSource, 'manager'>;

/** Issues an API key, for the command line; answers its token, which nothing keeps. */
export async function issueToken(db: Database, key: NewKey): Promise<string> {
  const token = newToken();
  await db.manager.insert(ApiKey, { ...rowOf(key, token), demo: false });
  return token;
}

/** Issues the key of the demo token, unless it has one: two processes may do so at the same moment. */
export async function ensureDemoKey(db: Database, key: NewKey, token: string): Promise<void> {
  await db.manager
    .createQueryBuilder()
    .insert()
    .into(ApiKey)
    .values({ ...rowOf(key, token), demo: true })
    // One of an earlier release is not marked as what it is.
    .orUpdate(['demo'], ['token_hash'], { skipUpdateIfNoValuesChanged: true })
    .execute();
}

/** Revokes an API key, for the command line; answers its name, undefined when there is no such key. */
export async function revokeKey(db: Database, id: string): Promise<string | undefined> {
  const key = await db.manager.findOneBy(ApiKey, { id });
  const now = new Date();
  await db.manager.update(ApiKey, { id, revokedAt: IsNull() }, { revokedAt: now, changedAt: now });
  return key?.name;
}

function rowOf({ scopes, documentSet, expiresAt, ...key }: NewKey, token: string) {
  const now = new Date();
  return {
    id: newId('ApiKey'),
    version: 1,
    createdAt: now,
    changedAt: now,
    ...key,
    tokenHash: hashToken(token),
    scopes: [...(scopes ?? scopesOf(key.role))],
    documentSet: documentSet ?? null,
    expiresAt: expiresAt ?? null,
    revokedAt: null,
  };
}
