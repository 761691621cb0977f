import type { Participation } from './participation.js';
import { ListsDraft, transposed, type Lists } from './sparse-rows.js';

const STEPS = 1024;

export interface Move {
  /** In the numbers of the participation. */
  readonly person: number;
  /** In those of the book, as all organizations here. */
  readonly leaves: readonly number[];
  readonly joins: number | undefined;
}

/**
 * Who would take part, and where, if somebody held other posts: everybody keeps their number and what they attended. An
 * organization that nobody was of gets its place in the order, so that those after it have other numbers. Who holds no post
 * any more has none here, and takes no part. Step by step.
 */
export function* transferred(
  before: Participation,
  { person, leaves, joins }: Move,
  byId: (organization: number, other: number) => number,
): Generator<void, Participation, void> {
  const organizations = joins === undefined ? before.organizations : including(before.organizations, joins, byId);
  const numbers = new Map(Array.from(organizations, (organization, number) => [organization, number]));
  const { begins, values } = before.posts;
  const draft = new ListsDraft(before.persons.length);
  for (let each = 0; each < before.persons.length; each += 1) {
    if (each % STEPS === 0) yield;
    const held = Array.from(values.subarray(begins[each], begins[each + 1]), (post) => before.organizations[post]!);
    for (const post of each === person ? moved(held, leaves, joins, byId) : held) draft.add(numbers.get(post)!);
    draft.end(each);
  }
  const posts: Lists = draft.done();
  return { ...before, organizations, posts, staff: yield* transposed(posts, organizations.length) };
}

function moved(
  held: readonly number[],
  leaves: readonly number[],
  joins: number | undefined,
  byId: (organization: number, other: number) => number,
): number[] {
  const kept = held.filter((post) => !leaves.includes(post));
  return joins === undefined ? kept : [...new Set([...kept, joins])].sort(byId);
}

function including(organizations: Int32Array, one: number, byId: (a: number, b: number) => number): Int32Array {
  return organizations.includes(one) ? organizations : Int32Array.from([...organizations, one]).sort(byId);
}
