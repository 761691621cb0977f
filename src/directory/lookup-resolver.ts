import { Arg, Ctx, FieldResolver, Float, ID, Int, ObjectType, Field, Query, Resolver, Root } from 'type-graphql';
import { Viewer } from '../access/viewer.js';
import { AtArg } from '../kernel/args.js';
import { LARGEST_PAGE } from '../kernel/connection.js';
import { Cost } from '../kernel/cost.js';
import { Node } from '../kernel/node.js';
import { at as atPath, refuse } from '../kernel/refusal.js';
import { Steady } from '../kernel/steady.js';
import { Context } from './context.js';
import { Organization } from './organization.js';
import { ConstituencyMatch, whoIs } from './who-is.js';

const LONGEST_SEARCH = 500;

@Steady()
@ObjectType({ description: 'Something of the directory that fits a search.' })
export class SearchHit {
  @Field(() => Node, { description: 'An Organization, Csirt or Person.' })
  node!: Node;

  @Field(() => Float, { description: 'How well it fits, in (0, 1]; comparable within one answer.' })
  score!: number;

  @Field({ description: 'The name that fits.' })
  matched!: string;
}

@Resolver(() => Viewer)
export class LookupResolver {
  @Query(() => Node, {
    nullable: true,
    description: 'What has this id; null when it is malformed, of no type, absent or hidden from you.',
  })
  node(@Arg('id', () => ID, { description: 'A global id.' }) id: string, @Ctx() ctx: Context): Node | null {
    const node = ctx.node(id);
    return node && ctx.sees(node) ? node : null;
  }

  @Cost({ entries: 'ids' })
  @Query(() => [Node], {
    nullable: 'items',
    description: 'In the order asked; null where there is none, or it is not for you. At most 100 ids.',
  })
  nodes(
    @Arg('ids', () => [ID], { description: 'Global ids, at most 100.' }) ids: string[],
    @Ctx() ctx: Context,
  ): (Node | null)[] {
    if (ids.length > LARGEST_PAGE) throw refuse.badInput(['ids'], `At most ${LARGEST_PAGE} ids.`);
    return ids.map((id) => this.node(id, ctx));
  }

  @Query(() => Viewer, { description: 'Who is asking.' })
  viewer(@Ctx() ctx: Context): Viewer {
    return ctx.viewer;
  }

  @FieldResolver(() => Organization, {
    nullable: true,
    description: 'The organization to which the viewer belongs; null when to none.',
  })
  organization(@Root() { organizationId }: Viewer, @Ctx() ctx: Context): Organization | null {
    return ctx.book.organizations.get(organizationId ?? '') ?? null;
  }

  @Steady()
  @Cost({ points: 300 })
  @Query(() => [SearchHit], {
    description:
      'Organizations, CSIRTs and people by name: Japanese, kana in either script, English, abbreviation, in any width; best first.',
  })
  search(
    @Arg('text', () => String, { description: 'One or more words, up to 500 characters.' }) text: string,
    @Arg('first', () => Int, { nullable: true, defaultValue: 20, description: '1 to 100.' }) first: number | null,
    @Ctx() ctx: Context,
  ): SearchHit[] {
    const most = first ?? 20;
    if (most < 1 || most > LARGEST_PAGE) throw refuse.badInput(['first'], `\`first\` is from 1 to ${LARGEST_PAGE}.`);
    if (text.trim() === '') throw refuse.badInput(['text'], 'This may not be empty.');
    if (text.length > LONGEST_SEARCH)
      throw refuse.badInput(['text'], `This is longer than ${LONGEST_SEARCH} characters.`);
    return ctx.book.searchIndex
      .find(text, most, (id) => ctx.sight.sees(ctx.book.node(id)!))
      .map(({ id, score, matched }) => ({ node: ctx.book.node(id)!, score, matched }));
  }

  @Steady()
  @Cost({ points: 50, entries: 3 })
  @Query(() => [ConstituencyMatch], {
    description:
      'Whose a domain, URL, e-mail address, IP address or prefix, AS number (AS64496) or name is at that moment, the most specific first. Defanged forms are understood. An empty list: nobody’s.',
  })
  whoIs(
    @Arg('indicator', () => String, { description: 'What was found in a log, up to 2,048 characters.' })
    indicator: string,
    @AtArg() at: Date | null,
    @Ctx() ctx: Context,
  ): ConstituencyMatch[] {
    return atPath(['indicator'], () => whoIs(ctx.book, indicator, ctx.moment(at)));
  }
}
