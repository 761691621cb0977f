import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { carryOut, isThere, momentAfter, read, refused, refusedQuery, setClock } from '../directory/asking.js';
import { World, type Client } from '../harness.js';
import { within } from '../kernel/two-processes.js';
import {
  addPosition,
  recordEncounter,
  registerOrganization,
  registerPeople,
  registerPerson,
  setLiaisonTarget,
} from '../scenario.js';

const NOW = '2040-04-01T12:00:00Z';
const GAPS = `query($organization: ID, $at: DateTime, $horizonDays: Int) {
  liaisonGaps(organization: $organization, at: $at, horizonDays: $horizonDays) {
    from { id } to { id } wanted trust trustAtHorizon fadesOn concentration } }`;
const TARGETS =
  'query($organization: ID) { liaisonTargets(organization: $organization) { from { id } to { id } trust } }';

interface Gap {
  readonly from: { readonly id: string };
  readonly to: { readonly id: string };
  readonly wanted: number;
  readonly trust: number;
  readonly trustAtHorizon: number;
  readonly fadesOn: string | null;
  readonly concentration: number;
}

let world: World;
let operator: Client;
let ministry: string;
let centre: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  setClock(world, NOW);
});
afterAll(() => world?.stop());

beforeEach(async () => {
  ministry = await registerOrganization(operator);
  centre = await registerOrganization(operator);
});

const gapsOf = async (organization: string | null, given: object = {}, by = operator) =>
  (await by.ask<{ liaisonGaps: Gap[] }>(GAPS, { organization, at: NOW, ...given })).liaisonGaps;
const targetsOf = async (organization: string | null, by = operator) =>
  (await by.ask<{ liaisonTargets: Pick<Gap, 'from' | 'to' | 'trust'>[] }>(TARGETS, { organization })).liaisonTargets;
const set = (from: string, to: string, trust: number, by = operator) =>
  carryOut(by, 'setLiaisonTarget', { from, to, trust }, 'from { id } to { id } trust');
/** Of one meeting of two that ended so many days ago. */
const trustAfter = (days: number) => 1 - Math.exp(-(2 ** (-days / 365)));
const pair = (from: string, to: string) => ({ from: { id: from }, to: { id: to } });

/** A meeting, new at `NOW`, of one person of each. Answers them. */
async function introduce(from = ministry, to = centre, given: object = {}, by = operator): Promise<[string, string]> {
  const people: [string, string] = await registerPeople(operator, from, to);
  await recordEncounter(by, from, people, {
    startsAt: '2040-04-01T10:00:00Z',
    endsAt: NOW,
    ...given,
  });
  return people;
}

