import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import type { LiaisonBook } from '../book.js';
import { Broker } from './broker.js';
import { CommunityPartition, OrganizationCommunity } from './community-partition.js';
import type { TrustMatrix } from './trust-matrix.js';
import { componentsOf, trustMatrixOf, type CommunityNumbers } from './community-numbers.js';
import type { Network } from '../graph/network.js';
import type { SparseRows } from '../graph/sparse-rows.js';
import { headcount, type Headcount } from '../encounters/headcount.js';
import { groupCount, groupsOf, type OrganizationGrouping } from './organization-groups.js';
import type { Found, Given, TaskName } from '../threads/tasks.js';
import type { Threads } from '../threads/threads.js';
import { unhurried, watchDirectory } from '../unhurried.js';
import { LEAST_TRUST } from '../ties/strength.js';

export const MOST_BROKERS = 100;

/** Lends the network of a moment, for as long as the work takes. */
export type UseNetwork = <R>(work: (network: Network) => Promise<R>) => Promise<R>;

export type Swept = Pick<CommunitySurvey, 'numbers' | 'trustMatrix'>;

/** What is told of the community as a whole at one moment: each thing when it is first asked for. */
export class CommunitySurvey {
  private readonly known = new Map<string, Promise<unknown>>();

  constructor(
    private readonly ctx: Context,
    private readonly book: LiaisonBook,
    private readonly threads: Threads,
    private readonly useNetwork: UseNetwork,
    /** What is known of this moment without its network. */
    private readonly swept?: Swept,
  ) {}

  numbers(): Promise<CommunityNumbers> {
    if (this.swept) return this.swept.numbers();
    return this.once('numbers', async (network) => {
      const { ties, organizationTies } = network;
      const [headcount, personSizes, organizationSizes] = await Promise.all([
        this.headcountOf(network),
        this.componentSizes(ties),
        this.componentSizes(organizationTies),
      ]);
      const { people, isolatedPeople, organizations, isolatedOrganizations } = headcount;
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
      const groupOf = groupsOf(organizations, grouping);
      const sizes = Array<number>(groupCount(grouping)).fill(0);
      for (const group of groupOf) sizes[group]! += 1;
      const ties = network.organizationTies;
      const ofVertices = places.map((place) => groupOf[place]!);
      const cells = await this.compute(ties.others.length, 'trustMatrixOfRows', ties, ofVertices, sizes, threshold);
      return trustMatrixOf({ sizes, cells }, grouping, threshold);
    });
  }

  communities(): Promise<CommunityPartition> {
    return this.once('communities', async (network) => {
      const { organizations, places } = await this.headcountOf(network);
      const ties = network.organizationTies;
      const { modularity, members } = await this.compute(ties.others.length, 'communities', ties, LEAST_TRUST);
      const all = members.map((each) =>
        Object.assign(new OrganizationCommunity(), {
          size: each.length,
          all: each.map((organization) => this.newest(organizations[places[organization]!]!)),
        }),
      );
      const assigned = all.reduce((sum, { size }) => sum + size, 0);
      return Object.assign(new CommunityPartition(), {
        modularity,
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
      const { begins, others } = network.ties;
      const ties = { begins, others };
      const found = await this.compute(others.length, 'brokers', ties, people, MOST_BROKERS);
      return Array.from(found.vertices, (vertex, place) =>
        Object.assign(new Broker(), {
          person: this.ctx.book.people.get(this.book.persons.idOf(network.persons[vertex]!))!,
          betweenness: found.scores[place]!,
          standardError: found.standardErrors[place]!,
        }),
      );
    });
  }

  /** For whoever has the network already: what waits for it in turn would wait for ever. */
  private headcountOf(network: Network): Promise<Headcount> {
    return this.remember('headcount of a network', () =>
      unhurried(this.ctx, () => headcount(this.book, network), watchDirectory(this.ctx)),
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

  private componentSizes({ begins, others }: SparseRows): Promise<Int32Array> {
    return this.compute(others.length, 'componentSizes', { begins, others });
  }

  private compute<T extends TaskName>(work: number, task: T, ...given: Given<T>): Promise<Found<T>> {
    return this.threads.run(this.ctx, work, task, ...given);
  }
}
