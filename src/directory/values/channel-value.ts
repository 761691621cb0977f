import { InvalidValue } from '../../kernel/refusal.js';
import { parseEmail } from './email.js';
import { parsePhone } from './phone.js';
import { parseWebUrl } from './web-url.js';

export type ChannelValueKind = 'PHONE' | 'MOBILE' | 'EMAIL' | 'FAX' | 'CHAT' | 'RADIO' | 'SATELLITE' | 'WEB_FORM';

const parsers: Readonly<Record<ChannelValueKind, (text: string) => string>> = {
  PHONE: parsePhone,
  MOBILE: parsePhone,
  FAX: parsePhone,
  SATELLITE: parsePhone,
  EMAIL: parseEmail,
  WEB_FORM: parseWebUrl,
  CHAT: parseHandle,
  RADIO: parseHandle,
};

/** The value of a contact channel in the canonical form of its kind: two spellings of it become one. Throws InvalidValue. */
export function parseChannelValue(kind: ChannelValueKind, text: string): string {
  return parsers[kind](text);
}

function parseHandle(text: string): string {
  const handle = text.normalize('NFKC').trim();
  const length = [...handle].length;
  // Control characters and separators would break the line that a duty officer reads it from.
  if (length < 1 || length > 200 || /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(handle)) {
    throw new InvalidValue(
      'Write how to reach this channel on one line of 1 to 200 characters, such as #csirt or @desk.',
    );
  }
  return handle;
}
