import { ArrayMaxSize, ArrayMinSize, IsOptional, MaxLength } from 'class-validator';
import { Field, ID, InputType, Int, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Tlp } from '../../access/tlp.js';
import { connectionType } from '../../kernel/connection.js';
import { Node } from '../../kernel/node.js';
import { DateTimeScalar } from '../../kernel/scalars.js';

export enum EncounterKind {
  MEETING = 'MEETING',
  CONSULTATION = 'CONSULTATION',
  JOINT_WORK = 'JOINT_WORK',
  TRAINING = 'TRAINING',
  DRILL = 'DRILL',
  SYMPOSIUM = 'SYMPOSIUM',
}

export enum EncounterMode {
  IN_PERSON = 'IN_PERSON',
  HYBRID = 'HYBRID',
  ONLINE = 'ONLINE',
}

registerEnumType(EncounterKind, {
  name: 'EncounterKind',
  description: 'What people did together; how much it counts for a tie is configuration, here with its defaults.',
  valuesConfig: {
    MEETING: { description: 'A meeting (会合); counts 1.' },
    CONSULTATION: { description: 'A technical consultation (技術的な相談); counts 2.' },
    JOINT_WORK: { description: 'Work done together (共同作業); counts 3.' },
    TRAINING: { description: 'A training (研修); counts 1.5.' },
    DRILL: { description: 'A contact drill (連絡訓練); counts 1.' },
    SYMPOSIUM: { description: 'A symposium; counts 0.25.' },
  },
});
registerEnumType(EncounterMode, {
  name: 'EncounterMode',
  description: 'How people met; how much it counts for a tie is configuration, here with its defaults.',
  valuesConfig: {
    IN_PERSON: { description: 'Face to face; counts in full.' },
    HYBRID: { description: 'Some face to face, some online; counts 0.7.' },
    ONLINE: { description: 'Online; counts 0.4.' },
  },
});

/**
 * Its notes are no column here: they may be long, and the book does not hold them. They stand in `encounter_notes`, and
 * writing them is writing a new version of the encounter.
 */
@Entity('encounter')
@InterfaceType('Encounter', {
  implements: Node,
  description:
    'Something people did together (対面の記録). One that was withdrawn is reachable by `node`, and in no list, count or tie.',
})
export class Encounter extends Node {
  @Field(() => EncounterKind, { description: 'What it was; its type says the same.' })
  @Column({ type: 'text' })
  kind!: EncounterKind;

  @Field({ description: 'What it is called.' })
  @Column({ type: 'text' })
  title!: string;

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  @Column({ type: 'timestamptz' })
  startsAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it ended, or will end.' })
  @Column({ type: 'timestamptz' })
  endsAt!: Date;

  @Field(() => EncounterMode, { description: 'Whether people met face to face.' })
  @Column({ type: 'text' })
  mode!: EncounterMode;

  @Field(() => String, { nullable: true, description: 'Where; null where it is not recorded.' })
  @Column({ type: 'text', nullable: true })
  place!: string | null;

  @Column({ type: 'text' })
  hostId!: string;

  /** In the order of ids; none twice. */
  @Column({ type: 'text', array: true })
  attendeeIds!: string[];

  @Field(() => Tlp, {
    description:
      'How far the record may travel. Its owners are the host and the organizations in which an attendee held a position when it began.',
  })
  @Column({ type: 'text' })
  tlp!: Tlp;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was withdrawn: it counts no longer, for no moment. Null while it stands.',
  })
  @Column({ type: 'timestamptz', nullable: true })
  withdrawnAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it was withdrawn; null while it stands.' })
  @Column({ type: 'text', nullable: true })
  withdrawalReason!: string | null;

  @Field(() => Int, { description: 'Send it back with an amendment: a stale one is refused with CONFLICT.' })
  override version!: number;
}

@ObjectType({ implements: [Encounter, Node], description: 'A meeting (会合).' })
export class Meeting extends Encounter {}

@ObjectType({ implements: [Encounter, Node], description: 'A technical consultation (技術的な相談).' })
export class Consultation extends Encounter {}

@ObjectType({ implements: [Encounter, Node], description: 'Work done together (共同作業).' })
export class JointWork extends Encounter {}

