import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { World, type Client } from '../harness.js';
import {
  addContactChannel,
  appointPointOfContact,
  establishCsirt,
  registerOrganization,
  registerPerson,
} from '../scenario.js';
import { carryOut, channelsCalled, momentAfter, read, refused } from './asking.js';

let world: World;
let operator: Client;
let organization: string;
let csirt: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
});
afterAll(() => world?.stop());

beforeEach(async () => {
  organization = await registerOrganization(operator);
  csirt = await establishCsirt(operator, organization);
});

const chain = (at?: string) => channelsCalled(operator, csirt, at);

const update = (id: string, input: object, selection = '__typename') =>
  carryOut(operator, 'updateContactChannel', { id, input }, selection);

describe('addContactChannel', () => {
  test.each([
    ['PHONE', '０３－００００－００００', '+81300000000'],
    ['PHONE', '(03)0000-0000 内線 12', '+81300000000;ext=12'],
    ['PHONE', 'tel:+81-3-0000-0000;ext=12', '+81300000000;ext=12'],
    ['MOBILE', ' 090 0000 0000 ', '+819000000000'],
    ['FAX', '+1 202-555-0100', '+12025550100'],
    ['SATELLITE', '+870 000 000 000', '+870000000000'],
    ['EMAIL', ' CSIRT@銀行.Example ', 'CSIRT@xn--jn2ax2s.example'],
    ['CHAT', ' ＃csirt ', '#csirt'],
    ['RADIO', '１５５．０ MHz', '155.0 MHz'],
    ['WEB_FORM', 'HTTPS://Bank.Example:443/contact', 'https://bank.example/contact'],
  ])('normalizes a %s', async (kind, value, normalized) => {
    expect(await read(operator, await addContactChannel(operator, csirt, { kind, value }), 'kind value')).toEqual({
      kind,
      value: normalized,
    });
  });

  test.each([
    ['PHONE', '5555-0000'],
    ['MOBILE', '090-0000-0000/0001'],
    ['FAX', 'fax'],
    ['SATELLITE', ''],
    ['EMAIL', 'Example <csirt@bank.example>'],
    ['CHAT', '#a\n#b'],
    ['RADIO', '\u3000'],
    ['WEB_FORM', 'ftp://bank.example/'],
    ['WEB_FORM', 'https://user:word@bank.example/'],
  ])('refuses what is no %s: %j', async (kind, value) => {
    expect(await refused(operator, 'addContactChannel', { input: { ownerId: csirt, kind, value } })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['input', 'value'],
    });
  });

  test.each([{}, { hours: null, timeZone: null, tlp: null }])('fills in %j', async (given) => {
    expect(
      await read(
        operator,
        await addContactChannel(operator, csirt, given),
        'hours timeZone tlp status isOpen opensNext verifiedAt lastAnsweredAt',
      ),
    ).toEqual({
      hours: '24/7',
      timeZone: 'Asia/Tokyo',
      tlp: 'AMBER',
      status: 'UNVERIFIED',
      isOpen: true,
      opensNext: null,
      verifiedAt: null,
      lastAnsweredAt: null,
    });
  });

  test('belongs to a CSIRT, a point of contact or a person, with their time zone', async () => {
    const singapore = await establishCsirt(operator, organization, { timeZone: 'Asia/Singapore' });
    const person = await registerPerson(operator, organization);
    const term = await appointPointOfContact(operator, singapore, { personId: person });
    const zoneOf = async (owner: string, given: Readonly<Record<string, unknown>> = {}) => {
      const id = await addContactChannel(operator, owner, given);
      const { channels } = await read<{ channels: { id: string }[] }>(operator, owner, 'channels { id }');
      expect(channels.map((channel) => channel.id)).toContain(id);
      return (await read<{ timeZone: string }>(operator, id, 'timeZone')).timeZone;
    };
    expect(await zoneOf(singapore)).toBe('Asia/Singapore');
    expect(await zoneOf(term)).toBe('Asia/Singapore');
    expect(await zoneOf(person)).toBe('Asia/Tokyo');
    expect(await zoneOf(person, { timeZone: 'europe/london' })).toBe('Europe/London');
    expect(
      await refused(operator, 'addContactChannel', { input: { ownerId: organization, kind: 'CHAT', value: '#x' } }),
    ).toEqual({ code: 'BAD_USER_INPUT', path: ['input', 'ownerId'] });
  });

  test('refuses a twin: same owner, kind and normalized value', async () => {
    const input = { ownerId: csirt, kind: 'PHONE', value: '03-0000-0000' };
    const first = await addContactChannel(operator, csirt, input);
    const twin = { ...input, value: '+81 3 0000 0000' };
    expect(await refused(operator, 'addContactChannel', { input: twin })).toEqual({
      code: 'CONFLICT',
      path: ['input', 'value'],
    });
    await addContactChannel(operator, csirt, { ...input, kind: 'FAX' });
    await addContactChannel(operator, csirt, { ...twin, ownerId: await establishCsirt(operator, organization) });
    await carryOut(operator, 'retireContactChannel', { id: first });
    await addContactChannel(operator, csirt, twin);
  });

  test('a RED one is no twin of one that is not, or a refusal would tell operators its value', async () => {
    const own = await world.as('MEMBER', organization);
    const team = await establishCsirt(operator, organization);
    const input = { ownerId: team, kind: 'PHONE', value: '03-0000-1111' };
    const hidden = await addContactChannel(own, team, { ...input, tlp: 'RED' });
    const open = await addContactChannel(operator, team, input);
    expect(await read(operator, team, 'channels { id }')).toEqual({ channels: [{ id: open }] });
    const conflict = (path: string) => ({ code: 'CONFLICT', path: ['input', path] });
    expect(await refused(own, 'addContactChannel', { input: { ...input, tlp: 'RED' } })).toEqual(conflict('value'));
    expect(await refused(operator, 'addContactChannel', { input: { ...input, tlp: 'GREEN' } })).toEqual(
      conflict('value'),
    );
    // Their owners, who see both, do not make two of the same.
    const change = (id: string, tlp: string) => ({ id, input: { tlp } });
    expect(await refused(own, 'updateContactChannel', change(open, 'RED'))).toEqual(conflict('tlp'));
    expect(await refused(own, 'updateContactChannel', change(hidden, 'GREEN'))).toEqual(conflict('tlp'));
    await carryOut(operator, 'updateContactChannel', change(open, 'GREEN'));
    await carryOut(operator, 'retireContactChannel', { id: open });
    await carryOut(own, 'updateContactChannel', change(hidden, 'GREEN'));
  });
});

