import { BestPaths, type CompareIds, type Path } from './best-paths.js';
import { FirstLevel } from './first-level.js';
import { grown } from '../graph/growing.js';

/**
 * The best simple paths between two groups of persons, exactly: two-sided branch and bound. Trust never grows along a path,
 * and every row begins with its strongest tie: so a row is left as soon as nothing further down can be among the best.
 */

/**
 * The ties among persons, who are whole numbers from 0 on. A row of entries for each, in descending order of `bounds`. There
 * may stand in it whom no path may lead to: no trust is in such a tie.
 */
export interface Acquaintances {
  readonly persons: number;
  /** Whether a path may begin or end with somebody. */
  admits(person: number): boolean;
  /** About how many entries the row of somebody has. */
  extent(person: number): number;
  /**
   * Where the row of somebody begins; to be called before anything of it is read.
   *
   * @param least of the row those entries are there whose bounds are no less, and perhaps more of them.
   */
  begin(person: number, least: number): number;
  /** Where what is there of the row ends. */
  end(person: number): number;
  /** By entry: the other person. Another array may be there after `begin`; what stood in the one before still stands in it. */
  readonly others: Int32Array;
  /** By entry, likewise: no less than the trust. */
  readonly bounds: Float32Array;
  /**
   * Whom any of a group knows, of each person once, and no less than the best of their trusts, in descending order.
   *
   * @param least whoever is known so well is there.
   */
  groupOf(
    persons: readonly number[],
    least: number,
  ): { readonly others: Int32Array; readonly bounds: Float32Array; readonly size: number };
  /** In [0, 1); 0 where there is no tie. */
  trustOf(person: number, entry: number): number;
}

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

/** So many entries of rows are read between two pauses: some 20 us where the rows are there, ten times that where they are made. */
const STEP = 2_048;
/** Reading so many takes as long as adding up a row, where it has to be. */
const NEW_ROW = 256;
/** Of rows a little more than is wanted is asked for, so that no rounding leaves out any. */
const A_LITTLE_LESS = 1 - 1e-12;
/** The rows of so many take longer to read than it takes to look who of them knows somebody. */
const MANY = 16;
/** So many are quickly looked through. */
const FEW = 8;
/** Of a row only the first entry is wanted. */
const ONLY_FIRST = 1;

/**
 * Paths are looked for that have so much of the trust that a path of more than one tie may have at most; with less, only where
 * those are too few. The last time takes longest, and it leaves most of the rows unread.
 */
export const PARTS = [0.8, 0.5, 0.2, 0.05, 0] as const;

const FAR_END = 1;
const BARRED = 2;

/**
 * Finds paths; keeps its tables from one question to the next, so that a question costs only what it touches. It begins at
 * the end that knows fewer, the near one: what is found from there tells how little of the far end's rows is worth reading.
 */
export class PathFinder {
  /** Whom the near end knows. */
  private readonly near = new FirstLevel();
  /** Whom the far end may know well enough: by bounds, and the trust only of what is used. */
  private readonly far = new FirstLevel();
  private marks = new Uint8Array(0);
  /** No less than the best product of two ties from the near end to somebody; 0 where it is too little for any path. */
  private secondBest = new Float64Array(0);
  private reached = new Int32Array(0);
  private reachedCount = 0;
  /** Whether the far end is looked at as a group. */
  private isGroup = false;
  private read = 0;

