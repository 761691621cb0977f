import type { Context } from '../../directory/context.js';
import type { Organization } from '../../directory/organization.js';
import type { LiaisonBook } from '../book.js';
import type { Gaps } from '../targets/gaps.js';
import type { Introductions } from '../paths/introductions.js';
import type { LiaisonGap } from '../targets/liaison-gap.js';
import type { OrganizationTies } from '../ties/organization-ties.js';
import type { LiaisonSights } from '../sight.js';
import { SuggestedIntroduction } from './suggested-introduction.js';
import { suggestions, type Need, type Suggestion } from './suggestions.js';
import type { TieView } from '../graph/tie-view.js';
import type { Ties } from '../ties/ties.js';

interface NeedOfGap extends Need {
  readonly gap: LiaisonGap;
}

/** Who should meet, of the encounters and persons that a viewer may see. */
export class SuggestedIntroductions {
  constructor(
    private readonly book: LiaisonBook,
    private readonly gaps: Gaps,
    private readonly organizationTies: OrganizationTies,
    private readonly ties: Ties,
    private readonly introductions: Introductions,
    private readonly sights: LiaisonSights,
  ) {}

  /** The best first. @param at ms since the epoch */
  of(
    ctx: Context,
    organization: Organization | undefined,
    at: number,
    horizonDays: number,
    first: number,
  ): Promise<SuggestedIntroduction[]> {
    return this.organizationTies.steadily(ctx, () => this.find(ctx, organization, at, horizonDays, first));
  }

  private *find(
    ctx: Context,
    organization: Organization | undefined,
    at: number,
    horizonDays: number,
    first: number,
  ): Generator<void, SuggestedIntroduction[], void> {
    const view = this.sights.tiesAt(ctx, at);
    const gaps = yield* this.gaps.find(ctx, view, organization, horizonDays);
    const membersOf = this.organizationTies.rosterOf(view);
    const needs = gaps.map((gap) => ({
      gap,
      members: membersOf(gap.from.id),
      others: membersOf(gap.to.id),
      need: gap.wanted - gap.trustAtHorizon,
    }));
    const found = yield* suggestions(
      view,
      needs,
      (person, other) => this.areColleagues(person, other, at),
      (person) => !this.book.people.isErased(person),
      this.book.persons.byId,
      first,
    );
    return found.map((each) => this.describe(ctx, view, each));
  }

  private areColleagues(person: number, other: number, at: number): boolean {
    const held = this.book.people.organizationsAt(other, at);
    return this.book.people.organizationsAt(person, at).some((organization) => held.includes(organization));
  }

  private describe(
    ctx: Context,
    view: TieView,
    { from, to, score, need, acquaintances, introducer }: Suggestion<NeedOfGap>,
  ): SuggestedIntroduction {
    return Object.assign(new SuggestedIntroduction(), {
      from: this.ties.personOf(ctx, from),
      to: this.ties.personOf(ctx, to),
      score,
      commonAcquaintances: acquaintances,
      introducer: this.ties.personOf(ctx, introducer),
      introduction: this.introductions.along(ctx, [from, introducer, to], view),
      gap: need.gap,
    });
  }
}
