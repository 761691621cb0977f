/**
 * Search by name in memory, at the size of a nation: 50,000 persons, 5,000 organizations, 5,000 CSIRTs, all invented.
 * `npm run bench:search` prints milliseconds for each kind of query, beside a plain `Array.filter(includes)` over texts folded beforehand, which neither ranks nor stops.
 */
import { SearchIndex } from '../src/directory/search/search-index.js';
import { readQuery, readText, unitOf, type SearchText } from '../src/directory/search/text.js';

const PERSONS = 50_000;
const ORGANIZATIONS = 5_000;
const QUERIES = 2_000;
const FIRST = 20;

/** Mulberry32: the same content and queries on every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomFrom(20260401);
const below = (bound: number): number => Math.floor(random() * bound);
const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
/** Surnames are not evenly common: the first tenth of a list gets about a third of the picks. */
const pickEarly = <T>(list: readonly T[]): T => list[Math.floor(list.length * random() ** 2)]!;

type Name = readonly [kanji: string, kana: string, latin: string];
const names = (list: string): Name[] => list.split(' ').map((name) => name.split('/') as unknown as Name);
const join = (a: Name, b: Name): Name => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const cross = (heads: readonly Name[], tails: readonly Name[]): Name[] =>
  tails.flatMap((tail) => heads.filter((head) => head[0] !== tail[0]).map((head) => join(head, tail)));

const common = names(
  '佐藤/サトウ/sato 鈴木/スズキ/suzuki 高橋/タカハシ/takahashi 田中/タナカ/tanaka 伊藤/イトウ/ito 山田/ヤマダ/yamada ' +
    '中村/ナカムラ/nakamura 小林/コバヤシ/kobayashi 林/ハヤシ/hayashi 森/モリ/mori 長谷川/ハセガワ/hasegawa',
);
const heads = names(
  '青/アオ/ao 赤/アカ/aka 白/シロ/shiro 黒/クロ/kuro 金/カネ/kane 大/オオ/o 小/コ/ko 山/ヤマ/yama 川/カワ/kawa 森/モリ/mori ' +
    '竹/タケ/take 松/マツ/matsu 梅/ウメ/ume 桜/サクラ/sakura 雪/ユキ/yuki 星/ホシ/hoshi 月/ツキ/tsuki 花/ハナ/hana 石/イシ/ishi ' +
    '岩/イワ/iwa 砂/スナ/suna 虹/ニジ/niji 雲/クモ/kumo 風/カゼ/kaze 鶴/ツル/tsuru 亀/カメ/kame 龍/リュウ/ryu 鷹/タカ/taka',
);
const tails = names(
  '田/ダ/da 山/ヤマ/yama 川/カワ/kawa 野/ノ/no 原/ハラ/hara 沢/サワ/sawa 村/ムラ/mura 島/シマ/shima 木/キ/ki 本/モト/moto ' +
    '崎/サキ/saki 浜/ハマ/hama 谷/タニ/tani 橋/ハシ/hashi 井/イ/i 宮/ミヤ/miya 坂/サカ/saka 尾/オ/o 瀬/セ/se 里/サト/sato',
);
const givenHeads = names(
  '太/タ/ta 健/ケン/ken 直/ナオ/nao 正/マサ/masa 和/カズ/kazu 秀/ヒデ/hide 智/トモ/tomo 美/ミ/mi 由/ユ/yu 真/マ/ma 恵/エ/e ' +
    '菜/ナ/na 優/ユウ/yu 裕/ヒロ/hiro 幸/ユキ/yuki 明/アキ/aki 春/ハル/haru 千/チ/chi 陽/ハル/haru 拓/タク/taku',
);
const givenTails = names(
  '郎/ロウ/ro 一/イチ/ichi 也/ヤ/ya 樹/キ/ki 介/スケ/suke 人/ト/to 子/コ/ko 美/ミ/mi 香/カ/ka 奈/ナ/na 恵/エ/e 代/ヨ/yo 平/ヘイ/hei ' +
    '彦/ヒコ/hiko 之/ユキ/yuki 斗/ト/to',
);
const surnames = [...common, ...cross(heads, tails)];
const givens = cross(givenHeads, givenTails);
const trades = names(
  '銀行/ギンコウ/bank 通信/ツウシン/communications 電力/デンリョク/power 鉄道/テツドウ/railway 病院/ビョウイン/hospital ' +
    '大学/ダイガク/university 水道局/スイドウキョク/waterworks データセンター/データセンター/data-center ' +
    '製作所/セイサクジョ/works ホールディングス/ホールディングス/holdings 情報処理機構/ジョウホウショリキコウ/information-agency',
);

