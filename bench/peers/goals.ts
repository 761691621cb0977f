import { quantile } from '../timing.js';
import type { Result } from './contest.js';
import { BIGRAMS, MEMORY, POSTGRAPHILE, PROGRAM, SQL, TRIGRAMS, withAmber, withWrites } from './match.js';
import type { PathsResult } from './pruned-paths.js';

export interface Measured {
  readonly paths: readonly PathsResult[];
  /** At one connection, and at sixteen. */
  readonly pages: readonly ReadonlyMap<string, Result>[];
  readonly search: readonly ReadonlyMap<string, Result>[];
  readonly chains: ReadonlyMap<string, Result>;
  readonly introductions: ReadonlyMap<string, Result>;
}

interface Goal {
  readonly what: string;
  readonly measured: number;
  readonly unit: string;
  readonly least?: number;
  readonly most?: number;
}

/** What is aimed at with a nation of size M. */
function goalsOf({ paths, pages, search, chains, introductions }: Measured): Goal[] {
  const of = (results: ReadonlyMap<string, Result> | undefined, name: string) => results!.get(name)!;
  const page = (name: string) => of(pages.at(-1), name);
  const found = (name: string) => of(search.at(-1), name);
  const chain = of(chains, PROGRAM);
  const p99 = (results: ReadonlyMap<string, Result> | undefined) =>
    of(results, withWrites(PROGRAM)).at(0.99) / of(results, PROGRAM).at(0.99);
  const [writing, postgraphile] = [page(withWrites(PROGRAM)), page(POSTGRAPHILE)];
  return [
    ...paths.flatMap(({ kind, program, ratio, differing }): Goal[] => [
      { what: `paths in the process, ${kind}: median`, measured: quantile(program, 0.5), unit: 'ms', most: 0.5 },
      { what: `paths in the process, ${kind}: p99`, measured: quantile(program, 0.99), unit: 'ms', most: 5 },
      { what: `paths in the process, ${kind}: beside pruned SQL`, measured: ratio, unit: 'x', least: 60 },
      { what: `paths in the process, ${kind}: other than SQL's`, measured: differing, unit: '', most: 0 },
    ]),
    { what: 'paths through the endpoint: p99', measured: of(introductions, PROGRAM).at(0.99), unit: 'ms', most: 15 },
    {
      what: 'pages, writes going on: beside SQL',
      measured: writing.times(page(withWrites(SQL))),
      unit: 'x',
      least: 1.7,
    },
    { what: 'pages, writes going on: the aim', measured: writing.times(page(withWrites(SQL))), unit: 'x', least: 2.5 },
    { what: 'pages, quiet: beside SQL', measured: page(PROGRAM).times(page(SQL)), unit: 'x', least: 1.7 },
    { what: 'pages, quiet: beside PostGraphile', measured: page(PROGRAM).times(postgraphile), unit: 'x', least: 4 },
    { what: 'pages, quiet: beside texts in memory', measured: page(PROGRAM).times(page(MEMORY)), unit: 'x' },
    {
      what: 'pages, values AMBER: beside SQL',
      measured: page(withAmber(PROGRAM)).times(page(withAmber(SQL))),
      unit: 'x',
    },
    { what: 'search: beside SQL with trigrams', measured: found(PROGRAM).times(found(TRIGRAMS)), unit: 'x', least: 12 },
    { what: 'search: beside SQL with bigrams', measured: found(PROGRAM).times(found(BIGRAMS)), unit: 'x', least: 1.5 },
    { what: 'contact chains', measured: chain.perSecond, unit: '/s', least: 1_000 },
    { what: 'contact chains: p99', measured: chain.at(0.99), unit: 'ms', most: 50 },
    { what: 'contact chains, values AMBER', measured: of(chains, withAmber(PROGRAM)).perSecond, unit: '/s' },
    { what: 'p99 of paths, with writes beside quiet', measured: p99(introductions), unit: 'x', most: 2 },
    { what: 'p99 of pages, with writes beside quiet', measured: p99(pages.at(-1)), unit: 'x', most: 2 },
    { what: 'p99 of chains, with writes beside quiet', measured: p99(chains), unit: 'x', most: 2 },
  ];
}

export function printGoals(measured: Measured): void {
  console.log('\nbeside the goals, which are those of size M and of 16 connections (paths: of one)');
  for (const { what, measured: value, unit, least, most } of goalsOf(measured)) {
    const figure = `${value.toFixed(value < 100 ? 2 : 0)} ${unit}`.padStart(12);
    const goal = least !== undefined ? `at least ${least}` : most !== undefined ? `at most ${most}` : '';
    const isMet = least !== undefined ? value >= least : most !== undefined ? value <= most : undefined;
    console.log(
      `${what.padEnd(62)}${figure}   ${goal.padEnd(14)}${isMet === undefined ? '' : isMet ? 'met' : 'not met'}`,
    );
  }
}
