import type { FindOptionsWhere } from 'typeorm';
import type { Term } from '../kernel/days.js';
import type { Row } from '../kernel/node.js';
import type { RowClass } from '../kernel/rows.js';
import type { Transaction } from '../kernel/writes.js';

/** A row that holds by whole days. One with `to` equal to `from` was called off and never holds. */
export interface TermRow extends Row {
  from: string;
  to: string | null;
}

/** Ends on a day whatever of these would still hold then; answers their ids. A term that has not begun by then is called off. */
export async function endAt<T extends TermRow>(
  tx: Transaction,
  entity: RowClass<T>,
  where: FindOptionsWhere<T> | FindOptionsWhere<T>[],
  on: string,
): Promise<string[]> {
  const ended: string[] = [];
  for (const row of await tx.lock(entity, where)) {
    if (row.to !== null && row.to <= on) continue;
    await tx.update(entity, row.id, { to: row.from > on ? row.from : on } as Partial<T>);
    ended.push(row.id);
  }
  return ended;
}

/** Whether there is a day on which both hold; on one that was called off, `to` equal to `from`, nothing does. */
export function overlap(a: Term, b: Term): boolean {
  const calledOff = [a, b].some(({ from, to }) => from === to);
  return !calledOff && (a.to === null || b.from < a.to) && (b.to === null || a.from < b.to);
}

/** What is left of the days of some terms without those of others. */
export function withoutDays(terms: readonly Term[], others: readonly Term[]): Term[] {
  return others.reduce<Term[]>(
    (left, other) =>
      left.flatMap((term) => {
        if (!overlap(term, other)) return [term];
        const before = term.from < other.from ? [{ from: term.from, to: other.from }] : [];
        const isLonger = other.to !== null && (term.to === null || other.to < term.to);
        return isLonger ? [...before, { from: other.to!, to: term.to }] : before;
      }),
    terms.filter(({ from, to }) => from !== to).map(({ from, to }) => ({ from, to })),
  );
}

/** A term as the union of terms needs it. */
export interface UnionTerm {
  readonly id: string;
  readonly from: string;
  readonly to: string | null;
  /** Whether it belongs to the record that is kept: of those that overlap, a kept one survives. */
  readonly kept: boolean;
}

export interface TermChange {
  readonly id: string;
  readonly from: string;
  readonly to: string | null;
  /** The term that covers the days of this called-off one. */
  readonly into?: string;
}

/**
 * Merges the terms of two doubles so that none overlap and no day is lost: where they do, one is widened to cover all,
 * and the others are called off. Called-off terms stay as they are. Answers only what changes, the called-off ones first.
 */
export function mergeTerms(terms: readonly UnionTerm[]): TermChange[] {
  const real = terms
    .filter(({ from, to }) => from !== to)
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const groups: { members: UnionTerm[]; from: string; to: string | null }[] = [];
  for (const term of real) {
    const group = groups.at(-1);
    if (group && (group.to === null || term.from < group.to)) {
      group.members.push(term);
      if (group.to !== null && (term.to === null || term.to > group.to)) group.to = term.to;
    } else groups.push({ members: [term], from: term.from, to: term.to });
  }
  const calledOff: TermChange[] = [];
  const widened: TermChange[] = [];
  for (const { members, from, to } of groups) {
    if (members.length === 1) continue;
    const survivor = members.find(({ kept }) => kept) ?? members[0]!;
    for (const member of members)
      if (member !== survivor) calledOff.push({ id: member.id, from: member.from, to: member.from, into: survivor.id });
    if (survivor.from !== from || survivor.to !== to) widened.push({ id: survivor.id, from, to });
  }
  return [...calledOff, ...widened];
}
