import { foldName } from '../values/name.js';

/**
 * A text as the search sees it: folded, and reduced to its letters and digits, so that spaces and signs never stand
 * between a searcher and a name (山田太郎 and 山田 太郎, JPCERT/CC and jpcertcc). One number for each UTF-16 unit: the
 * unit in the low 16 bits, above them how it joins the unit before it.
 */
export type SearchText = ArrayLike<number>;

/** Within a word. */
export const INNER = 0;
/** The first of a word: at the very start, after a space or a sign, or where Latin and Japanese letters meet. */
export const START = 1;
/** The first of a word after white space between two words of a script that needs it, as in Yamada Taro. */
export const GAP = 2;

export const unitOf = (cell: number): number => cell & 0xffff;
export const jointOf = (cell: number): number => cell >>> 16;

/** How well a word sits in a text: at its start, at the start of one of its words, or inside a word. Lower is better. */
export type Place = 0 | 1 | 2;
export const PREFIX = 0;
export const WORD_START = 1;
export const INSIDE = 2;
export const PLACES = [PREFIX, WORD_START, INSIDE] as const;
/** Letters with a gap between them, the first inside a word: no match by themselves, but part of a longer one. */
export const SPANNING = 3;
/** Not in the text at all. */
export const NOWHERE = 3;

const LETTER = 1;
const MARK = 2;
const SPACE = 3;
const SIGN = 4;
/** The kind of each unit of the basic plane, once it was met: property tests would take most of the time of a build. */
const kinds = new Uint8Array(0x10000);

function kindOf(codePoint: number): number {
  if (codePoint > 0xffff) return classify(codePoint);
  return (kinds[codePoint] ||= classify(codePoint));
}

function classify(codePoint: number): number {
  const char = String.fromCodePoint(codePoint);
  if (/\p{M}/u.test(char)) return MARK;
  if (/[\p{L}\p{N}]/u.test(char)) return LETTER;
  return /\s/u.test(char) ? SPACE : SIGN;
}

/** Scripts that separate words by spaces (Latin, Greek, Cyrillic) lie below the CJK blocks, which begin at U+2E80. */
function isSpacedScript(codePoint: number): boolean {
  return codePoint < 0x2e80;
}

export function readText(text: string): number[] {
  const folded = foldName(text);
  const cells: number[] = [];
  let before = 0;
  let apart = false;
  let space = false;
  for (let at = 0; at < folded.length; at++) {
    const codePoint = folded.codePointAt(at)!;
    const kind = kindOf(codePoint);
    if (codePoint > 0xffff) at++;
    if (kind === SPACE || kind === SIGN) {
      apart = true;
      space ||= kind === SPACE;
    } else {
      const alike = isSpacedScript(before) === isSpacedScript(codePoint);
      let joint = INNER;
      if (cells.length === 0) joint = START;
      else if (space && alike && isSpacedScript(codePoint)) joint = GAP;
      else if (apart || (!alike && kind !== MARK)) joint = START;
      if (codePoint > 0xffff) {
        cells.push((joint << 16) | folded.charCodeAt(at - 1));
        joint = INNER;
      }
      cells.push((joint << 16) | folded.charCodeAt(at));
      before = codePoint;
      apart = space = false;
    }
  }
  return cells;
}

/** What was typed: the whole of it, and its words (separated by white space), each once, in the order typed. */
export interface SearchQuery {
  readonly phrase: SearchText;
  readonly words: readonly SearchText[];
}

export function readQuery(text: string): SearchQuery {
  const words: SearchText[] = [];
  for (const part of foldName(text).split(/\s+/u)) {
    const word = readText(part);
    if (word.length > 0 && !words.some((known) => sameLetters(known, word))) words.push(word);
  }
  return { phrase: readText(text), words };
}

export function sameLetters(a: SearchText, b: SearchText): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (unitOf(a[at]!) !== unitOf(b[at]!)) return false;
  return true;
}

