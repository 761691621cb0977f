import { createHash } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import { Refusal } from '../../kernel/refusal.js';
import { invalidToken, TokenRefusal, unknownToken } from '../bearer.js';
import { scopesOf } from '../policy.js';
import type { Viewer } from '../viewer.js';
import { ClaimFault, oneTextAt, partiesOf, printable, textsAt, type Claims } from './claims.js';
import type { ProviderKeys } from './provider-keys.js';
import type { OpenIdSettings } from './settings.js';

/** What of the directory claims may name. */
export interface ClaimedDirectory {
  /** The organization with this id or corporate number. */
  organizationId(idOrNumber: string): string | undefined;
  /** The person with this id. */
  personId(id: string): string | undefined;
}

/** Who comes in with a token, and whom it says they act for. */
export interface Identity {
  readonly viewer: Viewer;
  readonly onBehalfOf: string | null;
}

/** Those of access tokens (RFC 9068), and what tokens in general are called. */
const TYPES = [undefined, 'at+jwt', 'application/at+jwt', 'jwt', 'application/jwt'];

/** Those who come with a token of an OpenID provider. */
export class OpenId {
  constructor(
    private readonly settings: OpenIdSettings,
    readonly keys: ProviderKeys,
    private readonly directory: ClaimedDirectory,
  ) {}

  /** The claims of a token that is good now (ms). @throws UNAUTHENTICATED for any other, UNAVAILABLE when that cannot be told */
  async verify(token: string, now: number): Promise<Claims> {
    const { issuer, audience, algorithms, clockSkewSeconds } = this.settings;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.keys.keyOf, {
        issuer,
        audience,
        algorithms: [...algorithms],
        clockTolerance: clockSkewSeconds,
        currentDate: new Date(now),
        requiredClaims: ['exp', 'sub'],
      });
      if (!TYPES.includes(protectedHeader.typ?.toLowerCase())) throw refused('This is no access token (typ).', token);
      // Bound to a key whose possession nobody proves here (RFC 7800): whoever stole it could use it.
      if (payload['cnf'] !== undefined)
        throw refused('This token is bound to a key (cnf), which is not supported: get one that is not.', token);
      if (typeof payload.sub !== 'string' || payload.sub === '') throw invalidToken(unknownToken(token));
      return payload;
    } catch (error) {
      throw error instanceof Refusal ? error : refusalOf(error, token);
    }
  }

  /** @throws FORBIDDEN when a good token gives nobody whom the directory knows what to do with */
  identify(claims: Claims): Identity {
    try {
      return this.identityIn(claims);
    } catch (error) {
      if (!(error instanceof ClaimFault)) throw error;
      const subject = credentialId(this.settings.issuer, claims['sub'] as string, null);
      throw new TokenRefusal(`This token is good, but ${error.message}`, { action: 'token.forbidden', subject });
    }
  }

  private identityIn(claims: Claims): Identity {
    const { issuer, roleClaim, roles, nameClaim, personClaim, onBehalfOfClaim } = this.settings;
    const held = textsAt(claims, roleClaim);
    const role = roles.find(([value]) => held.includes(value))?.[1];
    if (!role) throw new ClaimFault(`its claim ${roleClaim} gives no role here.`);
    const { subject, actor } = partiesOf(claims);
    const name = nameClaim === undefined ? undefined : oneTextAt(claims, nameClaim);
    const person = personClaim === undefined ? undefined : oneTextAt(claims, personClaim);
    const named = onBehalfOfClaim === undefined ? undefined : oneTextAt(claims, onBehalfOfClaim);
    const onBehalfOf = named ?? (actor === null ? undefined : subject);
    const viewer: Viewer = {
      credentialId: credentialId(issuer, subject, actor),
      // What a token is called is what its claims call the subject; an actor is named by the issuer's word for it alone.
      name: printable(actor ?? (name?.trim() || subject)),
      role,
      organizationId: this.organizationOf(claims),
      personId: person === undefined ? null : (this.directory.personId(person) ?? null),
      scopes: scopesOf(role),
      documentSet: null,
      expiresAt: Math.min((claims['exp'] as number) * 1_000, LATEST),
    };
    return { viewer, onBehalfOf: onBehalfOf === undefined ? null : printable(onBehalfOf) };
  }

  private organizationOf(claims: Claims): string | null {
    const { organizationClaim, organizations } = this.settings;
    const named = oneTextAt(claims, organizationClaim);
    if (named === undefined) return null;
    const id = this.directory.organizationId(organizations.get(named) ?? named);
    if (id === undefined) throw new ClaimFault(`its claim ${organizationClaim} names no organization here.`);
    return id;
  }
}

/** The last instant of JavaScript. */
const LATEST = 8.64e15;

/**
 * The same for all tokens of a subject, and another one where somebody acts for it; nobody reads from it who they are. Not
 * the id of an API key.
 */
function credentialId(issuer: string, subject: string, actor: string | null): string {
  const digest = createHash('sha256').update(JSON.stringify([issuer, subject, actor]));
  return `openid_${digest.digest('base64url')}`;
}

/** Claims are looked at only once the signature is found good: whoever invents tokens learns nothing from what is said of them. */
function refusalOf(error: unknown, token: string): Refusal {
  if (error instanceof errors.JWTExpired)
    return new TokenRefusal('This token has expired.', { ...unknownToken(token), action: 'token.expired' });
  if (error instanceof errors.JWTClaimValidationFailed)
    return refused(`The claim ${error.claim} of this token is not as it must be here.`, token);
  return invalidToken(unknownToken(token));
}

const refused = (message: string, token: string) => new TokenRefusal(message, unknownToken(token));
