import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import { compareText } from '../../kernel/ids.js';
import type { LiaisonBook } from '../book.js';
import { Fading } from '../targets/fading.js';
import type { Gaps } from '../targets/gaps.js';
import { articulationsOf, cutsOff, gatesOf } from '../graph/articulation.js';
import type { Network } from '../graph/network.js';
import { sortedStepwise } from '../graph/stepwise-sort.js';
import type { Carrier } from '../ties/organization-pairs.js';
import { NetworkPairs } from '../ties/network-pairs.js';
import { LEAST_TRUST, trustOf } from '../ties/strength.js';
import { strongest, type OthersOfAKind } from './strongest.js';
import { finish, unhurried, watchDirectory } from '../unhurried.js';

const DAY = 86_400_000;
/** What fades within so many days is shown as fading. */
const HORIZON = 180 * DAY;
const BONDS_A_STEP = 512;
/** Of some hundred ties each. */
const ROWS_A_STEP = 16;

/** What is between two organizations at a moment: a tie, or a target where there is none. */
export interface OrganizationBond {
  readonly from: Organization;
  readonly to: Organization;
  readonly strength: number;
  readonly trust: number;
  /** The liaison target; null where none is set. */
  readonly wanted: number | null;
}

/** What becomes of it if nobody meets any more. */
export interface Outlook {
  /** The first day with less trust than is wanted, or than counts where nothing is wanted; null: not within the horizon, or it is less already. */
  readonly fadesOn: string | null;
  /** Whether it is less at the horizon. */
  readonly isFading: boolean;
}

export interface Selection {
  /** Strongest first. */
  readonly organizations: readonly Organization[];
  /** Between them, each two once. */
  readonly bonds: readonly OrganizationBond[];
  /** The organizations that there are besides, by kind. */
  readonly others: readonly OthersOfAKind[];
}

/**
 * What pictures and files of the ties of organizations are made of, of the encounters and persons that a viewer may see. All
 * that is told of one network is as of one moment: nothing of it is looked up again while the book moves on.
 */
export class Bonds {
  constructor(
    private readonly book: LiaisonBook,
    private readonly gaps: Gaps,
  ) {}

  /** Of one organization to all others, strongest first. */
  around(ctx: Context, network: Network, from: Organization): Promise<OrganizationBond[]> {
    return unhurried(ctx, () => this.listAround(ctx, network, from), watchDirectory(ctx));
  }

  /**
   * The organizations with the strongest ties in all, and what is between them. Where there are more, the others are told of
   * by kind: with these it is not more than so many.
   */
  strongest(ctx: Context, network: Network, most: number): Promise<Selection> {
    return unhurried(ctx, () => this.select(ctx, network, most), watchDirectory(ctx));
  }

  /** All ties of at least so much trust, each two once; their number alone where there are more than so many. */
  async all(ctx: Context, network: Network, leastTrust: number, most: number): Promise<OrganizationBond[] | number> {
    const count = await finish(ctx, this.count(network, leastTrust));
    if (count > most) return count;
    return unhurried(ctx, () => this.listAll(ctx, network, leastTrust), watchDirectory(ctx));
  }

  /** What becomes of each of them. */
  outlooks<B extends OrganizationBond>(ctx: Context, network: Network, bonds: readonly B[]): Promise<(B & Outlook)[]> {
    return finish(ctx, this.lookAhead(network, bonds));
  }

  /** Who carries each of them, by the numbers in the book; whoever carries most first. */
  carriers(ctx: Context, network: Network, bonds: readonly OrganizationBond[]): Promise<(readonly Carrier[])[]> {
    return finish(ctx, this.listCarriers(network, bonds));
  }

  /** Of an organization: whether a person (by the number in the book) is on every way to another one, over any number of ties. */
  async gatekeepers(
    ctx: Context,
    network: Network,
    from: Organization,
  ): Promise<(person: number, to: Organization) => boolean> {
    const row = this.rowOf(network, from);
    if (row < 0) return () => false;
    const { begins, values } = network.staff;
    const staff = values.subarray(begins[row], begins[row + 1]);
    const articulations = await finish(ctx, articulationsOf(network.ties, staff));
    const gates = await finish(ctx, gatesOf(articulations, network.staff));
    return (person, to) => {
      const [place, other] = [network.persons.indexOf(person), this.rowOf(network, to)];
      return place >= 0 && other >= 0 && cutsOff(articulations, place, gates[other]!);
    };
  }

  private *lookAhead<B extends OrganizationBond>(
    network: Network,
    bonds: readonly B[],
  ): Generator<void, (B & Outlook)[], void> {
    const pairs = new NetworkPairs(network);
    const all: (B & Outlook)[] = [];
    for (const bond of bonds) {
      all.push({ ...bond, ...this.outlook(network, pairs, bond) });
      yield;
    }
    return all;
  }

  private outlook(network: Network, pairs: NetworkPairs, { from, to, strength, wanted }: OrganizationBond): Outlook {
    const { at } = network;
    const least = wanted ?? LEAST_TRUST;
    const horizon = at + HORIZON;
    // As if nothing still ran: then it fades soonest, and few need a closer look.
    if (new Fading(at, strength, []).trustAt(horizon) >= least) return { fadesOn: null, isFading: false };
    const running = strength > 0 ? pairs.running(this.rowOf(network, from), this.rowOf(network, to)) : [];
    const fading = new Fading(at, strength, running);
    if (fading.trustAt(horizon) >= least) return { fadesOn: null, isFading: false };
    return { fadesOn: fading.fadesOn(least, this.book.directory.communityZone), isFading: true };
  }

