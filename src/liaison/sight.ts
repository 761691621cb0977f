import { Tlp } from '../access/tlp.js';
import type { Context } from '../directory/context.js';
import type { LiaisonBook } from './book.js';
import { GraphView, type Sights } from './graph/graph-view.js';

const UNKNOWN = 0;
const SEEN = 1;
const HIDDEN = 2;

/** What one viewer sees of encounters and persons, as of now, by the numbers of the book. Good until the book moves on. */
export class LiaisonSight implements Sights {
  readonly seesUnguarded: boolean;
  private readonly encounters: Uint8Array;
  private readonly persons: Uint8Array;

  constructor(
    private readonly ctx: Context,
    private readonly book: LiaisonBook,
  ) {
    this.seesUnguarded = ctx.sight.admits(Tlp.GREEN, []);
    this.encounters = new Uint8Array(book.encounters.size);
    this.persons = new Uint8Array(book.persons.size);
  }

  seesEncounter(encounter: number): boolean {
    if (this.encounters[encounter] === UNKNOWN) {
      const { tlp } = this.book.detailsOf(encounter);
      // Whom it admits who owns nothing, it admits anyway.
      const sees = this.ctx.sight.admits(tlp, []) || this.ctx.sight.admits(tlp, this.book.ownersOf(encounter));
      this.encounters[encounter] = sees ? SEEN : HIDDEN;
    }
    return this.encounters[encounter] === SEEN;
  }

  seesPerson(person: number): boolean {
    if (this.persons[person] === UNKNOWN) {
      const found = this.ctx.book.person(this.book.persons.idOf(person));
      this.persons[person] = found && this.ctx.sight.seesPerson(found) ? SEEN : HIDDEN;
    }
    return this.persons[person] === SEEN;
  }

  holdsPosition(person: number, at: number): boolean {
    return this.book.holdsPosition(person, at);
  }
}

/** What each request sees, made once for all of its fields. */
export class LiaisonSights {
  private readonly sights = new WeakMap<Context, { readonly as: string; readonly sight: LiaisonSight }>();

  constructor(private readonly book: LiaisonBook) {}

  of(ctx: Context): LiaisonSight {
    const as = `${ctx.revision} ${ctx.now}`;
    const known = this.sights.get(ctx);
    if (known?.as === as) return known.sight;
    const sight = new LiaisonSight(ctx, this.book);
    this.sights.set(ctx, { as, sight });
    return sight;
  }

  /** The graph at a moment, as the request sees it. */
  viewAt(ctx: Context, at: number): GraphView {
    this.book.graph.settle();
    return new GraphView(this.book.graph, at, this.of(ctx));
  }
}
