import { eastAsianWidth } from 'get-east-asian-width';

/** How wide text becomes, as far as that can be told without the font that a viewer's machine has. In widths of an em. */

const graphemes = new Intl.Segmenter('ja', { granularity: 'grapheme' });
const words = new Intl.Segmenter('ja', { granularity: 'word' });

/** Belongs to what follows it. */
const OPENING = /^[\p{Ps}\p{Pi}]$/u;

/** Of Latin letters in the usual sans-serif fonts, rather too wide than too narrow. */
const NARROW = /^[ .,:;|!'"`iIjlft()[\]{}·-]$/;
const BROAD = /^[MW@%&mw]$/;
const CAPITAL = /^[\p{Lu}+=<>~#$_?]$/u;
const DIGIT = /^\d$/;
const COMBINING = /^\p{M}$/u;

/** Cannot be seen, or turns the direction of what follows. */
const UNSEEN = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;
const BLANK = /[\p{Cc}\p{Z}]+/gu;

/** A name as it is drawn: one line of what can be seen, that turns nothing around it. */
export function drawable(text: string): string {
  return text.toWellFormed().replace(UNSEEN, '').replace(BLANK, ' ').trim();
}

/** In em. East Asian characters of ambiguous width are wide in the fonts that Japanese text is set in. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += widthOfCharacter(character);
  return width;
}

/** The text, or as much of it as there is room for, with an ellipsis. */
export function shortened(text: string, most: number): string {
  return widthOf(text) <= most ? text : `${headOf(text, most - 1).trimEnd()}…`;
}

/** The text in at most so many lines, between words where that can be; the last one is shortened. */
export function wrapped(text: string, most: number, lines: number): string[] {
  return broken(piecesOf(text), most, lines);
}

/** What is told of something, one thing after the other: a line ends between two of them. */
export function listed(parts: readonly string[], most: number, lines: number): string[] {
  const pieces = parts.map((part, place) => (place === parts.length - 1 ? part : `${part} · `));
  return broken(pieces, most, lines).map((line) => line.replace(/ ·$/u, ''));
}

function broken(pieces: readonly string[], most: number, lines: number): string[] {
  const done: string[] = [];
  let line = '';
  for (const [place, piece] of pieces.entries()) {
    const longer = line + piece;
    if (widthOf(longer.trimEnd()) <= most || done.length === lines - 1) {
      line = longer;
      // Whatever comes now is cut off.
      if (done.length === lines - 1 && widthOf(line) > most)
        return [...done, shortened(line + pieces.slice(place + 1).join(''), most)];
      continue;
    }
    if (line !== '') done.push(line.trimEnd());
    line = piece;
    while (done.length < lines - 1 && widthOf(line.trimEnd()) > most) {
      const head = headOf(line, most);
      done.push(head);
      line = line.slice(head.length);
    }
  }
  if (line.trim() !== '') done.push(shortened(line.trimEnd(), most));
  return done;
}

/** Where a line may end: after a word, in Japanese too, with the space and the marks that follow it. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (const { segment, isWordLike } of words.segment(text)) {
    const isPart = !isWordLike && !OPENING.test(segment);
    if (isPart && pieces.length > 0) pieces[pieces.length - 1] += segment;
    else if (OPENING.test(pieces.at(-1) ?? '')) pieces[pieces.length - 1] += segment;
    else pieces.push(segment);
  }
  return pieces;
}

/** As many characters as there is room for, at least one; what a reader takes for one is not taken apart. */
function headOf(text: string, most: number): string {
  let head = '';
  let width = 0;
  for (const { segment } of graphemes.segment(text)) {
    width += widthOf(segment);
    if (width > most && head !== '') break;
    head += segment;
  }
  return head;
}

const known = new Map<string, number>();
const MOST_KNOWN = 20_000;

function widthOfCharacter(character: string): number {
  let width = known.get(character);
  if (width === undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(character, (width = estimated(character)));
  }
  return width;
}

function estimated(character: string): number {
  if (COMBINING.test(character)) return 0;
  if (eastAsianWidth(character.codePointAt(0)!, { ambiguousAsWide: true }) === 2) return 1;
  if (NARROW.test(character)) return 0.36;
  if (BROAD.test(character)) return 0.95;
  if (DIGIT.test(character)) return 0.64;
  return CAPITAL.test(character) ? 0.72 : 0.58;
}
