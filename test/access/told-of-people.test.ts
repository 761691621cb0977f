import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { carryOut, refused } from '../directory/asking.js';
import { Client, World } from '../harness.js';
import { PATIENCE, within } from '../kernel/two-processes.js';
import { everyReport } from '../personal-data/reporting.js';
import {
  addContactChannel,
  appointPointOfContact,
  recordEncounter,
  registerOrganization,
  registerPerson,
} from '../scenario.js';
import { Socket } from '../server/socket.js';
import {
  COMMON_NAME,
  isAdmitted,
  RELATIONS,
  ROLES,
  setScene,
  TLPS,
  viewerOf,
  type Channel,
  type Relation,
  type Role,
  type Scene,
  type Tlp,
} from './audience.js';

interface Of {
  readonly id: string;
  readonly tlp: Tlp;
}

interface Subject {
  readonly id: string;
  readonly fields: readonly string[];
}

interface Notice {
  readonly id: string;
  readonly use: { readonly reason: string };
  readonly records: readonly { readonly id: string; readonly node: { readonly id: string } | null }[];
}

const REASON = '架空の事案';
const AUDIT = `query($id: ID!) { auditEvents(filter: { subjectId: $id }, first: 100) {
  totalCount nodes { kind reason entry origin { address } actor { name } subjects { id fields } } } }`;
const NOTICES = '{ breakGlassNotices { totalCount nodes { id use { reason } records { id fields node { id } } } } }';

let world: World;
let scene: Scene;
/** One of each TLP: where all people of the scene met, and who was erased. */
const encounters: Of[] = [];
const erased: Of[] = [];
let notice: Notice;

beforeAll(async () => {
  world = await World.start();
  scene = await setScene(world);
  const { member, people, owner } = scene;
  for (const tlp of TLPS) {
    const all = people.map(({ id }) => id);
    encounters.push({ tlp, id: await recordEncounter(member, owner, all, { tlp, notes: '#secret-notes' }) });
    const left = await registerPerson(member, owner, { name: '例示 わすれ', tlp });
    await carryOut(member, 'erasePerson', { id: left, reason: '申出' });
    erased.push({ tlp, id: left });
  }
  for (const { key } of people) await carryOut(member, 'removeEncryptionKey', { id: key });
  const duty = await world.as('OPERATOR');
  await carryOut(duty, 'breakGlass', { reason: REASON });
  const read = [...people, ...encounters, ...scene.csirtChannels].map(({ id }) => id);
  await duty.ask('query($ids: [ID!]!) { nodes(ids: $ids) { id ... on ContactChannel { value } } }', { ids: read });
  await carryOut(duty, 'endBreakGlass', {});
  const asked = () => member.ask<{ breakGlassNotices: { nodes: Notice[] } }>(NOTICES);
  const { breakGlassNotices } = await within(PATIENCE, asked, (told) => told.breakGlassNotices.nodes.length > 0);
  notice = breakGlassNotices.nodes[0]!;
});
afterAll(() => world?.stop());

const AUDIENCE = ROLES.flatMap((role) => RELATIONS.map((relation) => ({ role, relation })));

