import type { Client } from './harness.js';

/** What a scenario leaves open is filled in with something fictional; what it gives overrides it. */
type Given = Readonly<Record<string, unknown>>;

type Ids<N extends number, T extends string[] = []> = T['length'] extends N ? T : Ids<N, [...T, string]>;

let count = 0;

/** A number that no other thing of this scenario has, for names that must differ. */
export function nextNumber(): number {
  count += 1;
  return count;
}

/** Registers an organization. Answers its id. */
export async function registerOrganization(by: Client, given: Given = {}): Promise<string> {
  const input = { name: `例示組織 ${nextNumber()}`, kind: 'COMPANY', sector: 'OTHER', ...given };
  return created(by, 'registerOrganization', 'RegisterOrganizationInput', input);
}

/** Registers so many, one after the other. Answers their ids. */
export async function registerOrganizations<N extends number>(by: Client, many: N): Promise<Ids<N>> {
  const ids: string[] = [];
  while (ids.length < many) ids.push(await registerOrganization(by));
  return ids as Ids<N>;
}

/** Establishes a CSIRT of an organization. Answers its id. */
export async function establishCsirt(by: Client, organizationId: string, given: Given = {}): Promise<string> {
  const number = nextNumber();
  const input = { organizationId, name: `Example CSIRT ${number}`, shortName: `EX-${number}`, ...given };
  return created(by, 'establishCsirt', 'EstablishCsirtInput', input);
}

/** Registers a person who has held a post in an organization since 2020. Answers the person's id. */
export async function registerPerson(by: Client, organizationId: string, given: Given = {}): Promise<string> {
  const input = { name: `例示 ${nextNumber()}子`, organizationId, title: '係長', from: '2020-04-01', ...given };
  return created(by, 'registerPerson', 'RegisterPersonInput', input);
}

/** Registers somebody in each of these organizations, in that order. Answers the persons' ids. */
export async function registerPeople<const O extends readonly string[]>(
  by: Client,
  ...organizationIds: O
): Promise<{ -readonly [Place in keyof O]: string }> {
  const ids: string[] = [];
  for (const organizationId of organizationIds) ids.push(await registerPerson(by, organizationId));
  return ids as { -readonly [Place in keyof O]: string };
}

/** Gives a person a further post (併任) in an organization since 2020. */
export async function addPosition(
  by: Client,
  personId: string,
  organizationId: string,
  given: Given = {},
): Promise<void> {
  const input = { personId, organizationId, title: '併任', from: '2020-04-01', ...given };
  await created(by, 'addPosition', 'AddPositionInput', input);
}

/** Appoints a person, or a desk when none is given, as the primary contact of a CSIRT since 2020. Answers the term's id. */
export async function appointPointOfContact(by: Client, csirtId: string, given: Given = {}): Promise<string> {
  const who = given['personId'] === undefined ? { deskName: `窓口 ${nextNumber()}` } : {};
  const input = { csirtId, role: 'PRIMARY', from: '2020-04-01', ...who, ...given };
  return created(by, 'appointPointOfContact', 'AppointPointOfContactInput', input);
}

/** Adds a channel of a person, point of contact or CSIRT. Answers its id. */
export async function addContactChannel(by: Client, ownerId: string, given: Given = {}): Promise<string> {
  const input = { ownerId, kind: 'CHAT', value: `#example-${nextNumber()}`, ...given };
  return created(by, 'addContactChannel', 'AddContactChannelInput', input);
}

/** Adds a public key of a person or a CSIRT. Answers its id. */
export async function addEncryptionKey(by: Client, ownerId: string, armored: string): Promise<string> {
  return created(by, 'addEncryptionKey', 'AddEncryptionKeyInput', { ownerId, armored });
}

/** Registers a sharing network around a hub. Answers its id. */
export async function registerSharingNetwork(by: Client, hubId: string, given: Given = {}): Promise<string> {
  const input = { name: `例示ネットワーク ${nextNumber()}`, hubId, ...given };
  return created(by, 'registerSharingNetwork', 'RegisterSharingNetworkInput', input);
}

/** Makes organizations members of a network from a day on (YYYY-MM-DD). */
export async function joinSharingNetwork(
  by: Client,
  networkId: string,
  organizationIds: readonly string[],
  from = '2020-04-01',
): Promise<void> {
  for (const organizationId of organizationIds)
    await by.ask(
      'mutation($n: ID!, $o: ID!, $f: Date!) { joinSharingNetwork(networkId: $n, organizationId: $o, from: $f) { id } }',
      { n: networkId, o: organizationId, f: from },
    );
}

/**
 * Records an encounter of some people, a meeting of two hours on 2025-04-01 unless something else is given. Answers its id.
 */
export async function recordEncounter(
  by: Client,
  hostId: string,
  attendeeIds: readonly string[],
  given: Given = {},
): Promise<string> {
  const startsAt = (given['startsAt'] as string | undefined) ?? '2025-04-01T10:00:00+09:00';
  const endsAt = new Date(Date.parse(startsAt) + 7_200_000).toISOString();
  const input = { kind: 'MEETING', title: `例示会合 ${nextNumber()}`, startsAt, endsAt, hostId, attendeeIds, ...given };
  return created(by, 'recordEncounter', 'RecordEncounterInput', input);
}

/** Sets what trust is wanted between two organizations. Answers the id of the target. */
export async function setLiaisonTarget(by: Client, from: string, to: string, trust = 0.5): Promise<string> {
  const { made } = await by.ask<{ made: { id: string } }>(
    'mutation($f: ID!, $t: ID!, $w: Float!) { made: setLiaisonTarget(from: $f, to: $t, trust: $w) { id } }',
    { f: from, t: to, w: trust },
  );
  return made.id;
}

/** The ids of the positions of a person, first begun first. */
export async function positionsOf(asked: Client, personId: string): Promise<string[]> {
  const { node } = await asked.ask<{ node: { positions: { id: string }[] } }>(
    'query($id: ID!) { node(id: $id) { ... on Person { positions { id } } } }',
    { id: personId },
  );
  return node.positions.map(({ id }) => id);
}

async function created(by: Client, mutation: string, inputType: string, input: Given): Promise<string> {
  const answer = await by.ask<{ made: { id: string } }>(
    `mutation($input: ${inputType}!) { made: ${mutation}(input: $input) { id } }`,
    { input },
  );
  return answer.made.id;
}
