import type { Context } from '../directory/context.js';
import type { EncounterGraph } from './graph/encounter-graph.js';

const MOST_RESTARTS = 3;
/** What began again so often gives the event loop away only so often, in ms. */
const HURRIED_MS = 25;

type Steps<R> = Generator<void, R, void>;

/** Tells whether what is read is as it was when the watch began. */
type Watch = () => boolean;

/**
 * What a computation comes to that gives the event loop away now and then. Where what it reads became another meanwhile it
 * begins again. Where that happens again and again it hurries, and where that does not help either its time is over some day:
 * nobody else is to wait for it.
 *
 * @param watch called as it begins
 */
export async function unhurried<R>(ctx: Context, begin: () => Steps<R>, watch: () => Watch): Promise<R> {
  // Of many fields that come when the time is over none begins.
  ctx.pace.requireTime();
  for (let tries = 1; ; tries += 1) {
    const isAsItWas = watch();
    const steps = begin();
    let since = performance.now();
    while (isAsItWas()) {
      const step = steps.next();
      if (step.done) return step.value;
      if (tries > MOST_RESTARTS && performance.now() - since < HURRIED_MS) continue;
      const wait = ctx.pace.breathe();
      if (!wait) continue;
      await wait;
      since = performance.now();
    }
  }
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

/** For what reads the directory, and no encounters. */
export function watchDirectory({ book }: Context): () => Watch {
  return () => {
    const { revision } = book;
    return () => book.revision === revision;
  };
}

/**
 * For what reads the directory, and the encounters that there are when it begins: those that come meanwhile are none of them.
 *
 * @param stand another number whenever what is read of the directory may have changed
 */
export function watchEncounters(graph: EncounterGraph, stand: () => number): () => Watch {
  return () => {
    const [stood, known] = [stand(), graph.encounters];
    let [{ puts }, isKept] = [graph, true];
    return () => {
      if (graph.puts !== puts) {
        isKept &&= graph.putSince(puts)?.every((encounter) => encounter >= known) ?? false;
        ({ puts } = graph);
      }
      return isKept && stand() === stood;
    };
  };
}
