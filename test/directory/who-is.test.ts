import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { World, type Client } from '../harness.js';
import { establishCsirt, registerOrganization } from '../scenario.js';
import { carryOut, momentAfter, refusedQuery } from './asking.js';

interface Match {
  readonly organization: string;
  readonly csirt: string | null;
  readonly constituency: string | null;
  readonly matched: string;
}

let world: World;
let operator: Client;
let holding: string;
let bank: string;
let branch: string;
let holdingCsirt: string;
let bankCsirt: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  holding = await registerOrganization(operator, {
    name: '例示ホールディングス株式会社',
    constituencies: ['group.example', '192.0.0.0/16', '2001:db8::/32', 'AS64496'],
  });
  bank = await registerOrganization(operator, {
    name: '株式会社例示銀行',
    nameEn: 'Example Bank Co., Ltd.',
    kana: 'カブシキガイシャレイジギンコウ',
    parentId: holding,
    constituencies: ['bank.group.example', '銀行.group.example', '192.0.2.0/24', '2001:db8:1::/48', '198.51.100.7'],
  });
  branch = await registerOrganization(operator, {
    name: '例示支店',
    parentId: bank,
    constituencies: ['branch.bank.group.example', '192.0.2.128/25'],
  });
  holdingCsirt = await establishCsirt(operator, holding, { shortName: 'EXH-CSIRT' });
  await establishCsirt(operator, bank, { shortName: 'EXB-NEW', establishedOn: '2020-04-01' });
  bankCsirt = await establishCsirt(operator, bank, { shortName: 'EXB-CSIRT', establishedOn: '2010-04-01' });
});
afterAll(() => world?.stop());

async function whoIs(indicator: string, at?: string | null): Promise<readonly Match[]> {
  const answer = await operator.ask<{
    whoIs: {
      organization: { id: string };
      csirt: { id: string } | null;
      constituency: { value: string } | null;
      matched: string;
    }[];
  }>(
    `query($indicator: String!, $at: DateTime) {
      whoIs(indicator: $indicator, at: $at) { organization { id } csirt { id } constituency { value } matched }
    }`,
    { indicator, at },
  );
  return answer.whoIs.map(({ organization, csirt, constituency, matched }) => ({
    organization: organization.id,
    csirt: csirt?.id ?? null,
    constituency: constituency?.value ?? null,
    matched,
  }));
}

const matchedBy = async (indicator: string) => (await whoIs(indicator)).map(({ matched }) => matched);

test('the most specific comes first, each with the CSIRT to call', async () => {
  expect(await whoIs('https://www.branch.bank.group.example/login')).toEqual([
    // It has none itself: that of the nearest organization above, and of two there the longest established.
    {
      organization: branch,
      csirt: bankCsirt,
      constituency: 'branch.bank.group.example',
      matched: 'branch.bank.group.example',
    },
    { organization: bank, csirt: bankCsirt, constituency: 'bank.group.example', matched: 'bank.group.example' },
    { organization: holding, csirt: holdingCsirt, constituency: 'group.example', matched: 'group.example' },
  ]);
  expect(await whoIs('192.0.2.129')).toEqual([
    { organization: branch, csirt: bankCsirt, constituency: '192.0.2.128/25', matched: '192.0.2.128/25' },
    { organization: bank, csirt: bankCsirt, constituency: '192.0.2.0/24', matched: '192.0.2.0/24' },
    { organization: holding, csirt: holdingCsirt, constituency: '192.0.0.0/16', matched: '192.0.0.0/16' },
  ]);
});

describe('domains', () => {
  test.each([
    ['bank.group.example'],
    ['BANK.Group.EXAMPLE.'],
    ['notbank.bank.group.example'],
    ['_dmarc.bank.group.example'],
    ['*.bank.group.example'],
    ['bank[.]group[.]example'],
    ['bank(dot)group(dot)example'],
    ['hxxps://bank[.]group[.]example/path?q=1'],
    ['hxxp[:]//user@bank[.]group[.]example:8080'],
    ['http://bank.group.example'],
    ['//bank.group.example/'],
    ['csirt@bank.group.example'],
    ['csirt[@]bank[.]group[.]example'],
    ['mailto:csirt@bank.group.example'],
    ['Example <csirt@bank.group.example>'],
    ['ｂａｎｋ．ｇｒｏｕｐ．ｅｘａｍｐｌｅ'],
    ['「bank.group.example」'],
  ])('%s', async (indicator) => {
    expect(await matchedBy(indicator)).toEqual(['bank.group.example', 'group.example']);
  });

  test.each([
    '銀行.group.example',
    'www.銀行。group.example',
    'xn--jn2ax2s.group.example',
    'hxxp://XN--JN2AX2S[.]group.example/',
    '窓口@銀行.group.example',
  ])('%s, in A-label form', async (indicator) => {
    expect(await matchedBy(indicator)).toEqual(['xn--jn2ax2s.group.example', 'group.example']);
  });

  test('match at the boundary of a label only', async () => {
    expect(await matchedBy('notbank.group.example')).toEqual(['group.example']);
    expect(await matchedBy('bank.group.example.invalid')).toEqual([]);
    expect(await matchedBy('subgroup.example')).toEqual([]);
  });
});

