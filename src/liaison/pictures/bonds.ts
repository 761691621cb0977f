import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import { compareText } from '../../kernel/ids.js';
import type { LiaisonBook } from '../book.js';
import { Fading } from '../targets/fading.js';
import type { Gaps } from '../targets/gaps.js';
import { articulationsOf, cutsOff, gatesOf } from '../graph/articulation.js';
import type { Network } from '../graph/network.js';
import { sortedStepwise } from '../graph/stepwise-sort.js';
import type { Networks } from '../networks.js';
import type { OrganizationTies } from '../ties/organization-ties.js';
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

/** What pictures and files of the ties of organizations are made of, of the encounters and persons that a viewer may see. */
export class Bonds {
  constructor(
    private readonly book: LiaisonBook,
    private readonly networks: Networks,
    private readonly ties: OrganizationTies,
    private readonly gaps: Gaps,
  ) {}

  /** Of one organization to all others, strongest first. */
  async around(ctx: Context, from: Organization, at: number): Promise<OrganizationBond[]> {
    const network = await this.networks.at(ctx, at);
    return unhurried(ctx, () => this.listAround(ctx, network, from, at), watchDirectory(ctx));
  }

  /**
   * The organizations with the strongest ties in all, and what is between them. Where there are more, the others are told of
   * by kind: with these it is not more than so many.
   */
  async strongest(ctx: Context, at: number, most: number): Promise<Selection> {
    const network = await this.networks.at(ctx, at);
    return unhurried(ctx, () => this.select(ctx, network, at, most), watchDirectory(ctx));
  }

  /** All ties of at least so much trust, each two once; their number alone where there are more than so many. */
  async all(ctx: Context, at: number, leastTrust: number, most: number): Promise<OrganizationBond[] | number> {
    const network = await this.networks.at(ctx, at);
    const count = await finish(ctx, this.count(network, leastTrust));
    if (count > most) return count;
    return unhurried(ctx, () => this.listAll(ctx, network, at, leastTrust), watchDirectory(ctx));
  }

  /** What becomes of each of them. */
  async outlooks<B extends OrganizationBond>(ctx: Context, bonds: readonly B[], at: number): Promise<(B & Outlook)[]> {
    const all: (B & Outlook)[] = [];
    for (const bond of bonds) {
      all.push({ ...bond, ...(await this.outlook(ctx, bond, at)) });
      const wait = ctx.pace.breathe();
      if (wait) await wait;
    }
    return all;
  }

  /** Of an organization: whether a person (by the number in the book) is on every way to another one, over any number of ties. */
  async gatekeepers(
    ctx: Context,
    from: Organization,
    at: number,
  ): Promise<(person: number, to: Organization) => boolean> {
    const network = await this.networks.at(ctx, at);
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

  private async outlook(ctx: Context, { from, to, strength, wanted }: OrganizationBond, at: number): Promise<Outlook> {
    const least = wanted ?? LEAST_TRUST;
    const horizon = at + HORIZON;
    // As if nothing still ran: then it fades soonest, and few need a closer look.
    if (new Fading(at, strength, []).trustAt(horizon) >= least) return { fadesOn: null, isFading: false };
    const fading = await this.ties.fadingBetween(ctx, from, to, at);
    if (fading.trustAt(horizon) >= least) return { fadesOn: null, isFading: false };
    return { fadesOn: fading.fadesOn(least, this.book.directory.communityZone), isFading: true };
  }

  private *listAround(
    ctx: Context,
    network: Network,
    from: Organization,
    at: number,
  ): Generator<void, OrganizationBond[], void> {
    const bonds = new Map<Organization, OrganizationBond>();
    for (const { organizationId, otherId, trust: wanted } of this.gaps.targetsAt(ctx, from, at)) {
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

  private *select(ctx: Context, network: Network, at: number, most: number): Generator<void, Selection, void> {
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
    for (const { organizationId, otherId, trust: wanted } of this.gaps.targetsAt(ctx, undefined, at)) {
      const [from, to] = [known.get(organizationId), known.get(otherId)];
      const key = `${organizationId} ${otherId}`;
      if (from && to) bonds.set(key, { from, to, strength: 0, trust: 0, ...bonds.get(key), wanted });
    }
    return { organizations, bonds: [...bonds.values()], others };
  }

  private *listAll(
    ctx: Context,
    network: Network,
    at: number,
    leastTrust: number,
  ): Generator<void, OrganizationBond[], void> {
    const targets = new Map(
      this.gaps
        .targetsAt(ctx, undefined, at)
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
