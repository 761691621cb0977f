import { BLUE, FAINT, GREY, letters, path, pixels, VERMILION, warning } from './drawing.js';
import { dot, thickness } from './strokes.js';
import type { Words } from './words.js';
import type { Markup } from './xml.js';

/** What the strokes and marks mean, each beside its sample. */
export function legend(words: Words, top: number, width: number, margin: number): Markup[] {
  const size = 12;
  const line = (x: number, y: number, width: number, dasharray?: string, stroke = BLUE) =>
    path(`M${x} ${y}h44`, { stroke, 'stroke-width': width, 'stroke-dasharray': dasharray });
  const marks: Markup[] = [path(`M${margin} ${top - 8}H${width - margin}`, { stroke: FAINT, 'stroke-width': 1 })];
  let x = margin;
  const say = (y: number, sample: readonly Markup[], width: number, text: string) => {
    marks.push(...sample, letters(x + width + 8, y + 4, text, { size }));
    x += width + 8 + pixels(text, size) + 28;
  };
  const [first, second] = [top + 14, top + 40];
  for (const trust of [0.2, 0.5, 0.9]) {
    marks.push(
      line(x, first, thickness(trust)),
      letters(x + 22, first - 9, trust.toFixed(1), { size: 10, fill: GREY, anchor: 'middle' }),
    );
    x += 52;
  }
  say(first, [], 0, words.legend.trust);
  say(first, [line(x, first, 4, '10 7')], 44, words.legend.fading);
  say(first, [line(x, first, 4), warning(x + 30, first, 15)], 44, words.legend.short);
  x = margin;
  say(second, [line(x, second, 1.5, '2 6', VERMILION), warning(x + 30, second, 15)], 44, words.legend.none);
  const carrier = (share: number, isArticulation = false) => ({ share, isArticulation });
  say(second, [...dot(x + 6, second, carrier(0.3)), ...dot(x + 26, second, carrier(0.9))], 36, words.legend.carrier);
  say(second, dot(x + 10, second, carrier(1)), 20, words.legend.sole);
  say(second, dot(x + 10, second, carrier(0.6, true)), 20, words.legend.articulation);
  return marks;
}
