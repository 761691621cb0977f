import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getNamedType, isNonNullType, isScalarType } from 'graphql';
import { ID_PREFIXES, newId, typeOfId } from '../../src/kernel/ids.js';
import { World, type Client, type Reply } from '../harness.js';
import {
  appointPointOfContact,
  establishCsirt,
  nextNumber,
  registerOrganization,
  registerPerson,
  registerSharingNetwork,
} from '../scenario.js';
import { askLiterally, askWith, everythingAsked, QUERY_LINES, type Asked } from './asked.js';
import { rootFields } from './documents.js';
import { everyRow, layGround, type Ground } from './ground.js';
import { ODD_REQUESTS, ODD_TEXTS } from './hostile-requests.js';
import { hostileTo } from './hostile-values.js';
import { leavesOf, literal, valueAt, withValue, type Given, type Leaf } from './leaves.js';
import { improper, notRefusedAt } from './proper-refusal.js';

const KINDS: readonly Asked['kind'][] = ['mutation', 'query', 'field of a node'];

let world: World;
let ground: Ground;
let operator: Client;
let everything: readonly Asked[];

beforeAll(async () => {
  world = await World.start();
  ground = await layGround(world);
  operator = ground.operator;
  everything = await everythingAsked(world.apps[0]!.schema, ground);
});
afterAll(() => world?.stop());

/** Asks with each argument in a variable of its own name. */
const ask = (asked: Asked, given: Given) => askWith(operator, asked, given);

/** For each place in the arguments of each field of a kind, what is wrong with the answers; nothing may have been written. */
async function problemsAt(
  kind: Asked['kind'],
  problemsOf: (asked: Asked, leaf: Leaf, given: Given) => Promise<readonly (string | undefined)[]>,
): Promise<string[]> {
  const problems: string[] = [];
  for (const asked of everything.filter((each) => each.kind === kind)) {
    const given = await asked.prepare();
    const before = kind === 'mutation' ? await everyRow(world) : {};
    for (const leaf of leavesOf(asked.args))
      for (const problem of await problemsOf(asked, leaf, given))
        if (problem) problems.push(`${asked.name}(${leaf.path.join('.')}): ${problem}`);
    const after = kind === 'mutation' ? await everyRow(world) : {};
    expect({ asked: asked.name, rows: after }).toEqual({ asked: asked.name, rows: before });
  }
  return problems;
}

/** How many changes of rows there ever were: triggers count every one. */
async function changesSoFar(): Promise<number> {
  const [row] = await world.sql<{ count: number }>('select count(*)::int as count from change_log');
  return row!.count;
}

const writtenSince = async (before: number) =>
  (await changesSoFar()) === before ? undefined : 'it was refused, and something was written';

const named = (what: string, problem: string | undefined) => problem && `${what}: ${problem}`;

/** To `node` and `nodes` an id that names nothing is no fault. */
const answersNull = ({ name }: Asked) => name === 'node' || name === 'nodes';

test('every query of the schema has a line here', () => {
  expect(Object.keys(QUERY_LINES).sort()).toEqual(Object.keys(rootFields(world.apps[0]!.schema, 'query')).sort());
});

test('what the tests ask is answered when nothing is wrong with it', async () => {
  for (const asked of everything) {
    const { errors } = await ask(asked, await asked.prepare());
    expect({ asked: asked.name, errors }).toEqual({ asked: asked.name, errors: [] });
  }
});

