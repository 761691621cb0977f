import { FAINT, GREY, group, INK, letters, path, picture, pixels, warning } from './drawing.js';
import { drawable, shortened } from './lettering.js';
import { stateOf, type Bond, type Matrix, type Party, type Picture } from './scene.js';
import { few, targetText, trustText, WORDS, type Language, type Words } from './words.js';
import { element, type Markup } from './xml.js';

/** More rows than these nobody reads. */
export const MOST_ROWS = 40;

const MARGIN = 24;
const HEADER = 92;
const LEGEND = 92;
const KINDS = 132;
const NAMES = 320;
const GAP = 6;
const LEAST_WIDTH = 980;

/** Of one hue, so that they are told apart in any colour vision and on paper: ColorBrewer's Blues (Harrower and Brewer, 2003). */
const SHADES = [
  { from: 0, fill: '#f4f8fc', ink: INK },
  { from: 0.02, fill: '#e0ecf7', ink: INK },
  { from: 0.2, fill: '#bdd7e7', ink: INK },
  { from: 0.4, fill: '#6baed6', ink: INK },
  { from: 0.6, fill: '#2f7ebc', ink: '#fff' },
  { from: 0.8, fill: '#08468b', ink: '#fff' },
] as const;

/** Organizations by kind, each with each; the darker a field, the more trust is between the two. Step by step: there are many. */
export function* matrixPicture(matrix: Matrix, language: Language): Generator<void, Picture, void> {
  const words = WORDS[language];
  const { parties, day } = matrix;
  const cell = cellOf(parties.length);
  const side = cell * parties.length;
  const left = MARGIN + KINDS + NAMES;
  const width = Math.max(LEAST_WIDTH, left + side + MARGIN);
  const height = HEADER + side + LEGEND;
  const heads = yield* rowHeads(parties, words, cell, left);
  const fields = yield* cells(matrix, words, cell, left);
  const description = describe(matrix, words);
  yield;
  const title = `${words.matrixOn(day)} (${words.asOf(day)})`;
  return picture({ title, description, width, height }, `matrix-${day}`, words.language, [
    letters(MARGIN, 40, words.matrixOn(day), { size: 22, weight: 'bold' }),
    letters(MARGIN, 64, [words.asOf(day), ...(matrix.left > 0 ? [words.moreByKind(matrix.left)] : [])].join(' · '), {
      size: 14,
      fill: GREY,
    }),
    ...(parties.length === 0 ? [letters(MARGIN, HEADER + 20, words.nobody, { size: 14 })] : []),
    ...heads,
    ...fields,
    ...legend(words, HEADER + side + 26, matrix.left > 0),
  ]);
}

function cellOf(rows: number): number {
  if (rows <= 14) return 34;
  return rows <= 26 ? 26 : 19;
}

/** The name of each row, with the number by which its column is found; and the kind, where another one begins. */
function* rowHeads(
  parties: readonly Party[],
  words: Words,
  cell: number,
  left: number,
): Generator<void, Markup[], void> {
  const size = cell > 20 ? 13 : 12;
  const right = left + cell * parties.length;
  const heads: Markup[] = [];
  for (const [place, party] of parties.entries()) {
    yield;
    const top = HEADER + place * cell;
    const base = top + cell / 2 + size * 0.36;
    const number = String(place + 1);
    const kind = words.kinds[party.kind] ?? party.kind;
    heads.push(
      group(
        `${nameOf(party, words)} (${kind})`,
        letters(left - 34, base, shortened(nameOf(party, words), (NAMES - 42) / size), {
          size,
          anchor: 'end',
          ...(party.together !== undefined && { fill: GREY }),
        }),
      ),
      letters(left - GAP, base, number, { size: 11, fill: GREY, anchor: 'end' }),
      letters(left + place * cell + cell / 2, HEADER - GAP, number, {
        size: cell > 20 ? 11 : 9.5,
        fill: GREY,
        anchor: 'middle',
      }),
    );
    if (parties[place - 1]?.kind !== party.kind) {
      heads.push(letters(MARGIN, base, shortened(kind, KINDS / 12), { size: 12, fill: GREY, weight: 'bold' }));
      if (place > 0) {
        const x = left + place * cell;
        heads.push(
          path(`M${MARGIN} ${top}H${right}M${x} ${HEADER}V${HEADER + cell * parties.length}`, { stroke: '#9aa0a6' }),
        );
      }
    }
  }
  return heads;
}

function nameOf({ name, kind, together }: Party, words: Words): string {
  return together === undefined ? drawable(name) : words.others(words.kinds[kind] ?? kind, together);
}

function* cells(matrix: Matrix, words: Words, cell: number, left: number): Generator<void, Markup[], void> {
  const { parties } = matrix;
  const drawn: Markup[] = [];
  const names = parties.map((party) => nameOf(party, words));
  for (const [row, name] of names.entries()) {
    yield;
    for (const [column, other] of names.entries()) {
      const [x, y] = [left + column * cell, HEADER + row * cell];
      if (row === column && parties[row]!.together === undefined) {
        drawn.push(element('rect', { x: x + 0.5, y: y + 0.5, width: cell - 1, height: cell - 1, fill: FAINT }));
        continue;
      }
      const bond = matrix.bondOf(Math.min(row, column), Math.max(row, column));
      if (!bond) continue;
      drawn.push(group(tipOf(name, other, bond, words), ...field(x, y, cell, bond)));
    }
  }
  const side = cell * parties.length;
  if (side > 0)
    drawn.push(element('rect', { x: left, y: HEADER, width: side, height: side, fill: 'none', stroke: '#9aa0a6' }));
  return drawn;
}

