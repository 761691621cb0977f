import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { carryOut, momentAfter, read, refused, setClock } from '../directory/asking.js';
import { World, type Client } from '../harness.js';
import { positionsOf, recordEncounter, registerOrganization, registerPeople, registerPerson } from '../scenario.js';

const STARTS = '2040-04-02T10:00:00+09:00';
const ENDS = '2040-04-02T12:00:00+09:00';
const ALL =
  '__typename id kind title startsAt endsAt mode place host { id } attendees { nodes { id } } attendeeCount tlp notes version withdrawnAt withdrawalReason';

let world: World;
let operator: Client;
let host: string;
let people: string[];

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  setClock(world, '2040-04-03T09:00:00+09:00');
  host = await registerOrganization(operator);
  people = [];
  for (const name of ['例示 一郎', '例示 二郎', '例示 三郎', '例示 四郎'])
    people.push(await registerPerson(operator, host, { name }));
});
afterAll(() => world?.stop());

const input = (given: object = {}) => ({
  kind: 'MEETING',
  title: '例示会合',
  startsAt: STARTS,
  endsAt: ENDS,
  hostId: host,
  attendeeIds: people.slice(0, 2),
  ...given,
});
const versionOf = async (id: string) => (await read<{ version: number }>(operator, id, 'version')).version;
const amend = async (id: string, given: object, by = operator) =>
  carryOut<Record<string, unknown>>(by, 'amendEncounter', { id, version: await versionOf(id), input: given }, ALL);
const listed = async (filter: object = {}, by = operator) =>
  (
    await by.ask<{ encounters: { totalCount: number; nodes: { id: string }[] } }>(
      'query($filter: EncounterFilter) { encounters(filter: $filter, first: 100) { totalCount nodes { id } } }',
      { filter },
    )
  ).encounters.nodes.map(({ id }) => id);

describe('recorded', () => {
  test.each([
    ['MEETING', 'Meeting'],
    ['CONSULTATION', 'Consultation'],
    ['JOINT_WORK', 'JointWork'],
    ['TRAINING', 'Training'],
    ['DRILL', 'Drill'],
    ['SYMPOSIUM', 'Symposium'],
  ])('a %s comes back as it was given, as a %s', async (kind, __typename) => {
    const given = input({ kind, mode: 'HYBRID', place: '例示会議室', tlp: 'AMBER', notes: '一行目\n二行目' });
    const made = await carryOut<{ id: string }>(operator, 'recordEncounter', { input: given }, ALL);
    const expected = {
      __typename,
      id: expect.stringMatching(/^enc_[0-9a-z]{26}$/),
      kind,
      title: '例示会合',
      startsAt: '2040-04-02T01:00:00.000Z',
      endsAt: '2040-04-02T03:00:00.000Z',
      mode: 'HYBRID',
      place: '例示会議室',
      host: { id: host },
      attendees: { nodes: people.slice(0, 2).map((id) => ({ id })) },
      attendeeCount: 2,
      tlp: 'AMBER',
      notes: '一行目\n二行目',
      version: 1,
      withdrawnAt: null,
      withdrawalReason: null,
    };
    expect(made).toEqual(expected);
    expect(await read(operator, made.id, ALL)).toEqual(expected);
  });

  test('with what may be left out left out, or null: in person, GREEN, without place and notes', async () => {
    const defaults = { mode: 'IN_PERSON', place: null, tlp: 'GREEN', notes: null };
    for (const given of [{}, { mode: null, place: null, tlp: null, notes: null }, { place: ' ', notes: '' }])
      expect(await carryOut(operator, 'recordEncounter', { input: input(given) }, ALL)).toMatchObject(defaults);
  });

  test('while it still runs, and one that took no time', async () => {
    await carryOut(operator, 'recordEncounter', { input: input({ endsAt: '2041-01-01T00:00:00Z' }) });
    await carryOut(operator, 'recordEncounter', { input: input({ endsAt: STARTS }) });
  });

  test('with the attendees in the order of their ids, whatever order they come in', async () => {
    const id = await recordEncounter(operator, host, people.toReversed());
    expect(await read(operator, id, 'attendees { nodes { id } }')).toEqual({
      attendees: { nodes: people.map((each) => ({ id: each })) },
    });
  });
});

