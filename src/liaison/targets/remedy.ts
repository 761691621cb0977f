import { freshStrength } from '../ties/strength.js';

/** Which encounter would be enough for two organizations, and between how many. Nothing here knows who they are. */

/** A kind or a mode that may be chosen, and what it counts. */
export interface Choice<N extends string> {
  readonly name: N;
  readonly weight: number;
}

export interface Offer<K extends string, M extends string> {
  /** Of equal weight, the first one is preferred; of modes too. */
  readonly kinds: readonly Choice<K>[];
  readonly modes: readonly Choice<M>[];
  /** How many people there are at either side, nobody at both. */
  readonly here: number;
  readonly there: number;
}

export interface Remedy<K extends string, M extends string> {
  readonly kind: K;
  readonly mode: M;
  /** How often. */
  readonly encounters: number;
  /** How many of either side attend, and nobody else does. */
  readonly here: number;
  readonly there: number;
  /** What all of it adds while it is new. */
  readonly strength: number;
}

/** Of a row of circles the largest may by roundings count a little less than another. */
const ROUNDING = 1 + 1e-9;

/** In a larger circle nobody gets to know anybody. */
export const MOST_ATTENDEES = 20;
/** One a month for a year. */
export const MOST_ENCOUNTERS = 12;

/**
 * The fewest encounters that do, then the fewest people, then the kind that counts least, then the mode that counts most: what
 * people will find time for soonest. Of so many people the sides are as even as can be, for that makes most pairs. Null where
 * the most that may be chosen is not enough.
 *
 * @param closes whether so much more would be enough; it must not become less by more.
 */
export function smallestRemedy<K extends string, M extends string>(
  { kinds, modes, here, there }: Offer<K, M>,
  closes: (strength: number) => boolean,
): Remedy<K, M> | null {
  const cheapestFirst = kinds.toSorted((a, b) => a.weight - b.weight);
  const strongestFirst = modes.toSorted((a, b) => b.weight - a.weight);
  const [strongestKind, strongestMode] = [cheapestFirst.at(-1), strongestFirst[0]];
  const most = Math.min(here + there, MOST_ATTENDEES);
  if (!strongestKind || !strongestMode || here === 0 || there === 0) return null;
  const strengthOf = (kind: Choice<K>, mode: Choice<M>, attendees: number, encounters: number) => {
    const sides = sidesOf(attendees, here, there);
    return encounters * sides.here * sides.there * freshStrength(kind.weight * mode.weight, attendees);
  };
  for (let encounters = 1; encounters <= MOST_ENCOUNTERS; encounters += 1) {
    if (!closes(strengthOf(strongestKind, strongestMode, most, encounters) * ROUNDING)) continue;
    for (let attendees = 2; attendees <= most; attendees += 1)
      for (const kind of cheapestFirst) {
        const strength = strengthOf(kind, strongestMode, attendees, encounters);
        if (!closes(strength)) continue;
        const [{ name }, mode] = [kind, strongestMode.name];
        return { kind: name, mode, encounters, ...sidesOf(attendees, here, there), strength };
      }
  }
  return null;
}

/** As even as can be; of an odd number one more from here. */
function sidesOf(attendees: number, here: number, there: number): { here: number; there: number } {
  const own = Math.min(here, attendees - 1, Math.max(Math.ceil(attendees / 2), attendees - there));
  return { here: own, there: attendees - own };
}

/** Somebody who may be asked to come. */
export interface Candidate {
  /** What of the tie of the two organizations hangs on this person already, as a strength. */
  readonly carried: number;
  /** How many encounters this person attended. */
  readonly attended: number;
  readonly id: string;
}

/**
 * Whom to ask: those on whom least of the tie hangs, which makes its concentration as small as so many people can; then those
 * who meet others most; then by id.
 */
export function invited<C extends Candidate>(candidates: readonly C[], count: number): C[] {
  return candidates
    .toSorted((a, b) => a.carried - b.carried || b.attended - a.attended || (a.id < b.id ? -1 : 1))
    .slice(0, count);
}
