import { decodeCursor, type Order, type PageArgs } from '../../kernel/connection.js';
import { compareText } from '../../kernel/ids.js';
import { refuse } from '../../kernel/refusal.js';

interface Ranked {
  readonly at: Date;
  readonly to: { readonly id: string };
  readonly strength: number;
}

/**
 * Ties of one moment, which stands in their cursors: strengths of another one would not fit between them. So does the name:
 * among the ties of persons a cursor of those of organizations would have a place as well.
 */
const strongestFirst = (name: string): Order<Ranked> => ({
  name,
  parts: 3,
  key: ({ at, strength, to }) => [at.toISOString(), descending(strength), to.id],
});

export const TIES = strongestFirst('tie');
export const ORGANIZATION_TIES = strongestFirst('organization-tie');

/** The same for the ties of one moment, without cursors. */
export function byStrength(a: Ranked, b: Ranked): number {
  return b.strength - a.strength || compareText(a.to.id, b.to.id);
}

/**
 * The moment of the page that a cursor is of; `at` where there is no cursor. @throws BAD_USER_INPUT for what is no cursor of
 * the list, and for one of another moment than `at`
 */
export function pinnedMoment(
  order: Order<Ranked>,
  { after, before }: PageArgs,
  at: Date | null | undefined,
): Date | null | undefined {
  let pinned = at;
  for (const [argument, cursor] of Object.entries({ after, before })) {
    if (cursor == null) continue;
    const [moment, rank] = decodeCursor(cursor, order, argument);
    if (!isMoment(moment!) || !/^[0-9a-f]{16}$/.test(rank!))
      throw refuse.badInput([argument], 'This is not a cursor of this list.');
    if (pinned && pinned.toISOString() !== moment)
      throw refuse.badInput([argument], `This cursor is of a page of ${moment}: ask for that moment, or for none.`);
    pinned = new Date(moment!);
  }
  return pinned;
}

/** Whether a text is a moment as `toISOString` writes it, in a year of four digits. */
function isMoment(text: string): boolean {
  const moment = new Date(text);
  return /^\d{4}-/.test(text) && !Number.isNaN(moment.getTime()) && moment.toISOString() === text;
}

/** A text for a number that is not negative, such that the larger number comes first: the bits of IEEE 754, turned round. */
function descending(number: number): string {
  const bits = new BigUint64Array(new Float64Array([number]).buffer)[0]!;
  return (~bits & 0xffffffffffffffffn).toString(16).padStart(16, '0');
}
