import { refuse } from '../kernel/refusal.js';

/** Longer ones do not fit into the headers that servers take. */
const LONGEST_TOKEN = 8_192;

/** The token of an Authorization header (RFC 6750). @throws UNAUTHENTICATED when there is none, or it is malformed. */
export function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined)
    throw refuse.unauthenticated('Send a bearer token in the Authorization header (RFC 6750).');
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization)?.[1];
  if (token === undefined || token.length > LONGEST_TOKEN) throw invalidToken();
  return token;
}

/** The same words for every token that is not good, so that whoever tries some learns nothing of them. */
export const invalidToken = () => refuse.unauthenticated('This token is not valid, or no longer.');
