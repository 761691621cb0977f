import { Field, Float, ObjectType } from 'type-graphql';
import { Person } from '../../directory/person.js';
import { Cost } from '../../kernel/cost.js';
import { Tie } from '../ties/tie.js';

@ObjectType({ description: 'A chain of persons in which each knows the next (紹介経路).' })
export class IntroductionPath {
  @Field(() => Float, { description: 'The product of the trusts of its ties; 1 where there are none.' })
  trust!: number;

  @Cost({ entries: 5 })
  @Field(() => [Person], {
    description: 'From first to last. Each holds a position at the moment asked about, and is visible to the viewer.',
  })
  people!: Person[];

  @Cost({ entries: 4 })
  @Field(() => [Tie], { description: 'Between each two of them in turn: one fewer than the people.' })
  ties!: Tie[];
}
