import { InvalidValue } from '../../kernel/refusal.js';
import { parseAsNumber } from './as-number.js';
import { parseDnsName } from './domain.js';
import { parseEmail } from './email.js';
import { parsePrefix } from './ip-prefix.js';
import { foldName, nameKey } from './name.js';

/** `domain` in A-labels, `prefix` canonical, `value` as `AS64496`, `name` as nameKey makes it. */
export type Indicator =
  | { kind: 'DOMAIN'; domain: string }
  | { kind: 'PREFIX'; prefix: string }
  | { kind: 'AS_NUMBER'; value: string }
  | { kind: 'NAME'; name: string };

const MAX_LENGTH = 2048;

/**
 * What a duty officer holds and asks "whose is it?" of: a domain, URL or e-mail address (its host), an IP address or prefix,
 * an AS number; whatever is none of these is a name. Full-width and defanged forms are understood, and the quotes,
 * brackets and full stops that come along when something is copied out of a sentence.
 * Throws InvalidValue where there is nothing to see in the text or it is over 2,048 characters, and never otherwise.
 */
export function parseIndicator(text: string): Indicator {
  if ([...text].length > MAX_LENGTH || foldName(text) === '') {
    throw new InvalidValue(
      'Write a domain, URL, e-mail address, IP address or prefix, AS number or name, in 1 to 2,048 characters.',
    );
  }
  const written = unwrapped(refanged(text.normalize('NFKC')));
  return (
    asNumberIn(written) ??
    prefixIn(written) ??
    hostIn(written) ??
    mailboxIn(written) ?? { kind: 'NAME', name: nameKey(withoutQuotes(text)) }
  );
}

// hxxp, fxp and the like need no undoing: whatever stands before :// is a scheme.
function refanged(text: string): string {
  return (
    text
      // Invisible marks that a copy out of a page or a document brings along.
      .replace(/[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu, '')
      .replaceAll('。', '.')
      .replace(/\s*[[({<]\s*(?:\.|dot)\s*[\])}>]\s*/giu, '.')
      .replace(/\s*[[({<]\s*(?:@|at)\s*[\])}>]\s*/giu, '@')
      .replace(/[[({<](:|:?\/\/?)[\])}>]/gu, '$1')
      // Between brackets of its own "::" is an IPv6 literal, so only within an address.
      .replace(/(?<=[\da-f])\[::\]|\[::\](?=[\da-f])/giu, '::')
  );
}

const QUOTES = ['""', "''", '``', '“”', '‘’', '„“', '«»', '‹›', '「」', '『』'];
const WRAPPERS = [...QUOTES, '()', '[]', '{}', '<>', '【】', '〈〉', '《》', '〔〕', '**'];

function unwrapped(text: string): string {
  let rest = text.trim();
  // Nobody wraps deeper; without a bound a text of brackets alone would cost the square of its length.
  for (let depth = 0, before = ''; depth < 8 && rest !== before; depth += 1) {
    before = rest;
    // One colon only: 2001:db8:: ends in two.
    rest = withoutPair(rest, WRAPPERS).replace(/(?<=[^.,;!?、])(?:[.,;!?、]+|(?<!:):)$/u, '');
    for (const [opening = '', closing = ''] of WRAPPERS) {
      if (rest.startsWith(opening) && !isBalanced(rest, opening, closing)) rest = rest.slice(1);
      if (rest.endsWith(closing) && !isBalanced(rest, opening, closing)) rest = rest.slice(0, -1);
    }
    rest = rest.trim();
  }
  return rest;
}

/** A name keeps its punctuation, which may belong to it, and loses only the quotes around it. */
function withoutQuotes(text: string): string {
  const bare = withoutPair(text.normalize('NFKC').trim(), QUOTES);
  return foldName(bare) === '' ? text : bare;
}

function withoutPair(text: string, pairs: readonly string[]): string {
  const wrapped = text.length > 2 && pairs.includes(`${text.at(0)}${text.at(-1)}`);
  return wrapped ? text.slice(1, -1).trim() : text;
}

function isBalanced(text: string, opening: string, closing: string): boolean {
  const count = (mark: string) => text.split(mark).length - 1;
  return opening === closing ? count(opening) % 2 === 0 : count(opening) === count(closing);
}

function asNumberIn(written: string): Indicator | null {
  const value = valid(() => parseAsNumber(written));
  return value === null ? null : { kind: 'AS_NUMBER', value };
}

function prefixIn(written: string): Indicator | null {
  // An IPv6 address may stand in brackets: [2001:db8::1], [2001:db8::]/32; in an e-mail address (RFC 5321) with a tag.
  const [, literal, length = ''] = /^\[(?:IPv6:)?([^\]]+)\](\/\d+)?$/i.exec(written) ?? [];
  const prefix = valid(() => parsePrefix(literal === undefined ? written : `${literal}${length}`));
  return prefix === null ? null : { kind: 'PREFIX', prefix };
}

const SCHEME = /^:?(?:(?:[a-z][a-z\d+.*_-]*:)*[\\/]{2,}|(?:h[tx*_]{2}ps?|wss?|f[tx]p):[\\/]*)/iu;

/** The host of a URL, with or without a scheme, or of `user@host`, as far as one can be seen. */
function hostIn(written: string): Indicator | null {
  const [scheme = ''] = SCHEME.exec(written) ?? [];
  const afterScheme = written.slice(scheme.length);
  const [authority = ''] = /^[^\\/?#]*/u.exec(afterScheme) ?? [];
  if (scheme !== '') {
    if (/\s/u.test(authority)) return null;
    return named(authority) ?? (/[\\/]/.test(scheme) ? asBrowsersRead(authority) : null);
  }
  // Without a scheme, text with a space is prose and more than one @ is a list: an answer to its first part would mislead.
  if (/\s/u.test(written) || /@.*@/u.test(authority)) return null;
  // So would a path be seen in the length of a prefix that is out of range.
  if (prefixIn(authority) !== null && /^\/\d+$/.test(afterScheme.slice(authority.length))) return null;
  return named(authority);
}

function named(authority: string): Indicator | null {
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const [bare = ''] = /^\[[^\]]*\]|^[^:]*/u.exec(host) ?? [];
  return prefixIn(host) ?? prefixIn(bare.replace(/\.$/u, '')) ?? domainIn(bare);
}

function domainIn(host: string): Indicator | null {
  // A certificate's *.bank.example and a block list's .bank.example are about bank.example.
  const domain = valid(() => parseDnsName(host.replace(/^\*?\./u, '')));
  return domain === null ? null : { kind: 'DOMAIN', domain };
}

/** A URL's host by the URL standard: percent-encoding is undone, and http://3221225985/ leads to 192.0.2.1. */
function asBrowsersRead(authority: string): Indicator | null {
  const url = `http://${authority}/`;
  return URL.canParse(url) ? named(new URL(url).hostname) : null;
}

/** The host of an e-mail address that is no plain `user@host`: in angle brackets behind a name, or with a slash in it. */
function mailboxIn(written: string): Indicator | null {
  const [, address = written] = /<\s*(?:mailto:)?([^<>\s]+@[^<>\s]+)\s*>$/iu.exec(written) ?? [];
  const email = valid(() => parseEmail(address.replace(/^mailto:/iu, '')));
  return email === null ? null : domainIn(email.slice(email.lastIndexOf('@') + 1));
}

function valid<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InvalidValue) return null;
    throw error;
  }
}
