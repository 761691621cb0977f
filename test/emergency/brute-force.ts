import type { Role } from '../../src/access/viewer.js';
import { dayStart, opennessAt } from './calendar.js';
import { COMMUNITY_ZONE } from './chronicle.js';
import type { Channel, Chronicle, Csirt, Dated, Organization, Person, Position, Term, Tlp } from './chronicle.js';
import { nameOf, type Meaning, type Prefix } from './pools.js';

export interface Asker {
  readonly role: keyof typeof Role;
  readonly organizationId: string | null;
}

/** One moment asked about, and the moment of asking, at which alone it is decided who may see what. In ms since the epoch. */
export interface Moments {
  readonly at: number;
  readonly now: number;
}

interface Call {
  readonly reason: string;
  readonly organization: Organization;
  readonly csirt: Csirt | null;
  readonly term: Term | null;
  readonly channels: readonly Channel[];
}

const ROLES = ['PRIMARY', 'DEPUTY', 'OUT_OF_HOURS', 'EXECUTIVE'];
const KINDS = ['MOBILE', 'PHONE', 'SATELLITE', 'RADIO', 'CHAT', 'EMAIL', 'FAX', 'WEB_FORM'];

type Key = string | number | boolean;

/** Sorts a copy by the first of the keys that differ; true comes before false. */
function sortedBy<T>(all: readonly T[], keys: (each: T) => readonly Key[]): T[] {
  return [...all].sort((a, b) => {
    const [left, right] = [keys(a), keys(b)];
    const place = left.findIndex((key, i) => key !== right[i]);
    if (place < 0) return 0;
    if (typeof left[place] === 'boolean') return left[place] ? -1 : 1;
    return left[place]! < right[place]! ? -1 : 1;
  });
}

export const byId = <T extends { readonly id: string }>(all: readonly T[]) => sortedBy(all, ({ id }) => [id]);

/** The definitions of the directory and of contact chains, word by word over the chronicle of a world, for one viewer and one moment. */
export class BruteForce {
  private readonly at: number;

  constructor(
    private readonly world: Chronicle,
    private readonly coordinators: readonly string[],
    private readonly asker: Asker,
    private readonly moments: Moments,
  ) {
    this.at = moments.at;
  }

  // ---- who may see what: decided now

  private isMember(organizationId: string, networkId: string): boolean {
    return this.world.memberships.some(
      (each) =>
        each.organizationId === organizationId && each.networkId === networkId && holds(each, this.moments.now),
    );
  }

  private ownersOfPerson(personId: string): string[] {
    const positions = this.world.positions.filter((each) => each.personId === personId && each.to !== each.from);
    const held = positions.filter((each) => holds(each, this.moments.now));
    if (held.length > 0) return held.map(({ organizationId }) => organizationId);
    const ended = positions.filter(({ to }) => to !== null && dayStart(to, COMMUNITY_ZONE) <= this.moments.now);
    if (ended.length > 0) return lastOf(ended, ({ to }) => to!).map(({ organizationId }) => organizationId);
    return lastOf(positions, ({ from }) => from, -1).map(({ organizationId }) => organizationId);
  }

