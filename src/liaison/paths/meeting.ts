import type { Acquaintances } from './acquaintances.js';
import type { BestPaths } from './best-paths.js';
import type { FarEnd } from './far-end.js';
import type { FirstLevel } from './first-level.js';
import { A_LITTLE_LESS, type Reading } from './reading.js';
import type { SecondLevel } from './second-level.js';

/**
 * Paths of four ties: in their middle is somebody who was reached from the near end in two, and who knows somebody whom the
 * far end knows. They are looked for from where there are fewer of either.
 */
export class Meeting {
  constructor(
    private readonly near: FirstLevel,
    private readonly second: SecondLevel,
    private readonly far: FarEnd,
    private readonly reading: Reading,
  ) {}

  *look(graph: Acquaintances, best: BestPaths): Generator<void> {
    const { far, second } = this;
    const middles = second.strongestFirst(best.least / far.best);
    if (middles.length <= far.countFrom(best.least / second.best)) yield* this.lookFromMiddles(graph, middles, best);
    else yield* this.lookFromOuters(graph, best);
  }

  private *lookFromMiddles(graph: Acquaintances, middles: Int32Array, best: BestPaths): Generator<void> {
    const { near, far, second } = this;
    for (const middle of middles) {
      const reached = second.bests[middle]!;
      if (reached * far.best < best.least) break;
      const [begin, end] = [graph.begin(middle, (best.least / reached / far.best) * A_LITTLE_LESS), graph.end(middle)];
      const { others, bounds } = graph;
      let entry = begin;
      for (; entry < end; entry += 1) {
        const bound = reached * bounds[entry]!;
        if (bound * far.best < best.least) break;
        const outer = others[entry]!;
        const farBound = far.boundOf(outer);
        if (farBound === 0 || bound * farBound < best.least) continue;
        const farTrust = far.trustOf(graph, outer, best.least / near.best);
        const trust = graph.trustOf(middle, entry);
        if (trust === 0 || farTrust === 0 || reached * trust * farTrust < best.least) continue;
        if (this.reading.isTime(this.join(graph, middle, trust, outer, best))) yield;
      }
      if (this.reading.isTime(1 + entry - begin)) yield;
    }
  }

  private *lookFromOuters(graph: Acquaintances, best: BestPaths): Generator<void> {
    const { near, far, second } = this;
    const highest = second.best;
    for (const outer of far.strongestFirst(best.least / highest)) {
      let farTrust = far.boundOf(outer);
      // Somebody further down may have been settled less: they are in the order of their bounds.
      if (farTrust * highest < best.least) continue;
      const [begin, end] = [graph.begin(outer, (best.least / farTrust / highest) * A_LITTLE_LESS), graph.end(outer)];
      const { others, bounds } = graph;
      let entry = begin;
      for (; entry < end; entry += 1) {
        const bound = farTrust * bounds[entry]!;
        if (bound * highest < best.least) break;
        const middle = others[entry]!;
        const reached = second.bests[middle]!;
        if (reached === 0 || reached * bound < best.least) continue;
        farTrust = far.trustOf(graph, outer, best.least / near.best);
        const trust = graph.trustOf(outer, entry);
        if (trust === 0 || farTrust === 0 || reached * trust * farTrust < best.least) continue;
        if (this.reading.isTime(this.join(graph, middle, trust, outer, best))) yield;
      }
      if (this.reading.isTime(1 + entry - begin)) yield;
    }
  }

  /** The paths of which the middle, and the one behind it, are known. Answers how many entries it read. */
  private join(graph: Acquaintances, middle: number, outerTrust: number, outer: number, best: BestPaths): number {
    const { near, far } = this;
    const rest = outerTrust * far.bests[outer]!;
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
      const through = [inner, middle, outer];
      if (best.mayComeLater(bound) && best.comeLater(far.lowestThrough(through, near, best.compareIds))) continue;
      for (let place = near.heads[inner]!; place !== 0; place = near.nexts[place]!) {
        const nearEnd = near.ends[place]!;
        if (nearEnd !== middle && nearEnd !== outer)
          far.finish([near.trusts[place]!, innerTrust, outerTrust], [nearEnd, ...through], best);
      }
    }
    return 1 + entry - begin;
  }
}
