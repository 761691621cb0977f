import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { World, type Client } from '../harness.js';
import { addPosition, positionsOf, registerOrganization, registerOrganizations, registerPerson } from '../scenario.js';
import { carryOut, read, refused } from './asking.js';

let world: World;
let operator: Client;
let organization: string;
let other: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  organization = await registerOrganization(operator);
  other = await registerOrganization(operator);
});
afterAll(() => world?.stop());

const at = (moment: string) => `organization(at: "${moment}") { id }`;

describe('registerPerson', () => {
  test('makes a person with a first position', async () => {
    const given = { name: '例示 花子', nameEn: 'Hanako Reiji', kana: 'レイジ ハナコ', tlp: 'AMBER' };
    const id = await registerPerson(operator, organization, { ...given, title: '課長', from: '2024-04-01' });
    expect(
      await read(
        operator,
        id,
        'name nameEn kana tlp version positions { title from to organization { id } person { id } }',
      ),
    ).toEqual({
      ...given,
      version: 1,
      positions: [{ title: '課長', from: '2024-04-01', to: null, organization: { id: organization }, person: { id } }],
    });
    expect(
      await read(
        operator,
        id,
        `${at('2024-03-31T23:59:59+09:00')} organization_first: ${at('2024-04-01T00:00:00+09:00')}`,
      ),
    ).toEqual({
      organization: null,
      organization_first: { id: organization },
    });
  });

  test.each([{}, { nameEn: null, kana: '', tlp: null }])('fills in %j', async (given) => {
    const id = await registerPerson(operator, organization, given);
    expect(await read(operator, id, 'nameEn kana tlp')).toEqual({ nameEn: null, kana: null, tlp: 'GREEN' });
  });

  test.each([
    ['an empty name', { name: '' }, ['input', 'name']],
    ['a name that cannot be seen', { name: '\u3164\u200d \u{e0100}' }, ['input', 'name']],
    ['an empty title', { title: '\u3000' }, ['input', 'title']],
    ['a long kana', { kana: 'ア'.repeat(201) }, ['input', 'kana']],
    ['a moment for a day', { from: '2024-04-01T00:00:00Z' }, ['input', 'from']],
  ])('refuses %s', async (_what, given, path) => {
    const input = { name: '例示', organizationId: organization, title: '係長', from: '2024-04-01', ...given };
    expect(await refused(operator, 'registerPerson', { input })).toEqual({ code: 'BAD_USER_INPUT', path });
  });
});

describe('people', () => {
  const listed = async (filter: object, page: object = { first: 100 }) => {
    const query =
      'query($filter: PersonFilter, $first: Int, $last: Int) { people(filter: $filter, first: $first, last: $last) { totalCount nodes { id } } }';
    const { people } = await operator.ask<{ people: { totalCount: number; nodes: { id: string }[] } }>(query, {
      filter,
      ...page,
    });
    return { ids: people.nodes.map(({ id }) => id), count: people.totalCount };
  };

  test('with a text are those one of whose names has each of its words, as they are now', async () => {
    const named = (name: string, given: object = {}) => registerPerson(operator, organization, { name, ...given });
    const joined = await named('架空谷花子', { kana: 'かくうだにはなこ' });
    const apart = await named('架空谷 花子', { nameEn: 'KAKUUDANI Hanako' });
    const signed = await named('架空谷・A&B');
    expect(await listed({ text: '架空谷' })).toEqual({ ids: [joined, apart, signed], count: 3 });
    expect(await listed({ text: '架空谷' }, { last: 1 })).toEqual({ ids: [signed], count: 3 });
    expect((await listed({ text: '谷花' })).ids).toEqual([joined]);
    expect((await listed({ text: '花子　谷' })).ids).toEqual([joined, apart]);
    expect((await listed({ text: 'ｶｸｳﾀﾞﾆ' })).ids).toEqual([joined]);
    expect((await listed({ text: 'kakuudani 花子' })).ids).toEqual([apart]);
    expect((await listed({ text: '谷・a&b' })).ids).toEqual([signed]);
    expect((await listed({ text: '架空谷 &' })).ids).toEqual([signed]);
    expect((await listed({ text: '谷b' })).ids).toEqual([]);
    expect((await listed({ text: '&' })).ids).toEqual([]);
    expect(await listed({ text: '　' })).toEqual(await listed({}));
    expect((await listed({ text: '谷', organizationId: organization })).ids).toEqual([joined, apart, signed]);
    expect((await listed({ text: '谷', organizationId: other })).ids).toEqual([]);

    await carryOut(operator, 'updatePerson', { id: joined, version: 1, input: { name: '架空川花子', kana: null } });
    await carryOut(operator, 'erasePerson', { id: signed, version: 1, reason: '申出' });
    expect((await listed({ text: '架空谷' })).ids).toEqual([apart]);
    expect((await listed({ text: 'カクウダニ' })).ids).toEqual([]);
    expect((await listed({ text: '架空川' })).ids).toEqual([joined]);
    // Who has no name any more is found by none, and is there all the same.
    expect((await listed({ text: '削除済み' })).ids).toEqual([]);
    expect((await listed({ text: '削除済み', organizationId: organization })).ids).toEqual([]);
    expect((await listed({}, { last: 3 })).ids).toEqual([joined, apart, signed]);
  });

  test('are in the order of their ids, whoever came or changed since they were asked for', async () => {
    const before = await listed({});
    const [first, second] = [await registerPerson(operator, other), await registerPerson(operator, other)];
    await carryOut(operator, 'updatePerson', { id: first, version: 1, input: { name: '改名' } });
    const after = await listed({});
    expect(after).toEqual({ ids: [...before.ids, first, second], count: before.count + 2 });
    expect(after.ids).toEqual(after.ids.toSorted());
  });
});

