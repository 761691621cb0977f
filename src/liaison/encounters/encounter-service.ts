import { ArrayContains, In } from 'typeorm';
import { requireMay, type Action } from '../../access/policy.js';
import { Tlp } from '../../access/tlp.js';
import type { Context } from '../../directory/context.js';
import { asIs, clearable, optionalText, present, requiredText, requireVersion } from '../../directory/input.js';
import { lookUp, lookUpNode } from '../../directory/lookup.js';
import type { Organization } from '../../directory/organization.js';
import { Person, Position } from '../../directory/person.js';
import { dayOf, dayStart, holds } from '../../kernel/days.js';
import { compareText, newId } from '../../kernel/ids.js';
import { refuse, type InputPath } from '../../kernel/refusal.js';
import { requireNotErased } from '../../directory/position-service.js';
import type { Transaction } from '../../kernel/writes.js';
import { Encounter, EncounterMode, type AmendEncounterInput, type RecordEncounterInput } from './encounter.js';
import { writeNotes } from './encounter-notes.js';

const ATTENDEES: InputPath = ['input', 'attendeeIds'];
const LONGEST_REASON = 1_000;

/** What decides who may do something to an encounter, and who reads it. */
type Standing = Pick<Encounter, 'hostId' | 'attendeeIds' | 'startsAt' | 'tlp'>;

export class EncounterService {
  record(ctx: Context, input: RecordEncounterInput): Promise<Encounter> {
    const host = lookUp(ctx, 'Organization', input.hostId, ['input', 'hostId']);
    const encounter = {
      id: newId('Encounter'),
      kind: input.kind,
      title: requiredText(input.title, ['input', 'title']),
      startsAt: input.startsAt,
      endsAt: input.endsAt,
      mode: input.mode ?? EncounterMode.IN_PERSON,
      place: optionalText(input.place),
      hostId: host.id,
      attendeeIds: lookUpAttendees(ctx, input.attendeeIds),
      tlp: input.tlp ?? Tlp.GREEN,
      withdrawnAt: null,
      withdrawalReason: null,
    };
    requireMayWrite(ctx, 'encounter.record', encounter);
    requireCompany(encounter.attendeeIds);
    requirePossible(ctx, encounter, host, () => true);
    const notes = optionalText(input.notes);
    return ctx.write(async (tx) => {
      await requirePositions(ctx, tx, encounter, [], (id) => [...ATTENDEES, input.attendeeIds.indexOf(id)]);
      await tx.insert(Encounter, encounter);
      if (notes !== null) await writeNotes(tx, encounter.id, notes);
      return encounter.id;
    });
  }

  amend(ctx: Context, id: string, version: number, input: AmendEncounterInput): Promise<Encounter> {
    const encounter = lookUpEncounter(ctx, id);
    requireMay(ctx.viewer, 'encounter.amend', attendingOrganizations(ctx, encounter));
    const changes: Partial<Encounter> = {
      ...present(input, 'title', requiredText),
      ...present(input, 'startsAt', asIs),
      ...present(input, 'endsAt', asIs),
      ...present(input, 'mode', asIs),
      ...clearable(input, 'place', optionalText),
      ...present(input, 'hostId', (hostId, path) => lookUp(ctx, 'Organization', hostId, path).id),
      ...present(input, 'attendeeIds', (ids) => lookUpAttendees(ctx, ids)),
      ...present(input, 'tlp', asIs),
    };
    const notes = input.notes === undefined ? undefined : optionalText(input.notes);
    return ctx.write(async (tx) => {
      const locked = await tx.lockOne(Encounter, id);
      requireStanding(locked);
      requireVersion(locked, version);
      if (changes.attendeeIds)
        changes.attendeeIds = inOrder([...changes.attendeeIds, ...hiddenAmong(ctx, locked.attendeeIds)]);
      const next = { ...locked, ...changes };
      requireMayWrite(ctx, 'encounter.amend', next);
      requirePossible(ctx, next, ctx.book.organizations.get(next.hostId)!, (field) => input[field] !== undefined);
      // A merge may have made one person of two attendees: that is let be as long as nobody touches them.
      if (changes.attendeeIds) requireCompany(next.attendeeIds);
      if (changes.attendeeIds ?? changes.startsAt)
        await requirePositions(ctx, tx, next, locked.attendeeIds, (attendee) => {
          const place = input.attendeeIds?.indexOf(attendee) ?? -1;
          return place < 0 ? ['input', 'startsAt'] : [...ATTENDEES, place];
        });
      // The encounter is a new version of itself also where only its notes are others.
      await tx.update(Encounter, id, { title: next.title, ...changes });
      if (notes !== undefined) await writeNotes(tx, id, notes);
      return id;
    });
  }

  withdraw(ctx: Context, id: string, reason: string): Promise<Encounter> {
    const encounter = lookUpEncounter(ctx, id);
    requireMay(ctx.viewer, 'encounter.withdraw', attendingOrganizations(ctx, encounter));
    const withdrawalReason = requiredText(reason, ['reason']);
    if (withdrawalReason.length > LONGEST_REASON)
      throw refuse.badInput(['reason'], `This is longer than ${LONGEST_REASON} characters.`);
    return ctx.write(async (tx) => {
      requireStanding(await tx.lockOne(Encounter, id));
      await tx.update(Encounter, id, { withdrawnAt: tx.moment, withdrawalReason });
      return id;
    });
  }

