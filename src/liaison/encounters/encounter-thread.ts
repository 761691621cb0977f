/** A thread that reads all encounters: see `ReadingBeside`. */
import { readTable } from '../../kernel/table-thread.js';
import { buffersOf, EncounterColumnsDraft } from './encounter-columns.js';

await readTable((rows) => {
  const draft = new EncounterColumnsDraft(rows);
  return {
    add: () => draft.add(),
    done: () => {
      const read = draft.done();
      return { read, handedOver: buffersOf(read) };
    },
  };
});
