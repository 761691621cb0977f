import { In } from 'typeorm';
import { Field, ObjectType } from 'type-graphql';
import { requireMay } from '../access/policy.js';
import { newId } from '../kernel/ids.js';
import { refuse, type InputPath } from '../kernel/refusal.js';
import type { Answer, Transaction } from '../kernel/writes.js';
import type { Context } from './context.js';
import { Csirt } from './csirt.js';
import { asIs, clearable, present, requiredText, requireOrder } from './input.js';
import { lookUp } from './lookup.js';
import type { Organization } from './organization.js';
import { latestBegun, ownersAmong } from './ownership.js';
import {
  Person,
  Position,
  type AddPositionInput,
  type CorrectPositionInput,
  type TransferPersonInput,
} from './person.js';
import { ContactRole, PointOfContact } from './point-of-contact.js';
import { endAt } from './terms.js';

@ObjectType({ description: 'What came of a person leaving a post.' })
export class Transfer {
  @Field(() => Person, { description: 'Who left it.' })
  person!: Person;

  @Field(() => [PointOfContact], { description: 'The terms as a point of contact that ended with it.' })
  endedTerms!: PointOfContact[];

  @Field(() => [Csirt], { description: 'The CSIRTs of those terms that have no primary contact from that day on.' })
  csirtsWithoutPrimary!: Csirt[];
}

export class PositionService {
  transfer(ctx: Context, input: TransferPersonInput): Promise<Transfer> {
    const person = lookUp(ctx, 'Person', input.personId, ['input', 'personId']);
    const organization = lookUp(ctx, 'Organization', input.organizationId, ['input', 'organizationId']);
    requireMay(ctx.viewer, 'position.add', [organization.id]);
    const title = requiredText(input.title, ['input', 'title']);
    const { on } = input;
    requireStanding(organization, null, on, ['input', 'on']);
    return ctx.write(async (tx) => {
      await lockPerson(tx, person.id, ['input', 'personId']);
      const positions = await tx.lock(Position, { personId: person.id });
      const old = latestBegun(positions.filter((each) => each.from < on && (each.to === null || each.to >= on)));
      if (!old)
        throw refuse.badInput(
          ['input', 'on'],
          'This person holds no position then that could end: add a position instead.',
        );
      requireMay(ctx.viewer, 'position.end', [old.organizationId]);
      const next = {
        id: newId('Position'),
        personId: person.id,
        organizationId: organization.id,
        title,
        from: on,
        to: organization.dissolvedOn,
      };
      const after = [...positions.map((each) => (each.id === old.id ? { ...each, to: on } : each)), next];
      ctx.sight.requireReadable(person.tlp, ownersAmong(after, ctx.now, ctx.book.communityZone));
      if (old.to !== on) await tx.update(Position, old.id, { to: on });
      await tx.insert(Position, next);
      return this.leave(tx, person.id, old.organizationId, on);
    });
  }

  add(ctx: Context, input: AddPositionInput): Promise<Person> {
    const person = lookUp(ctx, 'Person', input.personId, ['input', 'personId']);
    const organization = lookUp(ctx, 'Organization', input.organizationId, ['input', 'organizationId']);
    requireMay(ctx.viewer, 'position.add', [organization.id]);
    requireOrder(input.from, input.to, ['input', 'to']);
    requireStanding(organization, input.to ?? null, input.from, ['input', 'from']);
    const position = {
      id: newId('Position'),
      personId: person.id,
      organizationId: organization.id,
      title: requiredText(input.title, ['input', 'title']),
      from: input.from,
      to: input.to ?? organization.dissolvedOn,
    };
    return ctx.write(async (tx) => {
      await lockPerson(tx, person.id, ['input', 'personId']);
      const after = [...(await tx.lock(Position, { personId: person.id })), position];
      ctx.sight.requireReadable(person.tlp, ownersAmong(after, ctx.now, ctx.book.communityZone));
      await tx.insert(Position, position);
      return person.id;
    });
  }

