import { generateKey } from 'openpgp';
import type { Client, World } from '../harness.js';
import {
  addContactChannel,
  addEncryptionKey,
  appointPointOfContact,
  establishCsirt,
  joinSharingNetwork,
  nextNumber,
  positionsOf,
  registerOrganization,
  registerPerson,
  registerSharingNetwork,
} from '../scenario.js';

export const TLPS = ['CLEAR', 'GREEN', 'AMBER', 'AMBER_STRICT', 'RED'] as const;
export const ROLES = ['OPERATOR', 'LIAISON_OFFICER', 'MEMBER', 'AUDITOR', 'ADMINISTRATOR'] as const;
/** What a viewer's organization is to the owner of a record; `none`: it has no organization. */
export const RELATIONS = ['owner', 'shares a network', 'community', 'none'] as const;

export type Tlp = (typeof TLPS)[number];
export type Role = (typeof ROLES)[number];
export type Relation = (typeof RELATIONS)[number];

/** The definitions' sentence on TLP, as a table. Written anew here: the one in the program is what is tested. */
const ADMITTED: Readonly<Record<Tlp, readonly Relation[]>> = {
  CLEAR: ['owner', 'shares a network', 'community', 'none'],
  GREEN: ['owner', 'shares a network', 'community'],
  AMBER: ['owner', 'shares a network'],
  AMBER_STRICT: ['owner'],
  RED: ['owner'],
};

export function isAdmitted(role: Role, relation: Relation, tlp: Tlp): boolean {
  if ((role === 'OPERATOR' || role === 'LIAISON_OFFICER') && tlp !== 'RED') return true;
  return ADMITTED[tlp].includes(relation);
}

/** A channel as the tests know it: whose it is, and its own TLP. */
export interface Channel {
  readonly id: string;
  readonly value: string;
  readonly tlp: Tlp;
  /** The TLP of the person whom it reaches; undefined for a CSIRT's or a desk's. */
  readonly personTlp?: Tlp;
}

export interface Someone {
  readonly tlp: Tlp;
  readonly id: string;
  readonly position: string;
  readonly key: string;
  readonly contact: string;
  readonly channels: readonly Channel[];
}

/** An organization with somebody of each TLP, each with a channel of each TLP, and organizations around it. */
export interface Scene {
  readonly owner: string;
  readonly partner: string;
  readonly stranger: string;
  readonly network: string;
  readonly csirt: string;
  readonly desk: string;
  readonly people: readonly Someone[];
  readonly csirtChannels: readonly Channel[];
  readonly deskChannels: readonly Channel[];
  /** A member of the owner: who may write, and see, all of it. */
  readonly member: Client;
}

/** What all people of the scene have in their names, and nobody else. */
export const COMMON_NAME = '照会対象';

export async function setScene(world: World): Promise<Scene> {
  const operator = await world.as('OPERATOR');
  const owner = await registerOrganization(operator);
  const partner = await registerOrganization(operator);
  const stranger = await registerOrganization(operator);
  const network = await registerSharingNetwork(operator, partner);
  await joinSharingNetwork(operator, network, [owner, partner]);
  const member = await world.as('MEMBER', owner);
  const csirt = await establishCsirt(operator, owner);
  const { publicKey } = await generateKey({ userIDs: [{ name: 'Example', email: 'csirt@bank.example' }] });
  const people: Someone[] = [];
  for (const tlp of TLPS) {
    const id = await registerPerson(member, owner, { name: `${COMMON_NAME} ${nextNumber()}`, tlp });
    people.push({
      tlp,
      id,
      position: (await positionsOf(member, id))[0]!,
      key: await addEncryptionKey(member, id, publicKey),
      contact: await appointPointOfContact(member, csirt, { personId: id }),
      channels: (await channelsOf(member, id)).map((channel) => ({ ...channel, personTlp: tlp })),
    });
  }
  const desk = await appointPointOfContact(member, csirt);
  return {
    ...{ owner, partner, stranger, network, csirt, desk, people, member },
    csirtChannels: await channelsOf(member, csirt),
    deskChannels: await channelsOf(member, desk),
  };
}

/** A channel of each TLP. */
async function channelsOf(by: Client, ownerId: string): Promise<Channel[]> {
  const channels: Channel[] = [];
  for (const tlp of TLPS) {
    const value = `#secret-${nextNumber()}`;
    channels.push({ id: await addContactChannel(by, ownerId, { value, tlp }), value, tlp });
  }
  return channels;
}

export function viewerOf(world: World, scene: Scene, role: Role, relation: Relation): Promise<Client> {
  const organizations = {
    owner: scene.owner,
    'shares a network': scene.partner,
    community: scene.stranger,
    none: null,
  };
  return world.as(role, organizations[relation]);
}

/**
 * Waits until `changes` may tell of all that was written. Transactions that other tests hold open on the same cluster
 * keep it from doing so.
 */
export async function settled(world: World): Promise<void> {
  const unsettled = () =>
    world.sql('select from change_log where xid >= pg_snapshot_xmin(pg_current_snapshot()) limit 1');
  while ((await unsettled()).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}
