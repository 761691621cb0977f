import type { Role } from '../../src/access/viewer.js';
import type { Author } from './author.js';
import { dayStart } from './calendar.js';
import { COMMUNITY_ZONE, holds, type Encounter, type Tlp } from './chronicle.js';
import type { Random } from './random.js';
import { BruteSight, type Asker } from './sight.js';

/** Random writes to encounters. Each does nothing when there is nothing to do it to. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const KINDS = ['MEETING', 'CONSULTATION', 'JOINT_WORK', 'TRAINING', 'DRILL', 'SYMPOSIUM'] as const;
const MODES = ['IN_PERSON', 'HYBRID', 'ONLINE'] as const;
const TLPS: readonly Tlp[] = ['CLEAR', 'GREEN', 'GREEN', 'GREEN', 'AMBER', 'AMBER_STRICT', 'RED'];
const WRITERS: readonly (keyof typeof Role)[] = ['OPERATOR', 'OPERATOR', 'LIAISON_OFFICER', 'MEMBER', 'ADMINISTRATOR'];
const TRIES = 8;

export const REASON = '二重に記録した';

type Times = Pick<Encounter, 'startsAt' | 'endsAt'>;
type Facts = Pick<Encounter, 'startsAt' | 'endsAt' | 'hostId' | 'attendeeIds' | 'tlp'>;

/** Somebody who writes, and what they see. */
class Writer {
  readonly sight: BruteSight;

  constructor(
    private readonly author: Author,
    readonly asker: Asker,
  ) {
    this.sight = new BruteSight(author.chronicle, asker, author.now);
  }

  static any(author: Author): Writer {
    const { chronicle, random } = author;
    const role = random.oneOf(WRITERS);
    return new Writer(author, { role, organizationId: random.earlyOf(chronicle.organizations)!.id });
  }

  sees(personId: string): boolean {
    return this.sight.seesPerson(this.author.chronicle.person(personId));
  }

  /** A member writes of what its own people attended. */
  mayWrite(encounter: Pick<Encounter, 'attendeeIds' | 'startsAt'>): boolean {
    const { role, organizationId } = this.asker;
    return (
      role === 'OPERATOR' || role === 'LIAISON_OFFICER' || this.sight.attending(encounter).includes(organizationId!)
    );
  }

  client() {
    return this.author.as(this.asker.role, this.asker.organizationId);
  }

  /** Why an encounter may not be written down so. */
  faults(encounter: Facts): string[] {
    const { startsAt, endsAt, hostId, attendeeIds, tlp } = encounter;
    const { chronicle, now } = this.author;
    const possible =
      attendeeIds.length >= 2 && endsAt >= startsAt && startsAt <= now && startsAt < chronicle.endOf(hostId);
    const readable = this.sight.admits(tlp, this.sight.ownersOfEncounter(encounter));
    return [...(possible ? [] : ['BAD_USER_INPUT']), ...(readable && this.mayWrite(encounter) ? [] : ['FORBIDDEN'])];
  }

  /** Why they may not be named. */
  faultsOfNames(ids: readonly string[]): string[] {
    return [
      ...(ids.every((id) => this.sees(id)) ? [] : ['NOT_FOUND']),
      ...(new Set(ids).size === ids.length ? [] : ['BAD_USER_INPUT']),
    ];
  }

  /** That somebody whom they see held no position when it began. */
  faultsOfPositions({ attendeeIds, startsAt }: Facts): string[] {
    const seen = attendeeIds.filter((id) => this.sees(id));
    return seen.every((id) => isInOffice(this.author, id, startsAt)) ? [] : ['BAD_USER_INPUT'];
  }
}

function isInOffice({ chronicle }: Author, personId: string, instant: number): boolean {
  return chronicle.positionsOf(personId).some((each) => holds(each, instant));
}

export async function recordEncounter(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const writer = Writer.any(author);
  const [times, attendeeIds] = gathering(author, writer);
  const facts = {
    kind: random.oneOf(KINDS),
    mode: random.oneOf(MODES),
    hostId: random.earlyOf(chronicle.organizations)!.id,
    tlp: random.oneOf(TLPS),
    attendeeIds,
    ...times,
  };
  const made = await author.write(
    'recordEncounter',
    { input: ['RecordEncounterInput!', { ...facts, title: '例示会合', ...written(times) }] },
    {
      refused: [...writer.faultsOfNames(attendeeIds), ...writer.faults(facts), ...writer.faultsOfPositions(facts)],
      by: await writer.client(),
    },
  );
  if (made) chronicle.encounters.push({ id: made.id, ...facts, withdrawnAt: null });
}

/** Some who could have been together at some time; now and then somebody could not. */
function gathering(author: Author, writer: Writer): [Times, string[]] {
  const { chronicle, random } = author;
  let times = someTimes(author);
  let able: string[] = [];
  for (let tries = 0; able.length < 2 && tries < TRIES; tries += 1) {
    times = someTimes(author);
    able = chronicle.people
      .map(({ id }) => id)
      .filter((id) => writer.sees(id) && isInOffice(author, id, times.startsAt));
  }
  const attendees = random.sampleOf(able, random.oneOf([2, 2, 2, 3, 3, 4, 5, 6]));
  return [times, spoiled(author, attendees)];
}

