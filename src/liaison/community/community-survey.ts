import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import type { LiaisonBook } from '../book.js';
import { Broker, CommunityPartition, OrganizationCommunity, type TrustMatrix } from './community.js';
import { componentsOf, trustMatrixOf, type CommunityNumbers } from './community-numbers.js';
import { betweenness, type Betweenness } from '../graph/betweenness.js';
import { communityOrder, strongPairs } from '../graph/community-members.js';
import { componentSizes } from '../graph/components.js';
import type { Network } from '../graph/network.js';
import { sampledBetweenness } from '../graph/sampled-betweenness.js';
import { seededRandom } from '../graph/seeded-random.js';
import { eachOfRows } from '../graph/trust-matrix.js';
import { headcount, type Headcount } from '../encounters/headcount.js';
import { finish } from '../networks.js';
import type { OrganizationGrouping } from './organization-groups.js';
import type { Partitions } from './partitions.js';
import { unhurried } from '../unhurried.js';
import { LEAST_TRUST } from '../ties/strength.js';

export const MOST_BROKERS = 100;

/** Vertices times entries up to which betweenness is exact: some tenths of a second. */
const EXACT_WORK = 1e7;
/** A standard error of at most 0.005, a tenth of what the first brokers of a nation have; in some seconds. */
const SAMPLES = 10_000;
const MOST_ENTRIES = 500_000_000;

/** Lends the network of a moment, for as long as the work takes. */
export type UseNetwork = <R>(work: (network: Network) => Promise<R>) => Promise<R>;

export type Swept = Pick<CommunitySurvey, 'numbers' | 'trustMatrix'>;

/** What is told of the community as a whole at one moment: each thing when it is first asked for. */
export class CommunitySurvey {
  private readonly known = new Map<string, Promise<unknown>>();

  constructor(
    private readonly ctx: Context,
    private readonly book: LiaisonBook,
    private readonly partitions: Partitions,
    private readonly useNetwork: UseNetwork,
    /** What is known of this moment without its network. */
    private readonly swept?: Swept,
  ) {}

  numbers(): Promise<CommunityNumbers> {
    if (this.swept) return this.swept.numbers();
    return this.once('numbers', async (network) => {
      const { ties, organizationTies } = network;
      const { people, isolatedPeople, organizations, isolatedOrganizations } = await this.headcountOf(network);
      const personSizes = await this.finish(componentSizes(ties));
      const organizationSizes = await this.finish(componentSizes(organizationTies));
      return {
        people,
        isolatedPeople,
        organizations: organizations.length,
        isolatedOrganizations,
        ties: ties.others.length / 2,
        organizationTies: organizationTies.others.length / 2,
        personComponents: componentsOf(personSizes, people),
        organizationComponents: componentsOf(organizationSizes, organizations.length),
      };
    });
  }

  trustMatrix(grouping: OrganizationGrouping, threshold: number): Promise<TrustMatrix> {
    if (this.swept) return this.swept.trustMatrix(grouping, threshold);
    return this.once(`trustMatrix ${grouping} ${threshold}`, async (network) => {
      const { organizations, places } = await this.headcountOf(network);
      const ties = eachOfRows(network.organizationTies);
      return this.finish(trustMatrixOf(ties, places, organizations, grouping, threshold));
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
    return this.remember('headcount of a network', () => unhurried(this.ctx, () => headcount(this.book, network)));
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
