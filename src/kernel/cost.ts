import { Extensions } from 'type-graphql';

/** What a field costs, as far as it is no more than looking something up. */
export interface FieldCost {
  /** Of one call, in points of 10 us, where many answers are made; what is selected below it comes on top. */
  readonly points?: number;
  /** Of a list without `first`: how many entries are counted, or the argument whose entries they answer. */
  readonly entries?: number | string;
}

/** Tells the limits what a field costs, where that is not what they assume. */
export function Cost(cost: FieldCost): MethodDecorator & PropertyDecorator {
  return Extensions({ cost }) as MethodDecorator & PropertyDecorator;
}
