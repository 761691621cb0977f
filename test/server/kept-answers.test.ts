import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { World, type Client } from '../harness.js';
import { PATIENCE, within } from '../kernel/two-processes.js';
import { documentOf, rootFields } from '../access/documents.js';
import { layGround } from '../access/ground.js';
import { MUTATION_LINES } from '../access/mutation-lines.js';
import {
  addContactChannel,
  appointPointOfContact,
  establishCsirt,
  joinSharingNetwork,
  registerOrganization,
  registerPerson,
  registerSharingNetwork,
} from '../scenario.js';

/** More often than it takes until answers are kept. */
const TIMES = 6;
const DAY = 86_400_000;
const YEAR_LATER = 366 * DAY;

const QUERIES = [
  `query Page($first: Int) { organizations(first: $first, filter: { sector: [FINANCE] }) { totalCount nodes {
    name networks { name } csirts { shortName pointsOfContact { role personWithheld person { name channels { kind value status } } } }
  } } }`,
  'query People($first: Int) { people(first: $first) { totalCount nodes { name organization { name } channels { value } } } }',
  'query Found($first: Int) { search(text: "検証", first: $first) { matched node { id ... on Person { name channels { value } } } } }',
  'query Members($first: Int) { sharingNetworks(first: $first) { nodes { members { nodes { name } } } } }',
];

let world: World;
let operator: Client;
let viewers: Client[];
let own: string;
let other: string;
let csirt: string;
let network: string;
let person: string;
let count = 0;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  own = await registerOrganization(operator, { name: '検証銀行', sector: 'FINANCE' });
  other = await registerOrganization(operator, { sector: 'FINANCE' });
  csirt = await establishCsirt(operator, own);
  network = await registerSharingNetwork(operator, own);
  person = await registerPerson(operator, own, { name: '検証 一子', tlp: 'AMBER' });
  await appointPointOfContact(operator, csirt, { personId: person });
  await addContactChannel(operator, person, { tlp: 'GREEN' });
  viewers = [operator, await world.as('MEMBER', own), await world.as('MEMBER', other), await world.as('AUDITOR')];
});
afterAll(() => world?.stop());

/** Asks all that is asked, by all, in words that nobody used before. */
async function asked(note = ''): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const viewer of viewers)
    for (const query of QUERIES) answers.push(await viewer.ask(`${query}${note}`, { first: 10 }));
  return answers;
}

const anew = () => asked(` # ${(count += 1)}`);

async function versionOf(id: string): Promise<number> {
  const { node } = await viewers[1]!.ask<{ node: { version: number } }>(
    'query($id: ID!) { node(id: $id) { ... on Organization { version } ... on Person { version } } }',
    { id },
  );
  return node.version;
}

const update = async (mutation: string, type: string, id: string, input: object) =>
  viewers[1]!.ask(
    `mutation($id: ID!, $version: Int!, $input: ${type}!) { ${mutation}(id: $id, version: $version, input: $input) { id } }`,
    { id, version: await versionOf(id), input },
  );

test('whatever changes, and as time goes by, an answer that was kept is not told any more', async () => {
  for (let times = 0; times < TIMES; times += 1) await asked();
  expect(await asked()).toEqual(await anew());
  const steps: Record<string, () => Promise<unknown>> = {
    'an organization is renamed': () =>
      update('updateOrganization', 'UpdateOrganizationInput', own, { name: '検証信託銀行' }),
    'a person is hidden': () => update('updatePerson', 'UpdatePersonInput', person, { tlp: 'RED' }),
    'and shown': () => update('updatePerson', 'UpdatePersonInput', person, { tlp: 'AMBER' }),
    'its viewers come to share a network': () => joinSharingNetwork(operator, network, [own, other]),
    'a channel is added': () => addContactChannel(operator, person, { tlp: 'GREEN' }),
    'a term that ends in a year is recorded': () =>
      appointPointOfContact(operator, csirt, { role: 'DEPUTY', to: dayIn(YEAR_LATER / 2) }),
    'a minute goes by': () => Promise.resolve(world.clock.move(60_000)),
    'a year goes by': () => Promise.resolve(world.clock.move(YEAR_LATER)),
  };
  let before = await asked();
  for (const [what, step] of Object.entries(steps)) {
    await step();
    const now = await asked();
    expect([what, now]).toEqual([what, await anew()]);
    if (what !== 'a minute goes by') expect([what, now]).not.toEqual([what, before]);
    before = now;
  }
});