test('updatePerson leaves what is absent, clears what is null, and refuses a stale version', async () => {
  const id = await registerPerson(operator, organization, { nameEn: 'Before', kana: 'マエ' });
  const update = (version: number, input: object) =>
    carryOut(operator, 'updatePerson', { id, version, input }, 'name nameEn kana tlp version');
  expect(await update(1, { name: '後', nameEn: null, tlp: 'AMBER_STRICT' })).toEqual({
    name: '後',
    nameEn: null,
    kana: 'マエ',
    tlp: 'AMBER_STRICT',
    version: 2,
  });
  for (const field of ['name', 'tlp'])
    expect(await refused(operator, 'updatePerson', { id, version: 2, input: { [field]: null } })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['input', field],
    });
  expect(await refused(operator, 'updatePerson', { id, version: 1, input: {} })).toEqual({
    code: 'CONFLICT',
    path: ['version'],
  });
});

describe('several posts at once (併任)', () => {
  test('the organization is that of the position begun last, then of the lowest id', async () => {
    const id = await registerPerson(operator, organization, { from: '2018-04-01' });
    await addPosition(operator, id, other, { from: '2020-04-01', to: '2022-04-01' });
    const third = await registerOrganization(operator);
    await addPosition(operator, id, third, { from: '2020-04-01', to: '2023-04-01' });
    const organizationOn = async (day: string) => {
      const person = await read<{ organization: { id: string } | null }>(operator, id, at(`${day}T00:00:00+09:00`));
      return person.organization?.id;
    };
    expect(await organizationOn('2018-03-31')).toBeUndefined();
    expect(await organizationOn('2020-03-31')).toBe(organization);
    // Of two begun on the same day, the position of the lower id.
    expect(await organizationOn('2020-04-01')).toBe(other);
    expect(await organizationOn('2022-04-01')).toBe(third);
    expect(await organizationOn('2023-04-01')).toBe(organization);
    expect(await read(operator, id, 'positions { from organization { id } }')).toEqual({
      positions: [
        { from: '2018-04-01', organization: { id: organization } },
        { from: '2020-04-01', organization: { id: other } },
        { from: '2020-04-01', organization: { id: third } },
      ],
    });
  });

  test('overlap is refused only within one organization', async () => {
    const id = await registerPerson(operator, organization, { from: '2020-04-01' });
    await addPosition(operator, id, other, { from: '2019-04-01', to: '2021-04-01' });
    const post = { personId: id, title: '併任', organizationId: other };
    const conflict = { code: 'CONFLICT', path: ['input', 'organizationId'] };
    for (const days of [
      { from: '2020-01-01', to: '2020-02-01' },
      { from: '2018-04-01', to: '2019-04-02' },
      { from: '2021-03-31' },
      { from: '2018-04-01' },
    ])
      expect(await refused(operator, 'addPosition', { input: { ...post, ...days } })).toEqual(conflict);
    expect(
      await refused(operator, 'transferPerson', {
        input: { personId: id, title: '併任', organizationId: other, on: '2020-10-01' },
      }),
    ).toEqual(conflict);
    // Half-open: one that ends on the first day of another does not overlap it.
    await addPosition(operator, id, other, { from: '2018-04-01', to: '2019-04-01' });
    await addPosition(operator, id, other, { from: '2021-04-01' });
    expect(await positionsOf(operator, id)).toHaveLength(4);
  });

  test.each([
    ['an end on the first day', { to: '2020-04-01' }, ['input', 'to']],
    ['an end before it', { to: '2020-03-31' }, ['input', 'to']],
    ['an empty title', { title: ' ' }, ['input', 'title']],
  ])('refuses %s', async (_what, given, path) => {
    const personId = await registerPerson(operator, organization);
    const input = { personId, organizationId: other, title: '併任', from: '2020-04-01', ...given };
    expect(await refused(operator, 'addPosition', { input })).toEqual({ code: 'BAD_USER_INPUT', path });
  });
});

