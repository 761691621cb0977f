import type { Context } from '../directory/context.js';
import type { Organization } from '../directory/organization.js';
import type { LiaisonBook } from './book.js';
import { Broker, Components, CommunityPartition, OrganizationCommunity, TrustCell, TrustMatrix } from './community.js';
import { betweenness, type Betweenness } from './graph/betweenness.js';
import { communityOrder, strongPairs } from './graph/community-members.js';
import { componentSizes } from './graph/components.js';
import type { Network } from './graph/network.js';
import { sampledBetweenness } from './graph/sampled-betweenness.js';
import { seededRandom } from './graph/seeded-random.js';
import { trustMatrix } from './graph/trust-matrix.js';
import { headcount, type Headcount } from './headcount.js';
import { finish } from './networks.js';
import { grouped, type OrganizationGrouping } from './organization-groups.js';
import type { Partitions } from './partitions.js';
import { unhurried } from './unhurried.js';
import { LEAST_TRUST } from './strength.js';

export const MOST_BROKERS = 100;
const LARGEST_COMPONENTS = 10;

/** Vertices times entries up to which betweenness is exact: some tenths of a second. */
const EXACT_WORK = 1e7;
/** A standard error of at most 0.005, a tenth of what the first brokers of a nation have; in some seconds. */
const SAMPLES = 10_000;
const MOST_ENTRIES = 500_000_000;

/** Lends the network of a moment, for as long as the work takes. */
export type UseNetwork = <R>(work: (network: Network) => Promise<R>) => Promise<R>;

/** What is told of the community as a whole at one moment: each thing when it is first asked for. */
export class CommunitySurvey {
  private readonly known = new Map<string, Promise<unknown>>();

  constructor(
    private readonly ctx: Context,
    private readonly book: LiaisonBook,
    private readonly partitions: Partitions,
    private readonly useNetwork: UseNetwork,
  ) {}

  headcount(): Promise<Headcount> {
    return this.once('headcount', (network) => this.headcountOf(network));
  }

  tieCounts(): Promise<{ readonly ofPeople: number; readonly ofOrganizations: number }> {
    return this.once('tieCounts', async ({ ties, organizationTies }) => ({
      ofPeople: ties.others.length / 2,
      ofOrganizations: organizationTies.others.length / 2,
    }));
  }

  personComponents(): Promise<Components> {
    return this.once('personComponents', async (network) => {
      const sizes = await this.finish(componentSizes(network.ties));
      const { people } = await this.headcountOf(network);
      return componentsOf(sizes, people);
    });
  }

  organizationComponents(): Promise<Components> {
    return this.once('organizationComponents', async (network) => {
      const sizes = await this.finish(componentSizes(network.organizationTies));
      const { organizations } = await this.headcountOf(network);
      return componentsOf(sizes, organizations.length);
    });
  }

  trustMatrix(grouping: OrganizationGrouping, threshold: number): Promise<TrustMatrix> {
    return this.once(`trustMatrix ${grouping} ${threshold}`, async (network) => {
      const { organizations, places } = await this.headcountOf(network);
      const { groups, groupOf } = grouped(organizations, grouping);
      const sizes = groups.map(({ organizationCount }) => organizationCount);
      const rowGroups = places.map((place) => groupOf[place]!);
      const cells = await this.finish(trustMatrix(network.organizationTies, rowGroups, sizes, threshold));
      return Object.assign(new TrustMatrix(), {
        grouping,
        threshold,
        groups,
        cells: cells.map(({ from, to, pairs, tied, trusted, distribution }) =>
          Object.assign(new TrustCell(), {
            from: groups[from]!,
            to: groups[to]!,
            pairCount: pairs,
            tiedPairCount: tied,
            trustedShare: pairs > 0 ? trusted / pairs : null,
            minTrust: distribution?.least ?? null,
            medianTrust: distribution?.median ?? null,
            p90Trust: distribution?.p90 ?? null,
            maxTrust: distribution?.most ?? null,
            meanTrust: distribution?.mean ?? null,
          }),
        ),
      });
    });
  }

  communities(): Promise<CommunityPartition> {
    return this.once('communities', async (network) => {
      const { organizations, places } = await this.headcountOf(network);
      const pairs = await this.finish(strongPairs(network.organizationTies, LEAST_TRUST));
      const partition = await this.partitions.of(this.ctx.pace, pairs);
      const members = await this.finish(communityOrder(network.organizationTies, partition.communities));
      const all = members.map((each) =>
        Object.assign(new OrganizationCommunity(), {
          size: each.length,
          all: each.map((organization) => this.newest(organizations[places[organization]!]!)),
        }),
      );
      const assigned = all.reduce((sum, { size }) => sum + size, 0);
      return Object.assign(new CommunityPartition(), {
        modularity: partition.modularity,
        count: all.length,
        unassignedCount: organizations.length - assigned,
        all,
      });
    });
  }

  /** The first of them, whoever lies between most first. */
  brokers(): Promise<Broker[]> {
    return this.once('brokers', async (network) => {
      const { people } = await this.headcountOf(network);
      const { scores, standardErrors } = await this.finish(betweennessOf(network, people));
      return [...scores.keys()]
        .filter((person) => scores[person]! > 0)
        .sort((a, b) => scores[b]! - scores[a]! || a - b)
        .slice(0, MOST_BROKERS)
        .map((person) =>
          Object.assign(new Broker(), {
            person: this.ctx.book.people.get(this.book.persons.idOf(network.persons[person]!))!,
            betweenness: scores[person]!,
            standardError: standardErrors[person]!,
          }),
        );
    });
  }

  /** For whoever has the network already: what waits for it in turn would wait for ever. */
  private headcountOf(network: Network): Promise<Headcount> {
    return this.remember('headcount of a network', () =>
      unhurried(this.ctx, () => headcount(this.ctx, this.book, network)),
    );
  }

  private newest({ id }: Organization): Organization {
    return this.ctx.book.organizations.get(id)!;
  }

  private once<R>(what: string, work: (network: Network) => Promise<R>): Promise<R> {
    return this.remember(what, () => this.useNetwork(work));
  }

  private remember<R>(what: string, find: () => Promise<R>): Promise<R> {
    let found = this.known.get(what) as Promise<R> | undefined;
    if (!found) this.known.set(what, (found = find()));
    return found;
  }

  private finish<R>(steps: Generator<void, R, void>): Promise<R> {
    return finish(this.ctx, steps);
  }
}

function* betweennessOf({ persons, ties }: Network, people: number): Generator<void, Betweenness, void> {
  if (persons.length * ties.others.length <= EXACT_WORK) return yield* betweenness(ties, people);
  return yield* sampledBetweenness(ties, people, {
    samples: SAMPLES,
    entries: MOST_ENTRIES,
    random: seededRandom(),
  });
}

/** @param all with those who are in no network, each by itself. */
function componentsOf(sizes: Int32Array, all: number): Components {
  const alone = all - sizes.reduce((sum, size) => sum + size, 0);
  const largest = [
    ...sizes.subarray(0, LARGEST_COMPONENTS),
    ...Array<number>(Math.min(alone, LARGEST_COMPONENTS)).fill(1),
  ];
  return Object.assign(new Components(), {
    count: sizes.length + alone,
    largest: largest.slice(0, LARGEST_COMPONENTS),
    shareInLargest: all > 0 ? largest[0]! / all : null,
  });
}
