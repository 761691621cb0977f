import { Arg, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { Context } from '../../directory/context.js';
import { lookUp } from '../../directory/lookup.js';
import { AtArg, IdArg } from '../../kernel/args.js';
import { Cost } from '../../kernel/cost.js';
import { refuse } from '../../kernel/refusal.js';
import { ENDS, within } from '../arguments.js';
import { IntroductionPath } from './introduction-path.js';
import { MOST_TIES, type End, type Introductions } from './introductions.js';
import type { Ties } from '../ties/ties.js';

const DEFAULT_PATHS = 3;
const MOST_PATHS = 10;
const MOST_AVOIDED = 100;

@Resolver()
export class IntroductionResolver {
  constructor(
    private readonly introductions: Introductions,
    private readonly ties: Ties,
  ) {}

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
    @Arg('disjoint', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description:
        'For when the best one does not answer: the best path; then, again and again, the best of those that share no intermediate person with any before, up to `first`. Intermediate is who is neither first nor last on a path: two paths may begin or end with the same person, and of a direct tie nobody is intermediate.',
    })
    disjoint: boolean | null,
    @Arg('avoid', () => [ID], {
      nullable: true,
      description:
        'Ids of Person or Organization, 100 at most; null or empty: nobody. A person is on no path at all. Of an organization nobody who holds a position there at that moment, be it one of several, is intermediate; nor, where `from` or `to` is an organization, first or last. Who is asked about by name stays so, also as one of its people. BAD_USER_INPUT for `from` or `to` itself.',
    })
    avoid: readonly string[] | null,
    @Ctx() ctx: Context,
  ): Promise<IntroductionPath[]> {
    const [start, end] = [lookUp(ctx, ENDS, from, ['from']), lookUp(ctx, ENDS, to, ['to'])];
    this.introductions.requireMayAsk(ctx, start);
    if (start.id === end.id) throw refuse.badInput(['to'], 'This is `from` itself.');
    return this.introductions.paths(ctx, {
      from: start,
      to: end,
      at: this.ties.momentAsked(ctx, at),
      first: within('first', first ?? DEFAULT_PATHS, MOST_PATHS),
      maxHops: within('maxHops', maxHops ?? MOST_TIES, MOST_TIES),
      disjoint: disjoint ?? false,
      avoid: avoided(ctx, avoid ?? [], { from: start, to: end }),
    });
  }
}

function avoided(ctx: Context, ids: readonly string[], ends: Readonly<Record<string, End>>): End[] {
  if (ids.length > MOST_AVOIDED) throw refuse.badInput(['avoid'], `\`avoid\` has ${MOST_AVOIDED} ids at most.`);
  return ids.map((id, place) => {
    const each = lookUp(ctx, ENDS, id, ['avoid', place]);
    for (const [name, end] of Object.entries(ends))
      if (each.id === end.id) throw refuse.badInput(['avoid', place], `This is \`${name}\` itself.`);
    return each;
  });
}
