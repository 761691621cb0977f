import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Chance } from '../chance.js';
import { Endpoint } from '../liaison/endpoint.js';
import { KINDS, Population } from '../liaison/questions.js';
import { Subject } from '../liaison/subject.js';
import { nationId } from '../nation/ids.js';
import { HUBS } from '../nation/organizations.js';
import type { Size } from '../nation.js';
import { CHAIN, CHAIN_WITH_PATHS, chooseTargets } from './chains.js';
import { LoadGenerator, Peer } from './children.js';
import { Contest, printContest, type Contender, type Pace, type Result } from './contest.js';
import { POSTGRAPHILE_PROGRAM } from './installation.js';
import { POSTGRAPHILE_PAGE, PROGRAM_PAGE, PROGRAM_PAGE_ANEW, PROGRAM_PAGE_MADE } from './pages.js';
import { printProfile, profileOf } from './profile.js';
import { processorTime } from './processor-time.js';
import { comparePaths, printPaths, type PathsResult } from './pruned-paths.js';
import { FIRST, inventTerms, PROGRAM_SEARCH, requireAgreement, type Found } from './search-terms.js';
import {
  forPlain,
  forPostgraphile,
  forProgram,
  kindsInOrder,
  requireSameAnswers,
  turnPages,
  type Pages,
} from './turning-pages.js';
import { inventCampaign, inventWrites } from './writes.js';

/** How long it takes in all: about 45 times `rounds` times `milliseconds`, three times `pathSeconds`, and a minute or two. */
const PACES: Readonly<Record<Size, Pace & { readonly pathSeconds: number }>> = {
  S: { rounds: 3, milliseconds: 700, pathSeconds: 5 },
  M: { rounds: 5, milliseconds: 2_000, pathSeconds: 60 },
  L: { rounds: 5, milliseconds: 3_000, pathSeconds: 90 },
};

export const CONNECTIONS = [1, 16] as const;
const MANY = 16;
const WRITES_A_SECOND = 50;
const WRITERS = 8;
const CHANGES_A_SECOND = 20;
const QUESTIONS = 500;
/** In so many turns more is asked than the program keeps. */
const TURNS = 60;

export const PROGRAM = 'the program';
export const SQL = 'one statement of SQL';
export const POSTGRAPHILE = 'PostGraphile';
export const MEMORY = 'texts in memory';
export const TRIGRAMS = 'SQL with trigrams';
export const BIGRAMS = 'SQL with bigrams';
export const withWrites = (name: string) => `${name}, ${WRITES_A_SECOND} writes/s`;
/** While the directory itself is written, too. */
export const withChanges = (name: string) => `${name}, ${CHANGES_A_SECOND} changes/s`;
export const withAmber = (name: string) => `${name}, values AMBER`;
export const askedAnew = (name: string) => `${name}, none asked twice`;
export const madeAnew = (name: string) => `${name}, nothing kept`;
export const withPaths = (name: string) => `${name}, with introductions`;

const PATHS = `query ($from: ID!, $to: ID!) {
  introductionPaths(from: $from, to: $to) { trust people { id name } ties { strength trust lastMetAt } }
}`;

type Variables = Readonly<Record<string, unknown>>;

/** The program, the peers, and whoever asks them: each in a process of its own. */
export class Match {
  private readonly contest: Contest;
  private readonly population: Population;

  private constructor(
    private readonly databaseUrl: string,
    private readonly client: pg.Client,
    private readonly size: Size,
    private readonly folder: string,
    private readonly subject: Subject,
    private readonly endpoint: Endpoint,
    private readonly peers: Readonly<Record<'sql' | 'postgraphile' | 'memory' | 'trigrams' | 'bigrams', Peer>>,
    private readonly generators: readonly [asking: LoadGenerator, writing: LoadGenerator],
  ) {
    this.contest = new Contest(...generators, PACES[size], () => this.workSoFar());
    this.population = new Population(subject.app.directory);
  }

  static async open(databaseUrl: string, size: Size): Promise<Match> {
    const folder = await mkdtemp(join(tmpdir(), 'renkei-bench-'));
    const subject = await Subject.prepare(databaseUrl, {
      DATA_DIR: folder,
      COORDINATORS_OF_LAST_RESORT: HUBS.map((number) => nationId('Organization', number)).join(),
      // Whoever measures asks more than anybody may; it is counted all the same.
      LIMIT_REQUESTS_PER_MINUTE: '10000000',
      LIMIT_COST_PER_MINUTE: '999999999',
    });
    await subject.app.start();
    const endpoint = await Endpoint.open(subject.app, subject.token);
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    return new Match(
      databaseUrl,
      client,
      size,
      folder,
      subject,
      endpoint,
      {
        sql: await Peer.start('hand-written.js', databaseUrl),
        postgraphile: await Peer.start(POSTGRAPHILE_PROGRAM, databaseUrl),
        memory: await Peer.start('in-memory.js', databaseUrl),
        trigrams: await Peer.start('hand-written.js', databaseUrl, 'trigrams'),
        bigrams: await Peer.start('hand-written.js', databaseUrl, 'bigrams'),
      },
      [new LoadGenerator(), new LoadGenerator()],
    );
  }

