import { Tlp } from '../access/tlp.js';
import type { Context } from '../directory/context.js';
import type { Position } from '../directory/person.js';
import { boundsOfDay, dayStart } from '../kernel/days.js';
import { GUARDS, type LiaisonBook } from './book.js';
import type { Guard } from './graph/encounter-graph.js';
import { DayRows, type Sights } from './graph/day-rows.js';
import { GroupRows } from './graph/group-rows.js';
import { MonthSpans, type Day } from './graph/row-spans.js';
import { GraphView } from './graph/graph-view.js';
import { TieView } from './graph/tie-view.js';
import { grown } from './graph/growing.js';
import { TieEntries } from './graph/tie-entries.js';

const UNKNOWN = 0;
const SEEN = 1;
const HIDDEN = 2;

/** Of years of four digits, with a day to spare. */
const FIRST = Date.parse('0001-01-03T00:00:00Z');
const LAST = Date.parse('9999-12-29T00:00:00Z');

/**
 * What one viewer sees of encounters and persons, as of now, by the numbers of the book. Good until people, positions or
 * memberships change; of encounters that change it learns by `catchUp`.
 */
export class LiaisonSight implements Sights {
  /** The highest guard up to which the viewer sees every encounter; -1 for whoever does not see every unguarded one. */
  readonly seesUpTo: Guard | -1;
  private encounters = new Uint8Array(0);
  private persons = new Uint8Array(0);
  private puts: number;
  /** What is shown also to whoever owns nothing. */
  private readonly open: ReadonlySet<Tlp>;
  private readonly admitted = new Map<Tlp, Map<number, boolean>>();
  /** The positions that nobody looked at yet for when the first began, and the first of those that were. */
  private unread: Iterator<Position> | undefined;
  private firstDay: string | undefined;

  constructor(
    private readonly ctx: Context,
    private readonly book: LiaisonBook,
  ) {
    this.puts = book.graph.puts;
    this.catchUp();
    this.open = new Set(Object.values(Tlp).filter((tlp) => ctx.sight.admits(tlp, [])));
    const closed = Object.values(Tlp).filter((tlp) => !this.open.has(tlp));
    this.seesUpTo = closed.reduce<Guard | -1>((most, tlp) => Math.min(most, GUARDS[tlp] - 1) as Guard | -1, 2);
  }