describe('a liaison target', () => {
  test('is one for two organizations, whichever way round it is said', async () => {
    const id = await setLiaisonTarget(operator, ministry, centre, 0.4);
    expect(await set(centre, ministry, 0.7)).toEqual({ ...pair(ministry, centre), trust: 0.7 });
    expect(await targetsOf(ministry)).toEqual([{ ...pair(ministry, centre), trust: 0.7 }]);
    expect(await targetsOf(centre)).toEqual([{ ...pair(centre, ministry), trust: 0.7 }]);
    expect((await targetsOf(null)).filter(({ from }) => from.id === ministry)).toEqual(await targetsOf(ministry));
    expect(await read(operator, id, 'id trust')).toEqual({ id, trust: 0.7 });
  });

  test('is removed by 0, and set again', async () => {
    const id = await setLiaisonTarget(operator, ministry, centre);
    expect(await set(ministry, centre, 0)).toBeNull();
    expect([await targetsOf(ministry), await gapsOf(ministry, { at: null }), await isThere(operator, id)]).toEqual([
      [],
      [],
      false,
    ]);
    expect(await set(centre, ministry, 0)).toBeNull();
    expect(await setLiaisonTarget(operator, ministry, centre)).toBe(id);
  });

  test('holds for all time before it was first set, and a change from when it was written', async () => {
    await set(ministry, centre, 0.4);
    const before = momentAfter(world);
    await set(ministry, centre, 0.8);
    const between = momentAfter(world);
    await set(ministry, centre, 0);
    const wanted = async (at: string | null) => (await gapsOf(ministry, { at })).map((gap) => gap.wanted);
    expect(await wanted('2030-01-01T00:00:00Z')).toEqual([0.4]);
    expect([await wanted(before), await wanted(between), await wanted(null)]).toEqual([[0.4], [0.8], []]);
  });

  test('two who set it at once set one', async () => {
    const others = await Promise.all(Array.from({ length: 4 }, () => registerOrganization(operator)));
    await Promise.all(
      others.flatMap((other) => [set(ministry, other, 0.3), set(other, ministry, 0.6), set(ministry, other, 0.9)]),
    );
    const targets = await targetsOf(ministry);
    expect(targets.map(({ to }) => to.id)).toEqual(others.sort());
    for (const { trust } of targets) expect([0.3, 0.6, 0.9]).toContain(trust);
  });

  test('a call that is repeated with its key writes once, and answers the same', async () => {
    const ask = () =>
      operator.ask<{ done: unknown }>(
        'mutation($f: ID!, $t: ID!) { done: setLiaisonTarget(from: $f, to: $t, trust: 0.5) { id from { id } trust } }',
        { f: ministry, t: centre },
        { 'idempotency-key': `once-${ministry}` },
      );
    const first = await ask();
    expect(await ask()).toEqual(first);
    const [{ version }] = (await world.sql<{ version: number }>(
      'select version from liaison_target where other_id = $1',
      [centre],
    )) as [{ version: number }];
    expect(version).toBe(1);
  });

  test('is told of to those whom it concerns, in changes and in the audit', async () => {
    const [own, stranger] = [
      await world.as('MEMBER', centre),
      await world.as('MEMBER', await registerOrganization(operator)),
    ];
    interface Told {
      readonly changes: {
        readonly nodes: readonly { readonly nodeId: string; readonly removed: boolean; readonly node: object | null }[];
        readonly pageInfo: { readonly endCursor: string | null };
      };
    }
    const toldOf = async (id: string, by: Client) => {
      const told: Told['changes']['nodes'][number][] = [];
      for (let after: string | null = null; ;) {
        const { changes }: Told = await by.ask<Told>(
          'query($after: String) { changes(after: $after) { nodes { nodeId removed node { id } } pageInfo { endCursor } } }',
          { after },
        );
        if (changes.nodes.length === 0) return told;
        told.push(...changes.nodes.filter(({ nodeId }) => nodeId === id));
        after = changes.pageInfo.endCursor;
      }
    };
    // Transactions of other tests on the same server may keep changes back for a while.
    const ownIs = async (count: number) =>
      within(
        20_000,
        () => toldOf(id, own),
        (told) => told.length >= count,
      );
    const id = await setLiaisonTarget(operator, ministry, centre);
    expect(await ownIs(1)).toEqual([{ nodeId: id, removed: false, node: { id } }]);
    await set(ministry, centre, 0);
    const removed = { nodeId: id, removed: true, node: null };
    expect(await ownIs(2)).toEqual([removed, removed]);
    expect(await toldOf(id, stranger)).toEqual([]);
    expect(await isThere(stranger, await setLiaisonTarget(operator, ministry, centre))).toBe(false);
    const { auditEvents } = await operator.ask<{ auditEvents: { nodes: unknown[] } }>(
      'query($id: ID!) { auditEvents(filter: { subjectId: $id }) { nodes { action subjects { id fields } } } }',
      { id },
    );
    expect(auditEvents.nodes).toHaveLength(3);
    expect(auditEvents.nodes[0]).toEqual({ action: 'setLiaisonTarget', subjects: [{ id, fields: ['trust'] }] });
  });

  test.each([
    ['of one with itself', () => ({ to: ministry }), 'BAD_USER_INPUT', 'to'],
    ['with something else', () => ({ to: newId('Csirt') }), 'BAD_USER_INPUT', 'to'],
    ['with nothing', () => ({ from: newId('Organization') }), 'NOT_FOUND', 'from'],
    ['of full trust', () => ({ trust: 1 }), 'BAD_USER_INPUT', 'trust'],
    ['above that', () => ({ trust: 1e300 }), 'BAD_USER_INPUT', 'trust'],
    ['below nothing', () => ({ trust: -0.01 }), 'BAD_USER_INPUT', 'trust'],
  ] as const)('there is none %s', async (_, given, code, argument) => {
    const variables = { from: ministry, to: centre, trust: 0.5, ...given() };
    expect(await refused(operator, 'setLiaisonTarget', variables)).toEqual({ code, path: [argument] });
  });

  test('is set by operators and liaison officers', async () => {
    for (const role of ['MEMBER', 'ADMINISTRATOR', 'AUDITOR'] as const)
      expect(
        await refused(await world.as(role, ministry), 'setLiaisonTarget', { from: ministry, to: centre, trust: 0.5 }),
      ).toMatchObject({ code: 'FORBIDDEN' });
    expect(await set(ministry, centre, 0.5, await world.as('LIAISON_OFFICER'))).toMatchObject({ trust: 0.5 });
  });

  test('ends with an organization, and goes to no successor', async () => {
    await introduce();
    await set(ministry, centre, 0.9);
    const successor = await registerOrganization(operator);
    await carryOut(operator, 'dissolveOrganization', { id: centre, on: '2040-03-01', successorId: successor });
    expect([await targetsOf(ministry), await gapsOf(ministry), await gapsOf(successor)]).toEqual([[], [], []]);
    expect(await gapsOf(ministry, { at: '2040-02-28T00:00:00Z' })).toHaveLength(1);
    expect(await refused(operator, 'setLiaisonTarget', { from: ministry, to: centre, trust: 0.5 })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['to'],
    });
    expect(await set(ministry, centre, 0)).toBeNull();
  });
});

