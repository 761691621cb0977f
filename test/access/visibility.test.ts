import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { carryOut, read } from '../directory/asking.js';
import { Client, World } from '../harness.js';
import { addContactChannel, establishCsirt, registerOrganizations } from '../scenario.js';
import {
  COMMON_NAME,
  isAdmitted,
  RELATIONS,
  ROLES,
  setScene,
  settled,
  viewerOf,
  type Channel,
  type Relation,
  type Role,
  type Scene,
  type Someone,
} from './audience.js';

interface Listed {
  readonly id: string;
}
interface ListedChannel extends Listed {
  readonly value: string | null;
}
interface Page {
  readonly totalCount: number;
  readonly nodes: readonly Listed[];
  readonly edges: readonly { cursor: string; node: Listed }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly endCursor: string | null;
  };
}
interface Contact extends Listed {
  readonly person: Listed | null;
  readonly personWithheld: boolean;
  readonly channels: readonly ListedChannel[];
}

const PAGE = 'totalCount nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor }';
const CHANNELS = 'channels { id value }';
const CONTACT = `id person { id } personWithheld ${CHANNELS}`;

/** Every mutation that takes the id of a person or of what is a person's, with whatever else it takes. */
const ASKED_OF: readonly (readonly [
  type: 'Person' | 'Position' | 'EncryptionKey' | 'ContactChannel',
  mutation: string,
])[] = [
  ['Person', 'updatePerson(id: $id, version: 1, input: { kana: "ミホン" }) { id }'],
  [
    'Person',
    'transferPerson(input: { personId: $id, organizationId: $o, title: "x", on: "2024-04-01" }) { person { id } }',
  ],
  ['Person', 'addPosition(input: { personId: $id, organizationId: $o, title: "x", from: "2024-04-01" }) { id }'],
  ['Person', 'mergePeople(keepId: $id, dropId: $id) { id }'],
  ['Person', 'appointPointOfContact(input: { csirtId: $c, personId: $id, role: DEPUTY, from: "2024-04-01" }) { id }'],
  ['Person', 'addContactChannel(input: { ownerId: $id, kind: CHAT, value: "#x" }) { id }'],
  ['Person', 'addEncryptionKey(input: { ownerId: $id, armored: "x" }) { id }'],
  ['Position', 'endPosition(positionId: $id, on: "2024-04-01") { person { id } }'],
  ['Position', 'correctPosition(positionId: $id, input: { title: "x" }) { id }'],
  ['EncryptionKey', 'removeEncryptionKey(id: $id) { id }'],
  ['ContactChannel', 'verifyContactChannel(id: $id, outcome: CONFIRMED) { id }'],
  ['ContactChannel', 'updateContactChannel(id: $id, input: { tlp: GREEN }) { id }'],
  ['ContactChannel', 'retireContactChannel(id: $id) { id }'],
];

let world: World;
let scene: Scene;

beforeAll(async () => {
  world = await World.start();
  scene = await setScene(world);
});
afterAll(() => world?.stop());

const idsOf = (all: readonly Listed[]) => all.map(({ id }) => id);
const allChannels = () => [
  ...scene.people.flatMap(({ channels }) => channels),
  ...scene.csirtChannels,
  ...scene.deskChannels,
];
const byId = <T extends Listed>(all: readonly T[]) => [...all].sort((a, b) => (a.id < b.id ? -1 : 1));

