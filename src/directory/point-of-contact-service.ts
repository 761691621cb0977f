import { requireMay } from '../access/policy.js';
import { dayStart } from '../kernel/days.js';
import { newId } from '../kernel/ids.js';
import { refuse } from '../kernel/refusal.js';
import type { Context } from './context.js';
import { optionalText, requireOrder } from './input.js';
import { lookUp, lookUpIfGiven } from './lookup.js';
import { Csirt } from './csirt.js';
import { lockAppointed, lockPerson } from './position-service.js';
import { PointOfContact, type AppointPointOfContactInput } from './point-of-contact.js';

export class PointOfContactService {
  appoint(ctx: Context, input: AppointPointOfContactInput): Promise<PointOfContact> {
    const csirt = lookUp(ctx, 'Csirt', input.csirtId, ['input', 'csirtId']);
    const person = lookUpIfGiven(ctx, 'Person', input.personId, ['input', 'personId']);
    requireMay(ctx.viewer, 'pointOfContact.appoint', [csirt.organizationId]);
    const deskName = optionalText(input.deskName);
    if (person && deskName !== null) throw refuse.badInput(['input', 'deskName'], 'Give a person or a desk, not both.');
    if (!person && deskName === null) throw refuse.badInput(['input', 'personId'], 'Give a person or a desk.');
    requireOrder(input.from, input.to, ['input', 'to']);
    const term = {
      id: newId('PointOfContact'),
      csirtId: csirt.id,
      personId: person?.id ?? null,
      deskName,
      role: input.role,
      priority: input.priority ?? 1,
      from: input.from,
      to: input.to ?? null,
    };
    return ctx.write(async (tx) => {
      if (person) await lockPerson(tx, person.id, ['input', 'personId']);
      const { disbandedOn } = await tx.lockOne(Csirt, csirt.id);
      if (disbandedOn !== null && (term.to === null || term.to > disbandedOn))
        throw refuse.badInput(['input', 'to'], `The CSIRT is disbanded on ${disbandedOn}: the term must end by then.`);
      await tx.insert(PointOfContact, term);
      return term.id;
    });
  }

  end(ctx: Context, id: string, on: string): Promise<PointOfContact> {
    const term = lookUp(ctx, 'PointOfContact', id, ['id']);
    requireMay(ctx.viewer, 'pointOfContact.end', [ctx.book.csirts.get(term.csirtId)!.organizationId]);
    return ctx.write(async (tx) => {
      await lockAppointed(tx, id, ['id']);
      const locked = await tx.lockOne(PointOfContact, id);
      if (locked.to !== null && locked.to <= on) throw refuse.conflict(`It ends on ${locked.to} already.`, ['on']);
      if (on < locked.from)
        throw refuse.badInput(
          ['on'],
          `The term begins on ${locked.from}: on that day it is called off, earlier it cannot end.`,
        );
      await tx.update(PointOfContact, id, { to: on });
      return id;
    });
  }

  /** The terms that end within so many days, soonest first. */
  ending(ctx: Context, withinDays: number): PointOfContact[] {
    const horizon = ctx.now + withinDays * 86_400_000;
    const ends = (term: PointOfContact) => dayStart(term.to!, ctx.book.csirts.get(term.csirtId)!.timeZone);
    return [...ctx.book.pointsOfContact.all()]
      .filter((term) => term.to !== null && term.to !== term.from && ends(term) > ctx.now && ends(term) <= horizon)
      .sort((a, b) => ends(a) - ends(b) || (a.id < b.id ? -1 : 1));
  }
}