  end(ctx: Context, positionId: string, on: string): Promise<Transfer> {
    const position = lookUp(ctx, 'Position', positionId, ['positionId']);
    requireMay(ctx.viewer, 'position.end', [position.organizationId]);
    return ctx.write(async (tx) => {
      const locked = await tx.lockOne(Position, position.id);
      if (locked.to !== null && locked.to <= on)
        throw refuse.conflict(`This position ends on ${locked.to} already.`, ['on']);
      if (on < locked.from)
        throw refuse.badInput(['on'], `The position begins on ${locked.from}: it cannot end before.`);
      await tx.update(Position, locked.id, { to: on });
      return this.leave(tx, locked.personId, locked.organizationId, on);
    });
  }

  correct(ctx: Context, positionId: string, input: CorrectPositionInput): Promise<Person> {
    const position = lookUp(ctx, 'Position', positionId, ['positionId']);
    requireMay(ctx.viewer, 'position.correct', [position.organizationId]);
    const changes: Partial<Position> = {
      ...present(input, 'title', requiredText),
      ...present(input, 'from', asIs),
      ...clearable(input, 'to', asIs),
    };
    const organization = ctx.book.organizations.get(position.organizationId)!;
    return ctx.write(async (tx) => {
      const locked = await tx.lockOne(Position, position.id);
      const { from, to } = { ...locked, ...changes };
      requireOrder(from, to, changes.to === undefined ? ['input', 'from'] : ['input', 'to']);
      requireStanding(organization, to, from, changes.from === undefined ? ['input', 'to'] : ['input', 'from']);
      await tx.update(Position, locked.id, changes);
      return locked.personId;
    });
  }

  /** Ends the terms that a person has for the CSIRTs of an organization in which no position is held from that day on. */
  private async leave(tx: Transaction, personId: string, organizationId: string, on: string): Promise<Answer> {
    const stays = (await tx.lock(Position, { personId, organizationId })).some(
      ({ from, to }) => from <= on && (to === null || to > on),
    );
    if (stays) return { person: personId, endedTerms: [], csirtsWithoutPrimary: [] };
    const csirts = await tx.manager.find(Csirt, { where: { organizationId }, order: { id: 'ASC' } });
    const endedTerms = await endAt(tx, PointOfContact, { personId, csirtId: In(csirts.map(({ id }) => id)) }, on);
    const touched = await tx.manager.find(PointOfContact, { where: { id: In(endedTerms) } });
    const primaries = await tx.manager.find(PointOfContact, {
      where: { csirtId: In(touched.map(({ csirtId }) => csirtId)), role: ContactRole.PRIMARY },
    });
    const covered = new Set(
      primaries.filter(({ from, to }) => from <= on && (to === null || to > on)).map(({ csirtId }) => csirtId),
    );
    const lacking = csirts.filter(
      ({ id, disbandedOn }) =>
        touched.some(({ csirtId }) => csirtId === id) && !covered.has(id) && (disbandedOn === null || disbandedOn > on),
    );
    return { person: personId, endedTerms, csirtsWithoutPrimary: lacking.map(({ id }) => id) };
  }
}

/** A double that was merged away meanwhile takes no more positions. */
export async function lockPerson(tx: Transaction, id: string, path: InputPath): Promise<Person> {
  const person = await tx.lockOne(Person, id);
  if (person.mergedIntoId) throw refuse.notFound(path);
  return person;
}

/** Nobody holds a post in an organization that is dissolved by then. */
export function requireStanding({ dissolvedOn }: Organization, to: string | null, from: string, path: InputPath): void {
  if (dissolvedOn === null) return;
  if (from >= dissolvedOn || (to !== null && to > dissolvedOn))
    throw refuse.badInput(
      path,
      `The organization is dissolved on ${dissolvedOn}: nobody holds a position there from then on.`,
    );
}