const title = (latin: string): string => latin.charAt(0).toUpperCase() + latin.slice(1);
const idOf = (prefix: string, n: number): string => `${prefix}_01h2xcejqtf2nbrex${n.toString(36).padStart(9, '0')}`;

function invent(): [id: string, texts: string[]][] {
  const content: [string, string[]][] = [];
  for (let n = 0; n < PERSONS; n++) {
    const family = pickEarly(surnames);
    const given = pick(givens);
    const latin = `${title(family[2])} ${title(given[2])}`;
    content.push([idOf('person', n), [`${family[0]} ${given[0]}`, `${family[1]} ${given[1]}`, latin]]);
  }
  for (let n = 0; n < ORGANIZATIONS; n++) {
    const place = pick(surnames);
    const trade = pick(trades);
    const number = n % 7 === 0 ? `第${n}` : '';
    const name = `${place[0]}${trade[0]}${number}`;
    const english = `${title(place[2])} ${title(trade[2])}`;
    content.push([idOf('org', n), [`株式会社${name}`, place[1] + trade[1], `${english} Co., Ltd.`]]);
    content.push([idOf('csirt', n), [`${name}CSIRT`, `${place[2].toUpperCase()}-CSIRT`, `${english} CSIRT`]]);
  }
  return content;
}

/** Kinds of query with their share of the whole: words of two letters are half of real searches. */
const kinds: readonly [kind: string, share: number, make: () => string][] = [
  ['one kanji', 0.04, () => pick(heads)[0]],
  ['one kana', 0.03, () => pick(heads)[1].charAt(0)],
  ['one Latin letter', 0.03, () => pick([...'abcdefghijklmnopqrstuvwxyz'])],
  ['two kanji, common surname', 0.2, () => pick(common.slice(0, 8))[0]],
  ['two kanji', 0.16, () => pick(surnames.slice(11))[0]],
  ['two letters, kana or Latin', 0.08, () => pick([pick(heads)[1], pick(surnames)[2]]).slice(0, 2)],
  ['two letters, absent', 0.06, () => pick(['凹凸', '鑫森', 'qx', 'ヲヲ', '凸田'])],
  ['whole name, no space', 0.08, () => pickEarly(surnames)[0] + pick(givens)[0]],
  ['family and given name', 0.06, () => `${pickEarly(surnames)[0]}　${pick(givens)[0]}`],
  ['kana, hiragana typed', 0.05, () => hiragana(pickEarly(surnames)[1] + pick(givens)[1]).slice(0, 3 + below(3))],
  ['Latin, part of a name', 0.05, () => pickEarly(surnames)[2].slice(below(2))],
  ['Latin, absent', 0.03, () => pick(['nakata', 'kakano', 'yamakata', 'shirokuma', 'tanakato'])],
  ['Latin, two words', 0.05, () => `${pick(givens)[2]} ${pickEarly(surnames)[2]}`],
  ['two single letters', 0.02, () => `${pick([...'aiouekmnrty'])} ${pick([...'山川田木dhsb'])}`],
  ['organization', 0.06, () => pick(surnames)[0] + pick(trades)[0]],
];

function hiragana(kana: string): string {
  return kana.replace(/[ァ-ヶ]/gu, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60));
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? NaN;
}

type Query = [kind: string, text: string];
type Times = Map<string, number[]>;

