import { Arg, Args, createUnionType, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { Context } from '../directory/context.js';
import { lookUp } from '../directory/lookup.js';
import { Organization } from '../directory/organization.js';
import { Person } from '../directory/person.js';
import { AtArg, IdArg } from '../kernel/args.js';
import { LARGEST_PAGE, page, PageArgs, type Connection } from '../kernel/connection.js';
import { Cost } from '../kernel/cost.js';
import { refuse } from '../kernel/refusal.js';
import { Encounter, EncounterConnection } from './encounter.js';
import type { EncounterLists } from './encounter-lists.js';
import { IntroductionPath } from './introduction-path.js';
import { MOST_TIES, type Introductions } from './introductions.js';
import { OrganizationTie, OrganizationTieConnection, TieCarrier } from './organization-tie.js';
import { Tie, TieConnection } from './tie.js';
import { ORGANIZATION_TIES, pinnedMoment, TIES } from './tie-order.js';
import type { Ties } from './ties.js';

const ENDS = ['Person', 'Organization'] as const;
const DEFAULT_CARRIERS = 10;
const DEFAULT_PATHS = 3;
const MOST_PATHS = 10;

const AnyTie = createUnionType({
  name: 'AnyTie',
  description: 'A tie of two persons, or of two organizations.',
  types: () => [Tie, OrganizationTie] as const,
});

@Resolver(() => Tie)
export class TieResolver {
  constructor(
    private readonly ties: Ties,
    private readonly introductions: Introductions,
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
  ): Tie | OrganizationTie | null {
    const [one, other] = [lookUp(ctx, ENDS, from, ['from']), lookUp(ctx, ENDS, to, ['to'])];
    if (one.id === other.id) throw refuse.badInput(['to'], 'This is `from` itself.');
    const moment = this.ties.momentAsked(ctx, at);
    if (one instanceof Person && other instanceof Person)
      return this.ties.mayAsk(ctx, one) ? this.ties.between(ctx, one, other, moment) : null;
    if (one instanceof Organization && other instanceof Organization)
      return this.ties.mayAsk(ctx, one) ? this.ties.betweenOrganizations(ctx, one, other, moment) : null;
    throw refuse.badInput(['to'], 'A tie is between two persons, or between two organizations.');
  }

  @Cost({ points: 2_000 })
  @Query(() => [IntroductionPath], {
    description:
      'Through whom one reaches somebody: the simple paths of the highest trust at that moment, the best first. A member asks from its own organization and people.',
  })
  introductionPaths(
    @IdArg('from', 'A Person, or an Organization: any of its people at that moment.') from: string,
    @IdArg('to', 'A Person, or an Organization: any of its people at that moment.') to: string,
    @AtArg() at: Date | null,
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PATHS, description: 'How many at most, 1 to 10.' })
    first: number | null,
    @Arg('maxHops', () => Int, {
      nullable: true,
      defaultValue: MOST_TIES,
      description: 'How many ties a path has at most, 1 to 4.',
    })
    maxHops: number | null,
    @Ctx() ctx: Context,
  ): Promise<IntroductionPath[]> {
    const [start, end] = [lookUp(ctx, ENDS, from, ['from']), lookUp(ctx, ENDS, to, ['to'])];
    this.introductions.requireMayAsk(ctx, start);
    if (start.id === end.id) throw refuse.badInput(['to'], 'This is `from` itself.');
    const request = {
      from: start,
      to: end,
      at: this.ties.momentAsked(ctx, at),
      first: within('first', first ?? DEFAULT_PATHS, MOST_PATHS),
      maxHops: within('maxHops', maxHops ?? MOST_TIES, MOST_TIES),
    };
    return this.introductions.paths(ctx, request);
  }

  @Cost({ points: 20 })
  @FieldResolver(() => EncounterConnection, {
    description: 'The encounters that carry it, as far as you may see them, newest first.',
  })
  encounters(@Root() tie: Tie, @Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context): Connection<Encounter> {
    return this.lists.some(ctx, this.ties.encountersOf(ctx, tie), null, args);
  }
}

@Resolver(() => OrganizationTie)
export class OrganizationTieResolver {
  constructor(
    private readonly ties: Ties,
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
    return this.lists.some(ctx, this.ties.encountersOfOrganizations(ctx, tie), null, args);
  }

  @Cost({ points: 100 })
  @FieldResolver(() => Date, { description: 'When people of both were last together, at that moment or before.' })
  lastMetAt(@Root() tie: OrganizationTie, @Ctx() ctx: Context): Date {
    return this.ties.lastMetAt(ctx, tie);
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
  constructor(private readonly ties: Ties) {}

  @Cost({ points: 2_000 })
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
  ): Connection<OrganizationTie> {
    const moment = this.ties.momentAsked(ctx, pinnedMoment(ORGANIZATION_TIES, args, at));
    return page(this.ties.ofOrganization(ctx, organization, moment), ORGANIZATION_TIES, args);
  }
}

function within(argument: string, value: number, most: number): number {
  if (value < 1 || value > most) throw refuse.badInput([argument], `\`${argument}\` is from 1 to ${most}.`);
  return value;
}
