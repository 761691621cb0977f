import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { World, type Client, type Reply } from '../harness.js';
import {
  appointPointOfContact,
  establishCsirt,
  nextNumber,
  registerOrganization,
  registerPerson,
  registerSharingNetwork,
} from '../scenario.js';
import { ODD_REQUESTS, ODD_TEXTS } from './odd-requests.js';
import { improper } from './proper-refusal.js';

let world: World;
let operator: Client;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
});
afterAll(() => world?.stop());

test('the first day of the calendar, which begins in the year before it, hands over what there is to hand over', async () => {
  const constituency = `n${nextNumber()}.example`;
  const id = await registerOrganization(operator, { constituencies: [constituency] });
  const successor = await registerOrganization(operator);
  await operator.ask(
    'mutation($id: ID!, $to: ID!) { dissolveOrganization(id: $id, on: "0001-01-01", successorId: $to) { id } }',
    { id, to: successor },
  );
  expect(
    await operator.ask('query($i: String!) { whoIs(indicator: $i) { organization { id } } }', { i: constituency }),
  ).toEqual({ whoIs: [{ organization: { id: successor } }] });
});

test.each(ODD_TEXTS)('the text %s comes back as it was written', async (text) => {
  const name = `${text} ${nextNumber()}`;
  const organization = await registerOrganization(operator, { name, nameEn: text, kana: text });
  const csirt = await establishCsirt(operator, organization, {
    name,
    shortName: text,
    description: `${text}\n${text}`,
  });
  const person = await registerPerson(operator, organization, { name, nameEn: text, kana: text, title: text });
  const contact = await appointPointOfContact(operator, csirt, { deskName: text });
  const network = await registerSharingNetwork(operator, organization, { name, nameEn: text, description: text });
  const { nodes } = await operator.ask<{ nodes: unknown }>(
    `query($ids: [ID!]!) { nodes(ids: $ids) {
      ... on Organization { name nameEn kana }
      ... on Csirt { name shortName description }
      ... on Person { name nameEn kana positions { title } }
      ... on PointOfContact { deskName }
      ... on SharingNetwork { name nameEn description }
    } }`,
    { ids: [organization, csirt, person, contact, network] },
  );
  expect(nodes).toEqual([
    { name, nameEn: text, kana: text },
    { name, shortName: text, description: `${text}\n${text}` },
    { name, nameEn: text, kana: text, positions: [{ title: text }] },
    { deskName: text },
    { name, nameEn: text, description: text },
  ]);
  const found = await operator.ask<{ people: { nodes: { id: string }[] }; organizations: { nodes: { id: string }[] } }>(
    'query($t: String) { people(filter: { text: $t }) { nodes { id } } organizations(filter: { text: $t }) { nodes { id } } }',
    { t: name },
  );
  expect(found.people.nodes).toContainEqual({ id: person });
  expect(found.organizations.nodes).toContainEqual({ id: organization });
});

test.each(Object.keys(ODD_REQUESTS))('a request with %s', async (what) => {
  const [code, body] = ODD_REQUESTS[what]!;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${operator.token}` };
  const response = await fetch(world.url, { method: 'POST', headers, body });
  const { errors } = (await response.json()) as Pick<Reply<unknown>, 'errors'>;
  expect(improper({ status: response.status, headers: response.headers, data: null, errors })).toBeUndefined();
  expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
});
