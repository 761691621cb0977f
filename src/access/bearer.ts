import { createHash } from 'node:crypto';
import { Refusal } from '../kernel/refusal.js';

/** What is the matter with a token, for the audit and never for whoever showed it. */
export interface TokenFault {
  readonly action:
    'token.absent' | 'token.malformed' | 'token.unknown' | 'token.expired' | 'token.revoked' | 'token.forbidden';
  /** Whose it is, or was; else the beginning of its hash; null where there is none. */
  readonly subject: string | null;
}

/** Nobody is let in: nobody is known, or whoever is has no place here (FORBIDDEN). */
export class TokenRefusal extends Refusal {
  constructor(
    message: string,
    readonly fault: TokenFault,
  ) {
    super(fault.action === 'token.forbidden' ? 'FORBIDDEN' : 'UNAUTHENTICATED', message);
  }
}

/** Longer ones do not fit into the headers that servers take. */
const LONGEST_TOKEN = 8_192;

/** The token of an Authorization header (RFC 6750). @throws UNAUTHENTICATED when there is none, or it is malformed. */
export function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined)
    throw new TokenRefusal('Send a bearer token in the Authorization header (RFC 6750).', {
      action: 'token.absent',
      subject: null,
    });
  const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization)?.[1];
  if (token === undefined || token.length > LONGEST_TOKEN)
    throw invalidToken({ action: 'token.malformed', subject: null });
  return token;
}

/** The same words for every token that is not good, so that whoever tries some learns nothing of them. */
export const invalidToken = (fault: TokenFault) => new TokenRefusal('This token is not valid, or no longer.', fault);

/** Of a token that is nobody's: what tells it from another one, and does not tell it. */
export function unknownToken(token: string): TokenFault {
  const hash = createHash('sha256').update(token).digest('hex');
  return { action: 'token.unknown', subject: `token_${hash.slice(0, 8)}` };
}
