import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getNamedType } from 'graphql';
import { ID_PREFIXES, newId, typeOfId } from '../../src/kernel/ids.js';
import { World, type Client } from '../harness.js';
import { askLiterally, askWith, everythingAsked, QUERY_LINES, type Asked } from './asked.js';
import { rootFields } from './documents.js';
import { changesSoFar, layGround, writtenSince, type Ground } from './ground.js';
import { hostileTo } from './hostile-values.js';
import {
  isPageSize,
  isRequiredSingle,
  isSingleText,
  isVersion,
  leavesOf,
  literal,
  valueAt,
  withValue,
  type Given,
  type Leaf,
} from './leaves.js';
import { improper, notRefusedAt } from './proper-refusal.js';

/** In ms: each of these tests sends some hundred requests. */
const PATIENCE = 120_000;
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

const anywhere = () => true;
/** To `node` and `nodes` an id that names nothing is no fault; the audit tells of what is there no more, and of any type. */
const isIdOfSomething = ({ type }: Leaf, { name }: Asked) =>
  getNamedType(type).name === 'ID' && !['node', 'nodes', 'auditEvents'].includes(name);

/** What is wrong with the answers at these places in the arguments of each field of a kind; nothing may have been written. */
async function problemsAt(
  kind: Asked['kind'],
  isMeant: (leaf: Leaf, asked: Asked) => boolean,
  problemsOf: (asked: Asked, leaf: Leaf, given: Given) => Promise<readonly (string | undefined)[]>,
): Promise<string[]> {
  const problems: string[] = [];
  for (const asked of everything.filter((each) => each.kind === kind)) {
    const leaves = leavesOf(asked.args).filter((leaf) => isMeant(leaf, asked));
    if (leaves.length === 0) continue;
    const given = await asked.prepare();
    const before = kind === 'mutation' ? await changesSoFar(world) : 0;
    for (const leaf of leaves)
      for (const problem of await problemsOf(asked, leaf, given))
        if (problem) problems.push(`${asked.name}(${leaf.path.join('.')}): ${problem}`);
    const written = kind === 'mutation' ? await writtenSince(world, before) : undefined;
    if (written) problems.push(`${asked.name}: ${written}`);
  }
  return problems;
}

const named = (what: string, problem: string | undefined) => problem && `${what}: ${problem}`;

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
  test(
    'what cannot be meant is refused where it stands',
    async () => {
      const problems = await problemsAt(kind, anywhere, async (asked, leaf, given) => {
        const answers: (string | undefined)[] = [];
        for (const { name, value } of hostileTo(leaf, kind === 'query').refused) {
          const reply = await ask(asked, withValue(given, leaf.path, value));
          answers.push(named(name, notRefusedAt(reply, 'BAD_USER_INPUT', leaf.path)));
        }
        return answers;
      });
      expect(problems).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'what may be meant is carried out, or refused in the proper form',
    async () => {
      const problems: string[] = [];
      for (const asked of everything.filter((each) => each.kind === kind)) {
        let given = await asked.prepare();
        let before = kind === 'mutation' ? await changesSoFar(world) : 0;
        for (const leaf of leavesOf(asked.args))
          for (const { name, value } of hostileTo(leaf, kind === 'query').doubtful) {
            const reply = await ask(asked, withValue(given, leaf.path, value));
            const refused = reply.errors.length > 0;
            const wrong =
              improper(reply) ?? (refused && kind === 'mutation' ? await writtenSince(world, before) : undefined);
            if (wrong) problems.push(`${asked.name}(${leaf.path.join('.')}) ${name}: ${wrong}`);
            if (refused || kind !== 'mutation') continue;
            given = await asked.prepare();
            before = await changesSoFar(world);
          }
      }
      expect(problems).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'broken text in the document, and in a variable for a single value, is refused where it stands',
    async () => {
      const problems = await problemsAt(kind, isSingleText, async (asked, leaf, given) => {
        const literally = await askLiterally(operator, asked, given, leaf, '"a\\u0000b"');
        const half = await askLiterally(operator, asked, given, leaf, '"\\ud800"');
        const variable = await askLiterally(operator, asked, given, leaf, '$v', `($v: ${String(leaf.type)})`, 'a\0b');
        const wrong = await askLiterally(operator, asked, given, leaf, '$v', `($v: ${String(leaf.type)})`, { a: 1 });
        return [
          named('NUL in the document', notRefusedAt(literally, 'BAD_USER_INPUT', leaf.path)),
          named(
            'half a surrogate pair in the document',
            improper(half) ?? (half.errors[0] ? undefined : 'carried out'),
          ),
          named('NUL in a variable', notRefusedAt(variable, 'BAD_USER_INPUT', leaf.path)),
          named('an object in a variable', notRefusedAt(wrong, 'BAD_USER_INPUT', leaf.path)),
        ];
      });
      expect(problems).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'null from a variable with a default is refused where nothing may be null',
    async () => {
      const problems = await problemsAt(kind, isRequiredSingle, async (asked, leaf, given) => {
        const base = literal(valueAt(given, leaf.path), leaf.type, () => undefined);
        const variable = `($v: ${String(getNamedType(leaf.type))} = ${base})`;
        return [
          notRefusedAt(
            await askLiterally(operator, asked, given, leaf, '$v', variable, null),
            'BAD_USER_INPUT',
            leaf.path,
          ),
        ];
      });
      expect(problems).toEqual([]);
    },
    PATIENCE,
  );

  test(
    'ids of nothing, of another type, and texts that are no id',
    async () => {
      const problems = await problemsAt(kind, isIdOfSomething, async (asked, leaf, given) => {
        const id = valueAt(given, leaf.path);
        if (typeof id !== 'string') return [];
        const reply = (value: string) => ask(asked, withValue(given, leaf.path, value));
        const type = typeOfId(id)!;
        const another = type === 'SharingNetwork' ? ground.own : ground.network;
        const answers = [named('of nothing', notRefusedAt(await reply(newId(type)), 'NOT_FOUND', leaf.path))];
        for (const wrong of [
          another,
          newId('NetworkMembership'),
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
    },
    PATIENCE,
  );

  test(
    'pages of a size that there is not',
    async () => {
      const problems = await problemsAt(kind, isPageSize, async (asked, leaf, given) => {
        const name = leaf.path[0]!;
        const answers: (string | undefined)[] = [];
        for (const size of [0, -1, 101, 2_147_483_647]) {
          const reply = await ask(asked, { ...given, first: undefined, [name]: size });
          answers.push(named(`${size}`, notRefusedAt(reply, 'BAD_USER_INPUT', leaf.path)));
        }
        const both = await ask(asked, { ...given, first: 5, [name]: 5 });
        return [
          ...answers,
          name === 'last' ? named('both', notRefusedAt(both, 'BAD_USER_INPUT', leaf.path)) : undefined,
        ];
      });
      expect(problems).toEqual([]);
    },
    PATIENCE,
  );
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

test('variables may have any name, and their defaults hold', async () => {
  const { data, errors } = await operator.send(
    `query($constructor: String! = "JPCERT/CC", $toString: Int = 1, $__proto__: Boolean = true) {
      organizations(first: $toString, filter: { text: $constructor, hasCsirt: $__proto__ }) { totalCount }
    }`,
    {},
  );
  expect({ data, errors }).toEqual({ data: { organizations: { totalCount: expect.any(Number) } }, errors: [] });
});

test('a version that is not the present one is a CONFLICT', async () => {
  const problems = await problemsAt('mutation', isVersion, async (asked, leaf, given) => {
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
