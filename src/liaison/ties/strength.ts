/** What encounters add up to: a tie, its strength and its trust, at a moment. Instants are in ms since the epoch. */

export type EncounterKindName = 'MEETING' | 'CONSULTATION' | 'JOINT_WORK' | 'TRAINING' | 'DRILL' | 'SYMPOSIUM';
export type EncounterModeName = 'IN_PERSON' | 'HYBRID' | 'ONLINE';

/** How much an encounter counts: by what was done together, and by how. */
export interface TieWeights {
  readonly kinds: Readonly<Record<EncounterKindName, number>>;
  readonly modes: Readonly<Record<EncounterModeName, number>>;
}

export const DEFAULT_WEIGHTS: TieWeights = {
  kinds: { JOINT_WORK: 3, CONSULTATION: 2, TRAINING: 1.5, MEETING: 1, DRILL: 1, SYMPOSIUM: 0.25 },
  modes: { IN_PERSON: 1, HYBRID: 0.7, ONLINE: 0.4 },
};

const DAY = 86_400_000;
/** After so long an encounter counts half. */
export const HALF_LIFE = 365 * DAY;

/** A tie of two persons of less trust is none. */
export const LEAST_TRUST = 0.02;

/**
 * What an encounter adds to the tie of each two of its attendees while it is new. Divided by the number of others that
 * each had to attend to: Newman, "Scientific collaboration networks. II" (Physical Review E 64, 2001).
 */
export function freshStrength(weight: number, attendees: number): number {
  return attendees < 2 ? 0 : weight / (attendees - 1);
}

/** By what time has diminished an encounter at a moment; 1 while it still runs. */
export function agedBy(endsAt: number, at: number): number {
  return at <= endsAt ? 1 : 2 ** ((endsAt - at) / HALF_LIFE);
}

/** The last number below 1: from a strength of 37 on, which two large organizations have, roundings would come to 1. */
const MOST_TRUST = 1 - Number.EPSILON / 2;

/** In [0, 1): how far a strength lets one rely on the other. */
export function trustOf(strength: number): number {
  return Math.min(-Math.expm1(-strength), MOST_TRUST);
}

/** What is less is certainly no tie. */
export const LEAST_STRENGTH = -Math.log1p(-LEAST_TRUST) * (1 - 1e-9);
/** What is more certainly is one. */
const ENOUGH = -Math.log1p(-LEAST_TRUST) * (1 + 1e-9);

/** Whether so much is a tie of two persons. Quick: only of what is close it takes the exponential. */
export function isTie(strength: number): boolean {
  return strength > ENOUGH || (strength >= LEAST_STRENGTH && trustOf(strength) >= LEAST_TRUST);
}

/** Whether a strength is at least so much trust. As quick as `isTie`. */
export function atLeast(trust: number): (strength: number) => boolean {
  const strength = -Math.log1p(-trust);
  const [possible, enough] = [strength * (1 - 1e-9), strength * (1 + 1e-9)];
  return (each) => each > enough || (each >= possible && trustOf(each) >= trust);
}

/**
 * A strength as it is told: its first 40 bits, cut off as by Veltkamp (1968). Strengths that differ only by the order in
 * which they were added up are equal then, and stand in their order.
 */
export function rounded(strength: number): number {
  const shifted = strength * (2 ** 13 + 1);
  return shifted - (shifted - strength);
}
