import { dayAfter, dayOf, dayStart } from '../worlds/calendar.js';
import { COMMUNITY_ZONE, holds, type Chronicle, type Encounter, type Person } from '../worlds/chronicle.js';
import { idsOf } from './asking.js';
import { BruteSight, type Asker } from '../worlds/sight.js';

const KINDS = { JOINT_WORK: 3, CONSULTATION: 2, TRAINING: 1.5, MEETING: 1, DRILL: 1, SYMPOSIUM: 0.25 };
const MODES = { IN_PERSON: 1, HYBRID: 0.7, ONLINE: 0.4 };
const DAY = 86_400_000;
const LEAST_TRUST = 0.02;
/** Relatively: trusts that differ by no more are equal. */
const EQUAL = 1e-9;

export interface TieOfPersons {
  readonly from: string;
  readonly to: string;
  readonly at: number;
  readonly strength: number;
  readonly trust: number;
  readonly lastMetAt: number;
  /** Ids, newest first. */
  readonly encounters: readonly string[];
  /** Of each of them, in the same order. */
  readonly contributions: readonly number[];
}

export interface TieOfOrganizations extends Omit<TieOfPersons, 'encounters' | 'contributions'> {
  readonly concentration: number;
  readonly carriers: readonly { readonly person: string; readonly share: number }[];
}

export interface Path {
  readonly trust: number;
  /** Ids, from first to last. */
  readonly people: readonly string[];
  readonly ties: readonly TieOfPersons[];
}

export interface PathQuestion {
  readonly from: string;
  readonly to: string;
  readonly first: number;
  readonly maxHops: number;
  readonly disjoint?: boolean;
  readonly avoid?: readonly string[];
}

export interface Target {
  readonly from: string;
  readonly to: string;
  readonly trust: number;
}

export interface Gap extends Omit<Target, 'trust'> {
  readonly wanted: number;
  readonly trust: number;
  readonly trustAtHorizon: number;
  readonly fadesOn: string | null;
  readonly concentration: number;
}

export interface Suggestion {
  readonly from: string;
  readonly to: string;
  readonly score: number;
  readonly commonAcquaintances: number;
  readonly introducer: string;
  readonly introduction: Path;
  readonly gap: Pick<Gap, 'from' | 'to'>;
}

export interface EncounterFilter {
  readonly kind?: readonly Encounter['kind'][] | null;
  readonly organizationId?: string | null;
  readonly personId?: string | null;
  readonly from?: number | null;
  readonly to?: number | null;
}

/** The definitions of ties, introductions and lists of encounters, word by word over the chronicle of a world, for one viewer and one moment. */
export class LiaisonBruteForce {
  readonly sight: BruteSight;
  /** The same pair is asked about again and again. */
  private readonly pairs = new Map<string, TieOfPersons | null>();
  private people: readonly Person[] | undefined;
  private encounters: readonly Encounter[] | undefined;

  /** @param at the moment asked about, in ms since the epoch. */
  constructor(
    private readonly world: Chronicle,
    private readonly asker: Asker,
    now: number,
    readonly at: number,
  ) {
    this.sight = new BruteSight(world, asker, now);
  }

  // ---- who may ask

  /** Nobody can have met before the first position of all that are seen began. */
  get isBeforeEverything(): boolean {
    const seen = new Set(this.seenPeople().map(({ id }) => id));
    const held = this.world.positions.filter(({ personId, from, to }) => seen.has(personId) && from !== to);
    const days = held.map(({ from }) => from).sort();
    return days.length > 0 && this.at < dayStart(days[0]!, COMMUNITY_ZONE);
  }

  mayAskFrom(id: string): boolean {
    const { role, organizationId } = this.asker;
    if (role !== 'MEMBER' && role !== 'ADMINISTRATOR') return true;
    const person = this.world.people.find((each) => each.id === id);
    return organizationId !== null && (person ? this.sight.ownersOfPerson(id) : [id]).includes(organizationId);
  }

  // ---- who is where

  seenPeople(): readonly Person[] {
    return (this.people ??= this.world.people.filter((person) => this.sight.seesPerson(person)));
  }

  private isInOffice(personId: string): boolean {
    return this.world.positionsOf(personId).some((each) => holds(each, this.at));
  }

  isOf(personId: string, organizationId: string): boolean {
    return this.world
      .positionsOf(personId)
      .some((each) => each.organizationId === organizationId && holds(each, this.at));
  }

