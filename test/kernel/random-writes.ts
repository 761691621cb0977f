import type { App } from '../../src/app.js';
import type { Client } from '../harness.js';

/** One step of a random writer: which mutation, and the dice for what it is done to. */
export interface Step {
  readonly mutation: number;
  readonly dice: readonly [number, number, number, number];
}

type Arguments = Readonly<Record<string, readonly [type: string, value: unknown]>>;

/** What may be refused for what others have done meanwhile; anything else is a bug. */
const EXPECTED = ['BAD_USER_INPUT', 'CONFLICT', 'FORBIDDEN', 'NOT_FOUND'];

const DAYS = ['2023-04-01', '2024-04-01', '2025-04-01', '2026-04-01', '2030-04-01'];
const TLPS = ['CLEAR', 'GREEN', 'AMBER', 'AMBER_STRICT'];
const ROLES = ['PRIMARY', 'DEPUTY', 'OUT_OF_HOURS'];
const KINDS = ['MEETING', 'CONSULTATION', 'JOINT_WORK', 'SYMPOSIUM'];
const MODES = ['IN_PERSON', 'HYBRID', 'ONLINE'];
/** When encounters begin: in the terms of many. */
const STARTS = ['2023-06-01', '2024-06-01', '2025-06-01', '2026-01-15'].map((day) => `${day}T10:00:00+09:00`);
/** When they end: some still run. */
const ENDS = ['2026-01-15T01:00:00Z', '2026-02-01T01:00:00Z', '2099-12-31T15:00:00Z'];
const OUTCOMES = ['CONFIRMED', 'NO_ANSWER', 'WRONG'];
const NAMES = ['例示省', '例示庁', 'Example Authority', 'Beispielamt', 'れいじ'];

/** Few of each, so that writers get into each other's way. */
const DOMAINS = Array.from({ length: 40 }, (_, number) => `d${number}.example`);

/** What a process knows, of which things to write to are drawn. */
type Known = Pick<App, 'directory' | 'liaison'>;

/** Does one random thing to whatever its process knows. Answers whether it was done; what is refused may be tried. */
export async function randomWrite(
  by: Client,
  known: Known,
  { mutation, dice }: Step,
  armoredKey: string,
): Promise<boolean> {
  const [name, given] = drawn(known, armoredKey, dice)[mutation % MUTATIONS]!;
  const types = Object.entries(given).map(([argument, [type]]) => `$${argument}: ${type}`);
  const passed = Object.keys(given).map((argument) => `${argument}: $${argument}`);
  const variables = Object.fromEntries(Object.entries(given).map(([argument, [, value]]) => [argument, value]));
  // Without anything to do it to, there is nothing to do.
  if (JSON.stringify(variables).includes(NOBODY)) return false;
  const { errors } = await by.send(
    `mutation(${types.join(', ')}) { ${name}(${passed.join(', ')}) { __typename } }`,
    variables,
  );
  const code = errors[0]?.extensions.code;
  if (code !== undefined && !EXPECTED.includes(code)) throw new Error(`${name}: ${JSON.stringify(errors)}`);
  return code === undefined;
}

export const MUTATIONS = 48;
const NOBODY = 'nobody';
const REASON: Arguments = { reason: ['String!', '例示'] };

type Drawn = readonly [name: string, given: Arguments];

