import { grown } from './graph/growing.js';

/**
 * The best simple paths between two groups of persons, exactly: two-sided branch and bound. Trust never grows along a path,
 * and every row begins with its strongest tie: so a row is left as soon as nothing further down can be among the best.
 */

/** The ties among persons, who are whole numbers from 0 on. A row of entries for each, in descending order of `boundOf`. */
export interface Acquaintances {
  readonly persons: number;
  begin(person: number): number;
  end(person: number): number;
  other(entry: number): number;
  /** No less than the trust of the entry; 0 where it, and whatever is further down in the row, is no tie. */
  boundOf(entry: number): number;
  /** In [0, 1); 0 where there is no tie. */
  trustOf(person: number, entry: number): number;
  /** Whether a path may go through somebody. */
  admits(person: number): boolean;
}

export interface PathQuestion {
  /** Persons with whom a path may begin; not admitted ones take no part. */
  readonly sources: readonly number[];
  readonly targets: readonly number[];
  /** How many paths at most. */
  readonly most: number;
  /** How many ties a path has at most, 1 to 4. */
  readonly maxTies: number;
}

export interface Path {
  /** The product of the trusts of its ties. */
  readonly trust: number;
  /** From a source to a target; everybody knows the next. */
  readonly persons: readonly number[];
}

/** Trusts that differ relatively by no more are equal. */
const EQUAL = 1e-9;
/** Bounds are compared a little more generously, so that no rounding leaves out an equal path. */
const CAUTION = 1 - 3e-9;

export type CompareIds = (person: number, other: number) => number;

/** The better path first: of more trust, of fewer ties, of the ids that come first. */
export function comparePaths(a: Path, b: Path, compareIds: CompareIds): number {
  if (Math.abs(a.trust - b.trust) > EQUAL * Math.max(a.trust, b.trust)) return b.trust - a.trust;
  if (a.persons.length !== b.persons.length) return a.persons.length - b.persons.length;
  for (let place = 0; place < a.persons.length; place += 1) {
    const compared = compareIds(a.persons[place]!, b.persons[place]!);
    if (compared !== 0) return compared;
  }
  return 0;
}

/** Finds paths; keeps its tables from one question to the next, so that a question costs only what it touches. */
export class PathFinder {
  private readonly fromSources = new FirstLevel();
  private readonly fromTargets = new FirstLevel();
  private isEnd = new Uint8Array(0);
  private secondBest = new Float64Array(0);

  /** The best paths, the best first. */
  find(graph: Acquaintances, question: PathQuestion, compareIds: CompareIds): Path[] {
    const sources = question.sources.filter((person) => graph.admits(person));
    const targets = question.targets.filter((person) => graph.admits(person));
    if (sources.length === 0 || targets.length === 0) return [];
    this.isEnd = grown(this.isEnd, graph.persons);
    this.secondBest = grown(this.secondBest, graph.persons);
    const best = new BestPaths(question.most, compareIds);
    const touched: number[] = [];
    try {
      this.lookAround(graph, sources, targets, best);
      if (question.maxTies >= 2) this.joinAtOne(best);
      if (question.maxTies >= 3) this.joinFurther(graph, question.maxTies, best, touched);
      return best.paths;
    } finally {
      this.fromSources.clear();
      this.fromTargets.clear();
      for (const person of touched) this.secondBest[person] = 0;
    }
  }

  /** Whom the ends know, and paths of one tie. */
  private lookAround(
    graph: Acquaintances,
    sources: readonly number[],
    targets: readonly number[],
    best: BestPaths,
  ): void {
    for (const target of targets) this.isEnd[target] = 1;
    for (const level of [this.fromSources, this.fromTargets]) level.reserve(graph.persons, best.compareIds);
    for (const source of sources)
      for (let entry = graph.begin(source); entry < graph.end(source); entry += 1) {
        if (isOver(graph.boundOf(entry), best)) break;
        const person = graph.other(entry);
        const trust = graph.admits(person) ? graph.trustOf(source, entry) : 0;
        if (trust === 0) continue;
        this.fromSources.add(person, source, trust);
        if (this.isEnd[person] === 1) best.offer(trust, [source, person]);
      }
    for (const target of targets) this.isEnd[target] = 0;
    for (const target of targets)
      for (let entry = graph.begin(target); entry < graph.end(target); entry += 1) {
        if (isOver(graph.boundOf(entry) * this.fromSources.best, best)) break;
        const person = graph.other(entry);
        const trust = graph.admits(person) ? graph.trustOf(target, entry) : 0;
        if (trust > 0) this.fromTargets.add(person, target, trust);
      }
  }

