import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { World, type Client } from '../harness.js';
import { addContactChannel, establishCsirt, registerOrganization } from '../scenario.js';
import { carryOut, channelsCalled, momentAfter, read, refused, setClock } from './asking.js';

const OFFICE = 'Mo-Fr 09:30-18:15; PH off';

let world: World;
let operator: Client;
let csirt: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  // A Wednesday.
  setClock(world, '2040-06-06T12:00:00+09:00');
});
afterAll(() => world?.stop());

beforeEach(async () => {
  csirt = await establishCsirt(operator, await registerOrganization(operator));
});

/** "open", or when it opens next in UTC. */
async function stateOf(channel: string, at: string): Promise<string | null> {
  const state = await read<{ isOpen: boolean; opensNext: string | null }>(
    operator,
    channel,
    `isOpen(at: "${at}") opensNext(at: "${at}")`,
  );
  if (state.isOpen) expect(state.opensNext).toBeNull();
  return state.isOpen ? 'open' : state.opensNext;
}

describe('around Japanese public holidays', () => {
  let channel: string;
  beforeEach(async () => {
    channel = await addContactChannel(operator, csirt, { hours: OFFICE });
  });

  test.each([
    ['the minute before it closes', '2026-09-18T18:14:59+09:00', 'open'],
    // Respect for the Aged Day, a citizens' holiday between two others, the autumnal equinox.
    ['from Friday over three holidays', '2026-09-18T18:15:00+09:00', '2026-09-24T00:30:00.000Z'],
    ["on the citizens' holiday", '2026-09-22T12:00:00+09:00', '2026-09-24T00:30:00.000Z'],
    ['in the minute in which it opens again', '2026-09-24T09:30:00+09:00', 'open'],
    // 3 May is a Sunday, so that 6 May is a substitute holiday.
    ['in Golden Week', '2026-05-01T19:00:00+09:00', '2026-05-07T00:30:00.000Z'],
    ['on a day of Golden Week that is none', '2026-05-01T18:00:00+09:00', 'open'],
    ['on New Year’s Day', '2026-01-01T10:00:00+09:00', '2026-01-02T00:30:00.000Z'],
  ])('%s', async (_when, at, state) => {
    expect(await stateOf(channel, at)).toBe(state);
  });
});

describe('in its own time zone', () => {
  const state = async (hours: string, timeZone: string, at: string) =>
    stateOf(await addContactChannel(operator, csirt, { hours, timeZone }), at);

  test('the same hours are open at other instants', async () => {
    const at = '2026-06-10T10:00:00+09:00';
    const hours = 'Mo-Fr 09:30-18:15';
    expect(await state(hours, 'Asia/Tokyo', at)).toBe('open');
    expect(await state(hours, 'Europe/Paris', at)).toBe('2026-06-10T07:30:00.000Z');
    expect(await state(hours, 'America/New_York', at)).toBe('2026-06-10T13:30:00.000Z');
    // There it is Tuesday afternoon still.
    expect(await state(hours, 'Pacific/Honolulu', at)).toBe('open');
  });

  test('summer time moves them', async () => {
    const night = 'Su 02:30-04:00';
    // On 8 March 2026 the clocks of New York jump from 02:00 to 03:00.
    expect(await state(night, 'America/New_York', '2026-03-08T00:00:00-05:00')).toBe('2026-03-08T07:00:00.000Z');
    expect(await state(night, 'America/New_York', '2026-03-01T00:00:00-05:00')).toBe('2026-03-01T07:30:00.000Z');
    const day = 'Mo 09:00-17:00';
    expect(await state(day, 'America/New_York', '2026-03-08T00:00:00-05:00')).toBe('2026-03-09T13:00:00.000Z');
    expect(await state(day, 'America/New_York', '2026-03-01T00:00:00-05:00')).toBe('2026-03-02T14:00:00.000Z');
  });
});

