import { InvalidValue } from '../../kernel/refusal.js';

const MAX_LENGTH = 2048;

/** An http or https URL as the URL standard normalizes it, of at most 2,048 characters. Throws InvalidValue. */
export function parseWebUrl(text: string): string {
  const written = text.trim();
  // The URL parser drops tabs and line breaks silently: what was pasted over two lines may be two addresses.
  const url = written.length > MAX_LENGTH || /[\s\p{Cc}]/u.test(written) ? null : parsed(written);
  if (url === null || !/^https?:$/.test(url.protocol) || url.href.length > MAX_LENGTH) {
    throw new InvalidValue(
      'This is not a web address. Write it in full, such as https://bank.example/contact, in at most 2,048 characters.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new InvalidValue('A web address must not carry a user name or a password.');
  }
  return url.href;
}

function parsed(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