describe('correctPosition', () => {
  const correct = (positionId: string, input: object) =>
    carryOut(operator, 'correctPosition', { positionId, input }, 'positions { title from to }');

  test('changes title and days, and clears an end', async () => {
    const [position] = await positionsOf(operator, await registerPerson(operator, organization, { title: '係長' }));
    expect(await correct(position!, { title: '課長', to: '2022-04-01' })).toEqual({
      positions: [{ title: '課長', from: '2020-04-01', to: '2022-04-01' }],
    });
    expect(await correct(position!, { from: '2019-04-01', to: null })).toEqual({
      positions: [{ title: '課長', from: '2019-04-01', to: null }],
    });
    expect(await correct(position!, {})).toEqual({ positions: [{ title: '課長', from: '2019-04-01', to: null }] });
  });

  test('names the day at fault, also where it makes two positions overlap', async () => {
    const id = await registerPerson(operator, organization, { from: '2016-04-01' });
    const [first] = await positionsOf(operator, id);
    await correct(first!, { to: '2018-04-01' });
    await addPosition(operator, id, organization, { from: '2020-04-01' });
    const [, second] = await positionsOf(operator, id);
    const fault = (positionId: string, input: object) => refused(operator, 'correctPosition', { positionId, input });
    const bad = (field: string) => ({ code: 'BAD_USER_INPUT', path: ['input', field] });
    expect(await fault(first!, { from: null })).toEqual(bad('from'));
    expect(await fault(first!, { title: null })).toEqual(bad('title'));
    expect(await fault(first!, { from: '2018-04-01' })).toEqual(bad('from'));
    expect(await fault(first!, { to: '2016-04-01' })).toEqual(bad('to'));
    const conflict = (field: string) => ({ code: 'CONFLICT', path: ['input', field] });
    expect(await fault(first!, { to: '2020-04-02' })).toEqual(conflict('to'));
    expect(await fault(first!, { to: null })).toEqual(conflict('to'));
    expect(await fault(second!, { from: '2018-03-31' })).toEqual(conflict('from'));
    expect(await fault(second!, { from: '2018-03-31', to: '2019-04-01' })).toEqual(conflict('from'));
    await correct(second!, { from: '2018-04-01' });
  });
});

test('people: those who are not hidden, by id; every filter that is given must hold', async () => {
  const [own, elsewhere] = await registerOrganizations(operator, 2);
  const first = await registerPerson(operator, own, { name: '見本 一郎', from: '2015-04-01' });
  const second = await registerPerson(operator, own, { name: '見本 二郎', kana: 'ミホン ジロウ', from: '2020-04-01' });
  await carryOut(operator, 'transferPerson', {
    input: { personId: first, organizationId: elsewhere, title: '課長', on: '2021-04-01' },
  });
  const listed = async (filter: object) => {
    const { people } = await operator.ask<{ people: { nodes: { id: string }[] } }>(
      'query($filter: PersonFilter) { people(filter: $filter, first: 100) { nodes { id } } }',
      { filter },
    );
    return people.nodes.map(({ id }) => id);
  };
  expect(await listed({ organizationId: own })).toEqual([second]);
  expect(await listed({ organizationId: own, at: null, text: null })).toEqual([second]);
  expect(await listed({ organizationId: own, at: '2021-03-31T23:59:59+09:00' })).toEqual([first, second]);
  expect(await listed({ organizationId: own, at: '2020-01-01T00:00:00Z' })).toEqual([first]);
  expect(await listed({ organizationId: elsewhere, text: '見本' })).toEqual([first]);
  expect(await listed({ text: 'みほん　ﾆﾛｳ' })).toEqual([]);
  expect(await listed({ text: 'みほん　ｼﾞﾛｳ' })).toEqual([second]);
  const field = `people(at: "2021-03-31T23:59:59+09:00") { nodes { id } }`;
  expect(await read(operator, own, field)).toEqual({ people: { nodes: [{ id: first }, { id: second }] } });
});