describe('refused', () => {
  const faults: readonly (readonly [
    string,
    () => object,
    { code: string; path: (string | number)[]; says?: RegExp },
  ])[] = [
    [
      'one attendee',
      () => ({ attendeeIds: people.slice(0, 1) }),
      { code: 'BAD_USER_INPUT', path: ['input', 'attendeeIds'] },
    ],
    ['no attendee', () => ({ attendeeIds: [] }), { code: 'BAD_USER_INPUT', path: ['input', 'attendeeIds'] }],
    [
      'the same attendee twice',
      () => ({ attendeeIds: [people[0], people[1], people[0]] }),
      { code: 'BAD_USER_INPUT', path: ['input', 'attendeeIds', 2], says: /例示 一郎/ },
    ],
    [
      'an attendee who does not exist',
      () => ({ attendeeIds: [people[0], newId('Person')] }),
      { code: 'NOT_FOUND', path: ['input', 'attendeeIds', 1] },
    ],
    [
      'an attendee that is no person',
      () => ({ attendeeIds: [people[0], host] }),
      { code: 'BAD_USER_INPUT', path: ['input', 'attendeeIds', 1] },
    ],
    [
      'an end before the start',
      () => ({ endsAt: '2040-04-02T09:59:59+09:00' }),
      { code: 'BAD_USER_INPUT', path: ['input', 'endsAt'] },
    ],
    [
      'a start after now',
      () => ({ startsAt: '2040-05-01T00:00:00Z', endsAt: '2040-05-01T01:00:00Z' }),
      { code: 'BAD_USER_INPUT', path: ['input', 'startsAt'] },
    ],
    [
      'a host that does not exist',
      () => ({ hostId: newId('Organization') }),
      { code: 'NOT_FOUND', path: ['input', 'hostId'] },
    ],
    ['an empty title', () => ({ title: ' \n' }), { code: 'BAD_USER_INPUT', path: ['input', 'title'] }],
    ['a long title', () => ({ title: 'x'.repeat(201) }), { code: 'BAD_USER_INPUT', path: ['input', 'title'] }],
    ['long notes', () => ({ notes: 'x'.repeat(10_001) }), { code: 'BAD_USER_INPUT', path: ['input', 'notes'] }],
    [
      'too many attendees',
      () => ({ attendeeIds: Array.from({ length: 1_001 }, () => newId('Person')) }),
      { code: 'BAD_USER_INPUT', path: ['input', 'attendeeIds'] },
    ],
  ];

  test.each(faults)('%s', async (_, given, { code, path, says }) => {
    const before = await everything();
    const refusal = await operator.refusal(
      'mutation($input: RecordEncounterInput!) { recordEncounter(input: $input) { id } }',
      {
        input: input(given()),
      },
    );
    expect(refusal.extensions).toEqual({ code, path });
    if (says) expect(refusal.message).toMatch(says);
    expect(await everything()).toEqual(before);
  });

  test('an attendee who held no position then, by name: before the first day, and from the last one on', async () => {
    const id = await registerPerson(operator, host, { name: '例示 後任', from: '2040-04-02' });
    const [position] = await positionsOf(operator, id);
    await carryOut(operator, 'endPosition', { positionId: position, on: '2040-04-03' });
    const attendeeIds = [people[0], id];
    const at = (startsAt: string) => ({ input: input({ attendeeIds, startsAt, endsAt: '2040-04-03T08:00:00+09:00' }) });
    const document = 'mutation($input: RecordEncounterInput!) { recordEncounter(input: $input) { id } }';
    for (const [startsAt, day] of [
      ['2040-04-01T23:59:59.999+09:00', '2040-04-01'],
      ['2040-04-03T00:00:00+09:00', '2040-04-03'],
    ] as const) {
      const { message, extensions } = await operator.refusal(document, at(startsAt));
      expect(extensions).toEqual({ code: 'BAD_USER_INPUT', path: ['input', 'attendeeIds', 1] });
      expect(message).toContain(`例示 後任 held no position on ${day}`);
    }
    await carryOut(operator, 'recordEncounter', at('2040-04-02T00:00:00+09:00'));
    await carryOut(operator, 'recordEncounter', at('2040-04-02T23:59:59.999+09:00'));
  });

  test('a host that was dissolved by then', async () => {
    const gone = await registerOrganization(operator);
    await carryOut(operator, 'dissolveOrganization', { id: gone, on: '2040-04-02' });
    expect(await refused(operator, 'recordEncounter', { input: input({ hostId: gone }) })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['input', 'hostId'],
    });
  });
});

async function everything(): Promise<unknown> {
  return world.sql(
    'select (select count(*)::int from encounter) as encounters, (select count(*)::int from encounter_notes) as notes, (select count(*)::int from change_log) as changes',
  );
}

