import { Components } from './components.js';
import { TrustCell, TrustMatrix } from './trust-matrix.js';
import type { GroupedTrust } from '../graph/organization-series.js';
import { groupsOfSizes, type OrganizationGrouping } from './organization-groups.js';

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

/** Groups in which there is nobody are left out. */
export function trustMatrixOf(
  { sizes, cells }: GroupedTrust,
  grouping: OrganizationGrouping,
  threshold: number,
): TrustMatrix {
  const groups = groupsOfSizes(sizes, grouping);
  return Object.assign(new TrustMatrix(), {
    grouping,
    threshold,
    groups: groups.filter((group) => group !== undefined),
    cells: cells
      .filter(({ from, to }) => groups[from] && groups[to])
      .map(({ from, to, pairs, tied, trusted, distribution }) =>
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
