import { requireMay } from '../../access/policy.js';
import { refuse } from '../../kernel/refusal.js';
import { columnName } from '../../kernel/naming.js';
import type { Context } from '../context.js';
import { clearable, optionalText, present, requiredText, requireVersion } from '../input.js';
import { lookUp } from '../lookup.js';
import { ERASED_NAME, Person, type CorrectPersonInput } from '../person.js';
import { lockPerson } from '../position-service.js';
import type { Erasure } from './erasure.js';
import { namesRecorded, rewriteRecorded } from './queries.js';
import { withoutNames } from './without-names.js';

const LONGEST_REASON = 1_000;

/** What somebody may ask for who is in the directory: that what is wrong be put right, and to be forgotten. */
export class PersonalDataService {
  constructor(private readonly erasure: Erasure) {}

  /** A change holds from its commit on, and what held before is kept; what was never right is kept nowhere. */
  correct(ctx: Context, id: string, version: number, input: CorrectPersonInput, reason: string): Promise<Person> {
    const person = lookUp(ctx, 'Person', id, ['id']);
    requireMay(ctx.viewer, 'person.correct', ctx.book.ownersOf(person.id, ctx.now));
    const changes: Partial<Person> = {
      ...present(input, 'name', requiredText),
      ...clearable(input, 'nameEn', optionalText),
      ...clearable(input, 'kana', optionalText),
    };
    if (Object.keys(changes).length === 0) throw refuse.badInput(['input'], 'Say what is right.');
    const stated = statedReason(reason);
    const recorded = Object.entries(changes).map(([field, value]) => [columnName(field), value] as const);
    return ctx.write(async (tx) => {
      requireVersion(await lockPerson(tx, id, ['id']), version);
      // It stays in the audit for good, where no name may stand: neither the wrong one nor the right one.
      const names = await namesRecorded(tx, [id]);
      tx.reason = withoutNames(stated, [...names, ...namesIn(changes)], '…');
      await tx.update(Person, id, changes);
      await rewriteRecorded(tx, [id], Object.fromEntries(recorded) as Record<string, string | null>);
      return id;
    });
  }

  erase(ctx: Context, id: string, version: number | null | undefined, reason: string): Promise<Person> {
    const person = lookUp(ctx, 'Person', id, ['id']);
    requireMay(ctx.viewer, 'person.erase', ctx.book.ownersOf(person.id, ctx.now));
    const stated = statedReason(reason);
    return ctx.write(async (tx) => {
      const locked = await lockPerson(tx, id, ['id']);
      if (version != null) requireVersion(locked, version);
      const names = await this.erasure.ofPerson(tx, id, ['id']);
      tx.reason = withoutNames(stated, names, ERASED_NAME);
      return id;
    });
  }
}

function statedReason(reason: string): string {
  const stated = requiredText(reason, ['reason']);
  if (stated.length > LONGEST_REASON)
    throw refuse.badInput(['reason'], `This is longer than ${LONGEST_REASON} characters.`);
  return stated;
}

function namesIn({ name, nameEn, kana }: Partial<Person>): string[] {
  return [name, nameEn, kana].filter((each) => each != null);
}
