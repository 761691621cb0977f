import { sortedStepwise } from '../graph/stepwise-sort.js';
import type { OrganizationSum } from '../graph/sums-by-organization.js';
import { trustOf } from '../ties/strength.js';

/** What is between one organization and each other, by the other; organizations are whole numbers. */
export type SumsByOrganization = ReadonlyMap<number, OrganizationSum>;

export interface TieChange {
  readonly organization: number;
  readonly strengthBefore: number;
  readonly strengthAfter: number;
  readonly trustBefore: number;
  readonly trustAfter: number;
  readonly wanted: number | null;
  readonly fallsUnderTarget: boolean;
  readonly ends: boolean;
}

const CHANGES_A_STEP = 2_048;

/**
 * The ties of an organization whose strength changes, the worst first: those that fall under their target, by how much is
 * lacking; then those that end; then by the trust that is lost, and where trust is as near to 1 as numbers come, by the
 * strength. Step by step.
 *
 * @param wanted the liaison targets, by the other organization.
 */
export function* tieChanges(
  before: SumsByOrganization,
  after: SumsByOrganization,
  wanted: ReadonlyMap<number, number>,
  compareIds: (a: number, b: number) => number,
): Generator<void, TieChange[], void> {
  const changes: TieChange[] = [];
  let looked = 0;
  for (const organization of new Set([...before.keys(), ...after.keys()])) {
    looked += 1;
    if (looked % CHANGES_A_STEP === 0) yield;
    const [strengthBefore, strengthAfter] = [strengthIn(before, organization), strengthIn(after, organization)];
    if (strengthBefore === strengthAfter) continue;
    const [trustBefore, trustAfter] = [trustOf(strengthBefore), trustOf(strengthAfter)];
    const least = wanted.get(organization) ?? null;
    changes.push({
      organization,
      strengthBefore,
      strengthAfter,
      trustBefore,
      trustAfter,
      wanted: least,
      fallsUnderTarget: least !== null && trustBefore >= least && trustAfter < least,
      ends: !after.has(organization),
    });
  }
  const lacking = ({ wanted: least, trustAfter, fallsUnderTarget }: TieChange) =>
    fallsUnderTarget ? least! - trustAfter : 0;
  return yield* sortedStepwise(
    changes,
    (a, b) =>
      lacking(b) - lacking(a) ||
      Number(b.ends) - Number(a.ends) ||
      a.trustAfter - a.trustBefore - (b.trustAfter - b.trustBefore) ||
      a.strengthAfter - a.strengthBefore - (b.strengthAfter - b.strengthBefore) ||
      compareIds(a.organization, b.organization),
  );
}

/** The strength of what is between an organization and another; 0 where there is nothing. */
export function strengthIn(sums: SumsByOrganization, organization: number): number {
  return sums.get(organization)?.strength ?? 0;
}