  /** To be called before it is asked anything after a change of encounters. */
  catchUp(): void {
    const { graph, encounters, persons } = this.book;
    this.encounters = grown(this.encounters, encounters.size);
    this.persons = grown(this.persons, persons.size);
    if (this.puts === graph.puts) return;
    const changed = graph.putSince(this.puts);
    if (changed) for (const encounter of changed) this.encounters[encounter] = UNKNOWN;
    else this.encounters.fill(UNKNOWN);
    this.puts = graph.puts;
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
      const tlp = this.book.people.tlpOf(person);
      this.persons[person] = tlp !== null && (this.open.has(tlp) || this.isShown(person)) ? SEEN : HIDDEN;
    }
    return this.persons[person] === SEEN;
  }

  holdsPosition(person: number, at: number): boolean {
    return this.book.people.holdsPosition(person, at);
  }

  /**
   * Whether the position of somebody who is seen had begun by then, or none is seen at all: what is hidden would be told of by
   * the day from which on something is answered. It looks no further than it must, and at each position once.
   */
  hasRecordsBy(at: number): boolean {
    const { directory } = this.book;
    this.unread ??= directory.positions.all();
    while (this.firstDay === undefined || at < dayStart(this.firstDay, directory.communityZone)) {
      const next = this.unread.next();
      if (next.done) return this.firstDay === undefined;
      const { personId, from, to } = next.value;
      if (from === to || (this.firstDay !== undefined && from >= this.firstDay)) continue;
      const person = this.ctx.book.person(personId);
      if (person && this.ctx.sight.seesPerson(person)) this.firstDay = from;
    }
    return true;
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

interface Kept extends Day {
  readonly sight: LiaisonSight;
  readonly standing: number;
}

/** For so many kinds of viewers at once; each takes a byte for every encounter and person. */
const MOST_KEPT = 32;
/** For so many kinds of viewers and days; each takes up to 52 bytes for every person who is asked for. */
const MOST_DAYS = 12;
/** Of all rows together, of 16 bytes each; more where there are many people, who know some forty others each. */
const MOST_ENTRIES = 1_000_000;
const MOST_ENTRIES_EACH = 48;
/** With so many more a question may still come to its end. */
const A_QUESTION = 100_000;

/**
 * What viewers see, kept until that changes or the day ends: all of one role and organization see the same. So are the rows
 * of ties that they were told of, by the days that they asked about: those that were asked for longest ago are let go first.
 */
export class LiaisonSights {
  private readonly kept = new Map<string, Kept>();
  private readonly byRequest = new WeakMap<Context, Pick<Kept, 'sight' | 'standing'>>();
  /** Last asked for first. */
  private readonly days: DayRows[] = [];
  private entries: TieEntries | undefined;

  /** Of past days. */
  private readonly monthly: GroupRows;

  constructor(private readonly book: LiaisonBook) {
    const { graph, steps } = book;
    this.monthly = new GroupRows(graph, { seesEncounter: () => true }, steps, new MonthSpans(steps));
  }

  of(ctx: Context): LiaisonSight {
    const sight = ctx.isGlassBroken ? this.ofOne(ctx) : this.ofKind(ctx);
    sight.catchUp();
    return sight;
  }

  /** The graph at a moment, as the request sees it. */
  viewAt(ctx: Context, at: number): GraphView {
    return new GraphView(this.rowsOf(this.of(ctx), at, ctx.now), at);
  }

  /**
   * What is between persons at a moment, as the request sees it now: encounters that are recorded from now on take no part,
   * so that whoever adds up in steps adds up one and the same.
   */
  tiesAt(ctx: Context, at: number): TieView {
    const { graph } = this.book;
    const { encounters } = graph;
    const sight = this.of(ctx);
    return new TieView(graph, at, {
      seesEncounter: (encounter) => encounter < encounters && sight.seesEncounter(encounter),
      seesPerson: (person) => sight.seesPerson(person),
      holdsPosition: (person, when) => sight.holdsPosition(person, when),
    });
  }

  private ofKind(ctx: Context): LiaisonSight {
    const kind = `${ctx.viewer.role} ${ctx.viewer.organizationId}`;
    const { now } = ctx;
    const { standing } = this.book.people;
    const known = this.kept.get(kind);
    if (known?.standing === standing && known.since <= now && now < known.until) return known.sight;
    // It looks when it is asked, and is asked for others too: also when this viewer has broken the glass by then, as after a write.
    const sight = new LiaisonSight(ctx.withoutGlass(), this.book);
    if (known) this.forgetDaysOf(known.sight);
    // Put in again, it comes last: the first is the one that was made longest ago.
    this.kept.delete(kind);
    this.kept.set(kind, { sight, standing, ...dayAround(now, this.book.directory.communityZone) });
    if (this.kept.size > MOST_KEPT) {
      const [oldest, { sight: gone }] = this.kept.entries().next().value!;
      this.kept.delete(oldest);
      this.forgetDaysOf(gone);
    }
    return sight;
  }

  /** Whoever has broken the glass sees what others of its kind do not, and only for a while. */
  private ofOne(ctx: Context): LiaisonSight {
    const { standing } = this.book.people;
    const known = this.byRequest.get(ctx);
    if (known?.standing === standing) return known.sight;
    const sight = new LiaisonSight(ctx, this.book);
    this.byRequest.set(ctx, { sight, standing });
    return sight;
  }

  private rowsOf(sight: LiaisonSight, at: number, now: number): DayRows {
    const { days, book } = this;
    const most = Math.max(MOST_ENTRIES, book.graph.persons * MOST_ENTRIES_EACH);
    if (!this.entries || this.entries.size > most) {
      // Rows are quickly made again. Whoever reads those that there were still has them.
      days.length = 0;
      this.entries = new TieEntries(most + A_QUESTION);
    }
    const place = days.findIndex((each) => each.sights === sight && each.holds(at));
    if (place === 0) return days[0]!;
    const [rows = this.rowsAround(sight, at, now)] = place > 0 ? days.splice(place, 1) : [];
    days.unshift(rows);
    if (days.length > MOST_DAYS) days.pop();
    return rows;
  }

  private rowsAround(sight: LiaisonSight, at: number, now: number): DayRows {
    const { graph, steps, directory } = this.book;
    const day = dayAround(at, directory.communityZone);
    return new DayRows(graph, sight, day, steps, this.entries!, day.until <= now ? this.monthly : undefined);
  }

  private forgetDaysOf(sight: LiaisonSight): void {
    const others = this.days.filter(({ sights }) => sights !== sight);
    this.days.splice(0, Infinity, ...others);
  }
}

/** The day of an instant; the instant alone where no calendar reaches. */
export function dayAround(instant: number, zone: string): Day {
  if (instant < FIRST || instant >= LAST) return { since: instant, until: instant + 1 };
  return boundsOfDay(instant, zone);
}
