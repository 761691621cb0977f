import { demoId } from '../ids.js';
import type { DemoChannel, DemoTry } from './channel.js';
import { companyTeams } from './company-teams.js';
import { employees } from './employees.js';
import type { DemoEncounter } from './encounter.js';
import { cases } from './encounters/cases.js';
import { exercises } from './encounters/exercises.js';
import { meetings } from './encounters/meetings.js';
import { officials } from './officials.js';
import type { DemoPerson, DemoPosition } from './person.js';
import { publicTeams } from './public-teams.js';
import type { DemoContact, DemoCsirt } from './team.js';

/** People and teams as written down, taken apart into the rows of tables. */

export interface PositionRow extends DemoPosition {
  readonly id: string;
  readonly personId: string;
}

export interface PointOfContactRow extends Omit<DemoContact, 'who' | 'channels'> {
  readonly id: string;
  readonly csirtId: string;
  readonly personId: string | null;
  readonly deskName: string | null;
}

interface Owner {
  readonly personId: string | null;
  readonly pointOfContactId: string | null;
  readonly csirtId: string | null;
}

export interface ChannelRow extends Owner, Omit<DemoChannel, 'tries'> {
  readonly id: string;
}

export interface VerificationRow extends DemoTry {
  readonly id: string;
  readonly channelId: string;
}

/** Slots within slots: so many for each owner, and so far apart the kinds of owners. */
const PER_OWNER = 10;
const OF_CONTACTS = 10_000;
const OF_TEAMS = 20_000;

export const people: readonly DemoPerson[] = [...Object.values(officials), ...Object.values(employees)].sort(
  (a, b) => a.slot - b.slot,
);
const teams = [...publicTeams, ...companyTeams];

export const csirts: readonly DemoCsirt[] = teams.flatMap(({ csirt }) => csirt ?? []);

export const positions: readonly PositionRow[] = people.flatMap((person) =>
  person.positions.map((position, place) => ({
    ...position,
    id: demoId('Position', within(person.slot, place)),
    personId: person.id,
  })),
);

const contacts = teams.flatMap(({ csirtId, slot, contacts }) =>
  contacts.map((contact, place) => {
    const contactSlot = within(slot, place);
    return { ...contact, csirtId, slot: contactSlot, id: demoId('PointOfContact', contactSlot) };
  }),
);

export const pointsOfContact: readonly PointOfContactRow[] = contacts.map(
  ({ id, csirtId, who, role, priority, from, to }) => {
    const [personId, deskName] = typeof who === 'string' ? [null, who] : [who.id, null];
    return { id, csirtId, personId, deskName, role, priority, from, to };
  },
);

export const encounters: readonly DemoEncounter[] = [...meetings, ...cases, ...exercises];

const nobody: Owner = { personId: null, pointOfContactId: null, csirtId: null };

const owned = [
  ...people.flatMap(({ id, slot, channels }) => ownedBy({ ...nobody, personId: id }, slot, channels)),
  ...contacts.flatMap(({ id, slot, channels }) =>
    ownedBy({ ...nobody, pointOfContactId: id }, OF_CONTACTS + slot, channels),
  ),
  ...teams.flatMap(({ csirtId, slot, channels }) => ownedBy({ ...nobody, csirtId }, OF_TEAMS + slot, channels)),
];

export const channels: readonly ChannelRow[] = owned.map(({ channel }) => channel);

export const verifications: readonly VerificationRow[] = owned.flatMap(({ channel, slot, tries }) =>
  tries.map((each, place) => ({
    ...each,
    id: demoId('ChannelVerification', within(slot, place)),
    channelId: channel.id,
  })),
);

function ownedBy(owner: Owner, ownerSlot: number, written: readonly DemoChannel[]) {
  return written.map(({ tries, ...channel }, place) => {
    const slot = within(ownerSlot, place);
    return { channel: { ...channel, ...owner, id: demoId('ContactChannel', slot) } satisfies ChannelRow, slot, tries };
  });
}

/** @throws RangeError where a slot would be another owner's: an id would stand for two rows. */
function within(ownerSlot: number, place: number): number {
  if (place >= PER_OWNER) throw new RangeError(`Slot ${ownerSlot} is full.`);
  return ownerSlot * PER_OWNER + place;
}
