import { dayStart, opennessAt, type Openness } from '../worlds/calendar.js';
import { COMMUNITY_ZONE, holds } from '../worlds/chronicle.js';
import type { Channel, Chronicle, Csirt, Organization, Person, Position, Term } from '../worlds/chronicle.js';
import { covers, nameOf, specificity, type Meaning } from '../worlds/pools.js';
import { lastOf, type BruteSight } from '../worlds/sight.js';

export interface Call {
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
  /**
   * @param coordinators ids of organizations, in the order in which they are called.
   * @param at the moment asked about, in ms since the epoch.
   */
  constructor(
    private readonly world: Chronicle,
    private readonly coordinators: readonly string[],
    private readonly sight: BruteSight,
    private readonly at: number,
  ) {}

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
          this.sight.seesPerson(person) &&
          this.positionsHeld(person.id).some(({ organizationId }) => organizationId === id),
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

  /** The channels of an owner that are listed for the viewer and not retired by then. */
  channelsOf(ownerId: string): Channel[] {
    return byId(
      this.world.channels.filter(
        (each) => each.ownerId === ownerId && this.at < each.retiredAt && this.sight.lists(each),
      ),
    );
  }

  private stateOf({ tries }: Channel): { status: string; answeredAt: number } {
    // Stable: of two tries at one instant the one entered later counts.
    const told = tries
      .filter(({ at, outcome }) => at <= this.at && outcome !== 'NO_ANSWER')
      .sort((a, b) => a.at - b.at);
    const confirmed = told.filter(({ outcome }) => outcome === 'CONFIRMED');
    return { status: told.at(-1)?.outcome ?? 'UNVERIFIED', answeredAt: confirmed.at(-1)?.at ?? -Infinity };
  }

  statusOf(channel: Channel): string {
    if (channel.retiredAt <= this.at) return 'RETIRED';
    const { status } = this.stateOf(channel);
    return status === 'CONFIRMED' ? 'VERIFIED' : status;
  }

  zoneOf(channel: Channel): string {
    const csirt = this.sight.csirtOfChannel(channel);
    return channel.ownZone.at(this.at) ?? csirt?.timeZone.at(this.at) ?? COMMUNITY_ZONE;
  }

  opennessOf(channel: Channel): Openness {
    return opennessAt(channel.hours.at(this.at), this.zoneOf(channel), this.at);
  }

  private usable(ownerId: string): Channel[] {
    return this.channelsOf(ownerId).filter((channel) => this.stateOf(channel).status !== 'WRONG');
  }

  private inOrder(channels: readonly Channel[]): Channel[] {
    return sortedBy(channels, (channel) => {
      const { open, opensNext } = this.opennessOf(channel);
      const { status, answeredAt } = this.stateOf(channel);
      return [
        open,
        opensNext ?? Infinity,
        KINDS.indexOf(channel.kind),
        status === 'CONFIRMED',
        -answeredAt,
        channel.id,
      ];
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

  /** The calls to make in their order; of a CSIRT that one is asked first. What is withheld repeats only what is withheld, too, except for auditors. */
  chain(target: Organization, first?: Csirt): Call[] {
    const mentioned: string[] = [];
    return this.everyCall(target, first).flatMap((call) => {
      const fresh: Channel[] = [];
      for (const channel of this.inOrder(call.channels)) {
        const mention = JSON.stringify([channel.kind, channel.value, this.sight.compares(channel)]);
        if (!mentioned.includes(mention)) fresh.push(channel);
        mentioned.push(mention);
      }
      return call.channels.length > 0 && fresh.length === 0 ? [] : [{ ...call, channels: fresh }];
    });
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
    return longestFirst.map(
      ({
        organizationId,
        constituency: {
          value,
          meaning: { kind },
        },
      }) => ({
        organization: { id: organizationId },
        csirt: reference(this.firstCsirt(this.world.organization(organizationId))),
        constituency: { kind, value },
        matched: value,
      }),
    );
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
