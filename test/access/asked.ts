import { isObjectType, type GraphQLArgument, type GraphQLSchema } from 'graphql';
import { EncounterKind } from '../../src/liaison/encounters/encounter.js';
import type { Client, Reply } from '../harness.js';
import {
  addContactChannel,
  addEncryptionKey,
  appointPointOfContact,
  positionsOf,
  recordEncounter,
  registerPerson,
} from '../scenario.js';
import { rootFields, selectionOf } from './documents.js';
import type { Ground } from './ground.js';
import { literal, valueAt, withValue, type Given, type Leaf } from './leaves.js';
import { MUTATION_LINES } from './mutation-lines.js';

/** A field that takes arguments, and an operation to ask it with. */
export interface Asked {
  readonly name: string;
  readonly kind: 'mutation' | 'query' | 'field of a node';
  readonly args: readonly GraphQLArgument[];
  /** The operation, with what stands in the brackets of the field and in those of the operation. */
  readonly operation: (args: string, variables: string) => string;
  /** Arguments with which it is answered. */
  readonly prepare: () => Promise<Given>;
}

/** What encounters are filtered by, in the fields of nodes too. */
const FILTER = ({ own, person }: Ground): Given => ({
  kind: ['MEETING'],
  organizationId: own,
  personId: person,
  from: '2024-01-01T00:00:00Z',
  to: '2025-01-01T00:00:00Z',
});

/** Arguments with which each query of the schema is answered: one that has none makes the tests of hostile input fail. */
export const QUERY_LINES: Readonly<Record<string, (ground: Ground) => Given | Promise<Given>>> = {
  node: ({ own }) => ({ id: own }),
  nodes: ({ own, other }) => ({ ids: [own, other] }),
  viewer: () => ({}),
  breakGlassUses: () => ({ first: 5 }),
  breakGlassNotices: () => ({ first: 5 }),
  apiKeys: () => ({}),
  organizations: ({ own, network }) => ({
    filter: { kind: ['COMPANY'], sector: ['OTHER'], parentId: own, networkId: network, hasCsirt: false, text: 'a' },
    orderBy: 'NAME_DESC',
    first: 5,
  }),
  csirts: ({ own }) => ({ filter: { organizationId: own, sector: ['OTHER'], text: 'a' }, first: 5 }),
  people: ({ own }) => ({ filter: { organizationId: own, at: '2024-01-01T00:00:00Z', text: 'a' }, first: 5 }),
  personalDataReport: ({ person }) => ({ personId: person }),
  search: () => ({ text: 'Example', first: 5 }),
  sharingNetworks: () => ({ first: 5 }),
  csirtsWithoutPrimary: () => ({ at: '2024-01-01T00:00:00Z' }),
  pointsOfContactEnding: () => ({ withinDays: 30 }),
  changes: () => ({ first: 5 }),
  whoIs: () => ({ indicator: 'bank.example', at: '2024-01-01T00:00:00Z' }),
  contactChain: ({ own, other }) => ({ to: own, from: other, at: '2024-01-01T00:00:00Z' }),
  encounters: (ground) => ({ filter: FILTER(ground), first: 5 }),
  community: () => ({ at: '2024-01-01T00:00:00Z' }),
  communitySeries: () => ({ from: '2024-01-01', to: '2024-03-01' }),
  tie: ({ own, other }) => ({ from: own, to: other, at: '2024-01-01T00:00:00Z' }),
  liaisonTargets: ({ own }) => ({ organization: own }),
  liaisonGaps: ({ own }) => ({ organization: own, at: '2024-01-01T00:00:00Z', horizonDays: 30 }),
  suggestedIntroductions: ({ own }) => ({
    organization: own,
    at: '2024-01-01T00:00:00Z',
    horizonDays: 30,
    first: 5,
  }),
  auditEvents: ({ person }) => ({
    filter: {
      kind: ['WRITE'],
      action: 'registerPerson',
      credentialId: 'apikey_01kdy02102f8za24ptae216sdw',
      subjectId: person,
      from: '2024-01-01T00:00:00Z',
      to: '2099-01-01T00:00:00Z',
    },
    first: 5,
  }),
  auditTreeHead: () => ({}),
  auditInclusionProof: ({ operator }) => anEventInTheTree(operator),
  auditConsistencyProof: () => ({ from: 1, to: 1 }),
  auditKeys: () => ({}),
  simulateTransfer: async ({ operator, own, other, person }) => ({
    input: {
      personId: person,
      organizationId: other,
      on: '2024-01-01',
      leavingOrganizationId: own,
      successorId: await registerPerson(operator, own),
    },
  }),
  liaisonPicture: ({ own }) => ({ organization: own, at: '2024-01-01T00:00:00Z', language: 'EN' }),
  liaisonGraph: ({ own }) => ({
    format: 'GEXF',
    organization: own,
    at: '2024-01-01T00:00:00Z',
    leastTrust: 0.1,
  }),
  introductionPaths: ({ own, other, person }) => ({
    from: own,
    to: other,
    at: '2024-01-01T00:00:00Z',
    first: 5,
    maxHops: 2,
    disjoint: true,
    avoid: [person],
  }),
};