describe('amended', () => {
  test('absent leaves, null clears, a list replaces the whole, and each amendment is a version', async () => {
    const id = await recordEncounter(operator, host, people.slice(0, 2), { place: '例示会議室', notes: '旧' });
    const before = await read<Record<string, unknown>>(operator, id, ALL);
    expect(await amend(id, {})).toEqual({ ...before, version: 2 });
    const other = await registerOrganization(operator);
    const changed = {
      title: '例示相談',
      startsAt: '2040-04-01T00:00:00.000Z',
      endsAt: '2040-04-01T05:00:00.000Z',
      mode: 'ONLINE',
      place: null,
      tlp: 'CLEAR',
      notes: '新',
    };
    expect(await amend(id, { ...changed, hostId: other, attendeeIds: [people[3], people[1], people[2]] })).toEqual({
      ...before,
      ...changed,
      host: { id: other },
      attendees: { nodes: people.slice(1).map((each) => ({ id: each })) },
      attendeeCount: 3,
      version: 3,
    });
    expect(await amend(id, { notes: null })).toMatchObject({ notes: null, version: 4 });
  });

  test.each([
    ['title', null],
    ['startsAt', null],
    ['endsAt', null],
    ['mode', null],
    ['hostId', null],
    ['attendeeIds', null],
    ['tlp', null],
    ['title', ' '],
    ['endsAt', '2025-04-01T09:59:59+09:00'],
    ['startsAt', '2025-04-01T12:00:01+09:00'],
    ['startsAt', '2019-04-01T00:00:00Z'],
    ['attendeeIds', []],
  ] as const)('not with %s %j', async (field, value) => {
    const id = await recordEncounter(operator, host, people.slice(0, 2));
    expect(await refused(operator, 'amendEncounter', { id, version: 1, input: { [field]: value } })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['input', field],
    });
    expect(await versionOf(id)).toBe(1);
  });

  test('not by whoever read an earlier version', async () => {
    const id = await recordEncounter(operator, host, people.slice(0, 2));
    await amend(id, { title: '改題' });
    expect(await refused(operator, 'amendEncounter', { id, version: 1, input: { title: '遅れて' } })).toEqual({
      code: 'CONFLICT',
      path: ['version'],
    });
    expect(await read(operator, id, 'title')).toEqual({ title: '改題' });
  });

  test('by somebody who does not see all attendees: those who are hidden stay', async () => {
    const member = await world.as('MEMBER', host);
    const other = await registerOrganization(operator);
    const theirs = await world.as('MEMBER', other);
    const hidden = await registerPerson(theirs, other, { tlp: 'RED' });
    const seen = await registerPerson(operator, other);
    const id = await recordEncounter(theirs, other, [hidden, seen]);
    await carryOut(theirs, 'amendEncounter', { id, version: 1, input: { attendeeIds: [hidden, seen, people[0]] } });
    expect(await amend(id, { attendeeIds: [people[0], people[1]] }, member)).toMatchObject({
      attendees: { nodes: [{ id: people[0] }, { id: people[1] }] },
      attendeeCount: 3,
    });
    const attendees = await read<{ attendees: { nodes: unknown } }>(theirs, id, 'attendees { nodes { id } }');
    expect(attendees.attendees.nodes).toEqual([people[0], people[1], hidden].sort().map((each) => ({ id: each })));
  });

  test('by somebody who does not see all attendees: when the posts of hidden ones began is not told by refusals', async () => {
    const member = await world.as('MEMBER', host);
    const other = await registerOrganization(operator);
    const theirs = await world.as('MEMBER', other);
    const hidden = await registerPerson(theirs, other, { tlp: 'RED', from: '2023-04-01' });
    const id = await recordEncounter(theirs, host, [hidden, people[0]!]);
    for (const [place, on] of ['2023-03-31', '2023-04-01'].entries())
      await carryOut(member, 'amendEncounter', { id, version: place + 1, input: { startsAt: `${on}T12:00:00+09:00` } });
    // Of whom they see it is.
    expect(
      await refused(operator, 'amendEncounter', { id, version: 3, input: { startsAt: '2020-03-31T12:00:00+09:00' } }),
    ).toEqual({ code: 'BAD_USER_INPUT', path: ['input', 'startsAt'] });
  });
});

