import type { Context } from '../directory/context.js';

const MOST_RESTARTS = 3;

/**
 * What a computation comes to that gives the event loop away now and then. Where the book moved on meanwhile it begins again:
 * rows and sights are others. Where it is written all the time it gives nothing away in the end.
 */
export async function unhurried<R>(ctx: Context, begin: () => Generator<void, R, void>): Promise<R> {
  // Of many fields that come when the time is over none begins.
  ctx.pace.requireTime();
  for (let tries = 1; ; tries += 1) {
    const { revision } = ctx;
    const steps = begin();
    while (ctx.revision === revision) {
      const step = steps.next();
      if (step.done) return step.value;
      const wait = tries <= MOST_RESTARTS ? ctx.pace.breathe() : undefined;
      if (wait) await wait;
    }
  }
}
