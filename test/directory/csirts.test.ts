import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { World, type Client } from '../harness.js';
import { appointPointOfContact, establishCsirt, registerOrganization } from '../scenario.js';
import { carryOut, read, refused } from './asking.js';

let world: World;
let operator: Client;
let organization: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  organization = await registerOrganization(operator, { sector: 'WATER' });
});
afterAll(() => world?.stop());

const EVERYTHING = 'name shortName organization { id } description establishedOn timeZone disbandedOn version';

describe('establishCsirt', () => {
  test('keeps what it is given', async () => {
    const given = {
      name: 'Example Water CSIRT',
      shortName: 'EX-WATER',
      description: '架空の水道の CSIRT。',
      establishedOn: '2015-10-01',
      timeZone: 'asia/singapore',
    };
    expect(await read(operator, await establishCsirt(operator, organization, given), EVERYTHING)).toEqual({
      ...given,
      organization: { id: organization },
      timeZone: 'Asia/Singapore',
      disbandedOn: null,
      version: 1,
    });
  });

  test.each([{}, { description: null, establishedOn: null, timeZone: null }])('fills in %j', async (given) => {
    expect(await read(operator, await establishCsirt(operator, organization, given), EVERYTHING)).toMatchObject({
      description: null,
      establishedOn: null,
      timeZone: 'Asia/Tokyo',
    });
  });

  test.each([
    ['an empty name', { name: '　' }, 'name'],
    ['a long short name', { shortName: 'x'.repeat(101) }, 'shortName'],
    ['a long description', { description: 'x'.repeat(10_001) }, 'description'],
    ['an offset for a time zone', { timeZone: '+09:00' }, 'timeZone'],
    ['a day that does not exist', { establishedOn: '2015-02-29' }, 'establishedOn'],
  ])('refuses %s', async (_what, given, field) => {
    const input = { organizationId: organization, name: 'X', shortName: 'X', ...given };
    expect(await refused(operator, 'establishCsirt', { input })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['input', field],
    });
  });

  test('tells an organization that is none from one that is not there', async () => {
    const fault = (organizationId: string) =>
      refused(operator, 'establishCsirt', { input: { organizationId, name: 'X', shortName: 'X' } });
    const path = ['input', 'organizationId'];
    const csirt = await establishCsirt(operator, organization);
    for (const id of ['', 'org_', csirt, organization.toUpperCase()])
      expect(await fault(id)).toEqual({ code: 'BAD_USER_INPUT', path });
    expect(await fault('org_01kdvdna00ef1b7d71ge8d9faq')).toEqual({ code: 'NOT_FOUND', path });
  });
});

test('the CSIRTs of an organization stand in the order of contact chains, while they exist', async () => {
  const id = await registerOrganization(operator);
  const undated = await establishCsirt(operator, id);
  const young = await establishCsirt(operator, id, { establishedOn: '2019-04-01' });
  const undatedToo = await establishCsirt(operator, id);
  const old = await establishCsirt(operator, id, { establishedOn: '2009-04-01', timeZone: 'America/New_York' });
  const toCome = await establishCsirt(operator, id, { establishedOn: '2090-04-01' });
  const at = async (moment: string | null) => {
    const { csirts } = await read<{ csirts: { id: string }[] }>(
      operator,
      id,
      `csirts(at: ${JSON.stringify(moment)}) { id }`,
    );
    return csirts.map((csirt) => csirt.id);
  };
  expect(await at(null)).toEqual([old, young, undated, undatedToo]);
  expect(await at('2010-01-01T00:00:00Z')).toEqual([old, undated, undatedToo]);
  // Its days begin in the community's zone, whatever its own is.
  expect(await at('2009-04-01T00:00:00+09:00')).toEqual([old, undated, undatedToo]);
  expect(await at('2009-03-31T23:59:59+09:00')).toEqual([undated, undatedToo]);
  expect(await at('2090-04-01T00:00:00+09:00')).toEqual([old, young, toCome, undated, undatedToo]);
});

describe('updateCsirt', () => {
  const update = (id: string, version: number, input: object) =>
    carryOut(operator, 'updateCsirt', { id, version, input }, EVERYTHING);

  test('leaves what is absent, clears what is null, and counts the version', async () => {
    const given = { description: '前', establishedOn: '2015-10-01', timeZone: 'Asia/Seoul' };
    const id = await establishCsirt(operator, organization, { ...given, shortName: 'BEFORE' });
    expect(await update(id, 1, { shortName: 'AFTER', description: null })).toMatchObject({
      ...given,
      shortName: 'AFTER',
      description: null,
      version: 2,
    });
    expect(await update(id, 2, { establishedOn: null, timeZone: 'Asia/Tokyo' })).toMatchObject({
      shortName: 'AFTER',
      establishedOn: null,
      timeZone: 'Asia/Tokyo',
      version: 3,
    });
    expect(await update(id, 3, {})).toMatchObject({ shortName: 'AFTER', version: 4 });
  });

  test('refuses null for what it must have, and a stale version', async () => {
    const id = await establishCsirt(operator, organization);
    for (const field of ['name', 'shortName', 'timeZone'])
      expect(await refused(operator, 'updateCsirt', { id, version: 1, input: { [field]: null } })).toEqual({
        code: 'BAD_USER_INPUT',
        path: ['input', field],
      });
    await update(id, 1, { name: 'X' });
    expect(await refused(operator, 'updateCsirt', { id, version: 1, input: { name: 'Y' } })).toEqual({
      code: 'CONFLICT',
      path: ['version'],
    });
  });

  test('the day on which it was established is a date, and no attribute that changes', async () => {
    const own = await registerOrganization(operator);
    const id = await establishCsirt(operator, own, { establishedOn: '2015-10-01' });
    await update(id, 1, { establishedOn: '2012-10-01' });
    expect(await read(operator, own, 'csirts(at: "2013-01-01T00:00:00Z") { id }')).toEqual({ csirts: [{ id }] });
  });

  test('days of its terms begin in the time zone that it had then', async () => {
    const id = await establishCsirt(operator, organization, { timeZone: 'Asia/Tokyo' });
    const term = await appointPointOfContact(operator, id, { from: '2090-04-01' });
    const holding = (moment: string) => read(operator, id, `pointsOfContact(at: "${moment}") { id }`);
    expect(await holding('2090-04-01T00:00:00+09:00')).toEqual({ pointsOfContact: [{ id: term }] });
    await update(id, 1, { timeZone: 'Pacific/Honolulu' });
    expect(await holding('2090-04-01T00:00:00+09:00')).toEqual({ pointsOfContact: [] });
    expect(await holding('2090-04-01T00:00:00-10:00')).toEqual({ pointsOfContact: [{ id: term }] });
  });
});

