import { IsOptional, Max, MaxLength, Min } from 'class-validator';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../kernel/node.js';
import { DateScalar } from '../kernel/scalars.js';
import { Steady } from '../kernel/steady.js';

export enum ContactRole {
  PRIMARY = 'PRIMARY',
  DEPUTY = 'DEPUTY',
  OUT_OF_HOURS = 'OUT_OF_HOURS',
  EXECUTIVE = 'EXECUTIVE',
}

registerEnumType(ContactRole, {
  name: 'ContactRole',
  description: 'What a point of contact is for; in a contact chain in this order.',
  valuesConfig: {
    PRIMARY: { description: 'The one to call first.' },
    DEPUTY: { description: 'Stands in for the primary.' },
    OUT_OF_HOURS: { description: 'At night, at weekends and on holidays.' },
    EXECUTIVE: { description: 'Decides where the others may not.' },
  },
});

@Entity('point_of_contact')
@Steady()
@ObjectType({
  implements: Node,
  description:
    'A person or a shared desk appointed for a CSIRT (PoC), for a term by whole days in the CSIRT’s time zone.',
})
export class PointOfContact extends Node {
  @Column({ type: 'text' })
  csirtId!: string;

  @Column({ type: 'text', nullable: true })
  personId!: string | null;

  @Field(() => String, { nullable: true, description: 'The name of the shared desk; null for a person.' })
  @Column({ type: 'text', nullable: true })
  deskName!: string | null;

  @Field(() => ContactRole, { description: 'What it is for.' })
  @Column({ type: 'text' })
  role!: ContactRole;

  @Field(() => Int, { description: 'Among those of the same role the lowest comes first; 1 and up.' })
  @Column({ type: 'integer' })
  priority!: number;

  @Field(() => DateScalar, { description: 'The first day of the term.' })
  @Column({ type: 'date' })
  from!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'The first day on which the term no longer holds; null while no end is known. Equal to `from` when the term was called off.',
  })
  @Column({ type: 'date', nullable: true })
  to!: string | null;
}

@InputType({ description: 'A person or a desk, not both.' })
export class AppointPointOfContactInput {
  @Field(() => ID, { description: 'The CSIRT that is to be reached.' })
  csirtId!: string;

  @Field(() => ID, { nullable: true, description: 'The person appointed.' })
  personId?: string | null;

  @Field(() => String, { nullable: true, description: 'The name of a shared desk, up to 200 characters.' })
  @IsOptional()
  @MaxLength(200)
  deskName?: string | null;

  @Field(() => ContactRole, { description: 'What it is for.' })
  role!: ContactRole;

  @Field(() => Int, { nullable: true, defaultValue: 1, description: '1 to 1,000; the lowest comes first.' })
  @IsOptional()
  @Min(1)
  @Max(1000)
  priority?: number | null;

  @Field(() => DateScalar, { description: 'The first day of the term.' })
  from!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which the term no longer holds; later than `from`.',
  })
  to?: string | null;
}
