import { DisjointFlow, NOBODY } from './disjoint-flow.js';
import type { SparseRows } from './sparse-rows.js';

const WORK_A_STEP = 16_384;

/**
 * How many paths there are at most between two groups of which no two have a person in common, ends included: as many as the
 * fewest persons without whom none is left (Menger, "Zur allgemeinen Kurventheorie", Fundamenta Mathematicae 10, 1927). Counts
 * them between one two groups after the other; its tables are as long as there are persons.
 *
 * By Dinic, "Algorithm for solution of a problem of maximum flow in networks with power estimation" (Soviet Mathematics
 * Doklady 11, 1970): where vertices have room for one, some hundred persons at each end take but a few rounds (Even and Tarjan
 * 1975). A path is the same from either end, so that the search begins where there are fewer to begin with; and it ends as
 * soon as there are as many as could be, mostly everybody of the smaller group, so that the network is hardly looked at. What
 * keeps them from being as many is mostly near by, and then little is found around it either.
 */
export class DisjointPathCounter {
  private readonly flow: DisjointFlow;
  /** By vertex: how far from the ends it is found in this round, from 1 on; 0 where it is not. */
  private readonly levels: Int32Array;
  /** The vertices in the order in which they were found. */
  private readonly queue: Int32Array;
  private size = 0;
  /** By person: the tie at which the search for ways of this round goes on; one past the last is the way back through them. */
  private readonly entries: Int32Array;
  private work = 0;

  constructor(private readonly ties: SparseRows) {
    const none = new Int32Array(0);
    this.flow = new DisjointFlow({ ties, sources: none, targets: none });
    const { persons } = this.flow;
    this.levels = new Int32Array(2 * persons);
    this.queue = new Int32Array(2 * persons);
    this.entries = new Int32Array(persons);
  }

  /** Step by step, one count after the other. */
  *between(group: Int32Array, other: Int32Array): Generator<void, number, void> {
    const [some, others] = [doors(this.ties, group, other), doors(this.ties, other, group)];
    const most = Math.min(some, others);
    const { flow } = this;
    if (some <= others) flow.turnTo(group, other);
    else flow.turnTo(other, group);
    while (flow.count < most && (yield* this.findLevels())) {
      yield* this.addWays(most);
    }
    return flow.count;
  }

  /** How far each vertex is from where another path could begin, as far as the nearest place where it could end; whether there is any. */
  private *findLevels(): Generator<void, boolean, void> {
    const { flow, levels, queue, ties } = this;
    const { persons, nexts } = flow;
    const { begins, others } = ties;
    for (let place = 0; place < this.size; place += 1) levels[queue[place]!] = 0;
    this.size = 0;
    for (const source of flow.ends.sources) if (!flow.begins(source)) this.find(source, 1);
    let last = Infinity;
    for (let place = 0; place < this.size && levels[queue[place]!]! <= last; place += 1) {
      if (this.work > WORK_A_STEP) {
        yield;
        this.work = 0;
      }
      const vertex = queue[place]!;
      const level = levels[vertex]! + 1;
      this.work += 1;
      if (vertex < persons) {
        const after = flow.afterArrival(vertex);
        if (after !== NOBODY) this.find(after, level);
        continue;
      }
      const person = vertex - persons;
      if (flow.mayEnd(person)) {
        last = level - 1;
        continue;
      }
      // Further off than the nearest end nothing is wanted.
      if (level > last) continue;
      const next = nexts[person]!;
      if (next !== NOBODY) this.find(person, level);
      for (let entry = begins[person]!; entry < begins[person + 1]!; entry += 1)
        if (others[entry] !== next) this.find(others[entry]!, level);
      this.work += begins[person + 1]! - begins[person]!;
    }
    return last < Infinity;
  }

  private find(vertex: number, level: number): void {
    const { levels, flow, entries } = this;
    if (levels[vertex] !== 0) return;
    levels[vertex] = level;
    this.queue[this.size] = vertex;
    this.size += 1;
    if (vertex >= flow.persons) entries[vertex - flow.persons] = this.ties.begins[vertex - flow.persons]!;
  }

  /** Adds paths along ways that get one level further with each vertex, until there is no such way any more. */
  private *addWays(most: number): Generator<void, void, void> {
    const { flow, levels } = this;
    const { persons } = flow;
    for (const source of flow.ends.sources) {
      if (levels[source] !== 1 || flow.begins(source)) continue;
      const way = [source];
      while (way.length > 0) {
        if (this.work > WORK_A_STEP) {
          yield;
          this.work = 0;
        }
        const vertex = way.at(-1)!;
        const person = vertex - persons;
        if (person >= 0 && flow.mayEnd(person)) {
          flow.add(way);
          if (flow.count === most) return;
          // Of this round nobody else goes along any of it.
          for (const each of way) levels[each] = -1;
          break;
        }
        this.work += 1;
        const next = person < 0 ? flow.afterArrival(vertex) : this.nextDeparture(person);
        if (next !== NOBODY && levels[next] === levels[vertex]! + 1) {
          way.push(next);
          continue;
        }
        levels[vertex] = -1;
        way.pop();
      }
    }
  }

  /** The next arrival one level further that may still lead to an end. */
  private nextDeparture(person: number): number {
    const { flow, levels, entries } = this;
    const { begins, others } = this.ties;
    const level = levels[person + flow.persons]! + 1;
    const next = flow.nexts[person]!;
    const end = begins[person + 1]!;
    const first = entries[person]!;
    for (let entry = first; entry <= end; entry += 1) {
      entries[person] = entry;
      this.work += 1;
      if (entry === end) return next !== NOBODY && levels[person] === level ? person : NOBODY;
      const other = others[entry]!;
      if (other !== next && levels[other] === level) return other;
    }
    return NOBODY;
  }
}

/** How many of a group a path to another one can come through: who is of both, or knows somebody outside. Of each path the last one is. */
function doors({ begins, others }: SparseRows, group: Int32Array, other: Int32Array): number {
  const [inside, outside] = [new Set(group), new Set(other)];
  let count = 0;
  for (const person of inside) {
    let leads = outside.has(person);
    for (let entry = begins[person]!; !leads && entry < begins[person + 1]!; entry += 1)
      leads = !inside.has(others[entry]!);
    if (leads) count += 1;
  }
  return count;
}
