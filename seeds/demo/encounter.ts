import type { Tlp } from '../../src/access/tlp.js';
import type { EncounterKind, EncounterMode } from '../../src/liaison/encounters/encounter.js';
import { demoId } from '../ids.js';
import { org } from '../reference-organizations.js';
import type { DemoPerson } from './person.js';

/** From when until when; RFC 3339. */
export interface DemoTime {
  readonly startsAt: string;
  readonly endsAt: string;
}

export interface DemoEncounter extends DemoTime {
  readonly id: string;
  readonly kind: keyof typeof EncounterKind;
  readonly title: string;
  readonly mode: keyof typeof EncounterMode;
  readonly place: string | null;
  readonly hostId: string;
  /** In the order of ids, as they are kept. */
  readonly attendeeIds: readonly string[];
  readonly tlp: keyof typeof Tlp;
  /** RFC 3339; null while it stands. */
  readonly withdrawnAt: string | null;
  readonly withdrawalReason: string | null;
  readonly notes: string | null;
}

type Details = Partial<Omit<DemoEncounter, keyof DemoTime | 'id' | 'kind' | 'title' | 'hostId' | 'attendeeIds'>>;

const bodiesThatExist = new Set<string>(Object.values(org));

/** An encounter that never took place. Where a body that does exist is said to have hosted it, the title says that it is a demo. */
function encounter(kind: DemoEncounter['kind']) {
  return (
    slot: number,
    title: string,
    time: DemoTime,
    hostId: string,
    attendees: readonly DemoPerson[],
    details: Details = {},
  ): DemoEncounter => ({
    id: demoId('Encounter', slot),
    kind,
    title: bodiesThatExist.has(hostId) ? `${title} (デモ)` : title,
    ...time,
    mode: 'IN_PERSON',
    place: null,
    hostId,
    attendeeIds: attendees.map(({ id }) => id).sort(),
    tlp: 'GREEN',
    withdrawnAt: null,
    withdrawalReason: null,
    notes: null,
    ...details,
  });
}

export const meeting = encounter('MEETING');
export const consultation = encounter('CONSULTATION');
export const jointWork = encounter('JOINT_WORK');
export const training = encounter('TRAINING');
export const drill = encounter('DRILL');
export const symposium = encounter('SYMPOSIUM');

/** What is held again and again, by one host under one title. */
export function series(
  held: ReturnType<typeof encounter>,
  title: string,
  hostId: string,
  details: Details,
): (slot: number, time: DemoTime, attendees: readonly DemoPerson[], other?: Details) => DemoEncounter {
  return (slot, time, attendees, other) => held(slot, title, time, hostId, attendees, { ...details, ...other });
}

/** Hours (Asia/Tokyo) of a day, YYYY-MM-DD, or from the first hour of one day until the last of another. */
export function on(day: string, hours = '14:00-16:00', lastDay = day): DemoTime {
  const [from, until] = hours.split('-');
  return { startsAt: `${day}T${from}:00+09:00`, endsAt: `${lastDay}T${until}:00+09:00` };
}

export function online(details: Details = {}): Details {
  return { mode: 'ONLINE', place: null, ...details };
}