  /** Paths of two ties. */
  private joinAtOne(best: BestPaths): void {
    const [fewer, more] = this.fewerFirst();
    for (const middle of fewer.persons) {
      if (more.bestOf(middle) === 0) continue;
      const bound = fewer.bestOf(middle) * more.bestOf(middle);
      if (bound < best.least || best.comeLater(bound, this.lowestOf([middle], true))) continue;
      this.fromSources.each(middle, (source, first) =>
        this.fromTargets.each(middle, (target, second) => {
          const trust = first * second;
          if (source !== target && trust >= best.least) best.offer(trust, [source, middle, target]);
        }),
      );
    }
  }

  /** Paths of three ties, and of four. */
  private joinFurther(graph: Acquaintances, maxTies: number, best: BestPaths, touched: number[]): void {
    const [near, far] = this.fewerFirst();
    const forwards = near === this.fromSources;
    const { secondBest } = this;
    let highest = 0;
    for (const inner of near.strongestFirst()) {
      const nearTrust = near.bestOf(inner);
      if (nearTrust * far.best < best.least) break;
      for (let entry = graph.begin(inner); entry < graph.end(inner); entry += 1) {
        if (isOver(nearTrust * graph.boundOf(entry) * far.best, best)) break;
        const middle = graph.other(entry);
        const trust = graph.admits(middle) ? graph.trustOf(inner, entry) : 0;
        if (trust === 0) continue;
        const reached = nearTrust * trust;
        if (reached > secondBest[middle]!) {
          if (secondBest[middle] === 0) touched.push(middle);
          secondBest[middle] = reached;
          if (reached > highest) highest = reached;
        }
        const bound = reached * far.bestOf(middle);
        if (bound > 0 && bound >= best.least && !best.comeLater(bound, this.lowestOf([inner, middle], forwards)))
          this.offerAll(near, far, inner, trust, middle, forwards, best);
      }
    }
    if (maxTies < 4) return;
    for (const outer of far.strongestFirst()) {
      const farTrust = far.bestOf(outer);
      if (farTrust * highest < best.least) break;
      for (let entry = graph.begin(outer); entry < graph.end(outer); entry += 1) {
        if (isOver(farTrust * graph.boundOf(entry) * highest, best)) break;
        const middle = graph.other(entry);
        if (secondBest[middle] === 0) continue;
        const trust = graph.trustOf(outer, entry);
        if (trust === 0 || secondBest[middle]! * trust * farTrust < best.least) continue;
        this.throughMiddle(graph, near, far, middle, trust, outer, forwards, best);
      }
    }
  }

  /** Paths of four ties of which the middle, and the one behind it, are known. */
  private throughMiddle(
    graph: Acquaintances,
    near: FirstLevel,
    far: FirstLevel,
    middle: number,
    outerTrust: number,
    outer: number,
    forwards: boolean,
    best: BestPaths,
  ): void {
    const rest = outerTrust * far.bestOf(outer);
    for (let entry = graph.begin(middle); entry < graph.end(middle); entry += 1) {
      if (isOver(near.best * graph.boundOf(entry) * rest, best)) break;
      const inner = graph.other(entry);
      if (inner === outer || near.bestOf(inner) === 0) continue;
      const innerTrust = graph.trustOf(middle, entry);
      const bound = near.bestOf(inner) * innerTrust * rest;
      if (innerTrust === 0 || bound < best.least) continue;
      if (best.comeLater(bound, this.lowestOf([inner, middle, outer], forwards))) continue;
      near.each(inner, (nearEnd, first) => {
        if (nearEnd === middle || nearEnd === outer) return;
        far.each(outer, (farEnd, last) => {
          if (farEnd === nearEnd || farEnd === middle || farEnd === inner) return;
          const trust = forwards ? first * innerTrust * outerTrust * last : last * outerTrust * innerTrust * first;
          if (trust < best.least) return;
          best.offer(
            trust,
            forwards ? [nearEnd, inner, middle, outer, farEnd] : [farEnd, outer, middle, inner, nearEnd],
          );
        });
      });
    }
  }

  /** Paths of three ties of which the one in the middle is known. */
  private offerAll(
    near: FirstLevel,
    far: FirstLevel,
    inner: number,
    between: number,
    outer: number,
    forwards: boolean,
    best: BestPaths,
  ): void {
    near.each(inner, (nearEnd, first) => {
      if (nearEnd === outer) return;
      far.each(outer, (farEnd, last) => {
        if (farEnd === nearEnd || farEnd === inner) return;
        const trust = forwards ? first * between * last : last * between * first;
        if (trust < best.least) return;
        best.offer(trust, forwards ? [nearEnd, inner, outer, farEnd] : [farEnd, outer, inner, nearEnd]);
      });
    });
  }