describe.each(KINDS)('in the arguments of a %s', (kind) => {
  test('what cannot be meant is refused where it stands', async () => {
    const problems = await problemsAt(kind, async (asked, leaf, given) => {
      const answers: (string | undefined)[] = [];
      for (const { name, value } of hostileTo(leaf, kind === 'query').refused) {
        const reply = await ask(asked, withValue(given, leaf.path, value));
        // What is missing is named by what it is missing from.
        const path = value === undefined ? leaf.path.slice(0, Math.max(1, leaf.path.length - 1)) : leaf.path;
        answers.push(named(name, notRefusedAt(reply, 'BAD_USER_INPUT', path)));
      }
      return answers;
    });
    expect(problems).toEqual([]);
  }, 60_000);

  test('what may be meant is carried out, or refused in the proper form', async () => {
    const problems: string[] = [];
    for (const asked of everything.filter((each) => each.kind === kind)) {
      let given = await asked.prepare();
      for (const leaf of leavesOf(asked.args))
        for (const { name, value } of hostileTo(leaf, kind === 'query').doubtful) {
          const before = kind === 'mutation' ? await changesSoFar() : 0;
          const reply = await ask(asked, withValue(given, leaf.path, value));
          const refused = reply.errors.length > 0;
          const wrong = improper(reply) ?? (refused && kind === 'mutation' ? await writtenSince(before) : undefined);
          if (wrong) problems.push(`${asked.name}(${leaf.path.join('.')}) ${name}: ${wrong}`);
          if (!refused && kind === 'mutation') given = await asked.prepare();
        }
    }
    expect(problems).toEqual([]);
  }, 60_000);

  test('broken text in the document, and in a variable for a single value, is refused where it stands', async () => {
    const problems = await problemsAt(kind, async (asked, leaf, given) => {
      const type = getNamedType(leaf.type);
      if (!isScalarType(type) || !['String', 'ID'].includes(type.name) || String(leaf.type).startsWith('[')) return [];
      const literally = await askLiterally(operator, asked, given, leaf, '"a\\u0000b"');
      const half = await askLiterally(operator, asked, given, leaf, '"\\ud800"');
      const variable = await askLiterally(operator, asked, given, leaf, '$v', `($v: ${String(leaf.type)})`, 'a\0b');
      const wrong = await askLiterally(operator, asked, given, leaf, '$v', `($v: ${String(leaf.type)})`, { a: 1 });
      return [
        named('NUL in the document', notRefusedAt(literally, 'BAD_USER_INPUT', leaf.path)),
        named('half a surrogate pair in the document', improper(half) ?? (half.errors[0] ? undefined : 'carried out')),
        named('NUL in a variable', notRefusedAt(variable, 'BAD_USER_INPUT', leaf.path)),
        named('an object in a variable', notRefusedAt(wrong, 'BAD_USER_INPUT', leaf.path)),
      ];
    });
    expect(problems).toEqual([]);
  });

  test('null from a variable with a default is refused where nothing may be null', async () => {
    const problems = await problemsAt(kind, async (asked, leaf, given) => {
      const type = getNamedType(leaf.type);
      if (!isNonNullType(leaf.type) || !isScalarType(type) || String(leaf.type).startsWith('[')) return [];
      const base = literal(valueAt(given, leaf.path), leaf.type, () => undefined);
      const variable = `($v: ${String(leaf.type.ofType)} = ${base})`;
      return [
        notRefusedAt(
          await askLiterally(operator, asked, given, leaf, '$v', variable, null),
          'BAD_USER_INPUT',
          leaf.path,
        ),
      ];
    });
    expect(problems).toEqual([]);
  });

  test('ids of nothing, of another type, and texts that are no id', async () => {
    const problems = await problemsAt(kind, async (asked, leaf, given) => {
      const id = valueAt(given, leaf.path);
      if (getNamedType(leaf.type).name !== 'ID' || typeof id !== 'string' || answersNull(asked)) return [];
      const reply = (value: string) => ask(asked, withValue(given, leaf.path, value));
      const type = typeOfId(id)!;
      const another = type === 'SharingNetwork' ? ground.own : ground.network;
      const answers = [named('of nothing', notRefusedAt(await reply(newId(type)), 'NOT_FOUND', leaf.path))];
      for (const wrong of [
        another,
        newId('ApiKey'),
        newId('Constituency'),
        id.toUpperCase(),
        `${id} `,
        id.slice(0, -1),
        '',
        'x',
        `${ID_PREFIXES[type]}_`,
      ])
        answers.push(named(`"${wrong}"`, notRefusedAt(await reply(wrong), 'BAD_USER_INPUT', leaf.path)));
      return answers;
    });
    expect(problems).toEqual([]);
  });

  test('pages of a size that there is not', async () => {
    const problems = await problemsAt(kind, async (asked, leaf, given) => {
      const [name] = leaf.path;
      if (leaf.path.length > 1 || (name !== 'first' && name !== 'last')) return [];
      const answers: (string | undefined)[] = [];
      for (const size of [0, -1, 101, 2_147_483_647]) {
        const reply = await ask(asked, { ...given, first: undefined, [name]: size });
        answers.push(named(`${size}`, notRefusedAt(reply, 'BAD_USER_INPUT', leaf.path)));
      }
      const both = await ask(asked, { ...given, first: 5, [name]: 5 });
      return [...answers, name === 'last' ? named('both', notRefusedAt(both, 'BAD_USER_INPUT', leaf.path)) : undefined];
    });
    expect(problems).toEqual([]);
  });
});

