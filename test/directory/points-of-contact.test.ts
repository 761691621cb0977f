import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { World, type Client } from '../harness.js';
import {
  addContactChannel,
  appointPointOfContact,
  establishCsirt,
  registerOrganization,
  registerPerson,
} from '../scenario.js';
import { carryOut, read, refused, refusedQuery, setClock } from './asking.js';

let world: World;
let operator: Client;
let organization: string;
let csirt: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  setClock(world, '2040-06-06T12:00:00+09:00');
  organization = await registerOrganization(operator);
});
afterAll(() => world?.stop());

beforeEach(async () => {
  csirt = await establishCsirt(operator, organization);
});

const end = (id: string, on: string) => carryOut(operator, 'endPointOfContact', { id, on }, 'from to');

describe('appointPointOfContact', () => {
  test('appoints a person or a desk', async () => {
    const person = await registerPerson(operator, organization);
    const fields = 'csirt { id } person { id } personWithheld deskName role priority from to';
    const term = { role: 'OUT_OF_HOURS', priority: 3, from: '2040-04-01', to: '2042-04-01' };
    const shared = { csirt: { id: csirt }, personWithheld: false };
    expect(
      await read(operator, await appointPointOfContact(operator, csirt, { personId: person, ...term }), fields),
    ).toEqual({
      ...shared,
      ...term,
      person: { id: person },
      deskName: null,
    });
    expect(
      await read(
        operator,
        await appointPointOfContact(operator, csirt, { deskName: ' 当直 ', priority: null }),
        fields,
      ),
    ).toEqual({
      ...shared,
      person: null,
      deskName: '当直',
      role: 'PRIMARY',
      priority: 1,
      from: '2020-04-01',
      to: null,
    });
  });

  test.each([
    ['neither person nor desk', {}, 'personId'],
    ['a desk without a name', { deskName: ' ' }, 'personId'],
    ['a priority of 0', { deskName: '当直', priority: 0 }, 'priority'],
    ['a priority above 1,000', { deskName: '当直', priority: 1001 }, 'priority'],
    ['an end on the first day', { deskName: '当直', to: '2020-04-01' }, 'to'],
    ['the id of something else', { csirtId: 'org_01kdvdna00ef1b7d71ge8d9faq', deskName: '当直' }, 'csirtId'],
  ])('refuses %s', async (_what, given, field) => {
    const input = { csirtId: csirt, role: 'PRIMARY', from: '2020-04-01', ...given };
    expect(await refused(operator, 'appointPointOfContact', { input })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['input', field],
    });
  });

  test('refuses both person and desk', async () => {
    const personId = await registerPerson(operator, organization);
    const input = { csirtId: csirt, role: 'PRIMARY', from: '2020-04-01', personId, deskName: '当直' };
    expect(await refused(operator, 'appointPointOfContact', { input })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['input', 'deskName'],
    });
  });

  test.each(['personId', 'deskName'])('one %s has one term in a role of a CSIRT at a time', async (field) => {
    const who = { [field]: field === 'personId' ? await registerPerson(operator, organization) : '当直' };
    const other = await establishCsirt(operator, organization);
    await appointPointOfContact(operator, csirt, { ...who, from: '2040-04-01', to: '2041-04-01' });
    const fault = (days: object) =>
      refused(operator, 'appointPointOfContact', { input: { csirtId: csirt, role: 'PRIMARY', ...who, ...days } });
    for (const days of [{ from: '2039-04-01' }, { from: '2041-03-31' }, { from: '2040-05-01', to: '2040-06-01' }])
      expect(await fault(days)).toEqual({ code: 'CONFLICT', path: ['input', field] });
    await appointPointOfContact(operator, csirt, { ...who, from: '2041-04-01' });
    await appointPointOfContact(operator, csirt, { ...who, from: '2039-04-01', to: '2040-04-01' });
    await appointPointOfContact(operator, csirt, { ...who, role: 'DEPUTY', from: '2040-04-01' });
    await appointPointOfContact(operator, other, { ...who, from: '2040-04-01' });
    const { pointsOfContact } = await read<{ pointsOfContact: unknown[] }>(operator, csirt, 'pointsOfContact { id }');
    expect(pointsOfContact).toHaveLength(2);
  });
});

