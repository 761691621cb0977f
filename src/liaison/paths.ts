import { BestPaths, type CompareIds, type Path } from './best-paths.js';
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
  /** Persons who are not intermediate: neither first nor last on a path, they are on none. */
  readonly barred?: Iterable<number>;
}

/**
 * Finds paths; keeps its tables from one question to the next, so that a question costs only what it touches. It begins at
 * the end that knows fewer, the near one: what is found from there tells how little of the far end's rows is worth reading.
 */
export class PathFinder {
  /** Whom the near end knows: all of them. */
  private readonly near = new FirstLevel();
  /** Whom the far end may know well enough: by bounds, and the trust only of what is used. */
  private readonly far = new FirstLevel();
  private isFarEnd = new Uint8Array(0);
  private isBarred = new Uint8Array(0);
  /** The best product of two ties from the near end to somebody; 0 where it is too little for any path. */
  private secondBest = new Float64Array(0);
  private readonly reached: number[] = [];

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
    const forwards = entriesOf(graph, sources) <= entriesOf(graph, targets);
    const [nearEnds, farEnds] = forwards ? [sources, targets] : [targets, sources];
    const best = new BestPaths(question.most, forwards, compareIds);
    this.isFarEnd = grown(this.isFarEnd, graph.persons);
    this.secondBest = grown(this.secondBest, graph.persons);
    this.isBarred = grown(this.isBarred, graph.persons);
    const barred = [...(question.barred ?? [])].filter((person) => person < graph.persons);
    for (const end of farEnds) this.isFarEnd[end] = 1;
    for (const person of barred) this.isBarred[person] = 1;
    try {
      yield* this.lookFromNear(graph, nearEnds, best);
      if (question.maxTies >= 2) yield* this.joinTwo(graph, best);
      if (question.maxTies >= 3) {
        yield* this.lookFromFar(graph, farEnds, best);
        yield* this.reachFurther(graph, best);
      }
      if (question.maxTies >= 4) yield* this.meet(graph, best);
      return best.paths;
    } finally {
      this.near.clear();
      this.far.clear();
      for (const person of this.reached) this.secondBest[person] = 0;
      this.reached.length = 0;
      for (const end of farEnds) this.isFarEnd[end] = 0;
      for (const person of barred) this.isBarred[person] = 0;
    }
  }

  /** Whom the near end knows, and paths of one tie. */
  private *lookFromNear(graph: Acquaintances, nearEnds: readonly number[], best: BestPaths): Generator<void> {
    this.near.reserve(graph.persons, best.compareIds);
    for (const nearEnd of nearEnds) {
      yield;
      for (let entry = graph.begin(nearEnd), end = graph.end(nearEnd); entry < end; entry += 1) {
        if (isOver(graph.boundOf(entry), best)) break;
        const person = graph.other(entry);
        const trust = graph.admits(person) ? graph.trustOf(nearEnd, entry) : 0;
        if (trust === 0) continue;
        if (this.isBarred[person] === 0) this.near.add(person, nearEnd, trust, entry);
        if (this.isFarEnd[person] === 1) best.offer([trust], [nearEnd, person]);
      }
    }
  }

  /** Paths of two ties. */
  private *joinTwo(graph: Acquaintances, best: BestPaths): Generator<void> {
    const { near, isFarEnd } = this;
    for (const inner of near.strongestFirst()) {
      const nearTrust = near.bestOf(inner);
      if (nearTrust < best.least) break;
      yield;
      for (let entry = graph.begin(inner), end = graph.end(inner); entry < end; entry += 1) {
        if (isOver(nearTrust * graph.boundOf(entry), best)) break;
        const farEnd = graph.other(entry);
        if (isFarEnd[farEnd] === 0) continue;
        const trust = graph.trustOf(inner, entry);
        if (trust === 0 || best.comeLater(nearTrust * trust, [near.lowestEndOf(inner), inner, farEnd])) continue;
        near.each(inner, (nearEnd, first) => {
          if (nearEnd !== farEnd) best.offer([first, trust], [nearEnd, inner, farEnd]);
        });
      }
    }
  }

  /** Whom the far end may know well enough for paths of three ties and of four. */
  private *lookFromFar(graph: Acquaintances, farEnds: readonly number[], best: BestPaths): Generator<void> {
    this.far.reserve(graph.persons, best.compareIds);
    for (const farEnd of farEnds) {
      yield;
      for (let entry = graph.begin(farEnd), end = graph.end(farEnd); entry < end; entry += 1) {
        const bound = graph.boundOf(entry);
        if (isOver(bound * this.near.best, best)) break;
        const person = graph.other(entry);
        if (this.isBarred[person] === 0) this.far.add(person, farEnd, bound, entry);
      }
    }
  }

  /** Whom those know whom the near end knows, and paths of three ties. */
  private *reachFurther(graph: Acquaintances, best: BestPaths): Generator<void> {
    const { near, far, secondBest, reached, isBarred } = this;
    for (const inner of near.strongestFirst()) {
      const nearTrust = near.bestOf(inner);
      if (nearTrust * far.best < best.least) break;
      yield;
      for (let entry = graph.begin(inner), end = graph.end(inner); entry < end; entry += 1) {
        if (isOver(nearTrust * graph.boundOf(entry) * far.best, best)) break;
        const person = graph.other(entry);
        const trust = isBarred[person] === 0 && graph.admits(person) ? graph.trustOf(inner, entry) : 0;
        if (trust === 0) continue;
        if (nearTrust * trust > secondBest[person]!) {
          if (secondBest[person] === 0) reached.push(person);
          secondBest[person] = nearTrust * trust;
        }
        const bound = nearTrust * trust * far.bestOf(person);
        if (bound === 0 || bound < best.least || best.comeLater(bound, this.lowestOf([inner, person]))) continue;
        near.each(inner, (nearEnd, first) => {
          if (nearEnd !== person) this.finish(graph, [first, trust], [nearEnd, inner, person], best);
        });
      }
    }
  }

  /** Paths of four ties: in their middle is somebody who was reached, and who knows somebody whom the far end knows. */
  private *meet(graph: Acquaintances, best: BestPaths): Generator<void> {
    const { far, secondBest } = this;
    const highest = this.reached.reduce((most, person) => Math.max(most, secondBest[person]!), 0);
    for (const outer of far.strongestFirst()) {
      const farTrust = far.bestOf(outer);
      if (farTrust * highest < best.least) break;
      yield;
      for (let entry = graph.begin(outer), end = graph.end(outer); entry < end; entry += 1) {
        const bound = farTrust * graph.boundOf(entry);
        if (isOver(bound * highest, best)) break;
        const middle = graph.other(entry);
        if (secondBest[middle] === 0 || secondBest[middle]! * bound < best.least) continue;
        if (!graph.admits(outer)) break;
        const trust = graph.trustOf(outer, entry);
        if (trust === 0 || secondBest[middle]! * trust * farTrust < best.least) continue;
        this.joinFour(graph, middle, trust, outer, best);
        yield;
      }
    }
  }

  /** Paths of four ties of which the middle, and the one behind it, are known. */
  private joinFour(graph: Acquaintances, middle: number, outerTrust: number, outer: number, best: BestPaths): void {
    const { near } = this;
    const rest = outerTrust * this.far.bestOf(outer);
    for (let entry = graph.begin(middle), end = graph.end(middle); entry < end; entry += 1) {
      if (isOver(near.best * graph.boundOf(entry) * rest, best)) break;
      const inner = graph.other(entry);
      if (inner === outer || near.bestOf(inner) === 0) continue;
      const innerTrust = graph.trustOf(middle, entry);
      const bound = near.bestOf(inner) * innerTrust * rest;
      if (bound === 0 || bound < best.least || best.comeLater(bound, this.lowestOf([inner, middle, outer]))) continue;
      near.each(inner, (nearEnd, first) => {
        if (nearEnd !== middle && nearEnd !== outer)
          this.finish(graph, [first, innerTrust, outerTrust], [nearEnd, inner, middle, outer], best);
      });
    }
  }

  /** The path through these, from the near end on, whose ids come first. */
  private lowestOf(persons: readonly number[]): number[] {
    return [this.near.lowestEndOf(persons[0]!), ...persons, this.far.lowestEndOf(persons.at(-1)!)];
  }

  /** Offers the paths that begin so, and whose last tie is one of the far end. */
  private finish(graph: Acquaintances, trusts: readonly number[], persons: readonly number[], best: BestPaths): void {
    const { far } = this;
    const product = trusts.reduce((all, trust) => all * trust);
    far.each(persons.at(-1)!, (farEnd, bound, place) => {
      if (product * bound < best.least || persons.includes(farEnd)) return;
      const last = far.settled(place, graph);
      if (last > 0) best.offer([...trusts, last], [...persons, farEnd]);
    });
  }
}

