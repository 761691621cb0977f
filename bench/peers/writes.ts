import type { DirectoryBook } from '../../src/directory/book.js';
import { Chance } from '../chance.js';
import type { Population } from '../liaison/questions.js';
import { NOW } from '../nation/calendar.js';

const RECORD = 'mutation ($input: RecordEncounterInput!) { recordEncounter(input: $input) { id } }';
const COUNT = 2_000;
const LEAST = 2;
const MOST = 20;
const HOUR = 3_600_000;

/** Bodies of requests that record encounters of up to 20 people, each another one. */
export function inventWrites({ people, hubs }: Population): string[] {
  const chance = new Chance(7);
  const [host] = hubs;
  return Array.from({ length: COUNT }, (_, number) => {
    const attendees = new Set<string>();
    const size = LEAST + chance.below(MOST - LEAST + 1);
    while (attendees.size < size) attendees.add(chance.pick(people).id);
    const input = {
      kind: 'MEETING',
      title: `recorded meanwhile, ${number}`,
      startsAt: new Date(NOW - 2 * HOUR).toISOString(),
      endsAt: new Date(NOW - HOUR).toISOString(),
      hostId: host!.id,
      attendeeIds: [...attendees],
    };
    return JSON.stringify({ query: RECORD, variables: { input } });
  });
}

const UPDATE = `mutation ($id: ID!, $input: UpdateContactChannelInput!) {
  updateContactChannel(id: $id, input: $input) { id }
}`;
const VERIFY = 'mutation ($id: ID!) { verifyContactChannel(id: $id, outcome: CONFIRMED) { id } }';

/** Bodies of requests of a campaign that tries channels of the whole nation: each is confirmed, or its hours are put right. */
export function inventCampaign({ channels }: DirectoryBook): string[] {
  const chance = new Chance(12);
  const inUse = channels.inOrder().filter(({ retiredAt }) => retiredAt === null);
  return Array.from({ length: COUNT }, (_, turn) => {
    const { id } = chance.pick(inUse);
    if (turn % 2 === 0) return JSON.stringify({ query: VERIFY, variables: { id } });
    const hours = turn % 4 === 1 ? 'Mo-Fr 09:30-18:15' : '24/7';
    return JSON.stringify({ query: UPDATE, variables: { id, input: { hours } } });
  });
}
