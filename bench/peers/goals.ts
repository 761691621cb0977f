import { quantile } from '../timing.js';
import type { Result } from './contest.js';
import {
  askedAnew,
  BIGRAMS,
  madeAnew,
  MEMORY,
  POSTGRAPHILE,
  PROGRAM,
  SQL,
  TRIGRAMS,
  withAmber,
  withChanges,
  withWrites,
} from './match.js';
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
  /** The same by the work that an answer takes of the processors. */
  readonly thrift?: number;
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
  const beside = (own: Result, other: Result) => ({
    measured: own.times(other),
    thrift: own.thrift(other),
    unit: 'x',
  });
  const sqlWhileWritten = page(withWrites(SQL));
  const whileWritten = beside(page(withWrites(PROGRAM)), sqlWhileWritten);
  return [
    ...paths.flatMap(({ kind, program, inTurn, sql, differing }): Goal[] => [
      { what: `paths, ${kind}: median, in turn with SQL`, measured: quantile(inTurn, 0.5), unit: 'ms', most: 0.5 },
      { what: `paths, ${kind}: median, by itself`, measured: quantile(program, 0.5), unit: 'ms' },
      { what: `paths, ${kind}: p99`, measured: quantile(program, 0.99), unit: 'ms', most: 5 },
      { what: `paths, ${kind}: pruned SQL, all who met`, measured: sql.acquaintances.ratio, unit: 'x', least: 60 },
      { what: `paths, ${kind}: pruned SQL, with the floor`, measured: sql.ties.ratio, unit: 'x' },
      { what: `paths, ${kind}: other than SQL's`, measured: differing, unit: '', most: 0 },
    ]),
    { what: 'paths through the endpoint: p99', measured: of(introductions, PROGRAM).at(0.99), unit: 'ms', most: 15 },
    { what: 'pages, writes going on: beside SQL', ...whileWritten, least: 1.7 },
    { what: 'pages, writes going on: beside SQL, the aim', ...whileWritten, least: 2.5 },
    {
      what: 'pages, writes, none asked twice: beside SQL',
      ...beside(page(askedAnew(withWrites(PROGRAM))), sqlWhileWritten),
    },
    {
      what: 'pages, writes, nothing kept: beside SQL',
      ...beside(page(madeAnew(withWrites(PROGRAM))), sqlWhileWritten),
    },
    {
      what: 'pages, the directory written: beside SQL',
      ...beside(page(withChanges(PROGRAM)), page(withChanges(SQL))),
      least: 1.7,
    },
    {
      what: 'pages, the directory written, none asked twice: beside SQL',
      ...beside(page(askedAnew(withChanges(PROGRAM))), page(withChanges(SQL))),
    },
    { what: 'pages, quiet: beside SQL', ...beside(page(PROGRAM), page(SQL)), least: 1.7 },
    { what: 'pages, quiet, none asked twice: beside SQL', ...beside(page(askedAnew(PROGRAM)), page(SQL)) },
    { what: 'pages, quiet, nothing kept: beside SQL', ...beside(page(madeAnew(PROGRAM)), page(SQL)) },
    { what: 'pages, quiet: beside PostGraphile', ...beside(page(PROGRAM), page(POSTGRAPHILE)), least: 4 },
    {
      what: 'pages, quiet, none asked twice: beside PostGraphile',
      ...beside(page(askedAnew(PROGRAM)), page(POSTGRAPHILE)),
    },
    {
      what: 'pages, quiet, nothing kept: beside PostGraphile',
      ...beside(page(madeAnew(PROGRAM)), page(POSTGRAPHILE)),
    },
    { what: 'pages, quiet: beside texts in memory', ...beside(page(PROGRAM), page(MEMORY)) },
    { what: 'pages, values AMBER: beside SQL', ...beside(page(withAmber(PROGRAM)), page(withAmber(SQL))) },
    {
      what: 'pages, values AMBER, the directory written: beside SQL',
      ...beside(page(withChanges(withAmber(PROGRAM))), page(withChanges(withAmber(SQL)))),
    },
    { what: 'search: beside SQL with trigrams', ...beside(found(PROGRAM), found(TRIGRAMS)), least: 12 },
    { what: 'search: beside SQL with bigrams', ...beside(found(PROGRAM), found(BIGRAMS)), least: 1.5 },
    { what: 'search, none asked twice: beside SQL with bigrams', ...beside(found(askedAnew(PROGRAM)), found(BIGRAMS)) },
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
  for (const { what, measured: value, unit, thrift, least, most } of goalsOf(measured)) {
    const figure = `${value.toFixed(value < 100 ? 2 : 0)} ${unit}`.padStart(11);
    const byWork = (thrift === undefined ? '' : `CPU ${thrift.toFixed(2)} x`).padStart(13);
    const goal = least !== undefined ? `at least ${least}` : most !== undefined ? `at most ${most}` : '';
    const isMet = least !== undefined ? value >= least : most !== undefined ? value <= most : undefined;
    const verdict = isMet === undefined ? '' : isMet ? 'met' : 'not met';
    console.log(`${what.padEnd(60)}${figure}${byWork}   ${goal.padEnd(14)}${verdict}`.trimEnd());
  }
}
