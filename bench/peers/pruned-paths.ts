import pg from 'pg';
import type { Organization } from '../../src/directory/organization.js';
import { Person } from '../../src/directory/person.js';
import { MOST_TIES } from '../../src/liaison/paths/introductions.js';
import { Chance } from '../chance.js';
import { KINDS, Population, type Kind, type Question } from '../liaison/questions.js';
import type { Subject } from '../liaison/subject.js';
import { NOW } from '../nation/calendar.js';
import { quantile, timesOf, type Times } from '../timing.js';
import { median } from './contest.js';

const FIRST = 3;
const QUESTIONS = 500;
const TURNS = 3;
/** Trusts that differ by less are equal: they are sums of the same numbers in different orders. */
const EQUAL = 1e-9;

/**
 * The best path of up to four ties from some persons to others, in one statement: from both ends at once, and of each row
 * only as much as may still be better than the best path of two ties. The persons in between come with it.
 *
 * @param table whose rows begin with the strongest.
 */
const pruned = (table: string) => `
with near1 as materialized (
  select distinct on (other) other as person, trust, person as "end" from ${table} where person = any($1) order by other, trust desc
), far1 as materialized (
  select distinct on (other) other as person, trust, person as "end" from ${table} where person = any($2) order by other, trust desc
), bound as materialized (
  select coalesce((select max(near1.trust * far1.trust) from near1 join far1 using (person)), 0) as least,
    (select max(trust) from near1) as near, (select max(trust) from far1) as far
), near2 as (
  select distinct on (tie.other) tie.other as person, near1.trust * tie.trust as trust, near1."end", near1.person as via
  from near1 cross join bound cross join lateral (
    select other, trust from ${table} where person = near1.person and trust > bound.least / (near1.trust * bound.far)
  ) tie
  order by tie.other, 2 desc
), far2 as (
  select distinct on (tie.other) tie.other as person, far1.trust * tie.trust as trust, far1."end", far1.person as via
  from far1 cross join bound cross join lateral (
    select other, trust from ${table} where person = far1.person and trust > bound.least / (far1.trust * bound.near)
  ) tie
  order by tie.other, 2 desc
), near as (
  select person, 1::float8 as trust, person as "end", null::int as via from unnest($1::int[]) person
  union all select person, trust, "end", null from near1
  union all select person, trust, "end", via from near2
), far as (
  select person, 1::float8 as trust, person as "end", null::int as via from unnest($2::int[]) person
  union all select person, trust, "end", null from far1
  union all select person, trust, "end", via from far2
)
select near.trust * far.trust as trust, near."end" as "from", near.via as a, person as b, far.via as c, far."end" as "to"
from near join far using (person) order by 1 desc limit 1`;

/** What SQL reads: the ties that the program knows as well, or all pairs who met, of which most are no ties (see `ground.ts`). */
const TABLES = { ties: 'bench.tie', acquaintances: 'bench.acquaintance' } as const;
type Table = keyof typeof TABLES;
const NAMES = Object.keys(TABLES) as Table[];

/** Planned for a database that lies in memory, as this one does; to compile a plan would take longer than to run it. */
const IN_MEMORY = `
set work_mem = '512MB'; set jit = off; set random_page_cost = 1.1; set effective_cache_size = '12GB';`;

interface BySql {
  /** Of those questions for which there was time. */
  readonly times: Times;
  /** How many times as long SQL took, asked in turn: the median over the questions. */
  readonly ratio: number;
}

export interface PathsResult {
  readonly kind: string;
  /** Of all questions, the program alone. */
  readonly program: Times;
  /** Of those that SQL was asked as well, in turn with it: whatever the processor keeps at hand is SQL's by then. */
  readonly inTurn: Times;
  readonly sql: Readonly<Record<Table, BySql>>;
  /** Of how many questions the best path has another trust, of the ties that the program knows as well. */
  readonly differing: number;
}

