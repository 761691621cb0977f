import {
  addContactChannel,
  addEncryptionKey,
  appointPointOfContact,
  establishCsirt,
  joinSharingNetwork,
  nextNumber,
  positionsOf,
  recordEncounter,
  registerOrganization,
  registerPerson,
  registerSharingNetwork,
} from '../scenario.js';
import type { Client } from '../harness.js';
import type { Role } from './audience.js';
import { corporateNumber, type Ground } from './ground.js';

export interface MutationLine {
  /** Who may do it: a role to anybody's subjects, to those of its own organization, or not at all. */
  readonly reach: Readonly<Record<Role, 'ALL' | 'OWN' | 'NONE'>>;
  /**
   * Makes what the mutation needs; answers arguments with which it succeeds, every one of them and every field given.
   * `by` is who is going to ask.
   */
  readonly prepare: (ground: Ground, by: Client) => Promise<Record<string, unknown>>;
}

const NOBODY = {
  OPERATOR: 'NONE',
  LIAISON_OFFICER: 'NONE',
  MEMBER: 'NONE',
  AUDITOR: 'NONE',
  ADMINISTRATOR: 'NONE',
} as const;
const KEEPERS = { ...NOBODY, OPERATOR: 'ALL', LIAISON_OFFICER: 'ALL' } as const;

/** Members write their own organization's entries. */
const own = (prepare: MutationLine['prepare']): MutationLine => ({
  reach: { ...KEEPERS, MEMBER: 'OWN', ADMINISTRATOR: 'OWN' },
  prepare,
});
/** Only operators and liaison officers write. */
const keepers = (prepare: MutationLine['prepare']): MutationLine => ({ reach: KEEPERS, prepare });
const operators = (prepare: MutationLine['prepare']): MutationLine => ({
  reach: { ...NOBODY, OPERATOR: 'ALL' },
  prepare,
});
const administrators = (prepare: MutationLine['prepare']): MutationLine => ({
  reach: { ...NOBODY, OPERATOR: 'ALL', ADMINISTRATOR: 'ALL' },
  prepare,
});

/** A line for each mutation of the schema: one that has none makes the tests of access fail. */
export const MUTATION_LINES: Readonly<Record<string, MutationLine>> = {
  registerOrganization: keepers(async ({ own }) => ({ input: organizationInput(own) })),
  updateOrganization: own(async (ground) => ({
    id: ground.own,
    version: await versionOf(ground, ground.own),
    input: organizationInput(ground.other),
  })),
  dissolveOrganization: keepers(async ({ operator, other }) => ({
    id: await registerOrganization(operator),
    on: '2026-04-01',
    successorId: other,
  })),
  establishCsirt: own(async ({ own }) => ({ input: { organizationId: own, ...csirtInput() } })),
  updateCsirt: own(async (ground) => ({
    id: ground.csirt,
    version: await versionOf(ground, ground.csirt),
    input: csirtInput(),
  })),
  disbandCsirt: own(async ({ operator, own }) => ({ id: await establishCsirt(operator, own), on: '2026-04-01' })),
  registerPerson: own(async ({ own }) => ({
    input: { ...personInput(), organizationId: own, title: '課長', from: '2020-04-01' },
  })),
  updatePerson: own(async (ground) => ({
    id: ground.person,
    version: await versionOf(ground, ground.person),
    input: personInput(),
  })),
  transferPerson: own(async ({ operator, own }) => ({
    input: { personId: await registerPerson(operator, own), organizationId: own, title: '室長', on: '2024-04-01' },
  })),
  addPosition: own(async (ground) => ({
    input: {
      personId: await someoneRetired(ground),
      organizationId: ground.own,
      title: '顧問',
      from: '2023-04-01',
      to: '2099-04-01',
    },
  })),
  endPosition: own(async (ground) => ({ positionId: await somePosition(ground), on: '2024-04-01' })),
  correctPosition: own(async (ground) => ({
    positionId: await somePosition(ground),
    input: { title: '主査', from: '2020-05-01', to: '2099-04-01' },
  })),
  mergePeople: own(async ({ operator, own }) => ({
    keepId: await registerPerson(operator, own),
    dropId: await registerPerson(operator, own),
  })),
  correctPerson: own(async ({ operator, own }) => ({
    id: await registerPerson(operator, own),
    version: 1,
    input: { name: `見本 ${nextNumber()}郎`, nameEn: 'Mihon', kana: 'ミホン' },
    reason: '別人の氏名であった。',
  })),
  erasePerson: own(async ({ operator, own }) => ({
    id: await registerPerson(operator, own),
    version: 1,
    reason: '本人の求め。',
  })),
  appointPointOfContact: own(async ({ operator, own, csirt }) => ({
    input: {
      csirtId: csirt,
      personId: await registerPerson(operator, own),
      role: 'DEPUTY',
      priority: 2,
      from: '2020-04-01',
      to: '2099-04-01',
    },
  })),
  endPointOfContact: own(async ({ operator, csirt }) => ({
    id: await appointPointOfContact(operator, csirt),
    on: '2026-04-01',
  })),
  addContactChannel: own(async ({ person }) => ({
    input: {
      ownerId: person,
      kind: 'CHAT',
      value: `#example-${nextNumber()}`,
      hours: 'Mo-Fr 09:30-18:15',
      timeZone: 'Asia/Tokyo',
      tlp: 'AMBER',
    },
  })),
  verifyContactChannel: own(async ({ operator, csirt }) => ({
    id: await addContactChannel(operator, csirt),
    outcome: 'CONFIRMED',
    at: '2026-01-05T09:00:00+09:00',
  })),
  updateContactChannel: own(async ({ operator, csirt }) => ({
    id: await addContactChannel(operator, csirt),
    input: { hours: '24/7', timeZone: 'Asia/Tokyo', tlp: 'GREEN' },
  })),
  retireContactChannel: own(async ({ operator, csirt }) => ({ id: await addContactChannel(operator, csirt) })),
  addEncryptionKey: own(async ({ operator, own, armored }) => ({
    input: { ownerId: await registerPerson(operator, own), armored },
  })),
  removeEncryptionKey: own(async ({ operator, own, armored }) => ({
    id: await addEncryptionKey(operator, await registerPerson(operator, own), armored),
  })),
  registerSharingNetwork: keepers(async ({ own }) => ({
    input: { name: `例示網 ${nextNumber()}`, nameEn: 'Example', hubId: own, description: '架空のもの。' },
  })),
  joinSharingNetwork: keepers(async ({ operator, own, network }) => ({
    networkId: network,
    organizationId: await registerOrganization(operator, { parentId: own }),
    from: '2026-04-01',
  })),
  leaveSharingNetwork: keepers(async ({ operator, own }) => {
    const network = await registerSharingNetwork(operator, own);
    await joinSharingNetwork(operator, network, [own]);
    return { networkId: network, organizationId: own, on: '2026-04-01' };
  }),
  recordEncounter: own(async ({ operator, own, person }) => ({
    input: { kind: 'DRILL', ...encounterInput(own, [person, await registerPerson(operator, own)]) },
  })),
  amendEncounter: own(async ({ operator, own, other, person }) => {
    const attendees = [person, await registerPerson(operator, own)];
    return {
      id: await recordEncounter(operator, own, attendees),
      version: 1,
      input: encounterInput(other, [person, await registerPerson(operator, other)]),
    };
  }),
  withdrawEncounter: own(async ({ operator, own, person }) => ({
    id: await recordEncounter(operator, own, [person, await registerPerson(operator, own)]),
    reason: '別の会合と取り違えた。',
  })),
  setLiaisonTarget: keepers(async ({ operator, own }) => ({
    from: own,
    to: await registerOrganization(operator),
    trust: 0.5,
  })),
  breakGlass: operators(async () => ({ reason: `架空の事案 ${nextNumber()}`, minutes: 5 })),
  endBreakGlass: operators(async (_ground, by) => {
    await by.send('mutation($r: String!) { breakGlass(reason: $r) { name } }', { r: `架空の事案 ${nextNumber()}` });
    return {};
  }),
  issueApiKey: administrators(async ({ own }) => ({
    input: {
      name: `例示ポータル ${nextNumber()}`,
      role: 'MEMBER',
      organizationId: own,
      expiresAt: '2099-04-01T00:00:00+09:00',
      scopes: ['READ', 'CONTACT_VALUES'],
      documentSet: 'portal',
    },
  })),
  revokeApiKey: administrators(async (_ground, by) => {
    const { issueApiKey } = await by.ask<{ issueApiKey: { apiKey: { id: string } } }>(
      'mutation($input: IssueApiKeyInput!) { issueApiKey(input: $input) { apiKey { id } } }',
      { input: { name: `例示ポータル ${nextNumber()}`, role: 'MEMBER' } },
    );
    return { id: issueApiKey.apiKey.id };
  }),
};

