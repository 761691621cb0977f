import type { ChannelValue, Constituency } from './pools.js';
import { dayStart } from './calendar.js';

export const COMMUNITY_ZONE = 'Asia/Tokyo';

export type Tlp = 'CLEAR' | 'GREEN' | 'AMBER' | 'AMBER_STRICT' | 'RED';
export type ContactRole = 'PRIMARY' | 'DEPUTY' | 'OUT_OF_HOURS' | 'EXECUTIVE';

/** An undated attribute: its first value holds from ever, a later one from when it was written (ms since the epoch). */
export class Undated<T> {
  private readonly later: { readonly from: number; readonly value: T }[] = [];

  constructor(private readonly first: T) {}

  write(value: T, moment: number): void {
    this.later.push({ from: moment, value });
  }

  at(instant: number): T {
    const last = this.later.findLast(({ from }) => from <= instant);
    return last ? last.value : this.first;
  }

  get now(): T {
    return this.at(Infinity);
  }
}

/** Holds by its own days, half-open, whenever it was entered. */
export interface Dated {
  readonly from: string;
  to: string | null;
}

export interface Organization {
  readonly id: string;
  readonly name: Undated<string>;
  readonly nameEn: Undated<string | null>;
  readonly kana: Undated<string | null>;
  readonly parentId: Undated<string | null>;
  dissolvedOn: string | null;
  successorId: string | null;
}

/** What an organization answers for, from one instant until another. */
export interface Claim {
  readonly organizationId: string;
  readonly constituency: Constituency;
  readonly from: number;
  to: number;
}

export interface Csirt {
  readonly id: string;
  readonly organizationId: string;
  readonly shortName: Undated<string>;
  readonly timeZone: Undated<string>;
  establishedOn: string | null;
  disbandedOn: string | null;
}

export interface Person {
  readonly id: string;
  tlp: Tlp;
}

export interface Position extends Dated {
  readonly id: string;
  readonly personId: string;
  readonly organizationId: string;
}

export interface Term extends Dated {
  readonly id: string;
  readonly csirtId: string;
  readonly personId: string | null;
  readonly deskName: string | null;
  readonly role: ContactRole;
  readonly priority: number;
}

export interface Channel {
  readonly id: string;
  readonly ownerId: string;
  readonly kind: ChannelValue['kind'];
  readonly value: string;
  readonly hours: Undated<string>;
  readonly ownZone: Undated<string | null>;
  tlp: Tlp;
  retiredAt: number;
  /** In the order in which they were entered. */
  readonly tries: { readonly at: number; readonly outcome: 'CONFIRMED' | 'NO_ANSWER' | 'WRONG' }[];
}

export interface Network {
  readonly id: string;
  readonly hubId: string;
}

export interface Membership extends Dated {
  readonly networkId: string;
  readonly organizationId: string;
}

/** Something people did together; instants in ms since the epoch. */
export interface Encounter {
  readonly id: string;
  readonly kind: 'MEETING' | 'CONSULTATION' | 'JOINT_WORK' | 'TRAINING' | 'DRILL' | 'SYMPOSIUM';
  startsAt: number;
  endsAt: number;
  mode: 'IN_PERSON' | 'HYBRID' | 'ONLINE';
  hostId: string;
  attendeeIds: readonly string[];
  tlp: Tlp;
  withdrawnAt: number | null;
}

/** What is wanted between two organizations, the lower id first; 0 where nothing is. */
export interface LiaisonTarget {
  readonly organizationId: string;
  readonly otherId: string;
  readonly trust: Undated<number>;
}

/** Nothing of it holds on that day or later; what has not begun by then never holds. */
export function endOn(dated: Dated, on: string): boolean {
  if (dated.to !== null && dated.to <= on) return false;
  dated.to = dated.from > on ? dated.from : on;
  return true;
}

/** Days begin at 00:00 of the zone. */
export function holds({ from, to }: Dated, instant: number, zone = COMMUNITY_ZONE): boolean {
  return dayStart(from, zone) <= instant && (to === null || instant < dayStart(to, zone));
}

export function coversDay({ from, to }: Dated, day: string): boolean {
  return from <= day && (to === null || day < to);
}

/** Whether there is a day on which both hold. */
export function overlaps(a: Dated, b: Dated): boolean {
  const from = a.from > b.from ? a.from : b.from;
  return coversDay(a, from) && coversDay(b, from);
}

/** What was written into a world, in the order in which it was. */
export class Chronicle {
  readonly organizations: Organization[] = [];
  readonly claims: Claim[] = [];
  readonly csirts: Csirt[] = [];
  readonly people: Person[] = [];
  readonly positions: Position[] = [];
  readonly terms: Term[] = [];
  readonly channels: Channel[] = [];
  readonly networks: Network[] = [];
  readonly memberships: Membership[] = [];
  readonly encounters: Encounter[] = [];
  readonly targets: LiaisonTarget[] = [];
  /** Between sending and being answered something was written; at which instant exactly nobody outside can say. */
  readonly writes: { readonly sent: number; readonly answered: number }[] = [];

