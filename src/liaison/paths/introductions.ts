import { requireMay } from '../../access/policy.js';
import type { Context } from '../../directory/context.js';
import { Organization } from '../../directory/organization.js';
import { Person } from '../../directory/person.js';
import type { LiaisonBook } from '../book.js';
import { disjointPaths } from './disjoint-paths.js';
import { IntroductionPath } from './introduction-path.js';
import { PathFinder, type PathQuestion } from './paths.js';
import type { TieView } from '../graph/tie-view.js';
import type { LiaisonSights } from '../sight.js';
import type { Tie } from '../ties/tie.js';
import type { Ties } from '../ties/ties.js';

/** No introduction leads further. */
export const MOST_TIES = 4;

/** The tables of a finder take some megabytes where there are many people. */
const MOST_IDLE = 4;
const MOST_RESTARTS = 3;
const STEPS_A_BREATH = 8;

export type End = Person | Organization;

export interface PathRequest {
  readonly from: End;
  readonly to: End;
  /** ms since the epoch */
  readonly at: number;
  readonly first: number;
  readonly maxHops: number;
  /** Whether no two paths may share an intermediate person. */
  readonly disjoint?: boolean;
  /** Persons who are on no path. Of an organization: all who hold positions there, who may still be asked about by name. */
  readonly avoid?: readonly End[];
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
  paths(ctx: Context, request: PathRequest): Promise<IntroductionPath[]> {
    return this.find(ctx, request);
  }

  /** A path that is known, of persons each of whom knows the next. */
  along(ctx: Context, persons: readonly number[], view: TieView, told?: Map<number, Tie>): IntroductionPath {
    const { people, ties } = this.ties.along(ctx, persons, view, told);
    // Of the ties as they are told, so that the product is what the client makes of them.
    const trust = ties.reduce((product, tie) => product * tie.trust, 1);
    return Object.assign(new IntroductionPath(), { trust, people, ties });
  }

  /** The best way from an organization to a person; the person alone where they are of it themselves. */
  async best(ctx: Context, from: Organization, to: Person, at: number): Promise<IntroductionPath | null> {
    if (!ctx.sight.seesPerson(to)) return null;
    const held = ctx.book.positionsHeldBy(to.id, at);
    if (held.some(({ organizationId }) => organizationId === from.id))
      return Object.assign(new IntroductionPath(), { trust: 1, people: [to], ties: [] });
    const [path] = await this.find(ctx, { from, to, at, first: 1, maxHops: MOST_TIES });
    return path ?? null;
  }

  /** Gives the event loop away now and then. Where the book moved on meanwhile, it begins again: the rows are others. */
  private async find(ctx: Context, request: PathRequest): Promise<IntroductionPath[]> {
    const { at } = request;
    for (let tries = 1; ; tries += 1) {
      const { revision } = ctx;
      const finder = this.idle.pop() ?? new PathFinder();
      const [view, question] = [this.sights.viewAt(ctx, at), this.questionOf(request)];
      const { byId } = this.book.persons;
      const search = request.disjoint
        ? disjointPaths(finder, view, question, byId)
        : finder.search(view, question, byId);
      try {
        for (let taken = 1; ctx.revision === revision; taken += 1) {
          const step = search.next();
          if (step.done) {
            const told = new Map<number, Tie>();
            return step.value.map((path) => this.along(ctx, path.persons, view, told));
          }
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

  private questionOf({ from, to, at, first, maxHops, avoid = [] }: PathRequest): PathQuestion {
    const barred = new Set(avoid.flatMap((each) => this.numbersOf(each, at)));
    // Who is asked about by name is meant, whatever else they belong to.
    const endsOf = (end: End) =>
      this.numbersOf(end, at).filter((person) => end instanceof Person || !barred.has(person));
    return { sources: endsOf(from), targets: endsOf(to), most: first, maxTies: maxHops, barred };
  }

  private numbersOf(end: End, at: number): number[] {
    if (end instanceof Organization) return this.book.people.membersAt(end.id, at);
    const number = this.book.persons.known(end.id);
    return number === undefined ? [] : [number];
  }
}
