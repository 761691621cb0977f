import { afterEach, describe, expect, test } from '@jest/globals';
import { Client, World } from '../harness.js';
import { Author } from '../worlds/author.js';
import { dayStart } from '../worlds/calendar.js';
import { Chronicle, COMMUNITY_ZONE } from '../worlds/chronicle.js';
import { amendEncounter, recordEncounter, withdrawEncounter } from '../worlds/encounters.js';
import { setLiaisonTarget } from '../worlds/liaison-targets.js';
import { mergePeople } from '../worlds/merging.js';
import {
  dissolveOrganization,
  establishCsirt,
  joinNetwork,
  leaveNetwork,
  registerNetwork,
  registerOrganization,
  updateOrganization,
} from '../worlds/organizations.js';
import {
  addPosition,
  appointPointOfContact,
  endPosition,
  registerPerson,
  transferPerson,
  updatePerson,
} from '../worlds/people.js';
import { Random } from '../worlds/random.js';
import { BEGIN, LONGEST_MS, SEEDS } from '../worlds/seeds.js';
import { askerAmong } from '../worlds/sight.js';
import { agreeing } from './agreement.js';
import { encountersOfEach, everyEncounter, filteredEncounters, pagesOfEncounters } from './asked-encounters.js';
import { everyGap, someSuggestions } from './asked-gaps.js';
import {
  introductionsOnChains,
  pathsOfOthers,
  refusalsBeforeEverything,
  somePaths,
  tiesOfHidden,
} from './asked-introductions.js';
import { pagesOfTies, tiesOfEach, tiesOfEveryTwo } from './asked-ties.js';
import { iso, type Findings, type Inquiry } from './asking.js';
import { LiaisonBruteForce } from './brute-force.js';

/** Whole worlds are compared at once, in questions larger than a portal may ask. */
const ASKING_MUCH = { LIMIT_NODES: '1000000', LIMIT_COST: '100000000', LIMIT_COST_PER_MINUTE: '900000000' };

const WRITES = 120;
const WRITES_BETWEEN_LOOKS = 20;
const LAST_LOOKS = 8;
const PATHS = 12;
const CHAINS = 6;
const LISTS = 8;
const DAY = 86_400_000;

const ACTIONS: readonly (readonly [weight: number, act: (author: Author) => Promise<void>])[] = [
  [1, registerOrganization],
  [1, updateOrganization],
  [0.7, dissolveOrganization],
  [3, establishCsirt],
  [8, registerPerson],
  [4, updatePerson],
  [7, transferPerson],
  [7, addPosition],
  [3, endPosition],
  [2, mergePeople],
  [8, appointPointOfContact],
  [2, registerNetwork],
  [5, joinNetwork],
  [1.5, leaveNetwork],
  [40, recordEncounter],
  [12, amendEncounter],
  [4, withdrawEncounter],
  [10, setLiaisonTarget],
];

let world: World;
afterEach(() => world.stop());

describe('Ties and introductions are what the definitions say, in a world of random writes', () => {
  test.each(SEEDS)(
    'seed %i',
    async (seed) => {
      world = await World.start({ environment: ASKING_MUCH });
      world.clock.stop();
      world.clock.move(BEGIN - world.clock.now());
      const random = new Random(seed);
      const author = new Author(world, new Chronicle(), random);
      const [organizations, people] = [random.between(3, 6), random.between(6, 10)];
      while (author.chronicle.organizations.length < organizations) await registerOrganization(author);
      while (author.chronicle.people.length < people) await registerPerson(author);
      const coordinators = [author.chronicle.organizations[0]!.id];
      const [writing, following] = [world.url, await world.addProcess(coordinators)];

      for (let count = 1; count <= WRITES; count += 1) {
        await random.weighted(ACTIONS)(author);
        if (count % WRITES_BETWEEN_LOOKS > 0) continue;
        await world.apps[1]!.follower.catchUp();
        // One has it ready how ties grew, the other adds them up.
        for (const _ of world.apps[1]!.liaison.steps.settling()) continue;
        await look(author, random.oneOf([writing, following]), null);
        await look(author, random.oneOf([writing, following]), someMoment(author));
      }

      // One that has seen nothing happen, and reads all of the past from the database.
      const late = await world.addProcess(coordinators);
      for (let count = 0; count < LAST_LOOKS; count += 1)
        await look(
          author,
          late,
          random.maybe(() => someMoment(author), 0.8),
        );
      expect(author.accepted).toBeGreaterThan(author.refused);
    },
    LONGEST_MS,
  );
});

async function look(author: Author, url: string, at: number | null): Promise<void> {
  const { chronicle, random, now } = author;
  const asker = askerAmong(chronicle.organizations, random);
  const { token } = await author.as(asker.role, asker.organizationId);
  const truth = new LiaisonBruteForce(chronicle, asker, now, at ?? now);
  const client = new Client(url, token);
  const inquiry: Inquiry = { client, asker, chronicle, truth, random, at: at === null ? null : iso(at) };
  const compare = ({ answered, expected }: Findings) =>
    expect({ asker, at, answers: agreeing(answered, expected) }).toEqual({ asker, at, answers: expected });

  if (truth.isBeforeEverything) compare(await refusalsBeforeEverything(inquiry));
  else {
    compare(await tiesOfEveryTwo(inquiry));
    compare(await tiesOfEach(inquiry));
    compare(await pagesOfTies(inquiry));
    compare(await somePaths(inquiry, PATHS));
    compare(await pathsOfOthers(inquiry));
    compare(await tiesOfHidden(inquiry));
    compare(await everyGap(inquiry));
    compare(await someSuggestions(inquiry));
  }
  // The first process has no coordinators: for whoever has no CSIRT there may be nobody to call.
  const targets = random.sampleOf([...chronicle.csirts, ...chronicle.organizations], CHAINS);
  if (url !== world.url) compare(await introductionsOnChains(inquiry, targets));
  compare(await everyEncounter(inquiry));
  compare(await encountersOfEach(inquiry));
  compare(await filteredEncounters(inquiry, LISTS));
  compare(await pagesOfEncounters(inquiry));
}

/** Where days, encounters and ages begin and end, and just before; and long before and after everything. */
function someMoment({ chronicle, random, now }: Author): number {
  const days = chronicle.positions.flatMap(({ from, to }) => (to === null ? [from] : [from, to]));
  const turns = [
    ...days.map((day) => dayStart(day, COMMUNITY_ZONE)),
    ...chronicle.encounters.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]),
  ];
  const [turn, any] = [random.oneOf([...turns, now]), now - random.between(0, 500) * DAY];
  return random.weighted([
    [6, turn],
    [2, turn - 1],
    [5, any],
    [2, now + random.between(0, 900) * DAY],
    [0.3, Date.UTC(1990, 5, 15, 3)],
    [0.3, Date.UTC(2100, 0, 1, 3)],
  ]);
}
