import { Arg, Args, createUnionType, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { Context } from '../../directory/context.js';
import { lookUp } from '../../directory/lookup.js';
import { Organization } from '../../directory/organization.js';
import { Person } from '../../directory/person.js';
import { AtArg, IdArg } from '../../kernel/args.js';
import { LARGEST_PAGE, page, PageArgs, type Connection } from '../../kernel/connection.js';
import { Cost } from '../../kernel/cost.js';
import { refuse } from '../../kernel/refusal.js';
import { ENDS, within } from '../arguments.js';
import { Encounter, EncounterConnection } from '../encounters/encounter.js';
import type { EncounterLists } from '../encounters/encounter-lists.js';
import { OrganizationTie, OrganizationTieConnection, TieCarrier } from './organization-tie.js';
import type { OrganizationTies } from './organization-ties.js';
import { Tie, TieConnection } from './tie.js';
import { TieContribution, TieContributionConnection } from './tie-contribution.js';
import { ORGANIZATION_TIES, pinnedMoment, TIES } from './tie-order.js';
import type { Ties } from './ties.js';

const DEFAULT_CARRIERS = 10;

const AnyTie = createUnionType({
  name: 'AnyTie',
  description: 'A tie of two persons, or of two organizations.',
  types: () => [Tie, OrganizationTie] as const,
});

@Resolver(() => Tie)
export class TieResolver {
  constructor(
    private readonly ties: Ties,
    private readonly organizationTies: OrganizationTies,
    private readonly lists: EncounterLists,
  ) {}

  @Cost({ points: 500 })
  @Query(() => AnyTie, {
    nullable: true,
    description:
      'What is between two persons, or two organizations, at that moment; null where there is no tie, or `from` is not yours to ask for: a member asks from its own organization and people.',
  })
  tie(
    @IdArg('from', 'A Person or Organization.') from: string,
    @IdArg('to', 'Another one of the same type.') to: string,
    @AtArg() at: Date | null,
    @Ctx() ctx: Context,
  ): Tie | null | Promise<OrganizationTie | null> {
    const [one, other] = [lookUp(ctx, ENDS, from, ['from']), lookUp(ctx, ENDS, to, ['to'])];
    if (one.id === other.id) throw refuse.badInput(['to'], 'This is `from` itself.');
    const moment = this.ties.momentAsked(ctx, at);
    if (one instanceof Person && other instanceof Person)
      return this.ties.mayAsk(ctx, one) ? this.ties.between(ctx, one, other, moment) : null;
    if (one instanceof Organization && other instanceof Organization)
      return this.ties.mayAsk(ctx, one) ? this.organizationTies.between(ctx, one, other, moment) : null;
    throw refuse.badInput(['to'], 'A tie is between two persons, or between two organizations.');
  }

  @Cost({ points: 20 })
  @FieldResolver(() => EncounterConnection, {
    description: 'The encounters that carry it, as far as you may see them, newest first.',
  })
  encounters(@Root() tie: Tie, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context): Connection<Encounter> {
    return this.lists.some(ctx, this.ties.encountersOf(ctx, tie), null, args);
  }

  @Cost({ points: 20 })
  @FieldResolver(() => TieContributionConnection, {
    description:
      'Why it is as strong as it is: the same encounters, newest first, each with what it adds. Their strengths add up to the tie’s, up to 1e-9 of it.',
  })
  contributions(
    @Root() tie: Tie,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Connection<TieContribution> {
    const strengths = this.ties.contributionsTo(ctx, tie);
    const total = [...strengths.values()].reduce((sum, strength) => sum + strength, 0);
    return this.lists.some(ctx, this.ties.encountersOf(ctx, tie), null, args).mapped((encounter) => {
      const strength = strengths.get(encounter.id)!;
      return { encounter, strength, share: strength / total };
    });
  }
}

@Resolver(() => OrganizationTie)
export class OrganizationTieResolver {
  constructor(
    private readonly ties: Ties,
    private readonly organizationTies: OrganizationTies,
    private readonly lists: EncounterLists,
  ) {}

  @FieldResolver(() => [TieCarrier], { description: 'The persons on whom it hangs, whoever carries most first.' })
  carriers(
    @Root() { carriedBy }: OrganizationTie,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_CARRIERS,
      description: 'How many at most, 1 to 100.',
    })
    first: number | null,
    @Ctx() ctx: Context,
  ): TieCarrier[] {
    return carriedBy
      .slice(0, within('first', first ?? DEFAULT_CARRIERS, LARGEST_PAGE))
      .map(({ person, share }) => ({ person: this.ties.personOf(ctx, person), share }));
  }

  @Cost({ points: 300 })
  @FieldResolver(() => EncounterConnection, {
    description: 'The encounters that carry it, as far as you may see them, newest first.',
  })
  encounters(
    @Root() tie: OrganizationTie,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Connection<Encounter> {
    return this.lists.some(ctx, this.organizationTies.encountersOf(ctx, tie), null, args);
  }
}

@Resolver(() => Person)
export class PersonTiesResolver {
  constructor(private readonly ties: Ties) {}

  @Cost({ points: 200 })
  @FieldResolver(() => TieConnection, {
    name: 'ties',
    description:
      'The ties to other persons at that moment, strongest first. Cursors keep the moment of the first page. For a member, only those of its own people.',
  })
  tiesOf(
    @Root() person: Person,
    @AtArg() at: Date | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Connection<Tie> {
    const moment = this.ties.momentAsked(ctx, pinnedMoment(TIES, args, at));
    return page(this.ties.of(ctx, person, moment), TIES, args);
  }
}

@Resolver(() => Organization)
export class OrganizationTiesResolver {
  constructor(
    private readonly ties: Ties,
    private readonly organizationTies: OrganizationTies,
  ) {}

  @Cost({ points: 1_000 })
  @FieldResolver(() => OrganizationTieConnection, {
    name: 'ties',
    description:
      'The ties to other organizations at that moment, strongest first. Cursors keep the moment of the first page. For a member, only those of its own organization.',
  })
  tiesOf(
    @Root() organization: Organization,
    @AtArg() at: Date | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() ctx: Context,
  ): Connection<OrganizationTie> | Promise<Connection<OrganizationTie>> {
    const moment = this.ties.momentAsked(ctx, pinnedMoment(ORGANIZATION_TIES, args, at));
    if (!this.ties.mayAsk(ctx, organization)) return page<OrganizationTie>([], ORGANIZATION_TIES, args);
    return this.organizationTies.pageOf(ctx, organization, moment, args);
  }
}
