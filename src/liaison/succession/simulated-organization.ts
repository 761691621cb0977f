import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import type { LiaisonBook } from '../book.js';
import { sumsByOrganization } from '../graph/sums-by-organization.js';
import { finish } from '../unhurried.js';
import type { LiaisonSights } from '../sight.js';
import type { Ties } from '../ties/ties.js';
import type { SimulatedMove } from './move.js';
import { tieChanges, type SumsByOrganization, type TieChange } from './tie-changes.js';
import type { Wanted } from './wanted.js';

/** What the simulation of a transfer asks. */
export interface TransferParts {
  readonly book: LiaisonBook;
  readonly sights: LiaisonSights;
  readonly ties: Ties;
  readonly wanted: Wanted;
}

interface BothSides {
  readonly before: SumsByOrganization;
  readonly after: SumsByOrganization;
}

/** One organization on both sides of a transfer. What is asked of it is computed once, when it is first asked for. */
export class SimulatedOrganization {
  /** In the numbers of the book. */
  protected readonly number: number;
  /** The liaison targets, by the other organization. */
  protected readonly wanted: ReadonlyMap<number, number>;
  private sums: Promise<BothSides> | undefined;
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
    this.changes ??= this.sumsOf(ctx).then(({ before, after }) =>
      finish(ctx, tieChanges(before, after, this.wanted, this.parts.book.organizations.byId)),
    );
    return this.changes;
  }

  protected sumsOf(ctx: Context): Promise<BothSides> {
    this.sums ??= this.addUp(ctx);
    return this.sums;
  }

  private async addUp(ctx: Context): Promise<BothSides> {
    const before = await finish(ctx, sumsByOrganization(this.move.before, this.number));
    return { before, after: await finish(ctx, sumsByOrganization(this.move.after, this.number)) };
  }
}
