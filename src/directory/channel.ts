import { MaxLength, IsOptional } from 'class-validator';
import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity } from 'typeorm';
import { Tlp } from '../access/tlp.js';
import { Node, Row } from '../kernel/node.js';
import { DateTimeScalar } from '../kernel/scalars.js';
import { Steady } from '../kernel/steady.js';

export enum ChannelKind {
  PHONE = 'PHONE',
  MOBILE = 'MOBILE',
  EMAIL = 'EMAIL',
  FAX = 'FAX',
  CHAT = 'CHAT',
  RADIO = 'RADIO',
  SATELLITE = 'SATELLITE',
  WEB_FORM = 'WEB_FORM',
}

export enum ChannelStatus {
  UNVERIFIED = 'UNVERIFIED',
  VERIFIED = 'VERIFIED',
  WRONG = 'WRONG',
  RETIRED = 'RETIRED',
}

export enum VerificationOutcome {
  CONFIRMED = 'CONFIRMED',
  NO_ANSWER = 'NO_ANSWER',
  WRONG = 'WRONG',
}

registerEnumType(ChannelKind, {
  name: 'ChannelKind',
  description: 'How a channel reaches.',
  valuesConfig: {
    PHONE: { description: 'A landline; E.164, with ;ext= where there is an extension (RFC 3966).' },
    MOBILE: { description: 'A mobile phone; E.164.' },
    EMAIL: { description: 'An e-mail address.' },
    FAX: { description: 'A fax machine; E.164.' },
    CHAT: { description: 'A name in a chat system, in words.' },
    RADIO: { description: 'A call sign or frequency, in words.' },
    SATELLITE: { description: 'A satellite phone; E.164.' },
    WEB_FORM: { description: 'The URL of a form.' },
  },
});
registerEnumType(ChannelStatus, {
  name: 'ChannelStatus',
  description: 'What is known of a channel.',
  valuesConfig: {
    UNVERIFIED: { description: 'Nobody has tried it yet.' },
    VERIFIED: { description: 'It was confirmed.' },
    WRONG: { description: 'It reaches somebody else or nobody; in no contact chain.' },
    RETIRED: { description: 'It is no longer in use; in no contact chain.' },
  },
});
registerEnumType(VerificationOutcome, {
  name: 'VerificationOutcome',
  description: 'What came of trying a channel.',
  valuesConfig: {
    CONFIRMED: { description: 'It was answered by whom it should reach.' },
    NO_ANSWER: { description: 'Nobody answered; what is known of it stays.' },
    WRONG: { description: 'It reaches somebody else or nobody.' },
  },
});

@Entity('contact_channel')
@Steady()
@ObjectType({ implements: Node, description: 'A way to reach a person, a point of contact or a CSIRT.' })
export class ContactChannel extends Node {
  @Column({ type: 'text', nullable: true })
  personId!: string | null;

  @Column({ type: 'text', nullable: true })
  pointOfContactId!: string | null;

  @Column({ type: 'text', nullable: true })
  csirtId!: string | null;

  @Field(() => ChannelKind, { description: 'How it reaches.' })
  @Column({ type: 'text' })
  kind!: ChannelKind;

  @Column({ type: 'text' })
  value!: string;

  @Field({
    description:
      'When it is answered, in the OpenStreetMap opening_hours syntax with Japanese public holidays; 24/7 for always.',
  })
  @Column({ type: 'text' })
  hours!: string;

  /** Null: the CSIRT's, or the community's for a person. */
  @Column({ name: 'time_zone', type: 'text', nullable: true })
  ownTimeZone!: string | null;

  @Field(() => Tlp, { description: 'How far the value may travel.' })
  @Column({ type: 'text' })
  tlp!: Tlp;

  @Column({ type: 'timestamptz', nullable: true })
  retiredAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the value was erased, for good: drop what you keep of it, too. Null where it was not.',
  })
  @Column({ type: 'timestamptz', nullable: true })
  erasedAt!: Date | null;
}

@Entity('channel_verification')
@Steady()
@ObjectType({
  description: 'One try of a channel. What is known of a channel at a moment is what the tries up to then say.',
})
export class ChannelVerification extends Row {
  @Column({ type: 'text' })
  channelId!: string;

  @Field(() => VerificationOutcome, { description: 'What came of it.' })
  @Column({ type: 'text' })
  outcome!: VerificationOutcome;

  @Field(() => DateTimeScalar, { description: 'When it was tried.' })
  @Column({ type: 'timestamptz' })
  at!: Date;
}

@InputType({ description: 'A further way to reach somebody.' })
export class AddContactChannelInput {
  @Field(() => ID, { description: 'A Person, PointOfContact or Csirt.' })
  ownerId!: string;

  @Field(() => ChannelKind, { description: 'How it reaches.' })
  kind!: ChannelKind;

  @Field({
    description:
      'Normalized for its kind: phone numbers to E.164 (Japan assumed where no country is given), and so on; up to 2,048 characters.',
  })
  @MaxLength(2048)
  value!: string;

  @Field(() => String, {
    nullable: true,
    defaultValue: '24/7',
    description: 'In the OpenStreetMap opening_hours syntax, such as "Mo-Fr 09:30-18:15; PH off".',
  })
  @IsOptional()
  @MaxLength(500)
  hours?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The IANA time zone of the hours; the CSIRT’s, or the community’s for a person, when absent.',
  })
  timeZone?: string | null;

  @Field(() => Tlp, { nullable: true, defaultValue: Tlp.AMBER, description: 'How far the value may travel.' })
  tlp?: Tlp | null;
}

@InputType({ description: 'What changes: absent leaves, null clears.' })
export class UpdateContactChannelInput {
  @Field(() => String, { nullable: true, description: 'Not null.' })
  @IsOptional()
  @MaxLength(500)
  hours?: string | null;

  @Field(() => String, { nullable: true, description: 'Null for the CSIRT’s, or the community’s for a person.' })
  timeZone?: string | null;

  @Field(() => Tlp, { nullable: true, description: 'Not null.' })
  tlp?: Tlp | null;
}
