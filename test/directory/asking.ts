import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { typeOfId } from '../../src/kernel/ids.js';
import { rootFields } from '../access/documents.js';
import type { Client, ErrorAnswer, World } from '../harness.js';

const schema = buildSchema(readFileSync(new URL('../../docs/schema.graphql', import.meta.url), 'utf8'), {
  assumeValidSDL: true,
});
const MUTATIONS = rootFields(schema, 'mutation');

type Variables = Readonly<Record<string, unknown>>;

/** A mutation whose arguments are variables of their own names; without a `selection` it asks only for the type. */
function documentOf(mutation: string, selection: string): string {
  const { args } = MUTATIONS[mutation]!;
  const declared = args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const given = args.map(({ name }) => `${name}: $${name}`).join(', ');
  const [operation, field] =
    args.length > 0 ? [`mutation(${declared})`, `${mutation}(${given})`] : ['mutation', mutation];
  return `${operation} { done: ${field} { ${selection} } }`;
}

/** Carries out a mutation; answers what was selected of it. */
export async function carryOut<T = unknown>(
  by: Client,
  mutation: string,
  variables: Variables,
  selection = '__typename',
): Promise<T> {
  return (await by.ask<{ done: T }>(documentOf(mutation, selection), variables)).done;
}

/** What a client can act on in a refusal. */
export interface Fault {
  readonly code: string;
  readonly path?: readonly (string | number)[] | undefined;
}

/** Tries a mutation that must be refused. */
export async function refused(by: Client, mutation: string, variables: Variables): Promise<Fault> {
  return faultOf(await by.refusal(documentOf(mutation, '__typename'), variables));
}

/** Asks what must be refused. */
export async function refusedQuery(asked: Client, query: string, variables?: Variables): Promise<Fault> {
  return faultOf(await asked.refusal(query, variables));
}

function faultOf({ extensions: { code, path } }: ErrorAnswer): Fault {
  return { code, path };
}

/** Fields of something by its id, which must be there for whoever asks. */
export async function read<T = unknown>(asked: Client, id: string, fields: string): Promise<T> {
  const { node } = await asked.ask<{ node: T | null }>(
    `query($id: ID!) { node(id: $id) { ... on ${typeOfId(id)} { ${fields} } } }`,
    { id },
  );
  if (node === null) throw new Error(`There is no ${id} for this viewer.`);
  return node;
}

/** Whether there is something with this id for whoever asks. */
export async function isThere(asked: Client, id: string): Promise<boolean> {
  return (await asked.ask<{ node: object | null }>('query($id: ID!) { node(id: $id) { id } }', { id })).node !== null;
}

/** The channels that the contact chain of an organization or a CSIRT calls at a moment, in order. */
export async function channelsCalled(asked: Client, to: string, at: string | null = null): Promise<string[]> {
  const { contactChain } = await asked.ask<{ contactChain: { steps: { channels: { id: string }[] }[] } }>(
    'query($to: ID!, $at: DateTime) { contactChain(to: $to, at: $at) { steps { channels { id } } } }',
    { to, at },
  );
  return contactChain.steps.flatMap(({ channels }) => channels.map(({ id }) => id));
}

/**
 * The argument `at` for a moment in ms since the epoch. Later than what was written before: the clock is moved on, so
 * that a change which follows begins to hold after it.
 */
export function momentAfter({ clock }: World): string {
  clock.move(1_000);
  const moment = new Date(clock.now()).toISOString();
  clock.move(1_000);
  return moment;
}

/** Sets the clock ahead to an instant (RFC 3339), so that the days of a test are the same whenever it runs. */
export function setClock({ clock }: World, instant: string): void {
  const ahead = Date.parse(instant) - clock.now();
  if (ahead < 0) throw new Error('What is written already began to hold later than that.');
  clock.move(ahead);
}
