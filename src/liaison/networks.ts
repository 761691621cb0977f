import type { Context } from '../directory/context.js';
import type { LiaisonBook } from './book.js';
import type { Acquaintance, Network } from './graph/network.js';
import { agedParticipation, heldUp } from './graph/ageing.js';
import type { SparseRows } from './graph/sparse-rows.js';
import { agedBy } from './ties/strength.js';
import { participationAt, type Participation } from './graph/participation.js';
import { dayAround, type LiaisonSight, type LiaisonSights } from './sight.js';
import type { Threads } from './threads/threads.js';
import { finish, unhurried, watchEncounters } from './unhurried.js';

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

interface Kept<N> extends State {
  readonly made: N;
  /** The one of the moment asked about last that is only older. */
  aged?: N;
}

/** How a network is come by. */
interface Ways<N> {
  make(): Promise<N>;
  /** From one of an earlier moment, between which and this one nothing happens but that encounters age. */
  age(made: N): Promise<N>;
}

/** The last few of a kind that were asked for, and those that are being made: whoever asks for the same one waits for it. */
class Shelf<N extends Participation> {
  private readonly kept: Kept<N>[] = [];
  private readonly underWay = new Set<UnderWay<N>>();

  /** @param onlyAges whether that is all that happens between the moment of a network and a later one */
  constructor(private readonly onlyAges: (sight: LiaisonSight, made: N, at: number) => boolean) {}

  known(state: State, at: number): N | undefined {
    for (const { made, aged } of this.of(state))
      if (made.at === at) return made;
      else if (aged?.at === at) return aged;
    return undefined;
  }

  /** Whether it is known, or there is one that is only older at that moment. */
  has(state: State, at: number): boolean {
    return (this.known(state, at) ?? this.younger(state, at)) !== undefined;
  }

  async at({ pace }: Context, at: number, state: () => State, ways: Ways<N>): Promise<N> {
    for (;;) {
      const { sight, puts } = state();
      const known = this.known({ sight, puts }, at);
      if (known) return known;
      const pending = [...this.underWay].find((each) => each.sight === sight && each.puts === puts && each.at === at);
      if (!pending) return this.comeBy(at, state, ways);
      const found = await pace.within(pending.network.catch(() => undefined));
      if (found) return found;
      // Whoever made it has run out of time, and this one has some left.
    }
  }

  private of({ sight, puts }: State): Kept<N>[] {
    return this.kept.filter((each) => each.sight === sight && each.puts === puts);
  }

  private younger(state: State, at: number): Kept<N> | undefined {
    return this.of(state).find(({ made }) => made.at < at && this.onlyAges(state.sight, made, at));
  }

  private async comeBy(at: number, state: () => State, ways: Ways<N>): Promise<N> {
    const before = state();
    const younger = this.younger(before, at);
    const pending = { ...before, at, network: younger ? ways.age(younger.made) : ways.make() };
    this.underWay.add(pending);
    try {
      const network = await pending.network;
      // What is aged is never aged again: its roundings would add up.
      if (younger) younger.aged = network;
      else this.keep(before, state(), network);
      return network;
    } finally {
      this.underWay.delete(pending);
    }
  }

  private keep(before: State, after: State, made: N): void {
    // Otherwise nobody would ask for it again.
    const isAsked = before.sight === after.sight && before.puts === after.puts;
    const others = this.kept.filter(({ puts }) => puts === after.puts);
    const kept = (isAsked ? [{ ...before, made }, ...others] : others).slice(0, MOST_KEPT);
    this.kept.splice(0, Infinity, ...kept);
  }
}

/** Posts that somebody is thought to hold besides what is recorded, by the numbers of the book. */
export interface ThoughtPosts {
  readonly person: number;
  readonly organizations: readonly number[];
}

/**
 * The whole network as a viewer sees it at a moment (ms since the epoch). The last ones asked for are kept: the clock goes on,
 * and for as long as nothing else happens the network of a later moment is one of them with everything less by one factor.
 */
