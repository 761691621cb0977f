import type { Stage } from './operations.js';

/** Tells a client that an answer was made without the database. */
export function tellDegraded(databaseAvailable: () => boolean): Stage<unknown> {
  return {
    answered: (_operation, answer) => {
      if (!databaseAvailable()) answer.extensions = { ...answer.extensions, degraded: ['database'] };
    },
  };
}
