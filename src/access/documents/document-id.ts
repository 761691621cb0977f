import { createHash } from 'node:crypto';
import { refuse, type InputPath } from '../../kernel/refusal.js';

/** What of a request says which document it means. Nothing of it has been checked. */
export interface DocumentRequest {
  /** The text. Empty counts as absent: graphql-transport-ws demands a string. */
  readonly query?: unknown;
  /** GraphQL over HTTP, appendix of persisted documents: `sha256:` and hexadecimal digits, or these alone. */
  readonly documentId?: unknown;
  /** In `persistedQuery.sha256Hash` the same, as the clients of Apollo send it. */
  readonly extensions?: unknown;
}

export function hashOf(document: string): string {
  return createHash('sha256').update(document).digest('hex');
}

/** The hash by which a request names its document; undefined when it names none. @throws BAD_USER_INPUT */
export function namedHash({ documentId, extensions }: DocumentRequest): string | undefined {
  const persistedQuery = (extensions as { persistedQuery?: unknown } | null | undefined)?.persistedQuery;
  const byId = documentId === undefined || documentId === null ? undefined : digits(documentId, ['documentId']);
  const byExtension =
    persistedQuery === undefined || persistedQuery === null
      ? undefined
      : digits((persistedQuery as { sha256Hash?: unknown }).sha256Hash, ['extensions', 'persistedQuery', 'sha256Hash']);
  if (byId !== undefined && byExtension !== undefined && byId !== byExtension)
    throw refuse.badInput(['documentId'], 'This names another document than extensions.persistedQuery does.');
  return byId ?? byExtension;
}

function digits(id: unknown, path: InputPath): string {
  const hash = typeof id === 'string' ? /^(?:sha256:)?([0-9a-f]{64})$/i.exec(id)?.[1] : undefined;
  if (hash === undefined)
    throw refuse.badInput(path, 'A document is named by the 64 hexadecimal digits of its SHA-256.');
  return hash.toLowerCase();
}
