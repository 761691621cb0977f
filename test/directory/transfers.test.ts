import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { World, type Client } from '../harness.js';
import {
  addPosition,
  appointPointOfContact,
  establishCsirt,
  positionsOf,
  registerOrganization,
  registerPerson,
} from '../scenario.js';
import { carryOut, read, refused } from './asking.js';

interface Transfer {
  readonly person: { readonly id: string };
  readonly endedTerms: readonly { readonly id: string; readonly to: string }[];
  readonly csirtsWithoutPrimary: readonly { readonly id: string }[];
}

const TRANSFER = 'person { id } endedTerms { id to } csirtsWithoutPrimary { id }';
const ON = '2024-04-01';

let world: World;
let operator: Client;
let own: string;
let csirt: string;
let elsewhere: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  elsewhere = await registerOrganization(operator);
});
afterAll(() => world?.stop());

beforeEach(async () => {
  own = await registerOrganization(operator);
  csirt = await establishCsirt(operator, own);
});

const transfer = (personId: string, organizationId: string, on = ON) =>
  carryOut<Transfer>(operator, 'transferPerson', { input: { personId, organizationId, title: '室長', on } }, TRANSFER);

const end = (positionId: string, on = ON) => carryOut<Transfer>(operator, 'endPosition', { positionId, on }, TRANSFER);

describe('transferPerson', () => {
  test('ends the old position and begins the next on that day', async () => {
    const person = await registerPerson(operator, own);
    expect(await transfer(person, elsewhere)).toEqual({
      person: { id: person },
      endedTerms: [],
      csirtsWithoutPrimary: [],
    });
    const [last, first] = ['2024-03-31T23:59:59+09:00', '2024-04-01T00:00:00+09:00'];
    expect(
      await read(
        operator,
        person,
        `positions { from to title organization { id } }
         last: organization(at: "${last}") { id } first: organization(at: "${first}") { id } organization { id }`,
      ),
    ).toEqual({
      positions: [
        { from: '2020-04-01', to: ON, title: '係長', organization: { id: own } },
        { from: ON, to: null, title: '室長', organization: { id: elsewhere } },
      ],
      last: { id: own },
      first: { id: elsewhere },
      organization: { id: elsewhere },
    });
  });

  test('ends the terms there, and says which CSIRTs are left without a primary', async () => {
    const person = await registerPerson(operator, own);
    const second = await establishCsirt(operator, own);
    const third = await establishCsirt(operator, own);
    const foreign = await establishCsirt(operator, elsewhere);
    const primary = await appointPointOfContact(operator, csirt, { personId: person });
    const deputy = await appointPointOfContact(operator, second, { personId: person, role: 'DEPUTY' });
    const covered = await appointPointOfContact(operator, third, { personId: person });
    const over = await appointPointOfContact(operator, csirt, {
      personId: person,
      role: 'EXECUTIVE',
      to: '2023-04-01',
    });
    const toCome = await appointPointOfContact(operator, csirt, {
      personId: person,
      role: 'DEPUTY',
      from: '2025-04-01',
    });
    const kept = await appointPointOfContact(operator, foreign, { personId: person });
    // Of the deputies who cover: one too early, one in time.
    await appointPointOfContact(operator, csirt, { to: ON });
    await appointPointOfContact(operator, third, { from: ON });

    const { endedTerms, csirtsWithoutPrimary } = await transfer(person, elsewhere);
    expect(endedTerms).toEqual([
      { id: primary, to: ON },
      { id: deputy, to: ON },
      { id: covered, to: ON },
      { id: toCome, to: '2025-04-01' },
    ]);
    expect(csirtsWithoutPrimary).toEqual([{ id: csirt }, { id: second }]);
    expect(await read(operator, over, 'to')).toEqual({ to: '2023-04-01' });
    expect(await read(operator, kept, 'to')).toEqual({ to: null });
    const at = (moment: string) => `pointsOfContact(at: "${moment}") { id }`;
    expect(
      await read(operator, csirt, `last: ${at('2024-03-31T23:59:59+09:00')} first: ${at('2024-04-01T00:00:00+09:00')}`),
    ).toEqual({
      last: expect.arrayContaining([{ id: primary }]),
      first: [],
    });
  });

  test('within one organization keeps the terms', async () => {
    const person = await registerPerson(operator, own);
    const term = await appointPointOfContact(operator, csirt, { personId: person });
    expect(await transfer(person, own)).toEqual({ person: { id: person }, endedTerms: [], csirtsWithoutPrimary: [] });
    expect(await read(operator, term, 'to')).toEqual({ to: null });
    expect(await read(operator, person, 'positions { from to title }')).toEqual({
      positions: [
        { from: '2020-04-01', to: ON, title: '係長' },
        { from: ON, to: null, title: '室長' },
      ],
    });
  });

  test('of several posts ends the one begun last, with the terms of that one only', async () => {
    const third = await registerOrganization(operator);
    const person = await registerPerson(operator, own);
    await addPosition(operator, person, elsewhere, { from: '2021-04-01' });
    const kept = await appointPointOfContact(operator, csirt, { personId: person });
    const there = await appointPointOfContact(operator, await establishCsirt(operator, elsewhere), {
      personId: person,
    });
    expect((await transfer(person, third)).endedTerms).toEqual([{ id: there, to: ON }]);
    expect(await read(operator, kept, 'to')).toEqual({ to: null });
    expect(await read(operator, person, 'positions { to organization { id } }')).toEqual({
      positions: [
        { to: null, organization: { id: own } },
        { to: ON, organization: { id: elsewhere } },
        { to: null, organization: { id: third } },
      ],
    });
  });

  test('on a day to come changes nothing until then', async () => {
    const person = await registerPerson(operator, own);
    const term = await appointPointOfContact(operator, csirt, { personId: person });
    const { endedTerms, csirtsWithoutPrimary } = await transfer(person, elsewhere, '2090-04-01');
    expect([endedTerms, csirtsWithoutPrimary]).toEqual([[{ id: term, to: '2090-04-01' }], [{ id: csirt }]]);
    const then = '2090-04-01T00:00:00+09:00';
    expect(await read(operator, person, `organization { id } then: organization(at: "${then}") { id }`)).toEqual({
      organization: { id: own },
      then: { id: elsewhere },
    });
    expect(await read(operator, csirt, `pointsOfContact { id } then: pointsOfContact(at: "${then}") { id }`)).toEqual({
      pointsOfContact: [{ id: term }],
      then: [],
    });
    const lacking = async (at: string | null) => {
      const { csirtsWithoutPrimary: found } = await operator.ask<{ csirtsWithoutPrimary: { id: string }[] }>(
        'query($at: DateTime) { csirtsWithoutPrimary(at: $at) { id } }',
        { at },
      );
      return found.some(({ id }) => id === csirt);
    };
    expect([await lacking(null), await lacking(then)]).toEqual([false, true]);
  });

  test('follows a post that ends on that very day, and is refused where no post could end', async () => {
    const person = await registerPerson(operator, own);
    await end((await positionsOf(operator, person))[0]!);
    await transfer(person, elsewhere);
    expect(await read(operator, person, 'positions { from to }')).toEqual({
      positions: [
        { from: '2020-04-01', to: ON },
        { from: ON, to: null },
      ],
    });
    const fault = (on: string) =>
      refused(operator, 'transferPerson', { input: { personId: person, organizationId: own, title: '室長', on } });
    for (const on of ['2020-03-31', '2020-04-01', '2019-04-01'])
      expect(await fault(on)).toEqual({ code: 'BAD_USER_INPUT', path: ['input', 'on'] });
  });
});

