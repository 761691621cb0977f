import type { CompareIds, Path } from './best-paths.js';
import type { Acquaintances } from './acquaintances.js';
import type { PathFinder, PathQuestion } from './paths.js';

/**
 * The best path; then, again and again, the best of those that share no intermediate person with any before. Those are not
 * the most paths that there may be at once, nor those of the most trust together: Suurballe's (1974) would be, and might do
 * without the best one, which is asked first whatever else there is.
 *
 * The best paths of all are looked through in their order, and more are looked for only while too few of them will do:
 * those then without the persons who are taken.
 */
export function* disjointPaths(
  finder: PathFinder,
  graph: Acquaintances,
  question: PathQuestion,
  compareIds: CompareIds,
): Generator<void, Path[], void> {
  const taken = new Set(question.barred);
  const chosen: Path[] = [];
  /** Nobody is taken by ties that need no introduction: they are found again. */
  const direct = new Set<string>();
  for (;;) {
    const before = chosen.length;
    const most = question.most - chosen.length + direct.size;
    const found = yield* finder.search(graph, { ...question, barred: taken, most }, compareIds);
    for (const path of found) {
      const between = intermediatesOf(path);
      if (between.some((person) => taken.has(person)) || direct.has(path.persons.join())) continue;
      chosen.push(path);
      for (const person of between) taken.add(person);
      if (between.length === 0) direct.add(path.persons.join());
    }
    if (chosen.length >= question.most || found.length < most) return chosen.slice(0, question.most);
    if (chosen.length === before) throw new Error('Paths lead through whom they were not to lead.');
  }
}

function intermediatesOf({ persons }: Path): readonly number[] {
  return persons.slice(1, -1);
}