describe('withdrawn', () => {
  test('it is reachable by its id, with the reason, and stands in no list', async () => {
    const id = await recordEncounter(operator, host, people.slice(0, 2));
    const moment = momentAfter(world);
    expect(await listed()).toContain(id);
    const answer = await carryOut<{ withdrawnAt: string }>(
      operator,
      'withdrawEncounter',
      { id, reason: ' 取り違え ' },
      'id withdrawnAt withdrawalReason attendeeCount version',
    );
    expect(answer).toMatchObject({ id, withdrawalReason: '取り違え', attendeeCount: 2, version: 2 });
    expect(Date.parse(answer.withdrawnAt)).toBeGreaterThan(Date.parse(moment));
    expect(await read(operator, id, 'withdrawnAt')).toEqual({ withdrawnAt: answer.withdrawnAt });
    expect(await listed()).not.toContain(id);
    expect(await listed({ personId: people[0] })).not.toContain(id);
    expect(await listed({ organizationId: host })).not.toContain(id);
  });

  test('it is neither withdrawn again nor amended', async () => {
    const id = await recordEncounter(operator, host, people.slice(0, 2));
    await carryOut(operator, 'withdrawEncounter', { id, reason: '取り違え' });
    expect(await refused(operator, 'withdrawEncounter', { id, reason: 'もう一度' })).toMatchObject({
      code: 'CONFLICT',
    });
    expect(await refused(operator, 'amendEncounter', { id, version: 2, input: { title: 'x' } })).toMatchObject({
      code: 'CONFLICT',
    });
    expect(await read(operator, id, 'withdrawalReason version')).toEqual({ withdrawalReason: '取り違え', version: 2 });
  });

  test('not without a reason', async () => {
    const id = await recordEncounter(operator, host, people.slice(0, 2));
    for (const reason of ['', ' \n', 'x'.repeat(1_001)])
      expect(await refused(operator, 'withdrawEncounter', { id, reason })).toEqual({
        code: 'BAD_USER_INPUT',
        path: ['reason'],
      });
  });
});

describe('listed', () => {
  let office: string;
  let guest: string;
  let first: string;
  let second: string;
  let third: string;

  beforeAll(async () => {
    office = await registerOrganization(operator);
    guest = await registerPerson(operator, office, { from: '2030-04-01' });
    first = await recordEncounter(operator, host, [people[0]!, guest], { startsAt: '2035-06-01T00:00:00Z' });
    second = await recordEncounter(operator, office, people.slice(0, 2), {
      startsAt: '2035-06-02T00:00:00Z',
      kind: 'DRILL',
    });
    await carryOut(operator, 'transferPerson', {
      input: { personId: guest, organizationId: host, title: '主査', on: '2036-04-01' },
    });
    third = await recordEncounter(operator, host, [people[2]!, guest], { startsAt: '2036-06-01T00:00:00Z' });
  });

  test('newest first', async () => {
    const all = await operator.ask<{ encounters: { nodes: { startsAt: string }[] } }>(
      '{ encounters(first: 100) { nodes { startsAt } } }',
    );
    const starts = all.encounters.nodes.map(({ startsAt }) => startsAt);
    expect(starts).toEqual(starts.toSorted().reverse());
    expect((await listed()).filter((id) => [first, second, third].includes(id))).toEqual([third, second, first]);
  });

  test('by organization: its host, and where attendees were when it began, not where they are now', async () => {
    expect(await listed({ organizationId: office })).toEqual([second, first]);
    expect(await read(operator, office, 'encounters { totalCount nodes { id } }')).toEqual({
      encounters: { totalCount: 2, nodes: [{ id: second }, { id: first }] },
    });
  });

  test('by person, by kind, and by when it began: not before `from`, before `to`', async () => {
    expect(await listed({ personId: guest })).toEqual([third, first]);
    expect(await read(operator, guest, 'encounters(filter: { to: "2036-01-01T00:00:00Z" }) { nodes { id } }')).toEqual({
      encounters: { nodes: [{ id: first }] },
    });
    expect(await listed({ kind: ['DRILL', 'TRAINING'], organizationId: office })).toEqual([second]);
    const between = { from: '2035-06-01T00:00:00Z', to: '2035-06-02T00:00:00Z' };
    expect(await listed(between)).toEqual([first]);
    expect(await listed({ ...between, personId: people[2] })).toEqual([]);
  });

  test('page by page', async () => {
    const page = (args: string) =>
      read<{ encounters: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } }>(
        operator,
        guest,
        `encounters(${args}) { nodes { id } pageInfo { hasNextPage endCursor } }`,
      );
    const start = await page('first: 1');
    expect(start.encounters).toMatchObject({ nodes: [{ id: third }], pageInfo: { hasNextPage: true } });
    const next = await page(`first: 1, after: "${start.encounters.pageInfo.endCursor}"`);
    expect(next.encounters).toMatchObject({ nodes: [{ id: first }], pageInfo: { hasNextPage: false } });
  });

  test.each([
    [{ organizationId: newId('Organization') }, 'NOT_FOUND', 'organizationId'],
    [{ personId: newId('Person') }, 'NOT_FOUND', 'personId'],
    [{ personId: 'x' }, 'BAD_USER_INPUT', 'personId'],
    [{ from: '2036-01-01T00:00:00Z', to: '2035-01-01T00:00:00Z' }, 'BAD_USER_INPUT', 'to'],
  ])('not by %j', async (filter, code, field) => {
    const refusal = await operator.refusal('query($f: EncounterFilter) { encounters(filter: $f) { totalCount } }', {
      f: filter,
    });
    expect(refusal.extensions).toEqual({ code, path: ['filter', field] });
  });
});

