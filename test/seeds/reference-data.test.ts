import { describe, expect, test } from '@jest/globals';
import { TypeID } from 'typeid-js';
import {
  constituencies,
  coordinatorsOfLastResort,
  csirts,
  memberships,
  networks,
  organizations,
} from '../../seeds/reference-data.js';

/** The addressees of the document's appendix, each with the body that its officer belongs to. */
const addressees: readonly (readonly [addressee: string, body: string])[] = [
  ['内閣総務官', '内閣官房'],
  ['内閣法制局総務主幹', '内閣法制局'],
  ['人事院事務総局総括審議官', '人事院'],
  ['内閣府大臣官房長', '内閣府'],
  ['宮内庁長官官房審議官', '宮内庁'],
  ['公正取引委員会事務総局官房総括審議官', '公正取引委員会'],
  ['警察庁長官官房長、警察庁情報通信局長', '警察庁'],
  ['金融庁総務企画局総括審議官', '金融庁'],
  ['消費者庁次長', '消費者庁'],
  ['総務省大臣官房長', '総務省'],
  ['法務省大臣官房長', '法務省'],
  ['外務省大臣官房長', '外務省'],
  ['財務省大臣官房長', '財務省'],
  ['文部科学省大臣官房長', '文部科学省'],
  ['厚生労働省大臣官房長', '厚生労働省'],
  ['農林水産省大臣官房長', '農林水産省'],
  ['経済産業省大臣官房長', '経済産業省'],
  ['国土交通省大臣官房長、国土交通省総合政策局長', '国土交通省'],
  ['環境省大臣官房長', '環境省'],
  ['防衛省運用企画局長、防衛省経理装備局長', '防衛省'],
];
const ministriesAndAgencies = addressees.map(([, body]) => body);

const organizationOf = new Map(organizations.map((organization) => [organization.id, organization]));

function nameOf(id: string | null): string | undefined {
  return id === null ? undefined : organizationOf.get(id)?.name;
}

function membersOf(network: string): (string | undefined)[] {
  const found = networks.find(({ name }) => name === network);
  return memberships.filter(({ networkId }) => networkId === found?.id).map((each) => nameOf(each.organizationId));
}

const lists: readonly (readonly [prefix: string, rows: readonly { readonly id: string }[]])[] = [
  ['org', organizations],
  ['constituency', constituencies],
  ['csirt', csirts],
  ['network', networks],
  ['membership', memberships],
];

describe('ids', () => {
  test.each(lists)('of %s are TypeIDs of that prefix in the order of the list', (prefix, rows) => {
    const ids = rows.map(({ id }) => id);
    expect(ids.map((id) => TypeID.fromString(id, prefix).toString())).toEqual(ids);
    expect([...ids].sort()).toEqual(ids);
  });

  test('are UUIDs of version 7, one for each millisecond from the first of 2026 on', () => {
    const uuids = lists.flatMap(([, rows]) => rows.map(({ id }) => TypeID.fromString(id).toUUID()));
    for (const uuid of uuids)
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const moments = uuids.map((uuid) => Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16));
    expect(moments).toEqual(uuids.map((_, index) => Date.UTC(2026, 0, 1) + index));
  });
});

