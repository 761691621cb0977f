/**
 * Search by name in memory, at the size of a nation: 50,000 persons, 5,000 organizations, 5,000 CSIRTs, all invented.
 * `npm run bench:search` prints milliseconds for each kind of query, beside a plain `Array.filter(includes)` over texts folded beforehand, which neither ranks nor stops.
 */
import { SearchIndex } from '../src/directory/search/search-index.js';
import { readQuery, readText, unitOf, type SearchText } from '../src/directory/search/text.js';
import { Chance } from './chance.js';
import { common, givens, heads, surnames, title, trades } from './names.js';
import { quantile } from './timing.js';

const PERSONS = 50_000;
const ORGANIZATIONS = 5_000;
const QUERIES = 2_000;
const FIRST = 20;

const chance = new Chance(20260401);
const below = (bound: number): number => chance.below(bound);
const pick = <T>(list: readonly T[]): T => chance.pick(list);
const pickEarly = <T>(list: readonly T[]): T => chance.pickEarly(list);

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
