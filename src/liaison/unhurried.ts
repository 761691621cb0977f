import type { Context } from '../directory/context.js';

const MOST_RESTARTS = 3;

type Steps<R> = Generator<void, R, void>;

/**
 * What a computation comes to that gives the event loop away now and then. Where what it reads became another meanwhile it
 * begins again; where that is so all the time, it gives nothing away in the end.
 *
 * @param watch called as it begins: what tells whether all is still as it was then; of the whole book when left out
 */
export async function unhurried<R>(
  ctx: Context,
  begin: () => Steps<R>,
  watch: () => () => boolean = () => watchBook(ctx),
): Promise<R> {
  // Of many fields that come when the time is over none begins.
  ctx.pace.requireTime();
  for (let tries = 1; ; tries += 1) {
    const isAsItWas = watch();
    const steps = begin();
    while (isAsItWas()) {
      const step = steps.next();
      if (step.done) return step.value;
      const wait = tries <= MOST_RESTARTS ? ctx.pace.breathe() : undefined;
      if (wait) await wait;
    }
  }
}

function watchBook(ctx: Context): () => boolean {
  const { revision } = ctx;
  return () => ctx.revision === revision;
}

/** The same for what reads nothing that may become another. */
export function finish<R>(ctx: Context, steps: Steps<R>): Promise<R> {
  return unhurried(
    ctx,
    () => steps,
    () => always,
  );
}

const always = () => true;