  isUncertain(instant: number): boolean {
    return this.writes.some(({ sent, answered }) => sent <= instant && instant < answered);
  }

  organization(id: string): Organization {
    return this.organizations.find((each) => each.id === id)!;
  }

  csirt(id: string): Csirt {
    return this.csirts.find((each) => each.id === id)!;
  }

  person(id: string): Person {
    return this.people.find((each) => each.id === id)!;
  }

  /** What it answers for after an instant by what has been written so far, also where that only begins then. */
  claimsOf(organizationId: string, instant: number): Claim[] {
    return this.claims.filter((claim) => claim.organizationId === organizationId && claim.to > instant);
  }

  /** When it is dissolved, as far as that is known. */
  endOf(organizationId: string): number {
    const { dissolvedOn } = this.organization(organizationId);
    return dissolvedOn === null ? Infinity : dayStart(dissolvedOn, COMMUNITY_ZONE);
  }

  /** Whether somebody answers, or will answer, for it at some instant from one until another. */
  isClaimed(constituency: Constituency, from: number, to: number): boolean {
    return this.claims.some(
      (each) => each.constituency === constituency && each.from < each.to && each.to > from && each.from < to,
    );
  }

  membershipsOf(networkId: string, organizationId: string): Membership[] {
    return this.memberships.filter((each) => each.networkId === networkId && each.organizationId === organizationId);
  }

  positionsOf(personId: string): Position[] {
    return this.positions.filter((each) => each.personId === personId);
  }

  replaceConstituencies(organizationId: string, wanted: readonly Constituency[], moment: number): void {
    const held = this.claimsOf(organizationId, moment);
    for (const claim of held) if (!wanted.includes(claim.constituency)) claim.to = Math.max(claim.from, moment);
    for (const constituency of wanted)
      if (!held.some((claim) => claim.constituency === constituency))
        this.claims.push({ organizationId, constituency, from: moment, to: this.endOf(organizationId) });
  }

  /** The organization itself first, then what is above it by what has been written so far. */
  lineOf(organizationId: string): string[] {
    const line = [organizationId];
    for (let above = this.organization(organizationId).parentId.now; above !== null;) {
      line.push(above);
      above = this.organization(above).parentId.now;
    }
    return line;
  }

  /** Its CSIRTs, positions, terms and memberships end; its constituencies and what is below it go to the successor. */
  dissolve(id: string, on: string, successorId: string | null, moment: number): void {
    const organization = this.organization(id);
    organization.dissolvedOn = on;
    organization.successorId = successorId;
    if (successorId !== null) this.handOverChildren(organization, successorId, moment);
    const end = dayStart(on, COMMUNITY_ZONE);
    for (const claim of this.claims.filter(({ organizationId, to }) => organizationId === id && to > end)) {
      const { constituency, to } = claim;
      claim.to = Math.max(claim.from, end);
      this.inherit(successorId, constituency, claim.to, to, [id]);
    }
    for (const position of this.positions) if (position.organizationId === id) endOn(position, on);
    for (const membership of this.memberships) if (membership.organizationId === id) endOn(membership, on);
    for (const csirt of this.csirts) if (csirt.organizationId === id) this.disband(csirt, on);
  }

  disband(csirt: Csirt, on: string): void {
    if (csirt.disbandedOn === null || csirt.disbandedOn > on) csirt.disbandedOn = on;
    for (const term of this.terms) if (term.csirtId === csirt.id) endOn(term, on);
  }

  /**
   * Somebody left a position on a day: where no other in the same organization is held then, the terms for its CSIRTs
   * end. Answers the ids of these.
   */
  leave(personId: string, organizationId: string, on: string): string[] {
    const stays = this.positionsOf(personId).some(
      (each) => each.organizationId === organizationId && coversDay(each, on),
    );
    if (stays) return [];
    return this.terms
      .filter((term) => term.personId === personId && this.csirt(term.csirtId).organizationId === organizationId)
      .filter((term) => endOn(term, on))
      .map(({ id }) => id);
  }

  /** What somebody leaves behind goes to the heir, and to the heir's heir when that one is dissolved in turn. */
  private inherit(id: string | null, constituency: Constituency, from: number, to: number, before: string[]): void {
    if (id === null || before.includes(id)) return;
    const until = Math.min(to, this.endOf(id));
    if (from < until) this.claims.push({ organizationId: id, constituency, from, to: until });
    this.inherit(this.organization(id).successorId, constituency, Math.max(from, until), to, [...before, id]);
  }

  private handOverChildren(organization: Organization, successorId: string, moment: number): void {
    const line = this.lineOf(successorId);
    const grandparent = organization.parentId.now;
    // The successor, and whatever stands between it and what it succeeds, cannot come below the successor.
    for (const child of this.organizations.filter(({ parentId }) => parentId.now === organization.id))
      child.parentId.write(line.includes(child.id) ? grandparent : successorId, moment);
  }
}
