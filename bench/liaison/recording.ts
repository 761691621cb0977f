import { Chance } from '../chance.js';
import { NOW } from '../nation/calendar.js';
import { printHeads, printTimes, timesOfCalls } from '../timing.js';
import type { Endpoint } from './endpoint.js';
import { Population } from './questions.js';
import type { Subject } from './subject.js';

const SIZES = [5, 20, 200];
const OF_EACH_SIZE = 20;
const HOUR = 3_600_000;

const RECORD = 'mutation ($input: RecordEncounterInput!) { recordEncounter(input: $input) { id } }';

/** How long it takes until an encounter is in the paths: the answer to the mutation, the book's part of it, the next question. */
export async function measureRecording(subject: Subject, endpoint: Endpoint): Promise<void> {
  const { app } = subject;
  const chance = new Chance(4);
  const { people, hubs } = new Population(app.directory);
  const takes = timesOfCalls(app.book, 'take');
  printHeads('an encounter recorded');
  for (const size of SIZES) {
    const times = { answer: [] as number[], take: [] as number[], next: [] as number[] };
    for (let count = 0; count < OF_EACH_SIZE; count += 1) {
      const attendees = new Set<string>();
      while (attendees.size < size) attendees.add(chance.pick(people).id);
      const [from, to] = Array.from(attendees, (id) => app.directory.person(id)!) as [
        (typeof people)[0],
        (typeof people)[0],
      ];
      takes.length = 0;
      const start = performance.now();
      await endpoint.ask(RECORD, {
        input: {
          kind: 'JOINT_WORK',
          title: `of ${size}`,
          startsAt: new Date(NOW - 2 * HOUR).toISOString(),
          endsAt: new Date(NOW - HOUR).toISOString(),
          hostId: hubs[0]!.id,
          attendeeIds: [...attendees],
        },
      });
      times.answer.push(performance.now() - start);
      // The follower brings it a second time, which is quick.
      times.take.push(Math.max(...takes));
      const next = performance.now();
      const ctx = subject.request();
      await subject.introductions.paths(ctx, { from, to, at: ctx.now, first: 1, maxHops: 1 });
      times.next.push(performance.now() - next);
      if (!subject.ties.between(ctx, from, to, ctx.now) && size <= 20) throw new Error('What was recorded is no tie.');
    }
    for (const list of Object.values(times)) list.sort((a, b) => a - b);
    printTimes(`of ${size} people: the answer`, times.answer);
    printTimes(`of ${size} people: taken into the book`, times.take);
    printTimes(`of ${size} people: the next question`, times.next);
  }
}
