import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import { page, type Connection, type PageArgs } from '../../kernel/connection.js';
import type { LiaisonBook } from '../book.js';
import { Fading } from '../targets/fading.js';
import type { TieView } from '../graph/tie-view.js';
import {
  carriersOf,
  PairFinder,
  runningAmong,
  strengthsByOrganization,
  totalOf,
  type Meetings,
  type Pair,
} from './organization-pairs.js';
import { OrganizationTie } from './organization-tie.js';
import type { LiaisonSights } from '../sight.js';
import { rounded, trustOf } from './strength.js';
import { byStrength, ORGANIZATION_TIES } from './tie-order.js';
import { unhurried, watchEncounters } from '../unhurried.js';

/** The tables of a finder take half a megabyte where there are many people. */
const MOST_IDLE = 4;

interface Bond {
  readonly pairs: Pair[];
  /** ms since the epoch */
  readonly lastMetAt: number;
}

type ListedTie = Pick<OrganizationTie, 'at' | 'to' | 'strength'>;

/** Ties of organizations as of moments (ms since the epoch), of the encounters and persons that a viewer may see. */
export class OrganizationTies {
  /** Each search has one of its own: they pause in the midst of it. */
  private readonly idle: PairFinder[] = [];

  constructor(
    private readonly book: LiaisonBook,
    private readonly sights: LiaisonSights,
  ) {}

  between(ctx: Context, from: Organization, to: Organization, at: number): Promise<OrganizationTie | null> {
    return this.steadily(ctx, () => this.find(this.sights.tiesAt(ctx, at), from, to));
  }

  /** The same step by step. */
  *find(view: TieView, from: Organization, to: Organization): Generator<void, OrganizationTie | null, void> {
    const { pairs, lastMetAt } = yield* this.bond(view, this.membersOf(view, from.id), this.membersOf(view, to.id));
    return pairs.length > 0 ? this.describe(from, to, view.at, pairs, lastMetAt) : null;
  }

  /** Of an organization to all others, strongest first: a page of them. */
  pageOf(ctx: Context, from: Organization, at: number, args: PageArgs): Promise<Connection<OrganizationTie>> {
    return this.steadily(ctx, () => this.listPage(ctx, from, at, args));
  }

  /** The encounters that carry it, in any order. */
  encountersOf(ctx: Context, { pairs, at }: OrganizationTie): number[] {
    const encounters = new Set<number>();
    const view = this.sights.tiesAt(ctx, at.getTime());
    for (const { person, other } of pairs) view.eachShared(person, other, (encounter) => encounters.add(encounter));
    return [...encounters];
  }

  /** The people of an organization at the moment of a view who ever attended anything, as far as they are seen. */
  membersOf(view: TieView, organizationId: string): number[] {
    return this.book.people.membersAt(organizationId, view.at).filter((person) => view.sights.seesPerson(person));
  }

  /** The same for many organizations, each looked at once. */
  rosterOf(view: TieView): (organizationId: string) => readonly number[] {
    const members = new Map<string, readonly number[]>();
    return (id) => {
      let known = members.get(id);
      if (!known) members.set(id, (known = this.membersOf(view, id)));
      return known;
    };
  }

  /** What is between the people of two organizations, as `membersOf` has them; step by step. */
  *pairs(view: TieView, members: readonly number[], others: readonly number[]): Generator<void, Pair[], void> {
    return (yield* this.bond(view, members, others)).pairs;
  }

  /** The same, and when any of those pairs were last together. */
  private *bond(view: TieView, members: readonly number[], others: readonly number[]): Generator<void, Bond, void> {
    const finder = this.idle.pop() ?? new PairFinder();
    const pairs = yield* finder.between(meetingsOf(view), members, others);
    const { endsAt } = view.graph;
    let lastMetAt = -Infinity;
    for (const encounter of finder.carrying) lastMetAt = Math.max(lastMetAt, Math.min(endsAt.of(encounter), view.at));
    // One that stopped in the midst is not clean.
    if (this.idle.length < MOST_IDLE) this.idle.push(finder);
    return { pairs, lastMetAt };
  }

  /** Gives the event loop away now and then, of the encounters that there are when it begins. */
  steadily<R>(ctx: Context, begin: () => Generator<void, R, void>): Promise<R> {
    return unhurried(
      ctx,
      begin,
      watchEncounters(this.book.graph, () => ctx.book.revision),
    );
  }

  /** How the tie of two organizations goes on if nobody meets any more, of what is between their people. */
  fadingOf(view: TieView, members: readonly number[], others: readonly number[], pairs: readonly Pair[]): Fading {
    const endsAtOf = (encounter: number) => view.graph.endsAt.of(encounter);
    const running = pairs.length > 0 ? runningAmong(meetingsOf(view), endsAtOf, view.at, members, others) : [];
    return new Fading(view.at, totalOf(pairs), running);
  }

  /** Who carries a tie is looked up for those of the page only. */
  private *listPage(
    ctx: Context,
    from: Organization,
    at: number,
    args: PageArgs,
  ): Generator<void, Connection<OrganizationTie>, void> {
    const view = this.sights.tiesAt(ctx, at);
    const ties = yield* this.strengthsOf(ctx, view, from);
    const listed = page(ties, ORGANIZATION_TIES, args);
    const told = new Map<Organization, OrganizationTie>();
    for (const { to } of listed.nodes) {
      yield;
      told.set(to, (yield* this.find(view, from, to))!);
    }
    return listed.mapped(({ to }) => told.get(to)!);
  }

  private *strengthsOf(ctx: Context, view: TieView, from: Organization): Generator<void, ListedTie[], void> {
    const { at } = view;
    const staff = {
      seesPerson: (person: number) => view.sights.seesPerson(person),
      placeOf: (person: number) => this.book.people.placeAt(person, at),
      tenuresOf: (person: number) => this.book.people.tenuresOf(person),
    };
    const [number, members] = [this.book.organizations.of(from.id), this.membersOf(view, from.id)];
    const strengths = yield* strengthsByOrganization(meetingsOf(view), staff, at, number, members);
    const moment = new Date(at);
    return Array.from(strengths, ([other, strength]) => {
      const to = ctx.book.organizations.get(this.book.organizations.idOf(other))!;
      return { at: moment, to, strength: rounded(strength) };
    }).sort(byStrength);
  }

  private describe(
    from: Organization,
    to: Organization,
    at: number,
    pairs: readonly Pair[],
    lastMetAt: number,
  ): OrganizationTie {
    const carriedBy = carriersOf(pairs, this.book.persons.byId);
    const strength = rounded(totalOf(pairs));
    return Object.assign(new OrganizationTie(), {
      at: new Date(at),
      from,
      to,
      strength,
      trust: trustOf(strength),
      concentration: carriedBy[0]!.share,
      lastMetAt: new Date(lastMetAt),
      pairs,
      carriedBy,
    });
  }
}

function meetingsOf(view: TieView): Meetings {
  const { graph } = view;
  return {
    encountersOf: (person) => graph.encountersOf(person),
    attendeesOf: (encounter) => graph.attendeesOf(encounter),
    contributionOf: (encounter) => view.contributionOf(encounter),
  };
}
