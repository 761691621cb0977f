import { registerEnumType, Field, Int, ObjectType } from 'type-graphql';
import { OrganizationKind, Sector, type Organization } from '../../directory/organization.js';

export enum OrganizationGrouping {
  ROLE = 'ROLE',
  KIND = 'KIND',
  SECTOR = 'SECTOR',
}

registerEnumType(OrganizationGrouping, {
  name: 'OrganizationGrouping',
  description: 'By what organizations are put together. A group in which there is nobody is left out.',
  valuesConfig: {
    ROLE: {
      description:
        'By the part that they play for the coordination body: itself, ministries and agencies (one group), legislature and judiciary (one group), incorporated agencies, local governments, coordination centres, SOC operators, associations; then the companies, by sector.',
    },
    KIND: { description: 'By kind, in the order of `OrganizationKind`.' },
    SECTOR: { description: 'By sector, in the order of `Sector`.' },
  },
});

@ObjectType({ description: 'Some organizations that are looked at together, by what they were at that moment.' })
export class OrganizationGroup {
  @Field({
    description:
      'What it is called, and the same at every moment: a kind, a sector, CENTRAL_GOVERNMENT, LEGISLATURE_AND_JUDICIARY, or COMPANY_ and a sector.',
  })
  key!: string;

  @Field(() => [OrganizationKind], { description: 'Organizations of these kinds; empty where any kind is in it.' })
  kinds!: readonly OrganizationKind[];

  @Field(() => Sector, { nullable: true, description: 'Only those of this sector; null where any sector is in it.' })
  sector!: Sector | null;

  @Field(() => Int, { description: 'How many organizations are in it.' })
  organizationCount!: number;
}

type Group = Omit<OrganizationGroup, 'organizationCount'>;

const ofKinds = (key: string, kinds: readonly OrganizationKind[]): Group => ({ key, kinds, sector: null });
const KINDS = Object.values(OrganizationKind);
const SECTORS = Object.values(Sector);

const GROUPS: Readonly<Record<OrganizationGrouping, readonly Group[]>> = {
  ROLE: [
    ofKinds('COORDINATION_BODY', [OrganizationKind.COORDINATION_BODY]),
    ofKinds('CENTRAL_GOVERNMENT', [OrganizationKind.MINISTRY, OrganizationKind.AGENCY]),
    ofKinds('LEGISLATURE_AND_JUDICIARY', [OrganizationKind.LEGISLATURE, OrganizationKind.JUDICIARY]),
    ofKinds('INCORPORATED_AGENCY', [OrganizationKind.INCORPORATED_AGENCY]),
    ofKinds('LOCAL_GOVERNMENT', [OrganizationKind.LOCAL_GOVERNMENT]),
    ofKinds('COORDINATION_CENTER', [OrganizationKind.COORDINATION_CENTER]),
    ofKinds('SOC_OPERATOR', [OrganizationKind.SOC_OPERATOR]),
    ofKinds('ASSOCIATION', [OrganizationKind.ASSOCIATION]),
    ...SECTORS.map((sector) => ({ key: `COMPANY_${sector}`, kinds: [OrganizationKind.COMPANY], sector })),
  ],
  KIND: KINDS.map((kind) => ofKinds(kind, [kind])),
  SECTOR: SECTORS.map((sector) => ({ key: sector, kinds: [], sector })),
};

/** How many groups there are, with those in which there is nobody: they are numbered from 0 on. */
export function groupCount(grouping: OrganizationGrouping): number {
  return GROUPS[grouping].length;
}

/** By organization: its group, the only one that it is in. */
export function groupsOf(
  organizations: readonly Pick<Organization, 'kind' | 'sector'>[],
  grouping: OrganizationGrouping,
): Int32Array {
  const known = GROUPS[grouping];
  return Int32Array.from(organizations, ({ kind, sector }) =>
    known.findIndex(
      (group) =>
        (group.kinds.length === 0 || group.kinds.includes(kind)) && (group.sector === null || group.sector === sector),
    ),
  );
}

/** By number; undefined where nobody is in it. */
export function groupsOfSizes(
  sizes: readonly number[],
  grouping: OrganizationGrouping,
): readonly (OrganizationGroup | undefined)[] {
  return GROUPS[grouping].map((group, number) =>
    sizes[number] === 0
      ? undefined
      : Object.assign(new OrganizationGroup(), group, { organizationCount: sizes[number]! }),
  );
}