  private admits(tlp: Tlp, owners: readonly string[]): boolean {
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

  seesPerson({ id, tlp }: Person): boolean {
    return this.admits(tlp, this.ownersOfPerson(id));
  }

  private ownersOfChannel(channel: Channel): string[] {
    const csirt = this.csirtOfChannel(channel);
    return csirt ? [csirt.organizationId] : this.ownersOfPerson(channel.ownerId);
  }

  private lists(channel: Channel): boolean {
    const person = this.world.people.find(({ id }) => id === channel.ownerId);
    if (person && !this.seesPerson(person)) return false;
    return channel.tlp !== 'RED' || this.admits('RED', this.ownersOfChannel(channel));
  }

  valueOf(channel: Channel): string | null {
    const shown =
      this.asker.role !== 'AUDITOR' && this.lists(channel) && this.admits(channel.tlp, this.ownersOfChannel(channel));
    return shown ? channel.value : null;
  }

  // ---- the directory at the moment

  existing({ dissolvedOn }: Organization): boolean {
    return dissolvedOn === null || this.at < dayStart(dissolvedOn, COMMUNITY_ZONE);
  }

  parentOf(organization: Organization): Organization | null {
    const id = organization.parentId.at(this.at);
    return id === null ? null : this.world.organization(id);
  }

  childrenOf({ id }: Organization): Organization[] {
    return byId(this.world.organizations.filter((each) => this.parentOf(each)?.id === id && this.existing(each)));
  }

  private csirtExists({ establishedOn, disbandedOn }: Csirt): boolean {
    return (
      (establishedOn === null || dayStart(establishedOn, COMMUNITY_ZONE) <= this.at) &&
      (disbandedOn === null || this.at < dayStart(disbandedOn, COMMUNITY_ZONE))
    );
  }

  csirtsOf({ id }: Organization): Csirt[] {
    const own = this.world.csirts.filter((each) => each.organizationId === id && this.csirtExists(each));
    return sortedBy(own, (csirt) => [csirt.establishedOn !== null, csirt.establishedOn ?? '', csirt.id]);
  }

  csirtsWithoutPrimary(): Csirt[] {
    return byId(
      this.world.csirts.filter(
        (csirt) => this.csirtExists(csirt) && !this.termsOf(csirt).some(({ role }) => role === 'PRIMARY'),
      ),
    );
  }

  termHolds(term: Term): boolean {
    return holds(term, this.at, this.world.csirt(term.csirtId).timeZone.at(this.at));
  }

  termsOf(csirt: Csirt): Term[] {
    const held = this.world.terms.filter((term) => term.csirtId === csirt.id && this.termHolds(term));
    return sortedBy(held, ({ role, priority, from, id }) => [ROLES.indexOf(role), priority, from, id]);
  }

  positionsHeld(personId: string): Position[] {
    return this.world.positions.filter((each) => each.personId === personId && holds(each, this.at));
  }

  organizationOf(personId: string): string | null {
    const begunLast = lastOf(this.positionsHeld(personId), ({ from }) => from);
    return byId(begunLast)[0]?.organizationId ?? null;
  }

  peopleOf({ id }: Organization): Person[] {
    return byId(
      this.world.people.filter(
        (person) =>
          this.seesPerson(person) && this.positionsHeld(person.id).some(({ organizationId }) => organizationId === id),
      ),
    );
  }

  networksOf({ id }: Organization): { id: string; hubId: string; from: string }[] {
    return this.world.memberships
      .filter((each) => each.organizationId === id && holds(each, this.at))
      .map(({ networkId, from }) => ({ ...this.world.networks.find((each) => each.id === networkId)!, from }));
  }

  constituenciesOf({ id }: Organization) {
    return this.world.claims
      .filter(({ organizationId, from, to }) => organizationId === id && from <= this.at && this.at < to)
      .map(({ constituency }) => constituency);
  }

  // ---- channels at the moment

  private csirtOfChannel({ ownerId }: Channel): Csirt | undefined {
    const term = this.world.terms.find(({ id }) => id === ownerId);
    return this.world.csirts.find(({ id }) => id === (term?.csirtId ?? ownerId));
  }

  /** The channels of an owner that are listed for the viewer and not retired by then. */
  channelsOf(ownerId: string): Channel[] {
    return byId(
      this.world.channels.filter(
        (each) => each.ownerId === ownerId && this.at < each.retiredAt && this.lists(each),
      ),
    );
  }

  private stateOf({ tries }: Channel): { status: string; answeredAt: number } {
    // Stable: of two tries at one instant the one entered later counts.
    const told = tries.filter(({ at, outcome }) => at <= this.at && outcome !== 'NO_ANSWER').sort((a, b) => a.at - b.at);
    const confirmed = told.filter(({ outcome }) => outcome === 'CONFIRMED');
    return { status: told.at(-1)?.outcome ?? 'UNVERIFIED', answeredAt: confirmed.at(-1)?.at ?? -Infinity };
  }

  opennessOf(channel: Channel) {
    const csirt = this.csirtOfChannel(channel);
    const zone = channel.ownZone.at(this.at) ?? csirt?.timeZone.at(this.at) ?? COMMUNITY_ZONE;
    return opennessAt(channel.hours.at(this.at), zone, this.at);
  }

  private usable(ownerId: string): Channel[] {
    return this.channelsOf(ownerId).filter((channel) => this.stateOf(channel).status !== 'WRONG');
  }

  private inOrder(channels: readonly Channel[]): Channel[] {
    return sortedBy(channels, (channel) => {
      const { open, opensNext } = this.opennessOf(channel);
      const { status, answeredAt } = this.stateOf(channel);
      return [open, opensNext ?? Infinity, KINDS.indexOf(channel.kind), status === 'CONFIRMED', -answeredAt, channel.id];
    });
  }

  // ---- contact chains

  private callsOf(reason: string, organization: Organization, csirts: readonly Csirt[]): Call[] {
    return csirts.flatMap((csirt): Call[] => {
      const contacts = this.termsOf(csirt).map((term) => ({
        term,
        channels: [...this.usable(term.id), ...(term.personId === null ? [] : this.usable(term.personId))],
      }));
      const own = this.usable(csirt.id);
      const switchboard = own.length > 0 || contacts.length === 0 ? [{ term: null, channels: own }] : [];
      return [...contacts, ...switchboard].map((call) => ({ reason, organization, csirt, ...call }));
    });
  }

  private everyCall(target: Organization, first: Csirt | undefined): Call[] {
    const own = sortedBy(this.csirtsOf(target), (csirt) => [csirt.id === first?.id]);
    const calls = this.callsOf('OWN_CSIRT', target, own);
    for (let above = this.parentOf(target); above; above = this.parentOf(above))
      calls.push(...this.callsOf('PARENT_ORGANIZATION', above, this.csirtsOf(above)));
    for (const { hubId } of sortedBy(this.networksOf(target), ({ from, id }) => [from, id])) {
      const hub = this.world.organization(hubId);
      calls.push(...this.callsOf('SHARING_NETWORK_HUB', hub, this.csirtsOf(hub)));
    }
    for (const coordinator of this.coordinators.map((id) => this.world.organization(id))) {
      const reason = 'COORDINATOR_OF_LAST_RESORT';
      const found = this.callsOf(reason, coordinator, this.csirtsOf(coordinator));
      calls.push(
        ...(found.length > 0 ? found : [{ reason, organization: coordinator, csirt: null, term: null, channels: [] }]),
      );
    }
    return calls;
  }

  chain(target: Organization, first?: Csirt): (Call & { readonly rank: number })[] {
    const mentioned: string[] = [];
    const kept = this.everyCall(target, first).flatMap((call) => {
      const fresh: Channel[] = [];
      for (const channel of this.inOrder(call.channels)) {
        const mention = JSON.stringify([channel.kind, channel.value]);
        if (!mentioned.includes(mention)) fresh.push(channel);
        mentioned.push(mention);
      }
      return call.channels.length > 0 && fresh.length === 0 ? [] : [{ ...call, channels: fresh }];
    });
    return kept.map((call, place) => ({ rank: place + 1, ...call }));
  }

  // ---- whose it is

  private firstCsirt(organization: Organization): Csirt | null {
    for (let each: Organization | null = organization; each; each = this.parentOf(each)) {
      const [first] = this.csirtsOf(each);
      if (first) return first;
    }
    return null;
  }

  whoIs(meaning: Meaning) {
    if (meaning.kind === 'NAME') return this.bearersOf(meaning.name);
    const claims = this.world.claims.filter(
      ({ from, to, constituency }) => from <= this.at && this.at < to && covers(constituency.meaning, meaning),
    );
    const longestFirst = sortedBy(claims, (claim) => [-specificity(claim.constituency.meaning), claim.organizationId]);
    return longestFirst.map(({ organizationId, constituency: { value, meaning: { kind } } }) => ({
      organization: { id: organizationId },
      csirt: reference(this.firstCsirt(this.world.organization(organizationId))),
      constituency: { kind, value },
      matched: value,
    }));
  }

  private bearersOf(name: string) {
    return byId(this.world.organizations.filter((each) => this.existing(each))).flatMap((organization) => {
      const own = [organization.name, organization.nameEn, organization.kana].map((each) => each.at(this.at));
      const short = byId(this.csirtsOf(organization)).map((csirt) => csirt.shortName.at(this.at));
      const matched = [...own, ...short].find((each) => each !== null && nameOf(each) === name);
      if (matched == null) return [];
      const csirt = reference(this.firstCsirt(organization));
      return [{ organization: { id: organization.id }, csirt, constituency: null, matched }];
    });
  }
}

export function reference(found: { readonly id: string } | null | undefined): { id: string } | null {
  return found ? { id: found.id } : null;
}

function holds({ from, to }: Dated, instant: number, zone = COMMUNITY_ZONE): boolean {
  return dayStart(from, zone) <= instant && (to === null || instant < dayStart(to, zone));
}

/** Those with the greatest day; with `sign` -1 those with the least. */
function lastOf<T>(all: readonly T[], day: (each: T) => string, sign = 1): T[] {
  const days = all.map(day).sort();
  const last = days.at(sign === 1 ? -1 : 0);
  return all.filter((each) => day(each) === last);
}

function covers(wide: Meaning, narrow: Meaning): boolean {
  if (wide.kind === 'DOMAIN' && narrow.kind === 'DOMAIN')
    return narrow.domain === wide.domain || narrow.domain.endsWith(`.${wide.domain}`);
  if (wide.kind === 'PREFIX' && narrow.kind === 'PREFIX') return contains(wide.prefix, narrow.prefix);
  return wide.kind === 'AS_NUMBER' && narrow.kind === 'AS_NUMBER' && wide.number === narrow.number;
}

function contains(wide: Prefix, narrow: Prefix): boolean {
  const beyond = BigInt(wide.width - wide.length);
  return wide.width === narrow.width && wide.length <= narrow.length && wide.bits >> beyond === narrow.bits >> beyond;
}

function specificity(meaning: Meaning): number {
  if (meaning.kind === 'DOMAIN') return meaning.domain.length;
  return meaning.kind === 'PREFIX' ? meaning.prefix.length : 0;
}