describe('verifyContactChannel', () => {
  const verify = (id: string, outcome: string, at?: string | null) =>
    carryOut<{ status: string; verifiedAt: string | null }>(
      operator,
      'verifyContactChannel',
      { id, outcome, at },
      'status verifiedAt lastAnsweredAt',
    );

  test('what is known of a channel is what the tries say, in the order in which they happened', async () => {
    const id = await addContactChannel(operator, csirt);
    const known = (status: string, verifiedAt: string | null) => ({ status, verifiedAt, lastAnsweredAt: verifiedAt });
    const [first, second, third] = ['2024-04-01', '2024-05-01', '2024-06-01'].map((day) => `${day}T00:00:00.000Z`);
    expect(await verify(id, 'NO_ANSWER', first)).toEqual(known('UNVERIFIED', null));
    expect(await verify(id, 'CONFIRMED', second)).toEqual(known('VERIFIED', second!));
    expect(await verify(id, 'NO_ANSWER', third)).toEqual(known('VERIFIED', second!));
    // Entered late.
    expect(await verify(id, 'WRONG', first)).toEqual(known('VERIFIED', second!));
    expect(await verify(id, 'WRONG', third)).toEqual(known('WRONG', second!));
    const { status, verifiedAt } = await verify(id, 'CONFIRMED', null);
    expect([status, Date.parse(verifiedAt!) > Date.parse(third!)]).toEqual(['VERIFIED', true]);
  });

  test('is refused for the future, and for a retired channel', async () => {
    const id = await addContactChannel(operator, csirt);
    const at = new Date(world.clock.now() + 60_000).toISOString();
    expect(await refused(operator, 'verifyContactChannel', { id, outcome: 'CONFIRMED', at })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['at'],
    });
    await carryOut(operator, 'retireContactChannel', { id });
    expect(await refused(operator, 'verifyContactChannel', { id, outcome: 'CONFIRMED' })).toEqual({
      code: 'CONFLICT',
      path: ['id'],
    });
  });

  test('a contact chain leaves out what was wrong then, and calls what was verified then first', async () => {
    const [wrong, good] = [await addContactChannel(operator, csirt), await addContactChannel(operator, csirt)];
    await verify(wrong, 'CONFIRMED', '2024-04-01T00:00:00Z');
    await verify(wrong, 'WRONG', '2024-05-01T00:00:00Z');
    await verify(wrong, 'CONFIRMED', '2024-06-01T00:00:00Z');
    await verify(good, 'CONFIRMED', '2024-05-15T00:00:00Z');
    expect(await chain('2024-03-31T23:59:59Z')).toEqual([wrong, good]);
    expect(await chain('2024-04-01T00:00:00Z')).toEqual([wrong, good]);
    expect(await chain('2024-05-01T00:00:00Z')).toEqual([good]);
    expect(await chain('2024-05-31T23:59:59Z')).toEqual([good]);
    // Both verified: the one answered latest comes first.
    expect(await chain('2024-06-01T00:00:00Z')).toEqual([wrong, good]);
    await verify(good, 'CONFIRMED');
    expect(await chain()).toEqual([good, wrong]);
  });
});

