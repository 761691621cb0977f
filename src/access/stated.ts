import { InvalidValue } from '../kernel/refusal.js';

/** The header in which a portal names the end user for whom it acts. */
export const ON_BEHALF_OF_HEADER = 'Renkei-On-Behalf-Of';
/** The header in which it says what the request is for. */
export const PURPOSE_HEADER = 'Renkei-Purpose';

/** No control or formatting characters, which could make a name look like another one where it is shown. */
const PRINTABLE = /^[^\p{C}\p{Zl}\p{Zp}]{1,200}$/u;

/**
 * What a portal states in a header, for the audit: visible ASCII, in which %XX stands for a byte of UTF-8. @param name of the
 * header. @throws InvalidValue for anything else.
 */
export function parseStated(name: string, header: string): string {
  const text = /^[\x20-\x7e]*$/.test(header) ? decoded(header.trim()) : undefined;
  if (text === undefined || !PRINTABLE.test(text) || text.trim() !== text)
    throw new InvalidValue(
      `${name} is 1 to 200 printable characters, percent-encoded where they are not visible ASCII.`,
    );
  return text;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
