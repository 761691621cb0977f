import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { generateKey } from 'openpgp';
import { Client, World } from '../harness.js';
import { registerOrganization, registerPerson } from '../scenario.js';
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
