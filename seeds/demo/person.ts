import type { Tlp } from '../../src/access/tlp.js';
import { demoId } from '../ids.js';
import type { DemoChannel } from './channel.js';

export interface DemoPosition {
  readonly organizationId: string;
  readonly title: string;
  /** YYYY-MM-DD, half-open. */
  readonly from: string;
  readonly to: string | null;
}

/**
 * People who do not exist, named Sample, Form, Draft and the like. Where they hold a position in a body that does exist, its
 * title says that it is a demo: nobody there has that post by this record.
 */
export interface DemoPerson {
  readonly id: string;
  /** Positions and channels are numbered below it, ten of each at most: add to the end only, or ids change. */
  readonly slot: number;
  readonly name: string;
  readonly kana: string;
  readonly nameEn: string;
  readonly tlp: keyof typeof Tlp;
  readonly positions: readonly DemoPosition[];
  readonly channels: readonly DemoChannel[];
}

export function held(organizationId: string, title: string, from: string, to: string | null = null): DemoPosition {
  return { organizationId, title, from, to };
}

/** A position in a body that exists. */
export function posed(organizationId: string, title: string, from: string, to: string | null = null): DemoPosition {
  return held(organizationId, `${title} (デモ)`, from, to);
}

export function person(
  slot: number,
  [name, kana, nameEn]: readonly [name: string, kana: string, nameEn: string],
  tlp: DemoPerson['tlp'],
  positions: readonly DemoPosition[],
  channels: readonly DemoChannel[] = [],
): DemoPerson {
  return { id: demoId('Person', slot), slot, name, kana, nameEn, tlp, positions, channels };
}
