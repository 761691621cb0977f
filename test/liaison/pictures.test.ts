import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DOMParser, type Element } from '@xmldom/xmldom';
import { newId } from '../../src/kernel/ids.js';
import { carryOut, setClock } from '../directory/asking.js';
import { World, type Client } from '../harness.js';
import { PATIENCE, within } from '../kernel/two-processes.js';
import { recordEncounter, registerOrganization, registerPerson } from '../scenario.js';

const NOW = '2040-04-01T12:00:00Z';
const HOSTILE = '</text><script>alert("1")</script>\u202e & 例示';
/** Those that explain the others. */
const LEGEND_PATHS = 9;
const PICTURE = `query($organization: ID, $at: DateTime, $language: PictureLanguage) {
  picture: liaisonPicture(organization: $organization, at: $at, language: $language) {
    at organization { id } title description shown omitted width height svg
  }
}`;

interface Picture {
  readonly at: string;
  readonly organization: { readonly id: string } | null;
  readonly title: string;
  readonly description: string;
  readonly shown: number;
  readonly omitted: number;
  readonly svg: string;
}

let world: World;
let operator: Client;
let member: Client;
let ministry: string;
let centre: string;
let bank: string;
let strangers: string;

beforeAll(async () => {
  world = await World.start();
  operator = await world.as('OPERATOR');
  setClock(world, NOW);
  ministry = await registerOrganization(operator, { name: '例示省', nameEn: 'Example Ministry', kind: 'MINISTRY' });
  centre = await registerOrganization(operator, { name: HOSTILE, kind: 'COORDINATION_CENTER' });
  bank = await registerOrganization(operator, { name: '見本銀行' });
  strangers = await registerOrganization(operator, { name: '架空社' });
  member = await world.as('MEMBER', ministry);
  const official = await registerPerson(operator, ministry, { name: '例示 太郎', nameEn: 'Taro Reiji' });
  const [analyst, banker, stranger] = [
    await registerPerson(operator, centre, { name: '調整 花子' }),
    await registerPerson(operator, bank, { name: '見本 次郎' }),
    // Not for members of other organizations.
    await registerPerson(operator, strangers, { name: '架空 隠子', tlp: 'AMBER' }),
  ];
  await met([official, analyst], 0, { kind: 'JOINT_WORK' });
  await met([await registerPerson(operator, ministry), analyst], 50);
  // 2^(-5.2) = 0.0272 is above -ln(0.98) = 0.0202, and no more in 157 days.
  await met([official, banker], 5.2 * 365);
  await met([analyst, banker], 100);
  await met([official, stranger], 10);
  await carryOut(operator, 'setLiaisonTarget', { from: ministry, to: centre, trust: 0.99 });
  await carryOut(operator, 'setLiaisonTarget', { from: ministry, to: strangers, trust: 0.6 });
});
afterAll(() => world?.stop());

function met(attendees: readonly string[], daysAgo: number, given: object = {}, by = operator): Promise<string> {
  const end = Date.parse(NOW) - daysAgo * 86_400_000;
  const [startsAt, endsAt] = [end - 3_600_000, end].map((moment) => new Date(moment).toISOString());
  return recordEncounter(by, by === operator ? ministry : bank, attendees, { startsAt, endsAt, ...given });
}

async function pictureFor(by: Client, organization: string | null, given: object = {}): Promise<Picture> {
  return (await by.ask<{ picture: Picture }>(PICTURE, { organization, ...given })).picture;
}

function parsed(xml: string): Element {
  const onError = (level: string, message: string) => {
    if (level !== 'warning') throw new Error(message);
  };
  return new DOMParser({ onError }).parseFromString(xml, 'text/xml').documentElement!;
}

const textsOf = (svg: string) => Array.from(parsed(svg).getElementsByTagName('text'), (each) => each.textContent);
const groupsOf = (svg: string) =>
  Array.from(parsed(svg).getElementsByTagName('g')).filter((group) => group.getElementsByTagName('title').length > 0);
const tipsOf = (svg: string) =>
  groupsOf(svg)
    .map((group) => group.getElementsByTagName('title')[0]!.textContent!)
    .sort();
