import { In, IsNull, type EntityManager } from 'typeorm';
import { newId } from '../../kernel/ids.js';
import { TrustedDocument } from './trusted-document.js';

export interface NewDocument {
  readonly hash: string;
  readonly document: string;
  readonly operationNames: readonly string[];
}

/** Makes documents members of a set; those that are stay as they are. Answers the hashes of those that were not. */
export async function registerDocuments(
  manager: EntityManager,
  setName: string,
  documents: readonly NewDocument[],
): Promise<ReadonlySet<string>> {
  const now = new Date();
  const rows = documents.map(({ hash, document, operationNames }) => ({
    id: newId('TrustedDocument'),
    hash,
    document,
    operation_names: operationNames,
  }));
  const added = (await manager.query(
    `insert into trusted_document (id, created_at, changed_at, set_name, hash, document, operation_names)
     select id, $1, $1, $2, hash, document, operation_names
       from jsonb_to_recordset($3) as given (id text, hash text, document text, operation_names text[])
     on conflict on constraint "a document is registered once in a set"
     do update set removed_at = null, changed_at = excluded.changed_at where trusted_document.removed_at is not null
     returning hash`,
    [now, setName, JSON.stringify(rows)],
  )) as { hash: string }[];
  return new Set(added.map(({ hash }) => hash));
}

/** Takes documents out of a set, all of it when no hashes are given. Answers how many there were. */
export async function removeDocuments(
  manager: EntityManager,
  setName: string,
  hashes: readonly string[] | undefined,
): Promise<number> {
  const now = new Date();
  const { affected } = await manager.update(
    TrustedDocument,
    { setName, removedAt: IsNull(), ...(hashes && { hash: In([...hashes]) }) },
    { removedAt: now, changedAt: now },
  );
  return affected ?? 0;
}

/** What is registered, in a set or in all of them; by set, then in the order of registration. */
export async function listDocuments(manager: EntityManager, setName: string | undefined): Promise<TrustedDocument[]> {
  return manager.find(TrustedDocument, {
    where: { removedAt: IsNull(), ...(setName !== undefined && { setName }) },
    order: { setName: 'ASC', id: 'ASC' },
  });
}
