import { parsePhoneNumberFromString } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/min/metadata';
import { InvalidValue } from '../../kernel/refusal.js';

// Split off here and not by the library, which also takes "~3" (in Japan: "to …3") and a dialled ",12" for extensions.
const EXTENSION =
  /[\s(,、]*(?:;\s*ext\s*=|(?:内線(?:番号)?|ext(?:ensio)?n?|x|#)[\s.:=]*)\s*(?<digits>\d{1,20})\s*\)?$/iu;

const WRITTEN_NUMBER = /^\+?[\d\s()[\]./‐-―−ー-]+$/u;

const EXPECTED =
  'This is not a complete telephone number. Write it with its area code (03-0000-0000) or with + and the country code ' +
  '(+81-3-0000-0000); an extension follows as "ext. 12". Nothing else may stand beside it.';

/**
 * A telephone number in E.164 form, `+81300000000`, with its extension as RFC 3966 writes it: `+81300000000;ext=12`.
 * A number without a country code is a Japanese one. Full-width digits and the usual punctuation are accepted.
 * Only the length is held against the numbering plan: ranges are opened faster than any table of assigned ones follows.
 * Throws InvalidValue.
 */
export function parsePhone(text: string): string {
  const written = text
    .normalize('NFKC')
    .trim()
    .replace(/^tel:\s*/i, '');
  const extension = EXTENSION.exec(written);
  const bare = extension ? written.slice(0, extension.index) : written;
  // Japan's own numbers begin with the trunk prefix 0. Without it the library would read "1-202-555-0100", an American
  // number that lost its +, as a Japanese one, and somebody else would be called.
  if (!WRITTEN_NUMBER.test(bare) || !/^[^\d+]*[+0]/.test(bare)) throw new InvalidValue(EXPECTED);
  const number = parsePhoneNumberFromString(bare, { defaultCountry: 'JP', extract: false }, metadata);
  if (!number?.isPossible()) throw new InvalidValue(EXPECTED);
  // The library lets +81 run to 17 digits for the sake of carriers' 00XY numbers. Of the rest none has other than 9 or 10
  // (telecommunications numbering plan of Japan): a longer one is two numbers run together, as in "03-0000-0000/0001".
  if (number.countryCallingCode === '81' && !/^(?:0.*|\d{9,10})$/.test(number.nationalNumber)) {
    throw new InvalidValue(EXPECTED);
  }
  return extension ? `${number.number};ext=${extension.groups!['digits']}` : number.number;
}
