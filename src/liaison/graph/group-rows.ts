import { LEAST_STRENGTH } from '../ties/strength.js';
import type { EncounterGraph, SeesEncounters } from './encounter-graph.js';
import { GroupRow } from './group-row.js';
import { grown } from './growing.js';
import type { Span } from './row-spans.js';
import { BLOCK_BITS, LAST_OF_BLOCK } from './step-rows.js';
import type { TieSteps } from './tie-steps.js';

/** Those of so many groups and times are kept. */
const MOST_KEPT = 16;
/** A group is looked at together with another that has so much in common with it. */
const NEARLY_ALL = 0.9;
/** Where a row has to be read on, it is read a little further than is asked. */
const FURTHER = 0.9;
const ALL_BUT_ONE = 1 - 1e-7;
/** A trust is told as a strength with so much to spare for roundings. */
const A_LITTLE_LESS = 1 - 1e-6;

/** What tells from when until when rows are good. */
interface Spans {
  canReadOff(person: number): boolean;
  spanOf(person: number, at: number): Span;
}

interface Group {
  readonly persons: readonly number[];
  readonly members: ReadonlySet<number>;
  row: GroupRow;
  since: number;
  until: number;
  /** As of when the strengths are that bound it. */
  asOf: number;
  /** How often encounters had been put when it was last seen to be of all members' encounters. */
  puts: number;
  /** By member: the version and the number of their encounters, how many had begun, and how many of their steps have been read. */
  readonly versions: Int32Array;
  readonly attendances: Int32Array;
  readonly begun: Int32Array;
  readonly stepsRead: Int32Array;
}

/**
 * Whom large groups know, kept, as the same are asked about again and again. No rows of their members are made: they may be
 * long, and of them only this is wanted. They are read off the steps of all, and only as far down as was asked.
 */
export class GroupRows {
  /** Last asked for first. */
  private readonly groups: Group[] = [];
  private known = new Int32Array(0);
  private knownCount = 0;

  constructor(
    private readonly graph: EncounterGraph,
    private readonly sights: SeesEncounters,
    private readonly steps: TieSteps,
    private readonly spans: Spans,
  ) {}

  /**
   * Whom any of some persons knows at a moment; it may be together with whom a few others know.
   *
   * @param least whoever is known so well is in it.
   */
  rowOf(persons: readonly number[], at: number, least: number): GroupRow {
    const group = this.groupOf(persons, at);
    const strength = Math.max(LEAST_STRENGTH, -Math.log1p(-Math.min(least, ALL_BUT_ONE)) * A_LITTLE_LESS);
    if (!this.isGood(group, at) && !this.mend(group, at)) {
      this.begin(group, at);
      this.readOn(group, strength);
    } else if (strength < group.row.downTo) this.readOn(group, Math.max(LEAST_STRENGTH, strength * FURTHER));
    return group.row;
  }

  private groupOf(persons: readonly number[], at: number): Group {
    const { groups } = this;
    const holds = ({ since, until }: Group) => since <= at && at < until;
    const same = groups.findIndex((group) => holds(group) && isSame(persons, group.persons));
    // To ask of each whether they are in another one takes longer than to look whom a row has.
    const shares = same < 0 ? groups.map((group) => (holds(group) ? shareOf(persons, group) : 0)) : [];
    let place = same < 0 ? shares.indexOf(1) : same;
    if (place < 0) place = shares.findIndex((share) => share >= NEARLY_ALL);
    const [known] = place < 0 ? [] : groups.splice(place, 1);
    const group =
      known && (place === same || shares[place] === 1)
        ? known
        : newGroup(new Set([...persons, ...(known?.members ?? [])]));
    groups.unshift(group);
    if (groups.length > MOST_KEPT) groups.pop();
    return group;
  }

  private isGood(group: Group, at: number): boolean {
    const { graph } = this;
    if (!(group.since <= at && at < group.until)) return false;
    if (group.puts === graph.puts) return true;
    if (!group.persons.every((person, member) => group.versions[member] === graph.versionOf(person))) return false;
    group.puts = graph.puts;
    return true;
  }

  /**
   * Where nothing happened to members but that they attended more, only what is theirs is read anew: nobody is known less for
   * it. Answers whether that was enough.
   */
  private mend(group: Group, at: number): boolean {
    const { graph, spans, steps } = this;
    const { persons, row, versions, attendances } = group;
    if (!(group.since <= at && at < group.until)) return false;
    const changed = [...persons.keys()].filter((member) => versions[member] !== graph.versionOf(persons[member]!));
    for (const member of changed) {
      const person = persons[member]!;
      const changes = graph.versionOf(person) - versions[member]!;
      // Whatever else happens to an encounter makes more changes than it makes encounters.
      if (changes !== graph.attendanceOf(person) - attendances[member]! || !spans.canReadOff(person)) return false;
    }
    this.knownCount = 0;
    const faded = fadedBy(steps, group.asOf);
    for (const member of changed) {
      this.beginMember(group, member, at);
      if (steps.sizeOf(persons[member]!) > 0) this.readSteps(group, member, row.downTo / faded);
    }
    row.raise(this.known, this.knownCount, steps.sums, faded);
    for (let place = 0; place < this.knownCount; place += 1) steps.sums[this.known[place]!] = 0;
    group.puts = graph.puts;
    return true;
  }