describe.each(AUDIENCE)('for $role, relation to the owner: $relation', ({ role, relation }) => {
  let viewer: Client;

  beforeAll(async () => {
    viewer = await viewerOf(world, scene, role, relation);
  });

  const isSeen = ({ tlp }: { readonly tlp: Tlp }) => isAdmitted(role, relation, tlp);
  const isOwner = relation === 'owner';
  const answerTo = async (query: string, id: string) => {
    const { data, errors } = await viewer.send<Record<string, unknown>>(query, { id });
    return { data, errors: errors.map(({ message, path, extensions }) => ({ message, path, extensions })) };
  };

  test('the report of what is held of somebody', async () => {
    const query = 'query($id: ID!) { personalDataReport(personId: $id) { withheld names { name } } }';
    const absent = await answerTo(query, newId('Person'));
    expect(absent.errors[0]!.extensions.code).toBe('NOT_FOUND');
    const isKeeper = role === 'OPERATOR' || role === 'LIAISON_OFFICER';
    const mayReport = isKeeper || (isOwner && role !== 'AUDITOR');
    for (const person of scene.people) {
      if (!isSeen(person)) expect(await answerTo(query, person.id)).toEqual(absent);
      else if (!mayReport) expect((await answerTo(query, person.id)).errors[0]!.extensions.code).toBe('FORBIDDEN');
      else {
        const report = await everyReport(viewer, person.id);
        const listed = person.channels.filter(({ tlp }) => isAdmittedToChannel(role, relation, tlp).isListed);
        expect(report.channels.map(({ id, value }) => [id, value])).toEqual(
          listed.map(({ id, value, tlp }) => [id, isAdmittedToChannel(role, relation, tlp).isRead ? value : null]),
        );
        const met = encounters.filter(isSeen);
        expect(report.encounters.totalCount).toBe(met.length);
        expect(report.encounters.nodes.map((each) => (each as unknown as Of).id).sort()).toEqual(idsOf(met).sort());
        const unread = person.channels.filter(({ tlp }) => !isAdmittedToChannel(role, relation, tlp).isRead);
        expect(report.withheld).toBe(unread.length + encounters.length - met.length);
        expect(report.keys.map(({ id }) => id)).toEqual([person.key]);
        const versions = report.earlierVersions.map(({ nodeId }) => nodeId);
        const told = [person.position, person.contact, ...idsOf(listed)];
        expect(versions.filter((id) => !told.includes(id))).toEqual([]);
      }
    }
  });

  test('what was done to somebody, by the audit', async () => {
    const absent = await answerTo(AUDIT, newId('Person'));
    const seesAll = role === 'OPERATOR' || role === 'AUDITOR' || role === 'ADMINISTRATOR';
    for (const person of [...scene.people, ...erased]) {
      const answer = await answerTo(AUDIT, person.id);
      expect(JSON.stringify(answer)).not.toMatch(new RegExp(`#secret|${COMMON_NAME}|わすれ`));
      if (!seesAll && !isSeen(person)) expect(answer).toEqual(absent);
      else if (!seesAll && !isOwner) expect(answer.errors[0]!.extensions.code).toBe('FORBIDDEN');
      else {
        const { nodes } = answer.data!['auditEvents'] as {
          nodes: { entry: string | null; origin: object | null; subjects: Subject[] }[];
        };
        expect(nodes.length).toBeGreaterThan(0);
        const subjects = nodes.flatMap((event) => event.subjects.map(({ id }) => id));
        expect(subjects).toContain(person.id);
        if (seesAll) continue;
        const own = recordsOf(person);
        expect(subjects.filter((id) => own && !own.includes(id))).toEqual([]);
        for (const { entry, origin } of nodes) expect({ entry, origin }).toEqual({ entry: null, origin: null });
      }
    }
    if (!seesAll) expect((await answerTo(AUDIT, encounters[0]!.id)).errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
  });

  test('what was read by break-glass', async () => {
    const { data } = await answerTo(NOTICES, '');
    const told = data!['breakGlassNotices'] as { totalCount: number; nodes: Notice[] };
    const read = [scene.people[4]!.id, encounters[4]!.id, scene.csirtChannels[4]!.id];
    expect(told.totalCount).toBe(isOwner ? 1 : 0);
    expect(told.nodes.flatMap(({ records }) => records.map(({ id }) => id)).sort()).toEqual(isOwner ? read.sort() : []);
    const query = 'query($id: ID!) { node(id: $id) { id } }';
    expect((await answerTo(query, notice.id)).data).toEqual({ node: isOwner ? { id: notice.id } : null });
    const uses = await answerTo('{ breakGlassUses { totalCount nodes { reason } } }', '');
    if (role === 'MEMBER') expect(uses).toMatchObject({ data: null, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    else expect(uses.data).toMatchObject({ breakGlassUses: { totalCount: 1, nodes: [{ reason: REASON }] } });
  });

  test('that somebody was erased, that a key was removed, that a channel was tried', async () => {
    const channels = scene.people.flatMap((person) => person.channels.map((each) => ({ ...each, person })));
    const ids = [...idsOf(erased), ...scene.people.map(({ key }) => key), ...idsOf(channels)];
    const expected = [
      ...erased.filter(isSeen),
      ...channels.filter(({ tlp, person }) => isSeen(person) && isAdmittedToChannel(role, relation, tlp).isListed),
    ];
    const { nodes } = await viewer.ask<{ nodes: (Of | null)[] }>(
      `query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Person { name erasedAt }
         ... on ContactChannel { erasedAt verifications { at outcome } } ... on EncryptionKey { removedAt } } }`,
      { ids },
    );
    expect(idsOf(nodes.filter((node) => node !== null))).toEqual(idsOf(expected));
  });
});

test('whoever follows the directory is told of what changes as far as it is seen', async () => {
  const followers = await Promise.all(
    AUDIENCE.map(async ({ role, relation }) => {
      const viewer = await viewerOf(world, scene, role, relation);
      const socket = await Socket.admitted(viewer.url, viewer.token);
      await socket.follow('changes', 'subscription { directoryChanged { id ... on ContactChannel { value } } }');
      return { role, relation, socket };
    }),
  );
  const { member, people, csirtChannels } = scene;
  const channels = people.flatMap((person) => person.channels);
  for (const { id } of people) await carryOut(member, 'updatePerson', { id, version: 1, input: { kana: 'ミホン' } });
  for (const { id } of encounters)
    await carryOut(member, 'amendEncounter', { id, version: 1, input: { place: '霞が関' } });
  for (const { id } of [...channels, ...csirtChannels])
    await carryOut(member, 'verifyContactChannel', { id, outcome: 'CONFIRMED', at: null });
  // Everybody sees it: what is told before it is all that is told of these.
  const last = await registerOrganization(await world.as('OPERATOR'));
  for (const { role, relation, socket } of followers) {
    const told = [];
    for (let node = await nextNode(socket); node.id !== last; node = await nextNode(socket)) told.push(node);
    socket.close();
    const expected = [
      ...[...people, ...encounters].filter(({ tlp }) => isAdmitted(role, relation, tlp)).map(({ id }) => ({ id })),
      ...[...channels, ...csirtChannels]
        .filter(({ personTlp }: Channel) => personTlp === undefined || isAdmitted(role, relation, personTlp))
        .map(({ id, value, tlp }) => ({ id, value, ...isAdmittedToChannel(role, relation, tlp) }))
        .filter(({ isListed }) => isListed)
        .map(({ id, value, isRead }) => ({ id, value: isRead ? value : null })),
    ];
    expect({ role, relation, told }).toEqual({ role, relation, told: expected });
  }
});

async function nextNode(socket: Socket): Promise<{ id: string; value?: string | null }> {
  const { payload } = await socket.next();
  return (payload as { data: { directoryChanged: { id: string; value?: string | null } } }).data.directoryChanged;
}

test.each(['OPERATOR', 'MEMBER'] as const)(
  'without CONTACT_VALUES no way leads an owner (%s) to a value',
  async (role) => {
    const { owner, csirt, people, csirtChannels, deskChannels } = scene;
    const { secret } = await carryOut<{ secret: string }>(
      await world.as('ADMINISTRATOR'),
      'issueApiKey',
      { input: { name: '例示', role, organizationId: owner, scopes: ['READ', 'WRITE'] } },
      'secret',
    );
    const viewer = new Client(world.url, secret);
    const channels = [...people.flatMap((person) => person.channels), ...csirtChannels, ...deskChannels];
    const socket = await Socket.admitted(world.url, secret);
    await socket.follow('changes', 'subscription { directoryChanged { id ... on ContactChannel { value } } }');
    const answers: unknown[] = [];
    for (const { id } of [channels[4]!, csirtChannels[0]!]) {
      answers.push(await carryOut(viewer, 'updateContactChannel', { id, input: { hours: '24/7' } }, 'id value'));
      expect(await socket.next()).toMatchObject({ payload: { data: { directoryChanged: { id, value: null } } } });
    }
    socket.close();
    const listed = 'channels { id value }';
    const everything = await viewer.ask<{ nodes: { id: string }[] }>(
      `query($ids: [ID!]!, $csirt: ID!, $owner: ID!) {
      nodes(ids: $ids) { id ... on ContactChannel { value } }
      people { nodes { ${listed} pointsOfContact { ${listed} } } }
      node(id: $csirt) { ... on Csirt { ${listed} pointsOfContact { ${listed} } } }
      contactChain(to: $owner) { steps { ${listed} } }
      changes { nodes { node { ... on ContactChannel { id value } } } }
      auditEvents(filter: { subjectId: "${people[0]!.id}" }) { nodes { action subjects { id } entry } }
      search(text: "${channels[0]!.value}") { matched } whoIs(indicator: "${channels[0]!.value}") { matched }
    }`,
      { ids: idsOf(channels), csirt, owner },
    );
    expect(everything).toMatchObject({ search: [], whoIs: [] });
    expect(idsOf(everything.nodes)).toEqual(idsOf(channels));
    for (const { id } of people) answers.push(await everyReport(viewer, id));
    expect(JSON.stringify([everything, answers])).not.toMatch(/#secret-\d/);
    const input = { ownerId: csirt, kind: 'CHAT', value: '#more' };
    expect(await refused(viewer, 'addContactChannel', { input })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refused(viewer, 'breakGlass', { reason: REASON })).toMatchObject({ code: 'FORBIDDEN' });
  },
);

test('the audit names no record of somebody that is hidden from an owner', async () => {
  const { member, owner, partner, csirt } = scene;
  const operator = await world.as('OPERATOR');
  const seconded = await registerPerson(operator, owner);
  const post = { personId: seconded, organizationId: partner, title: '出向', from: '2020-04-01' };
  await carryOut(operator, 'addPosition', { input: post });
  const term = await appointPointOfContact(operator, csirt, { personId: seconded, from: '2020-04-01' });
  const own = await addContactChannel(operator, seconded);
  const desk = await addContactChannel(member, term, { tlp: 'RED' });
  const told = async (by: Client) => {
    const { auditEvents } = await by.ask<{ auditEvents: { nodes: { subjects: Subject[] }[] } }>(AUDIT, {
      id: seconded,
    });
    return auditEvents.nodes.flatMap(({ subjects }) => idsOf(subjects)).filter((id) => [own, desk].includes(id));
  };
  expect((await told(member)).sort()).toEqual([own, desk].sort());
  expect(await told(await world.as('MEMBER', partner))).toEqual([own]);
});

test('a notice names what was read, and tells nothing more of it to whoever owned it once', async () => {
  const { member, owner, partner, people } = scene;
  const { id, position } = people.find(({ tlp }) => tlp === 'RED')!;
  const told = async () => {
    const { breakGlassNotices } = await member.ask<{ breakGlassNotices: { nodes: Notice[] } }>(NOTICES);
    return breakGlassNotices.nodes.flatMap(({ records }) => records).filter((record) => record.id === id);
  };
  expect(await told()).toMatchObject([{ id, node: { id } }]);
  const post = { personId: id, organizationId: partner, title: '係長', from: '2024-04-01' };
  await carryOut(await world.as('OPERATOR', owner), 'addPosition', { input: post });
  await carryOut(await world.as('OPERATOR', partner), 'endPosition', { positionId: position, on: '2024-04-01' });
  expect(await told()).toMatchObject([{ id, node: null }]);
});

/** Of a channel whose owner is seen. */
function isAdmittedToChannel(role: Role, relation: Relation, tlp: Tlp): { isListed: boolean; isRead: boolean } {
  const isListed = tlp !== 'RED' || relation === 'owner';
  return { isListed, isRead: isListed && role !== 'AUDITOR' && isAdmitted(role, relation, tlp) };
}

/** Of somebody of the scene; undefined of others. */
function recordsOf(of: Of): string[] | undefined {
  const person = scene.people.find(({ id }) => id === of.id);
  return person && [person.id, person.position, person.key, person.contact, ...idsOf(person.channels)];
}

function idsOf(all: readonly { readonly id: string }[]): string[] {
  return all.map(({ id }) => id);
}
