import { Field, Float, ObjectType } from 'type-graphql';
import { Person } from '../../directory/person.js';

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
