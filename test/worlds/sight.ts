import type { Role } from '../../src/access/viewer.js';
import type { Random } from './random.js';
import { dayStart } from './calendar.js';
import { COMMUNITY_ZONE, holds } from './chronicle.js';
import type { Channel, Chronicle, Csirt, Encounter, Person, Tlp } from './chronicle.js';

export interface Asker {
  readonly role: keyof typeof Role;
  readonly organizationId: string | null;
}

/** Somebody of any role, mostly of one of these organizations and often of an early one. */
export function askerAmong(organizations: readonly { readonly id: string }[], random: Random): Asker {
  const role = random.oneOf([
    'OPERATOR',
    'LIAISON_OFFICER',
    'MEMBER',
    'MEMBER',
    'MEMBER',
    'ADMINISTRATOR',
    'AUDITOR',
  ] as const);
  return { role, organizationId: random.maybe(() => random.earlyOf(organizations)!.id, 0.8) };
}

/** Who may see what, word by word: always decided at the moment of asking (ms since the epoch), not at that asked about. */
export class BruteSight {
  constructor(
    private readonly world: Chronicle,
    private readonly asker: Asker,
    private readonly now: number,
  ) {}

  seesPerson({ id, tlp }: Person): boolean {
    return this.admits(tlp, this.ownersOfPerson(id));
  }

  /** Whether a channel is listed for the asker. */
  lists(channel: Channel): boolean {
    const person = this.world.people.find(({ id }) => id === channel.ownerId);
    if (person && !this.seesPerson(person)) return false;
    return channel.tlp !== 'RED' || this.admits('RED', this.ownersOfChannel(channel));
  }

  /** What the asker is shown of a listed channel; null where it is withheld. */
  valueOf(channel: Channel): string | null {
    const shown = this.asker.role !== 'AUDITOR' && this.admits(channel.tlp, this.ownersOfChannel(channel));
    return shown ? channel.value : null;
  }

  /** Whether the asker may be told that its value is that of another one: auditors may, of whom all are withheld. */
  compares(channel: Channel): boolean {
    return this.asker.role === 'AUDITOR' || this.valueOf(channel) !== null;
  }

  ownersOfPerson(personId: string): string[] {
    const positions = this.world.positionsOf(personId).filter(({ from, to }) => from !== to);
    const held = positions.filter((each) => holds(each, this.now));
    if (held.length > 0) return held.map(({ organizationId }) => organizationId);
    const ended = positions.filter(({ to }) => to !== null && dayStart(to, COMMUNITY_ZONE) <= this.now);
    if (ended.length > 0) return lastOf(ended, ({ to }) => to!).map(({ organizationId }) => organizationId);
    // Nobody else could write down who is still to come.
    const [first] = positions.map(({ from }) => from).sort();
    return positions.filter(({ from }) => from === first).map(({ organizationId }) => organizationId);
  }

  seesEncounter(encounter: Encounter): boolean {
    return this.admits(encounter.tlp, this.ownersOfEncounter(encounter));
  }

  /** Its host, and where its attendees were when it began. */
  ownersOfEncounter(encounter: Pick<Encounter, 'hostId' | 'attendeeIds' | 'startsAt'>): string[] {
    return [encounter.hostId, ...this.attending(encounter)];
  }

  /** The organizations in which somebody who attended held a position when it began. */
  attending({ attendeeIds, startsAt }: Pick<Encounter, 'attendeeIds' | 'startsAt'>): string[] {
    return this.world.positions
      .filter((each) => attendeeIds.includes(each.personId) && holds(each, startsAt))
      .map(({ organizationId }) => organizationId);
  }

  ownersOfChannel(channel: Pick<Channel, 'ownerId'>): string[] {
    const csirt = this.csirtOfChannel(channel);
    return csirt ? [csirt.organizationId] : this.ownersOfPerson(channel.ownerId);
  }

  /** The CSIRT to which a channel belongs, or for which its point of contact is appointed; undefined for a person's. */
  csirtOfChannel({ ownerId }: Pick<Channel, 'ownerId'>): Csirt | undefined {
    const term = this.world.terms.find(({ id }) => id === ownerId);
    return this.world.csirts.find(({ id }) => id === (term?.csirtId ?? ownerId));
  }

  admits(tlp: Tlp, owners: readonly string[]): boolean {
    const { role, organizationId } = this.asker;
    const owns = organizationId !== null && owners.includes(organizationId);
    if (tlp === 'CLEAR' || owns) return true;
    if (tlp !== 'RED' && (role === 'OPERATOR' || role === 'LIAISON_OFFICER')) return true;
    if (organizationId === null) return false;
    if (tlp === 'GREEN') return true;
    if (tlp !== 'AMBER') return false;
    return this.world.networks.some(
      ({ id }) => this.isMember(organizationId, id) && owners.some((owner) => this.isMember(owner, id)),
    );
  }

  private isMember(organizationId: string, networkId: string): boolean {
    return this.world.membershipsOf(networkId, organizationId).some((each) => holds(each, this.now));
  }
}

/** Those with the greatest day. */
export function lastOf<T>(all: readonly T[], day: (each: T) => string): T[] {
  const last = all.map(day).sort().at(-1);
  return all.filter((each) => day(each) === last);
}