  private *listCarriers(
    network: Network,
    bonds: readonly OrganizationBond[],
  ): Generator<void, (readonly Carrier[])[], void> {
    const pairs = new NetworkPairs(network);
    const all: (readonly Carrier[])[] = [];
    for (const { from, to, strength } of bonds) {
      const carriers = strength > 0 ? yield* pairs.carriers(this.rowOf(network, from), this.rowOf(network, to)) : [];
      all.push(carriers.map(({ person, share }) => ({ person: network.persons[person]!, share })));
      yield;
    }
    return all;
  }

  private *listAround(ctx: Context, network: Network, from: Organization): Generator<void, OrganizationBond[], void> {
    const bonds = new Map<Organization, OrganizationBond>();
    for (const { organizationId, otherId, trust: wanted } of this.gaps.targetsAt(ctx, from, network.at)) {
      const to = ctx.book.organizations.get(organizationId === from.id ? otherId : organizationId)!;
      bonds.set(to, { from, to, strength: 0, trust: 0, wanted });
    }
    const row = this.rowOf(network, from);
    if (row >= 0) {
      const { begins, others, weights } = network.organizationTies;
      for (let place = begins[row]!; place < begins[row + 1]!; place += 1) {
        if (place % BONDS_A_STEP === 0) yield;
        const to = this.organization(ctx, network, others[place]!);
        const strength = weights[place]!;
        bonds.set(to, { from, to, strength, trust: trustOf(strength), wanted: bonds.get(to)?.wanted ?? null });
      }
    }
    return yield* sortedStepwise(
      [...bonds.values()],
      (a, b) => b.strength - a.strength || compareText(a.to.id, b.to.id),
    );
  }

  private *select(ctx: Context, network: Network, most: number): Generator<void, Selection, void> {
    const kindOf = (row: number) => this.organization(ctx, network, row).kind;
    const { rows, others } = yield* strongest(network.organizationTies, kindOf, most);
    const isChosen = new Set(rows);
    const bonds = new Map<string, OrganizationBond>();
    for (const row of rows) {
      yield;
      for (const bond of this.above(ctx, network, row, (_, other) => isChosen.has(other)))
        bonds.set(`${bond.from.id} ${bond.to.id}`, bond);
    }
    const organizations = rows.map((row) => this.organization(ctx, network, row));
    const known = new Map(organizations.map((organization) => [organization.id, organization]));
    for (const { organizationId, otherId, trust: wanted } of this.gaps.targetsAt(ctx, undefined, network.at)) {
      const [from, to] = [known.get(organizationId), known.get(otherId)];
      const key = `${organizationId} ${otherId}`;
      if (from && to) bonds.set(key, { from, to, strength: 0, trust: 0, ...bonds.get(key), wanted });
    }
    return { organizations, bonds: [...bonds.values()], others };
  }

  private *listAll(ctx: Context, network: Network, leastTrust: number): Generator<void, OrganizationBond[], void> {
    const targets = new Map(
      this.gaps
        .targetsAt(ctx, undefined, network.at)
        .map(({ organizationId, otherId, trust }) => [`${organizationId} ${otherId}`, trust]),
    );
    const bonds: OrganizationBond[] = [];
    for (let row = 0; row < network.organizations.length; row += 1) {
      if (row % ROWS_A_STEP === 0) yield;
      for (const bond of this.above(ctx, network, row, (trust) => trust >= leastTrust))
        bonds.push({ ...bond, wanted: targets.get(`${bond.from.id} ${bond.to.id}`) ?? null });
    }
    return bonds;
  }

  /** The ties of a row to later ones that are wanted. */
  private *above(
    ctx: Context,
    network: Network,
    row: number,
    isWanted: (trust: number, other: number) => boolean,
  ): Iterable<OrganizationBond> {
    const { begins, others, weights } = network.organizationTies;
    const from = this.organization(ctx, network, row);
    for (let place = begins[row]!; place < begins[row + 1]!; place += 1) {
      const other = others[place]!;
      if (other <= row) continue;
      const strength = weights[place]!;
      const trust = trustOf(strength);
      if (isWanted(trust, other))
        yield { from, to: this.organization(ctx, network, other), strength, trust, wanted: null };
    }
  }

  private *count(
    { organizationTies: { begins, weights } }: Network,
    leastTrust: number,
  ): Generator<void, number, void> {
    let entries = 0;
    for (let row = 0; row + 1 < begins.length; row += 1) {
      for (let place = begins[row]!; place < begins[row + 1]!; place += 1)
        if (trustOf(weights[place]!) >= leastTrust) entries += 1;
      yield;
    }
    return entries / 2;
  }

  private rowOf(network: Network, { id }: Organization): number {
    const number = this.book.organizations.known(id);
    return number === undefined ? -1 : network.organizations.indexOf(number);
  }

  private organization(ctx: Context, network: Network, row: number): Organization {
    return ctx.book.organizations.get(this.book.organizations.idOf(network.organizations[row]!))!;
  }
}
