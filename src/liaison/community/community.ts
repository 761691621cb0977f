import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Organization } from '../../directory/organization.js';
import { Person } from '../../directory/person.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import type { CommunitySurvey } from './community-survey.js';
import { OrganizationGroup, OrganizationGrouping } from './organization-groups.js';

@ObjectType({
  description:
    'How many are connected to each other by ties, over however many of them: connected components of the network. Somebody without a tie is a component of one.',
})
export class Components {
  @Field(() => Int, { description: 'How many there are, with those of one.' })
  count!: number;

  @Field(() => [Int], { description: 'How many are in each, the largest first; the 10 largest.' })
  largest!: readonly number[];

  @Field(() => Float, {
    nullable: true,
    description: 'The part of all that is in the largest, in (0, 1]; null where there is nobody at all.',
  })
  shareInLargest!: number | null;
}

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

@ObjectType({ description: 'Organizations with stronger ties among themselves than with others.' })
export class OrganizationCommunity {
  @Field(() => Int, { description: 'How many organizations it has.' })
  size!: number;

  /** By strength; told in part. */
  all!: readonly Organization[];
}

@ObjectType({
  description:
    'Communities of organizations by the Louvain method (Blondel and others, 2008), of their ties of trust 0.02 and more, weighted by strength. The same for the same ties.',
})
export class CommunityPartition {
  @Field(() => Float, {
    description:
      'The part of the strength of all ties that lies within communities, less what would if they were drawn at random (Newman, 2006); in [-0.5, 1). From about 0.3 on there is something to the communities.',
  })
  modularity!: number;

  @Field(() => Int, { description: 'How many communities there are.' })
  count!: number;

  @Field(() => Int, { description: 'How many organizations are in none, having no such tie.' })
  unassignedCount!: number;

  /** The largest first; told in part. */
  all!: readonly OrganizationCommunity[];
}

@ObjectType({ description: 'A person who lies between others.' })
export class Broker {
  @Field(() => Person, { description: 'Who.' })
  person!: Person;

  @Field(() => Float, {
    description:
      'Betweenness centrality (Freeman, 1977), normalized: of all pairs of two other people the part that this one lies between, by the shortest chains of ties from one to the other, in hops; where there are several shortest chains, by the part of them. In [0, 1].',
  })
  betweenness!: number;

  @Field(() => Float, {
    description:
      'The standard error of `betweenness`, where it is an estimate from chains drawn at random, which it is of a large network: about 95 of 100 estimates are off by no more than twice as much. 0 where it is exact.',
  })
  standardError!: number;
}

@ObjectType({
  description:
    'The community as a whole at a moment: everybody whom you see and who held a position then, and what the encounters that you see add up to. For operators, liaison officers and auditors.',
})
export class Community {
  @Field(() => DateTimeScalar, { description: 'The moment at which it is so.' })
  at!: Date;

  survey!: CommunitySurvey;
}
