import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { World, type Client } from '../harness.js';
import {
  establishCsirt,
  joinSharingNetwork,
  registerOrganization,
  registerOrganizations,
  registerSharingNetwork,
} from '../scenario.js';
import { carryOut, momentAfter, read, refused } from './asking.js';

let world: World;
let operator: Client;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
});
afterAll(() => world?.stop());

/** Updates an organization from the version that it has; answers the one that it got. */
async function update(id: string, input: Readonly<Record<string, unknown>>): Promise<number> {
  const { version } = await read<{ version: number }>(operator, id, 'version');
  const updated = await carryOut<{ version: number }>(
    operator,
    'updateOrganization',
    { id, version, input },
    'version',
  );
  return updated.version;
}

const values = (constituencies: readonly { value: string }[]) => constituencies.map(({ value }) => value);

describe('registerOrganization', () => {
  test('keeps what it is given, in its normalized form', async () => {
    const parentId = await registerOrganization(operator);
    const id = await registerOrganization(operator, {
      name: ' 例示銀行 ',
      nameEn: 'Example Bank',
      kana: 'レイジギンコウ',
      kind: 'COMPANY',
      sector: 'FINANCE',
      parentId,
      corporateNumber: '8 ００００-0000-0001',
      website: 'HTTPS://Bank.Example',
      observer: true,
      constituencies: [
        'Bank.Example.',
        '銀行.example',
        '192.0.2.77/24',
        '2001:DB8::/32',
        '::ffff:198.51.100.1',
        'as64496',
      ],
    });
    expect(
      await read(
        operator,
        id,
        'name nameEn kana kind sector parent { id } corporateNumber website observer version constituencies { kind value }',
      ),
    ).toEqual({
      name: '例示銀行',
      nameEn: 'Example Bank',
      kana: 'レイジギンコウ',
      kind: 'COMPANY',
      sector: 'FINANCE',
      parent: { id: parentId },
      corporateNumber: '8000000000001',
      website: 'https://bank.example/',
      observer: true,
      version: 1,
      constituencies: [
        { kind: 'DOMAIN', value: 'bank.example' },
        { kind: 'DOMAIN', value: 'xn--jn2ax2s.example' },
        { kind: 'PREFIX', value: '192.0.2.0/24' },
        { kind: 'PREFIX', value: '2001:db8::/32' },
        { kind: 'PREFIX', value: '198.51.100.1/32' },
        { kind: 'AS_NUMBER', value: 'AS64496' },
      ],
    });
  });

  test('fills in what is left open, also where it is null', async () => {
    const left = { name: '例示館', kind: 'ASSOCIATION', sector: 'OTHER' };
    const open = { nameEn: null, kana: null, parent: null, corporateNumber: null, website: null, observer: false };
    const fields = 'nameEn kana parent { id } corporateNumber website observer constituencies { value }';
    for (const given of [
      {},
      { observer: null, parentId: null, corporateNumber: null, website: '', constituencies: null },
    ])
      expect(await read(operator, await registerOrganization(operator, { ...left, ...given }), fields)).toEqual({
        ...open,
        constituencies: [],
      });
  });

  test.each([
    ['an empty name', { name: ' ' }, ['input', 'name']],
    ['a name that cannot be seen', { name: '\u200b\u2060' }, ['input', 'name']],
    ['a long name', { name: '例'.repeat(201) }, ['input', 'name']],
    ['a corporate number with a wrong check digit', { corporateNumber: '1000000000001' }, ['input', 'corporateNumber']],
    ['a website that is none', { website: 'bank.example' }, ['input', 'website']],
    [
      'a URL among the constituencies',
      { constituencies: ['n.example', 'https://n.example/'] },
      ['input', 'constituencies', 1],
    ],
    ['a bare number among them', { constituencies: ['64496'] }, ['input', 'constituencies', 0]],
    [
      'one constituency twice',
      { constituencies: ['192.0.2.1', 'x.example', '192.0.2.1/32'] },
      ['input', 'constituencies', 2],
    ],
    [
      'more than 1,000',
      { constituencies: Array.from({ length: 1001 }, (_, n) => `n${n}.example`) },
      ['input', 'constituencies'],
    ],
    ['the id of no organization as its parent', { parentId: 'org_1' }, ['input', 'parentId']],
  ])('refuses %s', async (_what, given, path) => {
    const input = { name: '例示商会', kind: 'COMPANY', sector: 'OTHER', ...given };
    expect(await refused(operator, 'registerOrganization', { input })).toEqual({ code: 'BAD_USER_INPUT', path });
  });

  test('refuses what another organization has, now or before', async () => {
    const input = { name: '例示工業', kind: 'COMPANY', sector: 'OTHER' };
    const holder = await registerOrganization(operator, {
      corporateNumber: '7000000000002',
      constituencies: ['holder.example', 'once.example'],
    });
    await update(holder, { constituencies: ['holder.example'] });
    const constituencies = ['free.example', 'HOLDER.example'];
    expect(await refused(operator, 'registerOrganization', { input: { ...input, constituencies } })).toEqual({
      code: 'CONFLICT',
      path: ['input', 'constituencies', 1],
    });
    expect(
      await refused(operator, 'registerOrganization', { input: { ...input, corporateNumber: '7000000000002' } }),
    ).toEqual({
      code: 'CONFLICT',
      path: ['input', 'corporateNumber'],
    });
    // Its first constituencies would hold from ever, when this one was the holder's.
    expect(
      await refused(operator, 'registerOrganization', { input: { ...input, constituencies: ['once.example'] } }),
    ).toEqual({
      code: 'CONFLICT',
      path: ['input', 'constituencies', 0],
    });
    const heir = await registerOrganization(operator, input);
    await update(heir, { constituencies: ['once.example', 'sub.holder.example'] });
    expect(await read(operator, heir, 'constituencies { value }')).toEqual({
      constituencies: [{ value: 'once.example' }, { value: 'sub.holder.example' }],
    });
  });
});

