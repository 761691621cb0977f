import { Arg, Ctx, FieldResolver, Float, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Context } from '../../directory/context.js';
import { lookUpIfGiven } from '../../directory/lookup.js';
import { Organization } from '../../directory/organization.js';
import { AtArg, IdArg } from '../../kernel/args.js';
import { LARGEST_PAGE } from '../../kernel/connection.js';
import { Cost } from '../../kernel/cost.js';
import { refuse } from '../../kernel/refusal.js';
import { within } from '../arguments.js';
import type { Gaps } from './gaps.js';
import { LiaisonGap } from './liaison-gap.js';
import { SuggestedIntroduction } from '../suggestions/suggested-introduction.js';
import type { SuggestedIntroductions } from '../suggestions/suggested-introductions.js';
import { LiaisonTarget } from './liaison-target.js';
import type { LiaisonTargetService } from './liaison-target-service.js';
import type { Ties } from '../ties/ties.js';

const DEFAULT_HORIZON = 180;
const LONGEST_HORIZON = 3_650;
const MANY = 50;
const DEFAULT_SUGGESTIONS = 20;

const HorizonArg = () =>
  Arg('horizonDays', () => Int, {
    nullable: true,
    defaultValue: DEFAULT_HORIZON,
    description: 'How many days of 24 hours after that moment the targets are to be met still, 0 to 3650.',
  }) as ParameterDecorator;

const OrganizationArg = () =>
  Arg('organization', () => ID, {
    nullable: true,
    description: 'Those of this organization; null and absent mean all, or for a member those of its own.',
  }) as ParameterDecorator;

@Resolver(() => LiaisonTarget)
export class LiaisonTargetResolver {
  constructor(
    private readonly service: LiaisonTargetService,
    private readonly gaps: Gaps,
    private readonly suggested: SuggestedIntroductions,
    private readonly ties: Ties,
  ) {}

  @Cost({ points: 200, entries: MANY })
  @Query(() => [LiaisonTarget], {
    description:
      'The liaison targets that hold now between organizations that exist, by their ids. A member asks for those of its own organization; of another there are none for it.',
  })
  liaisonTargets(@OrganizationArg() organization: string | null, @Ctx() ctx: Context): LiaisonTarget[] {
    const asked = lookUpIfGiven(ctx, 'Organization', organization, ['organization']);
    return this.gaps.targetsAt(ctx, asked, ctx.now);
  }

  @Cost({ points: 2_000, entries: MANY })
  @Query(() => [LiaisonGap], {
    description:
      'The liaison targets that are not met at that moment, or not at the horizon with the people and encounters of that moment. Worst first: by wanted − trust, then by wanted − trust at the horizon, then by ids. A member asks for those of its own organization; of another there are none for it.',
  })
  liaisonGaps(
    @OrganizationArg() organization: string | null,
    @AtArg() at: Date | null,
    @HorizonArg() horizonDays: number | null,
    @Ctx() ctx: Context,
  ): Promise<LiaisonGap[]> {
    const asked = lookUpIfGiven(ctx, 'Organization', organization, ['organization']);
    const moment = this.ties.momentAsked(ctx, at);
    return this.gaps.of(ctx, asked, moment, horizonOf(horizonDays));
  }

  @Cost({ points: 5_000 })
  @Query(() => [SuggestedIntroduction], {
    description:
      'Who should meet, best first: people of organizations with a liaison gap at that moment who have no tie of a trust of 0.02 with each other, and no organization in common, but common acquaintances. Whoever was erased meets and introduces nobody. A member asks for its own organization; of another there are none for it.',
  })
  suggestedIntroductions(
    @OrganizationArg() organization: string | null,
    @AtArg() at: Date | null,
    @HorizonArg() horizonDays: number | null,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_SUGGESTIONS,
      description: 'How many at most, 1 to 100.',
    })
    first: number | null,
    @Ctx() ctx: Context,
  ): Promise<SuggestedIntroduction[]> {
    const asked = lookUpIfGiven(ctx, 'Organization', organization, ['organization']);
    const moment = this.ties.momentAsked(ctx, at);
    const most = within('first', first ?? DEFAULT_SUGGESTIONS, LARGEST_PAGE);
    return this.suggested.of(ctx, asked, moment, horizonOf(horizonDays), most);
  }

  @Mutation(() => LiaisonTarget, {
    nullable: true,
    description:
      'Sets the least trust wanted between two organizations, in either direction; 0 removes the target, and null is answered. Operators and liaison officers only. A dissolved organization can have none (BAD_USER_INPUT).',
  })
  setLiaisonTarget(
    @IdArg('from', 'An organization.') from: string,
    @IdArg('to', 'Another one; (to, from) is the same target.') to: string,
    @Arg('trust', () => Float, { description: 'The least trust wanted, at least 0 and below 1.' }) trust: number,
    @Ctx() ctx: Context,
  ): Promise<LiaisonTarget | null> {
    return this.service.set(ctx, from, to, trust);
  }

  @FieldResolver(() => Organization, {
    description: 'In the list of one organization, that; else the one with the lower id.',
  })
  from(@Root() { organizationId }: LiaisonTarget, @Ctx() ctx: Context): Organization {
    return ctx.book.organizations.get(organizationId)!;
  }

  @FieldResolver(() => Organization, { description: 'The other.' })
  to(@Root() { otherId }: LiaisonTarget, @Ctx() ctx: Context): Organization {
    return ctx.book.organizations.get(otherId)!;
  }
}

function horizonOf(days: number | null): number {
  const horizon = days ?? DEFAULT_HORIZON;
  if (horizon < 0 || horizon > LONGEST_HORIZON)
    throw refuse.badInput(['horizonDays'], `\`horizonDays\` is from 0 to ${LONGEST_HORIZON}.`);
  return horizon;
}
