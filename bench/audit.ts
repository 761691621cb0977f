/**
 * What recording costs: transactions per second of 16 clients with and without an event in each, in turn, on a PostgreSQL that
 * syncs every commit. `npm run bench:audit`.
 */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createDataSource } from '../ormconfig.js';
import { registerKey } from '../src/access/audit/insert.js';
import { Sequencer } from '../src/access/audit/sequencer.js';
import { SigningKey } from '../src/access/audit/signing-key.js';
import { WriteRecorder } from '../src/access/audit/write-record.js';
import { startEmbedded } from '../src/database/embedded.js';
import { migrate } from '../src/database/migrate.js';
import { Organization, OrganizationKind, Sector } from '../src/directory/organization.js';
import { Book } from '../src/kernel/book.js';
import { systemClock } from '../src/kernel/clock.js';
import { Follower } from '../src/kernel/follower.js';
import { IdempotencyKeys } from '../src/kernel/idempotency.js';
import { newId } from '../src/kernel/ids.js';
import { Writes, type Author, type Recorder } from '../src/kernel/writes.js';
import { quantile } from './timing.js';

const CLIENTS = 16;
const ROUNDS = 8;
const ROUND_MS = 3_000;

const AUTHOR: Author = {
  action: 'registerOrganization',
  viewer: { credentialId: newId('ApiKey'), name: 'Example', role: 'OPERATOR', organizationId: null },
  origin: { address: '192.0.2.1', requestId: 'example', onBehalfOf: null, purpose: null },
};

const folder = join(tmpdir(), `renkei-bench-audit-${userInfo().uid}`);
// Autovacuum is a superuser's, whom the owner of a database may not turn out of it.
const embedded = await startEmbedded({ dataDirectory: folder, settings: { autovacuum: 'off' } });
const name = `audit_${randomBytes(4).toString('hex')}`;
const owner = new pg.Client({ connectionString: embedded.url });
await owner.connect();
await owner.query(`create database ${name}`);
const url = Object.assign(new URL(embedded.url), { pathname: `/${name}` }).href;

const db = await createDataSource(url, CLIENTS).initialize();
await migrate(db);
const key = SigningKey.generate();
await registerKey((sql, values) => db.query(sql, [...values]), key);
const book = new Book([]);
const follower = new Follower(url, book, (what, error) => console.error(what, error));
await follower.start();
const sequencer = new Sequencer(url, key, join(folder, name), Date.now, (what, error) => console.error(what, error));
sequencer.start();

const nothing: Recorder = { statementFor: () => '' };
const events = new WriteRecorder(key, systemClock, () => []);
const writesWith = (recorder: Recorder) =>
  new Writes(db, book, follower, new IdempotencyKeys(db), systemClock, {}, recorder);

/** Transactions per second, and milliseconds of each. */
async function round(writes: Writes): Promise<{ rate: number; times: number[] }> {
  const times: number[] = [];
  const started = performance.now();
  const client = async () => {
    while (performance.now() - started < ROUND_MS) {
      const begun = performance.now();
      await writes.perform(AUTHOR, undefined, async (tx) => {
        const id = newId('Organization');
        await tx.insert(Organization, {
          id,
          name: `例示 ${id}`,
          nameEn: null,
          kana: null,
          kind: OrganizationKind.COMPANY,
          sector: Sector.OTHER,
          corporateNumber: null,
          website: null,
          observer: false,
          parentId: null,
          dissolvedOn: null,
          successorId: null,
        });
        return id;
      });
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return { rate: (times.length * 1000) / (performance.now() - started), times };
}

const kinds = { without: writesWith(nothing), with: writesWith(events) };
const rates: Record<keyof typeof kinds, number[]> = { without: [], with: [] };
const times: Record<keyof typeof kinds, number[]> = { without: [], with: [] };
await round(kinds.with);
for (let turn = 0; turn < ROUNDS; turn += 1)
  // What goes first is not always the same.
  for (const kind of turn % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const)) {
    const measured = await round(kinds[kind]);
    rates[kind].push(measured.rate);
    times[kind].push(...measured.times);
  }
const median = (values: number[]) =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
console.log(`${CLIENTS} clients, ${ROUNDS} rounds of ${ROUND_MS / 1000} s each`);
for (const kind of ['without', 'with'] as const) {
  const sorted = times[kind].sort((a, b) => a - b);
  const [p50, p99] = [quantile(sorted, 0.5).toFixed(1), quantile(sorted, 0.99).toFixed(1)];
  console.log(
    `${kind.padEnd(8)} ${median(rates[kind]).toFixed(0).padStart(6)} writes/s   p50 ${p50} ms   p99 ${p99} ms`,
  );
}
console.log(`with / without: ${(median(rates.with) / median(rates.without)).toFixed(2)}`);

await sequencer.stop();
await follower.stop();
await db.destroy();
await owner.query(`drop database ${name} with (force)`);
await owner.end();
await rm(join(folder, name), { recursive: true, force: true });
await embedded.stop();
