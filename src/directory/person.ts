import { IsOptional, MaxLength } from 'class-validator';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Tlp } from '../access/tlp.js';
import { Node } from '../kernel/node.js';
import { DateScalar, DateTimeScalar } from '../kernel/scalars.js';
import { Steady } from '../kernel/steady.js';

/** What stands in place of a name that was erased: the database checks it. */
export const ERASED_NAME = '削除済み';

@Entity('person')
@Steady()
@ObjectType({
  implements: Node,
  description:
    'Somebody who holds, or held, positions. Officials rotate every two or three years; the person stays the same.',
})
export class Person extends Node {
  @Field({ description: 'The name as the person writes it; 削除済み (erased) where the person was erased.' })
  @Column({ type: 'text' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The name in Latin letters; null where it is not recorded.' })
  @Column({ type: 'text', nullable: true })
  nameEn!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The reading of the name in kana; null where it is not recorded.',
  })
  @Column({ type: 'text', nullable: true })
  kana!: string | null;

  @Field(() => Tlp, { description: 'How far the record of this person may travel.' })
  @Column({ type: 'text' })
  tlp!: Tlp;

  /** The person who was kept when this double was merged away: a merged one is nowhere to be seen. */
  @Column({ type: 'text', nullable: true })
  mergedIntoId!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When the identity of the person was erased: names, titles, channel values and keys are gone for good, positions, terms and encounters stay. Erase what you keep of it, too. Null of everybody else.',
  })
  @Column({ type: 'timestamptz', nullable: true })
  erasedAt!: Date | null;

  @Field(() => Int, { description: 'Send it back with an update: a stale one is refused with CONFLICT.' })
  override version!: number;
}

@Entity('position')
@Steady()
@ObjectType({
  implements: Node,
  description: 'A post that a person holds in an organization, by whole days in the community’s time zone.',
})
export class Position extends Node {
  @Column({ type: 'text' })
  personId!: string;

  @Column({ type: 'text' })
  organizationId!: string;

  @Field({ description: 'The title of the post; empty where the person was erased.' })
  @Column({ type: 'text' })
  title!: string;

  @Field(() => DateScalar, { description: 'The first day on which it is held.' })
  @Column({ type: 'date' })
  from!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which it is no longer held; null while no end is known.',
  })
  @Column({ type: 'date', nullable: true })
  to!: string | null;
}

@InputType({ description: 'A new person with a first position.' })
export class RegisterPersonInput {
  @Field({ description: 'Up to 200 characters.' })
  @MaxLength(200)
  name!: string;

  @Field(() => String, { nullable: true, description: 'Up to 200 characters.' })
  @IsOptional()
  @MaxLength(200)
  nameEn?: string | null;

  @Field(() => String, { nullable: true, description: 'Up to 200 characters.' })
  @IsOptional()
  @MaxLength(200)
  kana?: string | null;

  @Field(() => ID, { description: 'The organization of the first position.' })
  organizationId!: string;

  @Field({ description: 'The title of the first position, up to 200 characters.' })
  @MaxLength(200)
  title!: string;

  @Field(() => DateScalar, { description: 'The first day of the first position.' })
  from!: string;

  @Field(() => Tlp, { nullable: true, defaultValue: Tlp.GREEN, description: 'How far the record may travel.' })
  tlp?: Tlp | null;
}

@InputType({ description: 'What is wrong in every version of the record: absent leaves, null clears.' })
export class CorrectPersonInput {
  @Field(() => String, { nullable: true, description: 'Up to 200 characters; not null.' })
  @IsOptional()
  @MaxLength(200)
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Up to 200 characters.' })
  @IsOptional()
  @MaxLength(200)
  nameEn?: string | null;

  @Field(() => String, { nullable: true, description: 'Up to 200 characters.' })
  @IsOptional()
  @MaxLength(200)
  kana?: string | null;
}

@InputType({ description: 'What changes: absent leaves, null clears.' })
export class UpdatePersonInput extends CorrectPersonInput {
  @Field(() => Tlp, { nullable: true, description: 'Not null.' })
  tlp?: Tlp | null;
}

@InputType({ description: 'A move to another post: it ends the present one and begins the next on the same day.' })
export class TransferPersonInput {
  @Field(() => ID, { description: 'Who is transferred.' })
  personId!: string;

  @Field(() => ID, { description: 'Where to.' })
  organizationId!: string;

  @Field({ description: 'The new title, up to 200 characters.' })
  @MaxLength(200)
  title!: string;

  @Field(() => DateScalar, {
    description: 'The first day of the new post, and the first on which the old one is no longer held.',
  })
  on!: string;
}

@InputType({ description: 'A further post held at the same time (併任).' })
export class AddPositionInput {
  @Field(() => ID, { description: 'Who takes the post.' })
  personId!: string;

  @Field(() => ID, { description: 'Where; not where the person holds a post on any of these days.' })
  organizationId!: string;

  @Field({ description: 'Up to 200 characters.' })
  @MaxLength(200)
  title!: string;

  @Field(() => DateScalar, { description: 'The first day on which it is held.' })
  from!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which it is no longer held; later than `from`.',
  })
  to?: string | null;
}

@InputType({ description: 'What was recorded wrongly: absent leaves, null clears.' })
export class CorrectPositionInput {
  @Field(() => String, { nullable: true, description: 'Up to 200 characters; not null.' })
  @IsOptional()
  @MaxLength(200)
  title?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Not null.' })
  from?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Null where no end is known.' })
  to?: string | null;
}

@InputType({ description: 'Every field is optional; all that are given must hold.' })
export class PersonFilter {
  @Field(() => ID, { nullable: true, description: 'Holds a position in this organization at `at`.' })
  organizationId?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The moment that organizationId asks about; null means now.',
  })
  at?: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Name, English name or kana contain every word of it, in any width and either kana. Signs alone find nothing.',
  })
  text?: string | null;
}