describe('a gap', () => {
  test('is a target that is not met, and tells by how much', async () => {
    await set(ministry, centre, 0.9);
    expect(await gapsOf(ministry)).toEqual([
      { ...pair(ministry, centre), wanted: 0.9, trust: 0, trustAtHorizon: 0, fadesOn: null, concentration: 0 },
    ]);
    const [official] = await introduce();
    expect(await gapsOf(centre)).toEqual([
      {
        ...pair(centre, ministry),
        wanted: 0.9,
        trust: expect.closeTo(1 - Math.exp(-1), 9),
        trustAtHorizon: expect.closeTo(trustAfter(180), 9),
        fadesOn: null,
        concentration: 1,
      },
    ]);
    await recordEncounter(operator, ministry, [official, await registerPerson(operator, centre)], {
      kind: 'CONSULTATION',
      startsAt: '2040-04-01T10:00:00Z',
      endsAt: NOW,
    });
    // Now it is met, and will not be when the spring comes again.
    const [gap] = await gapsOf(ministry);
    expect(gap!.trust).toBeCloseTo(1 - Math.exp(-3), 9);
    expect(await gapsOf(ministry, { horizonDays: 100 })).toEqual([]);
    expect(await gapsOf(ministry, { horizonDays: 0 })).toEqual([]);
  });

  test('fades on the first day that begins with too little, in the time zone of the community', async () => {
    await introduce();
    // A strength of 1/2: after just 365 days, at noon in UTC, nine in the evening in Tokyo.
    await set(ministry, centre, 1 - Math.exp(-0.5));
    const [gap] = await gapsOf(ministry, { horizonDays: 400 });
    expect(gap).toMatchObject({ fadesOn: '2041-04-02', concentration: 1 });
    const third = await registerOrganization(operator);
    await introduce(third, centre);
    await set(third, centre, trustAfter(365 - 21.1 / 24));
    expect((await gapsOf(third, { horizonDays: 400 }))[0]).toMatchObject({ fadesOn: '2041-04-01' });
    expect(await gapsOf(third, { horizonDays: 364 })).toEqual([]);
    expect(await gapsOf(third, { horizonDays: 400, at: '2041-04-01T15:00:00Z' })).toMatchObject([{ fadesOn: null }]);
  });

  test('counts what runs in full until it ends, and nothing that has not begun', async () => {
    await introduce(ministry, centre, { startsAt: '2040-01-01T00:00:00Z', endsAt: '2040-03-15T12:00:00Z' });
    await introduce(ministry, centre, { startsAt: '2040-03-02T00:00:00Z', kind: 'JOINT_WORK' });
    await set(ministry, centre, 0.63);
    const [gap] = await gapsOf(ministry, { at: '2040-03-01T12:00:00Z' });
    expect(gap!.trust).toBeCloseTo(1 - Math.exp(-1), 9);
    expect(gap!.trustAtHorizon).toBeCloseTo(trustAfter(166), 9);
    // ln(1 / 0.37) is 0.9943: three days and an hour after its end.
    expect(gap!.fadesOn).toBe('2040-03-19');
  });

  test('is there with the people of the moment', async () => {
    const [official] = await introduce();
    await set(ministry, centre, 0.5);
    const next = await registerOrganization(operator);
    await carryOut(operator, 'transferPerson', {
      input: { personId: official, organizationId: next, title: '課長', on: '2040-06-01' },
    });
    expect(await gapsOf(ministry, { horizonDays: 90 })).toEqual([]);
    expect(await gapsOf(ministry, { at: '2040-05-31T15:00:00Z', horizonDays: 0 })).toMatchObject([{ trust: 0 }]);
  });

  test('counts once a pair of whom each is at both sides', async () => {
    const people = await registerPeople(operator, ministry, ministry);
    for (const each of people) await addPosition(operator, each, centre);
    await recordEncounter(operator, ministry, people, {
      startsAt: '2040-04-01T11:00:00Z',
      endsAt: '2040-04-01T13:00:00Z',
    });
    await set(ministry, centre, 0.9);
    expect((await gapsOf(ministry))[0]!.trust).toBeCloseTo(1 - Math.exp(-1), 9);
  });

  test('comes worst first', async () => {
    const others = [];
    for (let count = 0; count < 4; count += 1) others.push(await registerOrganization(operator));
    const [empty, weak, fading, alsoEmpty] = others as [string, string, string, string];
    await introduce(ministry, weak);
    await introduce(ministry, fading, { kind: 'CONSULTATION' });
    await set(ministry, empty, 0.4);
    await set(ministry, alsoEmpty, 0.4);
    await set(ministry, weak, 0.95);
    await set(ministry, fading, 0.85);
    // 0.4 is missing twice, 0.32, and nothing yet.
    expect((await gapsOf(ministry)).map(({ to }) => to.id)).toEqual([empty, alsoEmpty, weak, fading]);
  });

  test.each([
    ['an organization that is none', () => ({ organization: newId('Organization') }), 'NOT_FOUND', 'organization'],
    ['something else', () => ({ organization: newId('Person') }), 'BAD_USER_INPUT', 'organization'],
    ['a moment before all records', () => ({ at: '1990-01-01T00:00:00Z' }), 'BAD_USER_INPUT', 'at'],
    ['a horizon behind', () => ({ horizonDays: -1 }), 'BAD_USER_INPUT', 'horizonDays'],
    ['a horizon too far', () => ({ horizonDays: 3_651 }), 'BAD_USER_INPUT', 'horizonDays'],
  ] as const)('is not asked for of %s', async (_, given, code, argument) => {
    await registerPerson(operator, ministry);
    const variables = { organization: ministry, ...given() };
    expect(await refusedQuery(operator, GAPS, variables)).toEqual({ code, path: [argument] });
  });

  test('is asked for at the end of time, with null for a default', async () => {
    await introduce();
    await set(ministry, centre, 0.5);
    for (const at of ['9999-12-31T23:59:59Z', null])
      expect(await gapsOf(ministry, { at, horizonDays: null })).toHaveLength(at ? 1 : 0);
  });
});

