import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, World } from '../harness.js';
import { recordEncounter, registerOrganizations, registerPerson } from '../scenario.js';

let world: World;
let operator: Client;
let organizations: string[];
let encounter: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  const [host, ministry, bank] = await registerOrganizations(operator, 3);
  const official = await registerPerson(operator, ministry, { from: '2020-04-01' });
  const banker = await registerPerson(operator, bank, { from: '2020-04-01' });
  encounter = await recordEncounter(operator, host, [official, banker]);
  organizations = [ministry, bank];
});
afterAll(() => world?.stop());

const newcomer = async () => new Client(await world.addProcess(), operator.token);

test('the first question to a process may be for the tie of two organizations', async () => {
  const [from, to] = organizations;
  const { tie } = await (
    await newcomer()
  ).ask<{ tie: { concentration: number } | null }>(
    'query($from: ID!, $to: ID!) { tie(from: $from, to: $to) { ... on OrganizationTie { concentration } } }',
    { from, to },
  );
  expect(tie).toEqual({ concentration: 1 });
});

test('the first question to a process may be for what the people of an organization attended', async () => {
  const { node } = await (
    await newcomer()
  ).ask<{ node: unknown }>(
    'query($id: ID!) { node(id: $id) { ... on Organization { encounters { nodes { id } } } } }',
    { id: organizations[0] },
  );
  expect(node).toEqual({ encounters: { nodes: [{ id: encounter }] } });
});