/** Every mutation, every query, and every field with arguments of whatever has a global id. */
export async function everythingAsked(schema: GraphQLSchema, ground: Ground): Promise<Asked[]> {
  const ids = JSON.stringify(await nodesOf(ground));
  const root = (kind: 'mutation' | 'query', prepare: (name: string) => Promise<Given>): Asked[] =>
    Object.values(rootFields(schema, kind)).map(({ name, args, type }) => ({
      name,
      kind,
      args,
      operation: (given, variables) => `${kind}${variables} { ${name}${given} ${selectionOf(type)} }`,
      prepare: () => prepare(name),
    }));
  const ofNodes = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => type.getInterfaces().some(({ name }) => name === 'Node'))
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
    .filter(({ field }) => field.args.length > 0)
    .map(({ type, field }): Asked => {
      const asked = (given: string) => `... on ${type.name} { ${field.name}${given} ${selectionOf(field.type)} }`;
      return {
        name: `${type.name}.${field.name}`,
        kind: 'field of a node',
        args: field.args,
        operation: (given, variables) => `query${variables} { nodes(ids: ${ids}) { ${asked(given)} } }`,
        prepare: async () => (field.args.some(({ name }) => name === 'filter') ? { filter: FILTER(ground) } : {}),
      };
    });
  return [
    ...root('mutation', (name) => MUTATION_LINES[name]!.prepare(ground, ground.operator)),
    ...root('query', async (name) => QUERY_LINES[name]!(ground)),
    ...ofNodes,
  ];
}

/** Asks with each argument in a variable of its own name. */
export function askWith(client: Client, asked: Asked, given: Given): Promise<Reply<unknown>> {
  const variables = asked.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const args = asked.args.map(({ name }) => `${name}: $${name}`).join(', ');
  return client.send(asked.operation(args && `(${args})`, variables && `(${variables})`), given);
}

/** Asks with what stands at a place of the arguments written into the document in this way, and all else too. */
export function askLiterally(
  client: Client,
  asked: Asked,
  given: Given,
  leaf: Leaf,
  written: string,
  variable = '',
  value?: unknown,
): Promise<Reply<unknown>> {
  const full = withValue(given, leaf.path, valueAt(given, leaf.path) ?? '');
  const at = (name: string) => (path: readonly (string | number)[]) =>
    JSON.stringify([name, ...path]) === JSON.stringify(leaf.path) ? written : undefined;
  const args = asked.args
    .filter(({ name }) => full[name] !== undefined)
    .map(({ name, type }) => `${name}: ${literal(full[name], type, at(name))}`);
  return client.send(asked.operation(`(${args.join(', ')})`, variable), { v: value });
}

/** The oldest event, and the size of a tree that it is in. */
async function anEventInTheTree(operator: Client): Promise<Given> {
  for (;;) {
    const { auditEvents } = await operator.ask<{ auditEvents: { nodes: { id: string; leafIndex: number | null }[] } }>(
      '{ auditEvents(last: 1) { nodes { id leafIndex } } }',
    );
    const [{ id, leafIndex }] = auditEvents.nodes as [{ id: string; leafIndex: number | null }];
    if (leafIndex !== null) return { eventId: id, treeSize: leafIndex + 1 };
  }
}

/** One thing of each type that has fields with arguments. */
async function nodesOf({ operator, own, csirt, person, network, armored }: Ground): Promise<string[]> {
  const contact = await appointPointOfContact(operator, csirt, { personId: person });
  const channel = await addContactChannel(operator, contact, { hours: 'Mo-Fr 09:30-18:15; PH off' });
  const key = await addEncryptionKey(operator, csirt, armored);
  const attendees = [person, await registerPerson(operator, own)];
  const encounters: string[] = [];
  for (const kind of Object.values(EncounterKind))
    encounters.push(await recordEncounter(operator, own, attendees, { kind }));
  return [own, csirt, person, contact, channel, network, key, ...encounters, ...(await positionsOf(operator, person))];
}