describe('updateOrganization', () => {
  test('leaves what is absent, clears what is null, replaces lists, and counts the version', async () => {
    const id = await registerOrganization(operator, {
      name: '前',
      nameEn: 'Before',
      kana: 'マエ',
      website: 'https://before.example/',
      constituencies: ['a1.example', 'b1.example'],
    });
    expect(await update(id, { name: '後', kana: null, constituencies: ['b1.example', 'c1.example'] })).toBe(2);
    expect(await read(operator, id, 'name nameEn kana website constituencies { value }')).toEqual({
      name: '後',
      nameEn: 'Before',
      kana: null,
      website: 'https://before.example/',
      constituencies: [{ value: 'b1.example' }, { value: 'c1.example' }],
    });
    expect(await update(id, { constituencies: null })).toBe(3);
    expect(await read(operator, id, 'name constituencies { value }')).toEqual({ name: '後', constituencies: [] });
  });

  test.each(['name', 'kind', 'sector', 'observer'])('refuses null for %s', async (field) => {
    const id = await registerOrganization(operator);
    expect(await refused(operator, 'updateOrganization', { id, version: 1, input: { [field]: null } })).toEqual({
      code: 'BAD_USER_INPUT',
      path: ['input', field],
    });
  });

  test('refuses a stale version, and of two at once carries out one', async () => {
    const id = await registerOrganization(operator);
    await update(id, { kana: 'ア' });
    for (const version of [1, 3])
      expect(await refused(operator, 'updateOrganization', { id, version, input: { kana: 'イ' } })).toEqual({
        code: 'CONFLICT',
        path: ['version'],
      });
    const mutation = `mutation($id: ID!, $kana: String) { updateOrganization(id: $id, version: 2, input: { kana: $kana }) { kana } }`;
    const replies = await Promise.all(['ウ', 'エ', 'オ'].map((kana) => operator.send(mutation, { id, kana })));
    const done = replies.filter(({ errors }) => errors.length === 0);
    expect(done).toHaveLength(1);
    expect(replies.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code))).toEqual([
      'CONFLICT',
      'CONFLICT',
    ]);
    expect(await read(operator, id, 'kana version')).toMatchObject({ version: 3 });
  });

  test('parent, children and constituencies hold as of the moment asked about', async () => {
    const [first, second] = await registerOrganizations(operator, 2);
    const id = await registerOrganization(operator, {
      parentId: first,
      constituencies: ['old.example', 'kept.example'],
    });
    const before = momentAfter(world);
    await update(id, { parentId: second, constituencies: ['kept.example', 'new.example'] });
    const between = momentAfter(world);
    await update(id, { parentId: null, constituencies: ['old.example'] });

    const asOf = async (at: string) => {
      const { parent, constituencies } = await read<{
        parent: { id: string } | null;
        constituencies: { value: string }[];
      }>(operator, id, `parent(at: "${at}") { id } constituencies(at: "${at}") { value }`);
      const children = await Promise.all(
        [first, second].map((above) =>
          read<{ children: { nodes: { id: string }[] } }>(operator, above, `children(at: "${at}") { nodes { id } }`),
        ),
      );
      return [parent?.id, values(constituencies).sort(), children.map(({ children: { nodes } }) => nodes.length)];
    };
    // What was registered first holds from ever.
    expect(await asOf('0001-01-01T00:00:00Z')).toEqual([first, ['kept.example', 'old.example'], [1, 0]]);
    expect(await asOf(before)).toEqual([first, ['kept.example', 'old.example'], [1, 0]]);
    expect(await asOf(between)).toEqual([second, ['kept.example', 'new.example'], [0, 1]]);
    expect(await asOf('9999-12-31T00:00:00Z')).toEqual([undefined, ['old.example'], [0, 0]]);
    expect(await read(operator, id, 'parent { id } now: parent(at: null) { id }')).toEqual({ parent: null, now: null });
  });

  test('refuses every cycle of parents, also one that two writers would make together', async () => {
    const top = await registerOrganization(operator);
    const middle = await registerOrganization(operator, { parentId: top });
    const bottom = await registerOrganization(operator, { parentId: middle });
    for (const parentId of [top, middle, bottom])
      expect(await refused(operator, 'updateOrganization', { id: top, version: 1, input: { parentId } })).toEqual({
        code: 'BAD_USER_INPUT',
        path: ['input', 'parentId'],
      });
    const pair = await registerOrganizations(operator, 2);
    const below = (id: string, parentId: string) =>
      operator.send(
        'mutation($id: ID!, $parentId: ID) { updateOrganization(id: $id, version: 1, input: { parentId: $parentId }) { id } }',
        { id, parentId },
      );
    const replies = await Promise.all([below(pair[0], pair[1]), below(pair[1], pair[0])]);
    expect(replies.flatMap(({ errors }) => errors.map(({ extensions }) => extensions.code))).toEqual([
      'BAD_USER_INPUT',
    ]);
  });
});