function entriesOf(graph: Acquaintances, persons: readonly number[]): number {
  return persons.reduce((sum, person) => sum + graph.end(person) - graph.begin(person), 0);
}

/** Whether nothing in a row from here on can be among the best. */
function isOver(bound: number, best: BestPaths): boolean {
  return bound === 0 || bound < best.least;
}

const SETTLED = -1;

/**
 * Whom the persons at one end know, and how well, or how well at most. Its arrays are kept: thrown away, they
 * would be most of the garbage.
 */
class FirstLevel {
  /** The highest trust of all. */
  best = 0;
  private compareIds: CompareIds = () => 0;
  private personCount = 0;
  private persons = new Int32Array(0);
  private bests = new Float64Array(0);
  private lowest = new Int32Array(0);
  /** By person: the place of the last of the ends that know them; 0 is no place. */
  private heads = new Int32Array(0);
  private last = 0;
  private ends = new Int32Array(0);
  private trusts = new Float64Array(0);
  private entries = new Int32Array(0);
  private nexts = new Int32Array(0);

  reserve(persons: number, compareIds: CompareIds): void {
    this.compareIds = compareIds;
    this.persons = grown(this.persons, persons);
    this.bests = grown(this.bests, persons);
    this.lowest = grown(this.lowest, persons);
    this.heads = grown(this.heads, persons);
  }

