/**
 * What it costs that whoever is told a contact value is written down first: `npm run bench:readings` asks for contact chains
 * of the demo over 16 connections, in turn with the journal and without, in one run.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createDataSource } from '../ormconfig.js';
import { seedDemo } from '../seeds/demo.js';
import { seedReference } from '../seeds/reference.js';
import { Journal } from '../src/access/audit/journal.js';
import { issueToken } from '../src/access/issue-token.js';
import { Role } from '../src/access/viewer.js';
import { createApp } from '../src/app.js';
import { readConfig } from '../src/config.js';
import { startEmbedded } from '../src/database/embedded.js';
import { migrate } from '../src/database/migrate.js';
import { quantile } from './timing.js';

const CONNECTIONS = 16;
const ROUND_MS = 4_000;
const ROUNDS = 5;
const CHAIN = `query Duty($to: ID!) {
  contactChain(to: $to) { steps { rank reason organization { name } pointOfContact { person { name } } channels { kind value isOpen } } }
}`;

/** What a round was like; latencies in ms, ascending. */
type Latencies = readonly number[];

/** In a process of its own, so that whoever asks does not take the time of whoever answers. */
async function ask(url: string, token: string, to: readonly string[]): Promise<Latencies> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const latencies: number[] = [];
  const until = performance.now() + ROUND_MS;
  const connection = async (number: number) => {
    for (let count = number; performance.now() < until; count += 1) {
      const start = performance.now();
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const answer = await new Promise<string>((resolve, reject) => {
        request(url, { method: 'POST', agent, headers }, (response) => void text(response).then(resolve, reject))
          .on('error', reject)
          .end(JSON.stringify({ query: CHAIN, variables: { to: to[count % to.length] } }));
      });
      latencies.push(performance.now() - start);
      if (answer.includes('"errors"') || !answer.includes('"value":"')) throw new Error(`Refused: ${answer}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, number) => connection(number)));
  agent.destroy();
  return latencies.sort((a, b) => a - b);
}

async function askElsewhere(...values: readonly unknown[]): Promise<Latencies> {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(values)]);
  const [answer] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as unknown[];
  if (typeof answer !== 'object' || answer === null) throw new Error('Whoever asks has failed.');
  return answer as Latencies;
}

async function measure(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'renkei-bench-'));
  const embedded = await startEmbedded({ dataDirectory: folder });
  const db = await createDataSource(embedded.url, 2).initialize();
  await migrate(db);
  await seedReference(db);
  await seedDemo(db);
  const token = await issueToken(db, { name: 'bench', role: Role.OPERATOR, organizationId: null });
  const rows: { id: string }[] = await db.query(
    `select distinct c.organization_id as id from csirt c join contact_channel h on h.csirt_id = c.id where h.tlp not in ('CLEAR', 'GREEN')`,
  );
  await db.destroy();
  const config = readConfig({
    DATA_DIR: folder,
    LIMIT_REQUESTS_PER_MINUTE: '10000000',
    LIMIT_COST_PER_MINUTE: '999999999',
  });
  const app = await createApp(config, embedded.url, pino({ level: 'silent' }));
  try {
    await app.server.listen({ host: '127.0.0.1', port: 0 });
    await app.start();
    const { port } = app.server.server.address() as { port: number };
    const round = () =>
      askElsewhere(
        `http://127.0.0.1:${port}/graphql`,
        token,
        rows.map(({ id }) => id),
      );
    await round();
    const patched = Journal.prototype as { append: unknown };
    const { append } = patched;
    const results = { with: [] as Latencies[], without: [] as Latencies[] };
    for (let count = 0; count < ROUNDS; count += 1) {
      results.with.push(await round());
      patched.append = () => Promise.resolve();
      results.without.push(await round());
      patched.append = append;
    }
    const perSecond = (all: readonly Latencies[]) =>
      all.map(({ length }) => (length * 1_000) / ROUND_MS).sort((a, b) => a - b)[ROUNDS >> 1]!;
    const [on, off] = [perSecond(results.with), perSecond(results.without)];
    console.log(`contact chains a second over ${CONNECTIONS} connections, the median of ${ROUNDS} rounds:`);
    for (const [name, all, rate] of [
      ['with the journal', results.with, on],
      ['without', results.without, off],
    ] as const) {
      const latencies = all.flat().sort((a, b) => a - b);
      console.log(
        `${name.padEnd(20)}${rate.toFixed(0).padStart(7)}   p50 ${quantile(latencies, 0.5).toFixed(1)} ms, p99 ${quantile(latencies, 0.99).toFixed(1)} ms`,
      );
    }
    console.log(`ratio ${(on / off).toFixed(2)}`);
  } finally {
    await app.stop();
    await embedded.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === undefined) await measure();
else {
  const values = JSON.parse(process.argv[2]) as [string, string, string[]];
  process.send!(await ask(...values), () => process.exit());
}