test('organizations: every filter that is given must hold', async () => {
  const parentId = await registerOrganization(operator, { name: '例示親会社', kind: 'SOC_OPERATOR', sector: 'GAS' });
  const child = await registerOrganization(operator, { name: '例示ガス', kana: 'レイジガス', parentId, sector: 'GAS' });
  const other = await registerOrganization(operator, { name: '見本ガス', nameEn: 'Sample Gas', sector: 'GAS' });
  await establishCsirt(operator, child);
  const networkId = await registerSharingNetwork(operator, parentId);
  await joinSharingNetwork(operator, networkId, [child, other]);
  const listed = async (filter: unknown) => {
    const { organizations } = await operator.ask<{ organizations: { nodes: { id: string }[]; totalCount: number } }>(
      'query($filter: OrganizationFilter) { organizations(filter: $filter, first: 100) { totalCount nodes { id } } }',
      { filter },
    );
    expect(organizations.totalCount).toBe(organizations.nodes.length);
    return organizations.nodes
      .map(({ id }) => id)
      .filter((id) => [parentId, child, other].includes(id))
      .sort();
  };
  expect(await listed(null)).toEqual([parentId, child, other]);
  expect(
    await listed({ kind: null, sector: null, parentId: null, networkId: null, hasCsirt: null, text: null }),
  ).toEqual([parentId, child, other]);
  expect(await listed({ sector: ['GAS', 'WATER'], kind: ['SOC_OPERATOR'] })).toEqual([parentId]);
  expect(await listed({ kind: [] })).toEqual([]);
  expect(await listed({ sector: [] })).toEqual([]);
  expect(await listed({ sector: ['WATER'] })).toEqual([]);
  expect(await listed({ parentId })).toEqual([child]);
  expect(await listed({ networkId })).toEqual([child, other]);
  expect(await listed({ networkId, hasCsirt: false })).toEqual([other]);
  expect(await listed({ sector: ['GAS'], hasCsirt: true })).toEqual([child]);
  expect(await listed({ text: 'れいじ ｶﾞｽ' })).toEqual([child]);
  expect(await listed({ text: 'ＧＡＳ', sector: ['GAS'] })).toEqual([other]);
  await operator.ask(
    `mutation($id: ID!) { updateOrganization(id: $id, version: 1, input: { sector: WATER }) { id } }`,
    { id: other },
  );
  expect(await listed({ sector: ['GAS'] })).toEqual([parentId, child]);
  expect(await listed({ sector: ['WATER'] })).toEqual([other]);
});