describe('endPosition', () => {
  test('ends the terms there with the post', async () => {
    const person = await registerPerson(operator, own);
    const term = await appointPointOfContact(operator, csirt, { personId: person });
    const [position] = await positionsOf(operator, person);
    expect(await end(position!)).toEqual({
      person: { id: person },
      endedTerms: [{ id: term, to: ON }],
      csirtsWithoutPrimary: [{ id: csirt }],
    });
    expect(await read(operator, person, 'organization { id } pointsOfContact { id }')).toEqual({
      organization: null,
      pointsOfContact: [],
    });
    const fault = (on: string) => refused(operator, 'endPosition', { positionId: position, on });
    expect(await fault(ON)).toEqual({ code: 'CONFLICT', path: ['on'] });
    expect(await fault('2025-04-01')).toEqual({ code: 'CONFLICT', path: ['on'] });
    expect(await fault('2020-03-31')).toEqual({ code: 'BAD_USER_INPUT', path: ['on'] });
    await end(position!, '2022-04-01');
    expect(await read(operator, term, 'to')).toEqual({ to: '2022-04-01' });
  });

  test('on its first day calls it off', async () => {
    const person = await registerPerson(operator, own, { from: '2090-04-01' });
    const [position] = await positionsOf(operator, person);
    await end(position!, '2090-04-01');
    expect(await positionsOf(operator, person)).toEqual([]);
    await addPosition(operator, person, own, { from: '2090-04-01' });
  });
});
