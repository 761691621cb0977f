import { altTextOf } from './alt-text.js';
import { seedOf, spread } from './column.js';
import { BLUE, GREY, group, hundredth, letters, path, picture, VERMILION, warning } from './drawing.js';
import { legend } from './legend.js';
import { drawable, listed, shortened, widthOf, wrapped } from './lettering.js';
import { isPublic, stateOf, type Neighbour, type Party, type Picture, type Surroundings } from './scene.js';
import { dashes, dot, isHeavy, thickness } from './strokes.js';
import { percent, targetText, trustText, WORDS, type Language, type Words } from './words.js';
import { element, type Markup } from './xml.js';

/** On either side; the strongest are shown. */
export const MOST_ON_A_SIDE = 12;

const WIDTH = 1200;
const HEADER = 112;
const LEGEND = 96;
/** What a name and what is told of the tie take, with two lines each. */
const ROW = 64;
const BODY = MOST_ON_A_SIDE * ROW;
const HEIGHT = HEADER + BODY + LEGEND;
const MARGIN = 18;

const MIDDLE = { x: WIDTH / 2, y: HEADER + BODY / 2, width: 190, height: 340 };
/** How far the ends of the ties are from the middle. */
const REACH = 250;
const DOT_GAP = 16;
const LABEL = WIDTH / 2 - REACH - DOT_GAP - MARGIN;

const NAME = { size: 15, line: 17 };
const DETAIL = { size: 12, line: 14 };

/**
 * An organization in the middle, the public bodies that it has ties to at its left and the private ones at its right. Each
 * stands at the height that its id gives it: that stays, whoever else comes and goes. Step by step: to break names into lines
 * takes time.
 */
export function* surroundingsPicture(surroundings: Surroundings, language: Language): Generator<void, Picture, void> {
  const words = WORDS[language];
  const { day, middle, neighbours, left } = surroundings;
  const sides = ([true, false] as const).map((isLeft) => {
    const all = neighbours.filter(({ party }) => isPublic(party) === isLeft);
    return new Side(isLeft, words, all, isLeft ? left.public : left.private);
  });
  const labels: Markup[] = [];
  for (const side of sides) labels.push(...(yield* side.labels()));
  const title = `${words.surroundingsOf(drawable(middle.name), day)} (${words.asOf(day)})`;
  const description = altTextOf(surroundings, words);
  yield;
  return picture({ title, description, width: WIDTH, height: HEIGHT }, `${middle.id}-${day}`, words.language, [
    ...heading(surroundings, words),
    ...sides.flatMap((side) => side.lines()),
    ...middleBox(surroundings, words),
    ...labels,
    ...legend(words, HEADER + BODY + 34, WIDTH, MARGIN),
  ]);
}

/**
 * Who is shown: on either side the strongest, but for targets that are not met: those are what the picture is looked at for.
 *
 * @param all the strongest first.
 */
export function chosen<T extends { readonly party: Party; readonly trust: number; readonly wanted: number | null }>(
  all: readonly T[],
): { readonly shown: readonly T[]; readonly left: Surroundings['left'] } {
  const isShort = ({ trust, wanted }: T) => wanted !== null && trust < wanted;
  const sides = [true, false].map((side) => all.filter(({ party }) => isPublic(party) === side));
  const shown = new Set(
    sides.flatMap((side) =>
      [...side.filter(isShort), ...side.filter((each) => !isShort(each))].slice(0, MOST_ON_A_SIDE),
    ),
  );
  const [left = 0, right = 0] = sides.map((side) => Math.max(0, side.length - MOST_ON_A_SIDE));
  return { shown: all.filter((each) => shown.has(each)), left: { public: left, private: right } };
}

class Side {
  private readonly rows: readonly { readonly neighbour: Neighbour; readonly y: number }[];

  constructor(
    private readonly isLeft: boolean,
    private readonly words: Words,
    neighbours: readonly Neighbour[],
    private readonly left: number,
  ) {
    const height = BODY - ROW;
    const seeded = neighbours
      .map((neighbour) => ({ neighbour, wanted: seedOf(neighbour.party.id) * height }))
      .sort((a, b) => a.wanted - b.wanted);
    const places = spread(
      seeded.map(({ wanted }) => wanted),
      ROW,
      height,
    );
    this.rows = seeded.map(({ neighbour }, place) => ({ neighbour, y: HEADER + ROW / 2 + places[place]! }));
  }

  lines(): Markup[] {
    return this.rows.map(({ neighbour, y }) => {
      const state = stateOf(neighbour);
      const port = MIDDLE.y + ((y - MIDDLE.y) / BODY) * MIDDLE.height;
      const [begin, end] = [this.x(MIDDLE.width / 2 - 4), this.x(REACH)];
      const bend = this.x(MIDDLE.width / 2 + 90);
      const d = `M${hundredth(begin)} ${hundredth(port)}C${hundredth(bend)} ${hundredth(port)} ${hundredth(bend)} ${hundredth(y)} ${hundredth(end)} ${hundredth(y)}`;
      const isTie = neighbour.trust > 0;
      return path(d, {
        stroke: isTie ? BLUE : VERMILION,
        'stroke-width': isTie ? thickness(neighbour.trust) : 1.5,
        'stroke-dasharray': dashes(neighbour, state),
      });
    });
  }