const CHANNELS =
  'channels { id kind value hours timeZone tlp status verifiedAt lastAnsweredAt erasedAt verifications { outcome at } }';
const CONTACTS = `pointsOfContact { id role priority from to deskName personWithheld person { id name tlp ${CHANNELS} } ${CHANNELS} csirt { name } }`;
const CSIRT = `id name shortName description establishedOn disbandedOn timeZone version ${CONTACTS} ${CHANNELS} keys { fingerprint }`;
/** All that may be kept. */
const ALL = [
  `query ($first: Int) { organizations(first: $first) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node {
    id name nameEn kana kind sector corporateNumber website observer dissolvedOn version parent { name } successor { name }
    children { totalCount nodes { name } } constituencies { kind value } networks { name } people { totalCount nodes { id name } }
    csirts { ${CSIRT} } } } } }`,
  `query ($first: Int) { people(first: $first) { totalCount nodes {
    id name nameEn kana tlp version positions { id title from to organization { name } person { name } } organization { name }
    ${CONTACTS} ${CHANNELS} keys { fingerprint } } } }`,
  `query ($first: Int) { csirts(first: $first) { totalCount nodes { ${CSIRT} organization { name } } } }`,
  `query ($first: Int) { sharingNetworks(first: $first) { totalCount nodes { name nameEn description hub { name } members { totalCount nodes { name } } } } }`,
  'query ($first: Int) { search(text: "例示", first: $first) { score matched node { id ... on Organization { name } ... on Person { name } } } }',
  'query ($first: Int) { csirtsWithoutPrimary { name } organizations(first: $first, filter: { hasCsirt: true, text: "例示" }) { totalCount nodes { id } } }',
];
const made = (query: string) => query.replace('{', '{ none: __typename @skip(if: true)');

test('after any of all mutations, what was kept is told as it is made anew', async () => {
  const ground = await layGround(world);
  const fields = rootFields(world.apps[0]!.schema, 'mutation');
  const members = [await world.as('MEMBER', ground.own), await world.as('MEMBER', ground.other)];
  const askers = [operator, ...members];
  const ask = async (of: (query: string) => string, note: object = {}) =>
    Promise.all(askers.flatMap((asker) => ALL.map((query) => asker.ask(of(query), { first: 50, ...note }))));
  const kept = async () => ask((query) => query);
  for (let times = 0; times < TIMES; times += 1) expect(await kept()).toEqual(await ask(made, { times }));
  const changed = new Set<string>();
  for (const [name, { prepare }] of Object.entries(MUTATION_LINES)) {
    // Who breaks the glass sees more.
    const writer = await world.as('OPERATOR');
    const args = await prepare(ground, writer);
    // Twice, as only what is asked again is kept.
    const before = [await kept(), await kept()][1];
    await writer.ask(documentOf('mutation', fields[name]!), args);
    const now = await kept();
    if (JSON.stringify(now) !== JSON.stringify(before)) changed.add(name);
    expect([name, now]).toEqual([name, await ask(made, { name })]);
  }
  const others = Object.keys(MUTATION_LINES).filter((name) => !changed.has(name));
  expect(others.sort()).toEqual([
    'amendEncounter',
    'breakGlass',
    'endBreakGlass',
    'issueApiKey',
    'recordEncounter',
    'revokeApiKey',
    'setLiaisonTarget',
    'withdrawEncounter',
  ]);
});

test('what is withheld by default is recorded each time that it is told', async () => {
  const member = viewers[1]!;
  await addContactChannel(operator, person, { tlp: 'AMBER' });
  const told = async () => {
    const [row] = await world.sql<{ count: number }>(
      `select count(*)::int as count from audit_event where entry::json ->> 'action' = 'Told'`,
    );
    return row!.count;
  };
  const query = QUERIES[1]!.replace('People', 'Told');
  for (let times = 0; times < TIMES; times += 1) await member.ask(query, { first: 10 });
  expect(await within(PATIENCE, told, (number) => number >= TIMES)).toBe(TIMES);
});

const dayIn = (milliseconds: number) => new Date(world.clock.now() + milliseconds).toISOString().slice(0, 10);