describe('the smallest remedy of a gap', () => {
  const REMEDY = `query($organization: ID!, $at: DateTime, $horizonDays: Int, $kinds: [EncounterKind!], $modes: [EncounterMode!], $on: Date) {
    liaisonGaps(organization: $organization, at: $at, horizonDays: $horizonDays) {
      remedy(kinds: $kinds, modes: $modes, on: $on) {
        kind mode encounters attendeeCount fromPeople { id } toPeople { id } trust trustAtHorizon fadesOn concentration } } }`;
  interface Remedy {
    readonly kind: string;
    readonly mode: string;
    readonly encounters: number;
    readonly attendeeCount: number;
    readonly fromPeople: readonly { readonly id: string }[];
    readonly toPeople: readonly { readonly id: string }[];
    readonly trust: number;
    readonly trustAtHorizon: number;
    readonly fadesOn: string | null;
    readonly concentration: number;
  }
  const remedyOf = async (given: object = {}, by = operator) => {
    const variables = { organization: ministry, at: NOW, ...given };
    const { liaisonGaps } = await by.ask<{ liaisonGaps: { remedy: Remedy | null }[] }>(REMEDY, variables);
    expect(liaisonGaps).toHaveLength(1);
    return liaisonGaps[0]!.remedy;
  };
  const trust = (strength: number) => expect.closeTo(1 - Math.exp(-strength), 9);

  test('is of as few people as will do, of the least kind, and lasts beyond the horizon', async () => {
    const [official, contact] = await registerPeople(operator, ministry, centre);
    await set(ministry, centre, 0.6);
    // -ln 0.4 is 0.916: of a meeting that will be left after 46 days, of a training after 259, of a consultation after 411.
    const kinds = [];
    for (const horizonDays of [46, 47, 259, 260, 411, 412]) kinds.push((await remedyOf({ horizonDays }))!.kind);
    expect(kinds).toEqual(['MEETING', 'TRAINING', 'TRAINING', 'CONSULTATION', 'CONSULTATION', 'JOINT_WORK']);
    expect(await remedyOf({ horizonDays: 30 })).toEqual({
      ...{ kind: 'MEETING', mode: 'IN_PERSON', encounters: 1, attendeeCount: 2 },
      ...{ fromPeople: [{ id: official }], toPeople: [{ id: contact }] },
      trust: trust(1),
      trustAtHorizon: expect.closeTo(trustAfter(30), 9),
      fadesOn: '2040-05-18',
      concentration: 1,
    });
    expect(await remedyOf({ horizonDays: 30, on: '2040-04-20' })).toMatchObject({ fadesOn: '2040-06-06' });
    expect(await remedyOf({ horizonDays: 30, modes: ['ONLINE'] })).toMatchObject({
      kind: 'JOINT_WORK',
      mode: 'ONLINE',
    });
  });

  test('grows where two are not enough, and comes again where twenty are not', async () => {
    for (let count = 0; count < 3; count += 1) {
      await registerPerson(operator, ministry);
      await registerPerson(operator, centre);
    }
    await set(ministry, centre, 0.95);
    // -ln 0.05 is 2.996. Work adds 3 with two and with three people, and 4 with four; a meeting of six 1.8, of five 1.5.
    expect(await remedyOf({ horizonDays: 0 })).toMatchObject({ kind: 'JOINT_WORK', attendeeCount: 2 });
    expect(await remedyOf({ horizonDays: 1 })).toMatchObject({ kind: 'JOINT_WORK', attendeeCount: 4, encounters: 1 });
    expect(await remedyOf({ horizonDays: 0, kinds: ['MEETING'] })).toMatchObject({ attendeeCount: 5, encounters: 2 });
    expect(await remedyOf({ horizonDays: 0, kinds: ['SYMPOSIUM'] })).toMatchObject({ attendeeCount: 6, encounters: 7 });
    expect(await remedyOf({ horizonDays: 3650 })).toBeNull();
  });

  test('is what was said, once it has been done', async () => {
    await introduce();
    await introduce(ministry, centre, {
      kind: 'SYMPOSIUM',
      startsAt: '2040-03-01T00:00:00Z',
      endsAt: '2040-03-02T00:00:00Z',
    });
    await registerPerson(operator, ministry);
    await set(ministry, centre, 0.95);
    const remedy = (await remedyOf({ horizonDays: 100 }))!;
    const attendees = [...remedy.fromPeople, ...remedy.toPeople].map(({ id }) => id);
    expect(attendees).toHaveLength(remedy.attendeeCount);
    await recordEncounter(operator, ministry, attendees, {
      ...{ kind: remedy.kind, mode: remedy.mode, startsAt: '2040-04-01T10:00:00Z', endsAt: NOW },
    });
    expect(await gapsOf(ministry, { horizonDays: 100 })).toEqual([]);
    const { tie } = await operator.ask<{ tie: { trust: number; concentration: number } }>(
      'query($f: ID!, $t: ID!, $at: DateTime) { tie(from: $f, to: $t, at: $at) { ... on OrganizationTie { trust concentration } } }',
      { f: ministry, t: centre, at: NOW },
    );
    expect(tie.trust).toBeCloseTo(remedy.trust, 9);
    expect(tie.concentration).toBeCloseTo(remedy.concentration, 9);
    expect(await gapsOf(ministry, { horizonDays: 700 })).toMatchObject([{ fadesOn: remedy.fadesOn }]);
  });

  test('is for those on whom least hangs, and not for whoever is at both sides, hidden or erased', async () => {
    const [carrier] = await introduce();
    const [active, hidden, both] = [
      await registerPerson(operator, ministry),
      await registerPerson(operator, ministry, { tlp: 'AMBER_STRICT' }),
      await registerPerson(operator, ministry),
    ];
    await addPosition(operator, both, centre);
    const erased = await registerPerson(operator, ministry);
    for (let count = 0; count < 3; count += 1)
      await recordEncounter(operator, ministry, [erased, carrier], { startsAt: '2040-03-01T00:00:00Z' });
    await carryOut(operator, 'erasePerson', { id: erased, version: 1, reason: 'x' });
    for (const other of [active, carrier])
      await recordEncounter(operator, ministry, [hidden, other], { startsAt: '2040-03-01T00:00:00Z' });
    await set(ministry, centre, 0.8);
    const auditor = await world.as('AUDITOR', centre);
    for (const [by, expected] of [
      [operator, hidden],
      [auditor, active],
    ] as const)
      expect((await remedyOf({ horizonDays: 0 }, by))!.fromPeople).toEqual([{ id: expected }]);
  });

  test('there is none where nobody is seen at one side', async () => {
    await registerPerson(operator, ministry);
    await set(ministry, centre, 0.5);
    expect(await remedyOf()).toBeNull();
  });

  test.each([
    ['nothing that may be done', { kinds: [] }, 'kinds'],
    ['no way to meet', { modes: [] }, 'modes'],
    ['a day before', { on: '2040-03-31' }, 'on'],
    ['a day after the horizon', { on: '2040-04-03', horizonDays: 1 }, 'on'],
  ])('is not asked for with %s', async (_, given, argument) => {
    await set(ministry, centre, 0.5);
    expect(await refusedQuery(operator, REMEDY, { organization: ministry, at: NOW, ...given })).toEqual({
      code: 'BAD_USER_INPUT',
      path: [argument],
    });
  });
});