describe('disbandCsirt', () => {
  test('ends its terms on that day, and calls off those that have not begun', async () => {
    const own = await registerOrganization(operator);
    const id = await establishCsirt(operator, own, { establishedOn: '2015-10-01' });
    const held = await appointPointOfContact(operator, id);
    const ended = await appointPointOfContact(operator, id, { to: '2020-10-01' });
    const toCome = await appointPointOfContact(operator, id, { from: '2023-04-01' });
    const ending = await appointPointOfContact(operator, id, { to: '2023-04-01' });
    const disbanded = await carryOut(operator, 'disbandCsirt', { id, on: '2022-04-01' }, 'disbandedOn version');
    expect(disbanded).toEqual({ disbandedOn: '2022-04-01', version: 2 });
    const ends = await Promise.all([held, ended, toCome, ending].map((term) => read(operator, term, 'from to')));
    expect(ends).toEqual([
      { from: '2020-04-01', to: '2022-04-01' },
      { from: '2020-04-01', to: '2020-10-01' },
      { from: '2023-04-01', to: '2023-04-01' },
      { from: '2020-04-01', to: '2022-04-01' },
    ]);
    const around =
      'last: csirts(at: "2022-03-31T23:59:59+09:00") { id } first: csirts(at: "2022-04-01T00:00:00+09:00") { id }';
    expect(await read(operator, own, around)).toEqual({ last: [{ id }], first: [] });
    expect(await read(operator, id, 'disbandedOn')).toEqual({ disbandedOn: '2022-04-01' });
  });

  test('is refused twice, and before it was established', async () => {
    const id = await establishCsirt(operator, organization, { establishedOn: '2015-10-01' });
    const fault = (on: string) => refused(operator, 'disbandCsirt', { id, on });
    for (const on of ['2015-09-30', '2015-10-01'])
      expect(await fault(on)).toEqual({ code: 'BAD_USER_INPUT', path: ['on'] });
    await carryOut(operator, 'disbandCsirt', { id, on: '2090-04-01' });
    expect(await fault('2090-04-01')).toEqual({ code: 'CONFLICT', path: ['id'] });
    for (const establishedOn of ['2090-04-01', '2091-01-01'])
      expect(await refused(operator, 'updateCsirt', { id, version: 2, input: { establishedOn } })).toEqual({
        code: 'BAD_USER_INPUT',
        path: ['input', 'establishedOn'],
      });
    const term = { csirtId: id, deskName: '窓口', role: 'PRIMARY', from: '2021-04-01' };
    for (const to of [undefined, '2090-04-02'])
      expect(await refused(operator, 'appointPointOfContact', { input: { ...term, to } })).toEqual({
        code: 'BAD_USER_INPUT',
        path: ['input', 'to'],
      });
    await appointPointOfContact(operator, id, { to: '2090-04-01' });
  });
});

test('csirts: those that exist now, by id; every filter that is given must hold', async () => {
  const own = await registerOrganization(operator, { sector: 'PORT' });
  const other = await registerOrganization(operator, { sector: 'PORT' });
  const [first, second] = [
    await establishCsirt(operator, own, { name: 'Example Ｐort Team', shortName: 'みなと' }),
    await establishCsirt(operator, own, { shortName: 'QUAY' }),
  ];
  const third = await establishCsirt(operator, other, { shortName: 'Quay' });
  await carryOut(operator, 'disbandCsirt', { id: await establishCsirt(operator, own), on: '2022-04-01' });
  await establishCsirt(operator, own, { establishedOn: '2090-04-01' });
  const listed = async (filter: object) => {
    const { csirts } = await operator.ask<{ csirts: { nodes: { id: string }[] } }>(
      'query($filter: CsirtFilter) { csirts(filter: $filter, first: 100) { nodes { id } } }',
      { filter },
    );
    return csirts.nodes.map(({ id }) => id);
  };
  expect(await listed({ sector: ['PORT'] })).toEqual([first, second, third]);
  expect(await listed({ organizationId: own, sector: null, text: null })).toEqual([first, second]);
  expect(await listed({ organizationId: own, sector: ['WATER'] })).toEqual([]);
  expect(await listed({ sector: ['PORT', 'GAS'], text: 'ｑuay' })).toEqual([second, third]);
  expect(await listed({ text: 'port ﾐﾅﾄ' })).toEqual([first]);
});