test('the points of contact of a CSIRT stand by role, priority, start of term and id, while their terms hold', async () => {
  const appoint = (role: string, priority: number, from = '2040-04-01', to: string | null = null) =>
    appointPointOfContact(operator, csirt, { role, priority, from, to });
  const executive = await appoint('EXECUTIVE', 1);
  const outOfHours = await appoint('OUT_OF_HOURS', 1);
  const deputy = await appoint('DEPUTY', 1);
  const second = await appoint('PRIMARY', 2);
  const younger = await appoint('PRIMARY', 1, '2040-05-01');
  const [older, olderToo] = [await appoint('PRIMARY', 1), await appoint('PRIMARY', 1)];
  const toCome = await appoint('PRIMARY', 1, '2040-06-07');
  await appoint('PRIMARY', 1, '2030-04-01', '2040-06-06');
  const { now, then } = await read<Record<'now' | 'then', { id: string }[]>>(
    operator,
    csirt,
    'now: pointsOfContact { id } then: pointsOfContact(at: "2040-06-07T00:00:00+09:00") { id }',
  );
  const order = [older, olderToo, younger, second, deputy, outOfHours, executive];
  expect(now.map(({ id }) => id)).toEqual(order);
  expect(then.map(({ id }) => id)).toEqual([older, olderToo, younger, toCome, second, deputy, outOfHours, executive]);
});

test('its channels are its own, then those of its person', async () => {
  const person = await registerPerson(operator, organization);
  const term = await appointPointOfContact(operator, csirt, { personId: person });
  const persons = await addContactChannel(operator, person);
  const own = await addContactChannel(operator, term);
  const retired = await addContactChannel(operator, term);
  await carryOut(operator, 'retireContactChannel', { id: retired });
  expect(await read(operator, term, 'channels { id }')).toEqual({ channels: [{ id: own }, { id: persons }] });
});

describe('endPointOfContact', () => {
  test('ends a term, sooner also after a later end was known', async () => {
    const term = await appointPointOfContact(operator, csirt, { from: '2040-04-01' });
    expect(await end(term, '2041-04-01')).toEqual({ from: '2040-04-01', to: '2041-04-01' });
    expect(await end(term, '2040-06-06')).toEqual({ from: '2040-04-01', to: '2040-06-06' });
    for (const on of ['2040-06-06', '2041-04-01'])
      expect(await refused(operator, 'endPointOfContact', { id: term, on })).toEqual({
        code: 'CONFLICT',
        path: ['on'],
      });
    const around = `last: pointsOfContact(at: "2040-06-05T23:59:59+09:00") { id } first: pointsOfContact(at: "2040-06-06T00:00:00+09:00") { id }`;
    expect(await read(operator, csirt, around)).toEqual({ last: [{ id: term }], first: [] });
  });

  test('on its first day calls it off, and another may be appointed', async () => {
    const term = await appointPointOfContact(operator, csirt, { deskName: '当直', from: '2040-04-01' });
    expect(await refused(operator, 'endPointOfContact', { id: term, on: '2040-03-31' })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['on'],
    });
    expect(await end(term, '2040-04-01')).toEqual({ from: '2040-04-01', to: '2040-04-01' });
    const next = await appointPointOfContact(operator, csirt, { deskName: '当直', from: '2040-04-01' });
    expect(await read(operator, csirt, 'pointsOfContact { id }')).toEqual({ pointsOfContact: [{ id: next }] });
  });
});