describe('organizations', () => {
  test('begin with the body of every addressee of the appendix, in its order', () => {
    expect(organizations.slice(0, addressees.length).map(({ name }) => name)).toEqual(ministriesAndAgencies);
    for (const [addressee, body] of addressees.slice(1)) expect(addressee).toContain(body);
  });

  test('hold the other bodies that the document names or means, and no more', () => {
    expect(organizations.slice(addressees.length).map(({ name, kind }) => [name, kind])).toEqual([
      ['内閣官房情報セキュリティセンター', 'COORDINATION_BODY'],
      ['情報セキュリティ対策推進会議', 'COORDINATION_BODY'],
      ['衆議院', 'LEGISLATURE'],
      ['参議院', 'LEGISLATURE'],
      ['最高裁判所', 'JUDICIARY'],
      ['情報処理推進機構', 'INCORPORATED_AGENCY'],
      ['JPCERTコーディネーションセンター', 'COORDINATION_CENTER'],
      ['日本シーサート協議会', 'ASSOCIATION'],
    ]);
  });

  test('are ministries or agencies exactly where the appendix lists them', () => {
    const bound = organizations.filter(({ kind }) => kind === 'MINISTRY' || kind === 'AGENCY');
    expect(bound.map(({ name }) => name)).toEqual(ministriesAndAgencies);
  });

  test('are observers where they are legislature or court, and nowhere else', () => {
    const observers = organizations.filter(({ observer }) => observer);
    expect(observers.map(({ name }) => name)).toEqual(['衆議院', '参議院', '最高裁判所']);
  });

  test('have the parents of 2012, and no cycle among them', () => {
    const parents = organizations.filter(({ parentId }) => parentId !== null);
    expect(parents.map(({ name, parentId }) => [name, nameOf(parentId)])).toEqual([
      ['宮内庁', '内閣府'],
      ['公正取引委員会', '内閣府'],
      ['警察庁', '内閣府'],
      ['金融庁', '内閣府'],
      ['消費者庁', '内閣府'],
      ['内閣官房情報セキュリティセンター', '内閣官房'],
      ['情報処理推進機構', '経済産業省'],
    ]);
    for (const organization of organizations) {
      const seen = new Set([organization.id]);
      for (let above = organization.parentId; above !== null; above = organizationOf.get(above)?.parentId ?? null) {
        expect(seen).not.toContain(above);
        seen.add(above);
      }
    }
  });

  test('have a reading that is katakana throughout, and names that no other has', () => {
    for (const { kana } of organizations) expect(kana).toMatch(/^[ァ-ヺー・]+$/u);
    for (const { nameEn } of organizations) expect(nameEn ?? 'English').toMatch(/^[A-Za-z,\- ]+$/);
    const names = organizations.flatMap(({ name, nameEn, kana }) => [name, kana, ...(nameEn === null ? [] : [nameEn])]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('answer for the domain of their website, each for another', () => {
    const domains = new Map(constituencies.map(({ organizationId, value }) => [organizationId, value]));
    for (const { id, website } of organizations) {
      expect(website).toBe(domains.has(id) ? `https://www.${domains.get(id)}/` : null);
    }
    expect(domains.size).toBe(constituencies.length);
    expect(new Set(domains.values()).size).toBe(constituencies.length);
    expect(organizations.filter(({ id }) => !domains.has(id)).map(({ name }) => name)).toEqual([
      '情報セキュリティ対策推進会議',
    ]);
  });
});

describe('networks', () => {
  test('are the four of section (ii), each with the hub that the document gives it', () => {
    expect(networks.map(({ name, hubId }) => [name, nameOf(hubId)])).toEqual([
      ['サイバーインテリジェンス情報共有ネットワーク', '警察庁'],
      ['サイバー情報共有イニシアティブ (J-CSIP)', '経済産業省'],
      ['テレコムアイザック官民協議会', '総務省'],
      ['府省庁間のインシデント情報共有ネットワーク', '内閣官房情報セキュリティセンター'],
    ]);
  });

  test('have the members that the document supports, from its day on', () => {
    expect(membersOf('サイバーインテリジェンス情報共有ネットワーク')).toEqual(['警察庁']);
    expect(membersOf('サイバー情報共有イニシアティブ (J-CSIP)')).toEqual(['経済産業省']);
    expect(membersOf('テレコムアイザック官民協議会')).toEqual(['総務省']);
    expect(membersOf('府省庁間のインシデント情報共有ネットワーク')).toEqual([
      '内閣官房情報セキュリティセンター',
      ...ministriesAndAgencies,
    ]);
    expect(memberships).toHaveLength(1 + 1 + 1 + 1 + ministriesAndAgencies.length);
    expect(new Set(memberships.map(({ from }) => from))).toEqual(new Set(['2012-01-19']));
  });
});

test('the coordinators of last resort are JPCERT/CC, then NISC, and both have a team', () => {
  const teams = coordinatorsOfLastResort.map((id) => csirts.find(({ organizationId }) => organizationId === id));
  expect(teams.map((team) => team?.shortName)).toEqual(['JPCERT/CC', 'NISC']);
  expect(csirts).toHaveLength(teams.length);
});
