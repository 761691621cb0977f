import validator from 'validator';
import { InvalidValue } from '../../kernel/refusal.js';
import { parseDomain } from './domain.js';

const EXPECTED = 'This is not an e-mail address. Write it as csirt@bank.example, without a name and without brackets.';

/**
 * An e-mail address with its domain in lower-case A-labels. The local part stays as it is: only the receiving host knows
 * whether its case matters (RFC 5321, section 2.4). Throws InvalidValue.
 */
export function parseEmail(text: string): string {
  const address = text.trim();
  const at = Math.max(address.lastIndexOf('@'), address.lastIndexOf('＠'));
  const local = address.slice(0, Math.max(at, 0));
  // A quoted local part may hold line breaks and spaces: in the header of a message they would become another recipient.
  if (local === '' || /[\s\p{C}]/u.test(local)) throw new InvalidValue(EXPECTED);
  const email = `${local}@${domainOf(address.slice(at + 1))}`;
  if (!validator.isEmail(email)) throw new InvalidValue(EXPECTED);
  return email;
}

function domainOf(text: string): string {
  try {
    return parseDomain(text);
  } catch (error) {
    if (error instanceof InvalidValue) throw new InvalidValue(EXPECTED);
    throw error;
  }
}