  /** The path through these, from the nearer side on, whose ids come first. */
  private lowestOf(persons: number[], forwards: boolean): number[] {
    const inOrder = forwards ? persons : persons.reverse();
    return [this.fromSources.lowestEndOf(inOrder[0]!), ...inOrder, this.fromTargets.lowestEndOf(inOrder.at(-1)!)];
  }

  private fewerFirst(): [FirstLevel, FirstLevel] {
    const [a, b] = [this.fromSources, this.fromTargets];
    return a.persons.length <= b.persons.length ? [a, b] : [b, a];
  }
}

/** Whether nothing in a row from here on can be among the best. */
function isOver(bound: number, best: BestPaths): boolean {
  return bound === 0 || bound < best.least;
}

/** Whom the persons at one end know, and how well. */
class FirstLevel {
  readonly persons: number[] = [];
  /** The highest trust of all. */
  best = 0;
  private compareIds: CompareIds = () => 0;
  private bests = new Float64Array(0);
  private lowest = new Int32Array(0);
  private heads = new Int32Array(0);
  private readonly ends: number[] = [0];
  private readonly trusts: number[] = [0];
  private readonly nexts: number[] = [0];

  reserve(persons: number, compareIds: CompareIds): void {
    this.compareIds = compareIds;
    this.bests = grown(this.bests, persons);
    this.lowest = grown(this.lowest, persons);
    this.heads = grown(this.heads, persons);
  }

  add(person: number, end: number, trust: number): void {
    if (this.heads[person] === 0) {
      this.persons.push(person);
      this.lowest[person] = end;
    } else if (this.compareIds(end, this.lowest[person]!) < 0) this.lowest[person] = end;
    this.ends.push(end);
    this.trusts.push(trust);
    this.nexts.push(this.heads[person]!);
    this.heads[person] = this.ends.length - 1;
    if (trust > this.bests[person]!) this.bests[person] = trust;
    if (trust > this.best) this.best = trust;
  }

  /** How well the one who knows somebody best does; 0 where nobody does. */
  bestOf(person: number): number {
    return this.bests[person]!;
  }

  /** Of those at the end who know somebody, the one whose id comes first. */
  lowestEndOf(person: number): number {
    return this.lowest[person]!;
  }

  each(person: number, call: (end: number, trust: number) => void): void {
    for (let place = this.heads[person]!; place !== 0; place = this.nexts[place]!)
      call(this.ends[place]!, this.trusts[place]!);
  }

  strongestFirst(): number[] {
    return this.persons.toSorted((a, b) => this.bests[b]! - this.bests[a]!);
  }

  clear(): void {
    for (const person of this.persons) {
      this.bests[person] = 0;
      this.heads[person] = 0;
    }
    this.persons.length = 0;
    for (const list of [this.ends, this.trusts, this.nexts]) list.length = 1;
    this.best = 0;
  }
}

/** The best paths so far. */
class BestPaths {
  readonly paths: Path[] = [];
  /** What a path must have to be among them. */
  least = 0;

  constructor(
    private readonly most: number,
    readonly compareIds: CompareIds,
  ) {}

  /**
   * Whether paths are none of the best by their ids, where their trust is no more than that of the last of these. In great
   * circles, where everybody knows everybody equally well, such paths are countless.
   *
   * @param bound no less than the trust of any.
   * @param lowest no later by its ids than any; of as many persons.
   */
  comeLater(bound: number, lowest: readonly number[]): boolean {
    const last = this.paths.length === this.most ? this.paths.at(-1)! : undefined;
    if (!last || bound > last.trust * (1 + EQUAL)) return false;
    return comparePaths({ trust: last.trust, persons: lowest }, last, this.compareIds) >= 0;
  }

  offer(trust: number, persons: readonly number[]): void {
    const path = { trust, persons };
    let place = this.paths.length;
    while (place > 0 && comparePaths(path, this.paths[place - 1]!, this.compareIds) < 0) place -= 1;
    if (place >= this.most) return;
    this.paths.splice(place, 0, path);
    if (this.paths.length > this.most) this.paths.pop();
    if (this.paths.length === this.most) this.least = this.paths.at(-1)!.trust * CAUTION;
  }
}