/**
 * The best place of a word in the text that lies in `cells` from `from` to before `to`; NOWHERE when it has none.
 * A gap that was typed must be a boundary of words in the text too: "ta na" does not begin Tanaka. A match may pass
 * over a gap of the text only from the start of a word: yamadataro finds Yamada Taro, "data" does not.
 */
export function placeIn(cells: Uint32Array, from: number, to: number, word: SearchText): Place | typeof NOWHERE {
  const first = unitOf(word[0]!);
  const last = to - word.length;
  let best: Place | typeof NOWHERE = NOWHERE;
  for (let at = from; at <= last; at++) {
    const cell = cells[at]!;
    if (unitOf(cell) !== first) continue;
    const inside = jointOf(cell) === INNER;
    if (inside && best === INSIDE) continue;
    let n = 1;
    for (; n < word.length; n++) {
      const there = cells[at + n]!;
      const typed = word[n]!;
      if (unitOf(there) !== unitOf(typed)) break;
      if (jointOf(typed) === GAP && jointOf(there) === INNER) break;
      if (inside && jointOf(there) === GAP) break;
    }
    if (n < word.length) continue;
    if (at === from) return PREFIX;
    if (!inside) return WORD_START;
    best = INSIDE;
  }
  return best;
}

/**
 * Whether letters stand one after the other in the text that lies in `cells` from `from` to before `to`: JOINED with certainly
 * nothing between them, PERHAPS with spaces or signs, which the letters do not tell, or NOT.
 */
export function standsIn(
  cells: Uint32Array,
  from: number,
  to: number,
  letters: SearchText,
): 'JOINED' | 'PERHAPS' | 'NOT' {
  let stands: 'PERHAPS' | 'NOT' = 'NOT';
  for (let at = from; at + letters.length <= to; at += 1) {
    let isJoined = true;
    let n = 0;
    for (; n < letters.length; n += 1) {
      const there = cells[at + n]!;
      if (unitOf(there) !== unitOf(letters[n]!)) break;
      if (n > 0 && jointOf(there) !== INNER) isJoined = false;
    }
    if (n < letters.length) continue;
    if (isJoined) return 'JOINED';
    stands = 'PERHAPS';
  }
  return stands;
}

/** A letter or a pair of letters as one 32-bit number (negative for pairs of most kanji). */
const gramOf = (cell: number, next?: number): number =>
  next === undefined ? unitOf(cell) : (unitOf(cell) << 16) | unitOf(next);

/** Every letter and pair of letters of a text with its place; a gram that occurs twice is given twice. */
export function eachGram(text: SearchText, give: (gram: number, place: Place | typeof SPANNING) => void): void {
  for (let at = 0; at < text.length; at++) {
    const cell = text[at]!;
    const place = at === 0 ? PREFIX : jointOf(cell) === INNER ? INSIDE : WORD_START;
    give(gramOf(cell), place);
    if (at + 1 === text.length) return;
    const next = text[at + 1]!;
    give(gramOf(cell, next), place === INSIDE && jointOf(next) === GAP ? SPANNING : place);
  }
}

/** The grams of which a text must have every one to contain the word; the first is the one that the word begins with. */
export function gramsOf(word: SearchText): number[] {
  if (word.length === 1) return [gramOf(word[0]!)];
  return Array.from({ length: word.length - 1 }, (_, at) => gramOf(word[at]!, word[at + 1]!));
}

/** A bit for each pair of letters: a text that lacks one of a word's bits does not have the word. */
export function signatureOf(text: SearchText): number {
  let signature = 0;
  for (let at = 1; at < text.length; at++) {
    signature |= 1 << (Math.imul(gramOf(text[at - 1]!, text[at]!), 0x9e3779b1) >>> 27);
  }
  return signature;
}

/** Whether the texts that have the word's only gram at a place are exactly those that have the word there. */
export function isOneGram(word: SearchText): boolean {
  return word.length === 1 || (word.length === 2 && jointOf(word[1]!) !== GAP);
}
