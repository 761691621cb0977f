import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import type { Person } from '../../directory/person.js';
import { refuse } from '../../kernel/refusal.js';
import { IntroductionPath } from '../paths/introduction-path.js';
import type { Networks } from '../networks.js';
import type { OrganizationTie } from '../ties/organization-tie.js';
import type { OrganizationTies } from '../ties/organization-ties.js';
import type { Tie } from '../ties/tie.js';
import { ArticulationPerson, Connectivity, OrganizationResilience, TieAges } from './organization-resilience.js';
import { Resilience, type Articulation, type HangingTie } from './resilience.js';
import type { TransferParts } from './simulated-organization.js';

/** How well organizations would bear that people leave, for whom it may concern, and as it is told. */
export class Resiliences {
  constructor(
    private readonly networks: Networks,
    private readonly parts: TransferParts,
    private readonly organizationTies: OrganizationTies,
  ) {}

  async of(ctx: Context, organization: Organization, at: Date | null): Promise<OrganizationResilience | null> {
    const { ties, book } = this.parts;
    const moment = ties.momentAsked(ctx, at);
    if (!ties.mayAsk(ctx, organization)) return null;
    const network = await this.networks.acquaintanceAt(ctx, moment);
    const number = book.organizations.of(organization.id);
    const resilience = new Resilience(organization, number, network, book.organizations.byId);
    return Object.assign(new OrganizationResilience(), { at: new Date(moment), resilience });
  }

  articulationPerson(ctx: Context, articulation: Articulation): ArticulationPerson {
    const { person, cutOffPersons } = articulation;
    return Object.assign(new ArticulationPerson(), {
      person: this.parts.ties.personOf(ctx, person),
      cutOffPersons,
      articulation,
    });
  }

  organizations(ctx: Context, numbers: readonly number[]): Organization[] {
    const { organizations } = this.parts.book;
    return numbers.map((number) => ctx.book.organizations.get(organizations.idOf(number))!);
  }

  /** Of the liaison targets of an organization, by the other's id. */
  targets(ctx: Context, { at, resilience }: OrganizationResilience): Connectivity[] {
    return this.parts.wanted
      .of(resilience.organization.id, at.getTime())
      .map(({ otherId, trust }) => this.connectivity(resilience, ctx.book.organizations.get(otherId)!, trust));
  }

  /** @throws BAD_USER_INPUT for the organization itself */
  connectivityTo({ at, resilience }: OrganizationResilience, to: Organization): Connectivity {
    const { organization } = resilience;
    if (to.id === organization.id) throw refuse.badInput(['to'], 'This is the organization itself.');
    const target = this.parts.wanted.of(organization.id, at.getTime()).find(({ otherId }) => otherId === to.id);
    return this.connectivity(resilience, to, target?.trust ?? null);
  }

  disjointPathCount(ctx: Context, { resilience, to }: Connectivity): Promise<number> {
    return resilience.disjointPathCount(ctx, this.parts.book.organizations.of(to.id));
  }

  /** The one of the highest trust first, then the shorter one, then by ids. */
  async disjointPaths(ctx: Context, { resilience, to }: Connectivity, most: number): Promise<IntroductionPath[]> {
    const paths = await resilience.disjointPaths(ctx, this.parts.book.organizations.of(to.id), most);
    const idsOf = ({ people }: IntroductionPath) => people.map(({ id }) => id).join();
    return paths
      .flatMap((persons) => this.path(ctx, persons, resilience.at))
      .sort((a, b) => b.trust - a.trust || a.people.length - b.people.length || (idsOf(a) < idsOf(b) ? -1 : 1));
  }

  async tieAges(ctx: Context, { resilience }: OrganizationResilience): Promise<TieAges> {
    const { ties, unrenewed, old } = await resilience.tieAges(ctx);
    const share = (some: number) => (ties === 0 ? null : some / ties);
    return Object.assign(new TieAges(), { ties, notMetForTwoYears: share(unrenewed), knownForTwoYears: share(old) });
  }

  /** Those are left out that are no ties any more, as the book moved on meanwhile. */
  async hangingTies(
    ctx: Context,
    { at, resilience }: OrganizationResilience,
    hanging: readonly HangingTie[],
  ): Promise<OrganizationTie[]> {
    const ties: OrganizationTie[] = [];
    for (const { organization } of hanging) {
      const [to] = this.organizations(ctx, [organization]) as [Organization];
      const tie = await this.organizationTies.between(ctx, resilience.organization, to, at.getTime());
      if (tie) ties.push(tie);
      const wait = ctx.pace.breathe();
      if (wait) await wait;
    }
    return ties;
  }

  private connectivity(resilience: Resilience, to: Organization, wanted: number | null): Connectivity {
    return Object.assign(new Connectivity(), { to, wanted, resilience });
  }

  /** None where the book moved on meanwhile, and somebody of it does not know the next one any more. */
  private path(ctx: Context, persons: readonly number[], at: number): IntroductionPath[] {
    const people = persons.map((person): Person => this.parts.ties.personOf(ctx, person));
    const ties: Tie[] = [];
    for (let place = 1; place < people.length; place += 1) {
      const tie = this.parts.ties.between(ctx, people[place - 1]!, people[place]!, at);
      if (!tie) return [];
      ties.push(tie);
    }
    const trust = ties.reduce((product, tie) => product * tie.trust, 1);
    return [Object.assign(new IntroductionPath(), { trust, people, ties })];
  }
}
