import { Field, Float, Int, ObjectType } from 'type-graphql';

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
