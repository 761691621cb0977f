import { refuse } from '../kernel/refusal.js';
import type { IssueApiKeyInput } from './api-key.js';
import { scopesOf } from './policy.js';
import { ApiKeyScope } from './scope.js';
import type { Viewer } from './viewer.js';

/** What whoever issues a key gives away must not be more than they have. */
type Giver = Pick<Viewer, 'scopes' | 'documentSet'>;

/** @throws FORBIDDEN for a scope that the giver lacks: whoever may issue keys would have it all the same. */
export function grantedScopes(giver: Giver, { role, scopes }: IssueApiKeyInput): ApiKeyScope[] {
  const useful = scopesOf(role);
  if (scopes == null) return useful.filter((scope) => giver.scopes.includes(scope));
  const path = ['input', 'scopes'];
  if (!scopes.includes(ApiKeyScope.READ)) throw refuse.badInput(path, 'Every key has the scope READ.');
  for (const scope of scopes) {
    if (!useful.includes(scope)) throw refuse.badInput(path, `${scope} is of no use to the role ${role}.`);
    if (!giver.scopes.includes(scope))
      throw refuse.forbidden(`Your credentials lack the scope ${scope}: you cannot give it.`);
  }
  return useful.filter((scope) => scopes.includes(scope));
}

/** @throws FORBIDDEN when a giver who may run only some documents would issue a key that may run others. */
export function grantedDocumentSet(giver: Giver, { documentSet }: IssueApiKeyInput): string | null {
  const wanted = documentSet?.trim() || giver.documentSet;
  if (giver.documentSet !== null && wanted !== giver.documentSet)
    throw refuse.forbidden(
      `Your credentials are bound to the documents of ${giver.documentSet}: so is a key that you issue.`,
    );
  return wanted;
}