describe('pointsOfContactEnding', () => {
  const ending = async (withinDays?: number | null) => {
    const { pointsOfContactEnding } = await operator.ask<{
      pointsOfContactEnding: { id: string; csirt: { id: string } }[];
    }>(
      withinDays === undefined
        ? '{ pointsOfContactEnding { id csirt { id } } }'
        : 'query($days: Int) { pointsOfContactEnding(withinDays: $days) { id csirt { id } } }',
      { days: withinDays },
    );
    return pointsOfContactEnding.filter((term) => term.csirt.id === csirt).map(({ id }) => id);
  };

  test('answers the terms that end within so many days from now, soonest first', async () => {
    const until = (to: string | null, from = '2020-04-01') => appointPointOfContact(operator, csirt, { from, to });
    const month = await until('2040-07-06');
    const longer = await until('2040-07-07');
    const tomorrow = await until('2040-06-07');
    const tomorrowToo = await until('2040-06-07', '2040-06-06');
    await until('2040-06-06');
    await until(null);
    await end(await until(null, '2040-06-20'), '2040-06-20');
    // Noon in Tokyo: the day after tomorrow is 36 hours away.
    expect(await ending(0)).toEqual([]);
    expect(await ending(1)).toEqual([tomorrow, tomorrowToo]);
    expect(await ending(30)).toEqual([tomorrow, tomorrowToo, month]);
    expect(await ending()).toEqual([tomorrow, tomorrowToo, month]);
    expect(await ending(null)).toEqual([tomorrow, tomorrowToo, month]);
    expect(await ending(31)).toEqual([tomorrow, tomorrowToo, month, longer]);
  });

  test('a day ends in the time zone of the CSIRT', async () => {
    csirt = await establishCsirt(operator, organization, { timeZone: 'Pacific/Honolulu' });
    const term = await appointPointOfContact(operator, csirt, { to: '2040-06-06' });
    // In Tokyo it ended twelve hours ago; in Honolulu it does in seven.
    expect(await ending(1)).toEqual([term]);
    expect(await read(operator, csirt, 'pointsOfContact { id }')).toEqual({ pointsOfContact: [{ id: term }] });
  });

  test.each([-1, 36_501])('refuses %d days', async (days) => {
    expect(
      await refusedQuery(operator, 'query($days: Int) { pointsOfContactEnding(withinDays: $days) { id } }', { days }),
    ).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['withinDays'],
    });
  });
});

test('csirtsWithoutPrimary: those that exist then and have nobody to call first, by id', async () => {
  const lacking = async (at?: string) => {
    const { csirtsWithoutPrimary } = await operator.ask<{ csirtsWithoutPrimary: { id: string }[] }>(
      'query($at: DateTime) { csirtsWithoutPrimary(at: $at) { id } }',
      { at },
    );
    return csirtsWithoutPrimary.map(({ id }) => id).filter((id) => ours.includes(id));
  };
  const covered = csirt;
  await appointPointOfContact(operator, covered, { to: '2040-06-07' });
  const deputy = await establishCsirt(operator, organization);
  await appointPointOfContact(operator, deputy, { role: 'DEPUTY' });
  const bare = await establishCsirt(operator, organization, { establishedOn: '2040-01-01' });
  const toCome = await establishCsirt(operator, organization, { establishedOn: '2041-01-01' });
  const disbanded = await establishCsirt(operator, organization);
  await carryOut(operator, 'disbandCsirt', { id: disbanded, on: '2040-06-06' });
  const ours = [covered, deputy, bare, toCome, disbanded];
  expect(await lacking()).toEqual([deputy, bare]);
  expect(await lacking('2040-06-07T00:00:00+09:00')).toEqual([covered, deputy, bare]);
  expect(await lacking('2041-01-01T00:00:00+09:00')).toEqual([covered, deputy, bare, toCome]);
  expect(await lacking('2039-12-31T00:00:00+09:00')).toEqual([deputy, disbanded]);
});
