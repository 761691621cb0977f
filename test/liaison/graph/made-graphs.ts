import fc from 'fast-check';
import { ListsDraft, RowsDraft, type Lists, type SparseRows } from '../../../src/liaison/graph/sparse-rows.js';

export interface MadeTie {
  readonly a: number;
  readonly b: number;
  readonly strength: number;
}

/** Ties among so many persons, each two of them at most once. */
export function someTies(persons: number, most: number): fc.Arbitrary<MadeTie[]> {
  const person = fc.nat({ max: persons - 1 });
  return fc.uniqueArray(
    fc
      .record({ a: person, b: person, strength: fc.constantFrom(0.03, 0.1, 0.5, 0.5, 1, 2, 3) })
      .filter(({ a, b }) => a < b),
    { maxLength: most, selector: ({ a, b }) => `${a} ${b}` },
  );
}

export function rowsOf(persons: number, ties: readonly MadeTie[]): SparseRows {
  const draft = new RowsDraft(persons);
  for (const { a, b, strength } of ties.toSorted((x, y) => x.a - y.a || x.b - y.b)) draft.add(a, b, strength);
  return finish(draft.done());
}

export function listsOf(lists: readonly (readonly number[])[]): Lists {
  const draft = new ListsDraft(lists.length);
  for (const [list, values] of lists.entries()) {
    for (const value of values) draft.add(value);
    draft.end(list);
  }
  return draft.done();
}

/** Whoever is known directly, by person. */
export function neighbours(persons: number, ties: readonly MadeTie[]): number[][] {
  const known = Array.from({ length: persons }, (): number[] => []);
  for (const { a, b } of ties) {
    known[a]!.push(b);
    known[b]!.push(a);
  }
  return known;
}

export function finish<R>(steps: Generator<void, R, void>): R {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}
