import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Organization } from '../../directory/organization.js';

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
