import { InvalidValue } from '../../kernel/refusal.js';

/**
 * An autonomous system number as `AS64496`, in the asplain notation of RFC 5396, 0 to 4294967295. A bare number is refused:
 * it could be anything. Throws InvalidValue.
 */
export function parseAsNumber(text: string): string {
  const [, digits] = /^AS0*(\d{1,10})$/i.exec(text.normalize('NFKC').trim()) ?? [];
  if (digits === undefined || Number(digits) > 0xffff_ffff) {
    throw new InvalidValue('This is not an AS number. Write AS and a number from 0 to 4294967295, such as AS64496.');
  }
  return `AS${digits}`;
}
