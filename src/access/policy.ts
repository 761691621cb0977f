import { refuse } from '../kernel/refusal.js';
import { ApiKeyScope } from './scope.js';
import { Role, type Viewer } from './viewer.js';
import { readsChannelValues } from './visibility.js';

/** Whose subjects a role may do an action to: anybody's, those of its own organization, or nobody's. */
export type Reach = 'ALL' | 'OWN' | 'NONE';

/** Whose subjects each role may do it to, and the scopes that the credentials need for it besides. */
export interface Row extends Readonly<Record<Role, Reach>> {
  readonly needs: readonly ApiKeyScope[];
}

const { READ, CONTACT_VALUES, WRITE, ADMINISTER } = ApiKeyScope;

const KEEPERS: Row = {
  OPERATOR: 'ALL',
  LIAISON_OFFICER: 'ALL',
  MEMBER: 'NONE',
  AUDITOR: 'NONE',
  ADMINISTRATOR: 'NONE',
  needs: [WRITE],
};
const ASKING: Row = {
  OPERATOR: 'ALL',
  LIAISON_OFFICER: 'ALL',
  MEMBER: 'OWN',
  AUDITOR: 'ALL',
  ADMINISTRATOR: 'OWN',
  needs: [READ],
};
const ENTRY: Row = {
  OPERATOR: 'ALL',
  LIAISON_OFFICER: 'ALL',
  MEMBER: 'OWN',
  AUDITOR: 'NONE',
  ADMINISTRATOR: 'OWN',
  needs: [WRITE],
};
const ADMINISTERING: Row = {
  OPERATOR: 'ALL',
  LIAISON_OFFICER: 'NONE',
  MEMBER: 'NONE',
  AUDITOR: 'NONE',
  ADMINISTRATOR: 'ALL',
  needs: [WRITE, ADMINISTER],
};

const HOUSE: Row = {
  OPERATOR: 'ALL',
  LIAISON_OFFICER: 'ALL',
  MEMBER: 'NONE',
  AUDITOR: 'ALL',
  ADMINISTRATOR: 'ALL',
  needs: [READ],
};
const OPERATORS: Row = {
  OPERATOR: 'ALL',
  LIAISON_OFFICER: 'NONE',
  MEMBER: 'NONE',
  AUDITOR: 'NONE',
  ADMINISTRATOR: 'NONE',
  needs: [WRITE, CONTACT_VALUES],
};

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
  'person.correct': ENTRY,
  'person.report': ENTRY,
  'person.erase': ENTRY,
  'position.add': ENTRY,
  'position.end': ENTRY,
  'position.correct': ENTRY,
  'pointOfContact.appoint': ENTRY,
  'pointOfContact.end': ENTRY,
  // Nobody writes what they could not then read.
  'channel.add': { ...ENTRY, needs: [WRITE, CONTACT_VALUES] },
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
  'target.set': KEEPERS,
  /** Asking for the liaison targets and gaps of an organization; of others there are none to whom it may not concern. */
  'target.ask': ASKING,
  /** Asking for introductions that begin with somebody. */
  'path.ask': ASKING,
  /** Asking for a contact chain as the organization that calls. */
  'chain.ask': ASKING,
  /** Asking for figures of the community as a whole. */
  'community.ask': { ...HOUSE, ADMINISTRATOR: 'NONE' },
  /** Seeing what was done; OWN: to people of one's own organization. */
  'audit.read': {
    OPERATOR: 'ALL',
    LIAISON_OFFICER: 'OWN',
    MEMBER: 'OWN',
    AUDITOR: 'ALL',
    ADMINISTRATOR: 'ALL',
    needs: [READ],
  },
  /** Holding the audit to what it signed: heads, keys, and that one tree is the beginning of another. */
  'audit.verify': {
    OPERATOR: 'ALL',
    LIAISON_OFFICER: 'ALL',
    MEMBER: 'ALL',
    AUDITOR: 'ALL',
    ADMINISTRATOR: 'ALL',
    needs: [READ],
  },
  'apiKey.issue': ADMINISTERING,
  'apiKey.revoke': ADMINISTERING,
  /** Seeing the keys of others; one's own everybody sees. */
  'apiKey.list': { ...ADMINISTERING, AUDITOR: 'ALL', needs: [READ] },
  /** Reading what is withheld, for a stated reason and time. */
  'breakGlass.use': OPERATORS,
  'breakGlass.list': HOUSE,
} as const satisfies Record<string, Row>;

export type Action = keyof typeof POLICY;

export function may(viewer: Viewer, action: Action, owners: readonly string[]): boolean {
  return lacking(viewer, action) === undefined && reaches(viewer, action, owners);
}

/** @param owners ids of the organizations to which the subject belongs. */
export function requireMay(viewer: Viewer, action: Action, owners: readonly string[]): void {
  if (!reaches(viewer, action, owners))
    throw refuse.forbidden(`${viewer.role} may not do this (${action}) to this subject.`, action);
  const scope = lacking(viewer, action);
  if (scope) throw refuse.forbidden(`Your credentials lack the scope ${scope}, which this needs (${action}).`, action);
}

/** The scopes that are good for something in a role: those of credentials that are not restricted. */
export function scopesOf(role: Role): readonly ApiKeyScope[] {
  return SCOPES[role];
}

/** Those of the scopes given that are good for something in a role. */
export function usefulScopes(role: Role, given: readonly ApiKeyScope[]): readonly ApiKeyScope[] {
  return SCOPES[role].filter((scope) => given.includes(scope));
}

const LINES: readonly Row[] = Object.values(POLICY);
const SCOPES = Object.fromEntries(Object.values(Role).map((role) => [role, goodFor(role)])) as Record<
  Role,
  readonly ApiKeyScope[]
>;

function goodFor(role: Role): readonly ApiKeyScope[] {
  return Object.values(ApiKeyScope).filter((scope) =>
    scope === CONTACT_VALUES
      ? readsChannelValues(role)
      : LINES.some((line) => line[role] !== 'NONE' && line.needs.includes(scope)),
  );
}

function reaches(viewer: Viewer, action: Action, owners: readonly string[]): boolean {
  const reach = POLICY[action][viewer.role];
  return (
    reach === 'ALL' || (reach === 'OWN' && viewer.organizationId !== null && owners.includes(viewer.organizationId))
  );
}

function lacking({ scopes }: Viewer, action: Action): ApiKeyScope | undefined {
  return POLICY[action].needs.find((scope) => !scopes.includes(scope));
}
