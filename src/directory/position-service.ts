import { In } from 'typeorm';
import { Field, ObjectType } from 'type-graphql';
import { may, requireMay } from '../access/policy.js';
import type { Tlp } from '../access/tlp.js';
import { Cost } from '../kernel/cost.js';
import { dayOf, type Term } from '../kernel/days.js';
import { newId } from '../kernel/ids.js';
import { refuse, type InputPath } from '../kernel/refusal.js';
import type { Answer, Transaction } from '../kernel/writes.js';
import type { Context } from './context.js';
import { Csirt } from './csirt.js';
import { asIs, clearable, present, requiredText, requireOrder } from './input.js';
import { lookUp } from './lookup.js';
import type { Organization } from './organization.js';
import { latestBegun, ownersAmong, type HeldPosition } from './ownership.js';
import {
  Person,
  Position,
  type AddPositionInput,
  type CorrectPositionInput,
  type TransferPersonInput,
} from './person.js';
import { rewriteRecorded } from './personal-data/queries.js';
import { ContactRole, PointOfContact } from './point-of-contact.js';
import { endAt, overlap, withoutDays } from './terms.js';

@ObjectType({ description: 'What came of a person leaving a post.' })
export class Transfer {
  @Field(() => Person, { description: 'Who left it.' })
  person!: Person;

  @Cost({ entries: 5 })
  @Field(() => [PointOfContact], { description: 'The terms as a point of contact that ended with it.' })
  endedTerms!: PointOfContact[];

  @Cost({ entries: 5 })
  @Field(() => [Csirt], { description: 'The CSIRTs of those terms that have no primary contact from that day on.' })
  csirtsWithoutPrimary!: Csirt[];
}

export class PositionService {
  transfer(ctx: Context, input: TransferPersonInput): Promise<Transfer> {
    const person = lookUp(ctx, 'Person', input.personId, ['input', 'personId']);
    const organization = lookUp(ctx, 'Organization', input.organizationId, ['input', 'organizationId']);
    requireMayPost(ctx, person, organization);
    const title = requiredText(input.title, ['input', 'title']);
    const { on } = input;
    requireStanding(organization, { from: on, to: null }, ['input', 'on']);
    return ctx.write(async (tx) => {
      const { tlp } = await lockPerson(tx, person.id, ['input', 'personId']);
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
      requireStillReadable(ctx, tlp, positions, [...changed(positions, old.id, { to: on }), next]);
      if (old.to !== on) await tx.update(Position, old.id, { to: on });
      await tx.insert(Position, next);
      return this.leave(tx, person.id, old.organizationId, on);
    });
  }

  add(ctx: Context, input: AddPositionInput): Promise<Person> {
    const person = lookUp(ctx, 'Person', input.personId, ['input', 'personId']);
    const organization = lookUp(ctx, 'Organization', input.organizationId, ['input', 'organizationId']);
    requireMayPost(ctx, person, organization);
    requireOrder(input.from, input.to, ['input', 'to']);
    requireStanding(organization, { from: input.from, to: input.to ?? null }, ['input', 'from'], ['input', 'to']);
    const position = {
      id: newId('Position'),
      personId: person.id,
      organizationId: organization.id,
      title: requiredText(input.title, ['input', 'title']),
      from: input.from,
      to: input.to ?? organization.dissolvedOn,
    };
    return ctx.write(async (tx) => {
      const { tlp } = await lockPerson(tx, person.id, ['input', 'personId']);
      const positions = await tx.lock(Position, { personId: person.id });
      requireStillReadable(ctx, tlp, positions, [...positions, position]);
      await tx.insert(Position, position);
      return person.id;
    });
  }

