import { Field, Float, ObjectType } from 'type-graphql';
import { Person } from '../../directory/person.js';
import { connectionType } from '../../kernel/connection.js';
import { DateTimeScalar } from '../../kernel/scalars.js';

@ObjectType({
  description:
    'What the encounters of two persons add up to at a moment (つながり), as far as the viewer may see them. Below a trust of 0.02 there is none.',
})
export class Tie {
  @Field(() => DateTimeScalar, { description: 'The moment at which it is so.' })
  at!: Date;

  @Field(() => Person, { description: 'The one asked about.' })
  from!: Person;

  @Field(() => Person, { description: 'The other.' })
  to!: Person;

  @Field(() => Float, {
    description:
      'The sum over their encounters of kind weight × mode factor / (attendees − 1) × 2^(−days since the end / 365).',
  })
  strength!: number;

  @Field(() => Float, { description: '1 − exp(−strength), in [0.02, 1).' })
  trust!: number;

  @Field(() => DateTimeScalar, { description: 'When they were last together, at that moment or before.' })
  lastMetAt!: Date;
}

export const TieConnection = connectionType(Tie);
