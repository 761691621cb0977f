import { z } from 'zod';
import { typeOfId } from '../../kernel/ids.js';
import { Role } from '../viewer.js';

/** Whose tokens are taken, and what their claims say here. */
export interface OpenIdSettings {
  /** As the `iss` of its tokens has it. */
  readonly issuer: string;
  /** What must be in the `aud` of a token. */
  readonly audience: string;
  /** Of JSON Web Signature, and only those of public keys. */
  readonly algorithms: readonly string[];
  /** By how much the clocks of issuer and process may differ. */
  readonly clockSkewSeconds: number;
  /** Where a claim stands: its name, or names with dots between them for one inside another. */
  readonly roleClaim: string;
  /** The role of each value of the claim; where a token has several, the first of these. */
  readonly roles: readonly (readonly [value: string, role: Role])[];
  readonly organizationClaim: string;
  /** Ids of organizations by values of the claim. */
  readonly organizations: ReadonlyMap<string, string>;
  readonly nameClaim: string | undefined;
  readonly personClaim: string | undefined;
  readonly onBehalfOfClaim: string | undefined;
}

/** Signatures of public keys. Whoever can check one with a shared secret could make one, too. */
export const SIGNATURE_ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
] as const;

const LARGEST_SKEW = 300;

/** An issuer is asked over TLS, or it is on this machine. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}

/** Where the issuer may stand: OpenID Connect Discovery knows neither query nor fragment in it. */
function isIssuer(text: string): boolean {
  return isSafeUrl(text) && !/[?#]/.test(text);
}

/** Pairs such as duty=OPERATOR,staff=MEMBER; a value may hold `=`. Undefined when one is no such pair. */
function pairsIn(text: string): [string, string][] | undefined {
  const pairs = text.split(',').map((pair): [string, string] => {
    const place = pair.lastIndexOf('=');
    return [pair.slice(0, Math.max(0, place)).trim(), pair.slice(place + 1).trim()];
  });
  return pairs.every(([value, meaning]) => value !== '' && meaning !== '') ? pairs : undefined;
}

function isRole(text: string): text is Role {
  return Object.values<string>(Role).includes(text);
}

function isOrganizationId(text: string): boolean {
  return typeOfId(text) === 'Organization';
}

const claim = z.string().trim();

/** A list of value=meaning. */
const pairs = (isMeaning: (text: string) => boolean, what: string) =>
  z
    .string()
    .refine((text) => pairsIn(text)?.every(([, meaning]) => isMeaning(meaning)) ?? false, what)
    .transform((text) => pairsIn(text)!)
    .optional();

/** What of the environment says whose tokens are taken; messages say what a variable must be. */
export const OPENID_VARIABLES = {
  OIDC_ISSUER: z
    .string()
    .refine(isIssuer, 'a URL that begins with https:// (or http://localhost), without query or fragment')
    .optional(),
  OIDC_AUDIENCE: z.string().optional(),
  OIDC_ALGORITHMS: z
    .string()
    .default('RS256,PS256,ES256,EdDSA')
    .transform((text) => text.split(',').map((name) => name.trim()))
    .refine(
      (names) => names.every((name) => SIGNATURE_ALGORITHMS.some((known) => known === name)),
      `a list, separated by commas, of ${SIGNATURE_ALGORITHMS.join(', ')}`,
    ),
  OIDC_CLOCK_SKEW_SECONDS: z
    .string()
    .refine(
      (text) => /^\d{1,3}$/.test(text) && Number(text) <= LARGEST_SKEW,
      `a whole number from 0 to ${LARGEST_SKEW}`,
    )
    .transform(Number)
    .default(30),
  OIDC_ROLE_CLAIM: claim.default('roles'),
  OIDC_ROLE_MAP: pairs(
    isRole,
    `a list such as duty=OPERATOR, separated by commas, of values of the claim and ${Object.values(Role).join(', ')}`,
  ),
  OIDC_ORGANIZATION_CLAIM: claim.default('organization'),
  OIDC_ORGANIZATION_MAP: pairs(
    isOrganizationId,
    'a list such as example=org_01k8…, separated by commas, of values of the claim and organization ids',
  ),
  OIDC_NAME_CLAIM: claim.optional(),
  OIDC_PERSON_CLAIM: claim.optional(),
  OIDC_ON_BEHALF_OF_CLAIM: claim.optional(),
};

type OpenIdEnvironment = z.output<z.ZodObject<typeof OPENID_VARIABLES>>;

/** The variables without which an issuer would let nobody in, or anybody. */
const NEEDED = ['OIDC_AUDIENCE', 'OIDC_ROLE_MAP'] as const;

export function requireWholeOpenId(env: OpenIdEnvironment, context: z.RefinementCtx): void {
  if (env.OIDC_ISSUER === undefined) return;
  for (const name of NEEDED)
    if (env[name] === undefined)
      context.addIssue({ code: 'custom', path: [name], message: 'set, since OIDC_ISSUER is' });
}

/** Undefined where no issuer is set: then API keys alone let in. */
export function openIdSettings(env: OpenIdEnvironment): OpenIdSettings | undefined {
  if (env.OIDC_ISSUER === undefined) return undefined;
  return {
    issuer: env.OIDC_ISSUER,
    audience: env.OIDC_AUDIENCE!,
    algorithms: env.OIDC_ALGORITHMS,
    clockSkewSeconds: env.OIDC_CLOCK_SKEW_SECONDS,
    roleClaim: env.OIDC_ROLE_CLAIM,
    roles: env.OIDC_ROLE_MAP as [string, Role][],
    organizationClaim: env.OIDC_ORGANIZATION_CLAIM,
    organizations: new Map(env.OIDC_ORGANIZATION_MAP),
    nameClaim: env.OIDC_NAME_CLAIM,
    personClaim: env.OIDC_PERSON_CLAIM,
    onBehalfOfClaim: env.OIDC_ON_BEHALF_OF_CLAIM,
  };
}
