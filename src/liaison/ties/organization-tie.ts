import { Field, Float, ObjectType } from 'type-graphql';
import { Organization } from '../../directory/organization.js';
import { Person } from '../../directory/person.js';
import { connectionType } from '../../kernel/connection.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import type { Carrier, Pair } from './organization-pairs.js';

@ObjectType({ description: 'A person on whom a tie of organizations hangs.' })
export class TieCarrier {
  @Field(() => Person, { description: 'Who, at either side.' })
  person!: Person;

  @Field(() => Float, {
    description: 'The strength of the pairs with this person as part of the whole, in (0, 1]; all shares add up to 2.',
  })
  share!: number;
}

@ObjectType({
  description:
    'What is between two organizations at a moment: the ties, also those too weak for two persons, of all their people who held positions then and whom the viewer may see.',
})
export class OrganizationTie {
  @Field(() => DateTimeScalar, { description: 'The moment at which it is so.' })
  at!: Date;

  @Field(() => Organization, { description: 'The one asked about.' })
  from!: Organization;

  @Field(() => Organization, { description: 'The other.' })
  to!: Organization;

  @Field(() => Float, { description: 'The sum of the strengths of all pairs of persons, one at each side.' })
  strength!: number;

  @Field(() => Float, { description: '1 − exp(−strength), in [0, 1).' })
  trust!: number;

  @Field(() => Float, {
    description: 'The largest share of one person, in (0, 1]: at 1 the transfer of that one ends the tie.',
  })
  concentration!: number;

  @Field(() => DateTimeScalar, { description: 'When people of both were last together, at that moment or before.' })
  lastMetAt!: Date;

  pairs!: readonly Pair[];
  carriedBy!: readonly Carrier[];
}

export const OrganizationTieConnection = connectionType(OrganizationTie);