  /** Those of an organization, or the person itself. */
  private peopleOf(id: string): string[] {
    const seen = this.seenPeople().map((person) => person.id);
    return seen.filter((personId) => personId === id || this.isOf(personId, id));
  }

  // ---- ties of persons

  /** Also where it is below the floor; null where they did nothing together. */
  private pair(from: string, to: string): TieOfPersons | null {
    const key = `${from} ${to}`;
    let pair = this.pairs.get(key);
    if (pair === undefined) this.pairs.set(key, (pair = this.addUp(from, to)));
    return pair;
  }

  private addUp(from: string, to: string): TieOfPersons | null {
    const together = this.encountersSeen().filter(
      ({ attendeeIds, startsAt }) => attendeeIds.includes(from) && attendeeIds.includes(to) && startsAt <= this.at,
    );
    if (together.length === 0) return null;
    const contributions = together.map((encounter) => this.weightOf(encounter));
    const strength = contributions.reduce((sum, each) => sum + each, 0);
    const lastMetAt = Math.max(...together.map(({ endsAt }) => Math.min(endsAt, this.at)));
    const encounters = together.map(({ id }) => id);
    return { from, to, at: this.at, strength, trust: trustOf(strength), lastMetAt, encounters, contributions };
  }

  private weightOf({ kind, mode, attendeeIds, endsAt }: Encounter, at = this.at): number {
    const age = Math.max(0, at - endsAt) / DAY;
    return ((KINDS[kind] * MODES[mode]) / (attendeeIds.length - 1)) * 2 ** (-age / 365);
  }

  tie(from: string, to: string): TieOfPersons | null {
    const pair = this.pair(from, to);
    return pair && pair.trust >= LEAST_TRUST ? pair : null;
  }

  tiesOf(personId: string): TieOfPersons[] {
    if (!this.mayAskFrom(personId)) return [];
    return this.seenPeople()
      .filter(({ id }) => id !== personId)
      .flatMap(({ id }) => this.tie(personId, id) ?? [])
      .sort(strongestFirst);
  }

  // ---- ties of organizations

  organizationTie(from: string, to: string): TieOfOrganizations | null {
    const seen = this.seenPeople().map(({ id }) => id);
    const pairs = seen.flatMap((one, place) =>
      seen
        .slice(place + 1)
        .filter((other) => this.areAcross(one, other, from, to))
        .flatMap((other) => this.pair(one, other) ?? []),
    );
    const strength = pairs.reduce((sum, pair) => sum + pair.strength, 0);
    if (strength === 0) return null;
    const carriers = seen
      .map((person) => {
        const own = pairs.filter((pair) => pair.from === person || pair.to === person);
        return { person, share: own.reduce((sum, pair) => sum + pair.strength, 0) / strength };
      })
      .filter(({ share }) => share > 0);
    return {
      from,
      to,
      at: this.at,
      strength,
      trust: trustOf(strength),
      lastMetAt: Math.max(...pairs.map(({ lastMetAt }) => lastMetAt)),
      concentration: Math.max(...carriers.map(({ share }) => share)),
      carriers: carriers.sort((a, b) => descending(a.share, b.share) || (a.person < b.person ? -1 : 1)),
    };
  }

  /** Whether one of them is at this side and the other at that. */
  private areAcross(one: string, other: string, from: string, to: string): boolean {
    return (this.isOf(one, from) && this.isOf(other, to)) || (this.isOf(one, to) && this.isOf(other, from));
  }

  organizationTiesOf(organizationId: string): TieOfOrganizations[] {
    if (!this.mayAskFrom(organizationId)) return [];
    return this.world.organizations
      .filter(({ id }) => id !== organizationId)
      .flatMap(({ id }) => this.organizationTie(organizationId, id) ?? [])
      .sort(strongestFirst);
  }

  // ---- targets and gaps

  /** Of an organization, seen from there; without one all, or those of the asker's own. */
  targets(asked: string | null): Target[] {
    const { role, organizationId } = this.asker;
    const isOfAll = asked === null && role !== 'MEMBER' && role !== 'ADMINISTRATOR';
    const one = asked ?? organizationId;
    if (!isOfAll && (one === null || !this.mayAskFrom(one))) return [];
    return this.world.targets
      .filter((each) => isOfAll || each.organizationId === one || each.otherId === one)
      .filter((each) => [each.organizationId, each.otherId].every((id) => this.at < this.world.endOf(id)))
      .map(({ organizationId: lower, otherId: higher, trust }) => {
        const [from, to] = !isOfAll && higher === one ? [higher, lower] : [lower, higher];
        return { from, to, trust: trust.at(this.at) };
      })
      .filter(({ trust }) => trust > 0)
      .sort(byEnds);
  }

