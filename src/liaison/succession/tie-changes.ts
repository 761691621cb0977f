import { totalOf, type Pair } from '../ties/organization-pairs.js';
import { rounded, trustOf } from '../ties/strength.js';

/** What is between one organization and each other, by the other; organizations are whole numbers. */
export type PairsByOrganization = ReadonlyMap<number, readonly Pair[]>;

export interface TieChange {
  readonly organization: number;
  readonly trustBefore: number;
  readonly trustAfter: number;
  readonly wanted: number | null;
  readonly fallsUnderTarget: boolean;
  readonly ends: boolean;
}

/**
 * The ties of an organization that change, the worst first: those that fall under their target, by how much is lacking; then
 * those that end; then by the trust that is lost.
 *
 * @param wanted the liaison targets, by the other organization.
 */
export function tieChanges(
  before: PairsByOrganization,
  after: PairsByOrganization,
  wanted: ReadonlyMap<number, number>,
  compareIds: (a: number, b: number) => number,
): TieChange[] {
  const changes: TieChange[] = [];
  for (const organization of new Set([...before.keys(), ...after.keys()])) {
    const [trustBefore, trustAfter] = [trustIn(before, organization), trustIn(after, organization)];
    if (trustBefore === trustAfter) continue;
    const least = wanted.get(organization) ?? null;
    changes.push({
      organization,
      trustBefore,
      trustAfter,
      wanted: least,
      fallsUnderTarget: least !== null && trustBefore >= least && trustAfter < least,
      ends: !after.has(organization),
    });
  }
  const lacking = ({ wanted: least, trustAfter, fallsUnderTarget }: TieChange) =>
    fallsUnderTarget ? least! - trustAfter : 0;
  return changes.sort(
    (a, b) =>
      lacking(b) - lacking(a) ||
      Number(b.ends) - Number(a.ends) ||
      a.trustAfter - a.trustBefore - (b.trustAfter - b.trustBefore) ||
      compareIds(a.organization, b.organization),
  );
}

/** The trust of what is between an organization and another; 0 where there is nothing. */
export function trustIn(pairs: PairsByOrganization, organization: number): number {
  return trustOf(strengthIn(pairs, organization));
}

export function strengthIn(pairs: PairsByOrganization, organization: number): number {
  return rounded(totalOf(pairs.get(organization) ?? []));
}
