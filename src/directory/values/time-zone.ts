import { Temporal } from 'temporal-polyfill';
import { InvalidValue } from '../../kernel/refusal.js';

/**
 * The name of a time zone of the IANA database as the database spells it: `asia/tokyo` is `Asia/Tokyo`. A link keeps its
 * own name (Asia/Kolkata does not become Asia/Calcutta). Offsets such as +09:00 are refused: they know no summer time.
 * Throws InvalidValue.
 */
export function parseTimeZone(text: string): string {
  const name = text.trim();
  // Temporal also takes offsets and the zone of a whole timestamp; ICU, behind it, keeps SystemV/*, which IANA dropped.
  const named = /^(?!systemv\/)[a-z][a-z0-9_+/-]*$/i.test(name) ? spelling(name) : null;
  if (named === null) {
    throw new InvalidValue('This is not a time zone. Write a name of the IANA time zone database, such as Asia/Tokyo.');
  }
  return named;
}

function spelling(name: string): string | null {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
