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