  private begin(group: Group, at: number): void {
    // Whoever pauses in the midst of the other reads on there.
    group.row = new GroupRow();
    group.since = -Infinity;
    group.until = Infinity;
    for (const member of group.persons.keys()) this.beginMember(group, member, at);
    group.asOf = group.since;
    group.puts = this.graph.puts;
  }

  private beginMember(group: Group, member: number, at: number): void {
    const person = group.persons[member]!;
    const { since, until, begun } = this.spans.spanOf(person, at);
    group.since = Math.max(group.since, since);
    group.until = Math.min(group.until, until);
    group.versions[member] = this.graph.versionOf(person);
    group.attendances[member] = this.graph.attendanceOf(person);
    group.begun[member] = begun;
    group.stepsRead[member] = 0;
  }

  /** Of each person the best step comes first: whoever is in the row already is as strong as is told there. */
  private readOn(group: Group, wanted: number): void {
    const { spans, steps } = this;
    const { persons, row, asOf } = group;
    const canReadOff = persons.every((person) => spans.canReadOff(person));
    // What has to be added up is there at once.
    const least = canReadOff ? wanted : LEAST_STRENGTH;
    const { sums } = steps;
    for (let place = 0; place < row.size; place += 1) sums[row.others[place]!] = Infinity;
    this.knownCount = 0;
    const faded = fadedBy(steps, asOf);
    for (const [member, person] of persons.entries())
      if (!spans.canReadOff(person)) this.addUp(person, asOf, faded);
      else if (steps.sizeOf(person) > 0) this.readSteps(group, member, least / faded);
    const { known, knownCount } = this;
    row.append(known, knownCount, sums, faded);
    row.downTo = least;
    for (let place = 0; place < row.size; place += 1) sums[row.others[place]!] = 0;
  }

  private readSteps({ persons, begun, stepsRead }: Group, member: number, least: number): void {
    const { steps } = this;
    const person = persons[member]!;
    const { others, strengths, ranks, lowestRanks } = steps.rowOf(person);
    const first = steps.beginOf(person);
    const end = first + steps.sizeOf(person);
    const rank = begun[member]!;
    let place = first + stepsRead[member]!;
    for (; place < end; place += 1)
      if (ranks[place]! < rank) {
        if (strengths[place]! < least) break;
        this.note(others[place]!, strengths[place]!);
      } else if (lowestRanks[place >> BLOCK_BITS]! >= rank) place |= LAST_OF_BLOCK;
    stepsRead[member] = place - first;
  }

  private addUp(person: number, since: number, unit: number): void {
    const { others, size, strengths } = this.graph.addUp(person, since, this.sights);
    for (let place = 0; place < size; place += 1) {
      const strength = strengths[others[place]!]!;
      if (strength >= LEAST_STRENGTH) this.note(others[place]!, strength / unit);
    }
  }

  private note(other: number, strength: number): void {
    const { sums } = this.steps;
    const sum = sums[other]!;
    if (strength <= sum) return;
    sums[other] = strength;
    if (sum !== 0) return;
    if (this.knownCount === this.known.length) this.known = grown(this.known, this.knownCount + 1);
    this.known[this.knownCount] = other;
    this.knownCount += 1;
  }
}

function newGroup(members: ReadonlySet<number>): Group {
  return {
    persons: [...members],
    members,
    row: new GroupRow(),
    since: Infinity,
    until: -Infinity,
    asOf: 0,
    puts: 0,
    versions: new Int32Array(members.size),
    attendances: new Int32Array(members.size),
    begun: new Int32Array(members.size),
    stepsRead: new Int32Array(members.size),
  };
}

/** By what a kept strength has faded. Too far away nothing is read off, and no number tells it. */
function fadedBy(steps: TieSteps, at: number): number {
  return steps.reaches(at) ? steps.fadedBy(at) : 1;
}

function isSame(persons: readonly number[], others: readonly number[]): boolean {
  if (persons.length !== others.length) return false;
  for (let place = 0; place < persons.length; place += 1) if (persons[place] !== others[place]) return false;
  return true;
}

/** What part of some persons is in a group that has hardly any others. */
function shareOf(persons: readonly number[], { members }: Group): number {
  if (members.size * NEARLY_ALL > persons.length) return 0;
  let count = 0;
  for (const person of persons) if (members.has(person)) count += 1;
  return count / persons.length;
}
