import { widthOf } from './lettering.js';
import type { Markup, Attributes } from './xml.js';
import { element } from './xml.js';
import type { Picture } from './scene.js';

/**
 * Fonts with Japanese of Windows, macOS and iOS, Linux and Android, in this order; none is sent along. Each line of text is as
 * wide as `lettering` makes it in any of them, or less.
 */
const FONTS =
  "'Yu Gothic UI', 'Yu Gothic', Meiryo, 'Hiragino Sans', 'Hiragino Kaku Gothic ProN', 'Noto Sans CJK JP', 'Noto Sans JP', IPAexGothic, sans-serif";

/** Of Okabe and Ito's palette (Color Universal Design, 2008), which all kinds of colour vision tell apart; in black and white by their lightness. */
export const INK = '#1a1a1a';
export const GREY = '#5f6368';
export const FAINT = '#d9dce0';
export const BLUE = '#0072b2';
export const VERMILION = '#d55e00';

export interface LetterOptions {
  readonly size: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly weight?: 'bold';
  readonly fill?: string;
}

/** One line of text; `y` is its base line. */
export function letters(x: number, y: number, text: string, options: LetterOptions): Markup {
  const { size, anchor = 'start', weight, fill = INK } = options;
  return element(
    'text',
    { x, y, 'font-size': size, fill, 'text-anchor': anchor === 'start' ? undefined : anchor, 'font-weight': weight },
    text,
  );
}

/** How wide text is in pixels. */
export function pixels(text: string, size: number): number {
  return widthOf(text) * size;
}

export function path(d: string, attributes: Attributes): Markup {
  return element('path', { d, fill: 'none', ...attributes });
}

/** A triangle that stands on its base around a point: what is not as it should be, whatever the colours are. */
export function warning(x: number, y: number, size: number): Markup {
  const half = size / 2;
  return element('path', {
    d: `M${hundredth(x)} ${hundredth(y - half)}l${hundredth(half)} ${hundredth(size)}h${hundredth(-size)}z`,
    fill: VERMILION,
    stroke: '#fff',
    'stroke-width': 1,
  });
}

export function hundredth(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A name in a list of things, of which a pointer tells more. */
export function group(tip: string, ...content: readonly Markup[]): Markup {
  return element('g', {}, element('title', {}, tip), ...content);
}

/**
 * A whole picture. Nothing in it needs a style sheet or a script, so that it can be served with a policy that allows neither.
 *
 * @param key by which its ids differ from those of another picture in the same page.
 */
export function picture(
  { title, description, width, height }: Omit<Picture, 'svg'>,
  key: string,
  language: string,
  content: readonly Markup[],
): Picture {
  const ids = { title: `title-${key}`, description: `description-${key}` };
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-labelledby': `${ids.title} ${ids.description}`,
      lang: language,
      'xml:lang': language,
      'font-family': FONTS,
    },
    element('title', { id: ids.title }, title),
    element('desc', { id: ids.description }, description),
    element('rect', { width, height, fill: '#fff' }),
    ...content,
  );
  return { title, description, width, height, svg: `${svg.xml}\n` };
}
