import { Arg, Ctx, FieldResolver, Float, Int, Query, Resolver, Root } from 'type-graphql';
import { Context } from '../../directory/context.js';
import { Organization } from '../../directory/organization.js';
import { AtArg } from '../../kernel/args.js';
import { LARGEST_PAGE } from '../../kernel/connection.js';
import { Cost } from '../../kernel/cost.js';
import { refuse } from '../../kernel/refusal.js';
import { DateScalar } from '../../kernel/scalars.js';
import { within } from '../arguments.js';
import type { Communities } from './communities.js';
import { Broker } from './broker.js';
import { Community } from './community.js';
import { CommunityPartition, OrganizationCommunity } from './community-partition.js';
import { Components } from './components.js';
import { TrustMatrix } from './trust-matrix.js';
import { MOST_BROKERS } from './community-survey.js';
import { OrganizationGrouping } from './organization-groups.js';
import type { Ties } from '../ties/ties.js';

const DEFAULT_FIRST = 10;
const DEFAULT_THRESHOLD = 0.5;
/** What is counted of a series; the costs are such that a year with everything may be asked for at once. */
const MONTHS = 12;

function FirstArg(most: number): ParameterDecorator {
  return Arg('first', () => Int, {
    nullable: true,
    defaultValue: DEFAULT_FIRST,
    description: `How many at most, 1 to ${most}.`,
  }) as ParameterDecorator;
}

@Resolver(() => Community)
export class CommunityResolver {
  constructor(
    private readonly communities: Communities,
    private readonly ties: Ties,
  ) {}

  @Cost({ points: 100_000 })
  @Query(() => Community, {
    description:
      'The community as a whole at that moment. Only what is asked for is computed; where a nation is in it that takes seconds. FORBIDDEN but for operators, liaison officers and auditors.',
  })
  community(@AtArg() at: Date | null, @Ctx() ctx: Context): Community {
    this.communities.requireMayAsk(ctx);
    return this.communities.at(ctx, this.ties.momentAsked(ctx, at));
  }

  @Cost({ points: 100_000, entries: MONTHS })
  @Query(() => [Community], {
    description:
      'The community at the beginning of the first day of each month (community zone), month by month, so that it shows what became better; at most 60. FORBIDDEN but for operators, liaison officers and auditors.',
  })
  communitySeries(
    @Arg('from', () => DateScalar, { description: 'The first day that may be told of.' }) from: string,
    @Arg('to', () => DateScalar, { description: 'The first day that is not told of any more; after `from`.' })
    to: string,
    @Ctx() ctx: Context,
  ): Community[] {
    this.communities.requireMayAsk(ctx);
    return this.communities.series(ctx, from, to);
  }

  @FieldResolver(() => Int, { description: 'People who held a position.' })
  async peopleCount(@Root() { survey }: Community): Promise<number> {
    return (await survey.numbers()).people;
  }

  @FieldResolver(() => Int, { description: 'Those of them without any tie: also those who never attended anything.' })
  async isolatedPeopleCount(@Root() { survey }: Community): Promise<number> {
    return (await survey.numbers()).isolatedPeople;
  }

  @FieldResolver(() => Int, { description: 'Organizations that existed.' })
  async organizationCount(@Root() { survey }: Community): Promise<number> {
    return (await survey.numbers()).organizations;
  }

  @FieldResolver(() => Int, { description: 'Those of them without any tie to another.' })
  async isolatedOrganizationCount(@Root() { survey }: Community): Promise<number> {
    return (await survey.numbers()).isolatedOrganizations;
  }

  @FieldResolver(() => Int, { description: 'Ties of two persons.' })
  async tieCount(@Root() { survey }: Community): Promise<number> {
    return (await survey.numbers()).ties;
  }

  @FieldResolver(() => Int, { description: 'Ties of two organizations, however weak.' })
  async organizationTieCount(@Root() { survey }: Community): Promise<number> {
    return (await survey.numbers()).organizationTies;
  }

  @Cost({ points: 500 })
  @FieldResolver(() => Components, { description: 'How far people are connected by their ties.' })
  async personComponents(@Root() { survey }: Community): Promise<Components> {
    return (await survey.numbers()).personComponents;
  }

  @Cost({ points: 500 })
  @FieldResolver(() => Components, { description: 'How far organizations are connected by their ties.' })
  async organizationComponents(@Root() { survey }: Community): Promise<Components> {
    return (await survey.numbers()).organizationComponents;
  }

  @Cost({ points: 10_000 })
  @FieldResolver(() => TrustMatrix, {
    description: 'How trust is distributed between kinds of organizations, and within them.',
  })
  async trustMatrix(
    @Root() { survey }: Community,
    @Arg('grouping', () => OrganizationGrouping, {
      nullable: true,
      defaultValue: OrganizationGrouping.ROLE,
      description: 'By what organizations are put together.',
    })
    grouping: OrganizationGrouping | null,
    @Arg('threshold', () => Float, {
      nullable: true,
      defaultValue: DEFAULT_THRESHOLD,
      description: 'From which trust on a pair counts for `trustedShare`, in [0, 1).',
    })
    threshold: number | null,
  ): Promise<TrustMatrix> {
    const least = threshold ?? DEFAULT_THRESHOLD;
    if (least < 0 || least >= 1) throw refuse.badInput(['threshold'], 'Trust is at least 0, and less than 1.');
    return survey.trustMatrix(grouping ?? OrganizationGrouping.ROLE, least);
  }

  @Cost({ points: 5_000 })
  @FieldResolver(() => CommunityPartition, { description: 'Which organizations keep together.' })
  async partition(@Root() { survey }: Community): Promise<CommunityPartition> {
    return survey.communities();
  }

  @Cost({ points: 15_000 })
  @FieldResolver(() => [Broker], {
    description:
      'The persons who lie between most others, the first of them first: when they leave, many chains grow longer.',
  })
  async brokers(@Root() { survey }: Community, @FirstArg(MOST_BROKERS) first: number | null): Promise<Broker[]> {
    const most = within('first', first ?? DEFAULT_FIRST, MOST_BROKERS);
    return (await survey.brokers()).slice(0, most);
  }
}

@Resolver(() => CommunityPartition)
export class CommunityPartitionResolver {
  @FieldResolver(() => [OrganizationCommunity], { description: 'The communities, the largest first.' })
  communities(
    @Root() { all }: CommunityPartition,
    @FirstArg(LARGEST_PAGE) first: number | null,
  ): OrganizationCommunity[] {
    return all.slice(0, within('first', first ?? DEFAULT_FIRST, LARGEST_PAGE));
  }
}

@Resolver(() => OrganizationCommunity)
export class OrganizationCommunityResolver {
  @FieldResolver(() => [Organization], {
    description: 'Its organizations, whoever is tied most strongly to the others first.',
  })
  members(@Root() { all }: OrganizationCommunity, @FirstArg(LARGEST_PAGE) first: number | null): Organization[] {
    return all.slice(0, within('first', first ?? DEFAULT_FIRST, LARGEST_PAGE));
  }
}
