import { isInterfaceType, isObjectType, type GraphQLArgument, type GraphQLSchema } from 'graphql';
import { typeOfId } from '../../src/kernel/ids.js';
import {
  addContactChannel,
  addEncryptionKey,
  appointPointOfContact,
  positionsOf,
  registerOrganization,
} from '../scenario.js';
import { rootFields, selectionOf } from './documents.js';
import type { Ground } from './ground.js';
import type { Given } from './leaves.js';
import { MUTATION_LINES } from './mutation-lines.js';

/** A field that takes arguments, and an operation to ask it with. */
export interface Asked {
  readonly name: string;
  readonly writes: boolean;
  readonly args: readonly GraphQLArgument[];
  /** The operation, with what stands in the brackets of the field and of the operation. */
  readonly document: (args: string, variables: string) => string;
  /** Arguments with which it is answered; made anew when the last ones were used up. */
  readonly prepare: (ground: Ground) => Promise<Given>;
}

/** Arguments with which each query of the schema is answered: one that has none makes the tests of hostile input fail. */
const QUERY_LINES: Readonly<Record<string, (ground: Ground) => Given>> = {
  node: ({ own }) => ({ id: own }),
  nodes: ({ own, other }) => ({ ids: [own, other] }),
  viewer: () => ({}),
  organizations: ({ own, network }) => ({
    filter: { kind: ['COMPANY'], sector: ['OTHER'], parentId: own, networkId: network, hasCsirt: false, text: 'a' },
    orderBy: 'NAME_DESC',
    first: 5,
  }),
  csirts: ({ own }) => ({ filter: { organizationId: own, sector: ['OTHER'], text: 'a' }, first: 5 }),
  people: ({ own }) => ({ filter: { organizationId: own, at: '2024-01-01T00:00:00Z', text: 'a' }, first: 5 }),
  search: () => ({ text: 'Example', first: 5 }),
  sharingNetworks: () => ({ first: 5 }),
  csirtsWithoutPrimary: () => ({ at: '2024-01-01T00:00:00Z' }),
  pointsOfContactEnding: () => ({ withinDays: 30 }),
  changes: () => ({ first: 5 }),
  whoIs: () => ({ indicator: 'bank.example', at: '2024-01-01T00:00:00Z' }),
  contactChain: ({ own, other }) => ({ to: own, from: other, at: '2024-01-01T00:00:00Z' }),
};

/** Every mutation, every query, and every field with arguments of whatever has a global id. */
export function everythingAsked(schema: GraphQLSchema): Asked[] {
  const root = (operation: 'mutation' | 'query'): Asked[] =>
    Object.values(rootFields(schema, operation)).map((field) => ({
      name: field.name,
      writes: operation === 'mutation',
      args: field.args,
      document: (args, variables) => `${operation}${variables} { ${field.name}${args} ${selectionOf(field.type)} }`,
      prepare: async (ground) =>
        operation === 'mutation' ? MUTATION_LINES[field.name]!.prepare(ground) : QUERY_LINES[field.name]!(ground),
    }));
  const nested = Object.values(schema.getTypeMap()).flatMap((type): Asked[] => {
    if (!isObjectType(type) || !type.getInterfaces().some((each) => isInterfaceType(each) && each.name === 'Node'))
      return [];
    return Object.values(type.getFields())
      .filter(({ args }) => args.length > 0)
      .map((field) => ({
        name: `${type.name}.${field.name}`,
        writes: false,
        args: field.args,
        document: (args, variables) =>
          `query${variables} { nodes(ids: ${JSON.stringify(nodeIds)}) { ... on ${type.name} { ${field.name}${args} ${selectionOf(field.type)} } } }`,
        prepare: async () => ({}),
      }));
  });
  return [...root('mutation'), ...root('query'), ...nested];
}

const nodeIds: string[] = [];

/** Makes one thing of each type that has fields with arguments; they are asked of these. */
export async function layNodes({ operator, own, csirt, person, network, armored }: Ground): Promise<void> {
  const contact = await appointPointOfContact(operator, csirt, { personId: person });
  const channel = await addContactChannel(operator, contact, { hours: 'Mo-Fr 09:30-18:15; PH off' });
  const key = await addEncryptionKey(operator, csirt, armored);
  await registerOrganization(operator, { parentId: own });
  nodeIds.push(own, csirt, person, contact, channel, network, key, ...(await positionsOf(operator, person)));
}

/** An id of some other type than this one is. */
export function idOfAnotherType(id: string, { own, network }: Ground): string {
  return typeOfId(id) === 'SharingNetwork' ? own : network;
}
