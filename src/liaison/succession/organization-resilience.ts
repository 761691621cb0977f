import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Organization } from '../../directory/organization.js';
import { Person } from '../../directory/person.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import type { Articulation, Resilience } from './resilience.js';

@ObjectType({
  description:
    'Somebody without whom an organization would no longer reach others whom it reaches now, over any number of ties. Everybody whom its people know is reached, and whom those know; its people reach each other without a tie.',
})
export class ArticulationPerson {
  @Field(() => Person, { description: 'On whom it hangs; of the organization or not.' })
  person!: Person;

  @Field(() => Int, { description: 'How many other persons would not be reached any more.' })
  cutOffPersons!: number;

  articulation!: Articulation;
}

@ObjectType({
  description:
    'By how many ways that have no person in common an organization reaches another one, over any number of ties.',
})
export class Connectivity {
  @Field(() => Organization, { description: 'The organization that is reached.' })
  to!: Organization;

  @Field(() => Float, {
    nullable: true,
    description: 'The least trust wanted between the two at that moment; null where there is no liaison target.',
  })
  wanted!: number | null;

  resilience!: Resilience;
}

@ObjectType({
  description:
    'How old the ties are that people of an organization have with people who hold no position in it, each two persons once. Two years are 730 days of 24 hours before the moment.',
})
export class TieAges {
  @Field(() => Int, { description: 'How many ties there are, none of a trust below 0.02.' })
  ties!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'The share of those that were not renewed: the two were last together (`lastMetAt`) more than two years before. In [0, 1]; null where there are no ties.',
  })
  notMetForTwoYears!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'The share of those that began, with the first encounter that counts, more than two years before. In [0, 1]; null where there are no ties.',
  })
  knownForTwoYears!: number | null;
}

@ObjectType({
  description:
    'How well an organization would bear that people leave: of those of its people who hold positions at a moment, and whom the viewer sees.',
})
export class OrganizationResilience {
  @Field(() => DateTimeScalar, { description: 'The moment at which it is so.' })
  at!: Date;

  resilience!: Resilience;
}
