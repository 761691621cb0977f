import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Organization } from '../../directory/organization.js';
import { Person } from '../../directory/person.js';
import { Cost } from '../../kernel/cost.js';
import { DateScalar, DateTimeScalar } from '../../kernel/scalars.js';
import type { Departure } from './departure.js';
import type { SimulatedOrganization } from './simulated-organization.js';

@InputType({ description: 'A move to another post that is only thought of.' })
export class SimulateTransferInput {
  @Field(() => ID, { description: 'Who would be transferred.' })
  personId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Where to; null or absent: out of the community, or nobody knows yet.',
  })
  organizationId?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'The first day on which it would be so; null or absent means today. Both sides are compared at the beginning of that day in the community’s time zone, of today now.',
  })
  on?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The organization whose post would end. Where it is null or absent, that of the position begun last, as `transferPerson` has it; without `organizationId`, all posts would.',
  })
  leavingOrganizationId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Who would be introduced to the contacts; null or absent: somebody of the organization’s other people. Their own posts are as they are recorded.',
  })
  successorId?: string | null;
}

@ObjectType({
  description: 'What becomes of the tie of an organization with another one when somebody is transferred.',
})
export class OrganizationTieChange {
  @Field(() => Organization, { description: 'The other organization.' })
  to!: Organization;

  @Field(() => Float, {
    description: 'The strength of the tie as it would be without the transfer; 0 where there is none.',
  })
  strengthBefore!: number;

  @Field(() => Float, { description: 'The strength with it; 0 where there is none.' })
  strengthAfter!: number;

  @Field(() => Float, {
    description: 'The trust of the tie as it would be without the transfer; 0 where there is none.',
  })
  trustBefore!: number;

  @Field(() => Float, { description: 'The trust with it; 0 where there is none.' })
  trustAfter!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'The least trust wanted between the two at that moment; null where there is no liaison target.',
  })
  wanted!: number | null;

  @Field({ description: 'Whether it meets its target before, and no longer after.' })
  fallsUnderTarget!: boolean;

  @Field({ description: 'Whether nothing is left of it.' })
  ends!: boolean;
}

@ObjectType({
  description:
    'How an organization reaches another one, from any of its people to any of those, over at most four ties of people who hold positions.',
})
export class ReachChange {
  @Field(() => Organization, { description: 'The organization that is reached.' })
  to!: Organization;

  @Field(() => Int, { description: 'The fewest ties before, 0 to 4; 0 where somebody is of both organizations.' })
  hopsBefore!: number;

  @Field(() => Int, { nullable: true, description: 'The fewest ties after; null where four are not enough any more.' })
  hopsAfter!: number | null;

  @Field(() => Float, {
    description: 'The highest trust of a path before: the product of the trusts of its ties; 1 where there are none.',
  })
  trustBefore!: number;

  @Field(() => Float, { description: 'The highest trust of a path after; 0 where there is none.' })
  trustAfter!: number;
}

@ObjectType({ description: 'What an organization would lose by a transfer.' })
export class TransferDeparture {
  @Field(() => Organization, { description: 'The organization that is left.' })
  organization!: Organization;

  departure!: Departure;
}

@ObjectType({ description: 'What an organization would gain by a transfer.' })
export class TransferArrival {
  @Field(() => Organization, { description: 'The organization that is joined.' })
  organization!: Organization;

  arrival!: SimulatedOrganization;
}

@ObjectType({
  description:
    'What a transfer would cost and gain, before it is recorded: nothing is written. The ties of the person stay theirs; both sides are computed as of the same moment, so that what differs is the transfer’s doing alone.',
})
export class TransferSimulation {
  @Field(() => DateScalar, { description: 'The first day on which it would be so.' })
  on!: string;

  @Field(() => DateTimeScalar, {
    description: 'The moment at which both sides are compared: the beginning of that day, or now when that is today.',
  })
  at!: Date;

  @Field(() => Person, { description: 'Who would be transferred.' })
  person!: Person;

  @Field(() => Person, { nullable: true, description: 'Who would take over the contacts; null where nobody is named.' })
  successor!: Person | null;

  @Cost({ entries: 1 })
  @Field(() => [TransferDeparture], {
    description:
      'One for each organization whose post would end, by id. For a member, only those of its own organization.',
  })
  departures!: TransferDeparture[];

  @Field(() => TransferArrival, {
    nullable: true,
    description: 'Null where no organization is joined, and for a member, of any but its own.',
  })
  arrival!: TransferArrival | null;
}
