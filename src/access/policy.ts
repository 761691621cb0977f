import { refuse } from '../kernel/refusal.js';
import type { Role, Viewer } from './viewer.js';

/** Whose subjects a role may do an action to: anybody's, those of its own organization, or nobody's. */
export type Reach = 'ALL' | 'OWN' | 'NONE';

type Row = Readonly<Record<Role, Reach>>;

const KEEPERS: Row = {
  OPERATOR: 'ALL',
  LIAISON_OFFICER: 'ALL',
  MEMBER: 'NONE',
  AUDITOR: 'NONE',
  ADMINISTRATOR: 'NONE',
};
const ASKING: Row = { OPERATOR: 'ALL', LIAISON_OFFICER: 'ALL', MEMBER: 'OWN', AUDITOR: 'ALL', ADMINISTRATOR: 'OWN' };
const ENTRY: Row = { OPERATOR: 'ALL', LIAISON_OFFICER: 'ALL', MEMBER: 'OWN', AUDITOR: 'NONE', ADMINISTRATOR: 'OWN' };

/** THE table of who may do what. Everything that writes is a line here, and whatever is asked in the name of somebody. */
export const POLICY = {
  'organization.register': KEEPERS,
  'organization.update': ENTRY,
  'organization.dissolve': KEEPERS,
  'csirt.establish': ENTRY,
  'csirt.update': ENTRY,
  'csirt.disband': ENTRY,
  'person.register': ENTRY,
  'person.update': ENTRY,
  'person.merge': ENTRY,
  'position.add': ENTRY,
  'position.end': ENTRY,
  'position.correct': ENTRY,
  'pointOfContact.appoint': ENTRY,
  'pointOfContact.end': ENTRY,
  'channel.add': ENTRY,
  'channel.verify': ENTRY,
  'channel.update': ENTRY,
  'channel.retire': ENTRY,
  'key.add': ENTRY,
  'key.remove': ENTRY,
  'network.register': KEEPERS,
  'network.join': KEEPERS,
  'network.leave': KEEPERS,
  'encounter.record': ENTRY,
  'encounter.amend': ENTRY,
  'encounter.withdraw': ENTRY,
  /** Asking for the ties of somebody; for those of others the answer is that there are none. */
  'tie.ask': ASKING,
  /** Asking for introductions that begin with somebody. */
  'path.ask': ASKING,
  /** Asking for a contact chain as the organization that calls. */
  'chain.ask': ASKING,
} as const satisfies Record<string, Row>;

export type Action = keyof typeof POLICY;

export function may(viewer: Viewer, action: Action, owners: readonly string[]): boolean {
  const reach = POLICY[action][viewer.role];
  return (
    reach === 'ALL' || (reach === 'OWN' && viewer.organizationId !== null && owners.includes(viewer.organizationId))
  );
}

/** @param owners ids of the organizations to which the subject belongs. */
export function requireMay(viewer: Viewer, action: Action, owners: readonly string[]): void {
  if (!may(viewer, action, owners))
    throw refuse.forbidden(`${viewer.role} may not do this (${action}) to this subject.`);
}