describe('a possible double', () => {
  const doublesOf = async (id: string, by = operator) =>
    (await read<{ possibleDoubles: { id: string }[] }>(by, id, 'possibleDoubles { id }')).possibleDoubles.map(
      (each) => each.id,
    );
  const on = (startsAt: string) => ({ startsAt, kind: 'TRAINING' });

  test('is of the same kind and day, with mostly the same people; it is recorded, and pointed out', async () => {
    const known = await recordEncounter(operator, host, people.slice(0, 3), on('2038-06-01T09:00:00+09:00'));
    await recordEncounter(operator, host, people.slice(0, 3), { ...on('2038-06-01T09:00:00+09:00'), kind: 'DRILL' });
    await recordEncounter(operator, host, people.slice(0, 3), on('2038-06-02T00:00:00+09:00'));
    await recordEncounter(operator, host, [people[0]!, people[3]!], on('2038-06-01T09:00:00+09:00'));
    const answer = await carryOut<{ id: string; possibleDoubles: { id: string }[] }>(
      operator,
      'recordEncounter',
      { input: input({ ...on('2038-06-01T00:00:00+09:00'), endsAt: '2038-06-01T23:00:00+09:00' }) },
      'id possibleDoubles { id }',
    );
    expect(answer.possibleDoubles).toEqual([{ id: known }]);
    expect(await doublesOf(known)).toEqual([answer.id]);
  });

  test('is not told to whoever does not see it, and withdrawn ones are none', async () => {
    const member = await world.as('MEMBER', host);
    const stranger = await world.as('MEMBER', await registerOrganization(operator));
    const open = await recordEncounter(operator, host, people.slice(0, 2), on('2038-07-01T09:00:00+09:00'));
    const closed = await recordEncounter(member, host, people.slice(0, 2), {
      ...on('2038-07-01T15:00:00+09:00'),
      tlp: 'RED',
    });
    expect([await doublesOf(open, member), await doublesOf(open, stranger)]).toEqual([[closed], []]);
    await carryOut(member, 'withdrawEncounter', { id: closed, reason: '重複' });
    expect(await doublesOf(open, member)).toEqual([]);
  });
});

describe('when two records become one person', () => {
  test('what the one attended was attended by the other, and nobody attends twice', async () => {
    const [keepId, dropId] = await registerPeople(operator, host, host);
    const dropped = await recordEncounter(operator, host, [dropId, people[0]!]);
    const both = await recordEncounter(operator, host, [keepId, dropId, people[1]!]);
    const alone = await recordEncounter(operator, host, [keepId, dropId]);
    await carryOut(operator, 'mergePeople', { keepId, dropId });
    const attendees = async (id: string) =>
      (
        await read<{ attendees: { nodes: { id: string }[] }; attendeeCount: number }>(
          operator,
          id,
          'attendees { nodes { id } } attendeeCount',
        )
      ).attendees.nodes.map((each) => each.id);
    expect(await attendees(dropped)).toEqual([people[0], keepId].sort());
    expect(await attendees(both)).toEqual([people[1], keepId].sort());
    expect(await attendees(alone)).toEqual([keepId]);
    // It is amended all the same, as long as its attendees are let be.
    expect(await amend(alone, { title: '面談' })).toMatchObject({ title: '面談', attendeeCount: 1 });
    expect(
      await refused(operator, 'amendEncounter', { id: alone, version: 3, input: { attendeeIds: [keepId] } }),
    ).toEqual({ code: 'BAD_USER_INPUT', path: ['input', 'attendeeIds'] });
    expect(await listed({ personId: keepId })).toHaveLength(3);
    // Of who is gone nothing is recorded any more.
    expect(await refused(operator, 'recordEncounter', { input: input({ attendeeIds: [dropId, people[0]] }) })).toEqual({
      code: 'NOT_FOUND',
      path: ['input', 'attendeeIds', 0],
    });
  });
});
