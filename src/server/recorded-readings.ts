import { Kind, type GraphQLFormattedError, type OperationDefinitionNode } from 'graphql';
import { entryOf } from '../access/audit/entry.js';
import type { Journal } from '../access/audit/journal.js';
import type { AnswerPath, Noted, Readings } from '../access/audit/readings.js';
import type { Origin } from '../access/origin.js';
import type { Viewer } from '../access/viewer.js';
import type { OperationAnswer, Stage } from './operations.js';
import { WrittenData } from './written-data.js';

interface ReadingContext {
  readonly viewer: Viewer;
  readonly origin: Origin;
  readonly readings: Readings;
  readonly now: number;
}

const NOT_RECORDED =
  'This may be told only when it is recorded who was told, and that cannot be done now. Ask again soon; the rest of the answer stands.';

/**
 * Lets no value that is withheld by default leave before it is on disk who was told it. Where that cannot be done, those
 * values are null, and the rest answers.
 */
export function recordReadings(journal: Pick<Journal, 'append'>): Stage<ReadingContext> {
  return {
    answered: async ({ context, definition }, answer) => {
      const noted = context.readings.take();
      if (!noted) return;
      const { viewer, origin, now } = context;
      const reason = context.readings.reason ?? origin.purpose;
      const { subjects } = noted;
      const action = nameOf(definition);
      try {
        await journal.append(entryOf({ at: now, kind: 'READING', action, viewer, origin, reason, subjects }));
      } catch {
        // The journal has told whoever runs it.
        withhold(answer, noted);
      }
    },
  };
}

/** Marks what is read by break-glass, before it is read. */
export const markBreakGlass: Stage<{ noteGlass(): void }> = { before: ({ context }) => context.noteGlass() };

/** What the client calls the operation, else the fields that it asks. */
function nameOf({ name, selectionSet }: OperationDefinitionNode): string {
  if (name) return name.value;
  const fields = selectionSet.selections.map((each) => (each.kind === Kind.FIELD ? each.name.value : '…'));
  return [...new Set(fields)].join(' ');
}

/** Records stand all over an answer, and it may tell of them by what it leaves out: then nothing of it is told. */
function withhold(answer: OperationAnswer, { places, hasRecords }: Noted): void {
  if (answer.data instanceof WrittenData) answer.data = answer.data.unfolded();
  const errors: GraphQLFormattedError[] = hasRecords
    ? [unrecorded()]
    : places.filter((place) => clear(answer.data, place)).map((place) => unrecorded(keysOf(place)));
  if (hasRecords) answer.data = null;
  answer.errors = [...(answer.errors ?? []), ...errors];
}

function unrecorded(path?: (string | number)[]): GraphQLFormattedError {
  return { message: NOT_RECORDED, ...(path && { path }), extensions: { code: 'UNAVAILABLE' } };
}

/** Makes what stands there null; answers whether there was anything: a null further up may have taken it away. */
function clear(data: unknown, { prev, key }: AnswerPath): boolean {
  const parent = prev ? at(data, prev) : data;
  if (typeof parent !== 'object' || parent === null) return false;
  const within = parent as Record<string | number, unknown>;
  if (within[key] == null) return false;
  within[key] = null;
  return true;
}

function at(data: unknown, { prev, key }: AnswerPath): unknown {
  const parent = prev ? at(data, prev) : data;
  return typeof parent === 'object' && parent !== null ? (parent as Record<string | number, unknown>)[key] : undefined;
}

function keysOf(place: AnswerPath): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let each: AnswerPath | undefined = place; each; each = each.prev) keys.unshift(each.key);
  return keys;
}