const bytesInUse = (): number => {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/**
 * Runs all queries, each the best of three in turn, so that what else the machine does is left out. Milliseconds,
 * ascending.
 */
function measure(queries: readonly Query[], find: (text: string) => unknown): Times {
  const best = queries.map(() => Infinity);
  for (let round = 0; round < 3; round++) {
    for (const [at, [, text]] of queries.entries()) {
      const start = performance.now();
      find(text);
      best[at] = Math.min(best[at]!, performance.now() - start);
    }
  }
  const times = new Map<string, number[]>([['all', []]]);
  for (const [at, [kind]] of queries.entries()) {
    times.get('all')!.push(best[at]!);
    if (!times.has(kind)) times.set(kind, []);
    times.get(kind)!.push(best[at]!);
  }
  for (const list of times.values()) list.sort((a, b) => a - b);
  return times;
}

function report(label: string, times: Times, baseline?: Times): void {
  console.log(`\n${label}`);
  for (const [kind, list] of times) {
    const row = [0.5, 0.99, 1].map((q) => quantile(list, q));
    const beside = baseline?.get(kind);
    const ratios = beside ? [0.5, 0.99].map((q) => quantile(beside, q) / quantile(list, q)) : [];
    console.log(
      kind.padEnd(28),
      String(list.length).padStart(5),
      ...row.map((ms) => ms.toFixed(3).padStart(9)),
      ...ratios.map((ratio) => `${ratio.toFixed(ratio < 10 ? 1 : 0)}x`.padStart(8)),
    );
  }
}

function main(): void {
  const content = invent();
  const texts = content.flatMap(([, own]) => own);
  const before = bytesInUse();
  let start = performance.now();
  const index = new SearchIndex(content);
  const buildMs = performance.now() - start;
  const megabytes = (bytesInUse() - before) / 2 ** 20;
  console.log(`${content.length} ids, ${texts.length} texts, ${new Set(texts).size} of them different`);
  console.log(`built in ${buildMs.toFixed(0)} ms, ${megabytes.toFixed(1)} MB beside the texts themselves`);

  const queries = kinds.flatMap(([kind, share, make]) =>
    Array.from({ length: Math.round(QUERIES * share) }, (): Query => [kind, make()]),
  );
  for (let at = queries.length - 1; at > 0; at--) {
    const other = below(at + 1);
    [queries[at], queries[other]] = [queries[other]!, queries[at]!];
  }
  const lettersOf = (text: SearchText): string => String.fromCharCode(...Array.from(text, unitOf));
  const folded = content.map(([id, own]) => ({ id, letters: own.map((text) => lettersOf(readText(text))) }));
  const scanned = measure(queries, (text) => {
    const words = readQuery(text).words.map(lettersOf);
    return folded.filter((one) => words.every((word) => one.letters.some((letters) => letters.includes(word))));
  });
  console.log(`\ncolumns: kind, queries, p50, p99 and max in ms, then filter/index at p50 and p99`);
  report('plain filter', scanned);
  const everyone = measure(queries, (text) => index.find(text, FIRST, () => true));
  report(`index, first ${FIRST}, everything visible`, everyone, scanned);
  const visible = new Set(content.filter((_, at) => at % 100 === 0).map(([id]) => id));
  const few = measure(queries, (text) => index.find(text, FIRST, (id) => visible.has(id)));
  report(`index, first ${FIRST}, one of 100 visible`, few, scanned);
  const none = measure(queries, (text) => index.find(text, FIRST, () => false));
  report('index, nothing visible: every match is walked', none, scanned);

  const updates: number[] = [];
  for (let n = 0; n < 1000; n++) {
    const [id] = pick(content);
    const family = pickEarly(surnames);
    const given = pick(givens);
    start = performance.now();
    index.set(id, [`${family[0]} ${given[0]}`, `${family[1]} ${given[1]}`, `${title(family[2])} ${title(given[2])}`]);
    index.settle();
    updates.push(performance.now() - start);
  }
  report('one changed id: set and settle', new Map([['set', updates.sort((a, b) => a - b)]]));
}

main();
