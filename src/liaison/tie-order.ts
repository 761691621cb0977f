import { decodeCursor, type Order, type PageArgs } from '../kernel/connection.js';
import { compareText } from '../kernel/ids.js';
import { refuse } from '../kernel/refusal.js';
import { rankOf } from './strength.js';

interface Ranked {
  readonly at: Date;
  readonly to: { readonly id: string };
  readonly strength: number;
}

/** Ties of one moment, which stands in their cursors: strengths of another one would not fit between them. */
export const strongestFirst: Order<Ranked> = {
  name: 'tie',
  parts: 3,
  key: ({ at, strength, to }) => [at.toISOString(), descending(rankOf(strength)), to.id],
};

/** The same for the ties of one moment, without cursors. */
export function byStrength(a: Ranked, b: Ranked): number {
  return rankOf(b.strength) - rankOf(a.strength) || compareText(a.to.id, b.to.id);
}

/**
 * The moment (ms since the epoch) of the page that a cursor is of; undefined without a cursor. @throws BAD_USER_INPUT for
 * what is no cursor of ties, and for another moment than `at`.
 */
export function pinnedMoment({ after, before }: PageArgs, at: Date | null | undefined): number | undefined {
  let pinned = at?.getTime();
  let isPinned = false;
  for (const [argument, cursor] of Object.entries({ after, before })) {
    if (cursor == null) continue;
    const [moment, rank] = decodeCursor(cursor, strongestFirst, argument);
    const instant = /^\d{4}-/.test(moment!) ? Date.parse(moment!) : NaN;
    if (Number.isNaN(instant) || !/^[0-9a-f]{16}$/.test(rank!))
      throw refuse.badInput([argument], 'This is not a cursor of this list.');
    if (pinned !== undefined && pinned !== instant)
      throw refuse.badInput([argument], `This cursor is of a page of ${moment}: ask for that moment, or for none.`);
    pinned = instant;
    isPinned = true;
  }
  return isPinned ? pinned : undefined;
}

/** A text for a number that is not negative, such that the larger number comes first: the bits of IEEE 754, turned round. */
function descending(number: number): string {
  const bits = new BigUint64Array(new Float64Array([number]).buffer)[0]!;
  return (~bits & 0xffffffffffffffffn).toString(16).padStart(16, '0');
}
