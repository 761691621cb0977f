import { afterEach, describe, expect, test } from '@jest/globals';
import { Client, World } from '../harness.js';
import { Author } from '../worlds/author.js';
import { dayStart } from '../worlds/calendar.js';
import {
  addContactChannel,
  retireContactChannel,
  updateContactChannel,
  verifyContactChannel,
} from '../worlds/channels.js';
import { Chronicle, COMMUNITY_ZONE } from '../worlds/chronicle.js';
import {
  disbandCsirt,
  dissolveOrganization,
  establishCsirt,
  joinNetwork,
  leaveNetwork,
  registerNetwork,
  registerOrganization,
  updateCsirt,
  updateOrganization,
} from '../worlds/organizations.js';
import {
  addPosition,
  appointPointOfContact,
  endPointOfContact,
  endPosition,
  registerPerson,
  transferPerson,
  updatePerson,
} from '../worlds/people.js';
import { AT_ONCE, Inquiry, type Questioner } from './questions.js';
import { INDICATORS } from '../worlds/pools.js';
import { Random } from '../worlds/random.js';
import { BEGIN, LONGEST_MS, SEEDS } from '../worlds/seeds.js';
import { askerAmong, type Asker } from '../worlds/sight.js';

/** Whole worlds are compared at once, in questions larger than a portal may ask. */
const ASKING_MUCH = { LIMIT_NODES: '1000000', LIMIT_COST: '100000000', LIMIT_COST_PER_MINUTE: '900000000' };

const WRITES = 120;
const WRITES_BETWEEN_LOOKS = 30;
const PAST_MOMENTS = 12;
const DAY = 86_400_000;

const ACTIONS: readonly (readonly [weight: number, act: (author: Author) => Promise<void>])[] = [
  [2, registerOrganization],
  [7, updateOrganization],
  [2.5, dissolveOrganization],
  [7, establishCsirt],
  [4, updateCsirt],
  [1.5, disbandCsirt],
  [8, registerPerson],
  [2, updatePerson],
  [5, transferPerson],
  [3, addPosition],
  [4, endPosition],
  [13, appointPointOfContact],
  [3, endPointOfContact],
  [30, addContactChannel],
  [14, verifyContactChannel],
  [5, updateContactChannel],
  [3, retireContactChannel],
  [4, registerNetwork],
  [10, joinNetwork],
  [3, leaveNetwork],
];

let world: World;
afterEach(() => world.stop());

describe('The endpoint answers what the definitions say, in a world of random writes', () => {
  test.each(SEEDS)(
    'seed %i',
    async (seed) => {
      world = await World.start({ environment: ASKING_MUCH });
      world.clock.move(BEGIN - world.clock.now());
      const random = new Random(seed);
      const chronicle = new Chronicle();
      const author = new Author(world, chronicle, random);
      const organizations = random.between(4, 8);
      while (chronicle.organizations.length < organizations) await registerOrganization(author);

      for (let count = 1; count <= WRITES; count += 1) {
        await random.weighted(ACTIONS)(author);
        if (count % WRITES_BETWEEN_LOOKS > 0) continue;
        // This process has no coordinators: in a new directory the shipped ones are unknown.
        const asker = askerAmong(chronicle.organizations, random);
        const questioner = { client: await author.as(asker.role, asker.organizationId), asker, coordinators: [] };
        await look(author, questioner, null);
        await look(author, questioner, author.now - random.between(0, 400) * DAY);
      }

      // One that has seen nothing happen, and reads all of the past from the database.
      const coordinators = random.sampleOf(chronicle.organizations, 2).map(({ id }) => id);
      const url = await world.addProcess(coordinators);
      const askers: Asker[] = [{ role: 'OPERATOR', organizationId: null }, askerAmong(chronicle.organizations, random)];
      for (const at of [null, ...moments(author)]) {
        const asker = random.oneOf(askers);
        const client = await author.as(asker.role, asker.organizationId);
        await look(author, { client: new Client(url, client.token), asker, coordinators }, at);
        if (random.chance(0.3)) await look(author, { client, asker, coordinators: [] }, at);
      }
      expect(author.accepted).toBeGreaterThan(author.refused);
    },
    LONGEST_MS,
  );
});

async function look(author: Author, questioner: Questioner, at: number | null): Promise<void> {
  const { chronicle, random, now } = author;
  if (at !== null && chronicle.isUncertain(at)) return;
  const targets = random.sampleOf([...chronicle.organizations, ...chronicle.csirts], AT_ONCE);
  const inquiry = new Inquiry(chronicle, questioner, at, now, targets, random.sampleOf(INDICATORS, AT_ONCE));
  expect(await inquiry.askDirectory()).toEqual(inquiry.expectedDirectory());
  expect(await inquiry.askChains()).toEqual(inquiry.expectedChains());
  expect(await inquiry.askWhoIs()).toEqual(inquiry.expectedWhoIs());
}

/** Between the writes, where days and verifications begin and just before, and long before and after everything. */
function moments({ chronicle, random, now }: Author): number[] {
  const written = chronicle.writes.flatMap(({ sent, answered }) => [sent - 1, answered]);
  const zoned = [
    ...chronicle.positions.map((each) => ({ ...each, zone: COMMUNITY_ZONE })),
    ...chronicle.memberships.map((each) => ({ ...each, zone: COMMUNITY_ZONE })),
    ...chronicle.terms.map((each) => ({ ...each, zone: chronicle.csirt(each.csirtId).timeZone.now })),
    ...chronicle.csirts.map((each) => ({ from: each.establishedOn, to: each.disbandedOn, zone: COMMUNITY_ZONE })),
    ...chronicle.organizations.map((each) => ({ from: null, to: each.dissolvedOn, zone: COMMUNITY_ZONE })),
  ];
  const begins = zoned.flatMap(({ from, to, zone }) =>
    [from, to].flatMap((day) => (day === null ? [] : [dayStart(day, zone)])),
  );
  const tried = chronicle.channels.flatMap(({ tries }) => tries.map(({ at }) => at));
  const turns = [...begins, ...tried].flatMap((instant) => [instant - 1, instant]);
  return [
    Date.UTC(1990, 5, 15, 3),
    ...random.sampleOf(written, PAST_MOMENTS / 3),
    ...random.sampleOf(turns, (PAST_MOMENTS * 2) / 3),
    now + random.between(1, 400) * DAY,
    Date.UTC(2100, 0, 1, 3),
  ];
}
