import { IsOptional, MaxLength } from 'class-validator';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Node } from '../kernel/node.js';
import { DateScalar } from '../kernel/scalars.js';
import { Steady } from '../kernel/steady.js';
import { Sector } from './organization.js';

@Entity('csirt')
@Steady()
@ObjectType({ implements: Node, description: "An organization's incident response team, described as in RFC 2350." })
export class Csirt extends Node {
  @Column({ type: 'text' })
  organizationId!: string;

  @Field({ description: 'The full name (RFC 2350, section 2.1).' })
  @Column({ type: 'text' })
  name!: string;

  @Field({ description: 'The name it goes by.' })
  @Column({ type: 'text' })
  shortName!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Mission, services and policies in prose; null where none is recorded.',
  })
  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which it existed; null where it is not recorded.',
  })
  @Column({ type: 'date', nullable: true })
  establishedOn!: string | null;

  @Field({ description: 'IANA time zone in which its days begin and its hours are meant.' })
  @Column({ type: 'text' })
  timeZone!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which it no longer existed; null while it is not disbanded.',
  })
  @Column({ type: 'date', nullable: true })
  disbandedOn!: string | null;

  @Field(() => Int, { description: 'Send it back with an update: a stale one is refused with CONFLICT.' })
  override version!: number;
}

@InputType({ description: 'A new CSIRT of an organization.' })
export class EstablishCsirtInput {
  @Field(() => ID, { description: 'The organization whose CSIRT it is.' })
  organizationId!: string;

  @Field({ description: 'Up to 200 characters.' })
  @MaxLength(200)
  name!: string;

  @Field({ description: 'Up to 100 characters.' })
  @MaxLength(100)
  shortName!: string;

  @Field(() => String, { nullable: true, description: 'Up to 10,000 characters.' })
  @IsOptional()
  @MaxLength(10_000)
  description?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The first day on which it exists.' })
  establishedOn?: string | null;

  @Field(() => String, { nullable: true, defaultValue: 'Asia/Tokyo', description: 'An IANA time zone.' })
  timeZone?: string | null;
}

@InputType({ description: 'What changes: absent leaves, null clears.' })
export class UpdateCsirtInput {
  @Field(() => String, { nullable: true, description: 'Up to 200 characters; not null.' })
  @IsOptional()
  @MaxLength(200)
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Up to 100 characters; not null.' })
  @IsOptional()
  @MaxLength(100)
  shortName?: string | null;

  @Field(() => String, { nullable: true, description: 'Up to 10,000 characters.' })
  @IsOptional()
  @MaxLength(10_000)
  description?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The first day on which it exists.' })
  establishedOn?: string | null;

  @Field(() => String, { nullable: true, description: 'An IANA time zone; not null.' })
  timeZone?: string | null;
}

@InputType({ description: 'Every field is optional; all that are given must hold.' })
export class CsirtFilter {
  @Field(() => ID, { nullable: true, description: 'A CSIRT of this organization.' })
  organizationId?: string | null;

  @Field(() => [Sector], { nullable: true, description: 'Of an organization in one of these sectors.' })
  sector?: Sector[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name or short name contain every word of it, in any width and either kana. Signs alone find nothing.',
  })
  text?: string | null;
}
