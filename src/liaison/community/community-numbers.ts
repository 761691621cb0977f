import type { Organization } from '../../directory/organization.js';
import { Components, TrustCell, TrustMatrix } from './community.js';
import { trustMatrix, type EachTie } from '../graph/trust-matrix.js';
import { grouped, type OrganizationGrouping } from './organization-groups.js';

const LARGEST_COMPONENTS = 10;

/** What is cheap to tell of the community as a whole, once its ties are known. */
export interface CommunityNumbers {
  readonly people: number;
  readonly isolatedPeople: number;
  readonly organizations: number;
  readonly isolatedOrganizations: number;
  readonly ties: number;
  readonly organizationTies: number;
  readonly personComponents: Components;
  readonly organizationComponents: Components;
}

/** @param all with those who are in no network, each by itself. */
export function componentsOf(sizes: Int32Array, all: number): Components {
  const alone = all - sizes.reduce((sum, size) => sum + size, 0);
  const ones = Array<number>(Math.min(alone, LARGEST_COMPONENTS)).fill(1);
  const largest = [...sizes.subarray(0, LARGEST_COMPONENTS), ...ones].slice(0, LARGEST_COMPONENTS);
  return Object.assign(new Components(), {
    count: sizes.length + alone,
    largest,
    shareInLargest: all > 0 ? largest[0]! / all : null,
  });
}

/** @param places by vertex of the ties: which of the organizations it is. */
export function* trustMatrixOf(
  eachTie: EachTie,
  places: Int32Array,
  organizations: readonly Organization[],
  grouping: OrganizationGrouping,
  threshold: number,
): Generator<void, TrustMatrix, void> {
  const { groups, groupOf } = grouped(organizations, grouping);
  const sizes = groups.map(({ organizationCount }) => organizationCount);
  const cells = yield* trustMatrix(
    eachTie,
    places.map((place) => groupOf[place]!),
    sizes,
    threshold,
  );
  return Object.assign(new TrustMatrix(), {
    grouping,
    threshold,
    groups,
    cells: cells.map(({ from, to, pairs, tied, trusted, distribution }) =>
      Object.assign(new TrustCell(), {
        from: groups[from]!,
        to: groups[to]!,
        pairCount: pairs,
        tiedPairCount: tied,
        trustedShare: pairs > 0 ? trusted / pairs : null,
        minTrust: distribution?.least ?? null,
        medianTrust: distribution?.median ?? null,
        p90Trust: distribution?.p90 ?? null,
        maxTrust: distribution?.most ?? null,
        meanTrust: distribution?.mean ?? null,
      }),
    ),
  });
}
