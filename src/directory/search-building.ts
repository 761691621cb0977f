import { Worker } from 'node:worker_threads';
import type { IndexParts } from './search/parts.js';

const PROGRAM = new URL('./search-thread.js', import.meta.url);

/** Fewer are indexed in less time than a thread takes to begin. */
export const MANY = 5_000;

/** What a thread is given: of each owner, in the order of their ids, how many texts there are; and all of these. */
export interface Texts {
  readonly counts: Uint8Array;
  /** With NULs between, which none has: one text is handed over in a fraction of the time that a hundred thousand take. */
  readonly joined: string;
}

/**
 * Builds the parts of an index in a thread, while the event loop takes in the rest of the book: of a nation it is half a
 * second's work. Undefined where the thread failed: then whoever needs the index builds it.
 *
 * @param content the texts of each owner, in the order of their ids
 */
export function buildBeside(
  content: readonly (readonly string[])[],
  program = PROGRAM,
): Promise<IndexParts | undefined> {
  const texts: Texts = {
    counts: Uint8Array.from(content, ({ length }) => length),
    joined: content.flat().join('\0'),
  };
  return new Promise((resolve) => {
    const worker = new Worker(program, { workerData: texts });
    worker.once('message', resolve);
    worker.once('error', () => resolve(undefined));
    worker.once('exit', () => resolve(undefined));
  });
}