describe.each(ROLES.flatMap((role) => RELATIONS.map((relation) => ({ role, relation }))))(
  'for $role, relation to the owner: $relation',
  ({ role, relation }: { role: Role; relation: Relation }) => {
    let viewer: Client;
    let seen: readonly Someone[];
    let hidden: readonly Someone[];

    beforeAll(async () => {
      viewer = await viewerOf(world, scene, role, relation);
      seen = scene.people.filter(({ tlp }) => isAdmitted(role, relation, tlp));
      hidden = scene.people.filter((each) => !seen.includes(each));
    });

    const isListed = ({ tlp, personTlp }: Channel) =>
      (personTlp === undefined || isAdmitted(role, relation, personTlp)) && (tlp !== 'RED' || relation === 'owner');
    /** The channels as this viewer must find them in a list. */
    const listed = (channels: readonly Channel[]): ListedChannel[] =>
      channels.filter(isListed).map(({ id, value, tlp }) => ({
        id,
        value: role !== 'AUDITOR' && isAdmitted(role, relation, tlp) ? value : null,
      }));
    /** The points of contact as they must be found, with or without their persons. */
    const contacts = (): Contact[] => [
      ...scene.people.map(({ id, contact, channels, ...each }) => {
        const isSeen = isAdmitted(role, relation, each.tlp);
        return { id: contact, person: isSeen ? { id } : null, personWithheld: !isSeen, channels: listed(channels) };
      }),
      { id: scene.desk, person: null, personWithheld: false, channels: listed(scene.deskChannels) },
    ];

    test('node and nodes', async () => {
      const channels = allChannels();
      const all = [...scene.people.flatMap(({ id, position, key }) => [id, position, key]), ...idsOf(channels)];
      const expected = new Set([
        ...seen.flatMap(({ id, position, key }) => [id, position, key]),
        ...idsOf(listed(channels)),
      ]);
      const { nodes } = await viewer.ask<{ nodes: (Listed | null)[] }>(
        'query($ids: [ID!]!) { nodes(ids: $ids) { id } }',
        { ids: all },
      );
      expect(nodes).toEqual(all.map((id) => (expected.has(id) ? { id } : null)));
      for (const id of [...idsOf(scene.people), ...idsOf(scene.csirtChannels)])
        expect(await viewer.ask('query($id: ID!) { node(id: $id) { id } }', { id })).toEqual({
          node: expected.has(id) ? { id } : null,
        });
      const values = await viewer.ask<{ nodes: (ListedChannel | null)[] }>(
        'query($ids: [ID!]!) { nodes(ids: $ids) { ... on ContactChannel { id value } } }',
        { ids: idsOf(channels) },
      );
      expect(values.nodes.filter((node) => node !== null)).toEqual(listed(channels));
    });

    test('lists of people: entries, counts, cursors, filters, search', async () => {
      const answer = await viewer.ask<{
        people: Page;
        filtered: Page;
        node: { people: Page };
        search: { node: Listed }[];
      }>(
        `query($id: ID!, $name: String!) {
          people(filter: { organizationId: $id }) { ${PAGE} }
          filtered: people(filter: { text: $name }) { ${PAGE} }
          node(id: $id) { ... on Organization { people { ${PAGE} } } }
          search(text: $name) { node { id } }
        }`,
        { id: scene.owner, name: COMMON_NAME },
      );
      for (const page of [answer.people, answer.filtered, answer.node.people]) {
        expect(page.nodes).toEqual(seen.map(({ id }) => ({ id })));
        expect(page.edges.map(({ node }) => node)).toEqual(page.nodes);
        expect(page.totalCount).toBe(seen.length);
        expect(page.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
      }
      expect(idsOf(answer.search.map(({ node }) => node)).sort()).toEqual(idsOf(seen).sort());
    });

    test('page by page, and from the place of somebody hidden', async () => {
      const people = (args: string) =>
        viewer.ask<{ people: Page }>(`{ people(filter: { text: "${COMMON_NAME}" }, ${args}) { ${PAGE} } }`);
      let after = '';
      for (const [place, { id }] of seen.entries()) {
        const { people: page } = await people(`first: 1${after}`);
        expect(page.nodes).toEqual([{ id }]);
        expect(page.pageInfo).toMatchObject({ hasNextPage: place < seen.length - 1, hasPreviousPage: place > 0 });
        after = `, after: "${page.pageInfo.endCursor}"`;
      }
      expect((await people(`first: 1${after}`)).people.nodes).toEqual([]);
      // A cursor says where in the order, and not that anybody is there.
      const all = await scene.member.ask<{ people: Page }>(
        `{ people(filter: { text: "${COMMON_NAME}" }) { ${PAGE} } }`,
      );
      for (const { cursor, node } of all.people.edges) {
        const { people: page } = await people(`after: "${cursor}"`);
        expect(page.nodes).toEqual(seen.filter(({ id }) => id > node.id).map(({ id }) => ({ id })));
        expect(page.totalCount).toBe(seen.length);
      }
      const { search } = await viewer.ask<{ search: { node: Listed }[] }>(
        `{ search(text: "${COMMON_NAME}", first: 1) { node { id } } }`,
      );
      expect(search).toHaveLength(Math.min(1, seen.length));
    });

    test('people with what they have', async () => {
      const { nodes } = await viewer.ask<{ nodes: unknown[] }>(
        `query($ids: [ID!]!) { nodes(ids: $ids) {
          ... on Person { id positions { id person { id } } keys { id } pointsOfContact { id } ${CHANNELS} }
        } }`,
        { ids: idsOf(seen) },
      );
      expect(nodes).toEqual(
        seen.map(({ id, position, key, contact, channels }) => ({
          id,
          positions: [{ id: position, person: { id } }],
          keys: [{ id: key }],
          pointsOfContact: [{ id: contact }],
          channels: listed(channels),
        })),
      );
    });

    test('points of contact, channels of the CSIRT, and the contact chain', async () => {
      const answer = await viewer.ask<{
        node: { pointsOfContact: Contact[]; channels: ListedChannel[] };
        nodes: Contact[];
        contactChain: { steps: { pointOfContact: Contact | null; channels: ListedChannel[] }[] };
      }>(
        `query($csirt: ID!, $contacts: [ID!]!) {
          node(id: $csirt) { ... on Csirt { pointsOfContact { ${CONTACT} } ${CHANNELS} } }
          nodes(ids: $contacts) { ... on PointOfContact { ${CONTACT} } }
          contactChain(to: $csirt) { steps { pointOfContact { ${CONTACT} } ${CHANNELS} } }
        }`,
        { csirt: scene.csirt, contacts: idsOf(contacts()) },
      );
      expect(answer.node).toEqual({ pointsOfContact: contacts(), channels: listed(scene.csirtChannels) });
      expect(answer.nodes).toEqual(contacts());
      const steps = [
        ...contacts().map((contact) => ({ pointOfContact: contact, channels: contact.channels })),
        { pointOfContact: null, channels: listed(scene.csirtChannels) },
      ];
      expect(answer.contactChain.steps.map((step) => ({ ...step, channels: byId(step.channels) }))).toEqual(
        steps.map((step) => ({ ...step, channels: byId(step.channels) })),
      );
    });

    test('changes', async () => {
      await settled(world);
      const told = new Set<string>();
      let count = 0;
      for (let after: string | null = null; ;) {
        const { changes }: { changes: ChangePage } = await viewer.ask(
          'query($after: String) { changes(after: $after) { totalCount nodes { nodeId removed node { id } } pageInfo { hasNextPage endCursor } } }',
          { after },
        );
        for (const { nodeId, node, removed } of changes.nodes) {
          expect({ node, removed }).toEqual({ node: { id: nodeId }, removed: false });
          told.add(nodeId);
        }
        count += changes.nodes.length;
        after = changes.pageInfo.endCursor;
        if (changes.pageInfo.hasNextPage) continue;
        expect(changes.totalCount).toBe(count);
        break;
      }
      const channels = allChannels();
      const of = (people: readonly Someone[]) => people.flatMap(({ id, position, key }) => [id, position, key]);
      const expected = [...of(seen), ...idsOf(listed(channels))];
      expect([...told].filter((id) => [...of(scene.people), ...idsOf(channels)].includes(id)).sort()).toEqual(
        expected.sort(),
      );
      expect([...told]).toEqual(
        expect.arrayContaining([scene.owner, scene.csirt, scene.network, ...idsOf(contacts())]),
      );
    });

    test('what is hidden answers like what does not exist, whatever is asked of it', async () => {
      const ids = {
        Person: idsOf(hidden),
        Position: hidden.map(({ position }) => position),
        EncryptionKey: hidden.map(({ key }) => key),
        ContactChannel: idsOf(allChannels().filter((channel) => !isListed(channel))),
      };
      for (const [type, mutation] of ASKED_OF) {
        const filledIn = mutation.replace('$o', `"${scene.owner}"`).replace('$c', `"${scene.csirt}"`);
        const answer = (id: string) => viewer.send(`mutation($id: ID!) { ${filledIn} }`, { id });
        const absent = await answer(newId(type));
        expect(absent.errors[0]!.extensions).toEqual({ code: 'NOT_FOUND', path: expect.anything() });
        for (const id of type === 'ContactChannel' ? ids[type].slice(0, 2) : ids[type]) {
          const { data, errors } = await answer(id);
          expect({ mutation, data, errors }).toEqual({ mutation, data: absent.data, errors: absent.errors });
        }
      }
    });
  },
);

test('a withheld value repeats nothing that is read in a contact chain: what is missing there would tell what it is', async () => {
  const operator = await world.as('OPERATOR');
  const [target, parent] = await registerOrganizations(operator, 2);
  const { version } = await read<{ version: number }>(operator, target, 'version');
  await carryOut(operator, 'updateOrganization', { id: target, version, input: { parentId: parent } });
  const [csirt, above] = [await establishCsirt(operator, target), await establishCsirt(operator, parent)];
  const withheld = await addContactChannel(operator, csirt, { kind: 'PHONE', value: '03-0000-1234' });
  // A member of the parent guesses the number, and one that it is not.
  const member = await world.as('MEMBER', parent);
  const guesses: string[] = [];
  for (const value of ['03-0000-1234', '03-0000-4321'])
    guesses.push(await addContactChannel(member, above, { kind: 'PHONE', value }));
  const calls = async (by: Client) => {
    const { contactChain } = await by.ask<{ contactChain: { steps: { channels: ListedChannel[] }[] } }>(
      `query($id: ID!) { contactChain(to: $id) { steps { ${CHANNELS} } } }`,
      { id: target },
    );
    return contactChain.steps.map(({ channels }) => channels);
  };
  const [guess, other] = [
    { id: guesses[0], value: '+81300001234' },
    { id: guesses[1], value: '+81300004321' },
  ];
  expect(await calls(member)).toEqual([[{ id: withheld, value: null }], [guess, other]]);
  // Nor by a second key, to which its own numbers are withheld, too.
  const { issueApiKey } = await operator.ask<{ issueApiKey: { secret: string } }>(
    'mutation($input: IssueApiKeyInput!) { issueApiKey(input: $input) { secret } }',
    { input: { name: '例示の閲覧', role: 'MEMBER', organizationId: parent, scopes: ['READ'] } },
  );
  expect(await calls(new Client(world.url, issueApiKey.secret))).toEqual([
    [{ id: withheld, value: null }],
    [
      { ...guess, value: null },
      { ...other, value: null },
    ],
  ]);
  // Who reads it is told to call it once, and auditors, who read none, see the same chain.
  expect(await calls(operator)).toEqual([[{ id: withheld, value: '+81300001234' }], [other]]);
  expect(await calls(await world.as('AUDITOR'))).toEqual([
    [{ id: withheld, value: null }],
    [{ ...other, value: null }],
  ]);
});

interface ChangePage {
  readonly totalCount: number;
  readonly nodes: readonly { readonly nodeId: string; readonly removed: boolean; readonly node: Listed | null }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
