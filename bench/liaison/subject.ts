import { Pacer } from '../../src/kernel/pacer.js';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { BreakGlass } from '../../src/access/break-glass.js';
import { hashToken, newToken } from '../../src/access/credentials.js';
import type { Origin } from '../../src/access/origin.js';
import { scopesOf } from '../../src/access/policy.js';
import { Role, type Viewer } from '../../src/access/viewer.js';
import { createApp, type App } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { Context, NodeSources, type Services } from '../../src/directory/context.js';
import type { Organization } from '../../src/directory/organization.js';
import { Introductions } from '../../src/liaison/paths/introductions.js';
import { Communities } from '../../src/liaison/community/communities.js';
import { Networks } from '../../src/liaison/networks.js';
import { OrganizationTies } from '../../src/liaison/ties/organization-ties.js';
import { Threads } from '../../src/liaison/threads/threads.js';
import { LiaisonSights } from '../../src/liaison/sight.js';
import { Ties } from '../../src/liaison/ties/ties.js';
import { newId } from '../../src/kernel/ids.js';
import { NOW } from '../nation/calendar.js';

const OPERATOR: Viewer = {
  credentialId: 'bench',
  name: 'operator',
  role: Role.OPERATOR,
  organizationId: null,
  personId: null,
  scopes: scopesOf(Role.OPERATOR),
  documentSet: null,
  expiresAt: null,
};
const HERE: Origin = { address: '::1', requestId: 'bench', onBehalfOf: null, purpose: null };

/** The program over a nation, at the nation's last evening, asked in the process and through its endpoint. */
export class Subject {
  readonly ties: Ties;
  readonly organizationTies: OrganizationTies;
  readonly introductions: Introductions;
  readonly networks: Networks;
  readonly communities: Communities;
  private readonly services: Services;

  private constructor(
    readonly app: App,
    /** Of an operator. */
    readonly token: string,
    clock: { now(): number },
  ) {
    const sights = new LiaisonSights(app.liaison);
    this.ties = new Ties(app.liaison, sights);
    this.organizationTies = new OrganizationTies(app.liaison, sights);
    this.introductions = new Introductions(app.liaison, sights, this.ties);
    const threads = new Threads();
    this.networks = new Networks(app.liaison, sights, threads);
    this.communities = new Communities(app.liaison, this.networks, threads, sights);
    // Nothing is written, and no node is asked for or followed, by whoever asks in the process.
    const { book: whole, directory: book } = app;
    this.services = {
      clock,
      whole,
      book,
      nodes: new NodeSources([]),
      writes: undefined as never,
      changedNodes: undefined as never,
      glass: new BreakGlass(),
      pacer: new Pacer(),
    };
  }

  /** Not started yet. @param environment of its configuration */
  static async prepare(databaseUrl: string, environment: NodeJS.ProcessEnv = {}): Promise<Subject> {
    const since = performance.now();
    const clock = { now: () => Math.floor(NOW + performance.now() - since) };
    const token = await issueOperator(databaseUrl);
    const DATA_DIR = environment['DATA_DIR'] ?? (await mkdtemp(join(tmpdir(), 'renkei-bench-')));
    const config = readConfig({ ...environment, DATA_DIR });
    const app = await createApp(config, databaseUrl, pino({ level: 'silent' }), clock);
    return new Subject(app, token, clock);
  }

  /** Waits until all is there that is made while nobody asks. */
  async untilSettled(): Promise<void> {
    while (!this.app.liaison.steps.isSettled) await setTimeout(50);
  }

  /** A request of its own, as an operator, or as a member of an organization. */
  request(memberOf?: Organization): Context {
    const viewer = memberOf ? { ...OPERATOR, role: Role.MEMBER, organizationId: memberOf.id } : OPERATOR;
    return new Context({ viewer, origin: HERE }, this.services);
  }
}

/** With the nation's moments, and not today's: the book's newest moment is everybody's now. */
async function issueOperator(databaseUrl: string): Promise<string> {
  const token = newToken();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `insert into api_key (id, created_at, changed_at, name, role, token_hash) values ($1, $2, $2, 'bench', $3, $4)`,
    [newId('ApiKey'), new Date(NOW), Role.OPERATOR, hashToken(token)],
  );
  await client.end();
  return token;
}
