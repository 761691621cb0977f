import { refuse } from '../kernel/refusal.js';
import type { Bearers } from './search/bearers.js';
import type { SearchIndex } from './search/search-index.js';
import { foldName } from './values/name.js';

const LONGEST_TEXT = 500;

/** Who has each word of a text filter in one of their names, in any width, case and kana; undefined where it has no word. */
export function textFilter(index: Pick<SearchIndex, 'bearers'>, text: string | null | undefined): Bearers | undefined {
  if (text == null) return undefined;
  if (text.length > LONGEST_TEXT)
    throw refuse.badInput(['filter', 'text'], `This is longer than ${LONGEST_TEXT} characters.`);
  const words = foldName(text).split(' ').filter(Boolean);
  return words.length > 0 ? index.bearers(words) : undefined;
}