  end(ctx: Context, positionId: string, on: string): Promise<Transfer> {
    const position = lookUp(ctx, 'Position', positionId, ['positionId']);
    requireMay(ctx.viewer, 'position.end', [position.organizationId]);
    return ctx.write(async (tx) => {
      // Also of who was erased: that a post is vacant says nothing of a person any more.
      const { tlp } = await lockStanding(tx, position.personId, ['positionId']);
      const positions = await tx.lock(Position, { personId: position.personId });
      const locked = positions.find(({ id }) => id === position.id)!;
      if (locked.to !== null && locked.to <= on)
        throw refuse.conflict(`This position ends on ${locked.to} already.`, ['on']);
      if (on < locked.from)
        throw refuse.badInput(['on'], `The position begins on ${locked.from}: it cannot end before.`);
      requireStillReadable(ctx, tlp, positions, changed(positions, locked.id, { to: on }));
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
    if (changes.to === null) changes.to = organization.dissolvedOn;
    if (changes.from !== undefined || changes.to !== undefined)
      requireMayPost(ctx, ctx.book.people.get(position.personId)!, organization);
    return ctx.write(async (tx) => {
      const { tlp } = await lockPerson(tx, position.personId, ['positionId']);
      const positions = await tx.lock(Position, { personId: position.personId });
      const locked = positions.find(({ id }) => id === position.id)!;
      const { from, to } = { ...locked, ...changes };
      const begin = ['input', changes.from === undefined ? 'to' : 'from'];
      const end = ['input', changes.to === undefined ? 'from' : 'to'];
      requireOrder(from, to, end);
      requireStanding(organization, { from, to }, begin, end);
      requireStillReadable(ctx, tlp, positions, changed(positions, locked.id, changes));
      // The constraint would name the organization, which is not in this input.
      for (const each of positions)
        if (each.id !== locked.id && each.organizationId === locked.organizationId && overlap(each, { from, to }))
          throw refuse.conflict(
            `This person holds another position in this organization from ${each.from}.`,
            each.from < from ? begin : end,
          );
      await tx.update(Position, locked.id, changes);
      if (changes.title !== undefined) await rewriteRecorded(tx, [locked.id], { title: changes.title });
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

/**
 * A post makes its organization an owner of the person's record, with all that owners may read: only who may write that
 * record gives somebody a post or sets its days. An organization cannot help itself to a person, nor take one back.
 */
function requireMayPost(ctx: Context, person: Person, organization: Organization): void {
  requireMay(ctx.viewer, 'position.add', [organization.id]);
  requireMay(ctx.viewer, 'person.update', ctx.book.ownersOf(person.id, ctx.now));
}

/** Positions decide who owns the record of a person, and so who may read it: now, and what the person took part in once. */
function requireStillReadable(
  ctx: Context,
  tlp: Tlp,
  before: readonly HeldPosition[],
  after: readonly HeldPosition[],
): void {
  ctx.sight.requireReadable(tlp, ownersAmong(after, ctx.now, ctx.book.communityZone));
  requireNoHindsight(ctx, before, after);
}

/**
 * Where somebody was once decides who owns the records of what they did then. So who writes only the entries of its own
 * organization does not place somebody there afterwards for days past that were spent elsewhere: it would help itself to
 * what it had no part in. Whether there is any such record is not looked at, or the refusal would tell.
 */
export function requireNoHindsight(
  ctx: Context,
  before: readonly HeldPosition[],
  after: readonly HeldPosition[],
): void {
  const own = ctx.viewer.organizationId;
  if (own === null || may(ctx.viewer, 'position.add', [])) return;
  const today = dayOf(ctx.now, ctx.book.communityZone);
  const elsewhere = before.filter(({ organizationId }) => organizationId !== own);
  const daysAtHome = (positions: readonly HeldPosition[]) =>
    positions.filter(({ organizationId }) => organizationId === own);
  const gained = withoutDays(daysAtHome(after), daysAtHome(before));
  if (
    gained.some(
      (term) => term.from < today && elsewhere.some((each) => overlap(each, { ...term, to: earlier(term.to, today) })),
    )
  )
    throw refuse.forbidden(
      'This person held a post elsewhere on some of these days past. Only operators and liaison officers enter a further post for them afterwards.',
    );
}

function earlier(day: string | null, other: string): string {
  return day === null || day > other ? other : day;
}

function changed(positions: readonly Position[], id: string, changes: Partial<Position>): HeldPosition[] {
  return positions.map((each) => (each.id === id ? { ...each, ...changes } : each));
}

/**
 * A double that was merged away meanwhile takes nothing more: it would be nowhere to be seen. Nor does who was erased:
 * what is written would be about somebody again.
 */
export async function lockPerson(tx: Transaction, id: string, path: InputPath): Promise<Person> {
  const person = await lockStanding(tx, id, path);
  requireNotErased(person, path);
  return person;
}

async function lockStanding(tx: Transaction, id: string, path: InputPath): Promise<Person> {
  const person = await tx.lockOne(Person, id);
  if (person.mergedIntoId) throw refuse.notFound(path);
  return person;
}

export function requireNotErased({ erasedAt }: Pick<Person, 'erasedAt'>, path: InputPath): void {
  if (erasedAt) throw refuse.conflict(`This person was erased on ${erasedAt.toISOString()}.`, path);
}

/** The same for whoever was appointed for a term, or has become one with that person since. */
export async function lockAppointed(tx: Transaction, termId: string, path: InputPath): Promise<void> {
  const term = await tx.manager.findOneByOrFail(PointOfContact, { id: termId });
  let next = term.personId;
  while (next !== null) {
    const person = await tx.lockOne(Person, next);
    requireNotErased(person, path);
    next = person.mergedIntoId;
  }
}

/** Nobody holds a post in an organization that is dissolved by then; `begin` and `end` are where the days were given. */
export function requireStanding(
  { dissolvedOn }: Organization,
  { from, to }: Term,
  begin: InputPath,
  end: InputPath = begin,
): void {
  if (dissolvedOn === null) return;
  const late = from >= dissolvedOn ? begin : to !== null && to > dissolvedOn ? end : undefined;
  if (late)
    throw refuse.badInput(
      late,
      `The organization is dissolved on ${dissolvedOn}: nobody holds a position there from then on.`,
    );
}
