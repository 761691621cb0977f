import { Arg, Args, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { BreakGlassUse, type BreakGlass } from '../access/break-glass.js';
import { requireMay } from '../access/policy.js';
import { Viewer } from '../access/viewer.js';
import { byId, connectionType, page, PageArgs, sorted, type Connection } from '../kernel/connection.js';
import { DateTimeScalar } from '../kernel/scalars.js';
import { BreakGlassService } from './break-glass-service.js';
import { Context } from './context.js';
import { Organization } from './organization.js';

const BreakGlassUseConnection = connectionType(BreakGlassUse);
const NEWEST_FIRST = { ...byId('BreakGlassUse'), descending: true };
const DEFAULT_MINUTES = 60;

@Resolver(() => Viewer)
export class BreakGlassResolver {
  constructor(private readonly service: BreakGlassService) {}

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when the viewer reads RED records and withheld values by break-glass; null where it does not.',
  })
  breakGlassUntil(@Ctx() ctx: Context): Date | null {
    return ctx.glassUses[0]?.until ?? null;
  }

  @Mutation(() => Viewer, {
    description:
      'In an emergency: from now on the viewer reads RED records and withheld values too. Operators only. Every such reading is marked in the audit with the reason, and the owners are told. To extend it, state a new reason.',
  })
  breakGlass(
    @Arg('reason', () => String, { description: 'Why it must be; kept for good. Up to 1,000 characters.' })
    reason: string,
    @Arg('minutes', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_MINUTES,
      description: 'For how long from now, 1 to 240 minutes.',
    })
    minutes: number | null,
    @Ctx() ctx: Context,
  ): Promise<Viewer> {
    return this.service.begin(ctx, reason, minutes ?? DEFAULT_MINUTES);
  }

  @Mutation(() => Viewer, { description: 'Ends what `breakGlass` began, before its time is over.' })
  endBreakGlass(@Ctx() ctx: Context): Promise<Viewer> {
    return this.service.end(ctx);
  }
}

@Resolver(() => BreakGlassUse)
export class BreakGlassUseResolver {
  constructor(private readonly uses: BreakGlass) {}

  @Query(() => BreakGlassUseConnection, {
    description:
      'Every use of break-glass, newest first. Operators, liaison officers, auditors and administrators only.',
  })
  breakGlassUses(@Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context): Connection<BreakGlassUse> {
    requireMay(ctx.viewer, 'breakGlass.list', []);
    return page(sorted(this.uses.all(), NEWEST_FIRST), NEWEST_FIRST, args);
  }

  @FieldResolver(() => Organization, {
    nullable: true,
    description: 'The organization to which the viewer belonged; null when to none.',
  })
  organization(@Root() { organizationId }: BreakGlassUse, @Ctx() ctx: Context): Organization | null {
    return ctx.book.organizations.get(organizationId ?? '') ?? null;
  }

  @FieldResolver(() => DateTimeScalar, { description: 'Since when.' })
  from(@Root() { createdAt }: BreakGlassUse): Date {
    return createdAt;
  }

  @FieldResolver(() => DateTimeScalar, { description: 'Until when, or when it was ended.' })
  until(@Root() { until }: BreakGlassUse): Date {
    return until;
  }
}
