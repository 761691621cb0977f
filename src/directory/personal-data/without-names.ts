import { foldName } from '../values/name.js';

const FEWEST_LETTERS = 2;
const BETWEEN_PARTS = '[\\s・]';
/** What changes the letter before it, or cannot be seen. */
const ADDED = '\\p{M}\\p{Default_Ignorable_Code_Point}\\uff9e\\uff9f';
const CHARACTER = new RegExp(`[^${ADDED}][${ADDED}]*|[${ADDED}]+`, 'gu');
/** A Latin name is of words: what goes on in Latin letters is another one. Japanese goes on without a space. */
const LATIN = '[\\p{Script=Latin}\\p{N}\\p{M}]';

/**
 * A text without some names of one person; `instead` stands where they were. A name is found however its parts are spaced, in
 * either order, and however it is spelled: in any case, width and either kana. A Latin one only as words of its own. A single
 * letter is no name: it stands in too many words.
 */
export function withoutNames(text: string, names: readonly string[], instead: string): string {
  const patterns = names
    .map((name) =>
      foldName(name)
        .split(new RegExp(`${BETWEEN_PARTS}+`, 'u'))
        .filter(Boolean),
    )
    .filter((parts) => parts.join('').length >= FEWEST_LETTERS)
    .flatMap((parts) => [patternOf(parts), patternOf(parts.toReversed())])
    .sort((a, b) => b.length - a.length);
  if (patterns.length === 0) return text;
  const { folded, begins, ends } = fold(text);
  let left = '';
  let from = 0;
  for (const { index, 0: found } of folded.matchAll(new RegExp([...new Set(patterns)].join('|'), 'gu'))) {
    left += text.slice(from, begins[index]) + instead;
    from = ends[index + found.length - 1]!;
  }
  return left + text.slice(from);
}

/** A text as names in it are compared, and where in it each character of that began and ended. */
function fold(text: string): { folded: string; begins: readonly number[]; ends: readonly number[] } {
  const begins: number[] = [];
  const ends: number[] = [];
  let folded = '';
  for (const { index, 0: character } of text.matchAll(CHARACTER)) {
    const as = /^\s/u.test(character) ? ' ' : foldName(character);
    folded += as;
    for (let each = 0; each < as.length; each += 1) {
      begins.push(index);
      ends.push(index + character.length);
    }
  }
  return { folded, begins, ends };
}

function patternOf(parts: readonly string[]): string {
  const isLatin = /\p{Script=Latin}/u.test(parts.join(''));
  const escaped = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&'));
  if (!isLatin) return escaped.join(`${BETWEEN_PARTS}*`);
  return `(?<!${LATIN})${escaped.join('[\\s,・]+')}(?!${LATIN})`;
}