function encounterInput(hostId: string, attendeeIds: readonly string[]): Record<string, unknown> {
  return {
    title: '例示訓練',
    startsAt: '2025-04-01T10:00:00+09:00',
    endsAt: '2025-04-01T12:00:00+09:00',
    mode: 'HYBRID',
    place: '例示会議室',
    hostId,
    attendeeIds,
    tlp: 'GREEN',
    notes: '架空のもの。',
  };
}

function organizationInput(parentId: string): Record<string, unknown> {
  const number = nextNumber();
  return {
    name: `例示商会 ${number}`,
    nameEn: `Example Traders ${number}`,
    kana: 'レイジショウカイ',
    kind: 'COMPANY',
    sector: 'LOGISTICS',
    parentId,
    corporateNumber: corporateNumber(),
    website: 'https://traders.example/',
    observer: true,
    constituencies: [`n${number}.example`],
  };
}

function csirtInput(): Record<string, unknown> {
  return {
    name: `Example Team ${nextNumber()}`,
    shortName: 'EXT',
    description: '架空のもの。',
    establishedOn: '2015-04-01',
    timeZone: 'Asia/Tokyo',
  };
}

function personInput(): Record<string, unknown> {
  return { name: `見本 ${nextNumber()}郎`, nameEn: 'Mihon', kana: 'ミホン', tlp: 'GREEN' };
}

async function versionOf({ operator }: Ground, id: string): Promise<number> {
  const { node } = await operator.ask<{ node: { version: number } }>(
    'query($id: ID!) { node(id: $id) { ... on Organization { version } ... on Csirt { version } ... on Person { version } } }',
    { id },
  );
  return node.version;
}

async function somePosition({ operator, own }: Ground): Promise<string> {
  const [position] = await positionsOf(operator, await registerPerson(operator, own));
  return position!;
}

async function someoneRetired({ operator, own }: Ground): Promise<string> {
  const person = await registerPerson(operator, own);
  const [position] = await positionsOf(operator, person);
  await operator.ask('mutation($id: ID!, $on: Date!) { endPosition(positionId: $id, on: $on) { person { id } } }', {
    id: position,
    on: '2022-04-01',
  });
  return person;
}
