import type { Context } from '../directory/context.js';
import type { LiaisonBook } from './book.js';
import { acquaintanceOf, withOrganizations, type Acquaintance, type Network } from './graph/network.js';
import { participationAt, type Participation } from './graph/participation.js';
import type { LiaisonSight, LiaisonSights } from './sight.js';

/** Each takes some 80 MB where a nation is in it. */
const MOST_KEPT = 3;
const MOST_RESTARTS = 3;

/** What a network is made of, besides the moment. */
interface State {
  readonly sight: LiaisonSight;
  /** How often encounters were put. */
  readonly puts: number;
}

interface UnderWay<N> extends State {
  readonly at: number;
  readonly network: Promise<N>;
}

/** The last few of a kind that were asked for, and those that are being made: whoever asks for the same one waits for it. */
class Shelf<N extends Participation> {
  private readonly kept: (State & { readonly network: N })[] = [];
  private readonly underWay = new Set<UnderWay<N>>();

  known({ sight, puts }: State, at: number): N | undefined {
    return this.kept.find((each) => each.sight === sight && each.puts === puts && each.network.at === at)?.network;
  }

  async of({ pace }: Context, at: number, state: () => State, make: () => Promise<N>): Promise<N> {
    for (;;) {
      const { sight, puts } = state();
      const known = this.known({ sight, puts }, at);
      if (known) return known;
      const pending = [...this.underWay].find((each) => each.sight === sight && each.puts === puts && each.at === at);
      if (!pending) return this.make(at, state, make);
      const found = await pace.within(pending.network.catch(() => undefined));
      if (found) return found;
      // Whoever made it has run out of time, and this one has some left.
    }
  }

  private async make(at: number, state: () => State, make: () => Promise<N>): Promise<N> {
    const before = state();
    const pending = { ...before, at, network: make() };
    this.underWay.add(pending);
    try {
      const network = await pending.network;
      const after = state();
      // Otherwise nobody would ask for it again.
      if (before.sight === after.sight && before.puts === after.puts) this.kept.unshift({ ...before, network });
      this.kept.length = Math.min(this.kept.length, MOST_KEPT);
      return network;
    } finally {
      this.underWay.delete(pending);
    }
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
    return this.networks.of(ctx, at, state, make);
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
