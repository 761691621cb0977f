import { IsOptional, MaxLength } from 'class-validator';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node, Row } from '../kernel/node.js';
import { Steady } from '../kernel/steady.js';

@Entity('sharing_network')
@Steady()
@ObjectType({
  implements: Node,
  description: 'A network in which organizations share information on attacks (情報共有ネットワーク).',
})
export class SharingNetwork extends Node {
  @Field({ description: 'Its name.' })
  @Column({ type: 'text' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The name in English; null where it has none.' })
  @Column({ type: 'text', nullable: true })
  nameEn!: string | null;

  @Field(() => String, { nullable: true, description: 'What is shared, and how; null where none is recorded.' })
  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column({ type: 'text' })
  hubId!: string;
}

/** The time during which an organization is a member of a network, by whole days in the community's time zone. */
@Entity('network_membership')
export class NetworkMembership extends Row {
  @Column({ type: 'text' })
  networkId!: string;

  @Column({ type: 'text' })
  organizationId!: string;

  @Column({ type: 'date' })
  from!: string;

  @Column({ type: 'date', nullable: true })
  to!: string | null;
}

@InputType({ description: 'A new sharing network.' })
export class RegisterSharingNetworkInput {
  @Field({ description: 'Up to 200 characters.' })
  @MaxLength(200)
  name!: string;

  @Field(() => String, { nullable: true, description: 'Up to 200 characters.' })
  @IsOptional()
  @MaxLength(200)
  nameEn?: string | null;

  @Field(() => ID, { description: 'The organization at its centre.' })
  hubId!: string;

  @Field(() => String, { nullable: true, description: 'Up to 10,000 characters.' })
  @IsOptional()
  @MaxLength(10_000)
  description?: string | null;
}
