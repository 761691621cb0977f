import { dayStart, holds, type Term } from '../kernel/days.js';

export interface HeldPosition extends Term {
  readonly id: string;
  readonly organizationId: string;
}

/**
 * The organizations that own the record of a person with these positions: of those held now, else of the last held;
 * of somebody who has not begun yet, of the first to come.
 */
export function ownersAmong(positions: readonly HeldPosition[], now: number, communityZone: string): string[] {
  const real = positions.filter(({ from, to }) => from !== to);
  const held = real.filter((position) => holds(position, now, communityZone));
  if (held.length > 0) return held.map(({ organizationId }) => organizationId);
  const ended = real.filter(({ to }) => to !== null && dayStart(to, communityZone) <= now);
  if (ended.length > 0) {
    const lastEnd = ended.reduce((latest, { to }) => (to! > latest ? to! : latest), '');
    return ended.filter(({ to }) => to === lastEnd).map(({ organizationId }) => organizationId);
  }
  const firstBegin = real.reduce((first, { from }) => (first === '' || from < first ? from : first), '');
  return real.filter(({ from }) => from === firstBegin).map(({ organizationId }) => organizationId);
}

/** Of several positions the one begun last, then the one of the lowest id. */
export function latestBegun<P extends HeldPosition>(positions: readonly P[]): P | undefined {
  let best: P | undefined;
  for (const each of positions)
    if (!best || each.from > best.from || (each.from === best.from && each.id < best.id)) best = each;
  return best;
}
