import { InvalidValue } from '../kernel/refusal.js';

/** The header in which a portal names the end user for whom it acts. */
export const ON_BEHALF_OF_HEADER = 'Renkei-On-Behalf-Of';

/** No control or formatting characters, which could make a name look like another one where it is shown. */
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u;

/**
 * The end user whom a header names: visible ASCII, in which %XX stands for a byte of UTF-8. @throws InvalidValue for
 * anything else.
 */
export function parseOnBehalfOf(header: string): string {
  const name = /^[\x20-\x7e]*$/.test(header) ? decoded(header.trim()) : undefined;
  if (name === undefined || !PRINTABLE.test(name) || name.trim() !== name)
    throw new InvalidValue(
      `${ON_BEHALF_OF_HEADER} is 1 to 200 printable characters, percent-encoded where they are not visible ASCII.`,
    );
  return name;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
