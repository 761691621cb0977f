import { OrganizationKind, Sector } from '../../src/directory/organization.js';
import { drawn, type Chance } from '../chance.js';
import { surnames, title, trades } from '../names.js';

export interface NationOrganization {
  readonly kind: OrganizationKind;
  readonly sector: Sector;
  /** Another one, of a lower number. */
  readonly parent: number | null;
  readonly name: string;
  readonly nameEn: string;
  readonly kana: string;
  /** Its part of all people. */
  readonly staff: number;
  /** How much sooner its people are called together than those of a company. */
  readonly pull: number;
}

/** The two at the centre: the coordinating body and the coordination centre. */
export const HUBS = [0, 1] as const;

export const SECTORS = Object.values(Sector);

const SECTOR_SHARES: Readonly<Record<Sector, number>> = {
  GOVERNMENT: 8,
  INFORMATION_COMMUNICATIONS: 16,
  FINANCE: 14,
  AVIATION: 2,
  AIRPORT: 2,
  RAILWAY: 4,
  ELECTRICITY: 4,
  GAS: 3,
  LOCAL_GOVERNMENT: 12,
  MEDICAL: 10,
  WATER: 4,
  LOGISTICS: 5,
  CHEMICAL: 3,
  CREDIT: 3,
  PETROLEUM: 2,
  PORT: 2,
  DEFENSE: 2,
  SECURITY_SERVICES: 4,
  OTHER: 8,
};

const KIND_SHARES = {
  COMPANY: 80,
  LOCAL_GOVERNMENT: 8,
  AGENCY: 4,
  INCORPORATED_AGENCY: 3,
  ASSOCIATION: 3,
  SOC_OPERATOR: 2,
} as const;

const PULLS: Readonly<Partial<Record<OrganizationKind, number>>> = {
  COORDINATION_BODY: 6,
  COORDINATION_CENTER: 6,
  MINISTRY: 3,
  SOC_OPERATOR: 3,
  ASSOCIATION: 3,
};

/** The hubs, then an association for each sector, then ministries, then the many. */
export function inventOrganizations(chance: Chance, count: number, people: number): NationOrganization[] {
  const hubStaff = Math.min(300, 8 + people * 0.003);
  const ministries = Math.min(15, Math.ceil(count / 50));
  const organizations: NationOrganization[] = [];
  for (let number = 0; number < count; number += 1) {
    const kind = kindOf(chance, number, ministries);
    const sector = sectorOf(chance, number, kind);
    const place = chance.pick(surnames);
    const trade = chance.pick(trades);
    organizations.push({
      kind,
      sector,
      parent: number > 100 && chance.happens(0.1) ? chance.below(number) : null,
      name: `${place[0]}${trade[0]}第${number}`,
      nameEn: `${title(place[2])} ${title(trade[2])} ${number}`,
      kana: place[1] + trade[1],
      staff: chance.heavy(1.1, 1, 80),
      pull: PULLS[kind] ?? 1,
    });
  }
  const rest = organizations.reduce((sum, { staff }, number) => sum + (number < HUBS.length ? 0 : staff), 0);
  const share = (people - hubStaff * HUBS.length) / rest;
  return organizations.map((each, number) => ({
    ...each,
    staff: number < HUBS.length ? hubStaff : each.staff * share,
  }));
}

function kindOf(chance: Chance, number: number, ministries: number): OrganizationKind {
  if (number === 0) return OrganizationKind.COORDINATION_BODY;
  if (number === 1) return OrganizationKind.COORDINATION_CENTER;
  const associations = HUBS.length + SECTORS.length;
  if (number < associations) return OrganizationKind.ASSOCIATION;
  if (number < associations + ministries) return OrganizationKind.MINISTRY;
  return OrganizationKind[drawn(chance, KIND_SHARES)];
}

function sectorOf(chance: Chance, number: number, kind: OrganizationKind): Sector {
  if (number >= HUBS.length && number < HUBS.length + SECTORS.length) return SECTORS[number - HUBS.length]!;
  if (number < HUBS.length || kind === OrganizationKind.MINISTRY) return Sector.GOVERNMENT;
  if (kind === OrganizationKind.LOCAL_GOVERNMENT) return Sector.LOCAL_GOVERNMENT;
  return drawn(chance, SECTOR_SHARES);
}
