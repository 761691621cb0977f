import { Rows } from '../kernel/rows.js';
import { ChannelStatus, ChannelVerification, ContactChannel, VerificationOutcome } from './channel.js';
import type { Csirt } from './csirt.js';
import type { Person } from './person.js';
import type { PointOfContact } from './point-of-contact.js';

/** What of the book channels are owned by, and open in whose time zone. */
interface Owners {
  readonly people: Rows<Person>;
  readonly pointsOfContact: Rows<PointOfContact>;
  readonly csirts: Rows<Csirt>;
  readonly communityZone: string;
}

/** The contact channels of the book, and what is known of each at a moment. */
export class ChannelRows extends Rows<ContactChannel> {
  readonly verifications = new Rows(ChannelVerification, undefined, { channelId: this });
  private readonly byOwner = this.indexBy(ownerIdOf);
  private readonly verificationsByChannel = this.verifications.indexBy(({ channelId }) => channelId);

  constructor(private readonly owners: Owners) {
    const { people, pointsOfContact, csirts } = owners;
    super(ContactChannel, forgotten, { personId: people, pointOfContactId: pointsOfContact, csirtId: csirts });
  }

  /** Those of an owner, but for those retired by then, and those that were erased since. */
  of(ownerId: string, at: number): ContactChannel[] {
    return this.byOwner
      .of(ownerId)
      .filter(({ retiredAt, erasedAt }) => erasedAt === null && (retiredAt === null || at < retiredAt.getTime()));
  }

  /** Those of an owner, retired and erased ones too. */
  allOf(ownerId: string): ContactChannel[] {
    return this.byOwner.of(ownerId);
  }

  /** Every one that is, or once was, of this owner: also those handed over in a merge. */
  everOf(ownerId: string): ContactChannel[] {
    return this.byOwner.everOf(ownerId);
  }

  /** Every try of a channel, the earliest first. */
  verificationsOf(channelId: string): ChannelVerification[] {
    return this.verificationsByChannel.of(channelId).sort((a, b) => a.at.getTime() - b.at.getTime());
  }

  /** What the tries of a channel up to a moment say of it. */
  knowledgeOf(channel: ContactChannel, at: number): { status: ChannelStatus; verifiedAt: Date | null } {
    let latest: ChannelVerification | undefined;
    let verifiedAt: Date | null = null;
    for (const each of this.verificationsByChannel.of(channel.id)) {
      const tried = each.at.getTime();
      if (tried > at || each.outcome === VerificationOutcome.NO_ANSWER) continue;
      // Of two at the same instant the one recorded later counts; ids sort by creation.
      if (!latest || tried >= latest.at.getTime()) latest = each;
      if (each.outcome === VerificationOutcome.CONFIRMED && (!verifiedAt || each.at > verifiedAt)) verifiedAt = each.at;
    }
    if (channel.retiredAt && channel.retiredAt.getTime() <= at) return { status: ChannelStatus.RETIRED, verifiedAt };
    if (!latest) return { status: ChannelStatus.UNVERIFIED, verifiedAt };
    return {
      status: latest.outcome === VerificationOutcome.WRONG ? ChannelStatus.WRONG : ChannelStatus.VERIFIED,
      verifiedAt,
    };
  }

  /** The hours and their time zone that held at a moment. */
  hoursOf(channel: ContactChannel, at: number): { hours: string; timeZone: string } {
    const { hours, ownTimeZone } = this.asOf(channel.id, at) ?? channel;
    return { hours, timeZone: ownTimeZone ?? this.zoneOfOwner(channel, at) };
  }

  /** Whom a channel reaches: its owner, and the person whom that point of contact is. */
  reachedBy({ personId, pointOfContactId, csirtId }: ContactChannel): readonly (string | null)[] {
    if (pointOfContactId === null) return [personId ?? csirtId];
    return [pointOfContactId, this.owners.pointsOfContact.get(pointOfContactId)!.personId];
  }

  /** The CSIRT whose channel it is, or that of its point of contact; null where a person owns it. */
  csirtIdOf({ csirtId, pointOfContactId }: ContactChannel): string | null {
    return csirtId ?? (pointOfContactId && this.owners.pointsOfContact.get(pointOfContactId)!.csirtId);
  }

  private zoneOfOwner(channel: ContactChannel, at: number): string {
    const csirtId = this.csirtIdOf(channel);
    return csirtId ? this.owners.csirts.asOf(csirtId, at)!.timeZone : this.owners.communityZone;
  }
}

/** Hours hold from their commit on; those of an erased channel are forgotten, too, for they may have words in them. */
function forgotten({ erasedAt, hours, ownTimeZone }: ContactChannel): Partial<ContactChannel> {
  return erasedAt ? { value: '', hours, ownTimeZone } : { value: '' };
}

function ownerIdOf({ personId, pointOfContactId, csirtId }: ContactChannel): string | null {
  return personId ?? pointOfContactId ?? csirtId;
}