const dashesOf = (svg: string) =>
  Array.from(parsed(svg).getElementsByTagName('path'), (path) => path.getAttribute('stroke-dasharray')).filter(
    (dashes, place, all) => dashes !== null && place < all.length - LEGEND_PATHS,
  );
const file = (by: Client | undefined, name: string, query = '') =>
  fetch(`${new URL(by?.url ?? world.url).origin}/liaison.${name}${query}`, {
    headers: by ? { authorization: `Bearer ${by.token}` } : {},
  });
const codeOf = async (response: Response) =>
  ((await response.json()) as { errors: { extensions: { code: string; path?: string[] } }[] }).errors[0]!.extensions;

describe('the picture of an organization', () => {
  test('shows whom it is tied to, how strongly, by whom, and what becomes of it', async () => {
    const picture = await pictureFor(operator, ministry);
    expect(picture).toMatchObject({
      organization: { id: ministry },
      shown: 3,
      omitted: 0,
    });
    expect(textsOf(picture.svg)).toEqual(expect.arrayContaining(['例示省 のつながり', '2040-04-01 現在', '見本銀行']));
    expect(tipsOf(picture.svg)).toEqual([
      // 1 - exp(-(3 + 2^(-50/365))), of which each pair has the analyst.
      '</text><script>alert("1")</script> & 例示 (調整センター): 0.97 · 目標 0.99 · 調整 花子 100%',
      '架空社 (企業): 0.62 · 2040-05-08 に目標を割る · 例示 太郎 100%',
      '見本銀行 (企業): 0.02 · 2040-09-06 に途切れる · 例示 太郎 100%',
    ]);
    expect(dashesOf(picture.svg)).toEqual(['10 7', '10 7']);
    for (const told of [
      '例示省 は 3 組織とつながりがある。最も強いのは',
      '薄れるもの: 架空社 (2040-05-08 に目標を割る)、見本銀行 (2040-09-06 に途切れる)。',
      '目標に届いていないもの: ',
      '一人だけに懸かるもの: ',
    ])
      expect(picture.description).toContain(told);
  });

  test('is as of any day, and shows targets where there is no tie', async () => {
    const { svg } = await pictureFor(operator, ministry, { at: '2039-01-01T00:00:00Z' });
    expect(tipsOf(svg)).toContain('架空社 (企業): つながりなし · 目標 0.60');
    expect(dashesOf(svg)).toContain('2 6');
  });

  test('says who is on every way to a neighbour, and not only on the straight one', async () => {
    const ringedFor = async (organization: string) =>
      groupsOf((await pictureFor(operator, organization)).svg)
        .filter((group) => group.getElementsByTagName('circle').length === 2)
        .map((group) => group.getElementsByTagName('title')[0]!.textContent!.split(' (')[0]);
    // The bank knows one official of the ministry, and reaches another one through the centre.
    expect(await ringedFor(strangers)).toEqual(['例示省']);
    expect(await ringedFor(bank)).toEqual(['</text><script>alert("1")</script> & 例示']);
  });

  test('shows names as text, whatever they are', async () => {
    const { svg, description } = await pictureFor(operator, ministry);
    const root = parsed(svg);
    expect(Array.from(root.getElementsByTagName('script'))).toEqual([]);
    expect(svg).not.toContain('\u202e');
    expect(textsOf(svg).join('')).toContain('</text><script>alert("1")</script>');
    expect(root.getElementsByTagName('desc')[0]!.textContent).toBe(description);
    expect(root.getAttribute('role')).toBe('img');
    for (const id of root.getAttribute('aria-labelledby')!.split(' '))
      expect(Array.from(root.getElementsByTagName('*')).filter((each) => each.getAttribute('id') === id)).toHaveLength(
        1,
      );
  });

  test('is in English for whom that is easier', async () => {
    const { svg } = await pictureFor(operator, ministry, { language: 'EN' });
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['Ties of Example Ministry', 'as of 2040-04-01']));
    expect(tipsOf(svg)).toContain('見本銀行 (Companies): 0.02 · fades on 2040-09-06 · Taro Reiji 100%');
  });

  test('leaves out whoever the viewer does not see, and what hangs on them', async () => {
    const { svg } = await pictureFor(member, ministry);
    expect(tipsOf(svg)).toContain('架空社 (企業): つながりなし · 目標 0.60');
    expect(svg).not.toContain('隠子');
    expect((await pictureFor(operator, strangers)).description).toContain('架空社 は 1 組織とつながりがある。');
  });
});