  /** What a person attended who becomes one with another was attended by that other. */
  async handOver(tx: Transaction, keptId: string, droppedId: string): Promise<void> {
    for (const { id, attendeeIds } of await tx.lock(Encounter, { attendeeIds: ArrayContains([droppedId]) }))
      await tx.update(Encounter, id, {
        attendeeIds: inOrder(attendeeIds.map((each) => (each === droppedId ? keptId : each))),
      });
  }
}

export function lookUpEncounter(ctx: Context, id: string): Encounter {
  return lookUpNode(ctx, ['Encounter'], id, ['id']) as Encounter;
}

/** Ids as they are kept: each once, in their order. */
function inOrder(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort(compareText);
}

/** The ids of attendees, each of somebody whom the viewer sees, and none twice. */
function lookUpAttendees(ctx: Context, ids: readonly string[]): string[] {
  const seen = new Set<string>();
  for (const [place, id] of ids.entries()) {
    const path = [...ATTENDEES, place];
    const { name } = lookUp(ctx, 'Person', id, path);
    if (seen.has(id)) throw refuse.badInput(path, `${name} is in the list already.`);
    seen.add(id);
  }
  return inOrder(ids);
}

function hiddenAmong(ctx: Context, ids: readonly string[]): string[] {
  return ids.filter((id) => {
    const person = ctx.book.person(id);
    return !person || !ctx.sight.seesPerson(person);
  });
}

function attendingOrganizations(ctx: Context, { attendeeIds, startsAt }: Standing): string[] {
  return attendeeIds.flatMap((id) =>
    ctx.book.positionsHeldBy(id, startsAt.getTime()).map(({ organizationId }) => organizationId),
  );
}

/** A member writes down what its own people attended; nobody, what they could not read afterwards. */
function requireMayWrite(ctx: Context, action: Action, encounter: Standing): void {
  const organizations = attendingOrganizations(ctx, encounter);
  requireMay(ctx.viewer, action, organizations);
  ctx.sight.requireReadable(encounter.tlp, [encounter.hostId, ...organizations]);
}

function requireStanding({ withdrawnAt }: Encounter): void {
  if (withdrawnAt) throw refuse.conflict(`This encounter was withdrawn on ${withdrawnAt.toISOString()}.`, ['id']);
}

function requireCompany(attendeeIds: readonly string[]): void {
  if (attendeeIds.length < 2) throw refuse.badInput(ATTENDEES, 'An encounter has two attendees at least.');
}

/** @param isGiven which fields the client wrote: a fault between two lies in the one that it did. */
function requirePossible(
  ctx: Context,
  { startsAt, endsAt }: Pick<Encounter, 'startsAt' | 'endsAt'>,
  host: Organization,
  isGiven: (field: 'startsAt' | 'endsAt' | 'hostId') => boolean,
): void {
  if (endsAt < startsAt)
    throw refuse.badInput(['input', isGiven('endsAt') ? 'endsAt' : 'startsAt'], 'It cannot end before it begins.');
  if (startsAt.getTime() > ctx.now)
    throw refuse.badInput(['input', 'startsAt'], 'It has not begun yet: what is to come is an event.');
  const { dissolvedOn } = host;
  if (dissolvedOn !== null && dayStart(dissolvedOn, ctx.book.communityZone) <= startsAt.getTime())
    throw refuse.badInput(
      ['input', isGiven('hostId') ? 'hostId' : 'startsAt'],
      `The host was dissolved on ${dissolvedOn}: it did not exist any more when this began.`,
    );
}

/**
 * Everybody whom the viewer sees held a position when it began. Locks the people: their positions, and who they are, stay until the end.
 * @param known who stands in the record already: somebody who was erased stays there, and comes into no other.
 */
async function requirePositions(
  ctx: Context,
  tx: Transaction,
  { attendeeIds, startsAt }: Pick<Encounter, 'attendeeIds' | 'startsAt'>,
  known: readonly string[],
  pathOf: (attendeeId: string) => InputPath,
): Promise<void> {
  const zone = ctx.book.communityZone;
  const people = await tx.lockShared(Person, { id: In(attendeeIds) });
  const positions = await tx.manager.findBy(Position, { personId: In(attendeeIds) });
  const standing = new Set(
    positions
      .filter((each) => each.from !== each.to && holds(each, startsAt.getTime(), zone))
      .map(({ personId }) => personId),
  );
  const hidden = new Set(hiddenAmong(ctx, attendeeIds));
  for (const person of people) {
    const { id, name } = person;
    if (person.mergedIntoId) throw refuse.notFound(pathOf(id));
    if (!known.includes(id)) requireNotErased(person, pathOf(id));
    // Somebody hidden who stays is not looked at: day by day, the refusals would tell when their posts began and ended.
    if (standing.has(id) || hidden.has(id)) continue;
    throw refuse.badInput(
      pathOf(id),
      `${name} held no position on ${dayOf(startsAt.getTime(), zone)}, when this began.`,
    );
  }
}