function spoiled({ chronicle, random }: Author, attendees: readonly string[]): string[] {
  const anybody = random.anyOf(chronicle.people)?.id;
  if (random.chance(0.08) && anybody !== undefined) return [...attendees, anybody];
  return random.chance(0.03) ? attendees.slice(0, 1) : [...attendees];
}

/** Over three years; some still run, some end as they begin, some begin or end when another one, or a day, does. */
function someTimes(author: Author): Times {
  const { chronicle, random, now } = author;
  const startsAt = someStart(author);
  const twin = random.anyOf(chronicle.encounters);
  const wrong = random.chance(0.03);
  if (wrong) return { startsAt, endsAt: startsAt - MINUTE };
  if (twin && twin.endsAt >= startsAt && random.chance(0.2)) return { startsAt, endsAt: twin.endsAt };
  if (random.chance(0.12)) return { startsAt, endsAt: now + random.oneOf([MINUTE, HOUR, 30 * DAY, 400 * DAY]) };
  return { startsAt, endsAt: startsAt + random.oneOf([0, 1, MINUTE, HOUR, 3 * HOUR, 3 * DAY, 60 * DAY]) };
}

function someStart({ chronicle, random, now }: Author): number {
  const ago = random.oneOf([HOUR, 30 * DAY, 400 * DAY, 1095 * DAY]);
  const any = now - Math.floor((random.next() * ago) / MINUTE) * MINUTE;
  const twin = random.anyOf(chronicle.encounters);
  const position = random.anyOf(chronicle.positions);
  if (random.chance(0.03)) return now + random.oneOf([1, HOUR]);
  if (twin && random.chance(0.15)) return random.oneOf([twin.startsAt, twin.endsAt]);
  if (position && random.chance(0.15)) return dayStart(position.from, COMMUNITY_ZONE) - random.oneOf([0, 0, 1]);
  return any;
}

export async function amendEncounter(author: Author): Promise<void> {
  const { chronicle, random } = author;
  const encounter = random.anyOf(chronicle.encounters);
  if (!encounter) return;
  const writer = Writer.any(author);
  const named = random.chance(0.4) ? attendeesNear(author, writer, encounter) : undefined;
  const changes = {
    ...someChanges(random, chronicle.organizations),
    ...(random.chance(0.4) && someTimes(author)),
    ...(named && { attendeeIds: named }),
  };
  const next = { ...encounter, ...changes };
  // Who is hidden from the writer can be neither named nor dropped.
  if (named) next.attendeeIds = [...named, ...encounter.attendeeIds.filter((id) => !writer.sees(id))];
  const keeper = await author.keeperOf(author.sight.ownersOfEncounter(encounter), encounter.tlp);
  const made = await author.write(
    'amendEncounter',
    {
      id: ['ID!', encounter.id],
      version: ['Int!', await author.versionOf(encounter.id, keeper)],
      input: ['AmendEncounterInput!', { ...changes, ...('startsAt' in changes && written(next)) }],
    },
    {
      refused: [
        ...faultsOfTouching(writer, encounter),
        ...writer.faultsOfNames(named ?? []),
        ...writer.faults(next),
        ...(named || 'startsAt' in changes ? writer.faultsOfPositions(next) : []),
      ],
      by: await writer.client(),
    },
  );
  if (made) Object.assign(encounter, next);
}

function someChanges(random: Random, organizations: readonly { readonly id: string }[]) {
  return {
    ...(random.chance(0.3) && { mode: random.oneOf(MODES) }),
    ...(random.chance(0.3) && { tlp: random.oneOf(TLPS) }),
    ...(random.chance(0.3) && { hostId: random.oneOf(organizations).id }),
  };
}

/** Most of those who attended, and a few more. */
function attendeesNear(author: Author, writer: Writer, { attendeeIds, startsAt }: Encounter): string[] {
  const { chronicle, random } = author;
  const able = chronicle.people.map(({ id }) => id).filter((id) => writer.sees(id) && isInOffice(author, id, startsAt));
  const kept = attendeeIds.filter((id) => writer.sees(id) && random.chance(0.7));
  return spoiled(author, [...new Set([...kept, ...random.sampleOf(able, random.between(1, 2))])]);
}

export async function withdrawEncounter(author: Author): Promise<void> {
  const encounter = author.random.anyOf(author.chronicle.encounters);
  if (!encounter) return;
  const writer = Writer.any(author);
  const made = await author.write(
    'withdrawEncounter',
    { id: ['ID!', encounter.id], reason: ['String!', REASON] },
    { refused: faultsOfTouching(writer, encounter), by: await writer.client() },
  );
  if (made) encounter.withdrawnAt = made.moment;
}

/** Why a record may not be changed at all. */
function faultsOfTouching(writer: Writer, encounter: Encounter): string[] {
  if (!writer.sight.seesEncounter(encounter)) return ['NOT_FOUND'];
  return [
    ...(writer.mayWrite(encounter) ? [] : ['FORBIDDEN']),
    ...(encounter.withdrawnAt !== null ? ['CONFLICT'] : []),
  ];
}

function written({ startsAt, endsAt }: Times): object {
  return { startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString() };
}
