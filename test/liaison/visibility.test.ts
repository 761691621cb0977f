import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { isAdmitted, RELATIONS, ROLES, settled, TLPS, type Relation, type Role, type Tlp } from '../access/audience.js';
import { carryOut, isThere, read, refused, refusedQuery } from '../directory/asking.js';
import { World, type Client } from '../harness.js';
import {
  joinSharingNetwork,
  recordEncounter,
  registerOrganization,
  registerOrganizations,
  registerPeople,
  registerPerson,
  registerSharingNetwork,
  setLiaisonTarget,
} from '../scenario.js';

const AT = '2025-04-01T12:00:00+09:00';

let world: World;
let operator: Client;
/** Whose people attended, whose hosted, one in a network with the first, and one beside. */
let owner: string;
let host: string;
let partner: string;
let stranger: string;
/** For each TLP two who met once, and only there. */
const met = new Map<Tlp, { encounter: string; one: string; other: string }>();

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  [owner, host, partner, stranger] = await registerOrganizations(operator, 4);
  const network = await registerSharingNetwork(operator, partner);
  await joinSharingNetwork(operator, network, [owner, partner]);
  const member = await world.as('MEMBER', owner);
  for (const tlp of TLPS) {
    const [one, other] = [await registerPerson(member, owner), await registerPerson(operator, stranger)];
    met.set(tlp, { one, other, encounter: await recordEncounter(member, host, [one, other], { tlp, notes: 'x' }) });
  }
  await setLiaisonTarget(operator, owner, stranger, 0.999);
});
afterAll(() => world?.stop());

const organizationOf = (relation: Relation) =>
  ({ owner, 'shares a network': partner, community: null, none: null })[relation];

/** Somebody of a role who stands in a relation to the owners; of the community, one that is new each time. */
async function viewerOf(role: Role, relation: Relation): Promise<Client> {
  const organization = relation === 'community' ? await registerOrganization(operator) : organizationOf(relation);
  return world.as(role, organization);
}

