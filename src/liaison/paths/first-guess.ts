import type { Acquaintances } from './acquaintances.js';
import { grown } from '../graph/growing.js';
import { BARRED, type Roles } from './roles.js';

/** So many of those whom either end knows best are looked at, and of each so many whom they know best. */
const INNERS = 16;
const FURTHER = 96;
/** Of rows that are not there yet, no more is made for it than ties of so much. */
const STRONG = 0.05;

/**
 * How good the best paths are about: as good as the best ones at hand. The strongest ties of either end, and theirs, often
 * meet, and what they make then is close to the best, so that hardly anything of less trust has to be looked at. It is no more
 * than a guess: bounds are taken for trusts.
 */
export class FirstGuess {
  /** By person: the product of ties from the near end, and through whom; 0 where they were not met. */
  private products = new Float64Array(0);
  private throughs = new Int32Array(0);
  private readonly reached: number[] = [];
  private readonly near = new Strongest(INNERS);
  private readonly far = new Strongest(INNERS);
  private best: number[] = [];
  private most = 0;

  constructor(private readonly roles: Roles) {}

  reserve(persons: number): void {
    this.products = grown(this.products, persons);
    this.throughs = grown(this.throughs, persons);
  }

  /** The trust of about the last of so many best paths; 0 where fewer are at hand. */
  trustOfLast(
    graph: Acquaintances,
    nearEnds: readonly number[],
    farEnds: readonly number[],
    most: number,
    maxTies: number,
  ): number {
    this.most = most;
    this.best = [];
    if (maxTies < 3) return 0;
    this.takeRows(graph, nearEnds, this.near);
    this.reach(graph);
    this.takeRows(graph, farEnds, this.far);
    this.meet(graph, maxTies);
    for (const person of this.reached) this.products[person] = 0;
    this.reached.length = 0;
    return this.best.length < most ? 0 : this.best.at(-1)!;
  }

  private takeRows(graph: Acquaintances, ends: readonly number[], strongest: Strongest): void {
    strongest.clear();
    for (const end of ends) {
      const begin = graph.begin(end, STRONG);
      const last = Math.min(graph.end(end), begin + INNERS);
      const { others, bounds } = graph;
      for (let entry = begin; entry < last && bounds[entry]! > strongest.least; entry += 1)
        if (this.mayBeBetween(graph, others[entry]!)) strongest.add(others[entry]!, bounds[entry]!);
    }
  }

  private reach(graph: Acquaintances): void {
    const { near, products, throughs, reached } = this;
    for (let place = 0; place < near.size; place += 1) {
      const [inner, bound] = [near.persons[place]!, near.bounds[place]!];
      const begin = graph.begin(inner, STRONG);
      const end = Math.min(graph.end(inner), begin + FURTHER);
      const { others, bounds } = graph;
      for (let entry = begin; entry < end; entry += 1) {
        const person = others[entry]!;
        const product = bound * bounds[entry]!;
        if (product <= products[person]!) continue;
        if (products[person] === 0) reached.push(person);
        products[person] = product;
        throughs[person] = inner;
      }
    }
  }

  private meet(graph: Acquaintances, maxTies: number): void {
    const { near, far, products, throughs } = this;
    for (let place = 0; place < far.size; place += 1) {
      const [outer, bound] = [far.persons[place]!, far.bounds[place]!];
      const same = near.persons.indexOf(outer);
      if (same >= 0 && same < near.size) this.offer(near.bounds[same]! * bound);
      if (throughs[outer] !== outer) this.offer(products[outer]! * bound);
      if (maxTies < 4) continue;
      const begin = graph.begin(outer, STRONG);
      const end = Math.min(graph.end(outer), begin + FURTHER);
      const { others, bounds } = graph;
      for (let entry = begin; entry < end; entry += 1) {
        const middle = others[entry]!;
        const product = products[middle]! * bounds[entry]! * bound;
        if (product > this.least && throughs[middle] !== outer && this.mayBeBetween(graph, middle)) this.offer(product);
      }
    }
  }

  private get least(): number {
    return this.best.length < this.most ? 0 : this.best.at(-1)!;
  }

  private offer(trust: number): void {
    if (trust <= this.least) return;
    if (this.best.length === this.most) this.best.pop();
    this.best.push(trust);
    this.best.sort((a, b) => b - a);
  }

  private mayBeBetween(graph: Acquaintances, person: number): boolean {
    return (this.roles.marks[person]! & BARRED) === 0 && graph.admits(person);
  }
}

/** The strongest few, of each person once, in any order. */
class Strongest {
  readonly persons: number[] = [];
  readonly bounds: number[] = [];
  size = 0;
  /** What one must have to be among them. */
  least = 0;

  constructor(private readonly most: number) {}

  clear(): void {
    this.size = 0;
    this.least = 0;
  }

  add(person: number, bound: number): void {
    let place = 0;
    while (place < this.size && this.persons[place] !== person) place += 1;
    if (place < this.size) {
      if (bound <= this.bounds[place]!) return;
    } else if (this.size < this.most) this.size += 1;
    else place = this.weakest();
    this.persons[place] = person;
    this.bounds[place] = bound;
    if (this.size === this.most) this.least = this.bounds[this.weakest()]!;
  }

  private weakest(): number {
    let weakest = 0;
    for (let place = 1; place < this.size; place += 1) if (this.bounds[place]! < this.bounds[weakest]!) weakest = place;
    return weakest;
  }
}
