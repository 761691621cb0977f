import { requireMay } from '../access/policy.js';
import type { Context } from '../directory/context.js';
import { Organization } from '../directory/organization.js';
import { Person } from '../directory/person.js';
import type { Path } from './best-paths.js';
import type { LiaisonBook } from './book.js';
import { IntroductionPath } from './introduction-path.js';
import { PathFinder } from './paths.js';
import type { LiaisonSights } from './sight.js';
import type { Ties } from './ties.js';

/** No introduction leads further. */
export const MOST_TIES = 4;

/** The tables of a finder take some megabytes where there are many people. */
const MOST_IDLE = 4;
const MOST_RESTARTS = 3;
const STEPS_A_BREATH = 16;

type End = Person | Organization;

export interface PathRequest {
  readonly from: End;
  readonly to: End;
  /** ms since the epoch */
  readonly at: number;
  readonly first: number;
  readonly maxHops: number;
}

/** Through whom one reaches somebody, of the encounters and persons that a viewer may see. */
export class Introductions {
  /** Each search has one of its own: they pause in the midst of it. */
  private readonly idle: PathFinder[] = [];

  constructor(
    private readonly book: LiaisonBook,
    private readonly sights: LiaisonSights,
    private readonly ties: Ties,
  ) {}

  /** @throws FORBIDDEN for whoever may not ask for paths from there */
  requireMayAsk(ctx: Context, from: End): void {
    requireMay(ctx.viewer, 'path.ask', from instanceof Person ? ctx.book.ownersOf(from.id, ctx.now) : [from.id]);
  }

  /** The best paths, the best first, for whoever may ask. */
  paths(ctx: Context, { from, to, at, first, maxHops }: PathRequest): Promise<IntroductionPath[]> {
    return this.find(ctx, from, to, at, first, maxHops);
  }

  /** The best way from an organization to a person; the person alone where they are of it themselves. */
  async best(ctx: Context, from: Organization, to: Person, at: number): Promise<IntroductionPath | null> {
    if (!ctx.sight.seesPerson(to)) return null;
    const held = ctx.book.positionsHeldBy(to.id, at);
    if (held.some(({ organizationId }) => organizationId === from.id))
      return Object.assign(new IntroductionPath(), { trust: 1, people: [to], ties: [] });
    const [path] = await this.find(ctx, from, to, at, 1, MOST_TIES);
    return path ?? null;
  }

  /** Gives the event loop away now and then. Where the book moved on meanwhile, it begins again: the rows are others. */
  private async find(
    ctx: Context,
    from: End,
    to: End,
    at: number,
    most: number,
    maxTies: number,
  ): Promise<IntroductionPath[]> {
    for (let tries = 1; ; tries += 1) {
      const { revision } = ctx;
      const finder = this.idle.pop() ?? new PathFinder();
      const search = finder.search(
        this.sights.viewAt(ctx, at),
        { sources: this.numbersOf(from, at), targets: this.numbersOf(to, at), most, maxTies },
        this.book.persons.byId,
      );
      try {
        for (let taken = 1; ctx.revision === revision; taken += 1) {
          const step = search.next();
          if (step.done) return step.value.map((path) => this.describe(ctx, path, at));
          // Where it is written all the time it would never come to an end.
          const wait = tries <= MOST_RESTARTS && taken % STEPS_A_BREATH === 0 ? ctx.pace.breathe() : undefined;
          if (wait) await wait;
        }
      } finally {
        // Whatever it stopped at, its tables are clean after this.
        search.return([]);
        if (this.idle.length < MOST_IDLE) this.idle.push(finder);
      }
    }
  }

  private numbersOf(end: End, at: number): number[] {
    if (end instanceof Organization) return this.book.membersAt(end.id, at);
    const number = this.book.persons.known(end.id);
    return number === undefined ? [] : [number];
  }

  private describe(ctx: Context, { persons }: Path, at: number): IntroductionPath {
    const ties = persons.slice(1).map((person, place) => this.ties.along(ctx, persons[place]!, person, at));
    return Object.assign(new IntroductionPath(), {
      // Of the ties as they are told, so that the product is what the client makes of them.
      trust: ties.reduce((product, tie) => product * tie.trust, 1),
      people: persons.map((person) => this.ties.personOf(ctx, person)),
      ties,
    });
  }
}
