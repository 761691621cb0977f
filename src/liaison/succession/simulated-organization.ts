import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import type { LiaisonBook } from '../book.js';
import { networkPairs } from '../graph/network-pairs.js';
import { finish } from '../networks.js';
import type { LiaisonSights } from '../sight.js';
import type { Ties } from '../ties/ties.js';
import type { SimulatedMove } from './move.js';
import { tieChanges, type PairsByOrganization, type TieChange } from './tie-changes.js';
import type { Wanted } from './wanted.js';

/** What the simulation of a transfer asks. */
export interface TransferParts {
  readonly book: LiaisonBook;
  readonly sights: LiaisonSights;
  readonly ties: Ties;
  readonly wanted: Wanted;
}

interface BothSides {
  readonly before: PairsByOrganization;
  readonly after: PairsByOrganization;
}

/** One organization on both sides of a transfer. What is asked of it is computed once, when it is first asked for. */
export class SimulatedOrganization {
  /** In the numbers of the book. */
  protected readonly number: number;
  /** The liaison targets, by the other organization. */
  protected readonly wanted: ReadonlyMap<number, number>;
  private pairs: Promise<BothSides> | undefined;
  private changes: Promise<TieChange[]> | undefined;

  constructor(
    protected readonly parts: TransferParts,
    readonly move: SimulatedMove,
    readonly organization: Organization,
  ) {
    const { organizations } = parts.book;
    this.number = organizations.of(organization.id);
    const targets = parts.wanted.of(organization.id, move.at);
    this.wanted = new Map(targets.map(({ otherId, trust }) => [organizations.of(otherId), trust]));
  }

  /** Its ties that change, the worst first. */
  tieChanges(ctx: Context): Promise<TieChange[]> {
    this.changes ??= this.pairsOf(ctx).then(({ before, after }) =>
      tieChanges(before, after, this.wanted, this.parts.book.organizations.byId),
    );
    return this.changes;
  }

  protected pairsOf(ctx: Context): Promise<BothSides> {
    this.pairs ??= this.addUp(ctx);
    return this.pairs;
  }

  private async addUp(ctx: Context): Promise<BothSides> {
    const before = await finish(ctx, networkPairs(this.move.before, this.number));
    return { before, after: await finish(ctx, networkPairs(this.move.after, this.number)) };
  }
}