function field(x: number, y: number, cell: number, bond: Bond): Markup[] {
  const shade = SHADES.findLast(({ from }) => bond.trust >= from)!;
  const state = stateOf(bond);
  const marks: Markup[] = [];
  if (bond.trust > 0)
    marks.push(element('rect', { x: x + 0.5, y: y + 0.5, width: cell - 1, height: cell - 1, fill: shade.fill }));
  if (state === 'fading' && isTold(bond.trust))
    marks.push(
      element('rect', {
        x: x + 2.5,
        y: y + 2.5,
        width: cell - 5,
        height: cell - 5,
        fill: 'none',
        stroke: shade.ink,
        'stroke-width': 1.4,
        'stroke-dasharray': '3.5 2.5',
      }),
    );
  if (cell > 20 && isTold(bond.trust))
    marks.push(
      letters(x + cell / 2, y + cell / 2 + (state === 'short' ? 8 : 4), trustText(bond.trust).slice(1), {
        size: 11,
        fill: shade.ink,
        anchor: 'middle',
      }),
    );
  if (state === 'short') marks.push(warning(x + cell - 7, y + 6.5, 9));
  return marks;
}

/** What is less is there for the eye to see that there was something. */
function isTold(trust: number): boolean {
  return trust >= SHADES[1].from;
}

function tipOf(name: string, other: string, bond: Bond, words: Words): string {
  const { trust, wanted, fadesOn } = bond;
  const parts: string[] = [trust > 0 ? trustText(trust) : words.noTie];
  if (wanted !== null) parts.push(words.wants(targetText(wanted)));
  if (fadesOn !== null) parts.push(words.fadesOn(fadesOn, wanted !== null));
  return `${name} – ${other}: ${parts.join(' · ')}`;
}

function legend(words: Words, top: number, hasOthers: boolean): Markup[] {
  const size = 12;
  const marks: Markup[] = [];
  let x = MARGIN;
  for (const [place, { from, fill }] of SHADES.entries()) {
    marks.push(
      element('rect', { x, y: top, width: 40, height: 18, fill }),
      letters(x + (place === 0 ? 4 : 0), top + 31, place === 0 ? '> 0' : String(from), {
        size: 10,
        fill: GREY,
        anchor: place === 0 ? 'start' : 'middle',
      }),
    );
    x += 40;
  }
  const say = (sample: readonly Markup[], width: number, text: string) => {
    marks.push(...sample, letters(x + width + 8, top + 13, text, { size }));
    x += width + 8 + pixels(text, size) + 26;
  };
  say([], 2, words.legend.trustShade);
  say(field(x, top, 18, { trust: 0.3, wanted: null, fadesOn: null, isFading: true }), 18, words.legend.fading);
  say(field(x, top, 18, { trust: 0.3, wanted: 1, fadesOn: null, isFading: true }), 18, words.legend.short);
  if (hasOthers) marks.push(letters(MARGIN, top + 54, words.legend.others, { size }));
  return marks;
}

/** For whoever does not see it. */
function describe(matrix: Matrix, words: Words): string {
  const { parties, day } = matrix;
  const names = parties.map((party) => nameOf(party, words));
  const isNamed = (place: number) => parties[place]!.together === undefined;
  const named = parties.filter((_, place) => isNamed(place)).length;
  const bonds: { readonly names: string; readonly bond: Bond }[] = [];
  for (let row = 0; row < parties.length; row += 1)
    for (let column = row + 1; column < parties.length; column += 1) {
      const bond = isNamed(row) && isNamed(column) ? matrix.bondOf(row, column) : undefined;
      if (bond) bonds.push({ names: `${names[row]!} – ${names[column]!}`, bond });
    }
  const ties = bonds.filter(({ bond }) => bond.trust > 0).sort((a, b) => b.bond.trust - a.bond.trust);
  const { told } = words;
  const sentences = [told.matrix(day, named, ties.length, (named * (named - 1)) / 2)];
  if (ties.length === 0) sentences.push(told.none());
  else sentences.push(told.strongest(ties.slice(0, 3).map(({ names, bond }) => `${names} ${trustText(bond.trust)}`)));
  const fading = ties.filter(({ bond }) => stateOf(bond) === 'fading' && bond.fadesOn !== null);
  const fate = ({ names, bond }: (typeof bonds)[number]) =>
    `${names} (${words.fadesOn(bond.fadesOn!, bond.wanted !== null)})`;
  if (fading.length > 0) sentences.push(told.fading(few(words, fading.map(fate))));
  const short = bonds.filter(({ bond }) => stateOf(bond) === 'short');
  if (short.length > 0)
    sentences.push(
      told.short(
        few(
          words,
          short.map(({ names }) => names),
        ),
      ),
    );
  const others = parties.filter((_, place) => !isNamed(place)).map((party) => nameOf(party, words));
  if (others.length > 0) sentences.push(told.others(others));
  return sentences.join(words.language === 'ja' ? '' : ' ');
}
