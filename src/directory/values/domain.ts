import { toASCII } from 'tr46';
import { InvalidValue } from '../../kernel/refusal.js';

const HOST_LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const DNS_LABEL = /^[a-z0-9_-]+$/;

/**
 * A domain in lower-case A-labels without the trailing dot: `銀行.example` is `xn--jn2ax2s.example`. At least two labels;
 * letters, digits and hyphens only (RFC 1123, section 2.1). Throws InvalidValue.
 */
export function parseDomain(text: string): string {
  const domain = toALabels(text, HOST_LABEL);
  if (domain === null) {
    throw new InvalidValue(
      'This is not a domain. Write two labels or more, such as bank.example: letters of any script, digits and hyphens, ' +
        'with at most 63 characters in a label and 253 in all.',
    );
  }
  return domain;
}

/**
 * As parseDomain, but for a name met in the wild rather than registered: DNS itself admits any label (RFC 2181, section 11),
 * so `_dmarc.bank.example` and `-x.bank.example` exist, and belong to bank.example. Throws InvalidValue.
 */
export function parseDnsName(text: string): string {
  const name = toALabels(text, DNS_LABEL);
  if (name === null) throw new InvalidValue('This is not a DNS name of two labels or more, such as www.bank.example.');
  return name;
}

/**
 * The domain (as parseDomain answers it) and all that it lies in, longest first:
 * `www.bank.example`, `bank.example`, `example`.
 */
export function parentDomains(domain: string): string[] {
  const labels = domain.split('.');
  return labels.map((_, first) => labels.slice(first).join('.'));
}

// In Unicode too a name of 253 octets stays below this, and the cost of punycode grows with the square of the length.
const MAX_CODE_UNITS = 512;

function toALabels(text: string, label: RegExp): string | null {
  if (text.length > MAX_CODE_UNITS) return null;
  const ascii = toASCII(text.trim().replace(/[.。．｡]$/u, ''), {
    checkBidi: true,
    checkJoiners: true,
    verifyDNSLength: true,
    // CheckHyphens would refuse names that exist, such as r3---sn.example: hyphens are left to the pattern of a label.
    checkHyphens: false,
    // The pattern says more than the STD3 rules do; they are off only where a name in the wild is read.
    useSTD3ASCIIRules: label === HOST_LABEL,
  });
  const labels = ascii?.split('.') ?? [];
  const last = labels.at(-1);
  if (labels.length < 2 || last === undefined || !labels.every((one) => label.test(one))) return null;
  // What ends in a number is an IPv4 address or a misspelt one, never a domain (URL standard, "ends in a number").
  return /^(?:\d+|0x[\da-f]*)$/.test(last) ? null : labels.join('.');
}
