import { may } from '../../access/policy.js';
import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import type { LiaisonBook } from '../book.js';
import type { TieView } from '../graph/tie-view.js';
import { LiaisonGap, worstFirst } from './liaison-gap.js';
import type { LiaisonTarget } from './liaison-target.js';
import type { LiaisonTargets } from './liaison-targets.js';
import { carriersOf } from '../ties/organization-pairs.js';
import type { OrganizationTies } from '../ties/organization-ties.js';
import type { LiaisonSights } from '../sight.js';

const DAY = 86_400_000;

/** Where liaison targets are not met, of the encounters and persons that a viewer may see. */
export class Gaps {
  constructor(
    private readonly book: LiaisonBook,
    private readonly targets: LiaisonTargets,
    private readonly ties: OrganizationTies,
    private readonly sights: LiaisonSights,
  ) {}

  /**
   * The targets as of a moment (ms since the epoch) that a viewer may ask for: of an organization, or all; whoever may not
   * ask for all has those of its own.
   */
  targetsAt(ctx: Context, organization: Organization | undefined, at: number): LiaisonTarget[] {
    const { viewer } = ctx;
    if (!organization && may(viewer, 'target.ask', [])) return this.targets.all(at);
    const id = organization?.id ?? viewer.organizationId;
    return id !== null && may(viewer, 'target.ask', [id]) ? this.targets.of(id, at) : [];
  }

  /** The worst first. @param horizonDays after how many days the targets are to be met still. */
  of(ctx: Context, organization: Organization | undefined, at: number, horizonDays: number): Promise<LiaisonGap[]> {
    return this.ties.steadily(ctx, () => this.find(ctx, this.sights.tiesAt(ctx, at), organization, horizonDays));
  }

  /** The same step by step, during which the directory must stay as it is. */
  *find(
    ctx: Context,
    view: TieView,
    organization: Organization | undefined,
    horizonDays: number,
  ): Generator<void, LiaisonGap[], void> {
    const { at } = view;
    const membersOf = this.ties.rosterOf(view);
    const horizon = at + horizonDays * DAY;
    const gaps: LiaisonGap[] = [];
    for (const target of this.targetsAt(ctx, organization, at)) {
      const gap = yield* this.gapOf(view, target, horizon, membersOf);
      if (gap) gaps.push(gap);
      yield;
    }
    return gaps.sort(worstFirst);
  }

  private *gapOf(
    view: TieView,
    { organizationId, otherId, trust: wanted }: LiaisonTarget,
    horizon: number,
    membersOf: (organizationId: string) => readonly number[],
  ): Generator<void, LiaisonGap | undefined, void> {
    const [here, there] = [membersOf(organizationId), membersOf(otherId)];
    const pairs = yield* this.ties.pairs(view, here, there);
    const fading = this.ties.fadingOf(view, here, there, pairs);
    const trustAtHorizon = fading.trustAt(horizon);
    if (trustAtHorizon >= wanted) return undefined;
    const { directory } = this.book;
    return Object.assign(new LiaisonGap(), {
      from: directory.organizations.get(organizationId)!,
      to: directory.organizations.get(otherId)!,
      wanted,
      trust: fading.trustAt(view.at),
      trustAtHorizon,
      fadesOn: fading.fadesOn(wanted, directory.communityZone),
      concentration: carriersOf(pairs, this.book.persons.byId)[0]?.share ?? 0,
      horizon,
      fading,
      pairs,
      view,
    });
  }
}
