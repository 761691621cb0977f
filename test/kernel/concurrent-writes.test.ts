import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, World } from '../harness.js';
import { registerOrganization, registerOrganizations } from '../scenario.js';
import { PATIENCE, nameOf, within } from './two-processes.js';

let world: World;
let operator: Client;
let both: readonly Client[];

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  both = [operator, new Client(await world.addProcess(), operator.token)];
});
afterAll(() => world?.stop());

const known = async (ids: readonly string[]) => {
  for (const by of both)
    for (const id of ids)
      await within(
        PATIENCE,
        () => nameOf(by, id),
        (name) => name !== undefined,
      );
};

/** The same from several, at two processes at the same time. Answers the extensions of their errors, sorted; undefined for success. */
const allAtOnce = async (count: number, query: string, variablesOf: (place: number) => Record<string, unknown>) => {
  const replies = await Promise.all(
    Array.from({ length: count }, (_, place) => both[place % 2]!.send(query, variablesOf(place))),
  );
  return replies.map(({ errors }) => errors[0]?.extensions);
};

test('of updates of one version one is carried out, and the others are refused with CONFLICT', async () => {
  const id = await registerOrganization(operator);
  await known([id]);
  const update =
    'mutation($id: ID!, $name: String!) { updateOrganization(id: $id, version: 1, input: { name: $name }) { version } }';
  const extensions = await allAtOnce(6, update, (place) => ({ id, name: `Example ${place}` }));

  expect(extensions.filter((each) => each === undefined)).toHaveLength(1);
  expect(extensions.filter(Boolean)).toEqual(Array(5).fill({ code: 'CONFLICT', path: ['version'] }));
  expect(await world.sql('select version from organization where id = $1', [id])).toEqual([{ version: 2 }]);
});

test('changes of parents that would make a cycle together do not', async () => {
  for (let round = 0; round < 5; round += 1) {
    const ids = await registerOrganizations(operator, 3);
    await known(ids);
    const move =
      'mutation($id: ID!, $p: ID) { updateOrganization(id: $id, version: 1, input: { parentId: $p }) { id } }';
    const extensions = await allAtOnce(3, move, (place) => ({ id: ids[place], p: ids[(place + 1) % 3] }));

    // Each is below the next: whichever comes last would close the ring.
    expect(extensions.filter(Boolean)).toEqual([{ code: 'BAD_USER_INPUT', path: ['input', 'parentId'] }]);
    const roots = await world.sql('select id from organization where id = any($1) and parent_id is null', [ids]);
    expect(roots).toHaveLength(1);
  }
});

test('of organizations that register one domain at the same time one does, and the others are told which one it is', async () => {
  const register =
    'mutation($c: [String!]) { registerOrganization(input: { name: "Example", kind: COMPANY, sector: OTHER, constituencies: $c }) { id } }';
  const extensions = await allAtOnce(4, register, (place) => ({ c: [`own${place}.example`, 'contested.example'] }));

  expect(extensions.filter((each) => each === undefined)).toHaveLength(1);
  expect(extensions.filter(Boolean)).toEqual(Array(3).fill({ code: 'CONFLICT', path: ['input', 'constituencies', 1] }));
  const held = await world.sql(
    `select value from constituency where value = 'contested.example' or value like 'own%.example'`,
  );
  expect(held).toHaveLength(2);
});

test('organizations that swap their domains at the same time do not both have both', async () => {
  const ids = [
    await registerOrganization(operator, { constituencies: ['left.example'] }),
    await registerOrganization(operator, { constituencies: ['right.example'] }),
  ];
  await known(ids);
  const swap =
    'mutation($id: ID!, $c: [String!]) { updateOrganization(id: $id, version: 1, input: { constituencies: $c }) { id } }';
  const extensions = await allAtOnce(2, swap, (place) => ({
    id: ids[place],
    c: [place ? 'left.example' : 'right.example'],
  }));

  // Either waits for the other, or is told of the domain that the other still has: never is anything else wrong.
  for (const each of extensions.filter(Boolean)) expect(each).toMatchObject({ code: 'CONFLICT' });
  const held = await world.sql<{ value: string }>(
    `select value from constituency where value in ('left.example', 'right.example') and "to" is null`,
  );
  expect(new Set(held.map(({ value }) => value)).size).toBe(held.length);
});