export class Networks {
  private readonly networks = new Shelf<Network>((...times) => this.onlyAges(...times));
  private readonly acquaintances = new Shelf<Acquaintance>((...times) => this.onlyAges(...times));
  private readonly participations = new Shelf<Participation>((...times) => this.onlyAges(...times));

  constructor(
    private readonly book: LiaisonBook,
    private readonly sights: LiaisonSights,
    private readonly threads: Threads,
  ) {}

  /** Beside the event loop where a nation is in it. */
  at(ctx: Context, at: number): Promise<Network> {
    const make = async () => {
      const [acquaintance, organizationTies] = await Promise.all([
        this.acquaintanceAt(ctx, at),
        this.organizationTiesAt(ctx, at),
      ]);
      return { ...acquaintance, organizationTies };
    };
    const age = async (made: Network) => {
      const held = await finish(ctx, heldUp(made, at));
      const given = [made.organizationTies, agedBy(made.at, at), held] as const;
      const [acquaintance, organizationTies] = await Promise.all([
        this.aged(ctx, made, at),
        this.threads.run(ctx, made.organizationTies.others.length, 'agedOrganizationTies', ...given),
      ]);
      return { ...acquaintance, organizationTies };
    };
    return this.networks.at(ctx, at, () => this.state(ctx), { make, age });
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
    if (this.networks.has(this.state(ctx), at)) return this.at(ctx, at);
    const age = (made: Acquaintance) => this.aged(ctx, made, at);
    return this.acquaintances.at(ctx, at, () => this.state(ctx), { make, age });
  }

  /** Who knows whom when those who did are only older. */
  private async aged(ctx: Context, made: Acquaintance, at: number): Promise<Acquaintance> {
    const factor = agedBy(made.at, at);
    const held = await finish(ctx, heldUp(made, at));
    const ties = await this.threads.run(ctx, made.ties.others.length, 'agedPersonTies', made.ties, factor, held);
    return { ...agedParticipation(made, at), ties };
  }

  /**
   * Whether nothing happens between the moment of a network and a later one but that its encounters age: none begins, and
   * as no day does nobody takes up or leaves a post.
   */
  private onlyAges(sight: LiaisonSight, made: Participation, at: number): boolean {
    const { graph, directory } = this.book;
    if (at >= dayAround(made.at, directory.communityZone).until) return false;
    for (let encounter = 0; encounter < graph.encounters; encounter += 1) {
      const startsAt = graph.startsAt.of(encounter);
      if (startsAt <= made.at || startsAt > at) continue;
      if (!graph.isWithdrawn(encounter) && sight.seesEncounter(encounter)) return false;
    }
    return true;
  }

  private async organizationTiesAt(ctx: Context, at: number): Promise<SparseRows> {
    const { attendees, contributions, posts, staff } = await this.participationAt(ctx, at);
    const given = { attendees, contributions, posts, staff };
    return this.threads.run(ctx, attendees.values.length, 'organizationTies', given);
  }

  private participationAt(ctx: Context, at: number): Promise<Participation> {
    const make = () => this.participation(ctx, at);
    const age = async (made: Participation) => agedParticipation(made, at);
    const known = this.acquaintances.known(this.state(ctx), at);
    return known ? Promise.resolve(known) : this.participations.at(ctx, at, () => this.state(ctx), { make, age });
  }

  private state(ctx: Context): State {
    return { sight: this.sights.of(ctx), puts: this.book.graph.puts };
  }

  /** What is recorded meanwhile is not in it; where anything else changes, it begins again. */
  private participation(ctx: Context, at: number, thought?: ThoughtPosts): Promise<Participation> {
    const { book } = this;
    const { graph } = book;
    const organizationsOf = (person: number) => {
      const held = book.people.organizationsAt(person, at);
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
      watchEncounters(graph, () => book.people.standing),
    );
  }
}
