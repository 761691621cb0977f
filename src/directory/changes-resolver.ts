import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { Connection } from '../kernel/connection.js';
import { Cost } from '../kernel/cost.js';
import { Node } from '../kernel/node.js';
import { ChangeConnection, ChangeFeed, type Change } from './changes.js';
import { Context } from './context.js';

@Resolver(() => ChangeConnection)
export class ChangesResolver {
  constructor(private readonly feed: ChangeFeed) {}

  @Cost({ points: 500 })
  @Query(() => ChangeConnection, {
    description:
      'What moved since a cursor, oldest first, so that a portal need not poll the directory. Begin without `after`, and go on with the last `sequence` read.',
  })
  changes(
    @Arg('after', () => String, { nullable: true, description: 'Only what moved after this.' }) after: string | null,
    @Arg('first', () => Int, { nullable: true, defaultValue: 100, description: '1 to 100.' }) first: number | null,
    @Ctx() ctx: Context,
  ): Promise<Omit<Connection<Change>, 'totalCount'>> {
    return this.feed.page(ctx, after, first ?? 100);
  }

  @Subscription(() => Node, {
    subscribe: ({ context }: { readonly context: Context }) => context.followChanges(),
    description:
      'Each node of the directory, encounters among them, that is made or changed from now on, as it is when it is told; only what this viewer sees then. What is removed, or is no longer for you, is told by `changes` alone, as is what passed while nobody followed: read on there whenever you begin, and from time to time.',
  })
  directoryChanged(@Root() node: Node): Node {
    return node;
  }

  @Cost({ points: 5_000 })
  @FieldResolver(() => Int, { description: 'How many changes there are for this viewer in all; reads the whole log.' })
  totalCount(@Ctx() ctx: Context): Promise<number> {
    return this.feed.count(ctx);
  }
}