/** The best 3 paths of the program; and in turn with it, question by question, the best one of SQL by either table. */
export async function comparePaths(subject: Subject, databaseUrl: string, seconds: number): Promise<PathsResult[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(IN_MEMORY);
    await subject.untilSettled();
    const { rows } = await client.query<{ id: string; number: number }>('select id, number from bench.person');
    const numbers = new Map(rows.map(({ id, number }) => [id, number]));
    const { directory } = subject.app;
    const endsOf = (end: Person | Organization) =>
      (end instanceof Person ? [end] : directory.peopleAt(end.id, NOW)).map(({ id }) => numbers.get(id)!);
    const askProgram = async (question: Question) => {
      const request = { ...question, at: NOW, first: FIRST, maxHops: MOST_TIES };
      return (await subject.introductions.paths(subject.request(), request))[0]?.trust ?? 0;
    };
    const askSql = async ({ from, to }: Question, table: Table) => {
      const values = [endsOf(from), endsOf(to)];
      const answer = await client.query<{ trust: number }>({ name: table, text: pruned(TABLES[table]), values });
      return answer.rows[0]?.trust ?? 0;
    };
    const timed = async (ask: () => Promise<number>) => {
      const start = performance.now();
      const trust = await ask();
      return { trust, time: performance.now() - start };
    };
    /** Several times in turn; of each the best. */
    const askInTurn = async (question: Question) => {
      const best = { program: Infinity, ties: Infinity, acquaintances: Infinity };
      let isSame = true;
      for (let turn = 0; turn < TURNS; turn += 1) {
        const own = await timed(() => askProgram(question));
        best.program = Math.min(best.program, own.time);
        for (const table of NAMES) {
          const { trust, time } = await timed(() => askSql(question, table));
          best[table] = Math.min(best[table], time);
          if (table === 'ties') isSame = Math.abs(own.trust - trust) <= EQUAL * own.trust;
        }
      }
      return { best, isSame };
    };

    const population = new Population(directory);
    const chance = new Chance(6);
    /** Nobody is at both ends: SQL would find a path of no tie. */
    const questionOf = (kind: Kind): Question => {
      const question = population.ask(kind, chance);
      const ends = new Set(endsOf(question.from));
      return endsOf(question.to).some((person) => ends.has(person)) ? questionOf(kind) : question;
    };
    const results: PathsResult[] = [];
    for (const kind of KINDS) {
      const questions = Array.from({ length: QUESTIONS }, () => questionOf(kind));
      const program = await timesOf(questions, askProgram);
      const asked: Awaited<ReturnType<typeof askInTurn>>[] = [];
      const until = performance.now() + seconds * 1_000;
      for (const question of questions) {
        if (performance.now() > until) break;
        asked.push(await askInTurn(question));
      }
      const sorted = (of: keyof (typeof asked)[number]['best']) =>
        asked.map(({ best }) => best[of]).sort((a, b) => a - b);
      const beside = (table: Table): BySql => ({
        times: sorted(table),
        ratio: median(asked.map(({ best }) => best[table] / best.program)),
      });
      results.push({
        kind,
        program,
        inTurn: sorted('program'),
        sql: { ties: beside('ties'), acquaintances: beside('acquaintances') },
        differing: asked.filter(({ isSame }) => !isSame).length,
      });
    }
    return results;
  } finally {
    await client.end();
  }
}

export function printPaths(results: readonly PathsResult[]): void {
  const heads = ['n', 'p50 ms', 'p99 ms', 'beside', 'differing'];
  console.log(`\n${'best 3 paths in the process, the best one of SQL'.padEnd(60)}${inColumns(heads)}`);
  for (const { kind, program, inTurn, sql, differing } of results) {
    const line = (who: string, times: Times, ...rest: readonly string[]) => {
      const quantiles = [0.5, 0.99].map((q) => quantile(times, q).toFixed(2));
      console.log(`${kind}, ${who}`.padEnd(60) + inColumns([String(times.length), ...quantiles, ...rest]));
    };
    const beside = ({ ratio }: BySql) => `${ratio.toFixed(1)}x`;
    line('by itself', program);
    line('in turn with SQL', inTurn);
    line('SQL over ties, with the floor', sql.ties.times, beside(sql.ties), String(differing));
    line('SQL over all who met', sql.acquaintances.times, beside(sql.acquaintances));
  }
}

function inColumns(texts: readonly string[]): string {
  return texts.map((text) => text.padStart(10)).join('');
}
