import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { generateKey } from 'openpgp';
import pg from 'pg';
import { ReadingBeside } from '../../src/kernel/reading-beside.js';
import { LiaisonBook } from '../../src/liaison/book.js';
import { DEFAULT_WEIGHTS } from '../../src/liaison/ties/strength.js';
import { Client, World } from '../harness.js';
import { recordEncounter, registerOrganization, registerPerson } from '../scenario.js';
import { MUTATIONS, randomWrite, type Step } from './random-writes.js';

let world: World;
let writers: Client[];
let urls: string[];
let armored: string;

beforeAll(async () => {
  world = await World.start();
  const first = await world.as('OPERATOR');
  const url = await world.addProcess();
  const second = await world.as('LIAISON_OFFICER', null, url);
  urls = [world.url, url];
  // Two at each process: one process takes in its own writes and those of the other.
  writers = [first, new Client(url, first.token), second, new Client(world.url, second.token)];
  for (let count = 0; count < 3; count += 1) {
    const organization = await registerOrganization(first);
    for (let people = 0; people < 6; people += 1) await registerPerson(first, organization);
  }
  ({ publicKey: armored } = await generateKey({ userIDs: [{ name: 'Example', email: 'csirt@bank.example' }] }));
});
afterAll(() => world?.stop());

const die = fc.nat({ max: 999 });
const step: fc.Arbitrary<Step> = fc.record({
  mutation: fc.nat({ max: MUTATIONS - 1 }),
  dice: fc.tuple(die, die, die, die),
});
const work = fc.array(step, { minLength: 45, maxLength: 55 });

/** What a process knows, by the answers of its search too: the index of it is no part of the dump. */
async function everythingOf(place: number): Promise<unknown> {
  const app = world.apps[place]!;
  const asked = new Client(urls[place]!, writers[0]!.token);
  const search = (text: string) =>
    asked.ask<unknown>('query($t: String!) { search(text: $t, first: 100) { matched score node { id } } }', {
      t: text,
    });
  return {
    directory: app.directory.dump(),
    liaison: app.liaison.dump(),
    credentials: app.credentials.dump(),
    found: await Promise.all(['例示', 'example', 'EX', 'レイジ'].map(search)),
  };
}

test('a book kept current while several write equals a rebuilt one, bit for bit', async () => {
  const done: boolean[] = [];
  const oneWriter = async (steps: readonly Step[], place: number) => {
    const by = writers[place]!;
    const app = world.apps[by.url === world.url ? 0 : 1]!;
    for (const each of steps) done.push(await randomWrite(by, app, each, armored));
  };
  await fc.assert(
    fc.asyncProperty(fc.tuple(work, work, work, work), async (works) => {
      // What is settled before the first write is kept current by each, and not made at the end in one go.
      for (const { liaison } of world.apps) liaison.settle();
      await Promise.all(works.map(oneWriter));
      for (const { follower } of world.apps) await follower.catchUp();
      urls.push(await world.addProcess());
      const fresh = await everythingOf(urls.length - 1);
      expect(await everythingOf(0)).toStrictEqual(fresh);
      expect(await everythingOf(1)).toStrictEqual(fresh);
    }),
    { numRuns: 2, endOnFailure: true },
  );
  // Where little is done, little is compared.
  expect(done.filter(Boolean).length).toBeGreaterThan(done.length / 3);
  expect(world.apps[0]!.liaison.encounters.size).toBeGreaterThan(10);
});

test('a book whose encounters a thread read is the same, and knows nothing that its snapshot does not show', async () => {
  // The program as it was built: a thread runs no TypeScript.
  const program = new URL('../../dist/src/liaison/encounters/encounter-thread.js', import.meta.url);
  const { databaseUrl } = world;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const { rows } = await client.query<{ snapshot: string }>('select pg_export_snapshot() as snapshot');
    const app = world.apps[0]!;
    const [before, known] = [app.liaison.dump(), app.liaison.encounters.size];
    const host = await registerOrganization(writers[0]!);
    const people = [await registerPerson(writers[0]!, host), await registerPerson(writers[0]!, host)];
    await recordEncounter(writers[0]!, host, people);
    expect(app.liaison.encounters.size).toBe(known + 1);

    const order = { databaseUrl, snapshot: rows[0]!.snapshot, table: 'encounter' };
    const answer = await new ReadingBeside(order, program, fail).answer;
    expect(answer!.rows).toBe(known);
    const book = new LiaisonBook(app.directory, DEFAULT_WEIGHTS);
    for (const _ of book.takeRead('encounter', answer!.read));
    const past = await client.query<{ image: object }>(
      `select image from row_history where table_name = 'encounter' order by row_id, version`,
    );
    for (const { image } of past.rows) book.take('encounter', { ...image });
    for (const _ of book.settling());
    expect(book.dump()).toStrictEqual(before);
    expect(past.rows.length).toBeGreaterThan(0);
    expect(book.readerOf('encounter')).toBeUndefined();
  } finally {
    await client.end();
  }
});

function fail(error: unknown): never {
  throw error;
}
