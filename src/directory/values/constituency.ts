import { InvalidValue } from '../../kernel/refusal.js';
import { parseAsNumber } from './as-number.js';
import { parseDomain } from './domain.js';
import { parsePrefix } from './ip-prefix.js';

export interface ConstituencyValue {
  kind: 'DOMAIN' | 'PREFIX' | 'AS_NUMBER';
  value: string;
}

/**
 * What an organization may register as its own: a domain, an IP prefix or an AS number, each in its canonical form.
 * A URL or an e-mail address is refused, not cut down to its host: nobody should answer for a domain by a slip.
 * Throws InvalidValue.
 */
export function parseConstituency(text: string): ConstituencyValue {
  const written = text.normalize('NFKC').trim();
  if (/@|:\/\//.test(written)) {
    throw new InvalidValue('A constituency is a domain, an IP prefix or an AS number, not a URL or an e-mail address.');
  }
  if (/^AS\d+$/i.test(written)) return { kind: 'AS_NUMBER', value: parseAsNumber(written) };
  if (/:|^[\d./]*[./][\d./]*$/.test(written)) return { kind: 'PREFIX', value: parsePrefix(written) };
  if (/^\d+$/.test(written)) throw new InvalidValue('A bare number is no constituency. Write an AS number as AS64496.');
  return { kind: 'DOMAIN', value: parseDomain(written) };
}
