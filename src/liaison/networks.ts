import type { Context } from '../directory/context.js';
import type { LiaisonBook } from './book.js';
import type { Acquaintance, Network } from './graph/network.js';
import type { SparseRows } from './graph/sparse-rows.js';
import { participationAt, type Participation } from './graph/participation.js';
import type { LiaisonSight, LiaisonSights } from './sight.js';
import type { Threads } from './threads/threads.js';
import { unhurried, watchEncounters } from './unhurried.js';

/** Each takes some 80 MB where a nation is in it; what one is made of is a part of it. */
const MOST_KEPT = 3;

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

/** Posts that somebody is thought to hold besides what is recorded, by the numbers of the book. */
export interface ThoughtPosts {
  readonly person: number;
  readonly organizations: readonly number[];
}

/** The whole network as a viewer sees it at a moment (ms since the epoch); the last ones asked for are kept. */
export class Networks {
  private readonly networks = new Shelf<Network>();
  private readonly acquaintances = new Shelf<Acquaintance>();
  private readonly participations = new Shelf<Participation>();

  constructor(
    private readonly book: LiaisonBook,
    private readonly sights: LiaisonSights,
    private readonly threads: Threads,
  ) {}

  /** Beside the event loop where a nation is in it. */
  async at(ctx: Context, at: number): Promise<Network> {
    const make = async () => {
      const [acquaintance, organizationTies] = await Promise.all([
        this.acquaintanceAt(ctx, at),
        this.organizationTiesAt(ctx, at),
      ]);
      return { ...acquaintance, organizationTies };
    };
    return this.networks.of(ctx, at, () => this.state(ctx), make);
  }

  /** Only who knows whom. */
  async acquaintanceAt(ctx: Context, at: number, thought?: ThoughtPosts): Promise<Acquaintance> {
    const make = async () => {
      const participation = await (thought ? this.participation(ctx, at, thought) : this.participationAt(ctx, at));
      const { attended, attendees, contributions, posts } = participation;
      const given = { attended, attendees, contributions, posts };
      const ties = await this.threads.run(ctx, attended.values.length, 'personTies', given);
      return { ...participation, ties };
    };
    // What is only thought of is not kept: few will think it again.
    if (thought) return make();
    const known = this.networks.known(this.state(ctx), at);
    return known ?? this.acquaintances.of(ctx, at, () => this.state(ctx), make);
  }

  private async organizationTiesAt(ctx: Context, at: number): Promise<SparseRows> {
    const { attendees, contributions, posts, staff } = await this.participationAt(ctx, at);
    const given = { attendees, contributions, posts, staff };
    return this.threads.run(ctx, attendees.values.length, 'organizationTies', given);
  }

  private participationAt(ctx: Context, at: number): Promise<Participation> {
    const make = () => this.participation(ctx, at);
    const known = this.acquaintances.known(this.state(ctx), at);
    return known ? Promise.resolve(known) : this.participations.of(ctx, at, () => this.state(ctx), make);
  }

  private state(ctx: Context): State {
    return { sight: this.sights.of(ctx), puts: this.book.graph.puts };
  }

  /** What is recorded meanwhile is not in it; where anything else changes, it begins again. */
  private participation(ctx: Context, at: number, thought?: ThoughtPosts): Promise<Participation> {
    const { book } = this;
    const { graph } = book;
    const organizationsOf = (person: number) => {
      const held = book.organizationsAt(person, at);
      return person === thought?.person ? [...new Set([...held, ...thought.organizations])] : held;
    };
    const begin = () => {
      const sight = this.sights.of(ctx);
      const census = {
        seesEncounter: (encounter: number) => sight.seesEncounter(encounter),
        seesPerson: (person: number) => sight.seesPerson(person),
        organizationsOf,
      };
      return participationAt(graph, at, census, { persons: book.persons.byId, organizations: book.organizations.byId });
    };
    return unhurried(
      ctx,
      begin,
      watchEncounters(graph, () => book.standing),
    );
  }
}