test.each([
  ['24/7', 'open'],
  ['off', null],
  ['18:00-09:00', '2026-06-10T09:00:00.000Z'],
])('%s at noon', async (hours, state) => {
  expect(await stateOf(await addContactChannel(operator, csirt, { hours }), '2026-06-10T12:00:00+09:00')).toBe(state);
});

test('now is the moment when none is given', async () => {
  const open = await addContactChannel(operator, csirt, { hours: 'We 12:00-12:30' });
  const closed = await addContactChannel(operator, csirt, { hours: 'We 11:00-11:30' });
  const fields = 'isOpen opensNext nullIsNow: isOpen(at: null)';
  expect(await read(operator, open, fields)).toEqual({ isOpen: true, opensNext: null, nullIsNow: true });
  expect(await read(operator, closed, fields)).toEqual({
    isOpen: false,
    opensNext: '2040-06-13T02:00:00.000Z',
    nullIsNow: false,
  });
});

test('hours are answered as they are understood', async () => {
  const id = await addContactChannel(operator, csirt, { hours: ' mo-fr  9:30-18:15 ; PH off' });
  expect(await read(operator, id, 'hours')).toEqual({ hours: OFFICE });
});

test.each([
  '',
  'nine to five',
  'SH 09:00-17:00',
  'sunrise-sunset',
  'Mo-Fr 09:00-17:00 Sa 10:00-12:00',
  '17:00+',
  'x'.repeat(501),
])('refuses %j', async (hours) => {
  const input = { ownerId: csirt, kind: 'CHAT', value: '#x', hours };
  expect(await refused(operator, 'addContactChannel', { input })).toEqual({
    code: 'BAD_USER_INPUT',
    path: ['input', 'hours'],
  });
});

describe('a change', () => {
  const at = '2026-06-10T12:00:00+09:00';

  test('of hours holds from now on; what held before is kept', async () => {
    const id = await addContactChannel(operator, csirt, { hours: OFFICE });
    const before = momentAfter(world);
    await carryOut(operator, 'updateContactChannel', { id, input: { hours: 'off' } });
    expect(await stateOf(id, at)).toBe('open');
    expect(await stateOf(id, before)).toBe('open');
    expect(await stateOf(id, momentAfter(world))).toBeNull();
  });

  test('of the time zone, its own or that of its CSIRT, likewise', async () => {
    const id = await addContactChannel(operator, csirt, { hours: 'Mo-Fr 09:30-18:15' });
    const before = momentAfter(world);
    await carryOut(operator, 'updateCsirt', { id: csirt, version: 1, input: { timeZone: 'Europe/Paris' } });
    const between = momentAfter(world);
    await carryOut(operator, 'updateContactChannel', { id, input: { timeZone: 'America/New_York' } });
    expect(await read(operator, id, 'timeZone')).toEqual({ timeZone: 'America/New_York' });
    expect(await stateOf(id, before)).toBe('open');
    expect(await stateOf(id, between)).toBe('2040-06-06T07:30:00.000Z');
    expect(await stateOf(id, momentAfter(world))).toBe('2040-06-06T13:30:00.000Z');
  });
});

test('a contact chain calls what is open then first, then what opens soonest, never last', async () => {
  const office = await addContactChannel(operator, csirt, { hours: OFFICE });
  const night = await addContactChannel(operator, csirt, { hours: '20:00-06:00' });
  const never = await addContactChannel(operator, csirt, { hours: 'off', kind: 'MOBILE', value: '090-0000-0000' });
  const order = (at: string) => channelsCalled(operator, csirt, at);
  expect(await order('2026-06-10T12:00:00+09:00')).toEqual([office, night, never]);
  expect(await order('2026-06-10T21:00:00+09:00')).toEqual([night, office, never]);
  expect(await order('2026-06-10T07:00:00+09:00')).toEqual([office, night, never]);
  // Thursday evening before the holidays of September.
  expect(await order('2026-09-18T19:00:00+09:00')).toEqual([night, office, never]);
});
