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
 */
const PRUNED = `
with near1 as materialized (
  select distinct on (other) other as person, trust, person as "end" from bench.tie where person = any($1) order by other, trust desc
), far1 as materialized (
  select distinct on (other) other as person, trust, person as "end" from bench.tie where person = any($2) order by other, trust desc
), bound as materialized (
  select coalesce((select max(near1.trust * far1.trust) from near1 join far1 using (person)), 0) as least,
    (select max(trust) from near1) as near, (select max(trust) from far1) as far
), near2 as (
  select distinct on (tie.other) tie.other as person, near1.trust * tie.trust as trust, near1."end", near1.person as via
  from near1 cross join bound cross join lateral (
    select other, trust from bench.tie where person = near1.person and trust > bound.least / (near1.trust * bound.far)
  ) tie
  order by tie.other, 2 desc
), far2 as (
  select distinct on (tie.other) tie.other as person, far1.trust * tie.trust as trust, far1."end", far1.person as via
  from far1 cross join bound cross join lateral (
    select other, trust from bench.tie where person = far1.person and trust > bound.least / (far1.trust * bound.near)
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

export interface PathsResult {
  readonly kind: string;
  /** Of all questions, the program alone. */
  readonly program: Times;
  /** Of those for which there was time. */
  readonly sql: Times;
  /** How many times as long SQL took, asked in turn: the median over the questions. */
  readonly ratio: number;
  /** Of how many questions the best path has another trust. */
  readonly differing: number;
}

/** The best 3 paths of the program; and in turn with it, question by question, the best one of SQL. */
export async function comparePaths(subject: Subject, databaseUrl: string, seconds: number): Promise<PathsResult[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`set work_mem = '512MB'`);
    const { rows } = await client.query<{ id: string; number: number }>('select id, number from bench.person');
    const numbers = new Map(rows.map(({ id, number }) => [id, number]));
    const { directory } = subject.app;
    const endsOf = (end: Person | Organization) =>
      (end instanceof Person ? [end] : directory.peopleAt(end.id, NOW)).map(({ id }) => numbers.get(id)!);
    const askProgram = async (question: Question) => {
      const request = { ...question, at: NOW, first: FIRST, maxHops: MOST_TIES };
      return (await subject.introductions.paths(subject.request(), request))[0]?.trust ?? 0;
    };
    const askSql = async ({ from, to }: Question) => {
      const values = [endsOf(from), endsOf(to)];
      const answer = await client.query<{ trust: number }>({ name: 'pruned', text: PRUNED, values });
      return answer.rows[0]?.trust ?? 0;
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
      const [sql, ratios] = [[] as number[], [] as number[]];
      let differing = 0;
      const until = performance.now() + seconds * 1_000;
      for (const question of questions) {
        if (performance.now() > until) break;
        let [own, other] = [Infinity, Infinity];
        let [found, foundBySql] = [0, 0];
        for (let turn = 0; turn < TURNS; turn += 1) {
          const start = performance.now();
          found = await askProgram(question);
          const middle = performance.now();
          foundBySql = await askSql(question);
          own = Math.min(own, middle - start);
          other = Math.min(other, performance.now() - middle);
        }
        if (Math.abs(found - foundBySql) > EQUAL * found) differing += 1;
        sql.push(other);
        ratios.push(other / own);
      }
      results.push({ kind, program, sql: sql.sort((a, b) => a - b), ratio: median(ratios), differing });
    }
    return results;
  } finally {
    await client.end();
  }
}

export function printPaths(results: readonly PathsResult[]): void {
  const heads = ['n', 'p50 ms', 'p99 ms', 'n of SQL', 'p50 ms', 'p99 ms', 'beside', 'differing'];
  const title = 'best 3 paths in the process, beside the best of SQL';
  console.log(`\n${title.padEnd(52)}${heads.map((head) => head.padStart(10)).join('')}`);
  for (const { kind, program, sql, ratio, differing } of results) {
    const columns = [program, sql].flatMap((times, place) => [
      String(times.length),
      ...[0.5, 0.99].map((q) => quantile(times, q).toFixed(place === 0 ? 2 : 0)),
    ]);
    const line = [...columns, `${ratio.toFixed(1)}x`, String(differing)].map((text) => text.padStart(10));
    console.log(kind.padEnd(52) + line.join(''));
  }
}
