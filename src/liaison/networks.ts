import type { Context } from '../directory/context.js';
import type { Pace } from '../kernel/pacer.js';
import type { LiaisonBook } from './book.js';
import {
  acquaintanceOf,
  participationAt,
  withOrganizations,
  type Acquaintance,
  type Network,
  type Participation,
} from './graph/network.js';
import type { LiaisonSight, LiaisonSights } from './sight.js';

/** Each takes some 50 MB where a nation is in it. */
const MOST_KEPT = 3;
const MOST_RESTARTS = 3;

/** What a network is made of, besides the moment. */
interface State {
  readonly sight: LiaisonSight;
  /** How often encounters were put. */
  readonly puts: number;
}

/** The last few of a kind that were asked for, and those that an operation waits for: it may ask in many fields at once. */
class Shelf<N extends Participation> {
  private readonly kept: (State & { readonly network: N })[] = [];
  private readonly underWay = new WeakMap<Pace, Map<number, Promise<N>>>();

  known({ sight, puts }: State, at: number): N | undefined {
    return this.kept.find((each) => each.sight === sight && each.puts === puts && each.network.at === at)?.network;
  }

  of({ pace }: Context, at: number, state: () => State, make: () => Promise<N>): Promise<N> {
    const byMoment = this.underWay.get(pace) ?? new Map<number, Promise<N>>();
    this.underWay.set(pace, byMoment);
    const pending = byMoment.get(at) ?? this.make(state, make).finally(() => byMoment.delete(at));
    byMoment.set(at, pending);
    return pending;
  }

  private async make(state: () => State, make: () => Promise<N>): Promise<N> {
    const before = state();
    const network = await make();
    const after = state();
    // Otherwise nobody would ask for it again.
    if (before.sight === after.sight && before.puts === after.puts) this.kept.unshift({ ...before, network });
    this.kept.length = Math.min(this.kept.length, MOST_KEPT);
    return network;
  }
}

/** The whole network as a viewer sees it at a moment (ms since the epoch); the last ones asked for are kept. */
export class Networks {
  private readonly networks = new Shelf<Network>();
  private readonly acquaintances = new Shelf<Acquaintance>();

  constructor(
    private readonly book: LiaisonBook,
    private readonly sights: LiaisonSights,
  ) {}

  /** Gives the event loop away now and then: a nation takes some hundred ms. */
  async at(ctx: Context, at: number): Promise<Network> {
    const state = () => this.state(ctx);
    const make = async () => finish(ctx, withOrganizations(await this.acquaintanceAt(ctx, at)));
    return this.networks.known(state(), at) ?? this.networks.of(ctx, at, state, make);
  }

  /** Only who knows whom, which is there sooner. */
  async acquaintanceAt(ctx: Context, at: number): Promise<Acquaintance> {
    const state = () => this.state(ctx);
    const known = this.networks.known(state(), at) ?? this.acquaintances.known(state(), at);
    const make = async () => finish(ctx, acquaintanceOf(await this.participation(ctx, at)));
    return known ?? this.acquaintances.of(ctx, at, state, make);
  }

  private state(ctx: Context): State {
    return { sight: this.sights.of(ctx), puts: this.book.graph.puts };
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
