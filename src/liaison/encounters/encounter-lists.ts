import { dayOf } from '../../kernel/days.js';
import type { Context } from '../../directory/context.js';
import { lookUpIfGiven } from '../../directory/lookup.js';
import { page, type Order, type Page, type PageArgs } from '../../kernel/connection.js';
import { refuse } from '../../kernel/refusal.js';
import type { LiaisonBook } from '../book.js';
import type { Encounter, EncounterFilter } from './encounter.js';
import type { LiaisonSight, LiaisonSights } from '../sight.js';
import { unhurried, watchEncounters } from '../unhurried.js';

/** With a change of the clock; what lies further apart need not be looked up in a calendar. */
const LONGEST_DAY = 26 * 3_600_000;

/** Whether somebody sees one may have to be looked up in who was where when it began. */
const LOOKED_AT_A_STEP = 1_024;

/** Lists of encounters as a viewer sees them, newest first. Withdrawn ones are in none. */
export class EncounterLists {
  private readonly newestFirst: Order<number>;

  constructor(
    private readonly book: LiaisonBook,
    private readonly sights: LiaisonSights,
  ) {
    this.newestFirst = {
      name: 'encounter',
      parts: 2,
      key: (encounter) => [new Date(book.graph.startsAt.of(encounter)).toISOString(), book.encounters.idOf(encounter)],
      descending: true,
    };
  }

  /** Of all encounters those that a filter lets through. It gives the event loop away now and then: a nation has many. */
  all(ctx: Context, filter: EncounterFilter | null, args: PageArgs): Promise<Page<Encounter>> {
    return unhurried(
      ctx,
      () => this.listAll(ctx, filter, args),
      watchEncounters(this.book.graph, () => ctx.book.revision),
    );
  }

  /** Of some, in any order. */
  some(ctx: Context, encounters: readonly number[], filter: EncounterFilter | null, args: PageArgs): Page<Encounter> {
    return this.among(ctx, encounters.toSorted(this.book.byNewest), filter, args);
  }

  /** All that a person attended, what was withdrawn too: for whoever asks what is held of that person. */
  everOf(ctx: Context, personId: string, args: PageArgs): Page<Encounter> {
    const seen = this.everAttended(ctx, personId).filter(({ isSeen }) => isSeen);
    const inOrder = seen.map(({ encounter }) => encounter).sort(this.book.byNewest);
    return page(inOrder, this.newestFirst, args).mapped((encounter) => this.book.encounterOf(encounter));
  }

  /** How many of these the viewer does not see. */
  hiddenOf(ctx: Context, personId: string): number {
    return this.everAttended(ctx, personId).filter(({ isSeen }) => !isSeen).length;
  }

  private everAttended(ctx: Context, personId: string): { encounter: number; isSeen: boolean }[] {
    const sight = this.sights.of(ctx);
    const encounters = [...this.book.attendedBy(personId), ...this.book.withdrawnFrom(personId)];
    return encounters.map((encounter) => ({ encounter, isSeen: sight.seesEncounter(encounter) }));
  }

  /** Where somebody hidden works is not told by what they attended: only attendees whom the viewer sees count. */
  ofOrganization(ctx: Context, organizationId: string): number[] {
    const sight = this.sights.of(ctx);
    return this.book.encountersOfOrganization(organizationId, (person) => sight.seesPerson(person));
  }

  /**
   * Others that may be a double of one: of the same kind, begun on the same day, and with mostly the same people, more than
   * half of those of either, as far as the viewer sees them. Newest first.
   */
  possibleDoubles(ctx: Context, encounter: number): Encounter[] {
    const { graph, directory } = this.book;
    const sight = this.sights.of(ctx);
    const attendees = (each: number) => [...graph.attendeesOf(each)].filter((person) => sight.seesPerson(person));
    const day = (each: number) => dayOf(graph.startsAt.of(each), directory.communityZone);
    const people = new Set(attendees(encounter));
    const candidates = new Set([...people].flatMap((person) => [...graph.encountersOf(person)]));
    const kind = this.book.records.kindOf(encounter);
    const [startsAt, on] = [graph.startsAt.of(encounter), day(encounter)];
    return [...candidates]
      .filter((each) => {
        if (each === encounter || this.book.records.kindOf(each) !== kind) return false;
        if (Math.abs(graph.startsAt.of(each) - startsAt) > LONGEST_DAY || day(each) !== on) return false;
        if (!sight.seesEncounter(each)) return false;
        const others = attendees(each);
        const common = others.filter((person) => people.has(person)).length;
        return common * 2 > people.size && common * 2 > others.length;
      })
      .sort(this.book.byNewest)
      .map((each) => this.book.encounterOf(each));
  }

  private *listAll(
    ctx: Context,
    filter: EncounterFilter | null,
    args: PageArgs,
  ): Generator<void, Page<Encounter>, void> {
    const sight = this.sights.of(ctx);
    const matches = this.matcher(ctx, filter ?? {});
    const all = this.book.newestFirst();
    // What is recorded meanwhile stands behind them.
    const count = all.length;
    const seen: number[] = [];
    for (let begin = 0; begin < count; begin += LOOKED_AT_A_STEP) {
      yield;
      takeSeen(seen, all, begin, Math.min(count, begin + LOOKED_AT_A_STEP), matches, sight);
    }
    return this.pageOf(seen, args);
  }

  private among(
    ctx: Context,
    encounters: readonly number[],
    filter: EncounterFilter | null,
    args: PageArgs,
  ): Page<Encounter> {
    const seen: number[] = [];
    takeSeen(seen, encounters, 0, encounters.length, this.matcher(ctx, filter ?? {}), this.sights.of(ctx));
    return this.pageOf(seen, args);
  }

  private pageOf(seen: readonly number[], args: PageArgs): Page<Encounter> {
    return page(seen, this.newestFirst, args).mapped((encounter) => this.book.encounterOf(encounter));
  }

  private matcher(
    ctx: Context,
    { kind, organizationId, personId, from, to }: EncounterFilter,
  ): (encounter: number) => boolean {
    const { graph } = this.book;
    const organization = lookUpIfGiven(ctx, 'Organization', organizationId, ['filter', 'organizationId']);
    const person = lookUpIfGiven(ctx, 'Person', personId, ['filter', 'personId']);
    if (from && to && to < from) throw refuse.badInput(['filter', 'to'], 'This is before `from`.');
    const kinds = kind && new Set(kind);
    const ofOrganization = organization && new Set(this.ofOrganization(ctx, organization.id));
    const ofPerson = person && new Set(this.book.attendedBy(person.id));
    return (encounter) =>
      (!kinds || kinds.has(this.book.records.kindOf(encounter))) &&
      (!ofOrganization || ofOrganization.has(encounter)) &&
      (!ofPerson || ofPerson.has(encounter)) &&
      (!from || graph.startsAt.of(encounter) >= from.getTime()) &&
      (!to || graph.startsAt.of(encounter) < to.getTime());
  }
}

function takeSeen(
  seen: number[],
  encounters: readonly number[],
  begin: number,
  end: number,
  matches: (encounter: number) => boolean,
  sight: LiaisonSight,
): void {
  for (let place = begin; place < end; place += 1) {
    const encounter = encounters[place]!;
    if (matches(encounter) && sight.seesEncounter(encounter)) seen.push(encounter);
  }
}