describe('the matrix of organizations', () => {
  test('shows each with each, by kind', async () => {
    const { svg, organization, shown, description } = await pictureFor(operator, null);
    expect([organization, shown]).toEqual([null, 4]);
    expect(description).toContain('4 組織の 6 組のうち 4 組につながりがある。');
    const texts = textsOf(svg);
    expect(texts.filter((text) => text === '.97')).toHaveLength(2);
    expect(texts.filter((text) => ['府省', '調整センター', '企業'].includes(text!))).toHaveLength(3);
  });

  test.each(['LIAISON_OFFICER', 'AUDITOR'] as const)('is for %s too', async (role) => {
    const by = await world.as(role, strangers);
    expect((await pictureFor(by, null)).shown).toBe(4);
    expect((await file(by, 'gexf')).status).toBe(200);
  });
});

describe('files', () => {
  test('are what the field answers, and nothing in them runs', async () => {
    const response = await file(operator, 'svg', `?organization=${ministry}&at=2040-03-01T09:00:00+09:00&language=EN`);
    expect(response.status).toBe(200);
    const { svg } = await pictureFor(operator, ministry, { at: '2040-03-01T00:00:00Z', language: 'EN' });
    expect(await response.text()).toBe(svg);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'content-disposition': 'inline; filename="liaison.svg"',
      'cache-control': 'no-store',
      'renkei-seen': expect.stringMatching(/\d/) as unknown,
    });
  });

  test.each([
    ['graphml', 'GRAPHML', 'application/graphml+xml; charset=utf-8'],
    ['gexf', 'GEXF', 'application/gexf+xml; charset=utf-8'],
    ['dot', 'DOT', 'text/vnd.graphviz; charset=utf-8'],
  ])('%s', async (name, format, type) => {
    const graph = async (given: Record<string, unknown>) =>
      (
        await operator.ask<{ graph: { nodes: number; edges: number; content: string } }>(
          `query($organization: ID, $at: DateTime, $leastTrust: Float) {
            graph: liaisonGraph(format: ${format}, organization: $organization, at: $at, leastTrust: $leastTrust) { nodes edges content }
          }`,
          given,
        )
      ).graph;
    const all = await graph({});
    expect([all.nodes, all.edges]).toEqual([4, 4]);
    const some = await graph({ organization: ministry, at: NOW, leastTrust: 0.5 });
    expect([some.nodes, some.edges]).toEqual([3, 2]);
    const response = await file(operator, name, `?organization=${ministry}&at=${NOW}&leastTrust=0.5`);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toBe(some.content);
  });

  test('are for nobody who could not ask for the field', async () => {
    const strangersFile = await file(undefined, 'svg');
    expect([strangersFile.status, strangersFile.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    for (const name of ['svg', 'graphml', 'gexf', 'dot']) {
      const own = await file(member, name, `?organization=${ministry}`);
      expect([name, own.status]).toEqual([name, 200]);
      for (const query of ['', `?organization=${bank}`]) {
        const refused = await file(member, name, query);
        expect([name, refused.status, (await codeOf(refused)).code]).toEqual([name, 403, 'FORBIDDEN']);
      }
    }
    expect((await member.refusal(PICTURE, { organization: bank })).extensions.code).toBe('FORBIDDEN');
    expect((await member.refusal(PICTURE, {})).extensions.code).toBe('FORBIDDEN');
  });

  test('are told apart from what was asked wrongly, with the parameter at fault', async () => {
    const person = await registerPerson(operator, bank);
    for (const [query, status, code, path] of [
      [`?organization=${newId('Organization')}`, 404, 'NOT_FOUND', ['organization']],
      [`?organization=${person}`, 400, 'BAD_USER_INPUT', ['organization']],
      ['?organization=x%00', 400, 'BAD_USER_INPUT', ['organization']],
      ['?at=yesterday', 400, 'BAD_USER_INPUT', ['at']],
      ['?at=1900-01-01T00:00:00Z', 400, 'BAD_USER_INPUT', ['at']],
      ['?language=FR', 400, 'BAD_USER_INPUT', ['language']],
      ['?at=2040-01-01T00:00:00Z&at=2040-01-02T00:00:00Z', 400, 'BAD_USER_INPUT', ['at']],
      ['?org=x', 400, 'BAD_USER_INPUT', []],
    ] as const) {
      const response = await file(operator, 'svg', query);
      expect([query, response.status, await codeOf(response)]).toEqual([
        query,
        status,
        expect.objectContaining({ code, path }),
      ]);
    }
    for (const leastTrust of ['1', '-0.1', 'much', 'NaN', '1e999', '0x0', '1e-1', '', '%200']) {
      const response = await file(operator, 'dot', `?leastTrust=${leastTrust}`);
      expect([response.status, (await codeOf(response)).path]).toEqual([400, ['leastTrust']]);
    }
  });

  test('count like any other operation', async () => {
    const url = await world.addProcess(undefined, { LIMIT_COST_PER_MINUTE: '30000' });
    const by = await world.as('OPERATOR', null, url);
    const [first, second] = [await file(by, 'svg'), await file(by, 'svg')];
    expect([first.status, second.status, (await codeOf(second)).code]).toEqual([200, 429, 'RATE_LIMITED']);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

test('names that are told by break-glass are recorded as read', async () => {
  const owner = await world.as('MEMBER', bank);
  const secret = await registerPerson(owner, bank, { name: '秘密 次子', tlp: 'RED' });
  const shop = await registerOrganization(operator);
  await met([secret, await registerPerson(operator, shop)], 1, {}, owner);
  const duty = await world.as('OPERATOR');
  expect(tipsOf((await pictureFor(duty, shop)).svg)).toEqual([]);
  const reason = '架空の事案';
  await carryOut(duty, 'breakGlass', { reason });
  // Of two who carry as much the one of the lower id is named.
  expect(tipsOf((await pictureFor(duty, shop)).svg)).toEqual(['見本銀行 (企業): 0.63 · 秘密 次子 100%']);
  const isRecorded = async () => {
    const rows = await world.sql<{ entry: string }>("select entry from audit_event where kind = 'READING'");
    return rows.some(({ entry }) => entry.includes(reason) && entry.includes(secret));
  };
  expect(await within(PATIENCE, isRecorded, Boolean)).toBe(true);
});

test('of more organizations than anybody reads, the matrix names those with the strongest ties, and puts the others together by kind', async () => {
  const MANY = 40;
  const companies = await Promise.all(
    Array.from({ length: MANY }, (_, number) => registerOrganization(operator, { name: `例示企業${number}` })),
  );
  const people = await Promise.all(companies.map((company) => registerPerson(operator, company)));
  await met(people, 0, { mode: 'ONLINE' });
  await met(people.slice(0, 35), 0);
  // Of those who are not named, two know each other better than any of them knows somebody else.
  await met(people.slice(-2), 0, { kind: 'SYMPOSIUM', mode: 'ONLINE' });
  const { shown, omitted, description, svg } = await pictureFor(operator, null);
  expect([shown, omitted]).toEqual([39, 5]);
  expect(textsOf(svg)).toEqual(
    expect.arrayContaining(['ほかの企業 (5)', expect.stringContaining('ほか 5 組織は種別ごと')]),
  );
  expect(description).toMatch(/39 組織の 741 組のうち .*名を挙げず種別ごとにまとめたもの: ほかの企業 \(5\)。/);
  const tips = tipsOf(svg);
  expect(tips).toEqual(
    expect.arrayContaining(['ほかの企業 (5) – ほかの企業 (5): 0.10', '例示企業0 – ほかの企業 (5): 0.01']),
  );
  expect(tips.filter((tip) => tip.startsWith('例示省 – ほか'))).toEqual([]);
  expect([34, 35, 39].map((number) => svg.includes(`例示企業${number}`))).toEqual([true, false, false]);
});
