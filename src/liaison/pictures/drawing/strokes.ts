import { INK } from './drawing.js';
import type { MainCarrier, Neighbour, stateOf } from './scene.js';
import { element, type Attributes, type Markup } from './xml.js';

/** What a tie looks like: how wide its line is, how it is dashed, and the dot of who carries most of it. */

export function isSole(share: number): boolean {
  return share > 1 - 1e-9;
}

export function isHeavy({ share, isArticulation }: Pick<MainCarrier, 'share' | 'isArticulation'>): boolean {
  return isArticulation || isSole(share);
}

export function thickness(trust: number): number {
  return 1 + 9 * trust;
}

export function dashes({ trust }: Pick<Neighbour, 'trust'>, state: ReturnType<typeof stateOf>): string | undefined {
  if (trust === 0) return '2 6';
  return state === 'fading' ? '10 7' : undefined;
}

/** The larger, the more of the tie is one person's; filled when it is all, and with a ring when there is no way around. */
export function dot(
  x: number,
  y: number,
  { share, isArticulation }: Pick<MainCarrier, 'share' | 'isArticulation'>,
): Markup[] {
  const radius = 3 + 5 * share;
  const circle = (attributes: Attributes) =>
    element('circle', { cx: x, cy: y, stroke: INK, 'stroke-width': 1.5, ...attributes });
  const disc = circle({ r: radius, fill: isHeavy({ share, isArticulation }) ? INK : '#fff' });
  return isArticulation ? [circle({ r: radius + 4, fill: '#fff' }), disc] : [disc];
}
