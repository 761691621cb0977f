import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import type { Person } from '../../directory/person.js';
import { dayOf, dayStart } from '../../kernel/days.js';
import { refuse } from '../../kernel/refusal.js';
import type { LiaisonBook } from '../book.js';
import type { EncounterKind, EncounterMode } from '../encounters/encounter.js';
import type { TieView } from '../graph/tie-view.js';
import type { LiaisonGap } from './liaison-gap.js';
import { LiaisonRemedy } from './liaison-remedy.js';
import type { Pair } from '../ties/organization-pairs.js';
import { invited, smallestRemedy, type Candidate } from './remedy.js';
import { rounded, type TieWeights } from '../ties/strength.js';
import { unhurried, watchDirectory } from '../unhurried.js';

/** Somebody of one organization, whatever hangs on them. */
interface Colleague extends Omit<Candidate, 'carried'> {
  readonly person: Person;
  /** Of the book; undefined for whoever never attended anything. */
  readonly number: number | undefined;
}

type Attendee = Colleague & Candidate;

interface Known {
  /** Of the directory. */
  readonly revision: number;
  readonly staff: Map<string, Promise<readonly Colleague[]>>;
}

/** No number of the book. */
const NOBODY = -1;

export interface Allowed {
  readonly kinds: readonly EncounterKind[];
  readonly modes: readonly EncounterMode[];
  /** YYYY-MM-DD; the moment of the gap when absent. */
  readonly on: string | null;
}

/** What would close a gap. */
export class Remedies {
  /** By what the gaps of a list were found in. */
  private readonly known = new WeakMap<TieView, Known>();

  constructor(
    private readonly book: LiaisonBook,
    private readonly weights: TieWeights,
  ) {}

  /** @throws BAD_USER_INPUT for a day that is not from that of the gap to that of its horizon */
  async of(ctx: Context, gap: LiaisonGap, { kinds, modes, on }: Allowed): Promise<LiaisonRemedy | null> {
    const { view } = gap;
    const moment = on === null ? view.at : this.momentOf(gap, on);
    const staff = [await this.staffOf(ctx, view, gap.from), await this.staffOf(ctx, view, gap.to)] as const;
    // Many that waited for the same people come here at once.
    const wait = ctx.pace.breathe();
    if (wait) await wait;
    const carried = carriedAt(view, gap.pairs, moment);
    const [here, there] = candidates(staff, carried);
    const remedy = smallestRemedy(
      {
        kinds: kinds.map((name) => ({ name, weight: this.weights.kinds[name] })),
        modes: modes.map((name) => ({ name, weight: this.weights.modes[name] })),
        here: here.length,
        there: there.length,
      },
      (strength) => {
        const after = gap.fading.with(strength, moment);
        return after.trustAt(moment) >= gap.wanted && after.trustAt(gap.horizon) >= gap.wanted;
      },
    );
    if (!remedy) return null;
    const after = gap.fading.with(remedy.strength, moment);
    const [fromPeople, toPeople] = [invited(here, remedy.here), invited(there, remedy.there)];
    return Object.assign(new LiaisonRemedy(), {
      kind: remedy.kind,
      mode: remedy.mode,
      encounters: remedy.encounters,
      attendeeCount: remedy.here + remedy.there,
      fromPeople: fromPeople.map(({ person }) => person),
      toPeople: toPeople.map(({ person }) => person),
      trust: after.trustAt(moment),
      trustAtHorizon: after.trustAt(gap.horizon),
      fadesOn: after.fadesOn(gap.wanted, this.book.directory.communityZone),
      concentration: concentrationAfter(carried, remedy, [fromPeople, toPeople]),
    });
  }

  private momentOf({ fading, horizon }: LiaisonGap, on: string): number {
    const zone = this.book.directory.communityZone;
    if (on < dayOf(fading.at, zone) || dayStart(on, zone) > horizon)
      throw refuse.badInput(['on'], 'This day is before the moment of the gap, or after its horizon.');
    return Math.max(fading.at, dayStart(on, zone));
  }

  /** The people of an organization; looked up once for all gaps of a list, where a hub has many. */
  private staffOf(ctx: Context, view: TieView, { id }: Organization): Promise<readonly Colleague[]> {
    const { revision } = ctx.book;
    let known = this.known.get(view);
    if (known?.revision !== revision)
      this.known.set(view, (known = { revision, staff: new Map<string, Promise<readonly Colleague[]>>() }));
    let staff = known.staff.get(id);
    if (!staff) {
      staff = unhurried(ctx, () => this.colleagues(ctx, view, id), watchDirectory(ctx));
      known.staff.set(id, staff);
    }
    return staff;
  }

  private *colleagues(ctx: Context, view: TieView, organizationId: string): Generator<void, Colleague[], void> {
    const colleagues: Colleague[] = [];
    for (const person of ctx.book.peopleAt(organizationId, view.at)) {
      if (person.erasedAt || !ctx.sight.seesPerson(person)) continue;
      yield;
      const { id } = person;
      const number = this.book.persons.known(id);
      colleagues.push({ id, person, number, attended: number === undefined ? 0 : attendedBy(view, number) });
    }
    return colleagues;
  }
}

/** The people of each organization alone, also those who never attended anything, as far as they are seen. */
function candidates(
  [here, there]: readonly [readonly Colleague[], readonly Colleague[]],
  carried: ReadonlyMap<number, number>,
): [Attendee[], Attendee[]] {
  const asCandidates = (staff: readonly Colleague[], others: readonly Colleague[]) => {
    const elsewhere = new Set(others.map(({ id }) => id));
    return staff
      .filter(({ id }) => !elsewhere.has(id))
      .map((each) => ({ ...each, carried: carried.get(each.number ?? NOBODY) ?? 0 }));
  };
  return [asCandidates(here, there), asCandidates(there, here)];
}

/** Who carries how much of what there is, as a strength at a moment not before that of the view; as nobody meets in between. */
function carriedAt({ graph, at, sights }: TieView, pairs: readonly Pair[], moment: number): Map<number, number> {
  const frozen = {
    seesEncounter: (encounter: number) => graph.startsAt.of(encounter) <= at && sights.seesEncounter(encounter),
  };
  const carried = new Map<number, number>();
  for (const { person, other } of pairs) {
    const strength = graph.strengthAt(moment, person, other, frozen);
    for (const each of [person, other]) carried.set(each, (carried.get(each) ?? 0) + strength);
  }
  // Told as shares are: whoever differs by roundings alone carries the same.
  for (const [person, strength] of carried) carried.set(person, rounded(strength));
  return carried;
}

/** How many encounters that the viewer sees had begun. */
function attendedBy({ graph, at, sights }: TieView, person: number): number {
  let count = 0;
  for (const encounter of graph.encountersOf(person))
    if (graph.startsAt.of(encounter) <= at && sights.seesEncounter(encounter)) count += 1;
  return count;
}

/** Each attendee of one side has met everybody of the other; all carriers together carry twice the whole. */
function concentrationAfter(
  carried: ReadonlyMap<number, number>,
  { strength }: { readonly strength: number },
  sides: readonly (readonly Attendee[])[],
): number {
  const before = [...carried.values()];
  const total = before.reduce((sum, each) => sum + each, 0) / 2 + strength;
  const after = sides.flatMap((side) => side.map((each) => each.carried + strength / side.length));
  return rounded(Math.min(1, Math.max(...before, ...after) / total));
}
