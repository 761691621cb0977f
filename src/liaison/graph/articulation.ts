import type { Lists, SparseRows } from './sparse-rows.js';

/** Nobody in particular: where more than one person leads to somebody, and where nobody does. */
export const NOBODY = -1;

/** On whom hangs that some persons reach others, over any number of ties. By person, but for the order. */
export interface Articulations {
  /** Everybody who is reached, those who reach first: each after whom they were reached by. */
  readonly order: Int32Array;
  /** The nearest other person without whom somebody would not be reached; `NOBODY` also of who is not reached at all. */
  readonly dominators: Int32Array;
  /** How many others would not be reached without them. */
  readonly cutOff: Int32Array;
  /** Numbers such that whoever hangs on a person follows that one without a gap; -1 of who is not reached. */
  readonly places: Int32Array;
}

const STEPS = 1024;

/**
 * Finds the articulation points of a graph in which a root is tied to all who reach: a depth-first search with the lowest
 * place that each subtree leads back to, after Tarjan, "Depth-first search and linear graph algorithms" (SIAM Journal on
 * Computing 1, 1972) and Hopcroft and Tarjan, "Algorithm 447" (Communications of the ACM 16, 1973); with a stack of its own,
 * since chains of acquaintances are longer than that of the machine. Where a subtree leads back no further than to its own
 * parent, all of it hangs on that one.
 *
 * @param reaching persons, as if all of them knew each other.
 */
export function* articulationsOf(ties: SparseRows, reaching: Iterable<number>): Generator<void, Articulations, void> {
  const { begins, others } = ties;
  const persons = begins.length - 1;
  const order = new Int32Array(persons);
  /** By person: their place in the order, from 1 on; 0 is the root's, and of whom is not found yet. */
  const found = new Int32Array(persons);
  const lowest = new Int32Array(persons);
  const parents = new Int32Array(persons).fill(NOBODY);
  const next = begins.slice(0, persons);
  const stack = new Int32Array(persons);
  const isReaching = new Uint8Array(persons);
  for (const person of reaching) isReaching[person] = 1;
  let size = 0;
  let steps = 0;

  const enter = (person: number, parent: number): void => {
    parents[person] = parent;
    order[size] = person;
    size += 1;
    found[person] = size;
    lowest[person] = isReaching[person] === 1 ? 0 : size;
  };
  for (let start = 0; start < persons; start += 1) {
    if (isReaching[start] === 0 || found[start] !== 0) continue;
    enter(start, NOBODY);
    stack[0] = start;
    for (let depth = 0; depth >= 0;) {
      steps += 1;
      if (steps % STEPS === 0) yield;
      const person = stack[depth]!;
      let entry = next[person]!;
      const end = begins[person + 1]!;
      const parent = parents[person]!;
      while (entry < end) {
        const other = others[entry]!;
        if (found[other] === 0) break;
        if (other !== parent && found[other]! < lowest[person]!) lowest[person] = found[other]!;
        entry += 1;
      }
      next[person] = entry;
      if (entry < end) {
        depth += 1;
        stack[depth] = others[entry]!;
        enter(others[entry]!, person);
      } else {
        if (parent !== NOBODY && lowest[person]! < lowest[parent]!) lowest[parent] = lowest[person]!;
        depth -= 1;
      }
    }
  }
  yield;
  return yield* hangingOn(order.slice(0, size), parents, found, lowest);
}

function* hangingOn(
  order: Int32Array,
  parents: Int32Array,
  found: Int32Array,
  lowest: Int32Array,
): Generator<void, Articulations, void> {
  const dominators = new Int32Array(parents.length).fill(NOBODY);
  const cutOff = new Int32Array(parents.length);
  const places = new Int32Array(parents.length).fill(-1);
  for (const [place, person] of order.entries()) {
    if (place % STEPS === 0) yield;
    const parent = parents[person]!;
    if (parent === NOBODY) continue;
    // Otherwise there is a way around the parent, to wherever that one hangs.
    dominators[person] = lowest[person]! >= found[parent]! ? parent : dominators[parent]!;
  }
  for (let place = order.length - 1; place >= 0; place -= 1) {
    if (place % STEPS === 0) yield;
    const dominator = dominators[order[place]!]!;
    if (dominator !== NOBODY) cutOff[dominator]! += cutOff[order[place]!]! + 1;
  }
  /** Where the next one goes who hangs on a person. */
  const free = new Int32Array(parents.length);
  let first = 0;
  for (let turn = 0; turn < order.length; turn += 1) {
    if (turn % STEPS === 0) yield;
    const person = order[turn]!;
    const dominator = dominators[person]!;
    const place = dominator === NOBODY ? first : free[dominator]!;
    places[person] = place;
    free[person] = place + 1;
    const after = place + cutOff[person]! + 1;
    if (dominator === NOBODY) first = after;
    else free[dominator] = after;
  }
  return { order, dominators, cutOff, places };
}

/**
 * By organization: the nearest person without whom none of its people would be reached, perhaps that one themself; `NOBODY`
 * also where none is reached. Whoever that one hangs on cuts it off, too.
 */
export function* gatesOf({ dominators, places }: Articulations, staff: Lists): Generator<void, Int32Array, void> {
  const organizations = staff.begins.length - 1;
  const gates = new Int32Array(organizations).fill(NOBODY);
  let steps = 0;
  for (let organization = 0; organization < organizations; organization += 1) {
    let gate: number | undefined;
    for (let member = staff.begins[organization]!; member < staff.begins[organization + 1]!; member += 1) {
      let person = staff.values[member]!;
      if (places[person] === -1) continue;
      gate ??= person;
      // Up from whichever hangs further down, until both hang on the same.
      while (gate !== person && gate !== NOBODY && person !== NOBODY) {
        steps += 1;
        if (steps % STEPS === 0) yield;
        if (places[gate]! > places[person]!) gate = dominators[gate]!;
        else person = dominators[person]!;
      }
      if (person === NOBODY) gate = NOBODY;
      if (gate === NOBODY) break;
    }
    gates[organization] = gate ?? NOBODY;
  }
  return gates;
}

/** Whether somebody cuts off an organization with such a gate. */
export function cutsOff({ places, cutOff }: Articulations, person: number, gate: number): boolean {
  if (gate === NOBODY) return false;
  const distance = places[gate]! - places[person]!;
  return distance >= 0 && distance <= cutOff[person]!;
}
