import { Field, Float, Int, ObjectType } from 'type-graphql';
import { OrganizationGroup, OrganizationGrouping } from './organization-groups.js';

@ObjectType({
  description:
    'How trust is distributed among the pairs of organizations of two groups, or of one; a pair without a tie has trust 0. Quantiles are values of pairs: the least that at least that part of the pairs does not exceed. All figures of trust are null where there is no pair.',
})
export class TrustCell {
  @Field(() => OrganizationGroup, { description: 'One group.' })
  from!: OrganizationGroup;

  @Field(() => OrganizationGroup, {
    description: 'The other, later in the order of groups; or the same: then the pairs within it.',
  })
  to!: OrganizationGroup;

  @Field(() => Int, { description: 'How many pairs of organizations there are, with a tie or not.' })
  pairCount!: number;

  @Field(() => Int, { description: 'How many of them have a tie, however weak.' })
  tiedPairCount!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'The part of the pairs whose trust is at least `threshold`, in [0, 1].',
  })
  trustedShare!: number | null;

  @Field(() => Float, { nullable: true, description: 'The least trust, in [0, 1).' })
  minTrust!: number | null;

  @Field(() => Float, { nullable: true, description: 'The median of trust, in [0, 1).' })
  medianTrust!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'The trust that nine tenths of the pairs do not exceed, in [0, 1).',
  })
  p90Trust!: number | null;

  @Field(() => Float, { nullable: true, description: 'The highest trust, in [0, 1).' })
  maxTrust!: number | null;

  @Field(() => Float, { nullable: true, description: 'The mean of trust, in [0, 1).' })
  meanTrust!: number | null;
}

@ObjectType({ description: 'How well groups of organizations trust each other: a symmetric matrix.' })
export class TrustMatrix {
  @Field(() => OrganizationGrouping, { description: 'By what they are put together.' })
  grouping!: OrganizationGrouping;

  @Field(() => Float, { description: 'From which trust on a pair counts for `trustedShare`.' })
  threshold!: number;

  @Field(() => [OrganizationGroup], { description: 'Its rows and columns, in their order.' })
  groups!: readonly OrganizationGroup[];

  @Field(() => [TrustCell], {
    description:
      'The diagonal and what is above it, row by row: n (n + 1) / 2 cells of n groups. What is below is the same again.',
  })
  cells!: readonly TrustCell[];
}
