import { Args, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { BreakGlassNotice } from '../access/break-glass-notice.js';
import { BreakGlassUse, type BreakGlass } from '../access/break-glass.js';
import { byId, connectionType, page, PageArgs, type Connection } from '../kernel/connection.js';
import { Node } from '../kernel/node.js';
import { DateTimeScalar } from '../kernel/scalars.js';
import type { BreakGlassNotices } from './break-glass-notices.js';
import { Context } from './context.js';
import { Organization } from './organization.js';

@ObjectType({ description: 'What of one record was read by break-glass.' })
export class RecordRead {
  @Field(() => ID, { description: 'The record: a person, position, channel, key or encounter.' })
  id!: string;

  @Field(() => Node, { nullable: true, description: 'The record itself; null when it is gone, or no longer for you.' })
  node!: Node | null;

  @Field(() => [String], { description: 'The fields that were told, by their names in this schema.' })
  fields!: readonly string[];
}

const BreakGlassNoticeConnection = connectionType(BreakGlassNotice);
const NEWEST_FIRST = { ...byId('BreakGlassNotice'), descending: true };

@Resolver(() => BreakGlassNotice)
export class BreakGlassNoticeResolver {
  constructor(
    private readonly notices: BreakGlassNotices,
    private readonly uses: BreakGlass,
  ) {}

  @Query(() => BreakGlassNoticeConnection, {
    description:
      'What was read by break-glass of what your organization owns, newest first. New ones also come by `changes` and `directoryChanged`.',
  })
  breakGlassNotices(@Args(() => PageArgs) args: PageArgs, @Ctx() ctx: Context): Connection<BreakGlassNotice> {
    const own = this.notices.to(ctx.viewer.organizationId ?? '');
    return page(own.reverse(), NEWEST_FIRST, args);
  }

  @FieldResolver(() => Organization, { description: 'Who is told: an owner of the records.' })
  organization(@Root() { organizationId }: BreakGlassNotice, @Ctx() ctx: Context): Organization {
    return ctx.book.organizations.get(organizationId)!;
  }

  @FieldResolver(() => BreakGlassUse, { description: 'Who read it, and why.' })
  use(@Root() { useId }: BreakGlassNotice): BreakGlassUse {
    return this.uses.get(useId)!;
  }

  @FieldResolver(() => DateTimeScalar, { description: 'When it was read.' })
  at(@Root() { at }: BreakGlassNotice): Date {
    return at;
  }

  @FieldResolver(() => [RecordRead], { description: 'What was read.' })
  records(@Root() { records }: BreakGlassNotice, @Ctx() ctx: Context): RecordRead[] {
    return records.map(({ id, fields }) => {
      const node = ctx.node(id);
      return { id, fields, node: node && ctx.sees(node) ? node : null };
    });
  }
}