  /** @param many so many at the far end are looked at as a group. */
  constructor(
    private readonly step = STEP,
    private readonly many = MANY,
  ) {}

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
    const forwards = (yield* this.entriesOf(graph, sources)) <= (yield* this.entriesOf(graph, targets));
    const [nearEnds, farEnds] = forwards ? [sources, targets] : [targets, sources];
    const barred = [...(question.barred ?? [])].filter((person) => person < graph.persons);
    // Nobody else can be the one end: it is in the midst of no path.
    for (const ends of [sources, targets]) if (ends.length === 1) barred.push(ends[0]!);
    this.marks = grown(this.marks, graph.persons);
    this.secondBest = grown(this.secondBest, graph.persons);
    this.reached = grown(this.reached, graph.persons);
    this.near.reserve(graph.persons);
    this.far.reserve(graph.persons);
    for (const end of farEnds) this.marks[end]! |= FAR_END;
    for (const person of barred) this.marks[person]! |= BARRED;
    const highest = this.highestBound(graph, nearEnds) * this.highestBound(graph, farEnds);
    try {
      for (const part of PARTS) {
        const best = new BestPaths(question.most, forwards, compareIds, part * highest);
        yield* this.look(graph, nearEnds, farEnds, question.maxTies, best);
        if (best.isSettled) return best.paths;
      }
      throw new Error('Paths of any trust were wanted, and some were left out.');
    } finally {
      this.clear();
      for (const end of farEnds) this.marks[end] = 0;
      for (const person of barred) this.marks[person] = 0;
    }
  }

  private *look(
    graph: Acquaintances,
    nearEnds: readonly number[],
    farEnds: readonly number[],
    maxTies: number,
    best: BestPaths,
  ): Generator<void> {
    this.clear();
    yield* this.lookFromNear(graph, nearEnds, best);
    if (maxTies < 2 || this.near.best === 0) return;
    yield* this.joinTwo(graph, best);
    if (maxTies < 3) return;
    yield* this.lookFromFar(graph, farEnds, best);
    if (this.far.best === 0) return;
    yield* this.reachFurther(graph, best);
    if (maxTies === 4 && this.reachedCount > 0) yield* this.meet(graph, best);
  }

  private clear(): void {
    this.near.clear();
    this.far.clear();
    for (let place = 0; place < this.reachedCount; place += 1) this.secondBest[this.reached[place]!] = 0;
    this.reachedCount = 0;
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

  /** Whether so much was read that it is time to pause. */
  private isTime(entries: number): boolean {
    this.read += entries;
    if (this.read < this.step) return false;
    this.read = 0;
    return true;
  }

  private *entriesOf(graph: Acquaintances, persons: readonly number[]): Generator<void, number> {
    let entries = 0;
    for (const person of persons) {
      entries += graph.extent(person);
      if (this.isTime(NEW_ROW)) yield;
    }
    return entries;
  }

  /** Whom the near end knows, and paths of one tie. */
  private *lookFromNear(graph: Acquaintances, nearEnds: readonly number[], best: BestPaths): Generator<void> {
    const { near, marks } = this;
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
      if (this.isTime(1 + end - begin)) yield;
    }
  }

  /** Paths of two ties. */
  private *joinTwo(graph: Acquaintances, best: BestPaths): Generator<void> {
    const { near, marks } = this;
    for (const inner of near.strongestFirst(best.least)) {
      const nearTrust = near.bests[inner]!;
      if (nearTrust < best.least) break;
      const [begin, end] = [graph.begin(inner, (best.least / nearTrust) * A_LITTLE_LESS), graph.end(inner)];
      const { others, bounds } = graph;
      let entry = begin;
      for (; entry < end && nearTrust * bounds[entry]! >= best.least; entry += 1) {
        const farEnd = others[entry]!;
        if ((marks[farEnd]! & FAR_END) === 0) continue;
        const trust = graph.trustOf(inner, entry);
        const bound = nearTrust * trust;
        if (trust === 0 || bound < best.least) continue;
        if (best.mayComeLater(bound) && best.comeLater([near.lowestEndOf(inner, best.compareIds), inner, farEnd]))
          continue;
        for (let place = near.heads[inner]!; place !== 0; place = near.nexts[place]!) {
          const [nearEnd, first] = [near.ends[place]!, near.trusts[place]!];
          if (nearEnd !== farEnd && first * trust >= best.least) best.offer([first, trust], [nearEnd, inner, farEnd]);
        }
      }
      if (this.isTime(1 + entry - begin)) yield;
    }
  }

  /** Whom the far end may know well enough for paths of three ties and of four. */
  private *lookFromFar(graph: Acquaintances, farEnds: readonly number[], best: BestPaths): Generator<void> {
    const { near, far, marks } = this;
    this.isGroup = farEnds.length >= this.many;
    if (this.isGroup) {
      const { others, bounds, size } = graph.groupOf(farEnds, (best.least / near.best) * A_LITTLE_LESS);
      for (let place = 0; place < size && bounds[place]! * near.best >= best.least; place += 1)
        if ((marks[others[place]!]! & BARRED) === 0) far.addOfGroup(others[place]!, bounds[place]!);
      if (this.isTime(farEnds.length + size)) yield;
      return;
    }
    for (const farEnd of farEnds) {
      const [begin, end] = [graph.begin(farEnd, (best.least / near.best) * A_LITTLE_LESS), graph.end(farEnd)];
      const { others, bounds } = graph;
      let entry = begin;
      for (; entry < end && bounds[entry]! * near.best >= best.least; entry += 1) {
        const person = others[entry]!;
        if ((marks[person]! & BARRED) === 0) far.addBound(person, farEnd, bounds[entry]!, entry);
      }
      if (this.isTime(1 + entry - begin)) yield;
    }
  }

  /** How well the far end knows somebody; from then on it is settled who of it does. */
  private farTrustOf(graph: Acquaintances, outer: number, best: BestPaths): number {
    const { near, far, marks } = this;
    if (!this.isGroup) return far.settledBestOf(outer, graph);
    if (!far.isSettled(outer)) {
      const least = (best.least / near.best) * A_LITTLE_LESS;
      const [begin, end] = [graph.begin(outer, least), graph.end(outer)];
      const { others, bounds } = graph;
      const known: { end: number; trust: number }[] = [];
      for (let entry = begin; entry < end && bounds[entry]! >= least; entry += 1) {
        if ((marks[others[entry]!]! & FAR_END) === 0) continue;
        const trust = graph.trustOf(outer, entry);
        if (trust > 0) known.push({ end: others[entry]!, trust });
      }
      far.settle(outer, known);
    }
    return far.bests[outer]!;
  }

  /** Whom those know whom the near end knows, and paths of three ties. */
  private *reachFurther(graph: Acquaintances, best: BestPaths): Generator<void> {
    const { near, far, marks, secondBest, reached } = this;
    for (const inner of near.strongestFirst(best.least / far.best)) {
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
        const known = secondBest[person]!;
        if (bound > known) {
          if (known === 0) {
            reached[this.reachedCount] = person;
            this.reachedCount += 1;
          }
          secondBest[person] = bound;
        }
        const farBound = far.bests[person]!;
        if (farBound !== 0 && bound * farBound >= best.least) this.joinThree(graph, inner, entry, person, best);
      }
      if (this.isTime(1 + entry - begin)) yield;
    }
  }

  /** Paths of three ties of which the two in the middle are known. */
  private joinThree(graph: Acquaintances, inner: number, entry: number, outer: number, best: BestPaths): void {
    const { near } = this;
    const trust = graph.trustOf(inner, entry);
    const bound = near.bests[inner]! * trust * this.farTrustOf(graph, outer, best);
    if (bound === 0 || bound < best.least) return;
    if (best.mayComeLater(bound) && best.comeLater(this.lowestOf([inner, outer], best.compareIds))) return;
    for (let place = near.heads[inner]!; place !== 0; place = near.nexts[place]!) {
      const nearEnd = near.ends[place]!;
      if (nearEnd !== outer) this.finish(graph, [near.trusts[place]!, trust], [nearEnd, inner, outer], best);
    }
  }

  /**
   * Paths of four ties: in their middle is somebody who was reached, and who knows somebody whom the far end knows. They are
   * looked for from where there are fewer of either.
   */
  private *meet(graph: Acquaintances, best: BestPaths): Generator<void> {
    const { far, secondBest } = this;
    let highest = 0;
    for (let place = 0; place < this.reachedCount; place += 1)
      highest = Math.max(highest, secondBest[this.reached[place]!]!);
    const middles = this.reachedStrongestFirst(best.least / far.best);
    if (middles.length <= far.countFrom(best.least / highest)) yield* this.meetFromMiddles(graph, middles, best);
    else yield* this.meetFromOuters(graph, highest, best);
  }

  private *meetFromMiddles(graph: Acquaintances, middles: readonly number[], best: BestPaths): Generator<void> {
    const { far, secondBest } = this;
    for (const middle of middles) {
      const second = secondBest[middle]!;
      if (second * far.best < best.least) break;
      const [begin, end] = [graph.begin(middle, (best.least / second / far.best) * A_LITTLE_LESS), graph.end(middle)];
      const { others, bounds } = graph;
      let entry = begin;
      for (; entry < end; entry += 1) {
        const bound = second * bounds[entry]!;
        if (bound * far.best < best.least) break;
        const outer = others[entry]!;
        const farBound = far.bests[outer]!;
        if (farBound === 0 || bound * farBound < best.least) continue;
        const farTrust = this.farTrustOf(graph, outer, best);
        const trust = graph.trustOf(middle, entry);
        if (trust === 0 || farTrust === 0 || second * trust * farTrust < best.least) continue;
        if (this.isTime(this.joinFour(graph, middle, trust, outer, best))) yield;
      }
      if (this.isTime(1 + entry - begin)) yield;
    }
  }

  private *meetFromOuters(graph: Acquaintances, highest: number, best: BestPaths): Generator<void> {
    const { far, secondBest } = this;
    for (const outer of far.strongestFirst(best.least / highest)) {
      let farTrust = far.bests[outer]!;
      if (farTrust * highest < best.least) break;
      const [begin, end] = [graph.begin(outer, (best.least / farTrust / highest) * A_LITTLE_LESS), graph.end(outer)];
      const { others, bounds } = graph;
      let entry = begin;
      for (; entry < end; entry += 1) {
        const bound = farTrust * bounds[entry]!;
        if (bound * highest < best.least) break;
        const middle = others[entry]!;
        const second = secondBest[middle]!;
        if (second === 0 || second * bound < best.least) continue;
        farTrust = this.farTrustOf(graph, outer, best);
        const trust = graph.trustOf(outer, entry);
        if (trust === 0 || farTrust === 0 || second * trust * farTrust < best.least) continue;
        if (this.isTime(this.joinFour(graph, middle, trust, outer, best))) yield;
      }
      if (this.isTime(1 + entry - begin)) yield;
    }
  }

  private reachedStrongestFirst(least: number): number[] {
    const { reached, secondBest } = this;
    const middles: number[] = [];
    for (let place = 0; place < this.reachedCount; place += 1)
      if (secondBest[reached[place]!]! >= least) middles.push(reached[place]!);
    return middles.sort((a, b) => secondBest[b]! - secondBest[a]!);
  }

  /** Paths of four ties of which the middle, and the one behind it, are known. Answers how many entries it read. */
  private joinFour(graph: Acquaintances, middle: number, outerTrust: number, outer: number, best: BestPaths): number {
    const { near } = this;
    const rest = outerTrust * this.far.bests[outer]!;
    const [begin, end] = [graph.begin(middle, (best.least / near.best / rest) * A_LITTLE_LESS), graph.end(middle)];
    const { others, bounds } = graph;
    let entry = begin;
    for (; entry < end; entry += 1) {
      const limit = bounds[entry]! * rest;
      if (near.best * limit < best.least) break;
      const inner = others[entry]!;
      const nearTrust = near.bests[inner]!;
      if (nearTrust === 0 || nearTrust * limit < best.least || inner === outer) continue;
      const innerTrust = graph.trustOf(middle, entry);
      const bound = nearTrust * innerTrust * rest;
      if (bound === 0 || bound < best.least) continue;
      if (best.mayComeLater(bound) && best.comeLater(this.lowestOf([inner, middle, outer], best.compareIds))) continue;
      for (let place = near.heads[inner]!; place !== 0; place = near.nexts[place]!) {
        const nearEnd = near.ends[place]!;
        if (nearEnd !== middle && nearEnd !== outer)
          this.finish(graph, [near.trusts[place]!, innerTrust, outerTrust], [nearEnd, inner, middle, outer], best);
      }
    }
    return 1 + entry - begin;
  }

  /** The path through these, from the near end on, whose ids come first. */
  private lowestOf(persons: readonly number[], compareIds: CompareIds): number[] {
    const { near, far } = this;
    return [near.lowestEndOf(persons[0]!, compareIds), ...persons, far.lowestEndOf(persons.at(-1)!, compareIds)];
  }

  /** Offers the paths that begin so, and whose last tie is one of the far end, whose trusts are settled. */
  private finish(graph: Acquaintances, trusts: readonly number[], persons: readonly number[], best: BestPaths): void {
    const { far } = this;
    const product = trusts.reduce((all, trust) => all * trust);
    for (let place = far.heads[persons.at(-1)!]!; place !== 0; place = far.nexts[place]!) {
      const [farEnd, last] = [far.ends[place]!, far.trusts[place]!];
      if (last > 0 && product * last >= best.least && !persons.includes(farEnd))
        best.offer([...trusts, last], [...persons, farEnd]);
    }
  }
}
