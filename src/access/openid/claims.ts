export type Claims = Readonly<Record<string, unknown>>;

const LONGEST_TEXT = 200;

/** What is wrong with the claims of a good token; goes on where "This token is good, but" ends. */
export class ClaimFault extends Error {}

/** What stands in a claim: one with exactly this name, else what the path of names leads to; undefined where there is none. */
export function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
      return undefined;
    value = (value as Claims)[name];
  }
  return value;
}

/** The texts of a claim, of which it may hold one or several; `scope` holds them with spaces between (RFC 8693, section 4.2). */
export function textsAt(claims: Claims, path: string): string[] {
  const value = claimAt(claims, path);
  if (typeof value === 'string') return path === 'scope' ? value.split(' ').filter(Boolean) : [value];
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

/**
 * The one text of a claim; undefined where there is none. @throws ClaimFault where there are several, or what is no text:
 * whoever is taken to belong nowhere because of it, or to act for nobody, was meant to
 */
export function oneTextAt(claims: Claims, path: string): string | undefined {
  const value = claimAt(claims, path) ?? [];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.length > 1) throw new ClaimFault(`its claim ${path} has several values: one is needed.`);
  const [text] = values;
  if (text !== undefined && typeof text !== 'string') throw new ClaimFault(`its claim ${path} is no text.`);
  return text;
}

/** The subject of a token, and who acts for it; itself, unless the issuer says otherwise (RFC 8693, section 4.1). */
export interface Parties {
  readonly subject: string;
  /** Null: the subject acts itself. */
  readonly actor: string | null;
}

/** @throws ClaimFault when it is said that somebody acts, and not who */
export function partiesOf({ sub, act }: Claims): Parties {
  const subject = sub as string;
  if (act === undefined) return { subject, actor: null };
  const actor = typeof act === 'object' && act !== null ? (act as Claims)['sub'] : undefined;
  if (typeof actor !== 'string' || actor === '') throw new ClaimFault('its claim act does not say who acts.');
  return { subject, actor };
}

/** A text of somebody else's as it may stand in lists and in the audit: up to 200 printable characters. */
export function printable(text: string): string {
  return [...text.toWellFormed().replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd')].slice(0, LONGEST_TEXT).join('');
}
