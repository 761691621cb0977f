import type { EntityManager } from 'typeorm';
import { Tlp } from '../src/access/tlp.js';
import { ChannelKind, ChannelVerification, ContactChannel, VerificationOutcome } from '../src/directory/channel.js';
import { Constituency, ConstituencyKind } from '../src/directory/constituency.js';
import { Csirt } from '../src/directory/csirt.js';
import { NetworkMembership } from '../src/directory/network.js';
import { Organization, OrganizationKind, Sector } from '../src/directory/organization.js';
import { Person, Position } from '../src/directory/person.js';
import { ContactRole, PointOfContact } from '../src/directory/point-of-contact.js';
import { Encounter, EncounterKind, EncounterMode } from '../src/liaison/encounters/encounter.js';
import { EncounterNotes } from '../src/liaison/encounters/encounter-notes.js';
import { LiaisonTarget } from '../src/liaison/targets/liaison-target.js';
import { constituencies, memberships, organizations } from './demo/organizations.js';
import { channels, csirts, encounters, people, pointsOfContact, positions, verifications } from './demo/rows.js';
import { targets } from './demo/targets.js';
import { org } from './reference-organizations.js';
import { plant } from './reference.js';

/** Where the demo's viewer is at home: the centre whose duty officers call. */
export const demoViewerOrganizationId: string = org.nisc;

/**
 * Adds to the reference data, which must be there, people, companies, contacts, encounters and targets that do not exist: a small
 * world to try queries on. Rows that are there already stay as they are.
 */
export async function seedDemo(db: Pick<EntityManager, 'transaction'>): Promise<void> {
  await db.transaction(async (manager) => {
    for (const each of organizations)
      await plant(manager, Organization, {
        ...each,
        kind: OrganizationKind[each.kind],
        sector: Sector[each.sector],
        corporateNumber: null,
        observer: false,
      });
    for (const each of constituencies)
      await plant(manager, Constituency, {
        ...each,
        kind: ConstituencyKind[each.kind],
        from: moment(each.from),
        to: moment(each.to),
      });
    for (const each of memberships) await plant(manager, NetworkMembership, each);
    for (const each of csirts) await plant(manager, Csirt, { ...each, timeZone: 'Asia/Tokyo', disbandedOn: null });
    for (const { id, name, nameEn, kana, tlp } of people)
      await plant(manager, Person, { id, name, nameEn, kana, tlp: Tlp[tlp], mergedIntoId: null, erasedAt: null });
    for (const each of positions) await plant(manager, Position, each);
    for (const each of pointsOfContact) await plant(manager, PointOfContact, { ...each, role: ContactRole[each.role] });
    for (const each of channels)
      await plant(manager, ContactChannel, {
        ...each,
        kind: ChannelKind[each.kind],
        tlp: Tlp[each.tlp],
        retiredAt: moment(each.retiredAt),
        erasedAt: null,
      });
    for (const each of verifications)
      await plant(manager, ChannelVerification, {
        ...each,
        outcome: VerificationOutcome[each.outcome],
        at: new Date(each.at),
      });
    for (const each of targets) await plant(manager, LiaisonTarget, each);
    for (const { notes, ...each } of encounters) {
      const isThere = await manager.existsBy(Encounter, { id: each.id });
      await plant(manager, Encounter, {
        ...each,
        kind: EncounterKind[each.kind],
        mode: EncounterMode[each.mode],
        tlp: Tlp[each.tlp],
        startsAt: new Date(each.startsAt),
        endsAt: new Date(each.endsAt),
        attendeeIds: [...each.attendeeIds],
        withdrawnAt: moment(each.withdrawnAt),
      });
      // Notes that somebody has cleared since are no row: they do not come back.
      if (notes !== null && !isThere)
        await manager
          .createQueryBuilder()
          .insert()
          .into(EncounterNotes)
          .values({ encounterId: each.id, notes })
          .orIgnore()
          .execute();
    }
  });
}

function moment(written: string | null): Date | null {
  return written === null ? null : new Date(written);
}
