import type { EntityManager } from 'typeorm';
import { Constituency, ConstituencyKind } from '../src/directory/constituency.js';
import { Csirt } from '../src/directory/csirt.js';
import { NetworkMembership, SharingNetwork } from '../src/directory/network.js';
import { Organization, OrganizationKind, Sector } from '../src/directory/organization.js';
import type { Row, Stamp } from '../src/kernel/node.js';
import type { RowClass } from '../src/kernel/rows.js';
import { constituencies, csirts, memberships, networks, organizations } from './reference-data.js';

/** When the records of the seeds were made, for the order of creation. */
export const SEEDED_AT = new Date('2026-01-01T00:00:00Z');

/** Adds a row unless it is there: seeding again changes nothing that people have changed meanwhile. */
export async function plant<T extends Row>(
  manager: EntityManager,
  entity: RowClass<T>,
  values: Omit<T, Stamp>,
): Promise<void> {
  await manager
    .createQueryBuilder()
    .insert()
    .into(entity)
    .values({ ...values, version: 1, createdAt: SEEDED_AT, changedAt: SEEDED_AT } as never)
    .orIgnore()
    .execute();
}

/** The public bodies that the policy report of 2012 names, and their sharing networks. */
export async function seedReference(db: Pick<EntityManager, 'transaction'>): Promise<void> {
  await db.transaction(async (manager) => {
    for (const each of organizations)
      await plant(manager, Organization, {
        ...each,
        kind: OrganizationKind[each.kind],
        sector: Sector[each.sector],
        corporateNumber: null,
        dissolvedOn: null,
        successorId: null,
      });
    for (const each of constituencies)
      await plant(manager, Constituency, { ...each, kind: ConstituencyKind[each.kind], from: null, to: null });
    for (const each of csirts) await plant(manager, Csirt, { ...each, disbandedOn: null });
    for (const each of networks) await plant(manager, SharingNetwork, each);
    for (const each of memberships) await plant(manager, NetworkMembership, { ...each, to: null });
  });
}
