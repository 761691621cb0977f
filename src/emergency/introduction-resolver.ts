import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Context } from '../directory/context.js';
import { IntroductionPath } from '../liaison/paths/introduction-path.js';
import type { Introductions } from '../liaison/paths/introductions.js';
import { Cost } from '../kernel/cost.js';
import { ContactStep } from './contact-chain.js';

@Resolver(() => ContactStep)
export class StepIntroductionResolver {
  constructor(private readonly introductions: Introductions) {}

  @Cost({ points: 1_000 })
  @FieldResolver(() => IntroductionPath, {
    nullable: true,
    description:
      'The best path from the organization that calls to the person of the step; that person alone for one of its own. Null where there is none, where nobody is named, and where nobody calls.',
  })
  async introduction(
    @Root() { chain, pointOfContact }: ContactStep,
    @Ctx() ctx: Context,
  ): Promise<IntroductionPath | null> {
    const person = ctx.book.person(pointOfContact?.personId ?? '');
    if (!chain.from || !person) return null;
    return this.introductions.best(ctx, chain.from, person, chain.at.getTime());
  }
}