  *labels(): Generator<void, Markup[], void> {
    const { words } = this;
    const heading = this.isLeft ? words.publicSide : words.privateSide;
    const labels: Markup[] = [];
    for (const { neighbour, y } of this.rows) {
      yield;
      labels.push(this.label(neighbour, y));
    }
    const at = this.x(REACH + DOT_GAP);
    labels.push(letters(at, HEADER - 18, heading, { size: 13, fill: GREY, weight: 'bold', anchor: this.anchor }));
    if (this.left > 0)
      labels.push(
        letters(at, HEADER + BODY + 14, words.more(this.left), { size: 13, fill: GREY, anchor: this.anchor }),
      );
    return labels;
  }

  private label(neighbour: Neighbour, y: number): Markup {
    const { words } = this;
    const { party, carrier } = neighbour;
    const lines = wrapped(drawable(party.name), LABEL / NAME.size, 2);
    const x = this.x(REACH + DOT_GAP);
    const details = listed(detailsOf(neighbour, words, LABEL / DETAIL.size), LABEL / DETAIL.size, 2);
    const top = y - (lines.length * NAME.line + details.length * DETAIL.line) / 2;
    const fill = stateOf(neighbour) === 'short' ? VERMILION_TEXT : GREY;
    const weight = carrier && isHeavy(carrier) ? { weight: 'bold' as const } : {};
    return group(
      tipOf(neighbour, words),
      ...lines.map((line, place) =>
        letters(x, top + place * NAME.line + 13, line, { size: NAME.size, anchor: this.anchor }),
      ),
      ...details.map((line, place) =>
        letters(x, top + lines.length * NAME.line + place * DETAIL.line + 11, line, {
          size: DETAIL.size,
          anchor: this.anchor,
          fill,
          ...weight,
        }),
      ),
      ...this.mark(neighbour, y),
    );
  }

  /** At the end of the line: the one who carries most of it. */
  private mark(neighbour: Neighbour, y: number): Markup[] {
    const { carrier } = neighbour;
    const x = this.x(REACH);
    const marks: Markup[] = [];
    if (carrier) marks.push(...dot(x, y, carrier));
    if (stateOf(neighbour) === 'short') marks.push(warning(this.x(REACH - 26), y, 15));
    return marks;
  }

  private x(distance: number): number {
    return MIDDLE.x + (this.isLeft ? -distance : distance);
  }

  private get anchor(): 'start' | 'end' {
    return this.isLeft ? 'end' : 'start';
  }
}

/** On white it has the contrast of text, which the colour of the palette has not. */
const VERMILION_TEXT = '#a84300';

/** @param most so wide is no part of it; a name is shortened before the share that stands behind it is cut off. */
function detailsOf(neighbour: Neighbour, words: Words, most = Infinity): string[] {
  const { trust, wanted, fadesOn, carrier } = neighbour;
  const parts: string[] = [trust > 0 ? trustText(trust) : words.noTie];
  if (stateOf(neighbour) === 'short') parts.push(words.wants(targetText(wanted!)));
  if (fadesOn !== null) parts.push(words.fadesOn(fadesOn, wanted !== null));
  if (carrier) {
    const share = ` ${percent(carrier.share)}`;
    parts.push(shortened(drawable(carrier.name), most - widthOf(share)) + share);
  }
  return parts;
}

function tipOf(neighbour: Neighbour, words: Words): string {
  const { party } = neighbour;
  return `${drawable(party.name)} (${words.kinds[party.kind] ?? party.kind}): ${detailsOf(neighbour, words).join(' · ')}`;
}

function heading({ middle, day }: Surroundings, words: Words): Markup[] {
  const title = shortened(words.surroundingsOf(drawable(middle.name), day), (WIDTH - 2 * MARGIN) / 22);
  return [
    letters(MIDDLE.x, 42, title, { size: 22, weight: 'bold', anchor: 'middle' }),
    letters(MIDDLE.x, 66, words.asOf(day), { size: 14, fill: GREY, anchor: 'middle' }),
  ];
}

function middleBox({ middle, ties }: Surroundings, words: Words): Markup[] {
  const { x, y, width, height } = MIDDLE;
  const lines = wrapped(drawable(middle.name), (width - 24) / 17, 5);
  const top = y - (lines.length * 22) / 2 - 12;
  const count = wrapped(ties === 0 ? words.nobody : words.count(ties), (width - 24) / 12, 3);
  return [
    element('rect', {
      x: x - width / 2,
      y: y - height / 2,
      width,
      height,
      rx: 14,
      fill: '#eef4f9',
      stroke: BLUE,
      'stroke-width': 2,
    }),
    ...lines.map((line, place) =>
      letters(x, top + 16 + place * 22, line, { size: 17, weight: 'bold', anchor: 'middle' }),
    ),
    ...count.map((line, place) =>
      letters(x, top + lines.length * 22 + 20 + place * 16, line, { size: 12, fill: GREY, anchor: 'middle' }),
    ),
  ];
}
