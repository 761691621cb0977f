import type { Book } from '../kernel/book.js';
import type { Health } from './http.js';

/** Whether requests may be sent here, and what is wrong though they may. */
export function readHealth(
  book: Book,
  { databaseAvailable }: { readonly databaseAvailable: boolean },
  directory: { readonly organizations: { get(id: string): unknown } },
  coordinators: readonly string[],
  audit: readonly { problems(): readonly string[] }[],
): Health {
  if (!book.loaded) return { status: 'starting', problems: ['The directory is being loaded from the database.'] };
  const problems = audit.flatMap((part) => part.problems());
  if (!databaseAvailable)
    problems.push('The database cannot be reached: reading goes on from memory, writes are refused.');
  if (!coordinators.some((id) => directory.organizations.get(id)))
    problems.push(
      'COORDINATORS_OF_LAST_RESORT names no organization of this directory: a contact chain may end without anybody to call.',
    );
  return { status: problems.length > 0 ? 'degraded' : 'ok', problems };
}