describe('retireContactChannel', () => {
  test('takes a channel out of use from now on', async () => {
    const id = await addContactChannel(operator, csirt);
    const before = momentAfter(world);
    expect(await carryOut(operator, 'retireContactChannel', { id }, 'id status')).toEqual({ id, status: 'RETIRED' });
    expect(await read(operator, csirt, `channels { id } before: channels(at: "${before}") { id }`)).toEqual({
      channels: [],
      before: [{ id }],
    });
    expect([await chain(before), await chain()]).toEqual([[id], []]);
    for (const [mutation, given] of Object.entries({ retireContactChannel: {}, updateContactChannel: { input: {} } }))
      expect(await refused(operator, mutation, { id, ...given })).toEqual({ code: 'CONFLICT', path: ['id'] });
  });
});

describe('updateContactChannel', () => {
  test('leaves what is absent, and takes the time zone of the owner again for null', async () => {
    const id = await addContactChannel(operator, csirt, { hours: 'Mo-Fr 09:00-17:00', timeZone: 'Europe/Paris' });
    const fields = 'hours timeZone tlp';
    expect(await update(id, { tlp: 'GREEN' }, fields)).toEqual({
      hours: 'Mo-Fr 09:00-17:00',
      timeZone: 'Europe/Paris',
      tlp: 'GREEN',
    });
    expect(await update(id, { timeZone: null, hours: '24/7' }, fields)).toEqual({
      hours: '24/7',
      timeZone: 'Asia/Tokyo',
      tlp: 'GREEN',
    });
    expect(await update(id, {}, fields)).toMatchObject({ hours: '24/7' });
  });

  test.each([
    ['hours', null],
    ['tlp', null],
    ['hours', 'now and then'],
    ['timeZone', 'JST'],
    ['timeZone', 'Mars/Olympus'],
  ])('refuses %s %j', async (field, value) => {
    const id = await addContactChannel(operator, csirt);
    const fault = { code: 'BAD_USER_INPUT', path: ['input', field] };
    expect(await refused(operator, 'updateContactChannel', { id, input: { [field]: value } })).toEqual(fault);
  });
});