describe.each(ROLES.flatMap((role) => RELATIONS.map((relation) => ({ role, relation }))))(
  'for $role, relation to an owner: $relation',
  ({ role, relation }: { role: Role; relation: Relation }) => {
    let viewer: Client;
    let seen: readonly string[];
    const all = () => [...met.values()].map(({ encounter }) => encounter);
    // Of GREEN people, whom a viewer without an organization does not see, nothing can be asked.
    const seesPeople = isAdmitted(role, relation, 'GREEN');
    const asksForOthers = role !== 'MEMBER' && role !== 'ADMINISTRATOR';

    beforeAll(async () => {
      viewer = await viewerOf(role, relation);
      seen = TLPS.filter((tlp) => isAdmitted(role, relation, tlp)).map((tlp) => met.get(tlp)!.encounter);
    });

    test('node, lists and their counts have exactly what TLP admits', async () => {
      for (const id of all()) expect(await isThere(viewer, id)).toBe(seen.includes(id));
      const { encounters } = await viewer.ask<{ encounters: { totalCount: number; nodes: { id: string }[] } }>(
        'query($o: ID!) { encounters(filter: { organizationId: $o }) { totalCount nodes { id } } }',
        { o: host },
      );
      expect(encounters.nodes.map(({ id }) => id).sort()).toEqual(seen.toSorted());
      expect(encounters.totalCount).toBe(seen.length);
      expect(await read(viewer, host, 'encounters { totalCount }')).toEqual({
        encounters: { totalCount: seen.length },
      });
      if (!seesPeople) return;
      for (const { one, encounter } of met.values())
        expect(await read(viewer, one, 'encounters { totalCount }')).toEqual({
          encounters: { totalCount: seen.includes(encounter) ? 1 : 0 },
        });
    });

    test('a tie is there only where the encounter is seen, and the viewer may ask', async () => {
      if (!seesPeople) return;
      for (const { one, other, encounter } of met.values()) {
        const { tie } = await viewer.ask<{ tie: object | null }>(
          'query($from: ID!, $to: ID!, $at: DateTime) { tie(from: $from, to: $to, at: $at) { ... on Tie { strength } } }',
          { from: one, to: other, at: AT },
        );
        const mayAsk = asksForOthers || relation === 'owner';
        expect(tie).toEqual(mayAsk && seen.includes(encounter) ? { strength: 1 } : null);
        const ties = await read<{ ties: { totalCount: number } }>(viewer, one, `ties(at: "${AT}") { totalCount }`);
        expect(ties.ties.totalCount).toBe(mayAsk && seen.includes(encounter) ? 1 : 0);
      }
    });

    test('the tie of the organizations adds up what is seen', async () => {
      const { tie } = await viewer.ask<{ tie: { strength: number; carriers: object[] } | null }>(
        `query($from: ID!, $to: ID!, $at: DateTime) { tie(from: $from, to: $to, at: $at) {
          ... on OrganizationTie { strength carriers { share } }
        } }`,
        { from: owner, to: stranger, at: AT },
      );
      const mayAsk = (asksForOthers || relation === 'owner') && seesPeople;
      expect(tie?.strength).toEqual(mayAsk ? expect.closeTo(seen.length, 12) : undefined);
      expect(tie?.carriers).toEqual(
        mayAsk ? seen.flatMap(() => [1, 1]).map(() => ({ share: expect.closeTo(1 / seen.length, 12) })) : undefined,
      );
    });

    test('a path leads over a hidden meeting for nobody who does not see it', async () => {
      if (!seesPeople) return;
      for (const { one, other, encounter } of met.values()) {
        const query =
          'query($from: ID!, $to: ID!, $at: DateTime) { introductionPaths(from: $from, to: $to, at: $at) { people { id } ties { encounters { totalCount } } } }';
        const variables = { from: one, to: other, at: AT };
        if (!asksForOthers && relation !== 'owner') {
          expect(await refusedQuery(viewer, query, variables)).toEqual({ code: 'FORBIDDEN' });
          continue;
        }
        const { introductionPaths } = await viewer.ask<{ introductionPaths: unknown[] }>(query, variables);
        const path = { people: [{ id: one }, { id: other }], ties: [{ encounters: { totalCount: 1 } }] };
        expect(introductionPaths).toEqual(seen.includes(encounter) ? [path] : []);
      }
    });

    test('so is all that is made of ties', async () => {
      const ties = seesPeople ? seen.length : 0;
      const own = asksForOthers || relation === 'owner';
      const { one, encounter } = met.get('AMBER')!;
      const trust = expect.closeTo(1 - Math.exp(-ties), 9) as unknown;
      const forbidden = { code: 'FORBIDDEN' };
      const edges = Math.min(ties, 1);
      const told = async (field: string) => {
        const { data, errors } = await viewer.send<Record<string, unknown>>(`{ told: ${field} }`);
        return errors[0] ? { code: errors[0].extensions.code } : data!['told'];
      };
      expect(await told(`liaisonTargets(organization: "${owner}") { trust }`)).toEqual(own ? [{ trust: 0.999 }] : []);
      expect(await told(`liaisonGaps(organization: "${owner}", at: "${AT}") { trust }`)).toEqual(
        own ? [{ trust }] : [],
      );
      expect(
        await read(
          viewer,
          owner,
          `resilience(at: "${AT}") { tieAges { ties } connectivity(to: "${stranger}") { disjointPathCount } }`,
        ),
      ).toEqual({ resilience: own ? { tieAges: { ties }, connectivity: { disjointPathCount: ties } } : null });
      for (const [organization, isTold] of [
        [`"${owner}"`, own],
        ['null', asksForOthers],
      ] as const) {
        const of = `organization: ${organization}, at: "${AT}"`;
        expect(await told(`liaisonGraph(${of}, format: DOT) { edges }`)).toEqual(isTold ? { edges } : forbidden);
        expect(await told(`liaisonPicture(${of}) { omitted }`)).toEqual(isTold ? { omitted: 0 } : forbidden);
      }
      expect(await told(`community(at: "${AT}") { tieCount }`)).toEqual(asksForOthers ? { tieCount: ties } : forbidden);
      expect(await told('communitySeries(from: "2025-05-01", to: "2025-06-01") { tieCount }')).toEqual(
        asksForOthers ? [{ tieCount: ties }] : forbidden,
      );
      const left = [{ handoverCount: seen.includes(encounter) ? 1 : 0 }];
      expect(
        await told(
          `simulateTransfer(input: { personId: "${one}", on: "2025-04-02" }) { departures { handoverCount } }`,
        ),
      ).toEqual(!seesPeople ? { code: 'NOT_FOUND' } : own ? { departures: left } : forbidden);
    });

    test('what is hidden is amended and withdrawn like what does not exist', async () => {
      for (const id of all().filter((each) => !seen.includes(each))) {
        const amendment = { version: 1, input: { title: 'x' } };
        for (const [mutation, rest] of [
          ['amendEncounter', amendment],
          ['withdrawEncounter', { reason: 'x' }],
        ] as const) {
          const absent = await refused(viewer, mutation, { id: newId('Encounter'), ...rest });
          expect(absent).toEqual({ code: 'NOT_FOUND', path: ['id'] });
          expect(await refused(viewer, mutation, { id, ...rest })).toEqual(absent);
        }
      }
    });

    test('changes tell of what is seen only', async () => {
      await settled(world);
      const told = new Set<string>();
      for (let after: string | null = null; ;) {
        const {
          changes,
        }: { changes: { nodes: { nodeId: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
          await viewer.ask(
            'query($a: String) { changes(after: $a) { nodes { nodeId } pageInfo { hasNextPage endCursor } } }',
            {
              a: after,
            },
          );
        for (const { nodeId } of changes.nodes) told.add(nodeId);
        after = changes.pageInfo.endCursor;
        if (!changes.pageInfo.hasNextPage) break;
      }
      expect(
        all()
          .filter((id) => told.has(id))
          .sort(),
      ).toEqual(seen.toSorted());
    });
  },
);

describe('a person in the middle', () => {
  test('who is hidden leads nobody on, and is counted among the attendees', async () => {
    const [from, to] = await registerOrganizations(operator, 2);
    const middleman = await world.as('MEMBER', host);
    const hidden = await registerPerson(middleman, host, { tlp: 'RED' });
    const [a, b] = await registerPeople(operator, from, to);
    const first = await recordEncounter(middleman, host, [a, hidden]);
    await recordEncounter(middleman, host, [hidden, b]);
    const paths = async (by: Client) =>
      (
        await by.ask<{ introductionPaths: { people: { id: string }[] }[] }>(
          'query($a: ID!, $b: ID!, $at: DateTime) { introductionPaths(from: $a, to: $b, at: $at) { people { id } } }',
          { a: from, b: to, at: AT },
        )
      ).introductionPaths;
    expect(await paths(operator)).toEqual([]);
    expect(await paths(await world.as('OPERATOR', host))).toEqual([{ people: [{ id: a }, { id: hidden }, { id: b }] }]);
    expect(await read(operator, first, 'attendees { totalCount nodes { id } } attendeeCount')).toEqual({
      attendees: { totalCount: 1, nodes: [{ id: a }] },
      attendeeCount: 2,
    });
    expect(await read(operator, a, `ties(at: "${AT}") { totalCount }`)).toEqual({ ties: { totalCount: 0 } });
  });

  test('who is hidden does not tell by what they attended where they work', async () => {
    const employer = await registerOrganization(operator);
    const insider = await world.as('MEMBER', employer);
    const hidden = await registerPerson(insider, employer, { tlp: 'RED' });
    const open = await registerPerson(operator, stranger);
    await recordEncounter(insider, host, [hidden, open]);
    const counts = async (by: Client) => {
      const { encounters } = await by.ask<{ encounters: { totalCount: number } }>(
        'query($o: ID!) { encounters(filter: { organizationId: $o }) { totalCount } }',
        { o: employer },
      );
      const own = await read<{ encounters: { totalCount: number } }>(by, employer, 'encounters { totalCount }');
      return [encounters.totalCount, own.encounters.totalCount];
    };
    expect(await counts(insider)).toEqual([1, 1]);
    for (const by of [operator, await world.as('MEMBER', partner)]) expect(await counts(by)).toEqual([0, 0]);
  });

  test('who is hidden makes no two records doubles, and none less so', async () => {
    const insider = await world.as('MEMBER', host);
    const hidden: string[] = [];
    for (const _ of TLPS.slice(0, 3)) hidden.push(await registerPerson(insider, host, { tlp: 'RED' }));
    const [a, b] = await registerPeople(operator, stranger, stranger);
    const record = (...attendees: readonly string[]) => recordEncounter(insider, host, attendees);
    const doubles = (by: Client, id: string) => read(by, id, 'possibleDoubles { id }');
    const [one, other] = [await record(a, ...hidden), await record(b, ...hidden)];
    expect(await doubles(insider, one)).toEqual({ possibleDoubles: [{ id: other }] });
    expect(await doubles(operator, one)).toEqual({ possibleDoubles: [] });
    const [few, many] = [await recordEncounter(operator, host, [a, b]), await record(a, b, ...hidden)];
    expect(await doubles(insider, few)).toEqual({ possibleDoubles: [] });
    expect(await doubles(operator, few)).toEqual({ possibleDoubles: [{ id: many }] });
  });
});

describe('a member', () => {
  let member: Client;
  let own: string;
  let colleague: string;
  let foreigner: string;

  beforeAll(async () => {
    own = await registerOrganization(operator);
    member = await world.as('MEMBER', own);
    colleague = await registerPerson(operator, own);
    foreigner = await registerPerson(operator, stranger);
  });

  test('asks for paths and ties from its own organization and people, and not from others', async () => {
    const friend = await registerPerson(operator, partner);
    await recordEncounter(operator, host, [colleague, foreigner]);
    await recordEncounter(operator, host, [foreigner, friend]);
    const ask =
      'query($a: ID!, $b: ID!, $at: DateTime) { introductionPaths(from: $a, to: $b, at: $at) { people { id ... on Person { ties { totalCount } } } ties { trust } } }';
    for (const from of [own, colleague]) {
      const { introductionPaths } = await member.ask<{ introductionPaths: { people: unknown; ties: unknown[] }[] }>(
        ask,
        {
          a: from,
          b: partner,
          at: AT,
        },
      );
      // Ties along the path are part of the answer; what else the others know is not.
      expect(introductionPaths[0]!.people).toEqual([
        { id: colleague, ties: { totalCount: 1 } },
        { id: foreigner, ties: { totalCount: 0 } },
        { id: friend, ties: { totalCount: 0 } },
      ]);
      expect(introductionPaths[0]!.ties).toHaveLength(2);
    }
    for (const from of [partner, friend, stranger])
      expect(await refusedQuery(member, ask, { a: from, b: own })).toEqual({ code: 'FORBIDDEN' });
    const tie = (a: string, b: string) =>
      member.ask<unknown>('query($a: ID!, $b: ID!, $at: DateTime) { tie(from: $a, to: $b, at: $at) { __typename } }', {
        a,
        b,
        at: AT,
      });
    expect(await tie(own, stranger)).toEqual({ tie: { __typename: 'OrganizationTie' } });
    expect(await tie(stranger, partner)).toEqual({ tie: null });
    expect(await tie(foreigner, friend)).toEqual({ tie: null });
    expect(await read(member, own, `ties(at: "${AT}") { totalCount }`)).toEqual({ ties: { totalCount: 1 } });
    expect(await read(member, stranger, `ties(at: "${AT}") { totalCount }`)).toEqual({ ties: { totalCount: 0 } });
  });

  const input = (attendeeIds: readonly string[], given: object = {}) => ({
    kind: 'MEETING',
    title: '例示会合',
    startsAt: '2025-04-01T10:00:00+09:00',
    endsAt: AT,
    hostId: own,
    attendeeIds,
    ...given,
  });

  test('records what its own people attended, whoever hosted it, and not what they did not', async () => {
    await carryOut(member, 'recordEncounter', { input: input([colleague, foreigner], { hostId: stranger }) });
    const other = await registerPerson(operator, stranger);
    expect(await refused(member, 'recordEncounter', { input: input([foreigner, other]) })).toEqual({
      code: 'FORBIDDEN',
    });
  });

  test('records what its people attended while they were its own, and not what they did since', async () => {
    const former = await registerPerson(operator, own);
    await carryOut(operator, 'transferPerson', {
      input: { personId: former, organizationId: stranger, title: '係長', on: '2025-06-01' },
    });
    await carryOut(member, 'recordEncounter', { input: input([former, foreigner]) });
    const later = { startsAt: '2025-07-01T00:00:00Z', endsAt: '2025-07-01T01:00:00Z' };
    expect(await refused(member, 'recordEncounter', { input: input([former, foreigner], later) })).toEqual({
      code: 'FORBIDDEN',
    });
  });

  test('amends and withdraws those, and makes none of them what its people did not attend', async () => {
    const other = await registerPerson(operator, stranger);
    const id = await recordEncounter(member, own, [colleague, foreigner]);
    expect(
      await refused(member, 'amendEncounter', { id, version: 1, input: { attendeeIds: [foreigner, other] } }),
    ).toEqual({ code: 'FORBIDDEN' });
    await carryOut(member, 'amendEncounter', { id, version: 1, input: { attendeeIds: [colleague, other] } });
    await carryOut(member, 'withdrawEncounter', { id, reason: '取り違え' });
    const theirs = await recordEncounter(operator, own, [foreigner, other]);
    for (const [mutation, rest] of [
      ['amendEncounter', { version: 1, input: { title: 'x' } }],
      ['withdrawEncounter', { reason: 'x' }],
    ] as const)
      expect(await refused(member, mutation, { id: theirs, ...rest })).toEqual({ code: 'FORBIDDEN' });
  });

  test('and anybody else writes nothing that they could not read afterwards', async () => {
    const red = { tlp: 'RED' };
    expect(await refused(operator, 'recordEncounter', { input: input([colleague, foreigner], red) })).toEqual({
      code: 'FORBIDDEN',
    });
    const id = await recordEncounter(operator, own, [colleague, foreigner]);
    expect(await refused(operator, 'amendEncounter', { id, version: 1, input: red })).toEqual({ code: 'FORBIDDEN' });
    await carryOut(member, 'amendEncounter', { id, version: 1, input: red });
    expect([await isThere(operator, id), await isThere(member, id)]).toEqual([false, true]);
  });

  test('is told by changes that an encounter is no longer for it', async () => {
    const id = await recordEncounter(member, own, [colleague, foreigner]);
    const outsider = await world.as('MEMBER', partner);
    await settled(world);
    const changesAfter = async (by: Client, after: string | null) =>
      (
        await by.ask<{
          changes: {
            nodes: { sequence: string; nodeId: string; removed: boolean; node: object | null }[];
            pageInfo: { hasNextPage: boolean; endCursor: string | null };
          };
        }>(
          'query($a: String) { changes(after: $a) { nodes { sequence nodeId removed node { id } } pageInfo { hasNextPage endCursor } } }',
          { a: after },
        )
      ).changes;
    let last: string | null = null;
    for (let page = await changesAfter(outsider, null); ; page = await changesAfter(outsider, last)) {
      last = page.pageInfo.endCursor ?? last;
      if (!page.pageInfo.hasNextPage) break;
    }
    await carryOut(member, 'amendEncounter', { id, version: 1, input: { tlp: 'RED' } });
    await settled(world);
    expect((await changesAfter(outsider, last)).nodes).toMatchObject([{ nodeId: id, removed: true, node: null }]);
    expect((await changesAfter(member, last)).nodes).toMatchObject([{ nodeId: id, removed: false, node: { id } }]);
    await carryOut(member, 'withdrawEncounter', { id, reason: '取り違え' });
    await settled(world);
    const told = await changesAfter(member, last);
    expect(told.nodes.map(({ removed }) => removed)).toEqual([false, false]);
    // Who has been told once hears no more of it.
    expect((await changesAfter(outsider, last)).nodes).toHaveLength(1);
  });
});

test('who is hidden does not tell when the records begin either', async () => {
  const member = await world.as('MEMBER', owner);
  const unknowing = [operator, await world.as('LIAISON_OFFICER', partner), await world.as('AUDITOR', stranger)];
  const answers = async (by: Client) => {
    const [from, to] = [met.get('CLEAR')!.one, met.get('CLEAR')!.other];
    const asked = [
      'query($at: DateTime) { community(at: $at) { peopleCount } }',
      'query($day: Date!) { communitySeries(from: $day, to: "2019-06-02") { peopleCount } }',
      'query($from: ID!, $to: ID!, $at: DateTime) { introductionPaths(from: $from, to: $to, at: $at) { trust } }',
      'query($from: ID!, $day: Date!) { simulateTransfer(input: { personId: $from, on: $day }) { on } }',
    ];
    const given = { from, to, at: '2019-06-01T12:00:00+09:00', day: '2019-06-01' };
    return Promise.all(asked.map(async (query) => (await by.send(query, given)).errors.map(({ message }) => message)));
  };
  const before = await Promise.all(unknowing.map(answers));
  expect(before[0]![0]).toEqual(['Nothing is recorded of this moment: no position had begun.']);
  const asked =
    'query($o: ID!, $at: DateTime) { node(id: $o) { ... on Organization { ties(at: $at) { totalCount } } } }';
  const own = { o: owner, at: '2019-06-01T12:00:00+09:00' };
  expect((await member.send(asked, own)).errors).toHaveLength(1);
  await registerPerson(member, owner, { tlp: 'RED', from: '2019-04-01' });
  expect((await member.send(asked, own)).errors).toEqual([]);
  expect(await Promise.all(unknowing.map(answers))).toEqual(before);
});
