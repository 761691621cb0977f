import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '../../src/kernel/ids.js';
import { carryOut, refusedQuery, setClock } from '../directory/asking.js';
import { World, type Client } from '../harness.js';
import {
  addPosition,
  recordEncounter,
  registerOrganization,
  registerOrganizations,
  registerPeople,
  registerPerson,
  setLiaisonTarget,
} from '../scenario.js';

const NOW = '2040-04-01T12:00:00Z';
const SUGGESTED = `query($organization: ID, $at: DateTime, $horizonDays: Int, $first: Int) {
  suggestedIntroductions(organization: $organization, at: $at, horizonDays: $horizonDays, first: $first) {
    from { id } to { id } score commonAcquaintances introducer { id }
    introduction { trust people { id } ties { trust } } gap { from { id } to { id } wanted } } }`;

interface Suggested {
  readonly from: { readonly id: string };
  readonly to: { readonly id: string };
  readonly score: number;
  readonly commonAcquaintances: number;
  readonly introducer: { readonly id: string };
  readonly introduction: { readonly trust: number };
}

let world: World;
let operator: Client;
let ministry: string;
let centre: string;
let hub: string;
/** One of the ministry and one of the centre who do not know each other. */
let official: string;
let contact: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  setClock(world, NOW);
});
afterAll(() => world?.stop());

beforeEach(async () => {
  [ministry, centre, hub] = await registerOrganizations(operator, 3);
  [official, contact] = await registerPeople(operator, ministry, centre);
  await setLiaisonTarget(operator, ministry, centre, 0.8);
});

/** Somebody of the hub who has just met some people, each by themselves. */
async function mediator(others: readonly string[], given: object = {}, organization = hub): Promise<string> {
  const person = await registerPerson(operator, organization);
  for (const other of others)
    await recordEncounter(operator, organization, [person, other], {
      startsAt: '2040-04-01T10:00:00Z',
      endsAt: NOW,
      ...given,
    });
  return person;
}

const suggested = async (organization: string | null = ministry, given: object = {}, by = operator) =>
  (await by.ask<{ suggestedIntroductions: Suggested[] }>(SUGGESTED, { organization, at: NOW, ...given }))
    .suggestedIntroductions;
const byEnds = (all: readonly Suggested[]) => all.map(({ from, to }) => [from.id, to.id]);

test('two who have acquaintances in common are to meet, and who could introduce them', async () => {
  const strangers = await registerPeople(operator, hub, hub);
  const busy = await mediator([official, contact, ...strangers], { kind: 'CONSULTATION' });
  await mediator([official, contact]);
  const trust = 1 - Math.exp(-2);
  const expected = {
    ...{ from: { id: official }, to: { id: contact } },
    score: expect.closeTo(0.8 * (1 / Math.log(4) + 1 / Math.log(2)), 9),
    commonAcquaintances: 2,
    introducer: { id: busy },
    introduction: {
      trust: expect.closeTo(trust ** 2, 9),
      people: [{ id: official }, { id: busy }, { id: contact }],
      ties: [{ trust: expect.closeTo(trust, 9) }, { trust: expect.closeTo(trust, 9) }],
    },
    gap: { from: { id: ministry }, to: { id: centre }, wanted: 0.8 },
  };
  expect(await suggested()).toEqual([expected]);
  expect(byEnds(await suggested(centre))).toEqual([[contact, official]]);
  expect(byEnds(await suggested(null))).toContainEqual([official, contact]);
  expect(await suggested(hub)).toEqual([]);
});

test('nobody is to meet whom they know, who works beside them, or whom nobody needs to meet', async () => {
  const [known, colleague, elsewhere] = [
    await registerPerson(operator, centre),
    await registerPerson(operator, centre),
    await registerPerson(operator, await registerOrganization(operator)),
  ];
  await addPosition(operator, colleague, ministry);
  await mediator([official, contact, known, colleague, elsewhere]);
  await recordEncounter(operator, ministry, [official, known], { startsAt: '2040-04-01T10:00:00Z' });
  // The colleague of both does know the contact as one.
  expect(byEnds(await suggested())).toEqual([[official, contact]]);
});

