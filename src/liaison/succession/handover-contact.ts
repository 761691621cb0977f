import { Field, Float, ObjectType } from 'type-graphql';
import { Person } from '../../directory/person.js';
import { Tie } from '../ties/tie.js';
import type { SimulatedMove } from './move.js';

@ObjectType({
  description: 'Somebody of another organization whom the one who leaves knows, and whom the successor should meet.',
})
export class HandoverContact {
  @Field(() => Person, { description: 'The contact.' })
  person!: Person;

  @Field(() => Float, {
    description:
      'The sum, over the organizations other than the one left in which the contact holds a position, of what the trust of its tie would be more after the transfer if the strength of these two persons stayed in it, times the need; the whole times 1 − the trust of `knownBy`. The need is 0.5 without a liaison target, 1 where the target is met after the transfer, and where not, 1 + (wanted − trust after) / wanted. In [0, 2) for each of those organizations.',
  })
  worth!: number;

  @Field(() => Tie, { description: 'The tie of the one who leaves.' })
  tie!: Tie;

  @Field(() => Tie, {
    nullable: true,
    description:
      'The tie that there is already: of the successor, or where none is named the strongest one of the organization’s other people. Null where there is none.',
  })
  knownBy!: Tie | null;

  move!: SimulatedMove;
}