  async close(): Promise<void> {
    for (const child of [...Object.values(this.peers), ...this.generators]) child.stop();
    this.endpoint.close();
    await this.client.end();
    await this.subject.app.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** While nothing has been written yet: SQL knows the ties of the beginning. */
  async paths(): Promise<PathsResult[]> {
    const results = await comparePaths(this.subject, this.databaseUrl, PACES[this.size].pathSeconds);
    printPaths(results);
    return results;
  }

  async pages(): Promise<ReadonlyMap<string, Result>[]> {
    const pages = await this.turnedPages();
    const { sql, postgraphile, memory } = this.peers;
    const [green, plain] = [pages.green.map(forProgram), pages.green.map(forPlain)];
    const pagesAnew = noneTwice(green, (turn) => ({ kind: kindsInOrder(turn) }));
    const anew = this.ofProgram(PROGRAM_PAGE_ANEW, pagesAnew);
    const made = this.ofProgram(
      PROGRAM_PAGE_MADE,
      pagesAnew.map((variables) => ({ ...variables, all: true })),
    );
    const [amber, plainAmber] = [this.ofProgram(PROGRAM_PAGE, pages.amber.map(forProgram)), pages.amber.map(forPlain)];
    const contenders: Contender[] = [
      { name: PROGRAM, load: this.ofProgram(PROGRAM_PAGE, green) },
      { name: askedAnew(PROGRAM), load: anew },
      { name: madeAnew(PROGRAM), load: made },
      { name: SQL, load: ofPeer(sql, plain) },
      { name: POSTGRAPHILE, load: ofPeer(postgraphile, pages.green.map(forPostgraphile), POSTGRAPHILE_PAGE) },
      { name: MEMORY, load: ofPeer(memory, plain) },
      { name: withWrites(PROGRAM), load: this.ofProgram(PROGRAM_PAGE, green), writes: this.writes },
      { name: askedAnew(withWrites(PROGRAM)), load: anew, writes: this.writes },
      { name: madeAnew(withWrites(PROGRAM)), load: made, writes: this.writes },
      { name: withWrites(SQL), load: ofPeer(sql, plain), writes: this.writes },
      { name: withChanges(PROGRAM), load: this.ofProgram(PROGRAM_PAGE, green), writes: this.changes },
      { name: askedAnew(withChanges(PROGRAM)), load: anew, writes: this.changes },
      { name: withChanges(SQL), load: ofPeer(sql, plain), writes: this.changes },
      { name: withAmber(PROGRAM), load: amber, settle: () => this.untilWrittenDown() },
      { name: withAmber(SQL), load: ofPeer(sql, plainAmber) },
      {
        name: withChanges(withAmber(PROGRAM)),
        load: amber,
        writes: this.changes,
        settle: () => this.untilWrittenDown(),
      },
      { name: withChanges(withAmber(SQL)), load: ofPeer(sql, plainAmber), writes: this.changes },
    ];
    const results: ReadonlyMap<string, Result>[] = [];
    for (const connections of CONNECTIONS) {
      results.push(await this.contest.hold(connections, contenders));
      printContest(`directory pages, connections: ${connections}`, results.at(-1)!, SQL);
    }
    return results;
  }

  async search(): Promise<ReadonlyMap<string, Result>[]> {
    const { trigrams, bigrams } = this.peers;
    const terms = inventTerms(this.subject.app.directory, new Chance(8)).map((text) => ({ text, first: FIRST }));
    for (const term of terms)
      requireAgreement(
        term,
        await this.endpoint.ask(PROGRAM_SEARCH, term),
        await Promise.all([trigrams, bigrams].map((peer) => peer.ask<Found>('', term))),
      );
    const termsAnew = noneTwice(terms, (turn, { text }) => ({ text: `${text}${' '.repeat(turn)}` }));
    const contenders: Contender[] = [
      { name: PROGRAM, load: this.ofProgram(PROGRAM_SEARCH, terms) },
      { name: askedAnew(PROGRAM), load: this.ofProgram(PROGRAM_SEARCH, termsAnew) },
      { name: TRIGRAMS, load: ofPeer(trigrams, terms) },
      { name: BIGRAMS, load: ofPeer(bigrams, terms) },
    ];
    const results: ReadonlyMap<string, Result>[] = [];
    for (const connections of CONNECTIONS) {
      results.push(await this.contest.hold(connections, contenders));
      printContest(`search, connections: ${connections}`, results.at(-1)!, BIGRAMS);
    }
    return results;
  }

  async chains(): Promise<ReadonlyMap<string, Result>> {
    const { green, amber } = await chooseTargets(this.subject.app.directory, this.endpoint, new Chance(9));
    const [from] = this.population.hubs;
    const load = this.ofProgram(
      CHAIN,
      green.map((to) => ({ to })),
    );
    const results = await this.contest.hold(MANY, [
      { name: PROGRAM, load },
      { name: withWrites(PROGRAM), load, writes: this.writes },
      {
        name: withPaths(PROGRAM),
        load: this.ofProgram(
          CHAIN_WITH_PATHS,
          green.map((to) => ({ to, from: from!.id })),
        ),
      },
      {
        name: withAmber(PROGRAM),
        load: this.ofProgram(
          CHAIN,
          amber.map((to) => ({ to })),
        ),
        settle: () => this.untilWrittenDown(),
      },
    ]);
    printContest(`contact chains, connections: ${MANY}`, results, PROGRAM);
    return results;
  }

  /** Introduction paths through the endpoint, by kind, and all kinds quiet and while it is written. */
  async introductions(): Promise<ReadonlyMap<string, Result>> {
    const chance = new Chance(10);
    const questionsOf = (kinds: typeof KINDS | readonly [(typeof KINDS)[number]]) =>
      Array.from({ length: QUESTIONS }, (_, turn) => {
        const { from, to } = this.population.ask(kinds[turn % kinds.length]!, chance);
        return { from: from.id, to: to.id };
      });
    const load = this.ofProgram(PATHS, questionsOf(KINDS));
    const results = await this.contest.hold(1, [
      { name: PROGRAM, load },
      { name: withWrites(PROGRAM), load, writes: this.writes },
      ...KINDS.map((kind) => ({ name: kind, load: this.ofProgram(PATHS, questionsOf([kind])) })),
    ]);
    printContest('introduction paths, connections: 1', results, PROGRAM);
    return results;
  }

  async profile(): Promise<void> {
    const { green } = await this.turnedPages();
    const load = this.ofProgram(PROGRAM_PAGE, green.map(forProgram));
    const milliseconds = 2 * PACES[this.size].milliseconds;
    printProfile(await profileOf(() => this.generators[0].put({ ...load, connections: MANY, milliseconds })));
  }

  private async turnedPages(): Promise<Pages> {
    const pages = await turnPages(this.endpoint, this.peers.postgraphile);
    await requireSameAnswers([...pages.green, ...pages.amber], this.endpoint, this.peers);
    return pages;
  }

  private get writes(): NonNullable<Contender['writes']> {
    return { ...this.address, bodies: inventWrites(this.population), connections: WRITERS, perSecond: WRITES_A_SECOND };
  }

  private get changes(): NonNullable<Contender['writes']> {
    const bodies = inventCampaign(this.subject.app.directory);
    return { ...this.address, bodies, connections: WRITERS, perSecond: CHANGES_A_SECOND };
  }

  private get address(): { port: number; token: string } {
    const { app, token } = this.subject;
    return { port: (app.server.server.address() as AddressInfo).port, token };
  }

  private ofProgram(query: string, variables: readonly Variables[]): Contender['load'] {
    return { ...this.address, bodies: variables.map((each) => JSON.stringify({ query, variables: each })) };
  }

  private async workSoFar(): Promise<number> {
    const { rows } = await this.client.query<{ pid: number }>(
      'select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    const servers = [process.pid, ...Object.values(this.peers).map(({ pid }) => pid)];
    return processorTime([...servers, ...rows.map(({ pid }) => pid)]);
  }

  /** What an answer with AMBER values leaves to do: until it is all in the database, and in the tree. */
  private async untilWrittenDown(): Promise<void> {
    for (let before = ''; ;) {
      const { rows } = await this.client.query<{ events: string; leaves: string }>(
        'select (select count(*) from audit_event) as events, (select count(*) from audit_leaf) as leaves',
      );
      const { events, leaves } = rows[0]!;
      if (events === before && leaves === events) return;
      before = events;
      await sleep(300);
    }
  }
}

/** The same questions again and again, of which no two are alike to whoever keeps answers: they differ in what changes none. Records in them are the same, and kept. */
function noneTwice<V extends Variables>(
  variables: readonly V[],
  differing: (turn: number, variables: V) => Partial<V> | Variables,
): Variables[] {
  return Array.from({ length: TURNS }, (_, turn) =>
    variables.map((each) => ({ ...each, ...differing(turn, each) })),
  ).flat();
}

function ofPeer({ port }: Peer, variables: readonly object[], query = ''): Contender['load'] {
  return { port, bodies: variables.map((each) => JSON.stringify({ query, variables: each })) };
}
