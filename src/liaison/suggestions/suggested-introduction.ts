import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Person } from '../../directory/person.js';
import { IntroductionPath } from '../paths/introduction-path.js';
import { LiaisonGap } from '../targets/liaison-gap.js';

@ObjectType({
  description:
    'Two people of different organizations who should meet: their organizations have a liaison gap, they have no tie yet, and have common acquaintances.',
})
export class SuggestedIntroduction {
  @Field(() => Person, { description: 'Who holds a position in `gap.from` at that moment.' })
  from!: Person;

  @Field(() => Person, { description: 'Who holds one in `gap.to`, and none in an organization of the other.' })
  to!: Person;

  @Field(() => Float, {
    description:
      'What is missing at the horizon (gap.wanted − gap.trustAtHorizon), times the sum over the common acquaintances of 1 / ln of the number of ties that each of these has (Adamic and Adar 2003).',
  })
  score!: number;

  @Field(() => Int, { description: 'How many people both have a tie with, erased ones aside.' })
  commonAcquaintances!: number;

  @Field(() => Person, {
    description:
      'Who could introduce them: of the common acquaintances the one with the highest product of the trusts.',
  })
  introducer!: Person;

  @Field(() => IntroductionPath, { description: 'From the one over the introducer to the other, with both ties.' })
  introduction!: IntroductionPath;

  @Field(() => LiaisonGap, { description: 'The gap that it helps to close; of several the widest at the horizon.' })
  gap!: LiaisonGap;
}
