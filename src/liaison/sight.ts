import { Tlp } from '../access/tlp.js';
import type { Context } from '../directory/context.js';
import { dayOf, dayStart } from '../kernel/days.js';
import { GUARDS, type LiaisonBook } from './book.js';
import type { Guard } from './graph/encounter-graph.js';
import { GraphView, type Sights } from './graph/graph-view.js';

const UNKNOWN = 0;
const SEEN = 1;
const HIDDEN = 2;

const DAY = 86_400_000;

/** What one viewer sees of encounters and persons, as of now, by the numbers of the book. Good until the book moves on. */
export class LiaisonSight implements Sights {
  readonly seesUpTo: Guard | -1;
  private readonly encounters: Uint8Array;
  private readonly persons: Uint8Array;
  /** What is shown also to whoever owns nothing. */
  private readonly open: ReadonlySet<Tlp>;
  private readonly admitted = new Map<Tlp, Map<number, boolean>>();

  constructor(
    private readonly ctx: Context,
    private readonly book: LiaisonBook,
  ) {
    this.encounters = new Uint8Array(book.encounters.size);
    this.persons = new Uint8Array(book.persons.size);
    this.open = new Set(Object.values(Tlp).filter((tlp) => ctx.sight.admits(tlp, [])));
    const closed = Object.values(Tlp).filter((tlp) => !this.open.has(tlp));
    this.seesUpTo = closed.reduce<Guard | -1>((most, tlp) => Math.min(most, GUARDS[tlp] - 1) as Guard | -1, 2);
  }

  seesEncounter(encounter: number): boolean {
    if (this.book.graph.guardOf(encounter) <= this.seesUpTo) return true;
    if (this.encounters[encounter] === UNKNOWN) {
      const tlp = this.book.records.tlpOf(encounter);
      const sees = this.open.has(tlp) || this.book.someOwner(encounter, (owner) => this.isAdmittedBy(tlp, owner));
      this.encounters[encounter] = sees ? SEEN : HIDDEN;
    }
    return this.encounters[encounter] === SEEN;
  }

  seesPerson(person: number): boolean {
    if (this.persons[person] === UNKNOWN) {
      const tlp = this.book.tlpOf(person);
      this.persons[person] = tlp !== null && (this.open.has(tlp) || this.isShown(person)) ? SEEN : HIDDEN;
    }
    return this.persons[person] === SEEN;
  }

  holdsPosition(person: number, at: number): boolean {
    return this.book.holdsPosition(person, at);
  }

  private isShown(person: number): boolean {
    return this.ctx.sight.seesPerson(this.ctx.book.person(this.book.persons.idOf(person))!);
  }

  /** A record is shown to whom one of its owners alone would show it: the closest relation to any of them counts. */
  private isAdmittedBy(tlp: Tlp, owner: number): boolean {
    let known = this.admitted.get(tlp);
    if (!known) this.admitted.set(tlp, (known = new Map<number, boolean>()));
    let isAdmitted = known.get(owner);
    if (isAdmitted === undefined) {
      isAdmitted = this.ctx.sight.admits(tlp, [this.book.organizations.idOf(owner)]);
      known.set(owner, isAdmitted);
    }
    return isAdmitted;
  }
}

interface Kept {
  readonly sight: LiaisonSight;
  readonly revision: number;
  /** The day (ms since the epoch, half-open) in which it was made: positions and memberships change only between days. */
  readonly since: number;
  readonly until: number;
}

/** For so many kinds of viewers at once; each takes a byte for every encounter and person. */
const MOST_KEPT = 32;

/** What viewers see, kept until the book moves on or the day ends: all of one role and organization see the same. */
export class LiaisonSights {
  private readonly kept = new Map<string, Kept>();
  private readonly byRequest = new WeakMap<Context, Pick<Kept, 'sight' | 'revision'>>();

  constructor(private readonly book: LiaisonBook) {}

  of(ctx: Context): LiaisonSight {
    // Whoever has broken the glass sees what others of its kind do not, and only for a while.
    if (ctx.isGlassBroken) return this.ofOne(ctx);
    const kind = `${ctx.viewer.role} ${ctx.viewer.organizationId}`;
    const { revision, now } = ctx;
    const known = this.kept.get(kind);
    if (known?.revision === revision && known.since <= now && now < known.until) return known.sight;
    // It looks when it is asked, and is asked for others too: also when this viewer has broken the glass by then, as after a write.
    const sight = new LiaisonSight(ctx.withoutGlass(), this.book);
    // Put in again, it comes last: the first is the one that was made longest ago.
    this.kept.delete(kind);
    this.kept.set(kind, { sight, revision, ...dayAround(now, this.book.directory.communityZone) });
    if (this.kept.size > MOST_KEPT) this.kept.delete(this.kept.keys().next().value!);
    return sight;
  }

  private ofOne(ctx: Context): LiaisonSight {
    const { revision } = ctx;
    const known = this.byRequest.get(ctx);
    if (known?.revision === revision) return known.sight;
    const sight = new LiaisonSight(ctx, this.book);
    this.byRequest.set(ctx, { sight, revision });
    return sight;
  }

  /** The graph at a moment, as the request sees it. */
  viewAt(ctx: Context, at: number): GraphView {
    this.book.graph.settle();
    return new GraphView(this.book.graph, at, this.of(ctx));
  }
}

function dayAround(instant: number, zone: string): { since: number; until: number } {
  const day = dayOf(instant, zone);
  const next = new Date(Date.parse(day) + DAY).toISOString().slice(0, 10);
  return { since: dayStart(day, zone), until: dayStart(next, zone) };
}
