import type { Context } from '../directory/context.js';
import type { Pace } from '../kernel/pacer.js';
import type { LiaisonBook } from './book.js';
import { networkOf, participationAt, type Network, type Participation } from './graph/network.js';
import type { LiaisonSight, LiaisonSights } from './sight.js';

/** Each takes some 50 MB where a nation is in it. */
const MOST_KEPT = 3;
const MOST_RESTARTS = 3;

interface Kept {
  readonly sight: LiaisonSight;
  /** How often encounters were put before it was made. */
  readonly puts: number;
  readonly network: Network;
}

/** The whole network as a viewer sees it at a moment (ms since the epoch); the last ones asked for are kept. */
export class Networks {
  private readonly kept: Kept[] = [];
  /** Those that an operation waits for: it may ask for one in many fields at once. */
  private readonly underWay = new WeakMap<Pace, Map<number, Promise<Network>>>();

  constructor(
    private readonly book: LiaisonBook,
    private readonly sights: LiaisonSights,
  ) {}

  /** Gives the event loop away now and then: a nation takes some hundred ms. */
  async at(ctx: Context, at: number): Promise<Network> {
    const { graph } = this.book;
    const [sight, { puts }] = [this.sights.of(ctx), graph];
    const known = this.kept.find((each) => each.sight === sight && each.puts === puts && each.network.at === at);
    if (known) return known.network;
    const byMoment = this.underWay.get(ctx.pace) ?? new Map<number, Promise<Network>>();
    this.underWay.set(ctx.pace, byMoment);
    const pending = byMoment.get(at) ?? this.addUp(ctx, sight, puts, at).finally(() => byMoment.delete(at));
    byMoment.set(at, pending);
    return pending;
  }

  private async addUp(ctx: Context, sight: LiaisonSight, puts: number, at: number): Promise<Network> {
    const participation = await this.participation(ctx, at);
    const isOfThen = this.sights.of(ctx) === sight && this.book.graph.puts === puts;
    const network = (await run(ctx, networkOf(participation)))!;
    if (isOfThen) this.kept.unshift({ sight, puts, network });
    this.kept.length = Math.min(this.kept.length, MOST_KEPT);
    return network;
  }

  /** Begins again where the book moved on; where it is written all the time, it gives nothing away in the end. */
  private async participation(ctx: Context, at: number): Promise<Participation> {
    for (let tries = 1; ; tries += 1) {
      const { revision } = ctx;
      const sight = this.sights.of(ctx);
      const census = {
        seesEncounter: (encounter: number) => sight.seesEncounter(encounter),
        seesPerson: (person: number) => sight.seesPerson(person),
        organizationsOf: (person: number) => this.book.organizationsAt(person, at),
      };
      const orders = { persons: this.book.persons.byId, organizations: this.book.organizations.byId };
      const steps = participationAt(this.book.graph, at, census, orders);
      const found = await run(ctx, steps, () => ctx.revision === revision, tries <= MOST_RESTARTS);
      if (found) return found;
    }
  }
}

/** Takes all steps, and gives the event loop away between them now and then. */
export async function finish<R>(ctx: Context, steps: Generator<void, R, void>): Promise<R> {
  return (await run(ctx, steps))!;
}

/** Takes step after step; undefined where it stopped because what it reads was no longer good. */
async function run<R>(
  ctx: Context,
  steps: Generator<void, R, void>,
  isGood: () => boolean = () => true,
  breathes = true,
): Promise<R | undefined> {
  while (isGood()) {
    const step = steps.next();
    if (step.done) return step.value;
    const wait = breathes ? ctx.pace.breathe() : undefined;
    if (wait) await wait;
  }
  return undefined;
}