describe('who sees targets and gaps', () => {
  test('members and administrators those of their own organization, others all', async () => {
    const third = await registerOrganization(operator);
    await introduce();
    await set(ministry, centre, 0.9);
    await set(centre, third, 0.9);
    for (const role of ['MEMBER', 'ADMINISTRATOR'] as const) {
      const member = await world.as(role, ministry);
      for (const asked of [ministry, null]) {
        expect(await targetsOf(asked, member)).toEqual([{ ...pair(ministry, centre), trust: 0.9 }]);
        expect(await gapsOf(asked, {}, member)).toMatchObject([pair(ministry, centre)]);
      }
      expect([await targetsOf(centre, member), await gapsOf(centre, {}, member)]).toEqual([[], []]);
      const nobody = await world.as(role);
      expect([await targetsOf(null, nobody), await gapsOf(null, {}, nobody)]).toEqual([[], []]);
    }
    for (const role of ['OPERATOR', 'LIAISON_OFFICER', 'AUDITOR'] as const) {
      const keeper = await world.as(role, third);
      expect(await targetsOf(centre, keeper)).toHaveLength(2);
      expect((await gapsOf(centre, {}, keeper)).map(({ to }) => to.id)).toEqual([third, ministry]);
      expect((await targetsOf(null, keeper)).map(({ to }) => to.id)).toEqual(expect.arrayContaining([centre, third]));
    }
  });

  test('by the encounters and people that the viewer sees', async () => {
    await introduce(ministry, centre, { tlp: 'AMBER_STRICT', kind: 'JOINT_WORK' });
    const member = await world.as('MEMBER', ministry);
    await introduce(ministry, centre, { tlp: 'RED' }, member);
    await set(ministry, centre, 0.99);
    const trusts = [];
    for (const by of [operator, member, await world.as('AUDITOR')])
      trusts.push((await gapsOf(ministry, {}, by))[0]!.trust);
    const trust = (strength: number) => expect.closeTo(1 - Math.exp(-strength), 9);
    expect(trusts).toEqual([trust(3), trust(4), 0]);
  });
});
