import { Tlp } from './tlp.js';
import { Role } from './viewer.js';

/** What a viewer is to the owners of a record; the first that holds. */
export type Relation =
  /** Belongs to an organization that owns the record. */
  | 'OWNER'
  /** Belongs to an organization that is in a sharing network together with an owner now. */
  | 'SHARES_NETWORK'
  /** Belongs to some organization of the directory. */
  | 'COMMUNITY'
  /** Is authenticated, and no more. */
  | 'AUTHENTICATED';

const ADMITTED: Readonly<Record<Tlp, readonly Relation[]>> = {
  [Tlp.CLEAR]: ['OWNER', 'SHARES_NETWORK', 'COMMUNITY', 'AUTHENTICATED'],
  [Tlp.GREEN]: ['OWNER', 'SHARES_NETWORK', 'COMMUNITY'],
  [Tlp.AMBER]: ['OWNER', 'SHARES_NETWORK'],
  [Tlp.AMBER_STRICT]: ['OWNER'],
  [Tlp.RED]: ['OWNER'],
};

/** Whether a value with this TLP is withheld from the community at large: who is told it all the same is written down. */
export function isWithheldByDefault(tlp: Tlp): boolean {
  return !ADMITTED[tlp].includes('COMMUNITY');
}

const SEES_UP_TO_AMBER_STRICT: readonly Role[] = [Role.OPERATOR, Role.LIAISON_OFFICER];

/** THE table of who sees what: whether a record's TLP admits a viewer who stands in this relation to its owners. */
export function admits(role: Role, tlp: Tlp, relation: Relation): boolean {
  if (SEES_UP_TO_AMBER_STRICT.includes(role) && tlp !== Tlp.RED) return true;
  return ADMITTED[tlp].includes(relation);
}

/** Whether a role may read the values of contact channels at all. */
export function readsChannelValues(role: Role): boolean {
  return role !== Role.AUDITOR;
}
