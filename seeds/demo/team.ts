import type { ContactRole } from '../../src/directory/point-of-contact.js';
import { demoId } from '../ids.js';
import type { DemoChannel } from './channel.js';
import type { DemoPerson } from './person.js';

export interface DemoContact {
  /** A person, or the name of a shared desk. */
  readonly who: DemoPerson | string;
  readonly role: keyof typeof ContactRole;
  readonly priority: number;
  /** YYYY-MM-DD, half-open. */
  readonly from: string;
  readonly to: string | null;
  /** Of the post and not of the person: whoever is transferred leaves them behind. */
  readonly channels: readonly DemoChannel[];
}

export interface DemoCsirt {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly shortName: string;
  /** Says that it does not exist. */
  readonly description: string;
  /** YYYY-MM-DD */
  readonly establishedOn: string;
}

/** Whom and what the demo adds to a CSIRT; `csirt` null: one of the reference data. */
export interface DemoTeam {
  readonly csirtId: string;
  readonly csirt: DemoCsirt | null;
  /** Contacts and channels are numbered below it, ten of each at most: add to the end only, or ids change. */
  readonly slot: number;
  readonly contacts: readonly DemoContact[];
  readonly channels: readonly DemoChannel[];
}

interface Members {
  readonly contacts?: readonly DemoContact[];
  readonly channels?: readonly DemoChannel[];
}

const FICTIONAL = '実在しません。デモ用の架空のCSIRTです。';

export function team(
  slot: number,
  organizationId: string,
  [name, shortName, mission]: readonly [name: string, shortName: string, mission: string],
  establishedOn: string,
  { contacts = [], channels = [] }: Members,
): DemoTeam {
  const id = demoId('Csirt', slot);
  const csirt = { id, organizationId, name, shortName, description: `${FICTIONAL}${mission}`, establishedOn };
  return { csirtId: id, csirt, slot, contacts, channels };
}

export function knownTeam(slot: number, csirtId: string, { contacts = [], channels = [] }: Members): DemoTeam {
  return { csirtId, csirt: null, slot, contacts, channels };
}

function contact(role: DemoContact['role']) {
  return (
    who: DemoContact['who'],
    from: string,
    details: Partial<Omit<DemoContact, 'who' | 'role' | 'from'>> = {},
  ): DemoContact => ({ who, role, priority: 1, from, to: null, channels: [], ...details });
}

export const primary = contact('PRIMARY');
export const deputy = contact('DEPUTY');
export const outOfHours = contact('OUT_OF_HOURS');
export const executive = contact('EXECUTIVE');
