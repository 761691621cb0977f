import type { Acquaintances } from './acquaintances.js';
import { BestPaths, type CompareIds, type Path } from './best-paths.js';
import { FarEnd } from './far-end.js';
import { FirstGuess } from './first-guess.js';
import { FirstLevel } from './first-level.js';
import { Meeting } from './meeting.js';
import { A_LITTLE_LESS, Reading } from './reading.js';
import { BARRED, FAR_END, Roles } from './roles.js';
import { SecondLevel } from './second-level.js';

/**
 * The best simple paths between two groups of persons, exactly: two-sided branch and bound. Trust never grows along a path,
 * and every row begins with its strongest tie: so a row is left as soon as nothing further down can be among the best.
 */

export interface PathQuestion {
  /** Persons with whom a path may begin; not admitted ones take no part. */
  readonly sources: readonly number[];
  readonly targets: readonly number[];
  /** How many paths at most. */
  readonly most: number;
  /** How many ties a path has at most, 1 to 4. */
  readonly maxTies: number;
  /** Persons who are not intermediate: neither first nor last on a path, they are on none. */
  readonly barred?: Iterable<number>;
}

/** Asking how long a row is takes as long as reading so many entries. */
const ASKING = 256;
/** So many are quickly looked through. */
const FEW = 8;
/** Of a row only the first entry is wanted. */
const ONLY_FIRST = 1;

/**
 * Paths are looked for that have so much of the trust that a path of more than one tie may have at most; with less, only where
 * those are too few. The last time takes longest, and it leaves most of the rows unread.
 */
export const PARTS = [0.8, 0.5, 0.3, 0.15, 0.05, 0] as const;
/** So much of what was guessed, where there is a guess. */
const PARTS_OF_GUESS = [0.97, 0.7] as const;

function leastWanted(highest: number, guess: number): number[] {
  const guessed = PARTS_OF_GUESS.map((part) => part * guess);
  const wanted = PARTS.map((part) => part * highest);
  return guess === 0 ? wanted : [...guessed, ...wanted.filter((least) => least < guessed.at(-1)! / 2)];
}

/**
 * Finds paths; keeps its tables from one question to the next, so that a question costs only what it touches. It begins at
 * the end that knows fewer, the near one: what is found from there tells how little of the far end's rows is worth reading.
 */
export class PathFinder {
  private readonly reading: Reading;
  private readonly roles = new Roles();
  private readonly near = new FirstLevel();
  private readonly second = new SecondLevel();
  private readonly far: FarEnd;
  private readonly meeting: Meeting;
  private readonly guess = new FirstGuess(this.roles);

  /** @param step so much is read between two pauses. @param many so many at the far end are looked at as a group. */
  constructor(step?: number, many?: number) {
    this.reading = new Reading(step);
    this.far = new FarEnd(this.roles, this.reading, many);
    this.meeting = new Meeting(this.near, this.second, this.far, this.reading);
  }

  /** The best paths, the best first. */
  find(graph: Acquaintances, question: PathQuestion, compareIds: CompareIds): Path[] {
    const search = this.search(graph, question, compareIds);
    for (let step = search.next(); ; step = search.next()) if (step.done) return step.value;
  }

  /** The same, step by step: whoever shares the thread may pause, or return, as long as the graph stays as it is. */
  *search(graph: Acquaintances, question: PathQuestion, compareIds: CompareIds): Generator<void, Path[], void> {
    const sources = question.sources.filter((person) => graph.admits(person));
    const targets = question.targets.filter((person) => graph.admits(person));
    if (sources.length === 0 || targets.length === 0) return [];
    const forwards = yield* this.isNearer(graph, sources, targets);
    const [nearEnds, farEnds] = forwards ? [sources, targets] : [targets, sources];
    this.reserve(graph.persons);
    this.roles.mark(farEnds, FAR_END);
    this.roles.mark(
      [...(question.barred ?? [])].filter((person) => person < graph.persons),
      BARRED,
    );
    // Nobody else can be the one end: it is in the midst of no path.
    for (const ends of [sources, targets]) if (ends.length === 1) this.roles.mark(ends, BARRED);
    try {
      const highest = this.highestBound(graph, nearEnds) * this.highestBound(graph, farEnds);
      const guess = this.far.isLarge(farEnds)
        ? 0
        : this.guess.trustOfLast(graph, nearEnds, farEnds, question.most, question.maxTies);
      for (const least of leastWanted(highest, guess)) {
        const best = new BestPaths(question.most, forwards, compareIds, least);
        yield* this.look(graph, nearEnds, farEnds, question.maxTies, best);
        if (best.isSettled) return best.paths;
      }
      throw new Error('Paths of any trust were wanted, and some were left out.');
    } finally {
      this.clear();
      this.roles.clear();
    }
  }

  private *look(
    graph: Acquaintances,
    nearEnds: readonly number[],
    farEnds: readonly number[],
    maxTies: number,
    best: BestPaths,
  ): Generator<void> {
    const { near, second, far } = this;
    this.clear();
    yield* this.lookFromNear(graph, nearEnds, best);
    if (maxTies < 2 || near.best === 0) return;
    yield* far.look(graph, farEnds, (best.least / near.best) * A_LITTLE_LESS);
    if (far.best === 0) return;
    const inners = near.strongestFirst(best.least / far.best);
    yield* this.joinTwo(graph, inners, best);
    if (maxTies < 3) return;
    yield* this.reachFurther(graph, inners, best);
    if (maxTies === 4 && second.best > 0) yield* this.meeting.look(graph, best);
  }