@ObjectType({ implements: [Encounter, Node], description: 'A training (研修).' })
export class Training extends Encounter {}

@ObjectType({ implements: [Encounter, Node], description: 'A contact drill (連絡訓練).' })
export class Drill extends Encounter {}

@ObjectType({ implements: [Encounter, Node], description: 'A symposium.' })
export class Symposium extends Encounter {}

export const ENCOUNTER_TYPES: Readonly<Record<EncounterKind, new () => Encounter>> = {
  MEETING: Meeting,
  CONSULTATION: Consultation,
  JOINT_WORK: JointWork,
  TRAINING: Training,
  DRILL: Drill,
  SYMPOSIUM: Symposium,
};

export const EncounterConnection = connectionType(Encounter);

const TEXT = 200;
const NOTES = 10_000;
const MOST_ATTENDEES = 1_000;

@InputType({ description: 'Something people did together.' })
export class RecordEncounterInput {
  @Field(() => EncounterKind, { description: 'What it was.' })
  kind!: EncounterKind;

  @Field({ description: 'What it is called, up to 200 characters.' })
  @MaxLength(TEXT)
  title!: string;

  @Field(() => DateTimeScalar, { description: 'When it began; not after now.' })
  startsAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it ended; later than now while it still runs.' })
  endsAt!: Date;

  @Field(() => EncounterMode, {
    nullable: true,
    defaultValue: EncounterMode.IN_PERSON,
    description: 'Whether people met face to face.',
  })
  mode?: EncounterMode | null;

  @Field(() => String, { nullable: true, description: 'Where, up to 200 characters.' })
  @IsOptional()
  @MaxLength(TEXT)
  place?: string | null;

  @Field(() => ID, { description: 'The organization that hosted it.' })
  hostId!: string;

  @Field(() => [ID], {
    description:
      'The persons who took part, from any organizations, 2 to 1,000. Each held a position when it began. `search` finds them by name.',
  })
  @ArrayMinSize(2)
  @ArrayMaxSize(MOST_ATTENDEES)
  attendeeIds!: string[];

  @Field(() => Tlp, { nullable: true, defaultValue: Tlp.GREEN, description: 'How far the record may travel.' })
  tlp?: Tlp | null;

  @Field(() => String, { nullable: true, description: 'What is worth knowing of it, up to 10,000 characters.' })
  @IsOptional()
  @MaxLength(NOTES)
  notes?: string | null;
}

@InputType({ description: 'What was recorded wrongly: absent leaves, null clears. It is corrected for every moment.' })
export class AmendEncounterInput {
  @Field(() => String, { nullable: true, description: 'Up to 200 characters; not null.' })
  @IsOptional()
  @MaxLength(TEXT)
  title?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Not after now; not null.' })
  startsAt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Not before it began; not null.' })
  endsAt?: Date | null;

  @Field(() => EncounterMode, { nullable: true, description: 'Not null.' })
  mode?: EncounterMode | null;

  @Field(() => String, { nullable: true, description: 'Up to 200 characters.' })
  @IsOptional()
  @MaxLength(TEXT)
  place?: string | null;

  @Field(() => ID, { nullable: true, description: 'The organization that hosted it; not null.' })
  hostId?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Replaces the whole list, up to 1,000; not null. Attendees who are hidden from you stay: you can neither name nor drop them. With them there are two at least.',
  })
  @IsOptional()
  @ArrayMaxSize(MOST_ATTENDEES)
  attendeeIds?: string[] | null;

  @Field(() => Tlp, { nullable: true, description: 'Not null.' })
  tlp?: Tlp | null;

  @Field(() => String, { nullable: true, description: 'Up to 10,000 characters.' })
  @IsOptional()
  @MaxLength(NOTES)
  notes?: string | null;
}

@InputType({ description: 'Every field is optional; all that are given must hold.' })
export class EncounterFilter {
  @Field(() => [EncounterKind], { nullable: true, description: 'One of these kinds.' })
  kind?: EncounterKind[] | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'This organization hosted it, or an attendee who is not hidden from you held a position in it when the encounter began.',
  })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'This person attended.' })
  personId?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'It began at this moment or later.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'It began before this moment.' })
  to?: Date | null;
}