  gaps(asked: string | null, horizonDays: number): Gap[] {
    return this.targets(asked)
      .map(({ from, to, trust: wanted }) => {
        const trustAt = this.frozenTrust(from, to);
        const trustAtHorizon = trustAt(this.at + horizonDays * DAY);
        return { from, to, wanted, trust: trustAt(this.at), trustAtHorizon, trustAt };
      })
      .filter(({ wanted, trust, trustAtHorizon }) => trust < wanted || trustAtHorizon < wanted)
      .map(({ trustAt, ...gap }) => ({
        ...gap,
        fadesOn: gap.trust < gap.wanted ? null : this.firstDayUnder(gap.wanted, trustAt),
        concentration: this.organizationTie(gap.from, gap.to)?.concentration ?? 0,
      }))
      .sort(
        (a, b) =>
          missing(a.trust - a.wanted, b.trust - b.wanted) ||
          missing(a.trustAtHorizon - a.wanted, b.trustAtHorizon - b.wanted) ||
          byEnds(a, b),
      );
  }

  /** The trust of two organizations at a later moment, of the people and the encounters of the one asked about. */
  private frozenTrust(from: string, to: string): (moment: number) => number {
    const seen = this.seenPeople().map(({ id }) => id);
    const parts = this.encountersSeen()
      .filter(({ startsAt }) => startsAt <= this.at)
      .map((encounter) => {
        const there = seen.filter((id) => encounter.attendeeIds.includes(id));
        const pairs = there.flatMap((one, place) =>
          there.slice(place + 1).filter((other) => this.areAcross(one, other, from, to)),
        );
        return { encounter, pairs: pairs.length };
      })
      .filter(({ pairs }) => pairs > 0);
    return (moment) =>
      trustOf(parts.reduce((sum, { encounter, pairs }) => sum + pairs * this.weightOf(encounter, moment), 0));
  }

  /** Day after day. */
  private firstDayUnder(wanted: number, trustAt: (moment: number) => number): string {
    let day = dayOf(this.at, COMMUNITY_ZONE);
    do day = dayAfter(day, 1);
    while (trustAt(dayStart(day, COMMUNITY_ZONE)) >= wanted);
    return day;
  }

  /** Every two whom the widest gap between their organizations, and acquaintances in common, would bring together. */
  suggestions(asked: string | null, horizonDays: number): Suggestion[] {
    const everybody = idsOf(this.seenPeople()).filter((id) => this.isInOffice(id));
    const circles = new Map<string, readonly string[]>();
    const known = (id: string): readonly string[] => {
      let circle = circles.get(id);
      if (!circle)
        circles.set(id, (circle = everybody.filter((other) => other !== id && this.tie(id, other) !== null)));
      return circle;
    };
    const gaps = this.gaps(asked, horizonDays).sort(
      (a, b) => missing(a.trustAtHorizon - a.wanted, b.trustAtHorizon - b.wanted) || byEnds(a, b),
    );
    const found = new Map<string, Suggestion>();
    for (const gap of gaps)
      for (const from of everybody.filter((id) => this.isOf(id, gap.from)))
        for (const to of everybody.filter((id) => this.isOf(id, gap.to))) {
          const pair = [from, to].sort().join();
          if (from === to || found.has(pair) || known(from).includes(to)) continue;
          const common = known(from).filter((id) => known(to).includes(id));
          const areColleagues = () =>
            this.world.organizations.some(({ id }) => this.isOf(from, id) && this.isOf(to, id));
          if (common.length === 0 || areColleagues()) continue;
          const [introduction] = common.map((id) => this.pathOver([from, id, to])).sort(comparePaths);
          const nearness = common.reduce((sum, id) => sum + 1 / Math.log(known(id).length), 0);
          found.set(pair, {
            ...{ from, to, introduction: introduction!, introducer: introduction!.people[1]!, gap },
            score: (gap.wanted - gap.trustAtHorizon) * nearness,
            commonAcquaintances: common.length,
          });
        }
    return [...found.values()].sort((a, b) => descending(a.score, b.score) || byEnds(a, b));
  }

  private pathOver(people: readonly string[]): Path {
    const ties = people.slice(1).map((id, place) => this.tie(people[place]!, id)!);
    return { people, ties, trust: ties.reduce((product, { trust }) => product * trust, 1) };
  }

  // ---- introductions