  /** @param trust or a bound of it: then `settled` tells it. */
  add(person: number, end: number, trust: number, entry: number): void {
    if (this.heads[person] === 0) {
      this.persons[this.personCount] = person;
      this.personCount += 1;
      this.lowest[person] = end;
    } else if (this.compareIds(end, this.lowest[person]!) < 0) this.lowest[person] = end;
    this.last += 1;
    if (this.last >= this.ends.length) this.makeRoom(this.last + 1);
    this.ends[this.last] = end;
    this.trusts[this.last] = trust;
    this.entries[this.last] = entry;
    this.nexts[this.last] = this.heads[person]!;
    this.heads[person] = this.last;
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

  each(person: number, call: (end: number, trust: number, place: number) => void): void {
    for (let place = this.heads[person]!; place !== 0; place = this.nexts[place]!)
      call(this.ends[place]!, this.trusts[place]!, place);
  }

  /** The trust of what was added with a bound; 0 where there is no tie. */
  settled(place: number, graph: Acquaintances): number {
    if (this.entries[place] !== SETTLED) {
      this.trusts[place] = graph.trustOf(this.ends[place]!, this.entries[place]!);
      this.entries[place] = SETTLED;
    }
    return this.trusts[place]!;
  }

  strongestFirst(): Int32Array {
    return this.persons.slice(0, this.personCount).sort((a, b) => this.bests[b]! - this.bests[a]!);
  }

  clear(): void {
    for (let place = 0; place < this.personCount; place += 1) {
      this.bests[this.persons[place]!] = 0;
      this.heads[this.persons[place]!] = 0;
    }
    this.personCount = 0;
    this.last = 0;
    this.best = 0;
  }

  private makeRoom(places: number): void {
    this.ends = grown(this.ends, places);
    this.trusts = grown(this.trusts, places);
    this.entries = grown(this.entries, places);
    this.nexts = grown(this.nexts, places);
  }
}