test('the wider the gap, the sooner, and a met one never', async () => {
  const others = await registerOrganizations(operator, 2);
  const people = await registerPeople(operator, ...others);
  await mediator([official, contact, ...people]);
  await setLiaisonTarget(operator, ministry, others[0], 0.9);
  expect(byEnds(await suggested())).toEqual([
    [official, people[0]],
    [official, contact],
  ]);
  expect(byEnds(await suggested(ministry, { first: 1 }))).toEqual([[official, people[0]]]);
  await recordEncounter(operator, ministry, [await registerPerson(operator, ministry), people[0]], {
    ...{ kind: 'JOINT_WORK', startsAt: '2040-04-01T10:00:00Z', endsAt: NOW },
  });
  expect(byEnds(await suggested(ministry, { horizonDays: 10 }))).toEqual([[official, contact]]);
});

test('nobody who is hidden introduces anybody, is introduced, or counts as known', async () => {
  const hidden = await registerPerson(operator, centre, { tlp: 'AMBER_STRICT' });
  const stranger = await registerPerson(operator, hub);
  const open = await mediator([official, contact, hidden, stranger]);
  const secret = await mediator([official, contact], { tlp: 'AMBER_STRICT', kind: 'JOINT_WORK' });
  const member = await world.as('MEMBER', ministry);
  const [one, ...none] = await suggested(ministry, {}, member);
  expect(none).toEqual([]);
  // It sees what its own people attended: half of what the secret is made of.
  expect(one).toMatchObject({ to: { id: contact }, commonAcquaintances: 1, introducer: { id: open } });
  expect(one!.score).toBeCloseTo(0.8 / Math.log(3), 9);
  const all = await suggested();
  expect(all.map(({ to }) => to.id).sort()).toEqual([contact, hidden].sort());
  expect(all[0]).toMatchObject({ to: { id: contact }, introducer: { id: secret }, commonAcquaintances: 2 });
});

test('whoever was erased is not to meet anybody, and introduces nobody', async () => {
  const erased = await registerPerson(operator, centre);
  const open = await mediator([official, contact, erased]);
  const forgotten = await mediator([official, contact], { kind: 'JOINT_WORK' });
  for (const id of [erased, forgotten]) await carryOut(operator, 'erasePerson', { id, version: 1, reason: 'x' });
  const [one, ...none] = await suggested();
  expect(none).toEqual([]);
  expect(one).toMatchObject({ to: { id: contact }, commonAcquaintances: 1, introducer: { id: open } });
});

test('a member asks of its own organization', async () => {
  await mediator([official, contact]);
  const member = await world.as('MEMBER', centre);
  for (const asked of [centre, null]) expect(byEnds(await suggested(asked, {}, member))).toEqual([[contact, official]]);
  expect(await suggested(ministry, {}, member)).toEqual([]);
});

test.each([
  ['an organization that is none', () => ({ organization: newId('Organization') }), 'NOT_FOUND', 'organization'],
  ['a moment before all records', () => ({ at: '1990-01-01T00:00:00Z' }), 'BAD_USER_INPUT', 'at'],
  ['a horizon behind', () => ({ horizonDays: -1 }), 'BAD_USER_INPUT', 'horizonDays'],
  ['none of them', () => ({ first: 0 }), 'BAD_USER_INPUT', 'first'],
  ['too many', () => ({ first: 101 }), 'BAD_USER_INPUT', 'first'],
] as const)('it is not asked for %s', async (_, given, code, argument) => {
  expect(await refusedQuery(operator, SUGGESTED, { organization: ministry, ...given() })).toEqual({
    code,
    path: [argument],
  });
});