test('node and nodes answer null for whatever is no id', async () => {
  for (const id of [
    '',
    'x',
    'a'.repeat(100_000),
    newId('Person'),
    newId('ApiKey'),
    ground.own.toUpperCase(),
    '__proto__',
  ]) {
    const { data, errors } = await operator.send(
      'query($id: ID!) { node(id: $id) { id } nodes(ids: [$id, $id]) { id } }',
      { id },
    );
    expect({ data, errors }).toEqual({ data: { node: null, nodes: [null, null] }, errors: [] });
  }
});

test('a version that is not the present one is a CONFLICT', async () => {
  const problems = await problemsAt('mutation', async (asked, leaf, given) => {
    if (leaf.path.join() !== 'version') return [];
    const answers: (string | undefined)[] = [];
    const { version } = given as { version: number };
    for (const stale of [version - 1, version + 1, 0, -1, 2_147_483_647])
      answers.push(
        named(`${stale}`, notRefusedAt(await ask(asked, { ...given, version: stale }), 'CONFLICT', leaf.path)),
      );
    return answers;
  });
  expect(problems).toEqual([]);
});

test('what was carried out, however odd, can be read', async () => {
  const page = 'first: 100) { pageInfo { hasNextPage } nodes';
  const people =
    'id name positions { title from to } channels { value hours timeZone status isOpen opensNext verifiedAt } keys { fingerprint expiresAt }';
  const chain = 'steps { rank pointOfContact { id from to } channels { id value opensNext } }';
  const reply = await operator.send(`{
    organizations(${page} { id name dissolvedOn constituencies { value } csirts { establishedOn } people { totalCount } } }
    csirts(${page} { id description timeZone pointsOfContact { id } channels { value } keys { armored } } }
    people(${page} { ${people} } }
    sharingNetworks(${page} { id name members { totalCount } } }
    contactChain(to: "${ground.own}") { ${chain} }
    changes(${page} { sequence at nodeId node { id } } }
  }`);
  expect(reply.errors).toEqual([]);
});

test('the first day of the calendar, which begins in the year before it, hands over what there is to hand over', async () => {
  const constituency = `n${nextNumber()}.example`;
  const id = await registerOrganization(operator, { constituencies: [constituency] });
  await operator.ask(
    'mutation($id: ID!, $to: ID!) { dissolveOrganization(id: $id, on: "0001-01-01", successorId: $to) { id } }',
    { id, to: ground.other },
  );
  expect(
    await operator.ask('query($i: String!) { whoIs(indicator: $i) { organization { id } } }', { i: constituency }),
  ).toEqual({ whoIs: [{ organization: { id: ground.other } }] });
});

test.each(ODD_TEXTS)('the text %s comes back as it was written', async (text) => {
  const name = `${text} ${nextNumber()}`;
  const organization = await registerOrganization(operator, { name, nameEn: text, kana: text });
  const csirt = await establishCsirt(operator, organization, {
    name,
    shortName: text,
    description: `${text}\n${text}`,
  });
  const person = await registerPerson(operator, organization, { name, nameEn: text, kana: text, title: text });
  const contact = await appointPointOfContact(operator, csirt, { deskName: text });
  const network = await registerSharingNetwork(operator, organization, { name, nameEn: text, description: text });
  const { nodes } = await operator.ask<{ nodes: unknown }>(
    `query($ids: [ID!]!) { nodes(ids: $ids) {
      ... on Organization { name nameEn kana }
      ... on Csirt { name shortName description }
      ... on Person { name nameEn kana positions { title } }
      ... on PointOfContact { deskName }
      ... on SharingNetwork { name nameEn description }
    } }`,
    { ids: [organization, csirt, person, contact, network] },
  );
  expect(nodes).toEqual([
    { name, nameEn: text, kana: text },
    { name, shortName: text, description: `${text}\n${text}` },
    { name, nameEn: text, kana: text, positions: [{ title: text }] },
    { deskName: text },
    { name, nameEn: text, description: text },
  ]);
  const found = await operator.ask<{ people: { nodes: { id: string }[] }; organizations: { nodes: { id: string }[] } }>(
    'query($t: String) { people(filter: { text: $t }) { nodes { id } } organizations(filter: { text: $t }) { nodes { id } } }',
    { t: name },
  );
  expect(found.people.nodes).toContainEqual({ id: person });
  expect(found.organizations.nodes).toContainEqual({ id: organization });
});

test.each(Object.keys(ODD_REQUESTS))('a request with %s', async (what) => {
  const [code, body] = ODD_REQUESTS[what]!;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${operator.token}` };
  const response = await fetch(world.url, { method: 'POST', headers, body });
  const { errors } = (await response.json()) as Pick<Reply<unknown>, 'errors'>;
  expect(improper({ status: response.status, headers: response.headers, data: null, errors })).toBeUndefined();
  expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
});