  /** The best paths between persons or organizations, the best first. */
  paths({ from, to, first, maxHops, disjoint = false, avoid = [] }: PathQuestion): Path[] {
    const isAvoided = (id: string) => avoid.some((each) => each === id || this.isOf(id, each));
    const endsOf = (end: string) => this.peopleOf(end).filter((id) => id === end || !isAvoided(id));
    const [starts, ends] = [endsOf(from), endsOf(to)];
    const everybody = this.seenPeople()
      .map(({ id }) => id)
      .filter((id) => this.isInOffice(id));
    const rest: Path[] = [];
    const walk = (people: readonly string[], ties: readonly TieOfPersons[], trust: number): void => {
      const last = people.at(-1)!;
      if (ties.length > 0 && ends.includes(last)) rest.push({ trust, people, ties });
      if (ties.length === maxHops || (ties.length > 0 && isAvoided(last))) return;
      for (const next of everybody) {
        const tie = people.includes(next) ? null : this.tie(last, next);
        if (tie) walk([...people, next], [...ties, tie], trust * tie.trust);
      }
    };
    for (const start of starts) if (everybody.includes(start)) walk([start], [], 1);
    const best: Path[] = [];
    while (best.length < first && rest.length > 0) {
      const next = rest.reduce((one, other) => (comparePaths(one, other) <= 0 ? one : other));
      rest.splice(rest.indexOf(next), 1);
      const isFree = best.every((path) => !between(path).some((id) => between(next).includes(id)));
      if (isFree || !disjoint) best.push(next);
    }
    return best;
  }

  /** How the caller's organization reaches somebody; null where it does not, or where there is no such organization. */
  introduction(personId: string | null): Path | null {
    const { organizationId } = this.asker;
    if (organizationId === null || personId === null || !this.sight.seesPerson(this.world.person(personId)))
      return null;
    if (this.isOf(personId, organizationId)) return { trust: 1, people: [personId], ties: [] };
    return this.paths({ from: organizationId, to: personId, first: 1, maxHops: 4 })[0] ?? null;
  }

  // ---- encounters

  /** Those that were not withdrawn, newest first. */
  /** Where somebody hidden works is not told by what they attended. */
  private concerns({ hostId, attendeeIds, startsAt }: Encounter, organizationId: string): boolean {
    return (
      hostId === organizationId ||
      attendeeIds.some(
        (each) =>
          this.sight.seesPerson(this.world.person(each)) &&
          this.world
            .positionsOf(each)
            .some((position) => position.organizationId === organizationId && holds(position, startsAt)),
      )
    );
  }

  encountersSeen(filter: EncounterFilter = {}): Encounter[] {
    const { kind, organizationId, personId, from, to } = filter;
    this.encounters ??= this.world.encounters.filter(
      (each) => each.withdrawnAt === null && this.sight.seesEncounter(each),
    );
    return this.encounters
      .filter((each) => !kind || kind.includes(each.kind))
      .filter((each) => !organizationId || this.concerns(each, organizationId))
      .filter((each) => !personId || each.attendeeIds.includes(personId))
      .filter(({ startsAt }) => (from == null || from <= startsAt) && (to == null || startsAt < to))
      .sort((a, b) => b.startsAt - a.startsAt || (a.id < b.id ? 1 : -1));
  }
}

function between({ people }: Path): readonly string[] {
  return people.slice(1, -1);
}

function trustOf(strength: number): number {
  return 1 - Math.exp(-strength);
}

function strongestFirst(a: { to: string; strength: number }, b: { to: string; strength: number }): number {
  return descending(a.strength, b.strength) || (a.to < b.to ? -1 : 1);
}

function missing(a: number, b: number): number {
  return Math.abs(a - b) <= EQUAL ? 0 : a - b;
}

function byEnds(a: { from: string; to: string }, b: { from: string; to: string }): number {
  return a.from === b.from ? (a.to < b.to ? -1 : 1) : a.from < b.from ? -1 : 1;
}

/** What was added up in another order is still the same. */
function descending(a: number, b: number): number {
  return Math.abs(a - b) <= 1e-12 * Math.max(a, b) ? 0 : b - a;
}

function comparePaths(a: Path, b: Path): number {
  if (Math.abs(a.trust - b.trust) > EQUAL * Math.max(a.trust, b.trust)) return b.trust - a.trust;
  if (a.people.length !== b.people.length) return a.people.length - b.people.length;
  const place = a.people.findIndex((id, i) => id !== b.people[i]);
  return place < 0 ? 0 : a.people[place]! < b.people[place]! ? -1 : 1;
}
