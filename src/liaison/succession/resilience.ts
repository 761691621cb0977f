import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import { articulationsOf, cutsOff, gatesOf } from '../graph/articulation.js';
import { bestDisjointPaths } from '../graph/best-disjoint-paths.js';
import { DisjointPathCounter } from '../graph/disjoint-path-counter.js';
import type { Acquaintance } from '../graph/network.js';
import { trustsOf } from '../graph/reach.js';
import { sortedStepwise, stepwiseSorted } from '../graph/stepwise-sort.js';
import { sumsByOrganization } from '../graph/sums-by-organization.js';
import { tieAgesOf, type Ages } from '../graph/tie-ages.js';
import { finish } from '../unhurried.js';
import { staffOf } from './move.js';

const TWO_YEARS = 730 * 86_400_000;

type CompareIds = (organization: number, other: number) => number;

/** Somebody on whom it hangs that others are reached, by the number in the book. */
export interface Articulation {
  readonly person: number;
  readonly cutOffPersons: number;
  /** Those of whose people nobody would be reached any more, by their numbers in the book; looked up when it is asked for. */
  cutOffOrganizations(): number[];
}

/** A tie of organizations in which one person is of every pair, by the other organization's number in the book. */
export interface HangingTie {
  readonly organization: number;
  readonly strength: number;
}

/** How well one organization would bear that people leave. What is asked of it is computed once, when it is first asked for. */
export class Resilience {
  private readonly staff: Int32Array;
  private articulations: Promise<Articulation[]> | undefined;
  private hanging: Promise<HangingTie[]> | undefined;
  private trusts: Promise<Float64Array> | undefined;
  private counter: DisjointPathCounter | undefined;
  private counted: Promise<unknown> = Promise.resolve();

  /** @param number of the organization in the book. */
  constructor(
    readonly organization: Organization,
    private readonly number: number,
    private readonly network: Acquaintance,
    private readonly compareIds: CompareIds,
  ) {
    this.staff = staffOf(network, number);
  }

  /** ms since the epoch */
  get at(): number {
    return this.network.at;
  }

  /** Who cuts off most persons comes first. */
  articulationPersons(ctx: Context): Promise<Articulation[]> {
    this.articulations ??= this.findArticulations(ctx);
    return this.articulations;
  }

  /** Its ties that one transfer would end, the strongest first. */
  tiesOnOnePerson(ctx: Context): Promise<HangingTie[]> {
    this.hanging ??= this.findHanging(ctx);
    return this.hanging;
  }

  tieAges(ctx: Context): Promise<Ages> {
    const place = this.network.organizations.indexOf(this.number);
    if (place === -1) return Promise.resolve({ ties: 0, unrenewed: 0, old: 0 });
    return finish(ctx, tieAgesOf(this.network, place, this.network.at - TWO_YEARS));
  }

  /** How many ways to another organization, by its number in the book, have nobody in common. */
  disjointPathCount(ctx: Context, other: number): Promise<number> {
    this.counter ??= new DisjointPathCounter(this.network.ties);
    const { counter, staff, network } = this;
    // Of many targets one after the other: they share the tables. When the time is over for one it is for all.
    const count = () => finish(ctx, counter.between(staff, staffOf(network, other)));
    const counted = this.counted.then(count);
    this.counted = counted;
    return counted;
  }

  /** So many of them of the most trust together, as persons by their numbers in the book. */
  async disjointPaths(ctx: Context, other: number, most: number): Promise<number[][]> {
    this.trusts ??= finish(ctx, trustsOf(this.network.ties));
    const ends = { ties: this.network.ties, sources: this.staff, targets: staffOf(this.network, other) };
    const paths = await finish(ctx, bestDisjointPaths(ends, await this.trusts, most));
    return paths.map((path) => path.map((person) => this.network.persons[person]!));
  }

  private async findArticulations(ctx: Context): Promise<Articulation[]> {
    const { persons, organizations, staff, ties } = this.network;
    const found = await finish(ctx, articulationsOf(ties, this.staff));
    const gates = await finish(ctx, gatesOf(found, staff));
    const byCutOff = (a: number, b: number) => found.cutOff[b]! - found.cutOff[a]! || a - b;
    const cutting = found.order.filter((vertex) => found.cutOff[vertex]! > 0);
    return Array.from(await finish(ctx, stepwiseSorted(cutting, byCutOff)), (vertex) => ({
      person: persons[vertex]!,
      cutOffPersons: found.cutOff[vertex]!,
      cutOffOrganizations: () =>
        [...organizations].filter(
          (organization, place) => organization !== this.number && cutsOff(found, vertex, gates[place]!),
        ),
    }));
  }

  private async findHanging(ctx: Context): Promise<HangingTie[]> {
    const sums = await finish(ctx, sumsByOrganization(this.network, this.number));
    const hanging = Array.from(sums, ([organization, sum]) => ({ organization, ...sum })).filter(
      ({ isOnOne }) => isOnOne,
    );
    return finish(
      ctx,
      sortedStepwise(hanging, (a, b) => b.strength - a.strength || this.compareIds(a.organization, b.organization)),
    );
  }
}
