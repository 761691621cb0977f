import { HALF_LIFE, LEAST_STRENGTH } from '../ties/strength.js';
import type { EncounterGraph, Guard, SeesEncounters } from './encounter-graph.js';
import { grown } from './growing.js';
import type { GroupRow } from './group-row.js';
import { GroupRows } from './group-rows.js';
import { Places } from './places.js';
import { RowHeads } from './row-heads.js';
import { RowSpans, type Day } from './row-spans.js';
import { BLOCK_BITS, LAST_OF_BLOCK } from './step-rows.js';
import { strongestFirst } from './strongest-first.js';
import type { TieEntries } from './tie-entries.js';
import { guardedOf, type TieSteps } from './tie-steps.js';

/** What decides, for one viewer, which encounters count and which persons there are. */
export interface Sights extends SeesEncounters {
  /** The highest guard up to which every encounter is seen; -1 where not even all are that have none. */
  readonly seesUpTo: Guard | -1;
  seesPerson(person: number): boolean;
  holdsPosition(person: number, at: number): boolean;
}

const ADMITTED = 1;
const NOT_ADMITTED = 2;

/** How many entries a row has at least once it is begun, where there are so many. */
const FIRST_ENTRIES = 4;
/** What `downTo` is of a row of which all is there. */
const WHOLE = -1;
/** A strength that has to be added up anew for each moment, as part of it may still run. */
const RUNNING = NaN;
/** Where less of a strength is left than this part of it, what is hidden is not taken from it: roundings would be much of it. */
const MUCH_LEFT = 2 ** -4;
/** What is noted of others while a row is read off. */
const WRITTEN = 1;
const IS_HIDDEN = 2;
const RUNS = 4;

/**
 * Whom persons know, as one viewer has it at the moments of one day: a row for each, in which the strongest tie is first. Whether
 * somebody is seen, and holds a position, is looked at only where a strength is asked for. A row is as of the first moment since which none of the person's encounters
 * began. All that comes after, until the next one begins, only weakens ties, so that it bounds them for every later moment.
 *
 * A row is read off how ties grew (`TieSteps`), when it is first asked for, and only as far down as was asked; where that is
 * not there it is added up from the encounters. What of it is there is kept. A row that grows is written once more behind all
 * others: whoever pauses in the midst of it reads on at the places it has.
 */
export class DayRows {
  /** By person: which row is theirs. All that is kept is little where few are asked for. */
  private readonly rows = new Places();
  private readonly heads = new RowHeads();
  /** Two bits for each person. */
  private admissions = new Uint8Array(0);

  private readonly spans: RowSpans;
  private readonly groups: GroupRows;

  constructor(
    readonly graph: EncounterGraph,
    readonly sights: Sights,
    private readonly day: Day,
    private readonly steps: TieSteps,
    readonly entries: TieEntries,
    /** Of a past day: those of whole months, which serve all viewers and days. */
    private readonly monthly?: GroupRows,
  ) {
    this.spans = new RowSpans(graph, steps, day);
    this.groups = new GroupRows(graph, sights, steps, this.spans);
  }

  /** Makes room for all persons of the graph. */
  reserve(): void {
    const { persons } = this.graph;
    this.steps.reserve(persons);
    this.admissions = grown(this.admissions, (persons + 3) >> 2);
  }

  holds(at: number): boolean {
    return this.day.since <= at && at < this.day.until;
  }

  /** Whether somebody is seen, and holds a position on the day. */
  admits(person: number): boolean {
    const [place, shift] = [person >> 2, (person & 3) << 1];
    const known = (this.admissions[place]! >> shift) & (ADMITTED | NOT_ADMITTED);
    if (known !== 0) return known === ADMITTED;
    const isThere = this.sights.seesPerson(person) && this.sights.holdsPosition(person, this.day.since);
    this.admissions[place]! |= (isThere ? ADMITTED : NOT_ADMITTED) << shift;
    return isThere;
  }

  /**
   * Where the row of somebody begins that is good at a moment of the day; it is made if need be.
   *
   * @param least whatever of it has such a bound is there.
   */
  begin(person: number, at: number, least: number): number {
    let row = this.rows.known(person);
    if (!this.isGood(row, person, at)) row = this.make(person, at);
    if (least <= this.heads.downTo(row)) this.readOn(row, person, least);
    return this.heads.begin(row);
  }

