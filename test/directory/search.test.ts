import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { World, type Client } from '../harness.js';
import { establishCsirt, registerOrganization, registerPerson } from '../scenario.js';
import { carryOut, read, refusedQuery } from './asking.js';

interface Hit {
  readonly node: { readonly __typename: string; readonly id: string };
  readonly score: number;
  readonly matched: string;
}

let world: World;
let operator: Client;
let bank: string;
let agency: string;
let csirt: string;
let hanako: string;
let nanako: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  bank = await registerOrganization(operator, {
    name: '株式会社例示銀行',
    nameEn: 'Example Bank Co., Ltd.',
    kana: 'カブシキガイシャレイジギンコウ',
  });
  agency = await registerOrganization(operator, {
    name: '見本情報庁',
    nameEn: 'Sample Information Agency',
    kana: 'ミホンジョウホウチョウ',
  });
  csirt = await establishCsirt(operator, bank, { name: 'Example Bank CSIRT', shortName: 'EXBK-CSIRT' });
  hanako = await registerPerson(operator, bank, {
    name: '鈴本 花子',
    nameEn: 'Hanako Suzumoto',
    kana: 'スズモト ハナコ',
  });
  nanako = await registerPerson(operator, agency, { name: '鈴本 菜々子', kana: 'スズモト ナナコ', tlp: 'AMBER' });
});
afterAll(() => world?.stop());

async function search(text: string, asked = operator, first: number | null = null): Promise<readonly Hit[]> {
  const { search: hits } = await asked.ask<{ search: readonly Hit[] }>(
    'query($text: String!, $first: Int) { search(text: $text, first: $first) { score matched node { __typename id } } }',
    { text, first },
  );
  return hits;
}

const ids = async (text: string, asked?: Client, first?: number) =>
  (await search(text, asked, first)).map(({ node }) => node.id);

describe('finds', () => {
  test.each([
    ['the name', '例示銀行'],
    ['hiragana for kana', 'れいじぎんこう'],
    ['half-width kana', 'ﾚｲｼﾞｷﾞﾝｺｳ'],
    ['the beginning of the reading', 'レイジギ'],
    ['the English name in full width', 'ｅｘａｍｐｌｅ　ｂａｎｋ　ｃｏ'],
    ['words in another order', 'bank example ltd'],
    ['two kanji inside the name', '示銀'],
  ])('an organization by %s', async (_what, text) => {
    expect((await ids(text))[0]).toBe(bank);
  });

  test.each(['exbk', 'EXBK-CSIRT', 'ＥＸＢＫ', 'Example Bank CSIRT'])('a CSIRT by %s', async (text) => {
    expect((await search(text))[0]).toMatchObject({ node: { __typename: 'Csirt', id: csirt } });
  });

  test.each(['鈴本花子', '鈴本　花子', 'すずもとはなこ', 'hanako', 'suzumoto hanako', 'ハナコ'])(
    'a person by %s',
    async (text) => {
      expect((await search(text))[0]).toMatchObject({ node: { __typename: 'Person', id: hanako } });
    },
  );

  test.each(['鈴', '本', '子', 'ナ', 'な', 'ﾅ'])('with the one character %s', async (text) => {
    expect((await ids(text)).sort()).toEqual(expect.arrayContaining([nanako]));
  });

  test.each([
    ['鈴本', 2],
    ['花子', 1],
    ['ナナ', 1],
    ['なな', 1],
    ['菜々', 1],
  ])('with the two characters %s', async (text, count) => {
    const found = await ids(text);
    expect(found).toHaveLength(count);
    expect([hanako, nanako]).toEqual(expect.arrayContaining(found));
  });

  test('nothing that lacks a word', async () => {
    expect(await search('例示銀行 見本')).toEqual([]);
    expect(await search('架空')).toEqual([]);
  });
});

describe('answers', () => {
  test('the best first: the whole name, its beginning, the beginning of a word, anywhere', async () => {
    const inside = await registerOrganization(operator, { name: 'Zzqux' });
    const word = await registerOrganization(operator, { name: 'Z Qux' });
    const beginning = await registerOrganization(operator, { name: 'Quxotic' });
    const whole = await registerOrganization(operator, { name: 'QUX' });
    const hits = await search('qux');
    expect(hits.map(({ node }) => node.id)).toEqual([whole, beginning, word, inside]);
    const scores = hits.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores.every((score) => score > 0 && score <= 1)).toBe(true);
    expect(await ids('qux', operator, 2)).toEqual([whole, beginning]);
  });

  test('each thing once, with the text that fits', async () => {
    const [first] = await search('mple bank');
    expect(first?.matched).toMatch(/Example Bank/);
    const all = await ids('レイジ');
    expect(new Set(all).size).toBe(all.length);
    expect((await search('れいじぎんこう'))[0]).toMatchObject({ matched: 'カブシキガイシャレイジギンコウ' });
  });

  test('the name that holds now', async () => {
    const id = await registerOrganization(operator, { name: '旧称商会' });
    const { version } = await read<{ version: number }>(operator, id, 'version');
    await carryOut(operator, 'updateOrganization', { id, version, input: { name: '新称商会' } });
    expect([await ids('旧称'), await ids('新称')]).toEqual([[], [id]]);
  });
});

test('what is hidden is left out, and takes no place on the page', async () => {
  const [own, other] = [await world.as('MEMBER', agency), await world.as('MEMBER', bank)];
  expect((await ids('鈴本')).sort()).toEqual([hanako, nanako]);
  expect((await ids('鈴本', own)).sort()).toEqual([hanako, nanako]);
  expect(await ids('鈴本', other)).toEqual([hanako]);
  expect(await ids('鈴本', other, 1)).toEqual([hanako]);
  expect(await ids('菜々子', other)).toEqual([]);
  expect(await ids('鈴本', await world.as('MEMBER'))).toEqual([]);
});

test('its arguments are checked', async () => {
  const query = 'query($text: String!, $first: Int) { search(text: $text, first: $first) { score } }';
  const fault = (path: string) => ({ code: 'BAD_USER_INPUT', path: [path] });
  for (const text of ['', '  ', '\u3000', 'x'.repeat(501)])
    expect(await refusedQuery(operator, query, { text })).toEqual(fault('text'));
  for (const first of [0, -1, 101])
    expect(await refusedQuery(operator, query, { text: 'x', first })).toEqual(fault('first'));
  expect(await ids('銀'.repeat(500))).toEqual([]);
  expect(await ids('例示', operator, 100)).toContain(bank);
});