describe('addresses and prefixes', () => {
  test.each([
    ['192.0.2.1', ['192.0.2.0/24', '192.0.0.0/16']],
    ['192[.]0[.]2[.]1', ['192.0.2.0/24', '192.0.0.0/16']],
    ['http://192.0.2.1:8080/x', ['192.0.2.0/24', '192.0.0.0/16']],
    ['http://3221225985/', ['192.0.2.0/24', '192.0.0.0/16']],
    ['::ffff:192.0.2.1', ['192.0.2.0/24', '192.0.0.0/16']],
    ['[::ffff:c000:201]', ['192.0.2.0/24', '192.0.0.0/16']],
    // Host bits are masked; a prefix must contain all of it.
    ['192.0.2.77/24', ['192.0.2.0/24', '192.0.0.0/16']],
    ['192.0.2.0/23', ['192.0.0.0/16']],
    ['192.0.2.192/26', ['192.0.2.128/25', '192.0.2.0/24', '192.0.0.0/16']],
    ['192.0.0.0/15', []],
    ['0.0.0.0/0', []],
    ['198.51.100.7', ['198.51.100.7/32']],
    ['198.51.100.8', []],
    ['2001:db8:1::5', ['2001:db8:1::/48', '2001:db8::/32']],
    ['hxxp://[2001:DB8:1:0::5]:443/', ['2001:db8:1::/48', '2001:db8::/32']],
    ['2001:db8[:]2::/48', ['2001:db8::/32']],
    ['2001:db9::1', []],
  ])('%s', async (indicator, matched) => {
    expect(await matchedBy(indicator)).toEqual(matched);
  });
});

describe('AS numbers', () => {
  test('are written AS64496; a bare number is a name', async () => {
    expect(await whoIs('as64496')).toEqual([
      { organization: holding, csirt: holdingCsirt, constituency: 'AS64496', matched: 'AS64496' },
    ]);
    expect([await whoIs('64496'), await whoIs('AS64497')]).toEqual([[], []]);
    const numbered = await registerOrganization(operator, { name: '64496' });
    expect(await whoIs('６４４９６')).toEqual([
      { organization: numbered, csirt: null, constituency: null, matched: '64496' },
    ]);
  });
});

describe('names', () => {
  test.each([
    ['例示銀行', '株式会社例示銀行'],
    ['㈱例示銀行', '株式会社例示銀行'],
    ['例示銀行 株式会社', '株式会社例示銀行'],
    ['example bank', 'Example Bank Co., Ltd.'],
    ['ＥＸＡＭＰＬＥ ＢＡＮＫ, Inc.', 'Example Bank Co., Ltd.'],
    ['れいじぎんこう', 'カブシキガイシャレイジギンコウ'],
    ['ﾚｲｼﾞｷﾞﾝｺｳ', 'カブシキガイシャレイジギンコウ'],
    ['exb-csirt', 'EXB-CSIRT'],
  ])('%s', async (indicator, matched) => {
    expect(await whoIs(indicator)).toEqual([{ organization: bank, csirt: bankCsirt, constituency: null, matched }]);
  });

  test('must be equal, and bearers of one name stand by id', async () => {
    expect(await whoIs('例示')).toEqual([]);
    const bearers = [
      await registerOrganization(operator, { name: '同名組合' }),
      await registerOrganization(operator, { name: '有限会社 同名組合' }),
    ];
    expect((await whoIs('同名組合')).map(({ organization }) => organization)).toEqual(bearers);
  });

  test('hold as of the moment asked about', async () => {
    const id = await registerOrganization(operator, { name: '旧例示庁' });
    const before = momentAfter(world);
    await carryOut(operator, 'updateOrganization', { id, version: 1, input: { name: '新例示庁' } });
    const owner = async (name: string, at: string | null) => (await whoIs(name, at))[0]?.organization;
    expect([await owner('旧例示庁', before), await owner('新例示庁', before)]).toEqual([id, undefined]);
    expect([await owner('旧例示庁', null), await owner('新例示庁', null)]).toEqual([undefined, id]);
  });
});

test('the CSIRT is that of the moment, of the nearest organization above that had one', async () => {
  const csirtAt = async (at: string) => (await whoIs('branch.bank.group.example', at))[0]?.csirt;
  expect(await csirtAt('2010-03-31T23:59:59+09:00')).toBe(holdingCsirt);
  expect(await csirtAt('2010-04-01T00:00:00+09:00')).toBe(bankCsirt);
  const before = momentAfter(world);
  await carryOut(operator, 'updateOrganization', { id: branch, version: 1, input: { parentId: holding } });
  expect([await csirtAt(before), await csirtAt(momentAfter(world))]).toEqual([bankCsirt, holdingCsirt]);
  await carryOut(operator, 'updateOrganization', { id: branch, version: 2, input: { parentId: null } });
  expect((await whoIs('branch.bank.group.example'))[0]).toMatchObject({ organization: branch, csirt: null });
});

test('what says nothing, or too much, is refused; what is nobody’s is an empty list', async () => {
  const query = 'query($indicator: String!) { whoIs(indicator: $indicator) { matched } }';
  for (const indicator of ['', ' \u3000', '\u200b', 'x'.repeat(2049)])
    expect(await refusedQuery(operator, query, { indicator })).toEqual({ code: 'BAD_USER_INPUT', path: ['indicator'] });
  for (const indicator of ['x'.repeat(2048), 'nobody.invalid', '203.0.113.1', '無名', '?!'])
    expect(await whoIs(indicator)).toEqual([]);
});