  /** After `begin`: where what is there of the row ends. */
  end(person: number): number {
    return this.heads.end(this.rows.known(person));
  }

  /**
   * Whom any of some persons knows at a moment of the day.
   *
   * @param least whoever is known so well is in it.
   */
  groupOf(persons: readonly number[], at: number, least: number): GroupRow {
    const isReady = this.monthly && persons.every((person) => this.spans.canReadOff(person));
    return (isReady ? this.monthly! : this.groups).rowOf(persons, at, least);
  }

  /** About how many people somebody knew, be it long ago. */
  extent(person: number, at: number): number {
    return this.spans.canReadOff(person) ? this.steps.sizeOf(person) : this.end(person) - this.begin(person, at, 0);
  }

  /** By what strengths that do not run have faded at a moment of the day since it began. */
  fadedBy(at: number): number {
    return 2 ** ((this.day.since - at) / HALF_LIFE);
  }

  /** The strength of the tie of an entry at a moment; 0 where one of the two is not there. */
  strengthAt(at: number, faded: number, person: number, entry: number): number {
    const { others, strengths } = this.entries;
    if (!this.admits(person) || !this.admits(others[entry]!)) return 0;
    const strength = strengths[entry]!;
    if (strength >= 0) return strength * faded;
    if (strength < 0) strengths[entry] = -strength - this.hiddenOf(person, others[entry]!, at);
    if (strengths[entry]! >= -strength * MUCH_LEFT) return strengths[entry]! * faded;
    const added = this.graph.strengthAt(at, person, others[entry]!, this.sights);
    if (strength < 0) strengths[entry] = added / faded;
    return added;
  }

  /**
   * What is hidden of the strength of two, as of the beginning of the day: that is little to look through. Infinity where most
   * of it may be.
   */
  private hiddenOf(person: number, other: number, at: number): number {
    const { graph, steps, sights } = this;
    if (sights.seesUpTo < 0) return Infinity;
    const { attendees } = graph;
    const { guarded } = steps;
    let hidden = 0;
    for (let place = guarded.begin(person), end = guarded.end(person); place < end; place += 1) {
      const { rank, guard } = guardedOf(guarded.values[place]!);
      if (guard <= sights.seesUpTo) continue;
      const encounter = steps.encounters.at(person, rank);
      if (graph.startsAt.of(encounter) > at) break;
      if (sights.seesEncounter(encounter) || !attendees.has(encounter, other)) continue;
      hidden += graph.freshStrengthOf(encounter) * 2 ** ((graph.endsAt.of(encounter) - this.day.since) / HALF_LIFE);
    }
    return hidden;
  }

  /** Whether a row is there, and good at a moment. */
  private isGood(row: number, person: number, at: number): boolean {
    const { heads, graph } = this;
    if (row < 0 || !heads.holds(row, at)) return false;
    // As long as nothing was put at all nobody's encounters have to be looked at.
    if (heads.puts(row) === graph.puts) return true;
    const version = graph.versionOf(person);
    if (heads.version(row) !== version) return false;
    heads.setVersion(row, version, graph.puts);
    return true;
  }

  private make(person: number, at: number): number {
    const { graph, entries, heads } = this;
    const span = this.spans.spanOf(person, at);
    const row = this.rows.of(person);
    heads.makeRoom(row);
    const begin = entries.size;
    if (this.spans.canReadOff(person)) {
      heads.setBegun(row, span.begun);
      heads.setStepsRead(row, 0);
      heads.setDownTo(row, Infinity);
    } else {
      this.addUp(person, span.since);
      heads.setDownTo(row, WHOLE);
    }
    heads.setEntries(row, begin, entries.size);
    heads.setSpan(row, span);
    heads.setVersion(row, graph.versionOf(person), graph.puts);
    return row;
  }