function drawn(known: Known, armored: string, [a, b, c, d]: Step['dice']): readonly Drawn[] {
  const book = known.directory;
  const any = (rows: { all(): Iterable<{ id: string; version: number }> }, die: number) =>
    one([...rows.all()], die) ?? { id: NOBODY, version: 0 };
  const organization = any(book.organizations, a);
  const other = any(book.organizations, b);
  const csirt = any(book.csirts, a);
  const person = any(book.people, a);
  const membership = one([...book.memberships.all()], a);
  const channel = any(book.channels, a).id;
  const owner = one([person.id, csirt.id, any(book.pointsOfContact, b).id], c)!;
  const [from, to] = [one(DAYS, c)!, one([...DAYS, null], d)!];
  const [on, name, tlp] = [one(DAYS, d)!, one(NAMES, c)!, one(TLPS, d)!];
  const title = `${name}担当`;
  const register = input('RegisterOrganizationInput', {
    name,
    kind: 'AGENCY',
    sector: 'GOVERNMENT',
    parentId: d % 2 ? other.id : null,
    constituencies: [one(DOMAINS, c), one(DOMAINS, c + 1)],
  });
  const registerPerson = input('RegisterPersonInput', {
    name,
    organizationId: organization.id,
    title: '係長',
    from,
    tlp,
  });
  const appoint = { csirtId: csirt.id, role: one(ROLES, b), from, to };
  return [
    ['registerOrganization', register],
    ['registerOrganization', register],
    ['updateOrganization', { ...versioned(organization), ...input('UpdateOrganizationInput', { name }) }],
    ['updateOrganization', { ...versioned(organization), ...input('UpdateOrganizationInput', { parentId: other.id }) }],
    [
      'updateOrganization',
      {
        ...versioned(organization),
        ...input('UpdateOrganizationInput', {
          constituencies: [one(DOMAINS, c), one(DOMAINS, d)].slice(c === d ? 1 : 0),
        }),
      },
    ],
    [
      'dissolveOrganization',
      { ...id(organization.id), on: ['Date!', '2030-04-01'], successorId: ['ID', d % 2 ? other.id : null] },
    ],
    [
      'establishCsirt',
      input('EstablishCsirtInput', {
        organizationId: organization.id,
        name,
        shortName: `EX-${c}`,
        establishedOn: from,
      }),
    ],
    [
      'updateCsirt',
      { ...versioned(csirt), ...input('UpdateCsirtInput', { shortName: `EX-${d}`, timeZone: 'Europe/Berlin' }) },
    ],
    ['disbandCsirt', { ...id(csirt.id), on: ['Date!', '2030-04-01'] }],
    ['registerPerson', registerPerson],
    ['registerPerson', registerPerson],
    ['updatePerson', { ...versioned(person), ...input('UpdatePersonInput', { name, tlp }) }],
    [
      'transferPerson',
      input('TransferPersonInput', { personId: person.id, organizationId: other.id, title: '課長', on }),
    ],
    [
      'addPosition',
      input('AddPositionInput', { personId: person.id, organizationId: other.id, title: '併任', from, to }),
    ],
    ['endPosition', { positionId: ['ID!', any(book.positions, a).id], on: ['Date!', on] }],
    ['correctPosition', { positionId: ['ID!', any(book.positions, a).id], ...input('CorrectPositionInput', { from }) }],
    ['mergePeople', { keepId: ['ID!', person.id], dropId: ['ID!', any(book.people, b).id] }],
    ['appointPointOfContact', input('AppointPointOfContactInput', { ...appoint, personId: person.id })],
    ['correctPerson', { ...versioned(person), ...input('CorrectPersonInput', { name, kana: null }), ...REASON }],
    [
      'correctPosition',
      { positionId: ['ID!', any(book.positions, b).id], ...input('CorrectPositionInput', { title }) },
    ],
    ['erasePerson', { ...id(person.id), ...REASON }],
    ['registerPerson', registerPerson],
    ['appointPointOfContact', input('AppointPointOfContactInput', { ...appoint, deskName: '当直' })],
    ['endPointOfContact', { ...id(any(book.pointsOfContact, a).id), on: ['Date!', on] }],
    [
      'addContactChannel',
      input('AddContactChannelInput', { ownerId: owner, kind: 'CHAT', value: `#example-${d % 5}`, tlp }),
    ],
    ['verifyContactChannel', { ...id(channel), outcome: ['VerificationOutcome!', one(OUTCOMES, d)] }],
    [
      d % 2 ? 'updateContactChannel' : 'retireContactChannel',
      { ...id(channel), ...(d % 2 ? input('UpdateContactChannelInput', { hours: 'Mo-Fr 09:00-17:00' }) : {}) },
    ],
    [
      d % 3 ? 'addEncryptionKey' : 'removeEncryptionKey',
      d % 3
        ? input('AddEncryptionKeyInput', { ownerId: c % 2 ? person.id : csirt.id, armored })
        : id(any(book.keys, a).id),
    ],
    [
      'registerSharingNetwork',
      input('RegisterSharingNetworkInput', { name: `${name} ${d % 4}`, hubId: organization.id }),
    ],
    membership && d % 2
      ? [
          'leaveSharingNetwork',
          {
            networkId: ['ID!', membership.networkId],
            organizationId: ['ID!', membership.organizationId],
            on: ['Date!', on],
          },
        ]
      : [
          'joinSharingNetwork',
          { networkId: ['ID!', any(book.networks, a).id], organizationId: ['ID!', other.id], from: ['Date!', from] },
        ],
    ...drawnEncounters(known, [a, b, c, d], tlp),
  ];
}

function drawnEncounters({ directory, liaison }: Known, [a, b, c, d]: Step['dice'], tlp: string): readonly Drawn[] {
  const recorded = Array.from({ length: liaison.encounters.size }, (_, number) => liaison.encounterOf(number));
  const standing = recorded.filter(({ withdrawnAt }) => withdrawnAt === null);
  const encounter = one(d % 9 ? standing : recorded, a) ?? { id: NOBODY, version: 0, attendeeIds: [NOBODY] };
  const [startsAt, endsAt] = [one(STARTS, c)!, one(ENDS, d)!];
  const people = [...directory.people.all()].map((person) => person.id);
  const inOffice = people.filter((each) => directory.positionsHeldBy(each, Date.parse(startsAt)).length > 0);
  const attendeeIds = [...new Set([a, b, c, d].slice(d % 2).map((die) => one(inOffice, die) ?? NOBODY))];
  const hostId = one([...directory.organizations.all()], b)?.id ?? NOBODY;
  const [kind, mode] = [one(KINDS, a)!, one(MODES, b)!];
  const record: Drawn = [
    'recordEncounter',
    input('RecordEncounterInput', { kind, mode, title: '例示会合', startsAt, endsAt, hostId, attendeeIds, tlp }),
  ];
  const amend = (changes: object): Drawn => [
    'amendEncounter',
    { ...versioned(encounter), ...input('AmendEncounterInput', changes) },
  ];
  const keepId = d % 2 ? encounter.attendeeIds.at(-1)! : (one(inOffice, b) ?? NOBODY);
  return [
    ...Array.from({ length: 12 }, () => record),
    ...Array.from({ length: 2 }, () => amend({ startsAt, endsAt, attendeeIds })),
    ...Array.from({ length: 2 }, () => amend({ endsAt, mode, tlp, hostId })),
    ['withdrawEncounter', { ...id(encounter.id), reason: ['String!', '二重'] }],
    ['mergePeople', { keepId: ['ID!', keepId], dropId: ['ID!', encounter.attendeeIds[0]!] }],
  ];
}

function input(type: string, values: object): Arguments {
  return { input: [`${type}!`, values] };
}

function id(value: string): Arguments {
  return { id: ['ID!', value] };
}

function versioned(row: { readonly id: string; readonly version: number }): Arguments {
  return { ...id(row.id), version: ['Int!', row.version] };
}

function one<T>(all: readonly T[], die: number): T | undefined {
  return all[die % all.length];
}
