import { Field, Float, ObjectType } from 'type-graphql';
import { Organization } from '../../directory/organization.js';
import { compareText } from '../../kernel/ids.js';
import type { TieView } from '../graph/tie-view.js';
import type { Fading } from './fading.js';
import type { Pair } from '../ties/organization-pairs.js';
import { DateScalar } from '../../kernel/scalars.js';

@ObjectType({
  description:
    'A liaison target that is not met at a moment, or will not be at the horizon if nobody meets and nobody moves in between; as far as the viewer may see people and encounters.',
})
export class LiaisonGap {
  @Field(() => Organization, {
    description: 'The organization asked about; where all gaps are asked for, the one with the lower id.',
  })
  from!: Organization;

  @Field(() => Organization, { description: 'The other.' })
  to!: Organization;

  @Field(() => Float, { description: 'The least trust that was wanted at that moment, in (0, 1).' })
  wanted!: number;

  @Field(() => Float, { description: 'The trust between them at that moment, in [0, 1); 0 where there is no tie.' })
  trust!: number;

  @Field(() => Float, {
    description: 'The trust at the horizon, in [0, 1): of the people and encounters of that moment, aged until then.',
  })
  trustAtHorizon!: number;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      "The first day, in the community's time zone, that begins with less trust than is wanted; null where it is less already.",
  })
  fadesOn!: string | null;

  @Field(() => Float, {
    description: 'The largest share of the tie that one person carries, in [0, 1]; 0 where there is no tie.',
  })
  concentration!: number;

  /** ms since the epoch */
  horizon!: number;
  fading!: Fading;
  pairs!: readonly Pair[];
  /** What it was found in. */
  view!: TieView;
}

/** Worst first: by what is missing now, then by what will be missing, then by ids. */
export function worstFirst(a: LiaisonGap, b: LiaisonGap): number {
  return (
    b.wanted - b.trust - (a.wanted - a.trust) ||
    b.wanted - b.trustAtHorizon - (a.wanted - a.trustAtHorizon) ||
    compareText(a.from.id, b.from.id) ||
    compareText(a.to.id, b.to.id)
  );
}
