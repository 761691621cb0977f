import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Cost } from '../../kernel/cost.js';
import { Tlp } from '../../access/tlp.js';
import { DateTimeScalar } from '../../kernel/scalars.js';
import { ContactChannel } from '../channel.js';
import { EncryptionKey } from '../encryption-key.js';
import { Person, Position } from '../person.js';
import { PointOfContact } from '../point-of-contact.js';

@ObjectType({ description: 'What a person was called in one version of the record.' })
export class RecordedName {
  @Field(() => ID, { description: 'The person, or a double that was merged into it.' })
  personId!: string;

  @Field({ description: 'The name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The name in Latin letters; null where it is not recorded.' })
  nameEn!: string | null;

  @Field(() => String, { nullable: true, description: 'The reading in kana; null where it is not recorded.' })
  kana!: string | null;

  @Field(() => Tlp, { description: 'How far this version of the record might travel.' })
  tlp!: Tlp;

  @Field(() => DateTimeScalar, { description: 'When this version was recorded.' })
  recordedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the next one was; null of the last.' })
  replacedAt!: Date | null;
}

@ObjectType({ description: 'A value that stood in an earlier version of a record.' })
export class EarlierValue {
  @Field({ description: 'The name of the field.' })
  field!: string;

  @Field(() => String, { nullable: true, description: 'As text; null where there was none.' })
  value!: string | null;
}

@ObjectType({ description: 'An earlier version of a position, a term or a channel.' })
export class EarlierVersion {
  @Field(() => ID, { description: 'The position, point of contact or channel.' })
  nodeId!: string;

  @Field(() => Int, { description: 'Which version it was, counted from 1.' })
  version!: number;

  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  recordedAt!: Date;

  @Cost({ entries: 5 })
  @Field(() => [EarlierValue], { description: 'What stood in it.' })
  values!: EarlierValue[];
}

@ObjectType({
  description:
    'Everything that the directory holds of a person, as far as the viewer may see it. What else is kept, and for how long, is in the documentation of personal data.',
})
export class PersonalDataReport {
  @Field(() => Person, { description: 'Who it is about, as recorded now.' })
  person!: Person;

  @Field(() => DateTimeScalar, { description: 'When the report was made.' })
  at!: Date;

  @Cost({ entries: 3 })
  @Field(() => [RecordedName], {
    description:
      'Every version of the name, of doubles that were merged into the person too, oldest first, as far as its own TLP admits the viewer.',
  })
  names!: RecordedName[];

  @Cost({ entries: 5 })
  @Field(() => [Position], { description: 'Every position, by id; those that were called off, too.' })
  positions!: Position[];

  @Cost({ entries: 5 })
  @Field(() => [PointOfContact], { description: 'Every term as a point of contact, past and to come, by id.' })
  pointsOfContact!: PointOfContact[];

  @Cost({ entries: 5 })
  @Field(() => [ContactChannel], {
    description: 'Every channel of the person and of these terms, by id; retired ones, too.',
  })
  channels!: ContactChannel[];

  @Cost({ entries: 2 })
  @Field(() => [EncryptionKey], { description: 'Every public key, by id; removed ones, too.' })
  keys!: EncryptionKey[];

  @Cost({ entries: 10 })
  @Field(() => [EarlierVersion], {
    description: 'What positions, terms and channels were before they were changed, by their ids, oldest first.',
  })
  earlierVersions!: EarlierVersion[];

  /** How many names, channels and values the viewer may not see. */
  withheldOfDirectory!: number;
}
