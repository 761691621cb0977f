const FEWEST_LETTERS = 2;
const ANY_SPACE = '[\\s\\u3000・･]';

/**
 * A text without some names of one person; `instead` stands where they were. A name is found however its parts are spaced,
 * in either order, in any case; a Latin one only as words of its own. A single letter is no name: it stands in too many words.
 */
export function withoutNames(text: string, names: readonly string[], instead: string): string {
  const patterns = names
    .map((name) => name.trim().split(new RegExp(`${ANY_SPACE}+`, 'u')))
    .filter((parts) => parts.join('').length >= FEWEST_LETTERS)
    .flatMap((parts) => [patternOf(parts), patternOf(parts.toReversed())])
    .sort((a, b) => b.length - a.length);
  if (patterns.length === 0) return text;
  return text.replace(new RegExp([...new Set(patterns)].join('|'), 'giu'), instead);
}

function patternOf(parts: readonly string[]): string {
  const isLatin = /\p{Script=Latin}/u.test(parts.join(''));
  const escaped = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&'));
  if (!isLatin) return escaped.join(`${ANY_SPACE}*`);
  return `(?<![\\p{L}\\p{N}])${escaped.join(`[\\s,]+`)}(?![\\p{L}\\p{N}])`;
}