  private reserve(persons: number): void {
    for (const table of [this.roles, this.near, this.second, this.far, this.guess]) table.reserve(persons);
  }

  private clear(): void {
    for (const table of [this.near, this.second, this.far]) table.clear();
  }

  /** Of the first ties of some; of many it is not worth looking. */
  private highestBound(graph: Acquaintances, persons: readonly number[]): number {
    if (persons.length > FEW) return 1;
    let highest = 0;
    for (const person of persons) {
      const begin = graph.begin(person, ONLY_FIRST);
      if (begin < graph.end(person)) highest = Math.max(highest, graph.bounds[begin]!);
    }
    return highest;
  }

  /** Whether some know fewer than others. Of many it is not worth asking where the others are few. */
  private *isNearer(
    graph: Acquaintances,
    sources: readonly number[],
    targets: readonly number[],
  ): Generator<void, boolean> {
    if (this.far.isLarge(sources) !== this.far.isLarge(targets)) return this.far.isLarge(targets);
    return (yield* this.entriesOf(graph, sources)) <= (yield* this.entriesOf(graph, targets));
  }

  private *entriesOf(graph: Acquaintances, persons: readonly number[]): Generator<void, number> {
    let entries = 0;
    for (const person of persons) {
      entries += graph.extent(person);
      if (this.reading.isTime(ASKING)) yield;
    }
    return entries;
  }

  /** Whom the near end knows, and paths of one tie. */
  private *lookFromNear(graph: Acquaintances, nearEnds: readonly number[], best: BestPaths): Generator<void> {
    const { near } = this;
    const { marks } = this.roles;
    for (const nearEnd of nearEnds) {
      const [begin, end] = [graph.begin(nearEnd, best.least * A_LITTLE_LESS), graph.end(nearEnd)];
      const { others, bounds } = graph;
      for (let entry = begin; entry < end && bounds[entry]! >= best.least; entry += 1) {
        const trust = graph.trustOf(nearEnd, entry);
        if (trust === 0) continue;
        const person = others[entry]!;
        if ((marks[person]! & BARRED) === 0) near.add(person, nearEnd, trust);
        if ((marks[person]! & FAR_END) !== 0) best.offer([trust], [nearEnd, person]);
      }
      if (this.reading.isTime(1 + end - begin)) yield;
    }
  }

  /** Paths of two ties: those whom both ends know. */
  private *joinTwo(graph: Acquaintances, inners: Int32Array, best: BestPaths): Generator<void> {
    const { near, far } = this;
    for (const inner of inners) {
      const nearTrust = near.bests[inner]!;
      const farBound = far.boundOf(inner);
      if (farBound === 0 || nearTrust * farBound < best.least) continue;
      const bound = nearTrust * far.trustOf(graph, inner, best.least / near.best);
      if (this.reading.isTime(1)) yield;
      if (bound === 0 || bound < best.least) continue;
      if (best.mayComeLater(bound) && best.comeLater(far.lowestThrough([inner], near, best.compareIds))) continue;
      for (let place = near.heads[inner]!; place !== 0; place = near.nexts[place]!)
        far.finish([near.trusts[place]!], [near.ends[place]!, inner], best);
    }
  }

  /** Whom those know whom the near end knows, and paths of three ties. */
  private *reachFurther(graph: Acquaintances, inners: Int32Array, best: BestPaths): Generator<void> {
    const { near, far, second } = this;
    const { marks } = this.roles;
    for (const inner of inners) {
      const nearTrust = near.bests[inner]!;
      if (nearTrust * far.best < best.least) break;
      const [begin, end] = [graph.begin(inner, (best.least / nearTrust / far.best) * A_LITTLE_LESS), graph.end(inner)];
      const { others, bounds } = graph;
      let entry = begin;
      for (; entry < end; entry += 1) {
        const bound = nearTrust * bounds[entry]!;
        if (bound * far.best < best.least) break;
        const person = others[entry]!;
        if ((marks[person]! & BARRED) !== 0) continue;
        second.reach(person, bound);
        const farBound = far.boundOf(person);
        if (farBound !== 0 && bound * farBound >= best.least) this.joinThree(graph, inner, entry, person, best);
      }
      if (this.reading.isTime(1 + entry - begin)) yield;
    }
  }

  /** Paths of three ties of which the two in the middle are known. */
  private joinThree(graph: Acquaintances, inner: number, entry: number, outer: number, best: BestPaths): void {
    const { near, far } = this;
    const trust = graph.trustOf(inner, entry);
    const bound = near.bests[inner]! * trust * far.trustOf(graph, outer, best.least / near.best);
    if (bound === 0 || bound < best.least) return;
    const through = [inner, outer];
    if (best.mayComeLater(bound) && best.comeLater(far.lowestThrough(through, near, best.compareIds))) return;
    for (let place = near.heads[inner]!; place !== 0; place = near.nexts[place]!) {
      const nearEnd = near.ends[place]!;
      if (nearEnd !== outer) far.finish([near.trusts[place]!, trust], [nearEnd, ...through], best);
    }
  }
}
