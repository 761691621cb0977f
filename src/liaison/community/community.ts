import { Field, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../kernel/scalars.js';
import type { CommunitySurvey } from './community-survey.js';

@ObjectType({
  description:
    'The community as a whole at a moment: everybody whom you see and who held a position then, and what the encounters that you see add up to. For operators, liaison officers and auditors.',
})
export class Community {
  @Field(() => DateTimeScalar, { description: 'The moment at which it is so.' })
  at!: Date;

  survey!: CommunitySurvey;
}