  /** The whole row from the encounters. */
  private addUp(person: number, since: number): void {
    const { others, running, size, strengths } = this.graph.addUp(person, since, this.sights);
    const ties = others.subarray(0, size).filter((other) => strengths[other]! >= LEAST_STRENGTH);
    const unfaded = 1 / this.fadedBy(since);
    const byTie = Float64Array.from(ties, (other) => strengths[other]!);
    for (const tie of strongestFirst(byTie, ties.length))
      this.entries.add(ties[tie]!, byTie[tie]!, running[ties[tie]!] === 1 ? RUNNING : byTie[tie]! * unfaded);
  }

  /** Reads a row further off, until nothing that comes has such a bound. */
  private readOn(row: number, person: number, least: number): void {
    const { steps, entries, heads } = this;
    const { marks } = steps;
    const [since, begun] = [heads.since(row), heads.begun(row)];
    marks.clear();
    this.markDoubts(person, since, begun);
    this.writeAgain(row);
    const begin = heads.begin(row);
    const enough = begin + Math.max(FIRST_ENTRIES, 2 * (entries.size - begin));
    const { others, strengths, ranks, lowestRanks } = steps.rowOf(person);
    const [faded, unfaded] = [steps.fadedBy(since), 1 / this.fadedBy(since)];
    const first = steps.beginOf(person);
    const last = first + steps.sizeOf(person);
    let place = first + heads.stepsRead(row);
    let bound = Infinity;
    heads.setDownTo(row, WHOLE);
    for (; place < last; place += 1) {
      // Of each tie the last step by then counts, and it comes first.
      if (ranks[place]! >= begun) {
        if (lowestRanks[place >> BLOCK_BITS]! >= begun) place |= LAST_OF_BLOCK;
        continue;
      }
      const strength = strengths[place]! * faded;
      if (strength < LEAST_STRENGTH) break;
      const other = others[place]!;
      const mark = marks.of(other);
      if ((mark & WRITTEN) !== 0) continue;
      if (bound < least && entries.size >= enough) {
        heads.setDownTo(row, bound);
        break;
      }
      marks.set(other, WRITTEN);
      bound = entries.add(
        other,
        strength,
        mark === 0 ? strength * unfaded : (mark & RUNS) !== 0 ? RUNNING : -strength * unfaded,
      );
    }
    heads.setStepsRead(row, place - first);
    heads.setEntries(row, begin, entries.size);
  }

  /** With whom a strength is not what all encounters made it: one of them is hidden, or runs. */
  private markDoubts(person: number, since: number, begun: number): void {
    const { graph, steps, sights } = this;
    if (sights.seesUpTo < 0) {
      for (let rank = 0; rank < begun; rank += 1) this.markIfHidden(steps.encounters.at(person, rank));
    } else {
      const { guarded } = steps;
      for (let place = guarded.begin(person), end = guarded.end(person); place < end; place += 1) {
        const { rank, guard } = guardedOf(guarded.values[place]!);
        if (rank >= begun) break;
        if (guard > sights.seesUpTo) this.markIfHidden(steps.encounters.at(person, rank));
      }
    }
    for (let rank = steps.endedBefore(person, since); rank < begun; rank += 1) {
      const encounter = steps.encounters.at(person, rank);
      if (graph.endsAt.of(encounter) > since && sights.seesEncounter(encounter)) this.mark(encounter, RUNS);
    }
  }

  private markIfHidden(encounter: number): void {
    if (!this.sights.seesEncounter(encounter)) this.mark(encounter, IS_HIDDEN);
  }

  private mark(encounter: number, flag: number): void {
    const { attendees } = this.graph;
    const { marks } = this.steps;
    for (let seat = attendees.begin(encounter), end = attendees.end(encounter); seat < end; seat += 1)
      marks.set(attendees.values[seat]!, flag);
  }

  /** So that more of a row can follow. */
  private writeAgain(row: number): void {
    const { entries, heads } = this;
    const { marks } = this.steps;
    const [begin, end] = [heads.begin(row), heads.end(row)];
    for (let entry = begin; entry < end; entry += 1) marks.set(entries.others[entry]!, WRITTEN);
    if (end === entries.size) return;
    const again = entries.size;
    entries.repeat(begin, end);
    heads.setEntries(row, again, entries.size);
  }
}
