import { refuse } from '../kernel/refusal.js';
import { foldName } from './values/name.js';

const LONGEST_TEXT = 500;

/** Whether any of some texts contains each word of a filter, in any width, case and kana. */
export function textFilter(text: string | null | undefined): (texts: readonly (string | null)[]) => boolean {
  if (text == null) return () => true;
  if (text.length > LONGEST_TEXT)
    throw refuse.badInput(['filter', 'text'], `This is longer than ${LONGEST_TEXT} characters.`);
  const words = foldName(text).split(' ').filter(Boolean);
  return (texts) => {
    const folded = texts.flatMap((each) => (each === null ? [] : [foldName(each)]));
    return words.every((word) => folded.some((each) => each.includes(word)));
  };
}
